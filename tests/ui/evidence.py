# SPDX-License-Identifier: GPL-2.0-or-later
"""Evidence from the first tick to the outside: messages are chosen, the pages looked at, the record is archived, printed to a
file, exported and verified; a request to a platform is refused while something is missing, then sent by hand; the log is
checked. Steps for test_ui.py."""

import glob
import os
import re
import subprocess

from ui_kit import wait
from walk import THREATENER, check, choose, dismiss_alarm, open_row, verify_unpacked, write

ADDRESS = "https://example.org/posts/1"


def bare(desk, label):
    return desk.words.label(label).rstrip(":")


def look_at_pages(desk):
    """The list says what is ticked; the preview shows the pages; from there it is archived."""
    dismiss_alarm(desk)
    window = open_row(desk, THREATENER)
    desk.menu(window, desk.words.label("_Luukku"), desk.words.label("_Archive the conversation…"))
    dialog = desk.find("dialog", desk.words("Archive the conversation"))
    table = desk.find(("table", "tree table"), desk.words("Messages for the record"), dialog)
    check(desk.look("table cell", desk.words("Threat against a person – covered"), table), "the words are not covered in the list")
    choose(desk, dialog, bare(desk, "Aimed a_t:"), {"en": "a person", "fi": "henkilö"}[desk.words.language])
    choose(desk, dialog, bare(desk, "Lan_guage of the record:"), desk.words({"en": "English", "fi": "Finnish"}[desk.words.language]))
    write_text(desk, dialog, "N_ote for the record:", "Soitettu esimiehelle.")
    desk.screenshot("archive")
    desk.press(desk.find("push button", desk.words.label("Pre_view"), dialog))
    preview = desk.find("dialog", desk.words("Preview of the record"))
    page = desk.find("icon", desk.words("Page %u").replace("%u", "1"), preview)
    check(page.get_component_iface().get_size().y > 500, "the page is too small to be read")
    desk.screenshot("preview")
    desk.press(desk.find("push button", desk.words.label("_Archive"), preview))
    done = desk.words.pattern("Archived as record %s.")
    dialog = desk.find("dialog", desk.words("Evidence record"))
    desk.record = done.search(desk.find("label", done, dialog).get_name()).group(1)
    desk.wait_history(window, desk.record)
    desk.screenshot("archived")
    desk.press(desk.find("push button", desk.words.label("_Close"), dialog))
    desk.gone("dialog", desk.words("Evidence record"))


def write_text(desk, where, label, text):
    view = desk.find("text", bare(desk, label), where, ("SHOWING", "EDITABLE", "SENSITIVE"))
    view.get_editable_text_iface().set_text_contents(text)


def evidence(desk):
    return desk.find("frame", desk.words("Evidence"))


def turn_to(desk, window, title):
    """By its key."""
    words = desk.words(title)
    desk.find("page tab", words.replace("_", ""), window)
    desk.activate("^" + re.escape(window.get_name()) + "$")
    desk.keys("alt+" + words[words.index("_") + 1].lower())


def list_records(desk):
    """The list says in words that the files fit the log; a part of a number finds the record."""
    window = desk.conversation(THREATENER)
    desk.menu(window, desk.words.label("_Luukku"), desk.words.label("_Evidence records…"))
    frame = evidence(desk)
    desk.find("table cell", desk.record, frame)
    fits = desk.words("✓ fits the log", "state of a record")
    desk.find("table cell", fits, frame)
    desk.screenshot("records")
    find = desk.find("text", desk.words("Find in the records"), frame)
    find.get_editable_text_iface().set_text_contents("no such record")
    wait("an empty list", lambda: desk.look("table cell", desk.record, frame) is None)
    find.get_editable_text_iface().set_text_contents(desk.record.lower())
    desk.find("table cell", desk.record, frame)
    desk.find("push button", bare(desk, "E_xport…"), frame, ("SHOWING", "SENSITIVE"))


def print_to_file(desk):
    """What comes out is the archived file, byte by byte."""
    frame = evidence(desk)
    before = set(glob.glob(os.path.join(desk.home, "*.pdf")))
    desk.press(desk.find("push button", bare(desk, "Pr_int…"), frame))
    dialog = desk.find("dialog", desk.words("Print the record"))
    cell = desk.find("table cell", re.compile("Print to File|tiedostoon", re.I), dialog)
    desk.activate("^" + dialog.get_name() + "$")
    desk.screenshot("print")
    done = desk.words("The record was sent to the printer. The print is in the log.")
    button = re.compile("^_?(Print|Tulosta)$")

    def printed():
        if desk.look("label", done, frame):
            return True
        ready = desk.look("push button", button, dialog, ("SHOWING", "SENSITIVE"))
        if ready:
            desk.press(ready)
        elif desk.look("push button", button, dialog):
            cell.get_parent().get_component_iface().grab_focus()
            desk.keys("Home", "space")  # the row is chosen, and prints
        return False
    wait("the end of the print", printed)
    made = wait("the printed file", lambda: [path for path in glob.glob(os.path.join(desk.home, "*.pdf")) if path not in before])
    desk.printed = made[0]
    check(copies(desk) == [desk.record + ".pdf"], "the copy for the printer is not beside the inbox file")
    folder = os.stat(os.path.join(desk.profile, "luukku", "copies"))
    check(folder.st_mode & 0o777 == 0o700, "others can look into the folder of copies")


