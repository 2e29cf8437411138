# SPDX-License-Identifier: GPL-2.0-or-later
"""A clerk who has never programmed changes the guideline in a text editor, mistypes it once, and has it in force without a
restart; then she answers with the help that the guideline offers. Steps for test_ui.py, which gives her a copy of the data
folder of her own."""

import os
import re

from ui_kit import wait
from walk import RESIDENT, SIGNATURE, check, dismiss_alarm, open_inbox

OWN_DATA = True


def pack(desk):
    return os.path.join(desk.data, "packs", "rautalampi.pack")


def edit(desk, before, after):
    """What a text editor does: the whole file is written anew."""
    with open(pack(desk), encoding="utf-8") as stream:
        text = stream.read()
    check(text.count(before) == 1, f"“{before}” does not stand once in the guideline")
    with open(pack(desk), "w", encoding="utf-8") as stream:
        stream.write(text.replace(before, after))


def line_of(desk, text):
    with open(pack(desk), encoding="utf-8") as stream:
        return next(i for i, line in enumerate(stream, 1) if text in line)


def read_again(desk):
    main = desk.find("frame", desk.buddy_list())
    desk.menu(main, "Luukku", desk.words("Re-read guideline pack"))


def in_force(desk):
    return re.compile(re.escape(desk.words("The guideline pack %s, version %s, is in force.").split("%s")[0]) + "rautalampi")


def close_notice(desk, notice):
    desk.activate("^Luukku$")
    desk.keys("Escape")
    wait("the notice is closed", lambda: not desk.look("label", notice))


def state(desk, window):
    """The line above the conversation."""
    before = desk.words("State of the conversation: %s").split("%s")[0]
    return desk.find("label", re.compile(re.escape(before)), window).get_name()


def wait_left(desk, hours):
    """The inbox says how long there is still time."""
    inbox = open_inbox(desk)
    desk.find("table cell", re.compile(rf"\({hours} "), inbox)


def start(desk):
    dismiss_alarm(desk)
    window = desk.conversation(RESIDENT)
    desk.wait_history(window, "kirjaston uudet aukioloajat")
    wait_left(desk, 47)
    check(desk.words("guideline not approved") in state(desk, window),
          "the example is not shown as not approved")
    desk.screenshot("clerk-before")


def mistype(desk):
    """The sentence names file, line, key and what is allowed; the earlier guideline stays in force."""
    edit(desk, "Target=48 hours", "Target=24 tuntia")
    read_again(desk)
    line = line_of(desk, "Target=24 tuntia")
    notice = re.compile(rf"rautalampi\.pack.*{line}.*Target.*48 hours", re.S)
    desk.find("label", notice)
    desk.screenshot("clerk-mistyped")
    close_notice(desk, notice)
    desk.activate(RESIDENT)
    wait_left(desk, 47)


def correct(desk):
    edit(desk, "Target=24 tuntia", "Target=24 hours")
    read_again(desk)
    notice = re.compile(r"rautalampi.*ApprovedBy, ApprovedOn", re.S)
    desk.find("label", notice)
    desk.screenshot("clerk-read-again")
    close_notice(desk, notice)
    desk.activate(RESIDENT)
    wait_left(desk, 23)
    desk.screenshot("clerk-in-force")


def approve(desk):
    """Who approved it and when: the line goes."""
    edit(desk, "ApprovedBy=\nApprovedOn=", "ApprovedBy=Kunnanhallitus\nApprovedOn=2026-11-20")
    read_again(desk)
    notice = in_force(desk)
    desk.find("label", notice)
    close_notice(desk, notice)
    words = desk.words("guideline not approved")
    desk.activate(RESIDENT)
    wait("no word about a missing approval", lambda: words not in state(desk, desk.conversation(RESIDENT)))


def change_after_approval(desk):
    """Two lines that still stand there do not make a changed guideline an approved one."""
    edit(desk, "Target=24 hours", "Target=36 hours")
    read_again(desk)
    notice = re.compile(r"Kunnanhallitus.*2026-11-20", re.S)
    desk.find("label", notice)
    desk.screenshot("clerk-changed-after-approval")
    close_notice(desk, notice)
    desk.activate(RESIDENT)


def template(desk):
    """F7, a word, Enter: the text stands in the reply box and nothing was sent."""
    window = desk.conversation(RESIDENT)
    desk.focus_entry(window)
    desk.keys("F7")
    dialog = desk.find(("dialog", "frame"), desk.words("Reply templates"))
    desk.activate(desk.words("Reply templates"))
    desk.find("text", desk.words("Search the reply templates"), dialog, ("SHOWING", "FOCUSED"))
    desk.type("thanks")
    wait("one template", lambda: len([n for n in desk.walk(dialog) if n.get_role_name() == "table cell"]) == 2)
    desk.screenshot("clerk-templates")
    desk.keys("Return")
    wait("the template in the entry", lambda: desk.text(desk.entry(window)).endswith(SIGNATURE))
    check("Hei" in desk.text(desk.entry(window)), "the template is not in the resident's language")
    desk.screenshot("clerk-template")
    desk.activate(RESIDENT)
    desk.focus_entry(window)
    desk.keys("ctrl+a", "Delete")
    desk.wait_entry(window, "")


