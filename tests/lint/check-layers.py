#!/usr/bin/env python3
"""Every include stays inside the table of plugin/ARCHITECTURE.md, and each library in its own folder."""
import os
import re

import lintlib

LIBRARIES = {  # header as it is included: the folders that may
    r"purple\.h|plugin\.h|prpl\.h|conversation\.h|account\.h": {"plugin/purple", "plugin/pidgin", "plugin/finch"},
    r"gtk/|gdk/|gtkplugin\.h|gtkconv\.h|pidgin": {"plugin/pidgin"},
    r"gnt|finch": {"plugin/finch"},
    r"libsoup/": {"protocols/adapter", "protocols/relay"},
    r"libsecret/": {"protocols/adapter"},
    r"sqlite3\.h": {"plugin/store"},
    r"cairo|pango|fontconfig": {"plugin/evidence"},
    r"gnutls/": {"plugin/evidence"},
    r"libdeflate": {"plugin/evidence"},
    r"gmime/": {"protocols/mail"},
    r"libvoikko/|libstemmer\.h": {"plugin/language"},
}
SOUP_FILES = {"protocols/adapter/luukku-transport-soup.c", "protocols/adapter/luukku-transport-soup-api.c",
              "protocols/adapter/luukku-transport-soup-api.h"}
# Internal notes never get near a resident: who may know them at all. Nothing on a reply's way out (gate, outbox, sender,
# drafts) and nothing that makes records is among these.
NOTES = {"store/luukku-store-notes.h", "inbox/luukku-notes.h"}
NOTE_FILES = {"plugin/store/luukku-store-notes.c", "plugin/store/luukku-store-notes.h", "plugin/inbox/luukku-notes.c",
              "plugin/inbox/luukku-notes.h", "plugin/purple/luukku-view-notes.c",
              "plugin/pidgin/luukku-pidgin-notes.c"}
NOTE_TABLES = re.compile(r"\b(?:FROM|INTO|JOIN|UPDATE) note(?:_search)?\b")
NOTE_TABLE_FILES = {"plugin/store/luukku-store-notes.c", "plugin/store/luukku-store-retention.c"}  # the latter erases
SECRET_FILES = {"protocols/adapter/luukku-tokens.c"}


def table():
    rows = {}
    for line in lintlib.read("plugin/ARCHITECTURE.md").splitlines():
        match = re.match(r"\| ((?:plugin|protocols)/\w+) \| ([\w, ]*)\|", line)
        if match:
            rows[match.group(1)] = {w.strip() for w in match.group(2).split(",") if w.strip()}
    return rows


def json_folders():
    """Every adapter may read JSON; which do says the third column of the table."""
    return {match.group(1) for match in re.finditer(r"^\| ((?:plugin|protocols)/\w+) \|[^|]*\|[^|]*json-glib[^|]*\|",
                                                    lintlib.read("plugin/ARCHITECTURE.md"), re.M)}


def layer_of(path):
    if os.path.dirname(path) == "protocols":
        return "protocols/registry"
    return "/".join(path.split("/")[:2])


def check_file(path, rows, problems):
    layer = layer_of(path)
    if layer not in rows:
        problems.append(f"{path}: the folder has no row in the table of plugin/ARCHITECTURE.md")
        return
    own = layer.split("/")[1]
    text = lintlib.without_comments(lintlib.read(path))
    match = NOTE_TABLES.search(text)
    if match and path not in NOTE_TABLE_FILES:
        problems.append(f"{path}:{lintlib.line_of(text, match.start())}: only "
                        f"{', '.join(sorted(NOTE_TABLE_FILES))} may know the table of internal notes")
    for match in re.finditer(r'^\s*#\s*include\s+(["<])([^">]+)[">]', text, re.M):
        where = f"{path}:{lintlib.line_of(text, match.start(2))}"
        kind, name = match.groups()
        if name in NOTES and path not in NOTE_FILES:
            problems.append(f"{where}: only {', '.join(sorted(NOTE_FILES))} may know internal notes")
        if kind == '"':
            if name in ("luukku-config.h", "luukku-registry.h"):
                used = "registry" if name == "luukku-registry.h" else own
            elif "/" not in name:
                used = own if own in ("pidgin", "finch") or name.endswith("-resources.h") else "?"
            else:
                used = name.split("/")[0]
            if used == "?":
                problems.append(f"{where}: write the include with its layer, \"{own}/{name}\"")
            elif used != own and used not in rows[layer]:
                problems.append(f"{where}: {layer} may not use {used} (table in plugin/ARCHITECTURE.md)")
            continue
        for pattern, allowed in LIBRARIES.items():
            if re.match(pattern, name) and layer not in allowed:
                problems.append(f"{where}: <{name}> belongs into {', '.join(sorted(allowed))} only")
        if name.startswith("libsoup/") and layer == "protocols/adapter" and path not in SOUP_FILES:
            problems.append(f"{where}: libsoup stays in luukku-transport-soup.c")
        if name.startswith("libsecret/") and path not in SECRET_FILES:
            problems.append(f"{where}: libsecret stays in luukku-tokens.c")


def check_platform_names(rows, problems):
    """An adapter names no other platform; nothing outside protocols/NAME and the registry names one."""
    adapters = [d for d in sorted(os.listdir(os.path.join(lintlib.ROOT, "protocols")))
                if os.path.isdir(os.path.join(lintlib.ROOT, "protocols", d)) and d not in ("adapter", "relay")]
    for path in lintlib.files("plugin", "protocols"):
        layer = layer_of(path)
        if layer == "protocols/registry":
            continue
        code = lintlib.without_comments(lintlib.read(path))
        for name in adapters:
            if layer == "protocols/" + name or (layer.startswith("protocols/") and name in rows.get(layer, ())):
                continue
            match = re.search(r"luukku[-_]" + name + r"\b|luukku_" + name + "_", code)
            if match:
                problems.append(f"{path}:{lintlib.line_of(code, match.start())}: names the adapter {name}; "
                                "only protocols/luukku-registry.c may")


def check_rows_once(architecture, problems):
    """A merge that takes both sides leaves two rows for one file."""
    section, seen = "", set()
    for number, line in enumerate(architecture.splitlines(), 1):
        if line.startswith("### "):
            section = line
        match = re.match(r"\| `([^`]+)` \|", line)
        if match and (section, match.group(1)) in seen:
            problems.append(f"plugin/ARCHITECTURE.md:{number}: a second row for {match.group(1)}")
        elif match:
            seen.add((section, match.group(1)))


def main():
    rows = table()
    LIBRARIES[r"json-glib/"] = json_folders()
    problems = [] if rows else ["plugin/ARCHITECTURE.md: the table of layers cannot be read"]
    for path in lintlib.files("plugin", "protocols"):
        check_file(path, rows, problems)
    check_platform_names(rows, problems)
    architecture = lintlib.read("plugin/ARCHITECTURE.md")
    check_rows_once(architecture, problems)
    for path in lintlib.files("plugin", "protocols"):
        if path.endswith(".c") and f"`{os.path.basename(path)}`" not in architecture \
                and f"`{os.path.basename(path)[:-2]}" not in architecture:
            problems.append(f"{path}: is not named in plugin/ARCHITECTURE.md")
    lintlib.finish("layers", problems)


main()
