"""Runs every check, prints a table, and fails if anything came out otherwise than expected. Started by `run`."""

import shutil
import sys
import tempfile
import time
from pathlib import Path

import paths
import processes


def main():
    processes.stop_on_signals()
    began = time.monotonic()
    directory = Path(tempfile.mkdtemp(prefix="run-", dir=paths.BUILD))
    try:
        well = check(directory)
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    print(f"checked in {time.monotonic() - began:.0f} s")
    return 0 if well else 1


def check(directory):
    # Imported late, because the packages that they import take seconds.
    import compare_htx
    import compare_query
    import openstack
    import report
    import signers
    import tokens
    import wire

    everybody = signers.everybody(directory)
    done = report.Report()
    try:
        compare_htx.check(done, everybody)
        compare_query.check(done, everybody)
        with openstack.running(directory) as cloud:
            cloud.keystone.add(wire.KEYS)
            tokens.check(done, cloud.keystone, everybody)
            wire.check_a_foreign_signer(done, cloud)
            wire.check_changes(done, cloud, everybody)
            wire.check_odd_values(done, cloud, everybody)
            if not done.all_is_well():
                cloud.show_logs()
    finally:
        print(done.table())
    return done.all_is_well()


if __name__ == "__main__":
    sys.exit(main())
