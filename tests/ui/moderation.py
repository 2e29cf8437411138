# SPDX-License-Identifier: GPL-2.0-or-later
"""What a clerk may and may not do about messages on the training channel: criticism stays until she says why, a request to
remove has its clock and is decided, a ban has its line in the register, a picture is drawn when it is asked for. Steps for
test_ui.py."""

import re

from ui_kit import wait
from walk import check, dismiss_alarm, open_row

CRITIC, ASKS, PICTURE = "Raimo Räksynen", "Sari Esimerkki", "Tommi Testaaja"


def command(desk, window, text):
    desk.focus_entry(window)
    desk.keys("ctrl+a", "Delete")
    desk.type(text)
    desk.keys("Return")
    desk.wait_entry(window, "")


def beginning(desk, sentence):
    return desk.words(sentence).split("%s")[0]


def open_list(desk, entry, title):
    main = desk.find("frame", desk.buddy_list())
    desk.menu(main, "Luukku", desk.words.label("_Manager"), desk.words(entry))
    return desk.find("frame", desk.words(title))


def close_list(desk, frame, title):
    desk.press(desk.find("push button", desk.words.label("_Close"), frame))
    desk.gone("frame", desk.words(title))


def start(desk):
    dismiss_alarm(desk)
    desk.conversation("Maija Mallikas")


def criticism(desk):
    """Refused with the sentence why; possible after she has said by a label what in it must go."""
    window = open_row(desk, CRITIC)
    command(desk, window, "/delete kritisoi kaupunkia")
    desk.wait_history(window, beginning(desk, "Critical and constructive messages are welcome: this message stays. Answer it; if something "
                                        "in it must go all the same, add the label that says what.").split(":")[0])
    desk.screenshot("refused")
    command(desk, window, "/label privacy")
    desk.wait_history(window, desk.words("About somebody's life"))
    command(desk, window, "/delete yksityisyys")
    desk.wait_history(window, desk.words("The message is kept as evidence. This channel cannot do it from here: take it away at the "
                                         "channel itself, then write /done. Luukku reminds you until then."))
    desk.screenshot("kept-first")
    command(desk, window, "/done sovelluksessa")


def request(desk):
    """The clock stands above the conversation; the case is not closed over it."""
    window = open_row(desk, ASKS)
    words = beginning(desk, "request to remove: to be decided by %s")
    desk.find("label", re.compile(re.escape(words)), window)
    command(desk, window, "/close")
    desk.wait_history(window, "/removal")
    command(desk, window, "/removal what kuva sivulla")
    command(desk, window, "/removal why ei lupaa")
    desk.wait_history(window, "kuva sivulla / ei lupaa")
    frame = open_list(desk, "Requests to remove…", "Requests to remove")
    desk.find("table cell", "kuva sivulla", frame)
    desk.find("table cell", desk.words("Asked by a resident"), frame)
    desk.screenshot("requests")
    close_list(desk, frame, "Requests to remove")
    window = open_row(desk, ASKS)
    command(desk, window, "/removal decision poistettu")
    wait("no clock above the conversation", lambda: not desk.look("label", re.compile(re.escape(words)), window))


def ban(desk):
    """With an end, and in the register."""
    window = open_row(desk, CRITIC)
    command(desk, window, "/ban 3 toistuva")
    desk.wait_history(window, beginning(desk, "This resident is banned until %s. Do it at the channel too, then write /done: Luukku cannot "
                                        "do it there. What they write meanwhile is kept out of sight."))
    frame = open_list(desk, "Register of bans…", "Register of bans")
    desk.find("table cell", "toistuva", frame)
    desk.screenshot("register")
    close_list(desk, frame, "Register of bans")
    window = open_row(desk, CRITIC)
    command(desk, window, "/unban erehdys")
    frame = open_list(desk, "Register of bans…", "Register of bans")
    desk.find("table cell", re.compile("erehdys$"), frame)
    close_list(desk, frame, "Register of bans")


def picture(desk):
    """Drawn and counted when it is asked for."""
    window = open_row(desk, PICTURE)
    desk.wait_history(window, desk.words("Picture: %s. It is not drawn until you ask for it: /picture") % "monttu.png")
    check(desk.count("exposure") == 0, "a picture was counted that nobody asked for")
    desk.screenshot("picture-not-drawn")
    command(desk, window, "/picture")
    wait("the count", lambda: desk.count("exposure") == 1)
    desk.screenshot("picture-drawn")


def figures(desk):
    """One figure a line."""
    main = desk.find("frame", desk.buddy_list())
    title = "Threats and safety in the last 30 days"
    desk.menu(main, "Luukku", desk.words("Threats and safety…"))
    frame = desk.find("frame", desk.words(title))
    desk.find("table cell", desk.words("bans that began"), frame)
    desk.find("table cell", desk.words("threats and hate read by %s") % "Minna Malli", frame)
    desk.screenshot("figures")
    close_list(desk, frame, title)


STEPS = [
    ("the notice of an alarm is closed", start),
    ("criticism stays until a label says why not", criticism),
    ("a request to remove has a clock, a list and a decision", request),
    ("a ban is in the register, and so is its end", ban),
    ("a picture is drawn when it is asked for", picture),
    ("the figures stand in lines", figures),
]
