#!/usr/bin/env python3
"""Calls and words that have no place in our C, each with what to use instead."""
import re

import lintlib

# pattern, folders where it is allowed, what to do instead
BANNED = [
    (r"\b(?:time|gettimeofday|clock_gettime|g_get_real_time|g_date_time_new_now\w*) \(",
     ("plugin/base", "plugin/evidence/luukku-machine.c"), "take the time from LuukkuClock"),
    (r"\bg_(?:timeout|usleep)\w* \(", ("plugin/base",), "take timers from LuukkuClock"),
    (r"\b(?:sleep|usleep|nanosleep) \(", (), "nothing sleeps"),
    (r"\b(?:strcpy|strcat|sprintf|vsprintf|gets|strtok|alloca|system|popen|atoi|atol|rand|srand) \(", (),
     "use the GLib call with limits"),
    (r"\bgoto\b", (), "use g_autoptr and early returns"),
    (r"\bg_(?:print|printerr|warning|critical|error|message|info) \(", ("plugin/tool", "plugin/moderation/luukku-moderation-compile.c", "protocols/relay", "tests"),
     "library code returns a GError or logs with g_debug()"),
    (r"\(\*error\)->", ("plugin/base",), "use a local GError"),
    (r"\bsqlite3_(?:exec|mprintf|vmprintf|snprintf) \(", ("plugin/store/luukku-sqlite.c", "plugin/store/luukku-store-migrate.c"),
     "prepare and bind"),
    (r"(?<![\w.>])_ \(\"", ("plugin/purple", "plugin/pidgin", "plugin/finch", "plugin/tool"),
     "mark with N_() and let luukku_set_error() or luukku_tr() look it up"),
]
COMMENT_WORDS = re.compile(r"\b(?:TODO|FIXME|XXX|HACK|not implemented)\b")


def main():
    problems = []
    for path in lintlib.files("plugin", "protocols"):
        raw = lintlib.read(path)
        code = lintlib.without_comments(raw)
        if not raw.startswith("/* SPDX-License-Identifier: GPL-2.0-or-later */\n"):
            problems.append(f"{path}:1: begin with the SPDX line")
        if path.endswith(".h") and "#pragma once" not in raw:
            problems.append(f"{path}:1: a header needs #pragma once")
        if path.endswith(".c") and "#define G_LOG_DOMAIN" not in raw:
            problems.append(f"{path}:1: define G_LOG_DOMAIN before the includes")
        for pattern, allowed, instead in BANNED:
            if any(path.startswith(a) for a in allowed):
                continue
            for match in re.finditer(pattern, code):
                problems.append(f"{path}:{lintlib.line_of(code, match.start())}: {match.group(0).strip()}: {instead}")
    for path in lintlib.files("plugin", "protocols", "tests"):
        raw = lintlib.read(path)
        for match in COMMENT_WORDS.finditer(raw):
            problems.append(f"{path}:{lintlib.line_of(raw, match.start())}: {match.group(0)}: finish it or say it in an issue")
        stripped = lintlib.without_comments(raw)
        for number, (line, kept) in enumerate(zip(raw.split("\n"), stripped.split("\n")), 1):
            if re.search(r"(?<!:)//", line) and not re.search(r"//", kept) and "/*" not in line and " * " not in line:
                problems.append(f"{path}:{number}: // is for temporary notes; write /* */")
    for path in lintlib.files("tests"):
        code = lintlib.without_comments(lintlib.read(path))
        for match in re.finditer(r"\b(?:sleep|usleep|g_usleep|g_test_skip|g_test_incomplete) \(", code):
            problems.append(f"{path}:{lintlib.line_of(code, match.start())}: {match.group(0)}: tests neither sleep nor skip")
    lintlib.finish("banned", problems)


main()
