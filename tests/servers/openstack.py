"""keystone and ec2-api, started, asked and stopped. keystone checks signatures; ec2-api is an EC2 endpoint that asks it."""

import contextlib
import dataclasses
import json
import os
import secrets
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import paths
from processes import Server

# The data base takes keystone most of ten seconds; a loaded machine may be much slower.
START_SECONDS = 180

# Refusals are what most requests are for; in the logs they would hide what is not.
KEYSTONE_CONF = """\
[DEFAULT]
use_stderr = true
default_log_levels = keystone.server.flask.application=ERROR
[database]
connection = sqlite:///{directory}/keystone.db
[fernet_tokens]
key_repository = {directory}/fernet
[fernet_receipts]
key_repository = {directory}/receipts
[credential]
key_repository = {directory}/credential
# Minutes after which a Timestamp is too old.
auth_ttl = 15
[auth]
methods = password,token,ec2credential
# What is kept is users, tokens and credentials, never the outcome of a check.
[cache]
enabled = true
backend = dogpile.cache.memory
"""

EC2_API_CONF = """\
[DEFAULT]
use_stderr = true
default_log_levels = ec2api.wsgi.server=WARNING
api_paste_config = {directory}/api-paste.ini
state_path = {directory}
ec2api_listen = 127.0.0.1
ec2api_listen_port = 0
ec2api_workers = 1
# Seconds, both ways, within which a Timestamp has to be.
ec2_timestamp_expiry = 300
keystone_ec2_tokens_url = {keystone}/v3/ec2tokens
[database]
connection = sqlite:///{directory}/ec2api.db
[oslo_concurrency]
lock_path = {directory}
"""

EC2_API_PASTE = """\
[composite:ec2api]
use = egg:Paste#urlmap
/ = requests
[pipeline:requests]
pipeline = faults authentication request executor
[filter:faults]
paste.filter_factory = ec2api.api:FaultWrapper.factory
[filter:authentication]
paste.filter_factory = ec2api.api:EC2KeystoneAuth.factory
[filter:request]
paste.filter_factory = ec2api.api:Requestify.factory
[app:executor]
paste.app_factory = ec2api.api:Executor.factory
"""


@dataclasses.dataclass(frozen=True)
class Credential:
    access_key: str
    secret: str


class Keystone:
    """A keystone that runs, asked in its own words."""

    def __init__(self, url, password):
        self._url, self.token = url, None
        identity = {"methods": ["password"], "password": {
            "user": {"name": "admin", "domain": {"id": "default"}, "password": password}}}
        scope = {"project": {"name": "admin", "domain": {"id": "default"}}}
        status, headers, answer = self._post("/v3/auth/tokens", {"auth": {"identity": identity, "scope": scope}})
        if status != 201:
            raise RuntimeError(f"keystone gives no token: {status} {answer}")
        self.token = headers["X-Subject-Token"]
        token = json.loads(answer)["token"]
        self._user, self._project = token["user"]["id"], token["project"]["id"]

    def add(self, credential):
        """Makes a pair of keys known."""
        status, _, answer = self._post("/v3/credentials", {"credential": {
            "type": "ec2", "user_id": self._user, "project_id": self._project,
            "blob": json.dumps({"access": credential.access_key, "secret": credential.secret})}})
        if status != 201:
            raise RuntimeError(f"keystone does not take a credential: {status} {answer}")

    def check(self, credentials):
        """The HTTP status of POST /v3/ec2tokens: 200 if the signature is right."""
        return self._post("/v3/ec2tokens", {"credentials": credentials})[0]

    def _post(self, path, body):
        headers = {"Content-Type": "application/json"}
        if self.token is not None:
            headers["X-Auth-Token"] = self.token
        request = urllib.request.Request(self._url + path, json.dumps(body).encode(), headers)
        try:
            answer = urllib.request.urlopen(request, timeout=60)
        except urllib.error.HTTPError as refused:
            answer = refused
        with answer:
            return answer.status, answer.headers, answer.read()


@dataclasses.dataclass(frozen=True)
class Cloud:
    keystone: Keystone
    ec2_api: str
    """The host and port of the EC2 endpoint."""
    servers: list

    def show_logs(self):
        _show_logs(self.servers)


@contextlib.contextmanager
def running(directory):
    """Both servers, with their state below a directory that is there and empty. What they said is printed on failure."""
    servers = []
    try:
        yield _start(directory, servers)
    except Exception:
        _show_logs(servers)
        raise
    finally:
        for server in servers:
            server.stop()


def _show_logs(servers):
    for server in servers:
        print(f"--- the last that {server.name} said ---\n{server.said()[-8000:]}", file=sys.stderr)


def _start(directory, servers):
    began = time.monotonic()
    password = secrets.token_urlsafe()
    state = {name: directory / name for name in ("keystone", "ec2-api")}
    for part in state.values():
        part.mkdir(mode=0o700)

    (state["keystone"] / "keystone.conf").write_text(KEYSTONE_CONF.format(directory=state["keystone"]))
    servers.append(Server("keystone", [sys.executable, paths.HERE / "keystone_app.py", state["keystone"]],
                          directory / "keystone.log", os.environ | {"OS_BOOTSTRAP_PASSWORD": password}))
    keystone_url = "http://127.0.0.1:" + servers[-1].wait_for(r"^serving on (\d+)$", START_SECONDS)

    (state["ec2-api"] / "api-paste.ini").write_text(EC2_API_PASTE)
    (state["ec2-api"] / "ec2api.conf").write_text(
        EC2_API_CONF.format(directory=state["ec2-api"], keystone=keystone_url))
    servers.append(Server("ec2-api", [Path(sys.executable).parent / "ec2-api",
                                      "--config-file", state["ec2-api"] / "ec2api.conf"],
                          directory / "ec2-api.log", os.environ))
    keystone = Keystone(keystone_url, password)
    (state["keystone"] / "token").write_text(keystone.token)
    ec2_api = servers[-1].wait_for(r"ec2api listening on (127\.0\.0\.1:\d+)", START_SECONDS)
    print(f"keystone on {keystone_url} and ec2-api on http://{ec2_api} started in {time.monotonic() - began:.0f} s",
          flush=True)
    return Cloud(keystone, ec2_api, servers)
