# SPDX-License-Identifier: GPL-2.0-or-later
"""From the town's directory to accounts, as somebody on her first day: the directory is brought in, one entry after another is
decided, what is missing stands in a list, and another day it goes on where it stopped. Steps for test_ui.py."""

import os
import re

from setup import dialogs, fill, in_order
from ui_kit import wait
from walk import check, dismiss_alarm

MENU = "Set up channels from the directory…"
PAGE = "104455667788990"
NOW, BY_HAND, NOT_OURS, LATER = ("set up now", "by hand only: people take its messages in", "not ours: do not ask again",
                                 "later: ask again the next time")
TOWN = {"en": "Municipality of Rautalampi", "fi": "Rautalammin kunta", "sv": "Municipality of Rautalampi"}
TOURISM = {"en": "Tourism", "fi": "Matkailu", "sv": "Tourism"}
MAIL = {"en": "E-mail", "fi": "Sähköposti", "sv": "E-post"}  # named in the channel file


def the_form(desk, heading):
    """The form of the run with this heading: Pidgin gives all of them one title."""
    title = desk.words("Set up channels")
    def find():
        for window in dialogs(desk):
            if window.get_name() == title and desk.look("label", heading, window):
                return window
        return None
    form = wait(f"a form with “{heading}”", find)
    desk.activate("^" + title + "$")
    return form


def notice_with(desk, sentence):
    return wait("the notice", lambda: next((window for window in dialogs(desk) if desk.look("label", sentence, window)), None))


def says(desk, form, *sentences):
    """The form has these words, whatever stands around them."""
    whole = "\n".join(node.get_name() or "" for node in desk.walk(form) if node.get_role_name() == "label")
    for sentence in sentences:
        check(sentence in whole, f"“{sentence}” is missing in: {whole}")


def open_first(desk):
    main = desk.find("frame", desk.buddy_list())
    bar = next(node for node in desk.everything(main) if node.get_role_name() == "menu bar")
    desk.menu(bar.get_child_at_index(2), "Luukku", desk.words.label("_Manager"), desk.words(MENU))
    return the_form(desk, desk.words("Channels of the town's directory"))


def push(desk, form, label):
    button = desk.find("push button", desk.words.label(label), form)
    wait("the focus on the button", lambda: button.get_component_iface().grab_focus() and desk.has(button, "FOCUSED"))
    desk.keys("space")


def choose(desk, form, *choices):
    """One choice for each channel of the form, in its order. The accessibility bus has a form's lines from the last to the first,
    the buttons of one of them in the order of the screen."""
    for label in set(choices):
        buttons = [node for node in in_order(desk, "radio button", form) if node.get_name() == desk.words(label)]
        check(len(buttons) == len(choices), f"{len(buttons)} times “{label}” instead of {len(choices)}")
        for button, choice in zip(reversed(buttons), choices):
            if choice == label:
                desk.press(button)
                wait("the choice", lambda chosen=button: desk.has(chosen, "CHECKED"))


def bring_in(desk):
    """The directory of the guideline's own town is chosen already; what bringing it in means is said."""
    form = open_first(desk)
    town = TOWN[desk.words.language]
    own = desk.find("radio button", desk.words("%s: bring in its directory") % town, form)
    check(desk.has(own, "CHECKED"), "another town's directory is chosen")
    desk.screenshot("first")
    push(desk, form, "_Continue")
    form = the_form(desk, re.compile(re.escape(town)))
    says(desk, form, desk.words("Channels in the registers: %u. Already there: %u. Not decided or put off: %u.") % (8, 0, 8))
    desk.screenshot("brought-in")
    push(desk, form, "_Continue")


def account(desk, name, kind, lines=(), sign_in=False):
    """What only people know about an account: nothing else is asked."""
    form = the_form(desk, desk.words("%s – %s") % (name, desk.words(kind)))
    entries = in_order(desk, "text", form)
    check(len(entries) == len(lines), f"{len(entries)} lines instead of {len(lines)}")
    for entry, line in zip(reversed(entries), lines):
        fill(desk, entry, line)
    tick = in_order(desk, "check box", form)[0]
    check(desk.has(tick, "CHECKED"), "signing in is not proposed")
    if not sign_in:
        desk.press(tick)
    desk.screenshot("account-" + kind.split()[0].lower())
    push(desk, form, "_Continue")


def heading(desk, platform, name):
    """A unit may have several accounts at one service."""
    return f"{platform}: {TOWN[desk.words.language]} ({name})"


def page(desk):
    """Without the Page's id nothing is made, and what was chosen stays chosen."""
    title = heading(desk, "Facebook", "rautalamminkunta")
    form = the_form(desk, title)
    says(desk, form, desk.words("It still needs:"), desk.words("the Page's id (digits, in the Page's settings)"),
         desk.words("Name in the service: %s") % "rautalamminkunta")
    choose(desk, form, NOW, LATER)
    desk.screenshot("page")
    push(desk, form, "_Continue")
    sentence = desk.words("An account of %s needs its name before it can be set up: %s. Write it, or choose “later”.") % (
        desk.words("Facebook (Luukku)"), desk.words("Page id"))
    notice = notice_with(desk, sentence)
    desk.screenshot("page-refused")
    desk.press(in_order(desk, "push button", notice)[-1])
    wait("the notice to close", lambda: len(dialogs(desk)) == 1)
    form = the_form(desk, title)
    fill(desk, in_order(desk, "text", form)[0], PAGE)
    desk.screenshot("page-mended")
    push(desk, form, "_Continue")
    account(desk, PAGE, "Facebook (Luukku)")


