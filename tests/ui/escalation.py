# SPDX-License-Identifier: GPL-2.0-or-later
"""A clerk on her first day meets five alarms at once: one notice names them all, each window says what is to be done next, 112 comes
first, somebody in need is not for the police, the supervisor's contact is asked for and confirmed with the mouse, and after a
crash the notice is there again. Steps for test_ui.py, which gives her residents of her own."""

import os
import re

from ui_kit import wait
from walk import check, open_row

OWN_DATA = True

THREATENER = "jorma.k.1970"
BOMBER = "Pekka Palo"
IN_NEED = "Aino Asukas"
FOREIGN = "Олег Примеров"
REPORTER = "Siiri Suojaton"

RESIDENTS = {
    THREATENER: "Sinä siellä rakennusvalvonnassa, jos lupa ei tule perjantaihin mennessä, tulen sinne ja hakkaan sinut. Tiedän missä asut.",
    BOMBER: "Räjäytän kaupungintalon huomenna kello 12, siinäpähän sitten kokoustatte.",
    REPORTER: "Hei, tapahtumasivun kommenteissa ihmisiä haukutaan rumasti ihonvärin takia. Siellä on tosi turvaton olo.",
    IN_NEED: "En jaksa enää elää. Tapan itseni tänä iltana.",
    FOREIGN: "Я больше не хочу жить, сегодня ночью покончу с собой.",
}

ROLES = ("dialog", "alert", "frame")


def prepare(desk):
    with open(os.path.join(desk.data, "training", "residents.ini"), "w", encoding="utf-8") as stream:
        for n, (name, text) in enumerate(RESIDENTS.items()):
            stream.write(f"[Resident r{n}]\nName={name}\nLanguage=fi\nText1={text}\n\n")


def label(desk, window):
    """What the panel of the alarm says."""
    starts = tuple(desk.words(text).split("%s")[0] for text in ("Alarm: %s", "To decide: %s"))

    def find():
        for node in desk.walk(window):
            if node.get_role_name() == "label" and (node.get_name() or "").startswith(starts):
                return node.get_name()
        return None
    return wait("the panel of the alarm", find)


def buttons(desk, window):
    return [node.get_name() for node in desk.walk(window) if node.get_role_name() == "push button"]


def the_notice(desk, *parts):
    from gi.repository import GLib

    def find():
        try:
            notice = desk.look(ROLES, desk.words("Luukku: alarm"))
            text = "\n".join(node.get_name() or "" for node in desk.walk(notice)) if notice else ""
        except GLib.Error:
            return None  # another one takes its place while we look
        return notice if all(part in text for part in parts) else None
    return wait("a notice with " + ", ".join(parts), find)


def open_from_notice(desk, notice):
    """With the keys: Pidgin brings a conversation to the front for a key or a click, not for a screen reader."""
    button = desk.find("push button", re.compile("^_?" + re.escape(desk.words.label("_Open the case")) + "$"), notice)
    desk.activate(desk.words("Luukku: alarm"))
    wait("the focus in the button", lambda: button.get_component_iface().grab_focus() and desk.has(button, "FOCUSED"))
    desk.keys("Return")


def close_notice(desk, notice):
    desk.press(desk.find("push button", re.compile("^_?(Close|Sulje|Stäng)$"), notice))
    desk.gone(ROLES, desk.words("Luukku: alarm"))


def all_named(desk):
    """Four alarms, one notice; what is typed while it comes does not close it."""
    notice = the_notice(desk, "LUU-2026-000005", "LUU-2026-000004", "LUU-2026-000002", "LUU-2026-000001")
    desk.screenshot("four-alarms")
    desk.activate(desk.words("Luukku: alarm"))
    desk.keys("Return", "space")
    notice = the_notice(desk, "LUU-2026-000005", "112")
    open_from_notice(desk, notice)
    window = desk.conversation(FOREIGN)
    notice = the_notice(desk, "LUU-2026-000004")
    check("LUU-2026-000005" not in "\n".join(n.get_name() or "" for n in desk.walk(notice)), "the case that was opened is asked about again")
    desk.screenshot("others")
    close_notice(desk, notice)
    desk.activate(FOREIGN)
    check("112" in label(desk, window), "the panel does not begin with 112")


