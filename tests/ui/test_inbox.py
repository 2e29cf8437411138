#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The inbox of real Pidgin with 10,000 conversations on four channels, by keys as a clerk has them: opened at the start,
filtered, searched in inflected words, views, a kept view, scrolled to the end and back, a row opened.
TAP output and what it cost; screenshots in BUILD/tests/ui/screenshots/inbox-LANGUAGE."""

import argparse
import os
import re
import shutil
import subprocess
import sys
import traceback

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from ui_kit import Desk, Failure, stop_cleanly, use_system_python, wait  # noqa: E402
from walk import check  # noqa: E402

ROWS = 10000
ALL = ROWS + 1  # one resident of the practice channel writes at the start


def prepare(desk, rows, at_start=True):
    """A store with many conversations, nobody who writes meanwhile; the inbox opens at the start."""
    subprocess.run(["sh", os.path.join(desk.source, "plugin", "profile.sh"), desk.build, desk.profile], check=True,
                   env=dict(os.environ, LUUKKU_TRAINING_PACE="3600"))
    folder = os.path.join(desk.profile, "luukku")
    os.makedirs(folder, mode=0o700)
    subprocess.run([os.path.join(desk.build, "tests", "ui", "fill-inbox"), os.path.join(folder, "inbox.sqlite"), str(rows)],
                   check=True)
    if not at_start:
        return
    path = os.path.join(desk.profile, "prefs.xml")
    with open(path, encoding="utf-8") as stream:
        text = stream.read()
    text = text.replace("<pref name='pack' ", "<pref name='inbox-at-start' type='bool' value='1'/>\n  <pref name='pack' ", 1)
    with open(path, "w", encoding="utf-8") as stream:
        stream.write(text)


def log_figures(desk, what):
    """Microseconds that Pidgin's own log says of something."""
    with open(os.path.join(desk.home, "pidgin.log"), encoding="utf-8", errors="replace") as stream:
        return [int(n) for n in re.findall(rf"inbox: {what}.*? in (\d+) µs", stream.read())]


def find_inbox(desk):
    return desk.find("frame", desk.words("Inbox"), timeout=60)


def status(desk, inbox, pattern):
    return desk.find("label", re.compile(pattern), inbox)


def focus_filter(desk, inbox):
    desk.activate("^" + desk.words("Inbox") + "$")
    desk.keys("ctrl+f")
    return desk.find("text", desk.words("Find in the inbox"), inbox, ("SHOWING", "FOCUSED"))


def retype(desk, inbox, text):
    field = focus_filter(desk, inbox)
    desk.keys("ctrl+a", "Delete")
    desk.type(text)
    wait(f"“{text}” in the field", lambda: desk.text(field) == text)


def opens(desk):
    """All rows are there at the start, and the buddy list has nobody."""
    inbox = find_inbox(desk)
    status(desk, inbox, f"^{ALL} ")
    desk.find("table cell", re.compile("^Asukas "), inbox)
    buddies = desk.find("frame", desk.buddy_list())
    check(desk.look("table cell", re.compile("Asukas"), buddies) is None, "residents are in the buddy list")
    desk.screenshot("inbox-10000")


def filters(desk):
    """Words in a name or in the number of a case: 00042 is in one name and in eleven numbers."""
    inbox = find_inbox(desk)
    retype(desk, inbox, "asukas 00042")
    desk.find("table cell", "Asukas 00042", inbox)
    status(desk, inbox, "^12 ")
    desk.screenshot("inbox-filtered")


def searches(desk):
    """“sauna” finds “saunassa”, which the first words of the list do, too; in all messages."""
    inbox = find_inbox(desk)
    retype(desk, inbox, "saunat")
    status(desk, inbox, re.escape(desk.words("Nothing was found. Press Enter to search all messages.")))
    def all_found():
        """Messages are put into the search while nothing else is to be done."""
        focus_filter(desk, inbox)
        desk.keys("Return")
        return desk.look("label", re.compile(f"^{ROWS // 100} "), inbox)
    wait("a hundred saunas", all_found, 60)
    desk.screenshot("inbox-searched")
    focus_filter(desk, inbox)
    desk.keys("Escape")
    status(desk, inbox, f"^{ALL} ")


def detail(desk, inbox, before=None):
    """The chosen row in full, once it is another one than before."""
    def another():
        label = desk.look("label", re.compile(r"^LUU-\d{4}-\d+ · "), inbox)
        return label is not None and label.get_name() != before and label.get_name()
    return wait(f"another row than “{before}”", another)


