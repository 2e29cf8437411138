#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Reads meson's logs of one run for tests/run.

usage: tally.py count FOLDER    p=PASSED f=FAILED s=SKIPPED bad='NAMES', for the shell's eval
       tally.py report FOLDER   the last lines of each test that failed

FOLDER is a build folder. A test that failed and passed when it was run once more alone (logs named "again") counts as
passed; the report says so."""
import json
import pathlib
import sys

LINES = 25
GOOD = ("OK", "EXPECTEDFAIL")


def read(folder, base):
    path = pathlib.Path(folder) / "meson-logs" / (base + ".json")
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    tests = [json.loads(line) for line in lines]
    return {test["name"].split(" ")[-1]: test for test in tests}


def count(first, again):
    bad = [name for name, test in first.items() if test["result"] not in GOOD + ("SKIP",)]
    bad = [name for name in bad if name not in again or again[name]["result"] not in GOOD]
    skipped = sum(test["result"] == "SKIP" for test in first.values())
    failed = len(bad) if first else 1
    print(f"p={len(first) - skipped - len(bad)} f={failed} s={skipped} bad='{' '.join(bad)}'")


def report(first, again):
    for name, test in first.items():
        if test["result"] in GOOD + ("SKIP",):
            continue
        passed = name in again and again[name]["result"] in GOOD
        print(f"---- {name}: {test['result']}" + (", passed when it was run once more alone" if passed else ""))
        for stream in ("stdout", "stderr"):
            print("\n".join(test.get(stream, "").splitlines()[-LINES:]))


def main():
    what, folder = sys.argv[1:]
    {"count": count, "report": report}[what](read(folder, "testlog"), read(folder, "testlog-again"))


main()
