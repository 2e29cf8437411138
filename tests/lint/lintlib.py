"""What every lint shares: the tree, its C files, and one way to tell what is wrong.

A lint is a small program without arguments; it reads the source folder named by LUUKKU_SOURCE_DIR, prints TAP, and
fails with `file:line: what to do`.
"""
import os
import re
import subprocess
import sys

ROOT = os.environ.get("LUUKKU_SOURCE_DIR") or os.path.dirname(
    os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def files(*folders, ending=(".c", ".h")):
    """Paths below the folders, relative to the source root, sorted."""
    found = []
    for folder in folders:
        for base, dirs, names in os.walk(os.path.join(ROOT, folder)):
            dirs[:] = [d for d in dirs if not d.startswith(("build", "."))]
            found += [os.path.relpath(os.path.join(base, n), ROOT) for n in names if n.endswith(ending)]
    return sorted(found)


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as handle:
        return handle.read()


def without_comments(text, keep_strings=True):
    """Comments become spaces, so that lines and columns stay; strings too when asked."""
    pattern = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)

    def blank(match):
        part = match.group(0)
        if part[0] in "\"'" and keep_strings:
            return part
        if part[0] in "\"'":
            return part[0] + " " * (len(part) - 2) + part[0]
        return re.sub(r"[^\n]", " ", part)

    return pattern.sub(blank, text)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def finish(name, problems):
    """Prints one TAP line and ends the program."""
    print("1..1")
    for problem in problems:
        print("# " + problem)
    print(("not ok" if problems else "ok") + " 1 - " + name)
    sys.exit(1 if problems else 0)


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False)
