"""How long the search for a mistake takes: where there is one, and where there is none to be found."""

import base64
import hashlib
import hmac
import json
import subprocess
from collections import namedtuple
from statistics import median

from contestant import Wrong, told
from places import BUILD, HERE

GOALS = json.loads((HERE / "goals.json").read_text())["diagnosis"]

# What is asked: how many mistakes are looked for, whether there is one, how often in a turn, and the goal in nanoseconds.
Case = namedtuple("Case", "name most found times goal")
CASES = [Case(one["name"], one["most"], one["found"], one["times"], 1e6 * one["goal"]) for one in GOALS["cases"]]


def _signatures(workload):
    """One in which a space was signed as +, and one that comes from no mistake."""
    url = workload["url"].partition("&Signature=")[0]
    host, _, rest = url.partition("://")[2].partition("/")
    path, _, query = rest.partition("?")
    text = f"GET\n{host}\n/{path}\n" + query.replace("%20", "+")
    plus = hmac.digest(workload["secret"].encode(), text.encode(), hashlib.sha256)
    return {True: plus, False: hashlib.sha256(b"no signature").digest()}


class Diagnosis:
    """The times of each case, in nanoseconds, by its name."""

    def __init__(self, workloads):
        self.name = GOALS["workload"]
        self._signatures = _signatures(workloads[self.name])
        self._times = {case.name: [] for case in CASES}
        self._program = subprocess.Popen(
            [BUILD / "diagnosis"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
        self._program.stdin.write(told(workloads))

    def _ask(self, case):
        signature = base64.b64encode(self._signatures[case.found]).decode()
        self._program.stdin.write(f"{self.name} {case.most} {signature}\n")
        self._program.stdin.flush()
        time, explanations, first = self._program.stdout.readline().split() or [None] * 3
        if time is None or (explanations == "0") == case.found or first != ("space-as-plus" if case.found else "-"):
            raise Wrong(f"diagnosis, {case.name}: {explanations} explanations, the first is {first}")
        return float(time)

    def turn(self):
        """Asks everything once, or as often as a case says."""
        for case in CASES:
            self._times[case.name] += [self._ask(case) for _ in range(case.times)]

    def typical(self, case):
        return median(self._times[case.name])

    def least(self, case):
        return min(self._times[case.name])

    def stop(self):
        self._program.communicate()
