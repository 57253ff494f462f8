"""How time and memory grow with a request, also with one that somebody has made to be slow."""

import base64
import hashlib
import hmac
import subprocess
from collections import namedtuple
from statistics import median
from urllib.parse import quote

from contestant import Wrong
from places import BUILD
from rotation import hashed_blocks

ENDPOINT = "https://sdb.amazonaws.com/"
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"

# 64 is the most for which nothing is allocated.
COUNTS = (1, 2, 5, 10, 20, 50, 64, 65, 100, 200, 500, 1000, 2000, 5000, 10000)
SIZES = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000, 200000, 500000, 1000000)

# A step without a divisor in common with any of the counts, so that each number comes once.
STEP = 7919

# What is larger is too slow to be checked by an escape that is written in Python.
CHECKED = 2_000_000


def _value(number):
    return f"item {number:05}/and more "


def _shuffled(count):
    return [index * STEP % count for index in range(count)]


# Each kind of names: what it is, and the pairs for a count.
NAMES = {
    "shuffled": ("names of one length, shuffled",
                 lambda count: [(f"Param.{n:05}", _value(n)) for n in _shuffled(count)]),
    "sorted": ("the same, in order already", lambda count: [(f"Param.{n:05}", _value(n)) for n in range(count)]),
    "reversed": ("the same, backwards",
                 lambda count: [(f"Param.{n:05}", _value(n)) for n in reversed(range(count))]),
    "equal": ("all names equal", lambda count: [("Name", _value(n)) for n in _shuffled(count)]),
    "prefix": ("names that begin with the same 1,000 bytes",
               lambda count: [("x" * 1000 + f"{n:05}", _value(n)) for n in _shuffled(count)]),
    "staircase": ("names a, aa, aaa, ...", lambda count: [("a" * (n + 1), _value(n)) for n in _shuffled(count)]),
}

# Each kind of value: what it is, and one of so many bytes.
VALUES = {
    "plain": ("letters, which stay as they are", lambda size: ("abcdefghij" * (size // 10 + 1))[:size]),
    "escaped": ("bytes that are all escaped", lambda size: ('/+ &=:"<>%' * (size // 10 + 1))[:size]),
}

# Of one call: its nanoseconds, how many times the hash alone that is, and the bytes and blocks of its heap.
Point = namedtuple("Point", "time ratio heap blocks")


def _expected(pairs):
    query = "&".join(f"{quote(name, '-_.~')}={quote(value, '-_.~')}" for name, value in sorted(pairs))
    digest = hmac.digest(SECRET.encode(), f"GET\nsdb.amazonaws.com\n/\n{query}".encode(), hashlib.sha256)
    return base64.b64encode(digest).decode()


def _requests():
    """{(kind, size): the pairs}"""
    found = {(kind, count): make(count) for kind, (_, make) in NAMES.items() for count in COUNTS}
    return found | {(kind, size): [("Name", make(size))] for kind, (_, make) in VALUES.items() for size in SIZES}


class Growth:
    """What is known of every request, by (kind, size); the kinds are those of NAMES and VALUES."""

    def __init__(self, folder, floor):
        """The requests are written into the folder. `floor` says what a block of the hash takes at the time."""
        self._floor = floor
        self._paths, self._expected = {}, {}
        for at, pairs in _requests().items():
            texts = [text for pair in pairs for text in pair]
            self._paths[at] = folder / "-".join(map(str, at))
            self._paths[at].write_text("".join(text + "\0" for text in texts))
            self._expected[at] = _expected(pairs) if sum(map(len, texts)) < CHECKED else None
        self._points = {at: [] for at in self._paths}
        self._program = subprocess.Popen(
            [BUILD / "growth", ENDPOINT, SECRET], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def turn(self):
        """Measures every request once."""
        for at, path in self._paths.items():
            block = self._floor()
            self._program.stdin.write(f"{path}\n")
            self._program.stdin.flush()
            *numbers, signature = self._program.stdout.readline().split() or [None]
            if signature is None or signature != (self._expected[at] or signature):
                raise Wrong(f"growth, {at}: the signature is {signature}, and not {self._expected[at]}")
            time, heap, blocks, signed = map(int, numbers)
            self._points[at].append(Point(time, time / (hashed_blocks(signed) * block), heap, blocks))

    def point(self, kind, size):
        """The median over the turns."""
        return Point(*map(median, zip(*self._points[kind, size])))

    def stop(self):
        self._program.communicate()
