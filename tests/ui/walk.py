# SPDX-License-Identifier: GPL-2.0-or-later
"""A clerk's first day in steps: each is a function of the desk that raises Failure when something is not as it should be.
test_ui.py reports them one by one, tour.py shows them."""

import os
import re
import shutil
import subprocess

from ui_kit import Failure, wait

CODE = "131052-308T"
DRAFT = "Hei Maija! Uudet ajat alkavat 1.12. Hakijan tunnus on "
MENDED = DRAFT + "tallessa."
SIGNATURE = "Palveluneuvoja Minna"
RESIDENT = "Maija Mallikas"
THREATENER = "jorma.k.1970"
NOTE = "Soitettu esimiehelle."


def check(condition, sentence):
    if not condition:
        raise Failure(sentence)


def open_inbox(desk):
    """From the button of whichever conversation is on top. Returns the window."""
    desk.click("Show the inbox")
    return desk.find("frame", desk.words("Inbox"))


def open_row(desk, resident):
    """Opens the conversation of a resident from the list. Returns its window."""
    inbox = open_inbox(desk)
    cell = desk.find("table cell", resident, inbox)
    desk.press(cell)
    window = desk.conversation(resident)
    desk.activate(resident)
    return window


def dismiss_alarm(desk):
    """The notice about the practice channel's threat takes the focus: it is read and closed before anything is typed."""
    roles, title = ("dialog", "alert", "frame"), desk.words("Luukku: alarm")
    notice = desk.find(roles, title)
    desk.press(desk.find("push button", re.compile("^_?(Close|Sulje|Stäng)$"), notice))
    desk.gone(roles, title)


def choose(desk, where, name, item):
    """Chooses an item of a drop-down list."""
    combo = desk.find("combo box", name, where, ("SHOWING", "SENSITIVE"))
    desk.press(next(node for node in desk.everything(combo) if node.get_name() == item))


def write(desk, where, label, text):
    """Writes into a line of a form."""
    entry = desk.find("text", desk.words.label(label).rstrip(":"), where, ("SHOWING", "EDITABLE", "SENSITIVE"))
    entry.get_editable_text_iface().set_text_contents(text)


def receive(desk):
    """The first resident writes, a window opens by itself; a threat comes as an alarm."""
    dismiss_alarm(desk)
    window = desk.conversation(RESIDENT)
    desk.wait_history(window, "kirjaston uudet aukioloajat")
    desk.screenshot("received")


def open_from_inbox(desk):
    inbox = open_inbox(desk)
    desk.find("table cell", THREATENER, inbox)
    desk.find("label", desk.words.count("%u conversation", "%u conversations"), inbox)
    desk.screenshot("inbox")
    window = open_row(desk, RESIDENT)
    desk.find("push button", desk.words("Archive this conversation"), window)


def hold(desk):
    """An identity code stops the reply; the text stays in the entry, letter by letter."""
    window = desk.conversation(RESIDENT)
    desk.focus_entry(window)
    desk.type(DRAFT + CODE + ".")
    desk.wait_entry(window, DRAFT + CODE + ".")
    desk.screenshot("typed")
    desk.keys("Return")
    desk.button("Edit the reply", window)
    check(desk.text(desk.entry(window)) == DRAFT + CODE + ".", "the held text is not intact in the entry")
    check(desk.look("push button", desk.words("Send anyway"), window) is None, "a blocked reply offers to be sent")
    check(CODE not in desk.history(window), "the identity code left the entry")
    desk.screenshot("held")


def report(desk):
    """The person says in the banner that the alarm is wrong; the button can be pressed once."""
    window = desk.conversation(RESIDENT)
    desk.click("Tell the manager that this alarm is wrong", window)
    desk.wait_history(window, desk.words("The report is in the manager's list. Personal data in it is masked."))
    wait("the button to be spent", lambda: desk.look("push button", desk.words("Tell the manager that this alarm is wrong"),
                                                     window, ("SHOWING", "SENSITIVE")) is None)
    check(desk.text(desk.entry(window)) == DRAFT + CODE + ".", "the report changed the text in the entry")
    check(CODE not in desk.history(window), "the report shows the identity code")


def report_from_bar(desk):
    """What the check missed is told from the bar, with a note."""
    window = desk.conversation(RESIDENT)
    desk.activate(RESIDENT)
    desk.click("Report on the check", window)
    desk.press(desk.find("menu item", desk.words.label("The check _missed something…")))
    dialog = desk.find("dialog", desk.words("Report on the check"))
    note = desk.find("text", None, dialog)
    wait("the focus in the note", lambda: note.get_component_iface().grab_focus() and desk.has(note, "FOCUSED"))
    desk.type("Numero " + CODE)
    desk.screenshot("report")
    desk.press(desk.find("push button", desk.words.label("_Report"), dialog))
    wait("the second report", lambda: desk.luukku("check-reports", "--format=tsv")[1].count("\n") == 3)
    check(CODE not in desk.luukku("check-reports", "--format=tsv")[1], "a report has the identity code")


