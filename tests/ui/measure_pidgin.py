#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What Luukku costs in real Pidgin: memory, processor time and waiting of a start with 5,000 conversations in the store, against
the same Pidgin without the plugin and with an IRC account that finds no server. A start is the second one: the first start on a
new store also puts all its messages into the search, while nothing else is to be done, and is told by itself. Prints, asserts
nothing.
measure_pidgin.py --build BUILD [--runs N]"""

import argparse
import ctypes
import os
import re
import statistics
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from test_inbox import prepare  # noqa: E402
from ui_kit import Desk, stop_cleanly, use_system_python  # noqa: E402

CONVERSATIONS = 5000
QUIET = 2.0  # seconds in which at most one tick of the processor is used
LONGEST = 60.0
KINDS = {"bare": "bare Pidgin", "luukku": f"Luukku, {CONVERSATIONS} conversations", "open": "the same with the inbox open",
         "first": f"the first start with {CONVERSATIONS} messages that are not in the search yet"}
FIGURES = ["processor {:.0f} ms until it rests", "of these the main thread {:.1f} ms", "its windows are there after {:.0f} ms",
           "it rests after {:.0f} ms", "RSS {:.1f} MiB", "PSS {:.1f} MiB", "own {:.1f} MiB"]

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


def used_by_main(pid):
    """Seconds of processor time of the main thread, exactly."""
    with open(f"/proc/{pid}/schedstat", encoding="ascii") as stream:
        return int(stream.read().split()[0]) / 1e9


def memory(pid):
    """MiB: RSS, PSS (other Pidgins on the machine change it), what is nobody else's."""
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as stream:
        text = stream.read()
    return [int(re.search(rf"^{name}:\s+(\d+)", text, re.M).group(1)) / 1024 for name in ("Rss", "Pss", "Anonymous")]


def settle(pid):
    """Waits until Pidgin rests. Returns its processor time, that of its main thread, and the moment, at the beginning of the rest."""
    end = time.monotonic() + LONGEST
    before = (used(pid), used_by_main(pid), time.monotonic())
    while time.monotonic() < end and time.monotonic() - before[2] < QUIET:
        time.sleep(0.02)
        if used(pid) - before[0] > 0.011:
            before = (used(pid), used_by_main(pid), time.monotonic())
    return before


class Windows(threading.Thread):
    """Notes when the window manager has so many windows on its list."""

    def __init__(self, count):
        super().__init__(daemon=True)
        self.count = count
        self.at = None

    def run(self):
        x11 = ctypes.CDLL("libX11.so.6")
        x11.XOpenDisplay.restype = ctypes.c_void_p
        x11.XDefaultRootWindow.restype = ctypes.c_ulong
        x11.XInternAtom.restype = ctypes.c_ulong
        display = ctypes.c_void_p(x11.XOpenDisplay(None))
        root = ctypes.c_ulong(x11.XDefaultRootWindow(display))
        name = ctypes.c_ulong(x11.XInternAtom(display, b"_NET_CLIENT_LIST", 0))
        end = time.monotonic() + LONGEST
        while self.at is None and time.monotonic() < end:
            kind, shape, n, left, data = (ctypes.c_ulong(), ctypes.c_int(), ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_void_p())
            x11.XGetWindowProperty(display, root, name, ctypes.c_long(0), ctypes.c_long(64), 0, ctypes.c_ulong(0),
                                   ctypes.byref(kind), ctypes.byref(shape), ctypes.byref(n), ctypes.byref(left),
                                   ctypes.byref(data))
            if data:
                x11.XFree(data)
            if n.value >= self.count:
                self.at = time.monotonic()
            time.sleep(0.004)
        x11.XCloseDisplay(display)


class MeasuredDesk(Desk):
    """Knows when Pidgin was started."""

    started = 0.0

    def _run(self, command, **more):
        if command[0] == "pidgin":
            self.started = time.monotonic()
        return super()._run(command, **more)


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
    with MeasuredDesk(build, "en", size="1024x768x24") as desk:
        prepare(desk, CONVERSATIONS, kind == "open")
        if kind == "bare":
            without_plugin(desk)
        if kind != "first":
            desk.start_pidgin()
            settle(desk.pidgin.pid)
            desk.pidgin.terminate()
            desk.pidgin.wait()
        windows = Windows(2 if kind == "open" else 1)
        windows.start()
        desk.start_pidgin()
        total, main_thread, rests = settle(desk.pidgin.pid)
        shown = windows.at if windows.at is not None else rests
        print(total * 1000, main_thread * 1000, (shown - desk.started) * 1000, (rests - desk.started) * 1000,
              *memory(desk.pidgin.pid))


def again(build, kind):
    """In a process of its own: one process knows one accessibility bus."""
    done = subprocess.run([sys.executable, __file__, "--build", build, "--kind", kind], check=True, capture_output=True, text=True)
    return [float(word) for word in done.stdout.split()[-len(FIGURES):]]


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
        figures = [statistics.median(column) for column in zip(*runs)]
        print(name + ": " + ", ".join(words.format(figure) for words, figure in zip(FIGURES, figures)), flush=True)
    return 0


if __name__ == "__main__":
    use_system_python()
    stop_cleanly()
    sys.exit(main())