def copies(desk):
    return [os.path.basename(path) for path in glob.glob(os.path.join(desk.profile, "luukku", "copies", "*"))]


def killed(desk):
    """What Pidgin could not clear away when it was killed is gone at its next start."""
    check(copies(desk) != [], "no copy is left to be cleared away")
    desk.kill_pidgin()
    desk.start_pidgin()
    wait("the next start to clear the copies away", lambda: copies(desk) == [])


def export(desk):
    """Refused without a purpose; then written, with a sheet beside it, and verified with openssl."""
    frame = evidence(desk)
    package = os.path.join(desk.output, desk.record + ".zip")
    desk.press(desk.find("push button", bare(desk, "E_xport…"), frame))
    form = desk.find("dialog", desk.words("Export the package"))
    write(desk, form, "_Save as:", package)
    write(desk, form, "_Recipient:", "Itä-Suomen poliisilaitos")
    desk.press(desk.find("push button", desk.words.label("E_xport"), form))
    desk.find("label", desk.words("Say who gets the material and what for; both are written into the evidence log."), form)
    check(not os.path.exists(package), "a package without a purpose")
    write(desk, form, "_Purpose:", "esitutkinta")
    desk.press(desk.find("push button", desk.words.label("E_xport"), form))
    desk.find("label", desk.words.pattern("The record was exported to %s."), form)
    desk.screenshot("exported")
    desk.press(desk.find("push button", desk.words.label("_Close"), form))
    folder = os.path.join(desk.output, "unpacked")
    subprocess.run(["unzip", "-q", package, "-d", folder], check=True)
    verify_unpacked(folder)
    inside = subprocess.run(["unzip", "-p", package, "*/data/record.pdf"], check=False, capture_output=True).stdout or \
        subprocess.run(["unzip", "-p", package, "data/record.pdf"], check=False, capture_output=True).stdout
    with open(desk.printed, "rb") as stream:
        check(stream.read() == inside, "the paper is not what was archived")


def refused(desk):
    """Nothing is archived while an element is empty; each says in words what is missing."""
    window = desk.conversation(THREATENER)
    desk.menu(window, desk.words.label("_Luukku"), desk.words.label("Request to _remove a message…"))
    form = desk.find("dialog", re.compile(re.escape(desk.words("Request to remove a message – %s").split("%s")[0])))
    desk.press(desk.find("push button", bare(desk, "_Archive message and request"), form))
    for sentence in ("Missing: why the message is against the law.",
                     "Missing: the exact web address of the message, beginning with https://.",
                     "Missing: an e-mail address for the platform's answer.",
                     "Missing: the confirmation. Read the request and tick it."):
        desk.find("label", desk.words(sentence), form)
    desk.screenshot("removal-refused")
    code, said = desk.luukku("verify", "--store=" + os.path.join(desk.profile, "luukku", "inbox.sqlite"))
    check(code == 0, said)


def removal_form(desk):
    return desk.find("dialog", re.compile(re.escape(desk.words("Request to remove a message – %s").split("%s")[0])))


def sent_by_hand(desk):
    form = removal_form(desk)
    write_text(desk, form, "1. _Why it is against the law:", "Laiton uhkaus, rikoslaki 25 luku 7 §.")
    write(desk, form, "2. Exact web a_ddress of the message:", ADDRESS)
    write(desk, form, "E-_mail address for the answer:", "kirjaamo@example.org")
    desk.press(desk.find("check box", None, form))
    still = [n.get_name() for n in desk.walk(form) if n.get_role_name() == "label" and n.get_state_set().contains(desk.atspi.StateType.SHOWING)
             and n.get_name() == desk.words("Missing: the confirmation. Read the request and tick it.")]
    check(not still, "what was filled in is still told to be missing")
    desk.screenshot("removal-filled")
    desk.press(desk.find("push button", bare(desk, "_Archive message and request"), form))
    done = desk.words.pattern("Message and request are archived as record %s.")
    desk.find("label", done, form)
    text = desk.find("text", desk.words("Text of the request"), form)
    check(ADDRESS in desk.text(text), "the text of the request lacks the address")
    desk.press(desk.find("push button", bare(desk, "_Log it as sent"), form))
    desk.find("label", desk.words("Send the request first, then tick that it was sent."), form)
    desk.press(desk.find("check box", None, form))
    desk.press(desk.find("push button", bare(desk, "_Log it as sent"), form))
    desk.find("label", desk.words("The request is logged as sent. Write the platform's answer on the next page when it comes."), form)
    desk.screenshot("removal-sent")