def instagram(desk):
    form = the_form(desk, heading(desk, "Instagram", "rautalampi"))
    desk.screenshot("instagram")
    push(desk, form, "_Continue")


def x(desk):
    """The name was in the address. Signing in begins at once, beside the next form."""
    form = the_form(desk, heading(desk, "X", "rautalampi"))
    check(desk.text(in_order(desk, "text", form)[0]) == "rautalampi", "the name is not there")
    choose(desk, form, NOW)
    desk.screenshot("x")
    push(desk, form, "_Continue")
    account(desk, "rautalampi", "X (Luukku)", ["town-client-id"], sign_in=True)
    question = desk.find("dialog", desk.words("Sign in"))
    desk.screenshot("x-sign-in")
    desk.press(desk.find("push button", desk.words.label("_Cancel"), question))
    desk.gone("dialog", desk.words("Sign in"))


def campaign(desk):
    form = the_form(desk, heading(desk, "Facebook", "rautalampitakaisinmaailmankartalle"))
    choose(desk, form, NOT_OURS, NOT_OURS)
    desk.screenshot("campaign")
    push(desk, form, "_Continue")


def mailbox(desk):
    """Of a mailbox the two servers are asked for, not its twelve settings."""
    form = the_form(desk, MAIL[desk.words.language] + ": " + TOURISM[desk.words.language])
    choose(desk, form, NOW)
    desk.screenshot("mailbox")
    push(desk, form, "_Continue")
    account(desk, "matkailu@rautalampi.fi", "E-mail (Luukku)", ["127.0.0.1", "127.0.0.1"])


def decide(desk):
    """Unit after unit, in the order of the language."""
    town = [page, instagram, x, campaign]
    for entry in [mailbox] + town if desk.words.language == "fi" else town + [mailbox]:
        entry(desk)


def the_list(desk):
    """The window at the end. What its first row says stands in full below, without anything being chosen."""
    window = desk.find("frame", desk.words("Channels that are missing"))
    whole = desk.find("label", re.compile(re.escape(desk.words("Still needed", "column")) + ": "), window)
    check(desk.words("put off") in whole.get_name() or desk.words("made, switched off") in whole.get_name(),
          "the first row is not there in full: " + whole.get_name())
    return window


def missing(desk):
    """What was put off or is switched off; what is not the town's is not in it."""
    window = the_list(desk)
    cells = {node.get_name() for node in desk.walk(window) if node.get_role_name() == "table cell"}
    check({"rautalampi", PAGE, "matkailu@rautalampi.fi", desk.words("put off"), desk.words("made, switched off")} <= cells,
          f"the list has only {cells}")
    check(not any("maailmankartalle" in cell for cell in cells), "what is not ours is in the list")
    desk.screenshot("missing")
    desk.press(desk.find("push button", desk.words.label("_Close"), window))
    desk.gone("frame", desk.words("Channels that are missing"))


def another_day(desk):
    """What is there is not asked about again, what was put off is; the Page's comments know its id by now."""
    form = open_first(desk)
    says(desk, form, desk.words("Channels in the registers: %u. Already there: %u. Not decided or put off: %u.") % (8, 3, 3))
    push(desk, form, "_Continue")
    form = the_form(desk, heading(desk, "Facebook", "rautalamminkunta"))
    check(desk.text(in_order(desk, "text", form)[0]) == PAGE, "the Page's id has to be looked up again")
    choose(desk, form, BY_HAND)
    desk.screenshot("another-day")
    push(desk, form, "_Continue")
    form = the_form(desk, heading(desk, "Instagram", "rautalampi"))
    push(desk, form, "_Stop here")
    wait("the form to close", lambda: not dialogs(desk))


def pick(desk, form, label):
    """One item of the first form's list."""
    combo = in_order(desk, "combo box", form)[0]
    desk.press(next(node for node in desk.everything(combo) if node.get_name() == desk.words(label)))
    wait("the choice", lambda: combo.get_name() == desk.words(label))


def save(desk):
    """The same as a file."""
    form = open_first(desk)
    pick(desk, form, "save what is missing as a table")
    push(desk, form, "_Continue")
    path = os.path.join(desk.output, "puuttuvat.csv")
    desk.choose_file("Save the list", path)
    notice = notice_with(desk, desk.words("The list is saved."))
    desk.press(in_order(desk, "push button", notice)[-1])
    wait("the notice to close", lambda: not dialogs(desk))
    with open(path, encoding="utf-8-sig") as stream:
        text = stream.read()
    check('"matkailu@rautalampi.fi"' in text and "maailmankartalle" not in text, "the file says something else: " + text)


STEPS = [
    ("the alarm of the practice account is closed", dismiss_alarm),
    ("the directory of the own town is brought in", bring_in),
    ("every entry is decided", decide),
    ("what is missing is listed", missing),
    ("another day it goes on where it stopped", another_day),
    ("what is missing is saved as a file", save),
]
