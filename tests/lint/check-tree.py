#!/usr/bin/env python3
"""The tree is what the documents say: top level, every README link, scripts that run under plain sh."""
import os
import re

import lintlib

TOP = {"plugin", "protocols", "data", "po", "tests", "meson.build", "meson_options.txt", "README.md", "COPYING", "NEWS"}


def main():
    problems = []
    for name in sorted(os.listdir(lintlib.ROOT)):
        if not name.startswith(".") and name not in TOP and not name.startswith("build"):
            problems.append(f"{name}: does not belong to the top level")
    for name in sorted(TOP):
        if not os.path.exists(os.path.join(lintlib.ROOT, name)):
            problems.append(f"{name}: is missing from the top level")
    for path in ("README.md", "plugin/ARCHITECTURE.md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", lintlib.read(path)):
            if not os.path.exists(os.path.join(lintlib.ROOT, os.path.dirname(path), target)):
                problems.append(f"{path}: the link {target} leads nowhere")
    for folder in sorted(os.listdir(os.path.join(lintlib.ROOT, "protocols"))):
        place = os.path.join(lintlib.ROOT, "protocols", folder)
        if os.path.isdir(place) and folder != "adapter" and not os.path.exists(os.path.join(place, "README.md")):
            problems.append(f"protocols/{folder}: an adapter needs its README.md")
    for script in ("plugin/start", "tests/run", ".ci/run"):
        done = lintlib.run("sh", "-n", os.path.join(lintlib.ROOT, script))
        if done.returncode != 0:
            problems.append(f"{script}: {done.stderr.strip()}")
    if not re.search(r"sh tests/run", lintlib.read(".ci/run")):
        problems.append(".ci/run: it must call sh tests/run")
    lintlib.finish("tree", problems)


main()