def mend(desk):
    """Edit selects the code; typing replaces it; the notice goes by itself."""
    window = desk.conversation(RESIDENT)
    desk.click("Edit the reply", window)
    wait("the code to be selected", lambda: desk.selected(desk.entry(window)) == CODE)
    desk.type("tallessa")
    desk.wait_entry(window, MENDED)
    desk.gone("push button", desk.words("Edit the reply"), window)


def sign(desk):
    """The signature is asked for and added by the button; the reply leaves and its line appears."""
    window = desk.conversation(RESIDENT)
    desk.focus_entry(window)
    desk.keys("Return")
    desk.button("Add signature and send", window)
    desk.button("Send anyway", window)
    desk.wait_entry(window, MENDED)
    desk.screenshot("signature")
    desk.click("Add signature and send", window)
    desk.wait_entry(window, "")
    desk.wait_history(window, "Hakijan tunnus on tallessa.")
    desk.wait_history(window, SIGNATURE)


def answer(desk):
    """The resident answers the reply."""
    window = desk.conversation(RESIDENT)
    desk.wait_history(window, "Kiitos nopeasta vastauksesta!")
    check(CODE not in desk.history(window), "the identity code is in the conversation")
    desk.screenshot("answered")


def discard(desk):
    """A held reply that is thrown away can be brought back."""
    window = desk.conversation(RESIDENT)
    desk.focus_entry(window)
    desk.type("Luonnos " + CODE)
    desk.keys("Return")
    desk.click("Discard the reply", window)
    desk.wait_entry(window, "")
    desk.screenshot("discarded")
    desk.click("Bring the reply back", window)
    desk.wait_entry(window, "Luonnos " + CODE)
    desk.focus_entry(window)
    desk.keys("ctrl+a", "Delete")
    desk.wait_entry(window, "")


def close_while_held(desk):
    """The window is closed while the notice stands: the text is there when it is opened again."""
    window = desk.conversation(RESIDENT)
    desk.focus_entry(window)
    desk.type("Odota hetki")
    desk.keys("Return")
    desk.button("Send anyway", window)
    desk.focus_entry(window)
    desk.keys("ctrl+w")
    desk.gone("frame", re.compile(re.escape(RESIDENT)))
    window = open_row(desk, RESIDENT)
    desk.wait_entry(window, "Odota hetki")
    desk.screenshot("draft")
    desk.focus_entry(window)
    desk.keys("ctrl+a", "Delete")
    desk.wait_entry(window, "")


def archive(desk):
    """The threat is covered until somebody asks for it, and archived. Leaves the record's number in desk.record."""
    window = open_row(desk, THREATENER)
    check("sinulle käy huonosti" not in desk.history(window), "the threat is not covered")
    desk.click("Show the covered message", window)
    desk.wait_history(window, "sinulle käy huonosti")
    desk.screenshot("threat")
    desk.click("Archive this conversation", window)
    dialog = desk.find("dialog", desk.words("Archive the conversation"))
    choose(desk, dialog, desk.words.label("_Keep as:").rstrip(":"), desk.words("Threat", "kind of record"))
    note = desk.find("text", desk.words.label("N_ote for the record:").rstrip(":"), dialog)
    wait("the focus in the note", lambda: note.get_component_iface().grab_focus() and desk.has(note, "FOCUSED"))
    desk.type(NOTE)
    wait("the note", lambda: desk.text(note) == NOTE)
    desk.screenshot("archive")
    desk.press(desk.find("push button", desk.words.label("_Archive"), dialog))
    done = desk.words.pattern("Archived as record %s.")
    dialog = desk.find("dialog", desk.words("Evidence record"))
    desk.record = done.search(desk.find("label", done, dialog).get_name()).group(1)
    desk.wait_history(window, desk.record)
    desk.screenshot("archived")


def export(desk):
    """The package is exported through the file dialog. Leaves its path in desk.package."""
    desk.package = os.path.join(desk.output, desk.record + ".zip")
    if os.path.exists(desk.package):
        os.remove(desk.package)
    dialog = desk.find("dialog", desk.words("Evidence record"))
    desk.press(desk.find("push button", desk.words.label("E_xport package…"), dialog))
    form = desk.find("dialog", desk.words("Export the package"))
    write(desk, form, "_Save as:", desk.package)
    write(desk, form, "_Recipient:", "Poliisi")
    write(desk, form, "_Purpose:", "tutkinta")
    desk.screenshot("export")
    desk.press(desk.find("push button", desk.words.label("E_xport"), form))
    desk.find("label", desk.words.pattern("The record was exported to %s."), form)
    sheet = desk.package.replace(".zip", "-hand-over.pdf")
    check(os.path.exists(sheet), "there is no hand-over sheet")
    check(os.path.getsize(desk.package) > 0, "the package is empty")
    desk.screenshot("exported")
    desk.press(desk.find("push button", desk.words.label("_Close"), form))
    desk.gone("dialog", desk.words("Export the package"))
    desk.press(desk.find("push button", desk.words.label("_Close"), dialog))


