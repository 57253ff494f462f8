"""Programs that are started here and surely stopped."""

import os
import re
import signal
import subprocess
import sys
import time

# A program that is told to end has this long; then it is killed.
END_SECONDS = 5


SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def stop_on_signals():
    """The first signal ends the program by an exception, so that whatever was started is stopped; the next ones do not
    disturb that. A HUP that nohup has turned off stays off."""
    def stop(number, frame):
        for other in SIGNALS:
            signal.signal(other, signal.SIG_IGN)
        sys.exit(128 + number)

    for number in SIGNALS:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, stop)


def start(command, **more):
    """Starts a program as the leader of a process group, so that it can be ended with all that it starts itself."""
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True, **more)


def has_ended(process):
    """Without reaping it: as long as nobody does, its number belongs to no other process and no other group."""
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def kill(process):
    """Ends a program of start() and its group."""
    if process.returncode is not None:
        return
    os.killpg(process.pid, signal.SIGTERM)
    deadline = time.monotonic() + END_SECONDS
    while not has_ended(process) and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def finish(command, seconds):
    """Runs a command to its end; ends this program if it fails or takes too long."""
    process = start(command)
    try:
        status = process.wait(seconds)
    except subprocess.TimeoutExpired:
        status = f"no end after {seconds} s"
    finally:
        kill(process)
    if status != 0:
        sys.exit(f"tests/servers: {' '.join(map(str, command))}: {status}")


class Failed(Exception):
    """A server did not start."""


class Server:
    """A program that runs until it is stopped; what it says goes to a file."""

    def __init__(self, name, command, log, environment):
        self.name = name
        self._log = log
        with open(log, "wb") as output:
            self._process = start(command, stdout=output, stderr=subprocess.STDOUT, env=environment)

    def said(self):
        return self._log.read_text(errors="replace")

    def wait_for(self, pattern, seconds):
        """The first group of the pattern, once the server has said it."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            ended = has_ended(self._process)
            found = re.search(pattern, self.said(), re.MULTILINE)
            if found:
                return found.group(1)
            if ended:
                raise Failed(f"{self.name} has ended before it was ready")
            time.sleep(0.05)
        raise Failed(f"{self.name} was not ready after {seconds} s")

    def stop(self):
        kill(self._process)