def template_form(desk):
    """What only the writer knows is asked; a place that stays empty cannot be inserted."""
    window = desk.conversation(RESIDENT)
    desk.focus_entry(window)
    desk.keys("F7")
    desk.find(("dialog", "frame"), desk.words("Reply templates"))
    desk.activate(desk.words("Reply templates"))
    desk.type("negative")
    desk.keys("Return")
    form = desk.find(("dialog", "frame"), desk.words("Reply template"))
    desk.screenshot("clerk-form")
    desk.activate("^" + desk.words("Reply template") + "$")
    desk.type("kalusto rikkoutui")
    desk.keys("Tab")
    desk.type("tie aurataan")
    desk.press(desk.find("push button", desk.words.label("_Insert"), form, ("SHOWING", "SENSITIVE")))
    wait("the template in the entry", lambda: "kalusto rikkoutui" in desk.text(desk.entry(window)))
    check("tie aurataan" in desk.text(desk.entry(window)), "the second place is empty")
    desk.activate(RESIDENT)
    desk.focus_entry(window)
    desk.keys("ctrl+a", "Delete")
    desk.wait_entry(window, "")


def sign(desk):
    window = desk.conversation(RESIDENT)
    desk.activate(RESIDENT)
    desk.focus_entry(window)
    desk.type("Aukeaa yhdeksalta.")
    desk.keys("F8")
    desk.wait_entry(window, "Aukeaa yhdeksalta.\n" + SIGNATURE)
    desk.keys("F8")  # signed already: nothing more
    desk.wait_entry(window, "Aukeaa yhdeksalta.\n" + SIGNATURE)
    desk.keys("ctrl+a", "Delete")
    desk.wait_entry(window, "")


def parts(desk):
    """The checklist names what is missing and inserts its beginning."""
    window = desk.conversation(RESIDENT)
    desk.menu(window, desk.words.label("_Luukku"), desk.words.label("_Parts of an answer to criticism"))
    label = desk.words("An answer to criticism still lacks:")
    desk.find("label", label, window)
    spoken = desk.words("Insert the beginning of this part: %s")
    for part in ("thanks", "regret"):
        desk.press(desk.find("push button", spoken % desk.words(part), window))
        desk.gone("push button", spoken % desk.words(part), window)
    check("palautteestasi" in desk.text(desk.entry(window)), "the part is not in the resident's language")
    desk.find("push button", spoken % desk.words("the cause"), window)
    desk.screenshot("clerk-parts")
    desk.activate(RESIDENT)
    desk.keys("ctrl+a", "Delete")  # a part's button leaves the caret in the entry
    desk.wait_entry(window, "")


DIRECTORY = """[Directory]
Format=1
Municipality=rautalampi
Version=2026-11-20.1

[Service library]
Name=Kirjasto
Words[fi]=kirjasto
Phone=017 000 0000
"""


def service(desk):
    """The service that fits the resident's words: first not confirmed and without a number, then with it."""
    window = desk.conversation(RESIDENT)
    path = os.path.join(desk.data, "clerk.directory")
    with open(path, "w", encoding="utf-8") as stream:
        stream.write(DIRECTORY)
    code, said = desk.luukku("register", "import", path)
    check(code == 0, "luukku register import: " + said)
    name = "Kirjasto"
    desk.activate(RESIDENT)  # the caret is in the entry since the step before
    desk.type("Hei, ")
    unconfirmed = desk.words("Right service: %s (not confirmed: check it before you send it)") % name
    desk.find("label", unconfirmed, window)
    desk.screenshot("clerk-service-not-confirmed")
    code, said = desk.luukku("register", "confirm", "services", "rautalampi.library")
    check(code == 0, "luukku register confirm: " + said)
    desk.type("vastaa ")
    line = name + ", 017 000 0000"
    desk.find("label", desk.words("Right service: %s") % line, window)
    desk.screenshot("clerk-service")
    desk.press(desk.find("push button", desk.words("Insert the right service"), window))
    wait("the service in the entry", lambda: line in desk.text(desk.entry(window)))
    desk.gone("push button", desk.words("Insert the right service"), window)
    desk.activate(RESIDENT)
    desk.keys("ctrl+a", "Delete")
    desk.wait_entry(window, "")


def ticks(desk):
    """A long quotation: the boxes stand in the banner, and what is ticked lets the reply leave."""
    edit(desk, "QuoteMinChars=200\n", "QuoteMinChars=40\n")
    read_again(desk)
    notice = in_force(desk)
    desk.find("label", notice)
    close_notice(desk, notice)
    window = desk.conversation(RESIDENT)
    desk.activate(RESIDENT)
    desk.type("Lehti: \"paatos tehdaan vasta kevaalla, kun kaikki selvitykset on saatu\" " + SIGNATURE)
    desk.keys("Return")
    box = desk.find("check box", None, window)
    desk.screenshot("clerk-ticks")
    desk.press(box)
    desk.find("push button", desk.words("Send the reply"), window)
    desk.screenshot("clerk-ticked")
    desk.click("Send the reply", window)
    desk.wait_entry(window, "")
    desk.wait_history(window, "selvitykset on saatu")


STEPS = [
    ("the guideline gives two days", start),
    ("a mistake is told by file, line and key, and the earlier guideline stays", mistype),
    ("corrected, it is in force without a restart, and not approved", correct),
    ("the approval is written into the file", approve),
    ("a change afterwards is not approved", change_after_approval),
    ("a template is found by a word and inserted", template),
    ("what only the writer knows is asked", template_form),
    ("one key signs, once", sign),
    ("the checklist names the missing parts and begins them", parts),
    ("the right service has a button, and says whether it is confirmed", service),
    ("boxes are ticked for one text", ticks),
]
