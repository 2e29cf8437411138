# SPDX-License-Identifier: GPL-2.0-or-later
"""A clerk works by keys alone: takes a case, notes something for colleagues, writes with live findings, is held, mends, sends,
takes the reply back, is told of a newer message, puts the case off and closes it. Steps for test_ui.py."""

import os
import re
import shutil

from ui_kit import wait
from walk import RESIDENT, SIGNATURE, check, dismiss_alarm

CODE = "131052-308T"
PHONE = "040 123 4567"
NOTE = "Soitettu kirjastolle."
LAST = "Selvä, kiitos paljon avusta!"  # of the training channel's script
FIRST = "Kirjasto aukeaa kymmenelta. " + SIGNATURE
THIRD = "Tassa on kuva sisaankaynnista. " + SIGNATURE
SECOND = "Lehtisali on auki samaan aikaan. " + SIGNATURE


def plural(desk, singular, several, count):
    """A sentence with a count in it, as it is shown."""
    return desk.words.catalogue.ngettext(singular, several, count).replace("%u", str(count))


def leaving(desk):
    """The label that says in how many seconds the reply leaves."""
    sentence = desk.words.catalogue.ngettext("The reply leaves in %u second.", "The reply leaves in %u seconds.", 2)
    return re.compile("^" + re.escape(sentence).replace("%u", r"\d+") + "$")


def empty_entry(desk, window):
    desk.activate(RESIDENT)
    desk.focus_entry(window)
    desk.keys("ctrl+a", "Delete")
    desk.wait_entry(window, "")


def close_dialog(desk, title):
    desk.keys("Escape")
    desk.gone(("dialog", "frame"), title)
    desk.activate(RESIDENT)


def take(desk):
    """F4: the case is hers; the bar says it in words and offers to hand it over instead."""
    dismiss_alarm(desk)
    window = desk.conversation(RESIDENT)
    desk.wait_history(window, "kirjaston uudet aukioloajat")
    desk.button("Take the case", window)
    desk.activate(RESIDENT)
    desk.focus_entry(window)
    desk.keys("F4")
    desk.button("Hand the case over", window)
    wait("nobody else to take it", lambda: desk.look("push button", desk.words("Take the case"), window) is None)
    desk.wait_history(window, desk.words.pattern("The case is now with %s.").pattern.split("(")[0].replace("\\", ""))
    desk.screenshot("taken")


def names(desk):
    """Every button, field and toggle of the window has a name for who cannot see it."""
    window = desk.conversation(RESIDENT)
    roles = ("push button", "toggle button", "check box", "text", "combo box", "tool bar")
    bare = [node.get_role_name() for node in desk.walk(window) if node.get_role_name() in roles and not node.get_name()]
    check(not bare, "without a name: " + ", ".join(bare))


def sheet(desk):
    """F1: the sheet lists the keys that are bound."""
    window = desk.conversation(RESIDENT)
    desk.focus_entry(window)
    desk.keys("F1")
    dialog = desk.find(("dialog", "frame"), desk.words("Keys"))
    for key in ("F4", "F5", "F3", "F7", "F8", "F11", "F12"):
        desk.find("table cell", key, dialog)
    desk.find("table cell", desk.words.label("_Take the case"), dialog)
    desk.screenshot("keys")
    close_dialog(desk, desk.words("Keys"))


def note(desk):
    """F11: a note for colleagues, in a window of its own; nothing of it stands in the conversation."""
    window = desk.conversation(RESIDENT)
    desk.focus_entry(window)
    desk.keys("F11")
    title = desk.words.pattern("Internal notes: %s")
    title = re.compile(re.escape(desk.words("Internal notes: %s").split("%s")[0]))
    dialog = desk.find(("dialog", "frame"), title)
    desk.activate(desk.words("Internal notes: %s").split("%s")[0])
    desk.find("text", desk.words("New internal note"), dialog, ("SHOWING", "FOCUSED"))
    desk.type(NOTE)
    desk.press(desk.find("push button", desk.words.label("_Save the note"), dialog))
    wait("the note in the list", lambda: NOTE in desk.text(desk.find("text", desk.words("Internal notes"), dialog)))
    desk.screenshot("note")
    close_dialog(desk, title)
    check(NOTE not in desk.history(window), "the note stands in the conversation")


def findings(desk):
    """Two places are marked; F3 goes from one to the next, and the line below says what each is."""
    window = desk.conversation(RESIDENT)
    entry = desk.focus_entry(window)
    text = f"Numero on {PHONE} ja tunnus {CODE}."
    desk.type(text)
    blocked = re.compile(re.escape(desk.words("Cannot be sent", "finding")))
    asked = re.compile("(" + "|".join(re.escape(desk.words(w, "finding")) for w in ("Check before sending", "Advice")) + ")")
    desk.find("label", re.compile(r"\(\d/\d\) "), window)
    seen = set()
    for _ in range(2):
        before = desk.atspi.Text.get_caret_offset(entry)
        desk.keys("F3")
        wait("the caret at a finding", lambda: desk.atspi.Text.get_caret_offset(entry) != before)
        at = desk.atspi.Text.get_caret_offset(entry)
        seen.add(at)
        desk.find("label", blocked if at == text.index(CODE) else asked, window)
    check(seen == {text.index(PHONE), text.index(CODE)}, f"F3 went to {sorted(seen)}")
    desk.find("label", plural(desk, "%u/%u character", "%u/%u characters", 2000).replace("2000/2000", f"{len(text)}/2000")
              .replace("2000/%u", f"{len(text)}/2000"), window)
    desk.screenshot("findings")


