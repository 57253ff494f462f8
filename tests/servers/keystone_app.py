"""keystone, with a data base of its own from nothing, on a free port of the loopback interface.

    keystone_app.py DIRECTORY    with keystone.conf in it

Run by the Python that has keystone. Says `serving on PORT` when it is ready. The admin's password comes from
OS_BOOTSTRAP_PASSWORD, which is where keystone looks for it.
"""

import base64
import os
import secrets
import sys
import traceback
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

DIRECTORY = Path(sys.argv[1])
os.environ["OS_KEYSTONE_CONFIG_DIR"] = str(DIRECTORY)
os.environ["OS_KEYSTONE_CONFIG_FILES"] = "keystone.conf"
# keystone would take our arguments for its own.
sys.argv = ["keystone"]

from keystone.cmd import cli  # noqa: E402


def make_keys():
    """The repositories of Fernet keys, 0 being the next key and 1 the present one."""
    for repository in ("fernet", "receipts", "credential"):
        (DIRECTORY / repository).mkdir(mode=0o700)
        for number in ("0", "1"):
            (DIRECTORY / repository / number).write_bytes(base64.urlsafe_b64encode(secrets.token_bytes(32)))


def manage(*arguments):
    """keystone-manage. It runs once in a process, and starting Python anew for each command would take twice as long."""
    child = os.fork()
    if child == 0:
        try:
            cli.main(["keystone-manage", "--config-file", str(DIRECTORY / "keystone.conf"), *arguments])
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0:
        sys.exit(f"keystone-manage {arguments[0]} failed")


def with_service_token(application):
    """keystone answers /v3/ec2tokens to service users alone. ec2-api 17 is older than that rule and sends no token, so
    the one of DIRECTORY/token is put in where there is none."""
    def wrapped(environ, start_response):
        if environ["PATH_INFO"] == "/v3/ec2tokens":
            environ.setdefault("HTTP_X_AUTH_TOKEN", (DIRECTORY / "token").read_text())
        return application(environ, start_response)

    return wrapped


class Silent(WSGIRequestHandler):
    def log_message(self, *arguments):
        pass


make_keys()
manage("db_sync")
manage("bootstrap")

from keystone.wsgi.api import application  # noqa: E402

server = make_server("127.0.0.1", 0, with_service_token(application), handler_class=Silent)
print(f"serving on {server.server_port}", flush=True)
server.serve_forever()
