#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Real Finch in a terminal without a screen (tmux), on the training channel: a held reply comes back into the entry,
letter by letter; it is mended, taken back, sent; a newer message asks; notes, take, hand over, close. TAP output."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from ui_kit import Failure, stop_cleanly, wait  # noqa: E402

TEXT = "Hei Maija, koodi 131052-308T"
SIGNED = "Kirjasto aukeaa kymmenelta. Palveluneuvoja Minna"
SECOND = "Lehtisali on auki. Palveluneuvoja Minna"
LINE = "maija: Hei! Milloin"  # hidden as long as the list of buddies covers the window


class Terminal:
    def __init__(self, build):
        source = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
        self.home = tempfile.mkdtemp(prefix="luukku-finch-")
        self.socket = os.path.join(self.home, "tmux")
        profile = os.path.join(self.home, "profile")
        self.env = dict(os.environ, HOME=self.home, LUUKKU_HOME=os.path.join(profile, "luukku"), TERM="xterm",
                        LC_ALL="C.UTF-8", LUUKKU_DATA_DIR=os.path.join(build, "data"), LUUKKU_TRAINING_PACE="1",
                        LUUKKU_LOCALE_DIR=os.path.join(build, "po"))
        self.env.pop("TMUX", None)
        subprocess.run(["sh", os.path.join(source, "plugin", "profile.sh"), build, profile], check=True, env=self.env)
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", "120", "-y", "40",
                  f"dbus-run-session -- finch --config={profile} 2>{self.home}/finch.log")

    def tmux(self, *words):
        return subprocess.run(["tmux", "-S", self.socket, *words], check=False, capture_output=True, text=True,
                              env=self.env).stdout

    def screen(self):
        return self.tmux("capture-pane", "-p")

    def keys(self, *keys):
        self.tmux("send-keys", *keys)

    def see(self, text):
        wait(f"“{text}” on the screen", lambda: text in self.screen())

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

    def close(self):
        self.tmux("kill-server")
        shutil.rmtree(self.home, ignore_errors=True)


def hold(terminal):
    terminal.turn_to(LINE)
    terminal.keys("-l", TEXT)
    terminal.see(TEXT)
    terminal.keys("Enter")
    terminal.see("The reply was held back and not sent")
    terminal.turn_to("This reply cannot be sent as it is.")


def give_back(terminal):
    terminal.keys("Enter")
    wait("the question to go", lambda: "This reply cannot be sent as it is." not in terminal.screen())
    terminal.turn_to(TEXT)


def write(terminal, text):
    """Instead of what stands in the entry."""
    terminal.keys("C-u")
    terminal.keys("-l", text)
    terminal.see(text)


def command(terminal, text, answer):
    write(terminal, text)
    terminal.keys("Enter")
    terminal.see(answer)


def mend_and_take_back(terminal):
    write(terminal, SIGNED)
    terminal.keys("Enter")
    terminal.see("The reply leaves in")
    terminal.keys("-l", "/undo")
    terminal.keys("Enter")
    terminal.see("You took it back.")
    wait("the text in the entry", lambda: SIGNED in terminal.screen())


def send(terminal):
    """The next answer is begun before the resident has written again."""
    terminal.keys("Enter")
    wait("the text to go", lambda: SIGNED not in terminal.screen())
    write(terminal, SECOND)
    wait("the resident's answer", lambda: "Onko lehtisali auki" in terminal.screen())
    terminal.see("The case is answered")


def newer(terminal):
    terminal.keys("Enter")
    terminal.see("not sent: The resident has")
    terminal.turn_to("1 new message has come")
    terminal.keys("Tab", "Enter")  # behind "Edit": "Send anyway"
    wait("the question to go", lambda: "1 new message has come" not in terminal.screen())
    terminal.turn_to("The reply leaves in")
    command(terminal, "/now", SECOND)


def work(terminal):
    command(terminal, "/take", "The case is now with Minna Malli.")
    command(terminal, "/handover Kalle", "The case is now with Kalle.")
    command(terminal, "/note Soitettu kirjastolle.", "The internal note is saved.")
    command(terminal, "/close", "The case is closed.")
    command(terminal, "/reopen", "The case is open again.")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True)
    terminal = Terminal(os.path.abspath(parser.parse_args().build))
    steps = [("hold an identity code", hold), ("the text is back in the entry", give_back),
             ("mended, sent and taken back", mend_and_take_back), ("sent", send),
             ("a newer message asks", newer), ("take, hand over, note, close, reopen", work)]
    failed = 0
    print(f"1..{len(steps)}", flush=True)
    try:
        for i, (name, step) in enumerate(steps, 1):
            try:
                if failed:
                    raise Failure("an earlier step failed")
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


if __name__ == "__main__":
    stop_cleanly()
    sys.exit(main())
