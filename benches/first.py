"""How long a program waits for its first signature: medians of many fresh processes, or of many pages of one server."""

import os
import re
import subprocess
import tempfile
import time
import urllib.request
from statistics import median

from build import run
from contestant import Wrong
from places import BINDINGS, BUILD, HERE, LIBRARY

PROBES = HERE / "probes"

# As many pages that do not sign has a server served before the first that does.
OTHERS = 3

# As many pages of each server are looked at after the first that signs.
LATER = 5


def _medians(answers):
    """Of programs that each print three numbers: before the first signature, the first, and a later one."""
    numbers = [[float(number) for number in answer.split()] for answer in answers]
    return tuple(median(column) for column in zip(*numbers))


class _Server:
    """PHP's built-in server: one process, which preloads, and begins anew with every page as php-fpm does."""

    def __init__(self, options, environment):
        self._log = tempfile.TemporaryFile("w+")
        self._process = subprocess.Popen(
            ["php", *options, "-S", "127.0.0.1:0", "-t", PROBES], env=environment, stdin=subprocess.DEVNULL,
            stdout=self._log, stderr=subprocess.STDOUT)
        # The kernel picks the port, and the log tells which.
        deadline = time.monotonic() + 10
        while not (found := re.search(r"\(http://127\.0\.0\.1:(\d+)\) started", self._said())):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise Wrong(f"PHP's server has not started:\n{self._said()}")
            time.sleep(0.02)
        self._port = found.group(1)

    def _said(self):
        self._log.seek(0)
        return self._log.read()

    def page(self, name="first.php"):
        with urllib.request.urlopen(f"http://127.0.0.1:{self._port}/{name}", timeout=10) as page:
            return page.read().decode()

    def stop(self):
        self._process.terminate()
        self._process.wait()


def measure(python, php_options, php_folder, times):
    """{what: (before the first signature, the first, a later one)}, in nanoseconds."""
    environment = dict(os.environ, AWS_SIGNED_REQUEST_LIB=str(LIBRARY), PYTHONPATH=str(BINDINGS / "python"),
                       BINDING=str(BINDINGS / "php" / "aws_signed_request.php"))
    found = {
        "C": _medians(run(BUILD / "first", LIBRARY) for _ in range(5 * times)),
        "Python": _medians(run(python, PROBES / "first.py", env=environment) for _ in range(times)),
        "PHP, command line": _medians(run("php", PROBES / "first.php", env=environment) for _ in range(times)),
    }
    environment["BINDING"] = str(php_folder / "aws_signed_request.php")
    first_pages, after_others, later_pages = [], [], []
    for _ in range(times):
        for others in (0, OTHERS):
            server = _Server(php_options, environment)
            try:
                for _ in range(others):
                    server.page("other.php")
                (after_others if others else first_pages).append(server.page())
                later_pages += [server.page() for _ in range(LATER)]
            finally:
                server.stop()
    found["PHP, preloaded: first page of a server"] = _medians(first_pages)
    found["PHP, preloaded: first page that signs"] = _medians(after_others)
    found["PHP, preloaded: later pages"] = _medians(later_pages)
    return found