def record_words(desk, key):
    """What a field is called, as on paper."""
    key += "" if desk.words.language == "en" else f"[{desk.words.language}]"
    with open(os.path.join(desk.source, "data", "templates", "record.ini"), encoding="utf-8") as stream:
        return next(line.split("=", 1)[1].strip() for line in stream if line.startswith(key + "="))


def answered(desk):
    """The date until when to complain is called an estimate."""
    form = removal_form(desk)
    turn_to(desk, form, "_3. Answer")
    desk.find("label", re.compile(re.escape(desk.words("The platform has not decided yet. You are reminded of it on %s.").split("%s")[0])), form)
    informed = record_words(desk, "fact-removal-informed-at")
    desk.find("text", informed, form).get_editable_text_iface().set_text_contents("20.11.2026 14.30")
    desk.press(desk.find("push button", bare(desk, "Save the _answer"), form))
    estimate = desk.words("Complain to the platform by %s at the latest. This date is an estimate: six months from the day you were "
                          "told; check it in the platform's answer.") % "20.5.2027"
    desk.find("label", re.compile(re.escape(estimate)), form)
    desk.screenshot("removal-answer")
    desk.press(desk.find("push button", desk.words.label("_Close"), form))


def select(desk, frame, number):
    """By keys, as a person without a mouse does."""
    cell = desk.find("table cell", number, frame)
    desk.activate("^" + frame.get_name() + "$")
    wait("the focus in the list", lambda: cell.get_parent().get_component_iface().grab_focus())
    desk.keys("Home")
    for _ in range(20):
        if desk.has(desk.find("table cell", number, frame), "SELECTED"):
            return
        desk.keys("Down")
    check(False, "the case cannot be selected by keys")


def whole_log(desk):
    frame = evidence(desk)
    turn_to(desk, frame, "Evidence _log")
    desk.press(desk.find("push button", bare(desk, "_Check the whole log"), frame))
    desk.find("label", re.compile("^✓ "), frame)
    write(desk, frame, "_Folder:", os.path.join(desk.output, "outside"))
    desk.press(desk.find("push button", bare(desk, "Write a check_point now"), frame))
    desk.find("label", re.compile("luukku-checkpoint-[0-9]+[.]txt"), frame)
    check(glob.glob(os.path.join(desk.output, "outside", "*.p7s")), "the checkpoint is not signed")
    desk.screenshot("log")


def retention(desk):
    """All cases with what the plan says of them; a hold needs a ground."""
    frame = evidence(desk)
    turn_to(desk, frame, "What may be _erased")
    desk.press(desk.find("check box", None, frame))
    number = desk.record.rsplit("-v", 1)[0]
    select(desk, frame, number)
    desk.press(desk.find("push button", bare(desk, "Put on _hold"), frame, ("SHOWING", "SENSITIVE")))
    desk.screenshot("retention-no-ground")
    write(desk, frame, "Grou_nd, without the resident's name:", "esitutkinta 5500/R/1/26")
    select(desk, frame, number)
    desk.press(desk.find("push button", bare(desk, "Put on _hold"), frame, ("SHOWING", "SENSITIVE")))
    desk.find("table cell", desk.words("on hold", "retention"), frame)
    desk.screenshot("retention")


def named(desk):
    """Everything that can be pressed, written into or read as a list has a name."""
    frame = evidence(desk)
    for node in desk.everything(frame):
        if node.get_role_name() in ("push button", "text", "check box", "combo box", "table", "tree table", "page tab"):
            check(node.get_name() or node.get_role_name() == "text" and not desk.has(node, "EDITABLE"),
                  f"a {node.get_role_name()} without a name in the window of the evidence")


STEPS = [
    ("messages are chosen, the pages are looked at, the record is archived", look_at_pages),
    ("the list of records says that the files fit", list_records),
    ("the record is printed to a file", print_to_file),
    ("the package is exported, with recipient and purpose, and verified", export),
    ("a request to remove is refused while something is missing", refused),
    ("message and request are archived, the request is sent by hand", sent_by_hand),
    ("the answer and an estimated date", answered),
    ("the whole log is checked, a checkpoint leaves", whole_log),
    ("what may be erased, and a hold", retention),
    ("every part has a name", named),
    ("killed, and started again: no copy of a record is left", killed),
]
