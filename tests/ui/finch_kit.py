# SPDX-License-Identifier: GPL-2.0-or-later
"""Real Finch in a terminal without a screen (tmux), on the training channel: what test_finch.py and test_finch_forms.py share. It is
driven by keys and read as text; every wait is for words on the screen, with a time limit."""

import argparse
import os
import shutil
import sqlite3
import subprocess
import tempfile

from ui_kit import Failure, wait

ARROWS = {"Up": "\033OA", "Down": "\033OB", "Right": "\033OC", "Left": "\033OD"}  # as libgnt takes them from this terminal


class Terminal:
    def __init__(self, build, size=(120, 40)):
        source = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
        self.home = tempfile.mkdtemp(prefix="luukku-finch-")
        self.socket = os.path.join(self.home, "tmux")
        profile = os.path.join(self.home, "profile")
        self.env = dict(os.environ, HOME=self.home, LUUKKU_HOME=os.path.join(profile, "luukku"), TERM="xterm",
                        LC_ALL="C.UTF-8", LUUKKU_DATA_DIR=os.path.join(build, "data"), LUUKKU_TRAINING_PACE="1",
                        LUUKKU_LOCALE_DIR=os.path.join(build, "po"))
        self.env.pop("TMUX", None)
        subprocess.run(["sh", os.path.join(source, "plugin", "profile.sh"), build, profile], check=True, env=self.env)
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", str(size[0]), "-y", str(size[1]),
                  f"dbus-run-session -- finch --config={profile} 2>{self.home}/finch.log")

    def tmux(self, *words):
        return subprocess.run(["tmux", "-S", self.socket, *words], check=False, capture_output=True, text=True,
                              env=self.env).stdout

    def screen(self):
        return self.tmux("capture-pane", "-p")

    def keys(self, *keys):
        for key in keys:
            self.tmux("send-keys", *(["-l", ARROWS[key]] if key in ARROWS else [key]))

    def type(self, text):
        self.tmux("send-keys", "-l", text)

    def see(self, text):
        wait(f"“{text}” on the screen", lambda: text in self.screen())

    def gone(self, text):
        wait(f"“{text}” to go", lambda: text not in self.screen())

    def action(self, key):
        """An entry of the plugin's menu: the one that Finch shows with this letter. Finch remembers where its menus were left."""
        def open_it():
            self.keys("Escape", "M-1", "C-o")
            for _ in range(8):
                try:
                    wait("the menu", lambda: "Take in a message…" in self.screen(), 0.4)
                    return True
                except Failure:
                    self.keys("Right")
            return False
        wait("the plugin's menu", open_it)
        self.type(key)

    def turn_to(self, text):
        """Goes through the windows until one shows text on top."""
        def found():
            for number in range(1, 10):
                self.keys(f"M-{number}")
                try:
                    wait(text, lambda: text in self.screen(), 0.5)
                    return True
                except Failure:
                    continue
            return False
        wait(f"a window with “{text}”", found)

    def rows(self, query):
        """What is on disk."""
        store = sqlite3.connect(f"file:{self.env['LUUKKU_HOME']}/inbox.sqlite?mode=ro", uri=True, timeout=5)
        try:
            return store.execute(query).fetchall()
        finally:
            store.close()

    def close(self):
        self.tmux("kill-server")
        shutil.rmtree(self.home, ignore_errors=True)


def run(steps, size=(120, 40)):
    """Reports the steps one by one as TAP. Returns the exit code."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True)
    terminal = Terminal(os.path.abspath(parser.parse_args().build), size)
    failed = 0
    print(f"1..{len(steps)}", flush=True)
    try:
        for i, (name, step) in enumerate(steps, 1):
            if failed:
                failed += 1
                print(f"not ok {i} - {name} # an earlier step failed", flush=True)
                continue
            try:
                step(terminal)
                print(f"ok {i} - {name}", flush=True)
            except Failure as error:
                failed += 1
                print(f"not ok {i} - {name}", flush=True)
                for line in [str(error), *terminal.screen().splitlines()]:
                    print("# " + line, flush=True)
    finally:
        terminal.close()
    return 1 if failed else 0
