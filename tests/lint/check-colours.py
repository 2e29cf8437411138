#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Colours: nothing is said by colour alone, and what we colour can be read.

The user interface sets colours in one place only: the marks under a reply that is being written, which differ in their underline
too and are told in words below the entry. There each ground has its letters beside it, and their contrast is at least 4.5:1 (WCAG
2.1, 1.4.3). Everything else has the colours of the theme, so that a theme of high contrast stays one.
"""
import re

import lintlib

PLACE = "plugin/pidgin/luukku-pidgin-live.c"
LEAST = 4.5
COLOURED = re.compile(r'"(?:cell-)?(?:fore|back)ground(?:-gdk|-set)?"|\b(?:gdk_color_parse|gdk_rgba_parse|GdkColor|GdkRGBA|'
                      r'gtk_widget_modify_\w+|pango_attr_(?:fore|back)ground_new)\b|(?i:<span[^>]*(?:colou?r|ground)|<font[^>]*color)')
COLOUR = re.compile(r'"(#[0-9a-fA-F]{3,12})"')
TAG = re.compile(r'make_tag \(buffer, (PANGO_UNDERLINE_\w+), "(#[0-9a-f]{6})"\)')


def luminance(colour):
    """Relative luminance of sRGB, as WCAG 2.1 defines it."""
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def check_marks(problems):
    text = lintlib.without_comments(lintlib.read(PLACE))
    marks = TAG.findall(text)
    letters = re.search(r'"foreground", "(#[0-9a-f]{6})"', text)
    if letters is None or len(marks) < 3:
        problems.append(f"{PLACE}: the marks and the colour of their letters were not found; look at this lint too")
        return
    for underline, ground in marks:
        ratio = contrast(letters.group(1), ground)
        if ratio < LEAST:
            problems.append(f"{PLACE}: letters {letters.group(1)} on {ground} have {ratio:.1f}:1, at least {LEAST}:1 is needed")
    if len({underline for underline, _ in marks}) < len(marks):
        problems.append(f"{PLACE}: two marks have the same underline, so only their colour tells them apart")
    known = {ground for _, ground in marks} | {letters.group(1)}
    for match in COLOUR.finditer(text):
        if match.group(1) not in known:
            problems.append(f"{PLACE}:{lintlib.line_of(text, match.start())}: {match.group(1)} is no mark; leave it to the theme")


def main():
    problems = []
    if abs(contrast("#000000", "#ffffff") - 21) > 0.01 or abs(contrast("#777777", "#ffffff") - 4.48) > 0.01:
        problems.append("check-colours.py: the contrast is reckoned wrongly")
    for path in lintlib.files("plugin/pidgin", "plugin/purple", "plugin/finch"):
        if path == PLACE:
            continue
        text = lintlib.without_comments(lintlib.read(path))
        for match in list(COLOURED.finditer(text)) + list(COLOUR.finditer(text)):
            problems.append(f"{path}:{lintlib.line_of(text, match.start())}: “{match.group(0)}”: say it in words or by an icon, and leave "
                            "the colour to the theme")
    check_marks(problems)
    lintlib.finish("colours", problems)


main()
