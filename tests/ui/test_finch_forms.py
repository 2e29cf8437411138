#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Forms and lists in real Finch, in a terminal of 80 columns and 24 lines: what is chosen is what is done, its words can be read,
and the buttons are on the screen. TAP output."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from finch_kit import run  # noqa: E402
from ui_kit import stop_cleanly, wait  # noqa: E402

PAGE = "104455667788990"
DELETED = 1  # LUUKKU_PLATFORM_DELETE
BY_TOWN = 1  # LUUKKU_REMOVAL_BY_TOWN
LATER, NOT_OURS, BY_HAND, MADE = 1, 2, 3, 4  # LuukkuSetupChoice


def settle(terminal):
    """The first resident's window is there; what comes later goes into the background."""
    terminal.turn_to("maija: Hei! Milloin")


def check_rows(terminal, query, expected):
    wait(f"{expected} of {query}", lambda: terminal.rows(query) == expected)


def act(terminal):
    """Hiding is the first choice and proposed; the one that is chosen instead, the second, deletes."""
    terminal.type("/act")
    terminal.keys("Enter")
    terminal.see("Hide it from others")
    terminal.see("Do it")
    terminal.keys("Tab", "Enter")
    terminal.see("Delete it for good")
    terminal.keys("Down", "Enter")
    terminal.gone("Hide it from others")
    terminal.keys("Tab")
    terminal.type("testi")
    terminal.keys("Tab", "Enter")
    terminal.gone("Do it")
    terminal.see("The message is kept as evidence.")
    check_rows(terminal, "SELECT kind FROM platform_act", [(DELETED,)])


def next_form(terminal, fields, words):
    """On to the button behind the fields, and to the next form."""
    terminal.keys(*["Tab"] * fields, "Enter")
    for word in words:
        terminal.see(word)
    terminal.see("Stop here")


def bring_in(terminal):
    """The directory of the guideline's own town is proposed; what bringing it in means is said."""
    terminal.action("S")
    terminal.see("Municipality of Rautalampi: ")
    next_form(terminal, 1, ["go on with the next unit", "Already there: 0."])
    next_form(terminal, 1, ["(rautalamminkunta)", "It still needs: the Page's id (digits, in the Page's settings); an app of",
                            "later: ask again the next time"])


def choose(terminal, tabs, place):
    """The choice @place of a list, which has been at the first one."""
    other = "not ours: do not ask again" if place == 2 else "by hand only: people take its"  # shown only while the list is open
    terminal.keys(*["Tab"] * tabs, "Enter")
    terminal.see(other)
    terminal.keys(*["Down"] * place, "Enter")
    terminal.gone(other)


def page(terminal):
    """Without its id nothing is made, and what was chosen is chosen still."""
    choose(terminal, 1, 1)
    terminal.see("set up now")
    terminal.keys("Tab", "Tab", "Enter")
    terminal.see("needs its name before it can be set up")
    terminal.keys("Enter")
    terminal.gone("needs its name before it can be set up")
    terminal.turn_to("Name in the service: rautalamminkunta")
    terminal.see("set up now")
    terminal.type(PAGE)
    next_form(terminal, 3, [PAGE + " – Facebook (Luukku)", "[X] Sign in now"])
    terminal.keys("Space")
    terminal.see("[ ] Sign in now")
    next_form(terminal, 1, ["Instagram: Municipality of Rautalampi"])
    check_rows(terminal, "SELECT channel, choice FROM setup_choice ORDER BY id",
               [("facebook", MADE), ("facebook-comments", LATER)])


def others(terminal):
    """Put off, by hand, not the town's."""
    next_form(terminal, 3, ["X: Municipality of Rautalampi (rautalampi)"])
    choose(terminal, 1, 2)
    next_form(terminal, 1, ["(rautalampitakaisinmaailmankartalle)"])
    choose(terminal, 1, 3)
    choose(terminal, 1, 3)
    next_form(terminal, 1, ["E-mail: Tourism"])
    terminal.keys("Tab", "Tab", "Enter")
    check_rows(terminal, "SELECT channel, choice FROM setup_choice WHERE id > 2 ORDER BY id",
               [("instagram", LATER), ("instagram-comments", LATER), ("x", BY_HAND), ("facebook", NOT_OURS),
                ("facebook-comments", NOT_OURS), ("mail", LATER)])


def channels(terminal):
    """Columns with their titles, the first row in full below them, and a way out."""
    terminal.action("c")
    terminal.see("How each channel fares")
    terminal.see("│State")
    terminal.see("Channel: Training channel · State: works · Newest message: ")
    terminal.keys("Tab", "Enter")
    terminal.gone("How each channel fares")


def missing(terminal):
    """A list that is longer than its window begins with its first row; another row is shown in full when it is chosen."""
    terminal.action("S")
    terminal.see("go on with the next unit")
    terminal.keys("Enter")
    terminal.see("save what is missing")
    terminal.keys("Down", "Enter", "Tab", "Enter")
    terminal.see("│Still needed")
    terminal.see("Unit: Municipality of Rautalampi · Channel: Facebook (Luukku) · Account:")
    terminal.keys("Down")
    terminal.see("Channel: Facebook comments (Luukku)")
    terminal.keys("Tab", "Enter")
    terminal.gone("│Still needed")


def removal(terminal):
    """Of the three kinds of a request the one that is chosen."""
    terminal.turn_to("maija: Hei! Milloin")
    terminal.type("/removal")
    terminal.keys("Enter")
    terminal.see("Who asks whom")
    terminal.see("A resident asks us")
    terminal.keys("Enter", "Down", "Enter", "Tab")
    terminal.type("kuva")
    terminal.keys("Tab")
    terminal.type("nimi")
    terminal.keys("Tab", "Tab", "Enter")
    terminal.gone("Who asks whom")
    terminal.see("The request to remove is entered.")
    check_rows(terminal, "SELECT kind FROM removal WHERE object = 'kuva'", [(BY_TOWN,)])


def evidence(terminal):
    """Each record can be chosen, the newest is proposed; the one that was chosen is exported."""
    terminal.type("/archive threat")
    terminal.keys("Enter")
    terminal.see("Archived as record")
    terminal.action("e")
    terminal.see("Export a record for an authority")
    records = [row[0] for row in terminal.rows("SELECT number FROM record ORDER BY record_seq DESC")]
    terminal.see("│" + records[0])
    terminal.keys("Enter")
    terminal.see("│" + records[1])
    terminal.keys("Down", "Enter")
    wait("the list to close", lambda: "│" + records[0] not in terminal.screen())
    terminal.keys(*["Tab"] * 6, "Enter")
    wait("the package", lambda: any(records[1] + ".zip" in files for _, _, files in os.walk(terminal.home)))


STEPS = [
    ("a resident writes", settle),
    ("the choice of a form is the one that counts", act),
    ("the directory of the own town is brought in", bring_in),
    ("a page without its id is refused, with it an account is made", page),
    ("the others are put off, by hand or not the town's", others),
    ("what is missing is a list", missing),
    ("the channels are a list", channels),
    ("a request to remove is of the chosen kind", removal),
    ("the chosen record is exported", evidence),
]

if __name__ == "__main__":
    stop_cleanly()
    sys.exit(run(STEPS, (80, 24)))
