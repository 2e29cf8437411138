# SPDX-License-Identifier: GPL-2.0-or-later
"""A small checker of the AT protocol's lexicons (atproto.com/specs/lexicon): requests and answers are held against the
definitions of a folder and a file. What refers to a definition that is not there is counted and let pass; kinds of an
open union that it does not know are let pass in answers, never in what we send."""
import datetime
import json
import re

FORMATS = {
    "did": r"did:[a-z]+:[a-zA-Z0-9._:%-]*[a-zA-Z0-9._-]",
    "handle": r"([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?",
    "at-uri": r"at://[a-zA-Z0-9._:%-]+(/[a-zA-Z][a-zA-Z0-9.-]*(/[a-zA-Z0-9._~:-]+)?)?",
    "nsid": r"[a-zA-Z][a-zA-Z0-9-]*(\.[a-zA-Z][a-zA-Z0-9-]*)+",
    "cid": r"[a-zA-Z0-9+]{8,256}",
    "tid": r"[234567a-j][234567a-z]{12}",
    "record-key": r"[a-zA-Z0-9._:~-]{1,512}",
    "uri": r"[a-z][a-z0-9.-]*:[^\s]+",
}
DATETIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


class Lexicons:
    def __init__(self, folder, own):
        """@folder: the published ones. @own: a file with a list of our own, for what those do not have."""
        self.documents = {}
        self.unknown = set()  # definitions that neither has
        for path in folder.rglob("*.json"):
            document = json.loads(path.read_text(encoding="utf-8"))
            self.documents[document["id"]] = document["defs"]
        self.own = set()  # calls that only our own list has
        for document in json.loads(own.read_text(encoding="utf-8")):
            if document["id"] not in self.documents:
                self.documents[document["id"]] = document["defs"]
                if document["defs"].get("main", {}).get("type") in ("query", "procedure"):
                    self.own.add(document["id"])

    def find(self, ref, home):
        """(the definition, its document), or (None, …) when it is not here."""
        name, _, part = ref.partition("#")
        name = name or home
        found = self.documents.get(name, {}).get(part or "main")
        if found is None:
            self.unknown.add(f"{name}#{part or 'main'}")
        return found, name

    # --- values

    def check(self, value, kind, where, home, sent):
        """Yields a sentence for each thing that is wrong. @sent: it comes from us."""
        check = getattr(self, "check_" + kind["type"].replace("-", "_"), None)
        if check is None:
            yield f"{where}: this checker does not know the type {kind['type']}"
        else:
            yield from check(value, kind, where, home, sent)

    def check_ref(self, value, kind, where, home, sent):
        found, name = self.find(kind["ref"], home)
        if found is not None:
            yield from self.check(value, found, where, name, sent)

    def check_union(self, value, kind, where, home, sent):
        name = value.get("$type") if isinstance(value, dict) else None
        if name is None:
            yield f"{where}: a member of a union has no $type"
            return
        refs = [home + ref if ref.startswith("#") else ref for ref in kind["refs"]]
        if name not in refs:
            if sent or kind.get("closed"):
                yield f"{where}: {name} is none of the union"
            return
        found, document = self.find(name, home)
        if found is not None:
            yield from self.check(value, found, where, document, sent)

    def check_record(self, value, kind, where, home, sent):
        yield from self.check(value, kind["record"], where, home, sent)

    def check_object(self, value, kind, where, home, sent):
        if not isinstance(value, dict):
            yield f"{where}: no object"
            return
        properties = kind.get("properties", {})
        for name in kind.get("required", []):
            if name not in value:
                yield f"{where}.{name}: is missing"
        for name, content in value.items():
            if name in properties and not (content is None and name in kind.get("nullable", [])):
                yield from self.check(content, properties[name], f"{where}.{name}", home, sent)
            elif name not in properties and name != "$type" and sent:
                yield f"{where}.{name}: is not known"

    def check_array(self, value, kind, where, home, sent):
        if not isinstance(value, list):
            yield f"{where}: no array"
            return
        if not kind.get("minLength", 0) <= len(value) <= kind.get("maxLength", len(value)):
            yield f"{where}: {len(value)} elements"
        for place, content in enumerate(value):
            yield from self.check(content, kind["items"], f"{where}[{place}]", home, sent)

    def check_string(self, value, kind, where, _home, _sent):
        if not isinstance(value, str):
            yield f"{where}: no string"
            return
        if len(value.encode()) > kind.get("maxLength", len(value.encode())):
            yield f"{where}: {len(value.encode())} bytes"
        if value not in kind.get("enum", [value]) or value != kind.get("const", value):
            yield f"{where}: not one of the values"
        yield from self.check_format(value, kind.get("format"), where)

    def check_format(self, value, name, where):
        if name == "datetime":
            if not DATETIME.fullmatch(value):
                yield f"{where}: no datetime"
                return
            try:
                datetime.datetime.fromisoformat(value.replace("Z", "+00:00")[:19])
            except ValueError:
                yield f"{where}: no datetime"
        elif name == "at-identifier":
            if not any(re.fullmatch(FORMATS[one], value) for one in ("did", "handle")):
                yield f"{where}: no at-identifier"
        elif name in FORMATS and not re.fullmatch(FORMATS[name], value):
            yield f"{where}: no {name}"

    def check_integer(self, value, kind, where, _home, _sent):
        if isinstance(value, bool) or not isinstance(value, int):
            yield f"{where}: no integer"
        elif not kind.get("minimum", value) <= value <= kind.get("maximum", value):
            yield f"{where}: {value} is out of bounds"

    def check_boolean(self, value, _kind, where, _home, _sent):
        if not isinstance(value, bool):
            yield f"{where}: no boolean"

    def check_unknown(self, value, _kind, where, _home, _sent):
        if not isinstance(value, dict):
            yield f"{where}: no object"

    # --- calls

    def find_call(self, name, method):
        found = self.documents.get(name, {}).get("main", {})
        wanted = {"GET": "query", "POST": "procedure"}.get(method)
        return found if found.get("type") == wanted else None

    def check_parameters(self, name, call, query):
        """@query: name → list of texts."""
        known = call.get("parameters", {})
        properties = known.get("properties", {})
        for parameter in known.get("required", []):
            if parameter not in query:
                yield f"?{parameter}: is missing"
        for parameter, texts in query.items():
            kind = properties.get(parameter)
            if kind is None:
                yield f"?{parameter}: is not known"
            elif kind["type"] == "array":
                yield from self.check(texts, kind, "?" + parameter, name, True)
            elif len(texts) != 1:
                yield f"?{parameter}: given {len(texts)} times"
            else:
                value = int(texts[0]) if kind["type"] == "integer" and texts[0].isdigit() else texts[0]
                yield from self.check(value, kind, "?" + parameter, name, True)

    def check_body(self, name, call, body):
        """@body: the parsed JSON, None without one."""
        if "input" not in call:
            if body is not None:
                yield "body: none is taken"
        elif body is None:
            yield "body: is missing"
        else:
            yield from self.check(body, call["input"]["schema"], "body", name, True)

    def check_answer(self, name, call, answer):
        if "output" in call:
            yield from self.check(answer, call["output"]["schema"], "answer", name, False)
