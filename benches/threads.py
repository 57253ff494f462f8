"""Whether threads that share one key stand in each other's way.

Two processors of a virtual machine are often the two halves of one, which together do less than twice the work of one
half alone. What that costs is seen where two processes work that share nothing; threads can do as much, and no more.
"""

import subprocess

from contestant import Wrong, told
from places import BUILD

MILLISECONDS = 250


class _Program:
    def __init__(self, workloads):
        self._process = subprocess.Popen(
            [BUILD / "threads"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
        self.ask(told(workloads))
        if self.answer() != "ready":
            raise Wrong("threads has ended early")

    def ask(self, text):
        self._process.stdin.write(text)
        self._process.stdin.flush()

    def answer(self):
        return self._process.stdout.readline().strip()

    def stop(self):
        self._process.communicate()


class Threads:
    """Signatures per second in each turn: of one thread, of two threads with one key, and of two processes."""

    def __init__(self, workloads):
        self._programs = [_Program(workloads), _Program(workloads)]
        self.one, self.threads, self.processes = [], [], []

    def turn(self):
        self.one.append(self._rate(self._programs[:1], 1))
        self.threads.append(self._rate(self._programs[:1], 2))
        self.processes.append(self._rate(self._programs, 1))

    @staticmethod
    def _rate(programs, threads):
        """That of all programs together, which work at the same time."""
        for program in programs:
            program.ask(f"{threads} {MILLISECONDS}\n")
        return sum(float(program.answer()) for program in programs)

    def stop(self):
        for program in self._programs:
            program.stop()
