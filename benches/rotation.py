"""Lets the contestants take turns, and says what came out.

In a pass each case has its turn once, and the median of its samples in that turn is its time. The passes go through
the cases forwards and backwards, so that a machine that gets slower or faster favours nobody. Ratios are taken within a
pass, all of which meets about the same machine.
"""

from statistics import median

SAMPLES = 25


class Rotation:
    """The time of every case in every pass, in nanoseconds. A case is called CONTESTANT/NAME."""

    def __init__(self, contestants, workloads):
        """One pass goes before all others and is not counted, so that compilers and the processor have warmed up."""
        self._turns = {workload: [] for workload in workloads}
        for contestant in contestants:
            for workload, name in contestant.cases:
                self._turns[workload].append((contestant, name))
        self._times = {(workload, f"{contestant.name}/{name}"): []
                       for workload, turns in self._turns.items() for contestant, name in turns}
        self.passes = 0
        self._all_turns()

    def _all_turns(self):
        """(workload, case, time) of each."""
        found = []
        for workload, turns in self._turns.items():
            for contestant, name in reversed(turns) if self.passes % 2 else turns:
                time = median(contestant.time(workload, name, SAMPLES))
                found.append((workload, f"{contestant.name}/{name}", time))
        return found

    def turn(self):
        """One pass."""
        for workload, case, time in self._all_turns():
            self._times[workload, case].append(time)
        self.passes += 1

    def cases(self):
        """All cases, those of a contestant together."""
        return list(dict.fromkeys(case for _, case in self._times))

    def times(self, workload, case):
        """One for each pass; none if the contestant has no such case."""
        return self._times.get((workload, case), [])

    def ratios(self, workload, case, to):
        """How many times as long one case took as another, in each pass."""
        return [one / other for one, other in zip(self.times(workload, case), self.times(workload, to))]


def hashed_blocks(signed):
    """How many blocks HMAC compresses for a string to sign of this length, with the two states of the key given."""
    return (signed + 9 + 63) // 64 + 1


class Floor:
    """What SHA-256 takes for one block at the time of asking."""

    WORKLOAD = "W2L"

    def __init__(self, contestant, workloads):
        url = workloads[self.WORKLOAD]["url"]
        # The string to sign is the URL with GET and three newlines, and without "https://", "?" and the Signature.
        signed = url.partition("&Signature=")[0].replace("https://", "GET\n\n\n").replace("?", "")
        self._contestant, self._blocks = contestant, hashed_blocks(len(signed))

    def __call__(self):
        return median(self._contestant.time(self.WORKLOAD, "F", SAMPLES)) / self._blocks
