#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The relay's systemd unit: systemd itself must find nothing wrong with it, and must call it well locked in.

usage: check-unit.py UNIT PROGRAM
UNIT names where the program will be installed; here it is the one that was built."""
import pathlib
import re
import subprocess
import sys
import tempfile

WORST = 20  # tenths: systemd calls up to 2.0 "OK"; ours is 1.1
SECONDS = 60


def run(*arguments):
    done = subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True, timeout=SECONDS, check=False)
    said = (done.stdout + done.stderr).strip()
    return done.returncode, said


def report(number, name, good, said):
    for line in said.splitlines():
        print("# " + line)
    print(f"{'ok' if good else 'not ok'} {number} - {name}")
    return good


def main():
    unit, program = sys.argv[1], str(pathlib.Path(sys.argv[2]).resolve())
    text = pathlib.Path(unit).read_text(encoding="utf-8")
    text = re.sub(r"^(Exec\w+=)\S+", lambda match: match[1] + program, text, flags=re.MULTILINE)
    print("1..3")
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder) / "luukku-relay.service"
        copy.write_text(text, encoding="utf-8")
        status, said = run("verify", "--man=no", str(copy))
        good = report(1, "verify", status == 0 and said == "", said)
        status, said = run("security", "--no-pager", "--offline=true", f"--threshold={WORST}", str(copy))
        good = report(2, "security", status == 0, "" if status == 0 else said) and good
    own = re.search(r"^User=(\S+)$", text, re.MULTILINE)
    good = report(3, "user of its own", own is not None and own[1] not in ("root", "nobody"), "") and good
    sys.exit(0 if good else 1)


main()
