#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What Luukku costs in real Pidgin: memory and processor time of a start with 5,000 conversations in the store, against the
same Pidgin without the plugin and with an IRC account that finds no server. Prints, asserts nothing.
measure_pidgin.py --build BUILD [--runs N]"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from test_inbox import prepare  # noqa: E402
from ui_kit import Desk, stop_cleanly, use_system_python  # noqa: E402

CONVERSATIONS = 5000
QUIET = 2.0  # seconds in which at most one tick of the processor is used
LONGEST = 60.0
KINDS = {"bare": "bare Pidgin", "luukku": f"Luukku, {CONVERSATIONS} conversations", "open": "the same with the inbox open"}

# Without an account in use Pidgin would open its window of accounts.
IRC = """<?xml version='1.0' encoding='UTF-8' ?>
<account version='1.0'><account>
 <protocol>prpl-irc</protocol><name>nobody@127.0.0.1</name>
 <settings><setting name='port' type='int'>1</setting></settings>
 <settings ui='gtk-gaim'><setting name='auto-login' type='bool'>1</setting></settings>
</account></account>
"""


def used(pid):
    """Seconds of processor time."""
    with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as stream:
        fields = stream.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(pid):
    """MiB: RSS, PSS (other Pidgins on the machine change it), what is nobody else's."""
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as stream:
        text = stream.read()
    return [int(re.search(rf"^{name}:\s+(\d+)", text, re.M).group(1)) / 1024 for name in ("Rss", "Pss", "Anonymous")]


def settle(pid):
    """Waits until Pidgin rests. Returns its processor time at the beginning of the rest."""
    end = time.monotonic() + LONGEST
    before, since = used(pid), time.monotonic()
    while time.monotonic() < end and time.monotonic() - since < QUIET:
        time.sleep(0.05)
        if used(pid) - before > 0.011:
            before, since = used(pid), time.monotonic()
    return before


def without_plugin(desk):
    """The same preferences and the same buddy list, but nothing of ours is loaded."""
    path = os.path.join(desk.profile, "prefs.xml")
    with open(path, encoding="utf-8") as stream:
        text = re.sub(r"\s*<item value='[^']*luukku[^']*'/>", "", stream.read())
    with open(path, "w", encoding="utf-8") as stream:
        stream.write(text)
    with open(os.path.join(desk.profile, "accounts.xml"), "w", encoding="utf-8") as stream:
        stream.write(IRC)


def one(build, kind):
    with Desk(build, "en", size="1024x768x24") as desk:
        prepare(desk, CONVERSATIONS, kind == "open")
        if kind == "bare":
            without_plugin(desk)
        desk.start_pidgin()
        cpu = settle(desk.pidgin.pid)
        print(cpu * 1000, *memory(desk.pidgin.pid))


def again(build, kind):
    """In a process of its own: one process knows one accessibility bus."""
    done = subprocess.run([sys.executable, __file__, "--build", build, "--kind", kind], check=True, capture_output=True, text=True)
    return [float(word) for word in done.stdout.split()[-4:]]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--kind", choices=KINDS)
    args = parser.parse_args()
    if args.kind:
        return one(args.build, args.kind)
    print(f"load before: {os.getloadavg()[0]:.1f}; median of {args.runs}", flush=True)
    for kind, name in KINDS.items():
        runs = [again(args.build, kind) for _ in range(args.runs)]
        cpu, rss, pss, own = (statistics.median(column) for column in zip(*runs))
        print(f"{name}: processor {cpu:.0f} ms until it rests, RSS {rss:.1f} MiB, PSS {pss:.1f} MiB, own {own:.1f} MiB", flush=True)
    return 0


if __name__ == "__main__":
    use_system_python()
    stop_cleanly()
    sys.exit(main())
