# SPDX-License-Identifier: GPL-2.0-or-later
"""A desk without a screen: Xvfb, a window manager, a session bus, a keyring and real Pidgin, driven through AT-SPI as a
screen reader would. Things are found by role and name, never by place; every wait is for a state, with a time limit.
Used by test_ui.py and tour.py."""

import ctypes
import gettext
import os
import re
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

SYSTEM_PYTHON = "/usr/bin/python3"
TIMEOUT = 20.0
SCREEN = "1280x800x24"


def use_system_python():
    """Debian's python3-gi belongs to Debian's python3; another one may come first in PATH."""
    try:
        import gi  # noqa: F401
    except ImportError:
        if sys.executable != SYSTEM_PYTHON and os.path.exists(SYSTEM_PYTHON):
            os.execv(SYSTEM_PYTHON, [SYSTEM_PYTHON, *sys.argv])
        raise


def stop_cleanly():
    """A test that is stopped from outside takes down what it has started."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))


def die_with_parent():
    """In a child before exec: it gets SIGTERM when we are gone, however that comes (prctl PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


class Failure(Exception):
    """Something did not come to pass; the message says what was waited for."""


def wait(what, condition, timeout=TIMEOUT):
    """Returns the first true value of condition()."""
    end = time.monotonic() + timeout
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise Failure(f"waited {timeout:g} s for: {what}")
        time.sleep(0.05)


class Words:
    """The words of one interface language, from the catalogues in the build folder."""

    def __init__(self, build, language):
        self.language = language
        if language == "en":
            self.catalogue = gettext.NullTranslations()
        else:
            self.catalogue = gettext.translation("luukku", os.path.join(build, "po"), [language])

    def __call__(self, text, context=None):
        if context is None:
            return self.catalogue.gettext(text)
        return self.catalogue.pgettext(context, text)

    def label(self, text):
        """A label as it is shown: without the mark of its key."""
        return self(text).replace("_", "")

    def count(self, singular, plural):
        """A regular expression for a count of several, as a whole label."""
        return re.compile(re.escape(self.catalogue.ngettext(singular, plural, 2)).replace("%u", "[2-9]") + "$")

    def pattern(self, text):
        """A regular expression for a sentence with one %s in it; group 1 is what stands there."""
        before, after = self(text).split("%s")
        return re.compile(re.escape(before) + "(.+?)" + re.escape(after))


def make_locale(folder, language):
    """Makes a locale of our own, so that nothing on the system has to be changed. Returns its environment."""
    if language == "en":
        return {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "LANGUAGE": "en"}
    name = {"fi": "fi_FI", "sv": "sv_FI"}[language]
    place = os.path.join(folder, name + ".UTF-8")
    if not os.path.isdir(place):
        os.makedirs(folder, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as made:  # whole at once, for another test beside this one
            subprocess.run(["localedef", "-i", name, "-f", "UTF-8", os.path.join(made, name)], check=False, capture_output=True)
            subprocess.run(["mv", "-T", os.path.join(made, name), place], check=False, capture_output=True)
    return {"LANG": name + ".UTF-8", "LC_ALL": name + ".UTF-8", "LANGUAGE": language, "LOCPATH": folder}


class Desk:
    """Everything that runs, and the way to stop it. Use it in a with statement."""

    def __init__(self, build, language="en", home=None, size=SCREEN):
        self.build = os.path.abspath(build)
        self.source = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
        self.words = Words(self.build, language)
        self.own_home = home is None
        self.home = home or tempfile.mkdtemp(prefix="luukku-ui-")
        self.profile = os.path.join(self.home, "profile")
        self.size = size
        self.processes = []
        self.pidgin = None
        self.atspi = None
        self.data = None
        self.screenshots = None
        self.shots = 0
        self.before = dict(os.environ)
        os.environ.update(make_locale(os.path.join(self.build, "tests", "ui", "locale"), language))

    def __enter__(self):
        try:
            self._start_desktop()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *error):
        self.close()

    # --- processes
    def _run(self, command, **more):
        process = subprocess.Popen(command, start_new_session=True, preexec_fn=die_with_parent, **more)
        self.processes.append(process)
        return process

    @staticmethod
    def _read_line(stream, what):
        if not select.select([stream], [], [], TIMEOUT)[0]:
            raise Failure(f"waited {TIMEOUT:g} s for: {what}")
        return stream.readline().strip()

    def _start_desktop(self):
        env = os.environ
        for name in ("WAYLAND_DISPLAY", "XAUTHORITY", "AT_SPI_BUS_ADDRESS", "DBUS_SESSION_BUS_ADDRESS", "NO_AT_BRIDGE"):
            env.pop(name, None)
        run_dir = os.path.join(self.home, "run")
        os.makedirs(run_dir, mode=0o700, exist_ok=True)
        env.update({
            "HOME": self.home,
            "XDG_RUNTIME_DIR": run_dir,
            "XDG_CONFIG_HOME": os.path.join(self.home, "config"),
            "XDG_DATA_HOME": os.path.join(self.home, "data"),
            "XDG_CACHE_HOME": os.path.join(self.home, "cache"),
            "GTK_MODULES": "gail:atk-bridge",
            "GTK_IM_MODULE": "gtk-im-context-simple",
            "LUUKKU_DATA_DIR": os.path.join(self.build, "data"),
            "LUUKKU_LOCALE_DIR": os.path.join(self.build, "po"),
            "LUUKKU_HOME": os.path.join(self.profile, "luukku"),
            "LUUKKU_TRAINING_PACE": "1",
        })
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        read, write = os.pipe()
        self._run(["Xvfb", "-displayfd", str(write), "-screen", "0", self.size, "-nolisten", "tcp"], pass_fds=[write], **quiet)
        os.close(write)
        with os.fdopen(read) as stream:
            env["DISPLAY"] = ":" + self._read_line(stream, "the display")
        bus = self._run(["dbus-daemon", "--session", "--nofork", "--print-address"], stdout=subprocess.PIPE,
                        stderr=subprocess.DEVNULL, text=True)
        env["DBUS_SESSION_BUS_ADDRESS"] = self._read_line(bus.stdout, "the session bus")
        self._run(["openbox"], **quiet)
        wait("the window manager", lambda: "0x" in self._output("xprop", "-root", "_NET_SUPPORTING_WM_CHECK"))
        keyring = self._run(["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
                            stdin=subprocess.PIPE, **quiet)
        keyring.stdin.write(b"practice")
        keyring.stdin.close()

    @staticmethod
    def _output(*command):
        return subprocess.run(command, check=False, capture_output=True, text=True).stdout

    def own_data(self):
        """A copy of the data folder that a person may change: before Pidgin is started."""
        self.data = os.path.join(self.home, "own-data")
        shutil.copytree(os.path.join(self.build, "data"), self.data)
        os.environ["LUUKKU_DATA_DIR"] = self.data

    def _set_browser(self):
        """Addresses that Pidgin opens go nowhere."""
        path = os.path.join(self.profile, "prefs.xml")
        with open(path, encoding="utf-8") as stream:
            prefs = stream.read()
        if "<pref name='browsers'>" not in prefs:
            prefs = prefs.replace(" <pref name='pidgin'>", " <pref name='pidgin'>\n  <pref name='browsers'><pref name='browser' "
                                  "type='string' value='custom'/><pref name='manual_command' type='string' value='true %s'/></pref>", 1)
            with open(path, "w", encoding="utf-8") as stream:
                stream.write(prefs)

    def start_pidgin(self):
        """A fresh profile unless there is one."""
        subprocess.run(["sh", os.path.join(self.source, "plugin", "profile.sh"), self.build, self.profile], check=True)
        self._set_browser()
        log = open(os.path.join(self.home, "pidgin.log"), "ab")
        self.pidgin = self._run(["pidgin", "--debug", "--multiple", "--force-online", "--config=" + self.profile], stdout=log, stderr=log,
                                cwd=self.home)
        log.close()
        if self.atspi is None:
            import gi
            gi.require_version("Atspi", "2.0")
            from gi.repository import Atspi
            self.atspi = Atspi
            Atspi.set_timeout(int(TIMEOUT * 1000), int(TIMEOUT * 1000))  # of a call; else 0.8 s, too little on a busy machine
        wait("Pidgin on the accessibility bus", self.app, 30)

    def kill_pidgin(self):
        """As a crash: nothing is asked, nothing is saved."""
        self.pidgin.kill()
        self.pidgin.wait()

    def close(self):
        for process in reversed(self.processes):
            if process.poll() is None:
                process.terminate()
        for process in reversed(self.processes):
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    stream.close()
        self.processes = []
        os.environ.clear()
        os.environ.update(self.before)
        if self.own_home:
            shutil.rmtree(self.home, ignore_errors=True)

    def luukku(self, *words):
        """Runs the command; returns its exit code and what it printed."""
        done = subprocess.run([os.path.join(self.build, "plugin", "tool", "luukku"), *words], check=False,
                              capture_output=True, text=True, timeout=TIMEOUT)
        return done.returncode, done.stdout + done.stderr

    def call(self, method, *words):
        """Calls libpurple over D-Bus, as any program of the user could. Returns what it answered, as text."""
        done = subprocess.run(
            ["dbus-send", "--session", "--print-reply=literal", "--dest=im.pidgin.purple.PurpleService",
             "/im/pidgin/purple/PurpleObject", "im.pidgin.purple.PurpleInterface." + method, *words],
            check=False, capture_output=True, text=True, timeout=TIMEOUT)
        if done.returncode != 0:
            raise Failure(f"{method}: {done.stderr.strip()}")
        return done.stdout

    def call_number(self, method, *words):
        return int(self.call(method, *words).split()[-1])

    def tick_plugin(self, name):
        """Ticks or unticks a plugin in Pidgin's own list, which is open."""
        def find_cell():
            for window in (self.app().get_child_at_index(i) for i in range(self.app().get_child_count())):
                table = self.look(("tree table", "table"), None, window)
                for i in range(table.get_child_count() if table else 0):
                    if (table.get_child_at_index(i).get_name() or "").startswith(name):
                        return table.get_child_at_index(i - 1)
            return None
        self.press(wait(f"“{name}” in the list of plugins", find_cell))

    def count(self, rows, *values):
        """How many of such rows are on disk."""
        path = os.path.join(self.profile, "luukku", "inbox.sqlite")
        store = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)
        try:
            return store.execute("SELECT count(*) FROM " + rows, values).fetchone()[0]
        finally:
            store.close()

    def drafts(self):
        """How many drafts are on disk."""
        return self.count("draft")

    def screenshot(self, name):
        if self.screenshots is None:
            return
        os.makedirs(self.screenshots, exist_ok=True)
        self.shots += 1
        path = os.path.join(self.screenshots, f"{self.shots:02d}-{name}.png")
        subprocess.run(["import", "-window", "root", path], check=False, capture_output=True)

    # --- finding
    def app(self):
        desktop = self.atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(i)
            if child is not None and child.get_process_id() == self.pidgin.pid:
                return child
        if self.pidgin.poll() is not None:
            raise Failure(f"Pidgin ended with {self.pidgin.returncode}")
        return None

    def has(self, node, *states):
        got = node.get_state_set()
        return all(got.contains(getattr(self.atspi.StateType, state)) for state in states)

    def walk(self, node, depth=0):
        """Everything that is showing under node."""
        if node is None or depth > 30:
            return
        yield node
        for i in range(min(node.get_child_count(), 400)):
            child = node.get_child_at_index(i)
            if child is not None and (depth == 0 or self.has(child, "SHOWING")):
                yield from self.walk(child, depth + 1)

    @staticmethod
    def _matches(name, text):
        return name is None or (name.search(text) if isinstance(name, re.Pattern) else name == text)

    def look(self, role, name=None, where=None, states=("SHOWING",)):
        """Returns the first match or None. role: one name, or several in a tuple."""
        role = role if isinstance(role, tuple) else (role,)
        from gi.repository import GLib
        try:
            for node in self.walk(where or self.app()):
                if node.get_role_name() in role and self._matches(name, node.get_name() or "") and self.has(node, *states):
                    return node
        except GLib.Error:
            pass  # something went while we looked: look again
        return None

    def find(self, role, name=None, where=None, states=("SHOWING",), timeout=TIMEOUT):
        text = name.pattern if isinstance(name, re.Pattern) else name
        return wait(f"{' or '.join(role) if isinstance(role, tuple) else role} “{text}”", lambda: self.look(role, name, where, states), timeout)

    def gone(self, role, name, where=None):
        wait(f"no {role} “{name}”", lambda: self.look(role, name, where) is None)

    # --- doing
    def press(self, node):
        node.get_action_iface().do_action(0)

    def button(self, text, where=None):
        return self.find("push button", self.words(text), where, ("SHOWING", "SENSITIVE"))

    def click(self, text, where=None):
        self.press(self.button(text, where))

    def text(self, node):
        return self.atspi.Text.get_text(node, 0, self.atspi.Text.get_character_count(node))

    def selected(self, node):
        """The selected part of a text."""
        if self.atspi.Text.get_n_selections(node) == 0:
            return ""
        place = self.atspi.Text.get_selection(node, 0)
        return self.atspi.Text.get_text(node, place.start_offset, place.end_offset)

    def keys(self, *keys):
        subprocess.run(["xdotool", "key", "--clearmodifiers", *keys], check=True)

    def menu(self, window, *names):
        """Chooses an item of a menu; a menu need not be open for that."""
        def go_down():
            node = window
            for name in names:
                node = next((item for item in self.everything(node) if item.get_role_name() in ("menu", "menu item")
                             and item.get_name() == name and item.get_index_in_parent() >= 0), None)
                if node is None:
                    return None
            return node
        self.press(wait("the menu item " + " > ".join(names), go_down))

    def everything(self, node, depth=0):
        """As walk(), with what is not showing."""
        for i in range(min(node.get_child_count(), 400)):
            child = node.get_child_at_index(i)
            if child is not None and depth < 12:
                yield child
                yield from self.everything(child, depth + 1)

    def type(self, text):
        subprocess.run(["xdotool", "type", "--clearmodifiers", "--delay", "12", "--", text], check=True)

    def activate(self, title):
        """Brings a window of this run to the front."""
        def try_it():
            found = self._output("xdotool", "search", "--onlyvisible", "--name", title).split()
            if not found:
                return False
            return subprocess.run(["xdotool", "windowactivate", "--sync", found[0]], check=False, capture_output=True,
                                  timeout=TIMEOUT).returncode == 0
        wait(f"window “{title}”", try_it)

    def choose_file(self, title, path):
        """Answers GTK's question for a file."""
        chooser = self.find(("dialog", "file chooser"), self.words(title))
        self.screenshot("file-chooser")
        self.keys("slash")  # out of the files used last, whose view knows no path
        if not self.look("text", None, chooser, ("SHOWING", "EDITABLE")):
            self.keys("ctrl+l")
        place = self.find("text", None, chooser, ("SHOWING", "EDITABLE"))
        place.get_component_iface().grab_focus()
        self.keys("ctrl+a")
        self.type(path)
        wait("the path", lambda: self.text(place) == path)
        self.keys("Return")

    # --- Pidgin's windows
    def buddy_list(self):
        """The title of Pidgin's main window."""
        return {"en": "Buddy List", "fi": "Tuttavat", "sv": "Kompislista"}[self.words.language]

    def conversation(self, title):
        """The window in which the conversation is the one on top."""
        return self.find("frame", re.compile(re.escape(title)))

    def entry(self, window):
        return self.find("text", None, window, ("SHOWING", "EDITABLE", "MULTI_LINE"))

    def focus_entry(self, window):
        entry = self.entry(window)
        def try_it():
            entry.get_component_iface().grab_focus()
            return self.has(entry, "FOCUSED")
        wait("the focus in the entry", try_it)
        return entry

    def history(self, window):
        """Everything that stands in the conversation."""
        parts = []
        for node in self.walk(window):
            if node.get_role_name() == "text" and self.has(node, "MULTI_LINE") and not self.has(node, "EDITABLE"):
                parts.append(self.text(node))
        return "\n".join(parts)

    def wait_history(self, window, text):
        wait(f"“{text}” in the conversation", lambda: text in self.history(window))

    def wait_entry(self, window, text):
        entry = self.entry(window)
        try:
            wait(f"“{text}” in the entry", lambda: self.text(entry) == text)
        except Failure as error:
            raise Failure(f"{error}; “{self.text(entry)}” stands there") from None
