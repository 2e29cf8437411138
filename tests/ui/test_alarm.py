#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A threat in real Pidgin: covered, the panel of the alarm with its steps, closing refused, acknowledged, closed."""

import argparse
import os
import re
import shutil
import sys
import traceback

from ui_kit import Desk, Failure, stop_cleanly, use_system_python, wait
from walk import THREATENER, check, dismiss_alarm, open_row


def command(desk, window, text):
    desk.focus_entry(window)
    desk.keys("ctrl+a", "Delete")
    desk.type(text)
    desk.keys("Return")


def raised(desk):
    """The program takes the message for a threat: a notice, and the panel of the case; a person agrees."""
    dismiss_alarm(desk)
    window = open_row(desk, THREATENER)
    command(desk, window, "/label threat-person")
    desk.find("label", re.compile(re.escape(desk.words("Alarm: %s").split("%s")[0])), window)
    desk.screenshot("alarm")
    desk.activate(THREATENER)


def refused(desk):
    window = desk.conversation(THREATENER)
    command(desk, window, "/close")
    desk.wait_history(window, desk.words("The case cannot be closed yet. This step is not finished: “%s”. It lacks %s.").split(".")[0])
    desk.screenshot("close-refused")


def forms(desk):
    """The forms of the commands, as Pidgin draws libpurple's requests; each is left as it came."""
    window = desk.conversation(THREATENER)
    for name, text, title in (("act", "/act", "Hide or delete a message"), ("ban", "/ban", "Ban this resident"),
                              ("removal", "/removal", "Request to remove"),
                              ("page", "/removal page", "Request to remove"), ("step", "/escalate 3", "What was done?")):
        command(desk, window, text)
        desk.find("dialog", desk.words(title))
        desk.screenshot("form-" + name)
        desk.activate(desk.words(title))
        desk.keys("Escape")
        desk.gone("dialog", desk.words(title))
        desk.activate(THREATENER)


def one_key(desk):
    """F9: the label is wrong."""
    window = desk.conversation(THREATENER)
    desk.focus_entry(window)
    desk.keys("F9")
    desk.wait_history(window, desk.words("The label “%s” is taken away. The manager's list of corrections has it.").split("%s")[1])
    desk.screenshot("one-key")


def collapsed(desk):
    """The panel leaves the window to the conversation: only the next step stands there until all are asked for."""
    window = desk.conversation(THREATENER)
    shown = re.findall(r"[✓○] \d\. ", "\n".join(n.get_name() or "" for n in desk.walk(window) if n.get_role_name() == "label"))
    check(shown == ["○ 2. "], f"not only the next step is shown: {shown}")
    history = desk.find("text", desk.words("Conversation"), window, ("SHOWING",))
    height = history.get_component_iface().get_extents(desk.atspi.CoordType.SCREEN).height
    check(height >= 60, f"the conversation has {height} pixels")
    before, after = desk.words("All steps (%u of %u open)").split("%u", 1)
    desk.press(desk.find("toggle button", re.compile("^" + re.escape(before)), window))
    wait("all steps", lambda: desk.look("label", re.compile(r"^○ 5\. "), window))
    desk.screenshot("alarm-all-steps")


def steps_done(desk):
    """By words, so that the same acts work in Finch."""
    window = desk.conversation(THREATENER)
    for text in ("/escalate 2 done Eero Esimies", "/escalate 2 ack Eero Esimies", "/escalate 3 done Iida ICT",
                 "/escalate 3 ack Iida ICT"):
        command(desk, window, text)
    wait("the step in the panel", lambda: any("2. " in (n.get_name() or "") and desk.words("done") in n.get_name()
                                              for n in desk.walk(window) if n.get_role_name() == "label"))
    desk.screenshot("steps")


def covered_list(desk):
    """The list does not show the words."""
    desk.click("Show the inbox")
    inbox = desk.find("frame", desk.words("Inbox"))
    desk.find("table cell", desk.words("Threat against a person – covered"), inbox)
    desk.screenshot("inbox-covered")
    desk.activate(THREATENER)


def closed(desk):
    window = desk.conversation(THREATENER)
    command(desk, window, "/close")
    desk.wait_history(window, desk.words("The case is closed."))
    desk.screenshot("closed")


STEPS = [("raised", raised), ("refused", refused), ("forms", forms), ("covered-list", covered_list), ("collapsed", collapsed), ("steps", steps_done), ("closed", closed),
         ("one-key", one_key)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True)
    parser.add_argument("--language", default="en")
    args = parser.parse_args()
    place = os.path.join(os.path.abspath(args.build), "tests", "ui")
    failed = 0
    print(f"1..{len(STEPS)}", flush=True)
    with Desk(args.build, args.language) as desk:
        desk.screenshots = os.path.join(place, "screenshots", "alarm-" + args.language)
        shutil.rmtree(desk.screenshots, ignore_errors=True)
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
    return 1 if failed else 0


if __name__ == "__main__":
    use_system_python()
    stop_cleanly()
    sys.exit(main())
