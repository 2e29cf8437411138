#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What `sh plugin/start --tour` shows: Pidgin works through a clerk's first day by itself, without a screen, and leaves
screenshots and an exported record in a folder."""

import argparse
import os
import shutil
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from ui_kit import Desk, Failure, stop_cleanly, use_system_python  # noqa: E402
from walk import TOUR  # noqa: E402


def choose_language():
    wanted = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "fi" if wanted.startswith("fi") else "sv" if wanted.startswith("sv") else "en"


def main():
    parser = argparse.ArgumentParser(description="Shows Luukku at work without a screen.")
    parser.add_argument("--build", required=True)
    parser.add_argument("--output", required=True)
    parser.add_argument("--language", default=choose_language(), choices=["en", "fi", "sv"])
    args = parser.parse_args()
    output = os.path.abspath(args.output)
    shutil.rmtree(output, ignore_errors=True)
    os.makedirs(output)
    print("luukku: the tour begins: Pidgin on the training channel, about a minute", flush=True)
    try:
        with Desk(args.build, args.language) as desk:
            desk.screenshots = output
            desk.output = output
            desk.start_pidgin()
            for name, step in TOUR:
                print(f"luukku: {name}", flush=True)
                step(desk)
            package = desk.package
    except Failure as error:
        print(f"luukku: the tour stopped: {error}", file=sys.stderr)
        print(f"luukku: screenshots up to there are in {output}", file=sys.stderr)
        return 1
    print(f"luukku: screenshots are in {output}")
    print(f"luukku: the exported record is {package}")
    return 0


if __name__ == "__main__":
    use_system_python()
    stop_cleanly()
    sys.exit(main())
