#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Every window of ours, in one language and one size of letters, on a screen of 1024x768: all words can be seen whole, the
window fits the screen, everything that can be reached by keys has a name and a role. What is measured is in
luukku-layout.c, a GTK module inside Pidgin. The windows are those of our menus, whatever stands there."""

import argparse
import os
import re
import shutil
import signal
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from ui_kit import Desk, Failure, stop_cleanly, use_system_python, wait  # noqa: E402

WIDTH, HEIGHT = 1024, 768
# Entries that open no window of ours: a browser, a window over the conversation, another program's dialog.
NO_WINDOW = ("Users' guide", "Attach a _file…")
# Roles of things that a person uses: they need a name of their own, or a label that names them.
USED = {"push button", "toggle button", "check box", "radio button", "combo box", "text", "spin button", "table", "tree table",
        "list", "menu", "menu item", "check menu item", "page tab", "slider", "tree"}
STYLES = {
    "normal": 'gtk-font-name = "Sans 10"\n',
    "large": 'gtk-font-name = "Sans 16"\n',
    # The desktop's theme for people who see little.
    "contrast": 'gtk-theme-name = "HighContrast"\ngtk-icon-theme-name = "HighContrast"\ngtk-font-name = "Sans 14"\n',
}


class Window:
    """What the module told of one window."""

    def __init__(self, cells):
        self.id, self.role, self.title = cells[0:3]
        self.width, self.height = int(cells[3]), int(cells[4])
        self.problems, self.nodes, self.keys = [], [], {}


class Looker:
    def __init__(self, desk):
        self.desk = desk
        self.path = os.path.join(desk.home, "layout")
        os.environ["LUUKKU_LAYOUT_FILE"] = self.path

    def look(self):
        """All windows as they are now, by their address."""
        if os.path.exists(self.path):
            os.remove(self.path)
        os.kill(self.desk.pidgin.pid, signal.SIGUSR2)
        wait("the module's answer", lambda: self.desk.pidgin.poll() is not None or os.path.exists(self.path))
        if self.desk.pidgin.poll() is not None:
            raise Failure(f"Pidgin ended with {self.desk.pidgin.returncode}")
        windows = {}
        with open(self.path, encoding="utf-8") as stream:
            for line in stream:
                kind, *cells = line.rstrip("\n").split("\t")
                if kind == "window":
                    windows[cells[0]] = Window(cells)
                elif kind == "key":
                    windows[cells[0]].keys.setdefault(cells[1], set()).add(cells[2])
                elif kind == "node":
                    windows[cells[0]].nodes.append(cells[1:])
                else:
                    windows[cells[0]].problems.append((kind, *cells[1:]))
        return windows

    def settle(self):
        """As look(), when two looks in a row say the same."""
        def same():
            first = {k: (w.width, w.height, w.problems) for k, w in self.look().items()}
            time.sleep(0.1)
            windows = self.look()
            return windows if first == {k: (w.width, w.height, w.problems) for k, w in windows.items()} else None
        return wait("the windows to settle", same)

    def close(self):
        """Closes everything but the two main windows."""
        for _ in range(5):
            os.kill(self.desk.pidgin.pid, signal.SIGUSR1)
            if all(w.role in ("buddy_list", "conversation") for w in self.settle().values()):
                return
        raise Failure("a window does not close: " + ", ".join(w.title for w in self.look().values()))


def judge(window):
    """Sentences of what is wrong with a window."""
    wrong = []
    if window.width > WIDTH or window.height > HEIGHT:
        wrong.append(f"it is {window.width}x{window.height}, the screen {WIDTH}x{HEIGHT}")
    for letter, labels in window.keys.items():
        if len(labels) > 1:
            wrong.append(f"Alt+{letter} means more than one thing: {', '.join(sorted(labels))} (taken: {''.join(sorted(window.keys))})")
    for kind, text, needed, given in window.problems:
        wrong.append(f"{kind}: “{text[:60]}” needs {needed}, has {given}")
    return wrong


def judge_bar(desk, title):
    """The line of states above a conversation has two lines at most: below it stands what residents write."""
    window = desk.find("frame", title)
    before = desk.words("State of the conversation: %s").split("%s")[0]
    bar = desk.find("label", re.compile("^" + re.escape(before)), window)
    text = bar.get_text_iface()
    first, last = (desk.atspi.Text.get_character_extents(text, place, desk.atspi.CoordType.SCREEN)
                   for place in (0, desk.atspi.Text.get_character_count(text) - 1))
    lines = round((last.y - first.y) / max(first.height, 1)) + 1
    return [] if lines <= 2 else [f"it has {lines} lines: {bar.get_name()}"]


def judge_names(window):
    wrong = []
    for depth, role, name, focusable, labelled in window.nodes:
        if role in ("unknown", "invalid") and focusable:
            wrong.append(f"something at depth {depth} that takes the focus has no role")
        if role in USED and focusable and not name.strip() and not labelled:
            wrong.append(f"a {role} at depth {depth} has no name")
    return wrong


def entries(desk, top):
    """The names of the entries of our menu below the window @top."""
    menu = next((node for node in desk.everything(top) if node.get_role_name() == "menu" and node.get_name() == "Luukku"), None)
    if menu is None:
        return []
    return [child.get_name() for child in (menu.get_child_at_index(i) for i in range(menu.get_child_count()))
            if child is not None and child.get_role_name() == "menu item" and child.get_name()]


def prepare(desk):
    """Something in every list: a record, a report, a checkpoint."""
    desk.find("frame", re.compile("Maija Mallikas"))
    wait("the threat in the store", lambda: "jorma" in desk.luukku("list")[1])
    number = re.search(r"LUU-\d{4}-\d{6}", desk.luukku("list")[1]).group(0)
    desk.luukku("archive", number, "--kind=threat")
    desk.luukku("checkpoint", "--folder=" + desk.home)


class Report:
    def __init__(self):
        self.number = self.failed = 0

    def add(self, name, wrong):
        self.number += 1
        print(f"{'not ok' if wrong else 'ok'} {self.number} - {name}", flush=True)
        for sentence in wrong:
            print("# " + sentence, flush=True)
        self.failed += bool(wrong)


def shoot(desk, name):
    desk.screenshot(re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-"))


def visit(desk, looker, report, top, menu_of):
    """Opens every entry of the menu of @top and judges the windows that come."""
    main = desk.find("frame", top)
    names = entries(desk, main)
    if not names:
        report.add(f"{menu_of}: our menu", ["it was not found"])
    for name in names:
        if name in [desk.words.label(text) for text in NO_WINDOW]:
            continue
        before = looker.settle()
        try:
            desk.menu(desk.find("frame", top), "Luukku", name)
            opened = open_of(looker, before)
        except Failure as error:
            report.add(f"{menu_of} > {name}", [str(error)])
            return
        shoot(desk, menu_of + "-" + name)
        for window in opened:
            report.add(f"{menu_of} > {name}: layout of “{window.title}”", judge(window))
            report.add(f"{menu_of} > {name}: names in “{window.title}”", judge_names(window))
        pages(desk, looker, report, opened, f"{menu_of} > {name}")
        looker.close()


def open_of(looker, before):
    """The windows that have come; none after a second: it was done without one."""
    end = time.monotonic() + 1.5
    while time.monotonic() < end:
        if any(key not in before for key in looker.look()):
            break
        time.sleep(0.1)
    return [window for key, window in looker.settle().items() if key not in before]


def turn(desk, window, place):
    """Shows page number @place (0 is the first) of a window with tabs."""
    tabs = desk.find("page tab list", None, desk.find(("dialog", "frame"), window.title))
    tabs.get_selection_iface().select_child(place)


def pages(desk, looker, report, opened, name):
    """The other pages of a window with tabs, and the next ones of the first steps."""
    for window in opened:
        next_name = desk.words.label("Ne_xt")
        has_next = any(role == "push button" and text == next_name for _, role, text, *_ in window.nodes)
        count = 3 if has_next else sum(1 for _, role, *_ in window.nodes if role == "page tab")
        for place in range(1, count):
            if has_next:
                desk.press(desk.find("push button", next_name))
            else:
                turn(desk, window, place)
            now = looker.settle().get(window.id)
            shoot(desk, f"{name}-{place + 1}")
            wrong = judge(now) + judge_names(now) if now is not None else ["it has gone"]
            report.add(f"{name}: page {place + 1} of “{window.title}”", wrong)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True)
    parser.add_argument("--language", default="en")
    parser.add_argument("--style", choices=sorted(STYLES), default="normal")
    args = parser.parse_args()
    report = Report()
    with Desk(args.build, args.language, size=f"{WIDTH}x{HEIGHT}x24") as desk:
        desk.screenshots = os.path.join(os.path.abspath(args.build), "tests", "ui", "screenshots", f"windows-{args.language}-{args.style}")
        shutil.rmtree(desk.screenshots, ignore_errors=True)
        style = os.path.join(desk.home, "gtkrc")
        with open(style, "w", encoding="utf-8") as stream:
            stream.write(STYLES[args.style])
        os.environ["GTK2_RC_FILES"] = style
        os.environ["GTK_MODULES"] += ":" + os.path.join(desk.build, "tests", "ui", "libluukku-layout.so")
        looker = Looker(desk)
        desk.start_pidgin()
        prepare(desk)
        looker.close()
        conversation = re.compile("Maija Mallikas")
        window = next(w for w in looker.settle().values() if w.role == "conversation")
        shoot(desk, "conversation")
        if args.style != "normal":
            window.height = 0  # Pidgin makes it as high as the highest of its tabs asks, whichever is open
        window.keys = {}  # Pidgin's own buttons are among them
        report.add("the conversation window", judge(window))
        if args.style == "normal":
            report.add("the line of states above a conversation", judge_bar(desk, conversation))
        visit(desk, looker, report, desk.buddy_list(), "tools")
        visit(desk, looker, report, conversation, "conversation")
    print(f"1..{report.number}", flush=True)
    return 1 if report.failed else 0


if __name__ == "__main__":
    use_system_python()
    stop_cleanly()
    sys.exit(main())
