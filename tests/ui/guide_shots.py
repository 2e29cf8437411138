#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The pictures of the users' guide: a clerk's first day (walk.py) in real Pidgin, and the windows of the preferences.

    python3 tests/ui/guide_shots.py --build build --output data/doc        all languages
    python3 tests/ui/guide_shots.py --build build --output data/doc fi     one"""

import argparse
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from ui_kit import Desk, stop_cleanly, use_system_python, wait  # noqa: E402
import directory  # noqa: E402
import walk  # noqa: E402

WANTED = ("received", "inbox", "held", "signature", "archive", "archived", "import", "missing")
NAMES = {"page": "import"}
COLOURS = "48"


def take(folder, name):
    """The whole screen without its empty edges, small enough to be kept with the source."""
    path = os.path.join(folder, name + ".png")
    subprocess.run(["import", "-window", "root", "-trim", "+repage", "-dither", "None", "-colors", COLOURS, "-strip", "-define",
                    "png:compression-level=9", "PNG8:" + path], check=True)


def settle(desk, title):
    """The window is there and on top."""
    window = desk.find(("dialog", "frame"), title)
    desk.activate(title)
    return window


def preferences(desk, folder):
    desk.menu(desk.find("frame", desk.buddy_list()), "Luukku", desk.words("Preferences…"))
    window = settle(desk, desk.words("Preferences of Luukku"))
    for page, label, name in (("Guideline", "_Guideline pack", "guideline"), ("Evidence", "_Language of records", "preferences")):
        tab = desk.find("page tab", desk.words(page), window)
        desk.atspi.Selection.select_child(tab.get_parent(), tab.get_index_in_parent())
        desk.find("combo box", desk.words.label(label), window)
        take(folder, name)
    desk.press(desk.find("push button", desk.words.label("_Cancel"), window))


def first_steps(desk, folder):
    desk.menu(desk.find("frame", desk.buddy_list()), "Luukku", desk.words("First steps…"))
    window = settle(desk, desk.words("First steps with Luukku"))
    take(folder, "guide")
    desk.press(desk.find("push button", desk.words.label("_Close"), window))


def shoot(build, output, language):
    folder = os.path.join(os.path.abspath(output), language, "images")
    os.makedirs(folder, exist_ok=True)
    with Desk(build, language, size="1024x768x24") as desk:
        desk.screenshot = lambda name: NAMES.get(name, name) in WANTED and take(folder, NAMES.get(name, name))
        desk.output = os.path.join(desk.home, "exported")
        os.makedirs(desk.output)
        desk.start_pidgin()
        desk.find("frame", re.compile("Maija Mallikas"))
        walk.receive(desk)
        first_steps(desk, folder)
        preferences(desk, folder)
        for step in (directory.bring_in, directory.decide, directory.missing,
                     walk.open_from_inbox, walk.hold, walk.mend, walk.sign, walk.archive):
            step(desk)
    print(f"{language}: {folder}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True)
    parser.add_argument("--output", required=True)
    parser.add_argument("languages", nargs="*", default=["en", "fi", "sv"])
    args = parser.parse_args()
    if len(args.languages) == 1:
        shoot(args.build, args.output, args.languages[0])
        return
    for language in args.languages:  # each by itself: AT-SPI stays with the first session bus of a process
        subprocess.run([sys.executable, os.path.abspath(__file__), "--build", args.build, "--output", args.output, language], check=True)


if __name__ == "__main__":
    use_system_python()
    stop_cleanly()
    main()
