#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What 20 channels on which nobody writes cost in real Pidgin: processor time and wake-ups of a minute, against the same
Pidgin without the plugin and with an IRC account that finds no server. Prints, asserts nothing.
measure_idle.py --build BUILD [--minutes N]"""

import argparse
import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from measure_pidgin import settle, used, without_plugin  # noqa: E402
from test_inbox import prepare  # noqa: E402
from ui_kit import Desk, stop_cleanly, use_system_python  # noqa: E402

CHANNELS = 20
CONVERSATIONS = 1000
SLOWING_DOWN = 90  # seconds until every channel looks as seldom as it does when nothing comes
NOBODY_WRITES = 1000000  # seconds between two residents
KINDS = {"bare": "bare Pidgin", "luukku": f"{CHANNELS} channels", "open": "the same with the inbox open"}

ACCOUNT = """<account>
 <protocol>prpl-luukku-training</protocol><name>idle-{n}</name>
 <settings><setting name='pace' type='int'>{pace}</setting></settings>
 <settings ui='gtk-gaim'><setting name='auto-login' type='bool'>1</setting></settings>
</account>
"""


def wake_ups(pid):
    """How often the main thread has slept and was woken."""
    with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as stream:
        return next(int(line.split()[1]) for line in stream if line.startswith("voluntary_ctxt_switches"))


def with_channels(desk):
    """Twenty channels in use; they look every ten seconds when nothing comes."""
    accounts = "".join(ACCOUNT.format(n=n, pace=NOBODY_WRITES) for n in range(CHANNELS))
    with open(os.path.join(desk.profile, "accounts.xml"), "w", encoding="utf-8") as stream:
        stream.write(f"<?xml version='1.0' encoding='UTF-8' ?>\n<account version='1.0'>{accounts}</account>\n")


def one(build, kind, minutes):
    with Desk(build, "en", size="1024x768x24") as desk:
        prepare(desk, CONVERSATIONS, kind == "open")
        if kind == "bare":
            without_plugin(desk)
        else:
            with_channels(desk)
        desk.start_pidgin()
        settle(desk.pidgin.pid)
        time.sleep(SLOWING_DOWN if kind != "bare" else 10)
        cpu, woken = used(desk.pidgin.pid), wake_ups(desk.pidgin.pid)
        time.sleep(60 * minutes)
        print((used(desk.pidgin.pid) - cpu) * 1000 / minutes, (wake_ups(desk.pidgin.pid) - woken) / minutes)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True)
    parser.add_argument("--minutes", type=int, default=1)
    parser.add_argument("--kind", choices=KINDS)
    args = parser.parse_args()
    if args.kind:
        return one(args.build, args.kind, args.minutes)
    print(f"load before: {os.getloadavg()[0]:.1f}", flush=True)
    for kind, name in KINDS.items():
        done = subprocess.run([sys.executable, __file__, "--build", args.build, "--minutes", str(args.minutes), "--kind", kind],
                              check=True, capture_output=True, text=True)
        cpu, woken = (float(word) for word in done.stdout.split()[-2:])
        print(f"{name}: {cpu:.0f} ms of processor time and {woken:.0f} wake-ups a minute", flush=True)
    return 0


if __name__ == "__main__":
    use_system_python()
    stop_cleanly()
    sys.exit(main())
