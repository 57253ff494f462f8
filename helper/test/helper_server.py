"""Starts the helper as `make helper` does, on a free port, with its log in a file."""

import http.client
import os
import re
import subprocess
import tempfile
import time
import urllib.parse

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Server:
    def __enter__(self):
        self._process, self._log = None, tempfile.TemporaryFile("w+")
        environment = {key: value for key, value in os.environ.items() if key != "PORT"}
        self._process = subprocess.Popen(
            [os.path.join(ROOT, "helper", "serve")], stdout=self._log, stderr=self._log, env=environment
        )
        until = time.monotonic() + 10
        while not (started := re.search(r"Development Server \(http://(127\.0\.0\.1:(\d+))\) started", self.log())):
            if self._process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("the helper does not start:\n" + self.log())
            time.sleep(0.05)
        self.host, self.port = started[1], int(started[2])
        return self

    def __exit__(self, *_):
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
        self._log.close()

    def log(self):
        return os.pread(self._log.fileno(), 1 << 20, 0).decode()

    def ask(self, method, path="/", fields=None, headers=(), body=None, host=None):
        """The status, the headers and the text of an answer; `fields` are sent as a form."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Host": host or self.host, **dict(headers)}
        if fields is not None:
            body = urllib.parse.urlencode(fields)
            headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, answer.headers, text

    def word(self):
        return re.search(r'name="word" value="(\w+)"', self.ask("GET")[2])[1]
