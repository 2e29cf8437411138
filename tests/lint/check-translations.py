#!/usr/bin/env python3
"""Every translatable string is in POTFILES, fi and sv are complete, data files speak the same languages."""
import os
import re
import tempfile

import lintlib

LANGUAGES = ("fi", "sv")
MARK = re.compile(r"(?<![\w])(?:N?_|C_|NC_|ngettext|N_\w*) \(")


def potfiles():
    return [line for line in lintlib.read("po/POTFILES").split("\n") if line and not line.startswith("#")]


def check_potfiles(problems):
    listed = potfiles()
    if listed != sorted(listed):
        problems.append("po/POTFILES: keep it sorted")
    for path in lintlib.files("plugin", "protocols"):
        code = lintlib.without_comments(lintlib.read(path), keep_strings=False)
        code = re.sub(r"^\s*#\s*define.*$", "", code, flags=re.M)
        marked = MARK.search(code)
        if marked and path not in listed:
            problems.append(f"po/POTFILES: {path} has strings to translate and is not listed")
    for path in listed:
        if not os.path.exists(os.path.join(lintlib.ROOT, path)):
            problems.append(f"po/POTFILES: {path} does not exist")


def make_template(folder, problems):
    template = os.path.join(folder, "luukku.pot")
    done = lintlib.run("xgettext", "--from-code=UTF-8", "--keyword=_", "--keyword=N_", "--keyword=C_:1c,2",
                       "--keyword=NC_:1c,2", "--add-comments=TRANSLATORS:", "--directory=" + lintlib.ROOT,
                       "--files-from=" + os.path.join(lintlib.ROOT, "po/POTFILES"), "--output=" + template)
    if done.returncode != 0:
        problems.append("xgettext: " + done.stderr.strip())
    return template


def check_catalogues(problems):
    linguas = lintlib.read("po/LINGUAS").split()
    for language in LANGUAGES:
        if language not in linguas:
            problems.append(f"po/LINGUAS: {language} is missing")
    with tempfile.TemporaryDirectory() as folder:
        template = make_template(folder, problems)
        if problems:
            return
        for language in linguas:
            catalogue = os.path.join(lintlib.ROOT, "po", language + ".po")
            merged = os.path.join(folder, language + ".po")
            done = lintlib.run("msgmerge", "--quiet", "--no-fuzzy-matching", "--output-file=" + merged, catalogue, template)
            if done.returncode != 0:
                problems.append(f"po/{language}.po: {done.stderr.strip()}")
                continue
            done = lintlib.run("msgfmt", "--check", "--statistics", "--output-file=/dev/null", merged)
            if done.returncode != 0:
                problems.append(f"po/{language}.po: {done.stderr.strip()}")
            if language in LANGUAGES and ("untranslated" in done.stderr or "fuzzy" in done.stderr):
                missing = lintlib.run("msgattrib", "--untranslated", "--no-obsolete", "--no-wrap", merged).stdout
                names = re.findall(r'^msgid "(.+)"$', missing, re.M)
                problems.append(f"po/{language}.po: {done.stderr.strip()}: " + " | ".join(names[:40]))


def check_data(path, languages, problems):
    """In a key file every Key has Key[fi] and Key[sv], with the same placeholders."""
    group, keys = "", {}
    for line in lintlib.read(path).split("\n"):
        if line.startswith("["):
            group = line
        match = re.match(r"([A-Za-z0-9-]+)(?:\[(\w+)\])?=(.*)$", line)
        if match and not line.startswith("#"):
            keys.setdefault((group, match.group(1)), {})[match.group(2) or ""] = match.group(3)
    for (group, key), texts in keys.items():
        if len(texts) == 1 and "" in texts and not path.endswith("record.ini"):
            continue
        for language in languages:
            if language not in texts:
                problems.append(f"{path}: {group} {key}: [{language}] is missing")
            elif set(re.findall(r"\{[\w-]+\}|%\w", texts[language])) != set(re.findall(r"\{[\w-]+\}|%\w", texts.get("", ""))):
                problems.append(f"{path}: {group} {key}[{language}]: the placeholders differ")


def main():
    problems = []
    check_potfiles(problems)
    if not problems:
        check_catalogues(problems)
    for path in lintlib.files("data/packs", ending=(".pack",)) + ["data/templates/record.ini"]:
        check_data(path, LANGUAGES, problems)
    lintlib.finish("translations", problems)


main()
