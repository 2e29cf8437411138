#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""to-html.py IN.md OUT.html: a page of the users' guide for a browser. Knows what the pages use: headings, paragraphs, lists,
pictures, links, bold, code. Links to other pages lead to their HTML."""

import html
import re
import sys

HEAD = """<!DOCTYPE html>
<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title><style>
body {{ max-width: 46em; margin: 2em auto; padding: 0 1em; font-family: sans-serif; line-height: 1.5 }}
img {{ max-width: 100%; border: 1px solid }} code {{ font-size: 1.1em }}
</style></head><body>
"""


def inline(text):
    text = html.escape(text, quote=False)
    text = re.sub(r"`([^`]+)`", r"<code>\1</code>", text)
    text = re.sub(r"!\[([^\]]*)\]\(([^)]+)\)", r'<img src="\2" alt="\1">', text)
    text = re.sub(r"\[([^\]]+)\]\(([^):]+)\.md\)", r'<a href="\2.html">\1</a>', text)
    text = re.sub(r"\*\*([^*]+)\*\*", r"<b>\1</b>", text)
    return re.sub(r"\*([^*]+)\*", r"<i>\1</i>", text)


def block(lines):
    """One paragraph, heading or list as HTML."""
    heading = re.match(r"(#+) (.*)", lines[0])
    if heading:
        level = len(heading.group(1))
        return f"<h{level}>{inline(heading.group(2))}</h{level}>\n"
    mark = re.match(r"(\*|(\d+)\.) ", lines[0])
    if not mark:
        joiner = "<br>\n" if all(line.startswith("`") for line in lines) else "\n"
        return f"<p>{joiner.join(inline(line) for line in lines) if joiner != chr(10) else inline(chr(10).join(lines))}</p>\n"
    items = []
    for line in lines:
        if re.match(r"(\*|\d+\.) ", line):
            items.append(line.split(" ", 1)[1])
        else:
            items[-1] += "\n" + line.strip()
    body = "".join(f"<li>{inline(item)}</li>\n" for item in items)
    if mark.group(2):
        return f'<ol start="{mark.group(2)}">\n{body}</ol>\n'
    return f"<ul>\n{body}</ul>\n"


def main():
    source, target = sys.argv[1:3]
    with open(source, encoding="utf-8") as stream:
        text = stream.read()
    language = re.search(r"/(\w+)/[^/]+$", "/" + source.replace("\\", "/")).group(1)
    title = re.match(r"# (.*)", text).group(1)
    with open(target, "w", encoding="utf-8") as stream:
        stream.write(HEAD.format(language=language, title=html.escape(title)))
        for part in re.split(r"\n\s*\n", text.strip()):
            stream.write(block(part.split("\n")))
        stream.write("</body></html>\n")


main()
