"""A program that takes part in the benchmark, and the protocol that all of them speak on their standard streams.

It is told the workloads, in lines whose fields are divided by tabs:

    workload NAME, endpoint URL, secret TEXT, param NAME VALUE (one line for each), ... end

It answers with what it is, with each of its cases and the answer of one call, and that it is ready:

    version TEXT
    case WORKLOAD KIND NAME ANSWER
    ready

Then it is asked for the time of one case, counted from 0, and answers with the nanoseconds of one call, SAMPLES times:

    time CASE MICROSECONDS SAMPLES

Each sample is the mean of a batch of calls that takes at least as long as was asked for. The cases of a contestant are
checked before any is timed: a wrong answer ends the benchmark.
"""

import base64
import hashlib
import hmac
import subprocess
from urllib.parse import parse_qsl, quote, urlsplit


class Wrong(Exception):
    """A contestant has given a wrong answer, or none."""


def signature_of(url, secret):
    """The signature that belongs to a signed URL, by means that no contestant has a part in."""
    parts = urlsplit(url)
    params = sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != "Signature")
    query = "&".join(f"{quote(name, '-_.~')}={quote(value, '-_.~')}" for name, value in params)
    text = f"GET\n{parts.netloc}\n{parts.path}\n{query}"
    return base64.b64encode(hmac.digest(secret.encode(), text.encode(), hashlib.sha256)).decode()


def check(kind, answer, workload):
    """Whether this is the right answer for a workload.

    url        the signed URL, byte for byte
    signature  the signature
    signed     a URL with other parameters, such as the time, whose signature is its own
    verdict    whether a right signature was found right
    """
    if kind == "signed":
        given = dict(parse_qsl(urlsplit(answer).query))
        kept = {name for name, _ in workload["params"]} <= given.keys()
        return kept and given.get("Signature") == signature_of(answer, workload["secret"])
    expected = {"url": workload["url"], "signature": workload["signature"], "verdict": "right"}
    return answer == expected.get(kind)


def told(workloads):
    """The workloads as a contestant is told them."""
    lines = []
    for name, workload in workloads.items():
        lines += [("workload", name), ("endpoint", workload["endpoint"]), ("secret", workload["secret"])]
        lines += [("param", *pair) for pair in workload["params"]]
    return "".join("\t".join(line) + "\n" for line in [*lines, ("end",)])


class Contestant:
    """One living program. Its cases are those of `cases`: the workload and the name of each."""

    def __init__(self, name, command, microseconds, environment=None):
        """`microseconds` is how long a sample takes at least: longer where the clock is slow to read."""
        self.name = name
        self.version = ""
        self.cases = []
        self._microseconds = microseconds
        self._process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")

    def _answer(self):
        line = self._process.stdout.readline()
        if not line.endswith("\n"):
            raise Wrong(f"{self.name} has ended early")
        return line[:-1].split("\t")

    def _tell(self, text):
        try:
            self._process.stdin.write(text)
            self._process.stdin.flush()
        except BrokenPipeError:
            raise Wrong(f"{self.name} has ended early") from None

    def start(self, workloads):
        """Tells the workloads and looks at every answer."""
        self._tell(told(workloads))
        while True:
            field, *values = self._answer()
            if field == "ready":
                break
            if field == "version":
                self.version = values[0]
                continue
            workload, kind, name, answer = values
            if not check(kind, answer, workloads[workload]):
                raise Wrong(f"{self.name}, {name}, {workload}: this is wrong:\n  {answer}\nand this would be right:\n  "
                            f"{workloads[workload].get(kind, 'what verifies')}")
            self.cases.append((workload, name))
        if {workload for workload, _ in self.cases} != set(workloads):
            raise Wrong(f"{self.name} leaves out a workload")

    def time(self, workload, name, samples):
        """Nanoseconds of one call, as many times as is asked for."""
        self._tell(f"time\t{self.cases.index((workload, name))}\t{self._microseconds}\t{samples}\n")
        times = [float(number) for number in self._answer()[0].split()]
        if len(times) != samples:
            raise Wrong(f"{self.name} has not timed {name}")
        return times

    def stop(self):
        """A contestant ends when nothing is asked any more."""
        try:
            self._process.communicate(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