def hold_and_mend(desk):
    window = desk.conversation(RESIDENT)
    desk.keys("End", "Return")
    desk.button("Edit the reply", window)
    desk.screenshot("held")
    empty_entry(desk, window)
    desk.type(FIRST)
    desk.wait_entry(window, FIRST)
    desk.gone("push button", desk.words("Edit the reply"), window)


def undo(desk):
    """The reply waits some seconds; taken back, it stands in the entry and nothing has left."""
    window = desk.conversation(RESIDENT)
    desk.keys("Return")
    desk.wait_entry(window, "")
    desk.find("label", leaving(desk), window)
    desk.screenshot("leaving")
    desk.click("Take the reply back", window)
    desk.wait_entry(window, FIRST)
    desk.gone("label", leaving(desk), window)
    desk.wait_history(window, desk.words("You took it back. The text is in the reply box again."))
    desk.screenshot("taken-back")


def newer(desk):
    """While the next answer is written the resident writes again: it is asked about before the text leaves."""
    window = desk.conversation(RESIDENT)
    desk.activate(RESIDENT)
    desk.focus_entry(window)
    desk.keys("Return")
    desk.find("label", leaving(desk), window)
    desk.type(SECOND)
    desk.wait_history(window, "Onko lehtisali auki")
    desk.wait_entry(window, SECOND)
    desk.keys("Return")
    desk.button("Send anyway", window)
    sentence = plural(desk, "%u new message has come since you began to write. Read it, and see whether your answer still fits.",
                      "%u new messages have come since you began to write. Read them, and see whether your answer still fits.", 1)
    desk.find("label", re.compile(re.escape(sentence)), window)
    desk.wait_entry(window, SECOND)
    desk.screenshot("newer")
    desk.click("Send anyway", window)
    desk.wait_entry(window, "")
    desk.click("Send the reply now", window)
    desk.wait_history(window, "Lehtisali on auki")


def attach(desk):
    """Shift+F7: a picture goes along. The guideline's boxes are asked for before it leaves; then it stands in the conversation."""
    window = desk.conversation(RESIDENT)
    desk.activate(RESIDENT)
    desk.wait_history(window, LAST)
    picture = os.path.join(desk.home, "sisaankaynti.png")
    shutil.copy(os.path.join(desk.build, "data", "training", "monttu.png"), picture)
    desk.focus_entry(window)
    desk.keys("shift+F7")
    desk.choose_file("A file that goes along with the reply", picture)
    row = re.compile("^" + re.escape(desk.words("Goes along with the reply: %s").split("%s")[0]) + r"sisaankaynti\.png \(.+\)$")
    desk.find("label", row, window)
    desk.activate(RESIDENT)
    desk.focus_entry(window)
    desk.type(THIRD)
    desk.keys("Return")
    desk.find("check box", None, window, ("SHOWING", "SENSITIVE"))
    check(desk.look("push button", desk.words("Send the reply"), window) is None, "it can be sent without a tick")
    boxes = [node for node in desk.walk(window) if node.get_role_name() == "check box"]
    check(len({box.get_name() for box in boxes}) == len(boxes), "a box stands there twice")
    desk.screenshot("boxes")
    desk.press(boxes[0])
    desk.click("Send the reply", window)
    desk.wait_entry(window, "")
    desk.gone("label", row, window)
    desk.click("Send the reply now", window)
    desk.wait_history(window, desk.words("Attachment: %s").replace("%s", "sisaankaynti.png"))
    desk.screenshot("attached")


def later(desk):
    """F5: a form of times; the line and the bar say until when."""
    window = desk.conversation(RESIDENT)
    desk.activate(RESIDENT)
    desk.wait_history(window, LAST)  # a message that comes afterwards would take the case up again
    desk.focus_entry(window)
    desk.keys("F5")
    dialog = desk.find(("dialog", "frame"), desk.words("Answer later"))
    desk.screenshot("later")
    desk.press(desk.find("push button", desk.words.label("_Remind me"), dialog))
    before = desk.words("To be answered later: reminder %s. The answer clock runs on.").split("%s")[0]
    desk.wait_history(window, before)
    put_off = re.compile(re.escape(desk.words("put off until %s").split("%s")[0]))
    desk.find("label", put_off, window)
    desk.keys("F12")
    inbox = desk.find("frame", desk.words("Inbox"))
    desk.find("table cell", put_off, inbox)
    desk.screenshot("inbox-later")
    desk.activate(desk.words("Inbox"))
    desk.keys("Escape")
    desk.gone("frame", desk.words("Inbox"))


def close(desk):
    window = desk.conversation(RESIDENT)
    desk.activate(RESIDENT)
    desk.focus_entry(window)
    desk.keys("shift+F5")
    desk.wait_history(window, desk.words("The case is closed."))
    desk.button("Open the case again", window)
    desk.screenshot("closed")


STEPS = [
    ("F4 takes the case", take),
    ("everything has a name", names),
    ("F1 lists the keys", sheet),
    ("F11 notes something for colleagues", note),
    ("F3 goes through the findings, the line says what they are", findings),
    ("held and mended", hold_and_mend),
    ("sent and taken back", undo),
    ("a newer message is asked about", newer),
    ("Shift+F7 attaches a picture, its boxes are asked for", attach),
    ("F5 puts the case off", later),
    ("Shift+F5 closes the case", close),
]
