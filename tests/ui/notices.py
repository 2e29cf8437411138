# SPDX-License-Identifier: GPL-2.0-or-later
"""What a desk shows to who walks past it: notices on the desktop and titles of windows say channel, labels and case, never what
a resident wrote. A stand-in for the desktop's notices notes everything that it is told. Steps for test_ui.py."""

import configparser
import json
import os
import subprocess
import sys

from ui_kit import SYSTEM_PYTHON, die_with_parent, wait
from walk import check, dismiss_alarm

SERVICE = "org.freedesktop.Notifications"
INTERFACE = """<node><interface name="org.freedesktop.Notifications">
<method name="Notify"><arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
<arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/><arg type="a{sv}" direction="in"/>
<arg type="i" direction="in"/><arg type="u" direction="out"/></method></interface></node>"""


def serve(path):
    """The stand-in, in a process of its own: a line of JSON for each notice."""
    from gi.repository import Gio, GLib
    numbers = iter(range(1, 10000))

    def on_call(_bus, _sender, _path, _interface, _method, parameters, invocation):
        with open(path, "a", encoding="utf-8") as stream:
            stream.write(json.dumps(parameters.unpack()) + "\n")
        invocation.return_value(GLib.Variant("(u)", (next(numbers),)))

    def on_bus(bus, _name):
        bus.register_object("/org/freedesktop/Notifications", Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces[0], on_call, None, None)

    Gio.bus_own_name(Gio.BusType.SESSION, SERVICE, Gio.BusNameOwnerFlags.NONE, on_bus, lambda *_: open(path, "a").close(), None)
    GLib.MainLoop().run()


def prepare(desk):
    """Before Pidgin starts: nothing that it tells is missed."""
    desk.notices = os.path.join(desk.home, "notices.json")
    desk.processes.append(subprocess.Popen([SYSTEM_PYTHON, os.path.abspath(__file__), desk.notices], start_new_session=True,
                                           preexec_fn=die_with_parent))
    wait("the stand-in for the desktop's notices", lambda: os.path.exists(desk.notices))


def told(desk):
    """Summary and body of each notice so far."""
    with open(desk.notices, encoding="utf-8") as stream:
        return [(row[3], row[4]) for row in map(json.loads, stream)]


def residents(desk):
    script = configparser.RawConfigParser()
    script.read(os.path.join(desk.build, "data", "training", "residents.ini"), encoding="utf-8")
    return [script[section] for section in script.sections()]


def news(desk):
    """What came in is told by channel, an alarm in a notice of its own with its label and case."""
    channel = desk.words("Training channel")
    alarm = desk.words("Alarm: %s").replace("%s", channel)
    dismiss_alarm(desk)
    summary, body = wait("a notice of the alarm", lambda: next((n for n in told(desk) if n[0] == alarm), None))
    check("LUU-" in body and " · " in body, f"the notice of an alarm says: {body}")
    last = residents(desk)[-1]["Name"]
    desk.find("frame", desk.words("Inbox")) if desk.look("frame", desk.words("Inbox")) else desk.click("Show the inbox")
    desk.find("table cell", last, desk.find("frame", desk.words("Inbox")))
    wait("a notice of messages", lambda: any(channel in " ".join(n) for n in told(desk) if n[0] != alarm))


def no_words(desk):
    """Neither words nor names of residents are in any notice."""
    everything = "\n".join(" ".join(notice) for notice in told(desk))
    for resident in residents(desk):
        check(resident["Name"] not in everything, "a resident's name is in a notice")
        for key in ("Text1", "Answer1", "Answer2"):
            for piece in (resident.get(key) or "").replace("?", ".").replace("!", ".").split("."):
                check(len(piece.strip()) < 8 or piece.strip() not in everything, "a resident's words are in a notice")


def titles(desk):
    """No title of a window has a resident's words."""
    tree = subprocess.run(["xwininfo", "-root", "-tree"], check=True, capture_output=True, text=True).stdout
    for resident in residents(desk):
        check(resident["Text1"][:20] not in tree, "a resident's words are in the title of a window")


STEPS = [
    ("notices say channel, label and case", news),
    ("no notice has a resident's words or name", no_words),
    ("no window's title has a resident's words", titles),
]

if __name__ == "__main__":
    serve(sys.argv[1])
