"""Prints the nanoseconds of the import, of the first signature, which loads the library, and of a later one."""

import time

LATER = 1000

before = time.perf_counter_ns()
from aws_signed_request import Signer  # noqa: E402

imported = time.perf_counter_ns()
signer = Signer("https://sdb.amazonaws.com/", "AKIAIOSFODNN7EXAMPLE", "secret")
signer.url({"Action": "ListDomains", "Version": "2009-04-15"})
signed = time.perf_counter_ns()
for _ in range(LATER):
    signer.url({"Action": "ListDomains", "Version": "2009-04-15"})
print(imported - before, signed - imported, (time.perf_counter_ns() - signed) / LATER)