def in_need(desk):
    """Help, no police, no supervisor's button."""
    window = open_row(desk, IN_NEED)
    check("112" in label(desk, window), "the panel does not begin with 112")
    shown = buttons(desk, window)
    check(desk.words("Show the text for the report to the police") not in shown, "somebody in need is offered to the police")
    check(desk.words("Show the covered message") not in shown, "nothing is covered, and a button shows it")
    desk.screenshot("in-need")
    desk.click("Show the help with the numbers", window)
    desk.find("label", re.compile(re.escape(desk.words("Somebody may harm themselves"))), desk.find("dialog", desk.words("Luukku")))
    desk.screenshot("help")
    desk.activate("^Luukku$")
    desk.keys("Escape")
    desk.gone("dialog", desk.words("Luukku"))


def report(desk):
    """Who tells us of an unsafe place is answered, not moderated."""
    window = open_row(desk, REPORTER)
    check(desk.words("Look at once at what the resident tells of, and answer; enter what was done") in label(desk, window), "no next step")
    check(desk.words("Show the text for the report to the police") not in buttons(desk, window), "a report is offered to the police")
    desk.screenshot("unsafe")


def police(desk):
    """The report's text is in a window of its own, 112 first, and not in the conversation."""
    window = open_row(desk, THREATENER)
    check("112" in label(desk, window), "the panel does not begin with 112")
    desk.click("Show the text for the report to the police", window)
    dialog = desk.find("dialog", desk.words("Luukku"))
    text = desk.find("text", None, dialog)
    check(desk.text(text).startswith("Jos joku on vaarassa nyt, soita ensin 112"), desk.text(text)[:60])
    check("hakkaan" in desk.text(text), "the message is not in the report")
    desk.screenshot("police")
    desk.activate("^Luukku$")
    desk.keys("Escape")
    desk.gone("dialog", desk.words("Luukku"))
    check("hakkaan" not in desk.history(window), "the threat stands uncovered in the conversation")


def supervisor(desk):
    """Nobody is entered: the clerk writes a number, calls, and enters who answered; a form without a name is not taken."""
    window = desk.conversation(THREATENER)
    desk.click("Send the ready text to the supervisor", window)
    dialog = desk.find("dialog", desk.words("Luukku"))
    desk.screenshot("whom")
    entry = desk.find("text", None, dialog, ("SHOWING", "EDITABLE"))
    entry.get_editable_text_iface().set_text_contents("+358 40 000 1234")
    desk.press(desk.find("push button", desk.words.label("_Enter"), dialog))
    call = desk.find("push button", re.compile(re.escape(desk.words.label("_Enter the call…"))))
    desk.screenshot("call")
    desk.press(call)
    form = desk.find("dialog", desk.words("What was done?"))
    whom = next(node for node in desk.walk(form) if node.get_role_name() == "text" and desk.has(node, "EDITABLE")
                and desk.text(node) == "+358 40 000 1234")
    enter = desk.find("push button", desk.words.label("_Enter"), form)
    whom.get_editable_text_iface().set_text_contents("")
    wait("the form to ask for a name", lambda: not desk.has(enter, "SENSITIVE"))
    whom.get_editable_text_iface().set_text_contents("Eero Esimies")
    wait("the form to be complete", lambda: desk.has(enter, "SENSITIVE"))
    desk.screenshot("call-form")
    desk.press(enter)
    desk.gone("dialog", desk.words("What was done?"))
    wait("the step in the panel", lambda: desk.words("waits for an acknowledgement") in label(desk, window))


def crash(desk):
    """Pidgin dies between two steps: the notice is there again, and what was entered is kept."""
    desk.kill_pidgin()
    desk.start_pidgin()
    notice = the_notice(desk, "LUU-2026-000001", "LUU-2026-000002", "LUU-2026-000004", "LUU-2026-000005")
    desk.screenshot("after-crash")
    close_notice(desk, notice)
    main = desk.find("frame", desk.buddy_list())
    desk.menu(main, "Luukku", desk.words("Inbox…"))
    inbox = desk.find("frame", desk.words("Inbox"))
    desk.press(desk.find("table cell", THREATENER, inbox))
    window = desk.conversation(THREATENER)
    check(desk.words("waits for an acknowledgement") in label(desk, window), "what was entered is not there")
    desk.screenshot("after-crash-window")


STEPS = [
    ("one notice names all alarms, and no typed key closes it", all_named),
    ("somebody in need", in_need),
    ("an unsafe place", report),
    ("the report to the police", police),
    ("the supervisor is asked for, called and entered", supervisor),
    ("after a crash the notice is there again", crash),
]
