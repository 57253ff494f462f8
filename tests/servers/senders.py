"""Programs that send a signed request: curl, and PHP's own HTTP client."""

import dataclasses
import subprocess
from typing import Optional

import paths

FORM = "application/x-www-form-urlencoded; charset=utf-8"


@dataclasses.dataclass(frozen=True)
class Message:
    """A request on its way. A POST carries the query as its body, anything else in the URL. host is the header Host, if
    it is not to be that of the URL."""

    method: str
    url: str
    query: str
    host: Optional[str] = None

    def but(self, **changes):
        return dataclasses.replace(self, **changes)

    def target(self):
        return self.url if self.method == "POST" else f"{self.url}?{self.query}"

    def body(self):
        return self.query.encode("ascii") if self.method == "POST" else b""


class Curl:
    name = "curl"

    def send(self, message):
        """The status and the text of the answer."""
        # The settings of whoever runs this stay out (-q), and curl shall send what it is given.
        command = ["curl", "-q", "--silent", "--show-error", "--max-time", "60", "--globoff", "--path-as-is",
                   "--write-out", "\n%{http_code}"]
        if message.method == "POST":
            command += ["--header", f"Content-Type: {FORM}", "--data-binary", "@-"]
        if message.host:
            command += ["--header", f"Host: {message.host}"]
        answer, _, status = _run([*command, message.target()], message.body()).rpartition("\n")
        return int(status), answer


class PhpStream:
    name = "file_get_contents"

    def send(self, message):
        """The status and the text of the answer."""
        command = ["php", paths.HERE / "send.php", message.method, message.target()]
        status, _, answer = _run(command + ([message.host] if message.host else []), message.body()).partition("\n")
        return int(status), answer


def _run(command, body):
    run = subprocess.run(command, input=body, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=90)
    if run.returncode != 0:
        raise RuntimeError(f"{command[0]}: exit status {run.returncode}: {run.stderr.decode(errors='replace')}")
    return run.stdout.decode()


EVERYBODY = (Curl(), PhpStream())
