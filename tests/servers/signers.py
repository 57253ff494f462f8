"""Our library, asked to sign through each of its bindings."""

import dataclasses
import os
import subprocess
import sys
from typing import Optional

import paths
import processes

sys.path.insert(0, str(paths.ROOT / "bindings" / "python"))

import aws_signed_request as python_binding  # noqa: E402
from aws_signed_request import Dialect, Stage  # noqa: E402,F401

# Numbers of aws_signed_request.h.
ANY_CREDENTIAL = 1
HMAC_SHA1 = 4
E_RESERVED = -15


@dataclasses.dataclass(frozen=True)
class Request:
    """What a signer is handed; params is a tuple of pairs, without what the dialect adds."""

    endpoint: str
    params: tuple
    access_key: str
    secret: str
    unix_time: int
    method: str = "GET"
    dialect: int = Dialect.AWS_QUERY
    session_token: Optional[str] = None
    flags: int = 0

    def but(self, **changes):
        return dataclasses.replace(self, **changes)


class Refused(Exception):
    """The library does not sign this."""

    def __init__(self, status, words):
        super().__init__(f"refused with {status}: {words}")
        self.status = status


class Signer:
    """Something that renders any stage of a request, or raises Refused."""

    def sent(self, request):
        """The URL without its query, and the query, which a POST has as its body unless its dialect has it otherwise."""
        url, mark, query = self.render(Stage.URL, request).partition("?")
        return url, query if mark else self.render(Stage.QUERY, request)

    def sent_or_not(self, request):
        """The same; or, which nothing is equal to, that the library refuses the request, and why."""
        try:
            return self.sent(request)
        except Refused as refused:
            return str(refused), ""


class Python(Signer):
    name = "Python"

    def render(self, stage, request):
        signer = python_binding.Signer(
            request.endpoint, request.access_key, request.secret, dialect=request.dialect,
            session_token=request.session_token, flags=python_binding.Flag(request.flags))
        try:
            return signer.render(stage, request.params, request.method, request.unix_time)
        except python_binding.SigningError as refused:
            raise Refused(int(refused.status), str(refused)) from None


class Program(Signer):
    """sign.c or sign.php, which take the same arguments."""

    def __init__(self, name, command):
        self.name = name
        self._command = command

    def render(self, stage, request):
        numbers = (request.dialect, request.flags, request.unix_time)
        arguments = (str(int(stage)), request.method, request.endpoint, *(str(int(number)) for number in numbers),
                     *(text for pair in request.params for text in pair))
        secrets = {"ACCESS_KEY": request.access_key, "SECRET_KEY": request.secret,
                   "SESSION_TOKEN": request.session_token or ""}
        run = subprocess.run([*self._command, *(argument.encode() for argument in arguments)],
                             env=os.environb | {name.encode(): text.encode() for name, text in secrets.items()},
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
        if run.returncode == 0:
            return run.stdout.decode("ascii")
        said = run.stderr.decode()
        status, _, words = said.partition(" ")
        if run.returncode == 1 and status.lstrip("-").isdigit():
            raise Refused(int(status), words.strip())
        raise RuntimeError(f"{self.name}: exit status {run.returncode}: {said}")


def everybody(directory):
    """All signers; the program in C is built in a directory that is there."""
    # Programs ask for the library by its soname, which the file that cargo builds does not have.
    (directory / "libaws_signed_request.so.0").symlink_to(paths.LIBRARY)
    program = directory / "sign"
    processes.finish(
        [*paths.COMPILER, "-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-O1",
         "-I", paths.ROOT / "include", paths.HERE / "sign.c", "-o", program,
         directory / "libaws_signed_request.so.0", f"-Wl,-rpath,{directory}"], 120)
    return [Program("C", [program]), Program("PHP", ["php", paths.HERE / "sign.php"]), Python()]