def scrolls(desk):
    """Down goes into the list, End and Home to its ends: the line below the list says which row that is."""
    inbox = find_inbox(desk)
    focus_filter(desk, inbox)
    desk.keys("Down", "Home")
    first = detail(desk, inbox)
    desk.keys("End")
    last = detail(desk, inbox, first)
    desk.screenshot("inbox-end")
    desk.keys("Page_Up", "Page_Up")
    near = detail(desk, inbox, last)
    desk.keys("Home")
    check(detail(desk, inbox, near) == first, "Home is not the first row")


def choose(desk, combo, item):
    desk.press(combo)
    desk.press(desk.find("menu item", item))


def views(desk):
    """The view has its count in its name; a unit narrows it; the choice is kept by name and comes back."""
    inbox = find_inbox(desk)
    view = desk.find("combo box", desk.words("View"), inbox)
    choose(desk, view, re.compile("^" + re.escape(desk.words("Unanswered", "view"))))
    status(desk, inbox, f"^{ALL - ROWS // 4} ")
    place = desk.find("combo box", desk.words("Channel or unit"), inbox)
    choose(desk, place, desk.words("Unit: %s") % "Kirjasto")
    status(desk, inbox, f"^{ROWS // 4} ")
    desk.click("Keep this view by a name", inbox)
    dialog = desk.find("dialog", desk.words("Inbox"))
    field = desk.find("text", None, dialog)
    wait("the focus in the name", lambda: field.get_component_iface().grab_focus() and desk.has(field, "FOCUSED"))
    desk.type("Kirjaston jono")
    desk.press(desk.find("push button", desk.words.label("_Keep"), dialog))
    desk.find("push button", desk.words("Remove the kept view"), inbox)
    desk.screenshot("inbox-kept-view")
    choose(desk, view, re.compile("^" + re.escape(desk.words("All open", "view"))))
    choose(desk, place, desk.words("All channels"))
    status(desk, inbox, f"^{ALL} ")
    choose(desk, view, "Kirjaston jono")
    status(desk, inbox, f"^{ROWS // 4} ")


def opens_row(desk):
    """By keys alone: Down into the list chooses the row, Enter opens it; the conversation has its message from the store."""
    inbox = find_inbox(desk)
    view = desk.find("combo box", desk.words("View"), inbox)
    choose(desk, view, re.compile("^" + re.escape(desk.words("All, closed ones too", "view"))))
    choose(desk, desk.find("combo box", desk.words("Channel or unit"), inbox), desk.words("All channels"))
    retype(desk, inbox, "saunassa 01300")
    status(desk, inbox, "^1 ")
    desk.find("table cell", "Asukas 01300", inbox)
    desk.keys("Down", "Return")
    window = desk.conversation("Asukas 01300")
    desk.wait_history(window, "Saunassa oli kylmä")
    desk.screenshot("inbox-opened")


STEPS = [("10,000 conversations are listed at the start", opens), ("the filter finds one while typing", filters),
         ("a search finds inflected words in all messages", searches),
         ("the list scrolls to both ends", scrolls), ("views have counts and can be kept", views),
         ("a row is opened by keys", opens_row)]


def measure(desk):
    opened, filtered = log_figures(desk, "opened"), log_figures(desk, "filtered")
    print(f"# opened {ROWS} rows: {opened[0] / 1000:.1f} ms")
    filtered.sort()
    print(f"# filter, one key: median {filtered[len(filtered) // 2] / 1000:.1f} ms, longest {filtered[-1] / 1000:.1f} ms, "
          f"{len(filtered)} keys")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True)
    parser.add_argument("--language", default="en")
    args = parser.parse_args()
    failed = 0
    print(f"1..{len(STEPS)}", flush=True)
    with Desk(args.build, args.language, size="1024x768x24") as desk:
        desk.screenshots = os.path.join(os.path.abspath(args.build), "tests", "ui", "screenshots", "inbox-" + args.language)
        shutil.rmtree(desk.screenshots, ignore_errors=True)
        prepare(desk, ROWS)
        os.environ["G_MESSAGES_DEBUG"] = "luukku"
        desk.start_pidgin()
        for i, (name, step) in enumerate(STEPS, 1):
            if failed:
                print(f"not ok {i} - {name} # an earlier step failed", flush=True)
                failed += 1
                continue
            try:
                step(desk)
                print(f"ok {i} - {name}", flush=True)
            except Exception as error:  # the next lines say everything that is known
                failed += 1
                desk.screenshot("failed")
                print(f"not ok {i} - {name}", flush=True)
                words = str(error) if isinstance(error, Failure) else traceback.format_exc()
                for line in words.splitlines():
                    print("# " + line.rstrip(), flush=True)
        if not failed:
            measure(desk)
    return 1 if failed else 0


if __name__ == "__main__":
    use_system_python()
    stop_cleanly()
    sys.exit(main())