def verify(desk):
    """The package verifies with the command and with an outsider's tools."""
    code, said = desk.luukku("verify", desk.package)
    check(code == 0, "luukku verify: " + said)
    folder = os.path.join(desk.output, "unpacked")
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run(["unzip", "-q", desk.package, "-d", folder], check=True)
    verify_unpacked(folder)


def run_in(folder, *command):
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    check(done.returncode == 0, f"{command[0]}: {done.stdout}{done.stderr}")


def verify_unpacked(folder):
    top = folder
    while not os.path.exists(os.path.join(top, "bagit.txt")):
        inner = [name for name in os.listdir(top) if os.path.isdir(os.path.join(top, name))]
        check(len(inner) == 1, "there is no bagit.txt in the package")
        top = os.path.join(top, inner[0])
    run_in(top, "sha256sum", "--check", "--strict", "--quiet", "manifest-sha256.txt")
    run_in(top, "sha256sum", "--check", "--strict", "--quiet", "tagmanifest-sha256.txt")
    run_in(top, "sh", "verify.sh")


def send_by_program(desk):
    """Another program sends past the window: the wall in the protocol holds it and the text comes into the entry."""
    window = open_row(desk, RESIDENT)
    text = "Ohjelman kirjoittama " + CODE
    for conv in re.findall(r"int32 (\d+)", desk.call("PurpleGetIms")):
        if RESIDENT in desk.call("PurpleConversationGetTitle", "int32:" + conv):
            im = desk.call_number("PurpleConversationGetImData", "int32:" + conv)
            desk.call("PurpleConvImSend", f"int32:{im}", "string:" + text)
    desk.button("Edit the reply", window)
    desk.wait_entry(window, text)
    check(text not in desk.history(window), "the text was sent")
    desk.screenshot("by-program")


def unload(desk):
    """Without our windows the text stays, and they come back."""
    window = desk.conversation(RESIDENT)
    text = desk.text(desk.entry(window))
    bar = desk.words("Archive this conversation")
    desk.activate(desk.buddy_list())
    desk.keys("ctrl+u")
    desk.tick_plugin(desk.words("Luukku for Pidgin"))
    desk.gone("push button", bar, window)
    desk.wait_entry(window, text)
    desk.screenshot("without-windows")
    desk.tick_plugin(desk.words("Luukku for Pidgin"))
    desk.find("push button", bar, window)
    desk.keys("Escape")
    desk.activate(RESIDENT)
    desk.wait_entry(window, text)
    desk.focus_entry(window)
    desk.keys("ctrl+a", "Delete")
    desk.wait_entry(window, "")
    wait("no draft on disk", lambda: desk.drafts() == 0)


def crash(desk):
    """Pidgin dies while somebody types: the draft is there when it is started again."""
    window = desk.conversation(RESIDENT)
    desk.focus_entry(window)
    desk.type("Kesken jai")
    wait("the draft on disk", lambda: desk.drafts() == 1)
    desk.kill_pidgin()
    desk.start_pidgin()
    main = desk.find("frame", desk.buddy_list())
    desk.menu(main, "Luukku", desk.words("Inbox…"))
    inbox = desk.find("frame", desk.words("Inbox"))
    desk.press(desk.find("table cell", RESIDENT, inbox))
    window = desk.conversation(RESIDENT)
    desk.wait_entry(window, "Kesken jai")
    desk.screenshot("after-crash")


# What the tour shows, with what it says meanwhile.
TOUR = [
    ("a resident writes", receive),
    ("the conversation is opened from the inbox", open_from_inbox),
    ("a reply with an identity code is held, its text stays", hold),
    ("a wrong alarm is reported in the banner", report),
    ("the reply is mended", mend),
    ("the signature is asked for and added, the reply leaves", sign),
    ("the resident answers", answer),
    ("what the check missed is reported from the bar", report_from_bar),
    ("a reply is thrown away and brought back", discard),
    ("a window is closed over a held reply, the draft stays", close_while_held),
    ("a threat is archived", archive),
    ("the record is exported as a package", export),
    ("the package is verified with sha256sum and openssl", verify),
]
STEPS = TOUR + [
    ("another program sends and is held", send_by_program),
    ("the windows are unloaded and loaded", unload),
    ("a draft survives a crash", crash),
]
