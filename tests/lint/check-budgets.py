#!/usr/bin/env python3
"""Files, functions, parameters and nesting stay small enough to be read."""
import re

import lintlib

FILE_LINES = 1000
FUNCTION_LINES = 120
NESTING = 5
WIDTH = 120


def functions(text):
    """(name, first line, last line, body) of each function: a line that is "{" and the next that is "}"."""
    lines = text.split("\n")
    start = None
    for number, line in enumerate(lines, 1):
        if line == "{" and number > 1:
            start = number
        elif line == "}" and start:
            head = " ".join(lines[max(0, start - 6):start - 1])
            name = re.findall(r"(\w+) \(", head)
            yield (name[-1] if name else "?"), start, number, lines[start:number - 1]
            start = None


def nesting(body):
    """How deep if, for, while, switch and do stand in each other (the function itself is 0)."""
    depth = deepest = 0
    for line in body:
        depth += line.count("{") - line.count("}")
        deepest = max(deepest, depth)
    return deepest


def main():
    problems = []
    for path in lintlib.files("plugin", "protocols", "tests"):
        raw = lintlib.read(path)
        lines = raw.count("\n")
        if lines > FILE_LINES:
            problems.append(f"{path}: {lines} lines, the limit is {FILE_LINES}; split it by responsibility")
        for number, line in enumerate(raw.split("\n"), 1):
            if len(line) > WIDTH:
                problems.append(f"{path}:{number}: {len(line)} characters wide, the limit is {WIDTH}")
        text = lintlib.without_comments(raw, keep_strings=False)
        for name, first, last, body in functions(text):
            if last - first > FUNCTION_LINES:
                problems.append(f"{path}:{first}: {name}() has {last - first} lines, the limit is {FUNCTION_LINES}")
            if nesting(body) > NESTING:
                problems.append(f"{path}:{first}: {name}() nests {nesting(body)} deep, the limit is {NESTING}")
    lintlib.finish("budgets", problems)


main()
