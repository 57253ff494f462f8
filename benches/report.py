"""Writes down what was measured: docs/speed.md and its pictures, and the part of README.md between its two marks."""

import json
import re
from statistics import median

import diagnosis
import growth
import svg
import tables
from places import HERE, README
from tables import table

FLOOR = "rust/F"
DUELS = json.loads((HERE / "goals.json").read_text())["duels"]

# The rows of the large table: what a group is, and how the names of its cases begin.
GROUPS = (
    ("The floor", "rust/F"),
    ("This library, from C", "library/"),
    ("This library, from Rust", "rust/crate"),
    ("By hand, in Rust", "rust/40"),
    ("By hand, in C on OpenSSL 3", "openssl/"),
    ("PHP", "php/"),
    ("Python", "python/"),
    ("Node", "node/"),
    ("LuaJIT", "lua/"),
)

# What the kinds of parameters are called where there is little room.
SHORT = {
    "shuffled": "shuffled",
    "sorted": "sorted",
    "reversed": "reversed",
    "equal": "equal names",
    "prefix": "1,000 bytes alike",
    "staircase": "a, aa, aaa, ...",
    "plain": "nothing to escape",
    "escaped": "all escaped",
}


class Report:
    """All that was measured; each method makes one part of what is written."""

    def __init__(self, machine, versions, workloads, rotation, growing, threading, diagnosing, first):
        self.machine, self.versions, self.workloads, self.first = machine, versions, workloads, first
        self.rotation, self.growing, self.threading, self.diagnosing = rotation, growing, threading, diagnosing
        self.titles = [workload["title"] for workload in workloads.values()]
        self.shown = next(iter(workloads))

    def machine_in_short(self):
        return "{processor}; {system}; rustc {rustc}; {date}".format(**self.machine)

    # --- One signature -----------------------------------------------------------------------------------------------

    def time(self, workload, case):
        return median(self.rotation.times(workload, case))

    def all_cases(self):
        head = ["", *(text for title in self.titles for text in (title, "x F", "least"))]
        rows = []
        for group, beginning in GROUPS:
            rows.append([f"**{group}**", *[""] * (len(head) - 1)])
            for case in self.rotation.cases():
                if case.startswith(beginning):
                    rows.append([case.partition("/")[2], *self._cells(case)])
        return table(head, rows)

    def _cells(self, case):
        cells = []
        for workload in self.workloads:
            cells += [tables.time(self.time(workload, case)), *map(tables.ratio, self._to_floor(workload, case))]
        return cells

    def _to_floor(self, workload, case):
        """The median of the passes, and the least time over the least F, which is nearly that of a machine undisturbed.
        (The least ratio would be that of a pass in which F alone was disturbed.)"""
        least = min(self.rotation.times(workload, case)) / min(self.rotation.times(workload, FLOOR))
        return median(self.rotation.ratios(workload, case, FLOOR)), least

    def steadiness(self):
        times = self.rotation.times(self.shown, FLOOR)
        return f"{tables.time(min(times))} to {tables.time(max(times))}"

    def factor(self, duel, workload):
        """How many times as long it takes by hand."""
        return median(self.rotation.ratios(workload, duel["by_hand"], duel["library"]))

    def duels(self):
        """The factors beside those that are to be reached."""
        head = ["", "by hand", *(text for title in self.titles for text in (title, "accepted", "goal"))]
        rows = []
        for duel in DUELS:
            cells = []
            for workload in self.workloads:
                asked = [str(duel[what][workload]) if what in duel else "" for what in ("accepted", "goal")]
                cells += [f"{self.factor(duel, workload):.1f}", *asked]
            rows.append([duel["language"], duel["how"], *cells])
        return table(head, rows, texts=2)

    def duels_in_short(self):
        head = ["", "by hand", "with the library", "times faster", *(f"with {title}" for title in self.titles[1:])]
        rows = []
        for duel in DUELS:
            times = [tables.time(self.time(self.shown, duel[who])) for who in ("by_hand", "library")]
            factors = [f"{self.factor(duel, workload):.1f}" for workload in self.workloads]
            rows.append([f"{duel['language']}: {duel['how']}", *times, *factors])
        return table(head, rows)

    def library_in_short(self):
        """The C functions against the floor."""
        head = ["from C: times F (least)", *self.titles]
        rows = [["F", *(tables.time(self.time(workload, FLOOR)) for workload in self.workloads)]]
        for case in self.rotation.cases():
            if case.startswith("library/"):
                ratios = [self._to_floor(workload, case) for workload in self.workloads]
                rows.append([case.partition("/")[2], *(f"{typical:.2f} ({least:.2f})" for typical, least in ratios)])
        return table(head, rows)

    def picture_of_duels(self):
        rows = [(duel["language"], self.time(self.shown, duel["by_hand"]), self.time(self.shown, duel["library"]),
                 f"{self.factor(duel, self.shown):.1f}") for duel in DUELS]
        axis = svg.Log(min(row[2] for row in rows), 1.3 * max(row[1] for row in rows), tables.time_on_axis)
        return svg.pairs(f"One signed URL of {self.titles[0]}", "time of one call, logarithmic; to the left is faster",
                         axis, ("by hand", "with this library", "times faster"), rows)

    # --- Growth ------------------------------------------------------------------------------------------------------

    def _lines(self, kinds, sizes, number):
        return [(SHORT[kind], [(size, number(self.growing.point(kind, size))) for size in sizes]) for kind in kinds]

    def pictures_of_growth(self):
        """{name of the file: picture}"""
        counts, sizes = svg.Log(1, growth.COUNTS[-1], tables.count), svg.Log(10, growth.SIZES[-1], tables.count)
        by_count = self._lines(growth.NAMES, growth.COUNTS, lambda point: point.time)
        ratios = self._lines(growth.NAMES, growth.COUNTS, lambda point: point.ratio)
        by_size = self._lines(growth.VALUES, growth.SIZES, lambda point: point.time)
        [(_, heap)] = self._lines(["shuffled"], growth.COUNTS, lambda point: point.heap)
        [(_, bare)] = self._lines(["shuffled"], growth.COUNTS, lambda point: point.time / point.ratio)
        return {
            "speed-parameters.svg": svg.lines(
                "Time of a signed URL",
                "by the number of parameters, values of 20 bytes; the hash alone is that of the shuffled names",
                "parameters", counts, _times([*by_count, ("", bare)]), by_count, ("the hash alone", bare)),
            "speed-names.svg": svg.lines(
                "Times the hash alone", "by the number of parameters: how slow a request can be made",
                "parameters", counts, svg.Linear(_most(ratios), "{:g}".format), ratios),
            "speed-values.svg": svg.lines(
                "Time of a signed URL with one long value", "by the bytes of the value",
                "bytes", sizes, _times(by_size), by_size),
            "speed-heap.svg": svg.lines(
                "Heap of one call", "the most bytes that are held at a time, by the number of parameters",
                "parameters", counts, svg.Log(1000, _most([("", heap)]), tables.size_on_axis, zero=True),
                [("any names", heap)]),
        }

    def growth_table(self):
        head = ["parameters", *(SHORT[kind] for kind in growth.NAMES), "heap, bytes", "blocks"]
        rows = []
        for size in growth.COUNTS:
            points = [self.growing.point(kind, size) for kind in growth.NAMES]
            heap, blocks = max(point.heap for point in points), max(point.blocks for point in points)
            times = [tables.time(point.time) for point in points]
            rows.append([tables.count(size), *times, tables.count(heap), tables.count(blocks)])
        return table(head, rows)

    def values_table(self):
        head = ["bytes of the value", *(about for about, _ in growth.VALUES.values()), "heap, bytes"]
        rows = []
        for size in growth.SIZES:
            points = [self.growing.point(kind, size) for kind in growth.VALUES]
            heap = max(point.heap for point in points)
            rows.append([tables.count(size), *(tables.time(point.time) for point in points), tables.count(heap)])
        return table(head, rows)

    # --- Mistakes ----------------------------------------------------------------------------------------------------

    def diagnosis_table(self):
        rows = [[case.name, *map(tables.time, (self.diagnosing.typical(case), self.diagnosing.least(case), case.goal))]
                for case in diagnosis.CASES]
        return table([self.workloads[self.diagnosing.name]["title"], "median", "least", "goal"], rows)

    # --- Threads, first signatures -----------------------------------------------------------------------------------

    def threads_table(self):
        rows = []
        for what, rates in (("one thread", self.threading.one), ("two threads, one key", self.threading.threads),
                            ("two processes, two keys", self.threading.processes)):
            ratios = [rate / one for rate, one in zip(rates, self.threading.one)]
            rows.append([what, tables.count(median(rates)), f"{median(ratios):.2f}"])
        return table([self.titles[0], "signatures per second", "times one thread"], rows)

    def threads_to_processes(self):
        return f"{median(a / b for a, b in zip(self.threading.threads, self.threading.processes)):.2f}"

    def first_table(self):
        return table(["", "load or include", "first signature", "a later one"],
                     [[what, *map(tables.time, numbers)] for what, numbers in self.first.items()])

    # --- What is written ---------------------------------------------------------------------------------------------

    def everything(self):
        """For the terminal."""
        return "\n\n".join([
            self.all_cases(), self.duels(), self.growth_table(), self.values_table(), self.threads_table(),
            self.diagnosis_table(), self.first_table(), self.machine_in_short()])

    def page(self):
        """Each name in braces in speed.md.in is that of a method here."""
        template = (HERE / "speed.md.in").read_text()
        parts = {name: getattr(self, name)() for name in re.findall(r"{(\w+)}", template)}
        return template.format(**parts)

    def passes(self):
        return self.rotation.passes

    def versions_list(self):
        return "\n".join(f"- {version}" for version in self.versions)

    def write(self, folder):
        """speed.md and its pictures."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, picture in ({"speed.svg": self.picture_of_duels()} | self.pictures_of_growth()).items():
            (folder / name).write_text(picture)
        (folder / "speed.md").write_text(self.page())

    def write_readme(self):
        """What stands between the two marks of README.md, if it has them."""
        begin, end = "<!-- speed: begin -->", "<!-- speed: end -->"
        part = "\n\n".join([
            f"![One signed URL of {self.titles[0]}, by hand and with this library](docs/speed.svg)",
            self.duels_in_short(), self.library_in_short(), f"{self.machine_in_short()}."])
        readme = README.read_text()
        renewed = re.sub(f"{begin}.*?{end}", lambda _: f"{begin}\n{part}\n{end}", readme, count=1, flags=re.DOTALL)
        if renewed != readme:
            README.write_text(renewed)


def _most(series):
    return max(y for _, points in series for _, y in points)


def _times(series):
    return svg.Log(min(y for _, points in series for _, y in points), 1.05 * _most(series), tables.time_on_axis)
