#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Real Pidgin under Xvfb on the training channel: a clerk's first day (walk.py), her own guideline (clerk.py), or an answer by keys alone (writing.py).
TAP output; screenshots in BUILD/tests/ui/screenshots/LANGUAGE."""

import argparse
import os
import shutil
import sys
import traceback

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from ui_kit import Desk, Failure, stop_cleanly, use_system_python  # noqa: E402
import clerk  # noqa: E402
import directory  # noqa: E402
import escalation  # noqa: E402
import evidence  # noqa: E402
import keyboard  # noqa: E402
import moderation  # noqa: E402
import notices  # noqa: E402
import setup  # noqa: E402
import walk  # noqa: E402
import writing  # noqa: E402

WALKS = {"walk": walk, "clerk": clerk, "directory": directory, "escalation": escalation, "evidence": evidence, "keyboard": keyboard, "moderation": moderation, "notices": notices, "setup": setup, "writing": writing}


def tail(path, lines=15):
    try:
        with open(path, encoding="utf-8", errors="replace") as stream:
            return stream.readlines()[-lines:]
    except OSError:
        return []


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True)
    parser.add_argument("--language", default="en")
    parser.add_argument("--walk", choices=sorted(WALKS), default="walk")
    args = parser.parse_args()
    steps = WALKS[args.walk].STEPS
    place = os.path.join(os.path.abspath(args.build), "tests", "ui")
    failed = 0
    print(f"1..{len(steps)}", flush=True)
    with Desk(args.build, args.language) as desk:
        desk.screenshots = os.path.join(place, "screenshots", args.language if args.walk == "walk" else f"{args.walk}-{args.language}")
        shutil.rmtree(desk.screenshots, ignore_errors=True)
        desk.output = os.path.join(desk.home, "exported")
        os.makedirs(desk.output)
        if getattr(WALKS[args.walk], "OWN_DATA", False):
            desk.own_data()
        getattr(WALKS[args.walk], "prepare", lambda _desk: None)(desk)
        desk.start_pidgin()
        for i, (name, step) in enumerate(steps, 1):
            if failed:
                print(f"not ok {i} - {name} # an earlier step failed", flush=True)
                failed += 1
                continue
            try:
                step(desk)
                print(f"ok {i} - {name}", flush=True)
            except Exception as error:  # the next lines say everything that is known
                failed += 1
                desk.screenshot("failed")
                print(f"not ok {i} - {name}", flush=True)
                words = str(error) if isinstance(error, Failure) else traceback.format_exc()
                for line in words.splitlines() + tail(os.path.join(desk.home, "pidgin.log")):
                    print("# " + line.rstrip(), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    use_system_python()
    stop_cleanly()
    sys.exit(main())
