# SPDX-License-Identifier: GPL-2.0-or-later
"""The whole way of a reply by keys alone: nothing is pressed or focused through AT-SPI, it is only read. Steps for
test_ui.py."""

import re

from evidence import ADDRESS, removal_form
from ui_kit import Failure, wait
from walk import CODE, RESIDENT, SIGNATURE, THREATENER, check

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


def alt(desk, label):
    """The key that is underlined in a label."""
    words = desk.words(label)
    desk.keys("alt+" + words[words.index("_") + 1].lower())


def own_menu(desk, title, label):
    """Luukku > @label of the conversation window."""
    window = desk.conversation(title)
    desk.activate(title)
    bar = desk.find("menu bar", None, window)
    menus = [m for m in (bar.get_child_at_index(i) for i in range(bar.get_child_count())) if desk.has(m, "SHOWING", "SENSITIVE")]
    ours = next(m for m in menus if m.get_name() == desk.words.label("_Luukku"))
    desk.keys("F10", *["Right"] * menus.index(ours), "Down")
    desk.keys("Home", *["Down"] * steps_to(desk, ours, desk.words.label(label)), "Return")


def threat(desk):
    """The covered case is found in the inbox and taken with F4; its steps come by the menu, one is entered as words."""
    desk.keys("F12")
    frame = desk.find("frame", desk.words("Inbox"))
    desk.activate("^" + desk.words("Inbox") + "$")
    desk.keys("ctrl+f", "ctrl+a")
    desk.type("jorma")
    desk.find("table cell", THREATENER, frame)
    desk.keys("Down", "Home", "Return")
    window = desk.conversation(THREATENER)
    desk.activate(THREATENER)
    wait("the focus in the entry", lambda: desk.has(desk.entry(window), "FOCUSED"))
    desk.keys("F4")
    desk.wait_history(window, desk.words("The case is now with %s.").split("%s")[0])
    own_menu(desk, THREATENER, "_Steps of the alarm")
    desk.find("label", re.compile("^" + re.escape(desk.words("Alarm: %s").split("%s")[0])), window)
    wait("the focus in the entry", lambda: desk.has(desk.entry(window), "FOCUSED"))
    desk.type("/escalate 2 done Eero Esimies")
    desk.keys("Return")
    desk.wait_history(window, "Eero Esimies")
    desk.screenshot("alarm")


def archive(desk):
    """Shift+F12: the form, the pages by their key, and the record."""
    window = desk.conversation(THREATENER)
    desk.activate(THREATENER)
    desk.keys("shift+F12")
    title = desk.words("Archive the conversation")
    desk.find("dialog", title)
    desk.activate("^" + title + "$")
    alt(desk, "N_ote for the record:")
    desk.type("Soitettu.")
    alt(desk, "Pre_view")
    preview = desk.words("Preview of the record")
    desk.find("dialog", preview)
    desk.activate("^" + preview + "$")
    alt(desk, "_Archive")
    done = desk.words.pattern("Archived as record %s.")
    desk.find("label", done, desk.find("dialog", desk.words("Evidence record")))
    desk.screenshot("archived")
    desk.activate("^" + desk.words("Evidence record") + "$")
    desk.keys("Escape")
    desk.gone("dialog", desk.words("Evidence record"))
    check(done.search(desk.history(window)), "no line of the record in the conversation")


def removal(desk):
    """A request to remove: refused while something is missing."""
    own_menu(desk, THREATENER, "Request to _remove a message…")
    form = removal_form(desk)
    desk.activate("^" + re.escape(form.get_name()) + "$")
    alt(desk, "1. _Why it is against the law:")
    desk.type("Laiton uhkaus.")
    alt(desk, "_Archive message and request")
    desk.find("label", desk.words("Missing: the confirmation. Read the request and tick it."), form)
    gone = desk.words("Missing: why the message is against the law.")
    check(not desk.look("label", gone, form), "what was typed is told to be missing")
    desk.screenshot("removal")


def sent_by_hand(desk):
    """What is missing is filled in; message and request are archived, the sending is logged; Escape closes."""
    form = removal_form(desk)
    title = form.get_name()
    alt(desk, "2. Exact web a_ddress of the message:")
    desk.type(ADDRESS)
    alt(desk, "E-_mail address for the answer:")
    desk.type("kirjaamo@example.org")
    alt(desk, "I con_firm: as far as I know, what is said here is accurate and complete")
    alt(desk, "_Archive message and request")
    desk.find("label", desk.words.pattern("Message and request are archived as record %s."), form)
    check(ADDRESS in desk.text(desk.find("text", desk.words("Text of the request"), form)), "the text of the request lacks the address")
    alt(desk, "I have _sent the request to the platform")
    alt(desk, "_Log it as sent")
    desk.find("label", desk.words("The request is logged as sent. Write the platform's answer on the next page when it comes."), form)
    desk.screenshot("removal-sent")
    desk.keys("Escape")
    desk.gone("dialog", title)


def hand_over(desk):
    """Shift+F4: a colleague's name, Return."""
    window = desk.conversation(THREATENER)
    desk.activate(THREATENER)
    wait("the focus in the entry", lambda: desk.has(desk.entry(window), "FOCUSED"))
    desk.keys("shift+F4")
    title = desk.words("Hand the case over")
    desk.find("dialog", title)
    desk.activate("^" + title + "$")
    desk.type("Kalle Kollega")
    desk.screenshot("hand-over")
    desk.keys("Return")
    desk.gone("dialog", title)
    desk.wait_history(window, "Kalle Kollega")


STEPS = [
    ("the notice of an alarm is closed", notice),
    ("the preferences are changed", settings),
    ("a conversation is found and opened from the inbox", inbox),
    ("a reply with an identity code is held", hold),
    ("it is mended, signed and sent", answer),
    ("a threat is found, taken and a step of its alarm entered", threat),
    ("it is looked at page by page and archived", archive),
    ("a request to remove it is refused while something is missing", removal),
    ("it is mended, archived and logged as sent", sent_by_hand),
    ("it is handed over", hand_over),
]
