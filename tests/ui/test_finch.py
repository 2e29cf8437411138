#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Real Finch in a terminal without a screen (tmux), on the training channel: a held reply comes back into the entry,
letter by letter; it is mended, taken back, sent; a newer message asks; notes, take, hand over, close. TAP output."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from finch_kit import run  # noqa: E402
from ui_kit import stop_cleanly, wait  # noqa: E402

TEXT = "Hei Maija, koodi 131052-308T"
SIGNED = "Kirjasto aukeaa kymmenelta. Palveluneuvoja Minna"
SECOND = "Lehtisali on auki. Palveluneuvoja Minna"
LINE = "maija: Hei! Milloin"  # hidden as long as the list of buddies covers the window


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


STEPS = [
    ("hold an identity code", hold),
    ("the text is back in the entry", give_back),
    ("mended, sent and taken back", mend_and_take_back),
    ("sent", send),
    ("a newer message asks", newer),
    ("take, hand over, note, close, reopen", work),
]

if __name__ == "__main__":
    stop_cleanly()
    sys.exit(run(STEPS))
