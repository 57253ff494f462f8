"""What was checked, and what came out."""

import sys
import time

KINDS = ("accepted", "refused", "equal")

# Of one group; what breaks everything at once is not printed a thousand times.
PRINTED_DIFFERENCES = 5


class Group:
    """Checks that belong together. Each expects that something was accepted, or refused, or equal to something else."""

    def __init__(self, name):
        self.name = name
        self.counts = dict.fromkeys(KINDS, 0)
        self.differences = 0
        self._began = time.monotonic()
        self.seconds = 0.0

    def expect(self, kind, what, wanted, got):
        self.counts[kind] += 1
        if wanted != got:
            self.differences += 1
            if self.differences <= PRINTED_DIFFERENCES:
                print(f"DIFFERENCE: {self.name}: {what}\n  expected: {wanted!r}\n  got:      {got!r}", file=sys.stderr)

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.seconds = time.monotonic() - self._began


class Report:
    def __init__(self):
        self._groups = []

    def group(self, name):
        self._groups.append(Group(name))
        return self._groups[-1]

    def table(self):
        rows = [("checks", "count", *KINDS, "differences", "s")]
        for group in self._groups:
            rows.append((group.name, sum(group.counts.values()), *group.counts.values(), group.differences,
                         f"{group.seconds:.1f}"))
        total = [sum(column) for column in zip(*(row[1:-1] for row in rows[1:]))]
        rows.append(("all", *total, f"{sum(group.seconds for group in self._groups):.1f}"))
        rows = [[str(cell) for cell in row] for row in rows]
        widths = [max(map(len, column)) for column in zip(*rows)]
        return "\n".join(
            "  ".join(cell.ljust(width) if index == 0 else cell.rjust(width)
                      for index, (cell, width) in enumerate(zip(row, widths))) for row in rows)

    def all_is_well(self):
        """Whether every group checked something and found no difference."""
        return all(sum(group.counts.values()) and not group.differences for group in self._groups)
