# SPDX-License-Identifier: GPL-2.0-or-later
"""The whole way of a reply by keys alone: nothing is pressed or focused through AT-SPI, it is only read. Steps for
test_ui.py."""

import re

from ui_kit import Failure, wait
from walk import CODE, RESIDENT, SIGNATURE, check

TEXT = "Hei Maija! Uudet ajat alkavat 1.12. "
MAX_KEYS = 60


def steps_to(desk, menu, name):
    """How many times Down is pressed in @menu from its first item, until the item @name is."""
    items = [menu.get_child_at_index(i) for i in range(menu.get_child_count())]
    items = [item for item in items if item.get_role_name() != "separator" and desk.has(item, "SENSITIVE", "VISIBLE")]
    place = next((i for i, item in enumerate(items) if item.get_name() == name), None)
    if place is None:
        raise Failure(f"there is no menu item “{name}”")
    return place


def focused(desk, role, name=None):
    return desk.look(role, name, None, ("SHOWING", "FOCUSED"))


def open_entry(desk, name):
    """Tools > Luukku > @name from Pidgin's main window."""
    desk.activate(desk.buddy_list())
    main = desk.find("frame", desk.buddy_list())
    bar = desk.find("menu bar", None, main)
    tools = desk.find("menu", {"en": "Tools", "fi": "Työkalut", "sv": "Verktyg"}[desk.words.language], bar)
    ours = next(item for item in desk.everything(tools) if item.get_role_name() == "menu" and item.get_name() == "Luukku")
    desk.keys("F10", *["Right"] * tools.get_index_in_parent(), *["Down"] * (steps_to(desk, tools, "Luukku") + 1), "Right",
              *["Down"] * steps_to(desk, ours, desk.words(name)), "Return")


def notice(desk):
    """The notice of the threat is read and closed."""
    title = desk.words("Luukku: alarm")
    desk.find(("dialog", "alert", "frame"), title)
    desk.activate(title)
    desk.keys("Escape")
    desk.gone(("dialog", "alert", "frame"), title)


def settings(desk):
    """The preferences are opened, the name is changed and saved by Return."""
    open_entry(desk, "Preferences…")
    desk.find("dialog", desk.words("Preferences of Luukku"))
    wait("the focus in the name", lambda: focused(desk, "text", desk.words.label("_Name")))
    desk.keys("ctrl+a")
    desk.type("Minna Mainio")
    desk.screenshot("settings")
    desk.keys("Return")
    desk.gone("dialog", desk.words("Preferences of Luukku"))


def inbox(desk):
    """The inbox is opened, filtered by typing, and the row opened by Return."""
    open_entry(desk, "Inbox…")
    frame = desk.find("frame", desk.words("Inbox"))
    wait("the focus in the inbox", lambda: focused(desk, ("text", "table", "tree table", "table cell"), None))
    if not focused(desk, "text"):
        desk.keys("shift+Tab")
    desk.type("Maija")
    desk.find("table cell", RESIDENT, frame)
    for _ in range(MAX_KEYS):
        if focused(desk, ("table", "tree table", "table cell"), None):
            break
        desk.keys("Tab")
    desk.keys("Home", "Return")
    desk.conversation(RESIDENT)
    desk.screenshot("opened")


def hold(desk):
    """An identity code holds the reply; the hand never leaves the keys."""
    window = desk.conversation(RESIDENT)
    desk.activate(RESIDENT)
    wait("the focus in the entry", lambda: desk.has(desk.entry(window), "FOCUSED"))
    desk.type(TEXT + CODE)
    desk.keys("Return")
    desk.button("Edit the reply", window)
    check(CODE not in desk.history(window), "the identity code left the entry")
    desk.screenshot("held")


def answer(desk):
    """The code is taken out, F8 signs, Return sends."""
    window = desk.conversation(RESIDENT)
    desk.activate(RESIDENT)
    for _ in range(MAX_KEYS):
        if desk.has(desk.entry(window), "FOCUSED"):
            break
        desk.keys("Tab")
    desk.keys("ctrl+End", *["BackSpace"] * (len(CODE) + 1))
    desk.wait_entry(window, TEXT.strip())
    desk.keys("F8")
    wait("the signature", lambda: SIGNATURE in desk.text(desk.entry(window)))
    desk.keys("ctrl+End", "Return")
    desk.wait_history(window, TEXT.strip())
    desk.screenshot("sent")


STEPS = [
    ("the notice of an alarm is closed", notice),
    ("the preferences are changed", settings),
    ("a conversation is found and opened from the inbox", inbox),
    ("a reply with an identity code is held", hold),
    ("it is mended, signed and sent", answer),
]
