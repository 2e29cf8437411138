# SPDX-License-Identifier: GPL-2.0-or-later
"""A small Matrix homeserver with a memory: the town's account, residents, rooms with their events, and the faults a test
asks for. It answers the calls of the client-server API that the adapter makes, and is steered below /control/:
  POST /control/invite  {"from": NAME}                     a resident opens a conversation; {"id": ROOM}
  POST /control/message {"from": NAME, "room": ROOM, "text": TEXT, "count": N}   {"id": EVENT}: of the last one
  POST /control/edit    {"from": NAME, "room": ROOM, "id": EVENT, "text": TEXT}
  POST /control/delete  {"from": NAME, "room": ROOM, "id": EVENT}
  POST /control/picture {"from": NAME, "room": ROOM}
  POST /control/room    {"from": NAME}                     a public room with three people; {"id": ROOM}
  POST /control/encrypt {"from": NAME, "room": ROOM}       and one message that cannot be read
  POST /control/mode    {"name": NAME}   dead-token, throttled, lost-answer, old-token, forgotten, or nothing
  GET  /control/sent    {"texts": […], "acts": […], "logins": […]}
All people are invented. Python's standard library only; loopback only."""
import http.server
import json
import threading
import time
import urllib.parse

US = "@kirjaamo:kunta.example"
TOKEN = "contract-token"
BASE = ""
V3 = "/_matrix/client/v3"
BROKEN = (V3 + "/rooms/%21r%3Akunta.example/report/%24e", {"reason": 17}, {})
PAGE = 20  # events in one answer, whatever is asked for: more than one page is the rule

MODES = {
    "dead-token": (401, {"errcode": "M_UNKNOWN_TOKEN", "error": "Invalid token", "soft_logout": False}, {}),
    "throttled": (429, {"errcode": "M_LIMIT_EXCEEDED", "error": "Too Many Requests", "retry_after_ms": 180000},
                  {"Retry-After": "180"}),
}


def prepare(document):
    """The key of a state event may be empty, with the slash before it; a published document cannot say so and Prism misses
    it: the two that are asked for get paths of their own. A file goes up with its own type, which the document says in words
    only."""
    for path in [p for p in document["paths"] if p.endswith("/state/{eventType}/{stateKey}")]:
        get = json.loads(json.dumps(document["paths"][path]["get"]))
        get["parameters"] = [p for p in get.get("parameters", []) if p.get("name") == "roomId"]
        for kind in ("m.room.encryption", "m.room.power_levels"):
            document["paths"][path.replace("{eventType}/{stateKey}", kind + "/")] = {"get": get}
    upload = document["paths"].get("/_matrix/media/v3/upload", {}).get("post", {}).get("requestBody", {}).get("content", {})
    upload.setdefault("application/pdf", {"schema": {"type": "string"}})
    return document


def user(name):
    return f"@{name}:asukas.example"


class Room:
    def __init__(self, number):
        self.id = f"!huone{number}:asukas.example"
        self.events = []  # (position, event)
        self.state = {}
        self.joined = False
        self.invited_by = None

    def members(self):
        return [key for (kind, key), event in self.state.items()
                if kind == "m.room.member" and event["content"]["membership"] == "join"]


class Server:
    def __init__(self):
        self.lock = threading.Lock()
        self.position = 1
        self.count = 0
        self.now = int(time.time() * 1000) - 3600 * 1000
        self.rooms = {}
        self.sent = {}
        self.texts = []
        self.acts = []
        self.logins = []
        self.ignored = None
        self.mode = ""
        self.token = TOKEN

    # --- what happens in rooms
    def event(self, room, sender, kind, content, key=None, **more):
        self.count += 1
        self.position += 1
        self.now += 1000
        event = {"type": kind, "sender": sender, "content": content, "event_id": f"${self.count}",
                 "origin_server_ts": self.now, "unsigned": {}, **more}
        if key is not None:
            event["state_key"] = key
            room.state[(kind, key)] = event
        room.events.append((self.position, event))
        return event

    def new_room(self, creator, rule):
        room = Room(len(self.rooms) + 1)
        self.rooms[room.id] = room
        self.event(room, creator, "m.room.create", {"room_version": "11"}, "")
        self.join(room, creator)
        self.event(room, creator, "m.room.power_levels", {"ban": 50, "users": {creator: 100, US: 100}}, "")
        self.event(room, creator, "m.room.join_rules", {"join_rule": rule}, "")
        self.event(room, creator, "m.room.history_visibility", {"history_visibility": "shared"}, "")
        return room

    def join(self, room, who):
        name = who[1:].split(":")[0].capitalize()
        before = room.state.get(("m.room.member", who))
        more = {"unsigned": {"prev_content": before["content"]}} if before else {}
        self.event(room, who, "m.room.member", {"membership": "join", "displayname": name}, who, **more)
        room.joined = room.joined or who == US

    def steer(self, what, body):
        if what == "mode":
            self.mode = body["name"]
            return {}
        sender = user(body["from"])
        if what == "invite":
            room = self.new_room(sender, "invite")
            room.invited_by = self.event(room, sender, "m.room.member",
                                         {"membership": "invite", "is_direct": True, "displayname": "Kirjaamo"}, US)
            return {"id": room.id}
        if what == "room":
            room = self.new_room(sender, "public")
            self.event(room, sender, "m.room.name", {"name": "Kunnan keskustelu"}, "")
            self.join(room, user("pekka"))
            self.join(room, US)
            return {"id": room.id}
        room = self.rooms[body["room"]]
        if what == "message":
            for _ in range(body.get("count", 1)):
                event = self.event(room, sender, "m.room.message", {"msgtype": "m.text", "body": body["text"]})
            return {"id": event["event_id"]}
        if what == "picture":
            return {"id": self.event(room, sender, "m.room.message", {
                "msgtype": "m.image", "body": "kuva.jpg", "url": "mxc://asukas.example/kuva1",
                "info": {"mimetype": "image/jpeg", "size": 4}})["event_id"]}
        if what == "edit":
            self.event(room, sender, "m.room.message", {
                "msgtype": "m.text", "body": "* " + body["text"],
                "m.new_content": {"msgtype": "m.text", "body": body["text"]},
                "m.relates_to": {"rel_type": "m.replace", "event_id": body["id"]}})
        if what == "delete":
            self.event(room, sender, "m.room.redaction", {"redacts": body["id"]}, redacts=body["id"])
        if what == "encrypt":
            self.event(room, sender, "m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"}, "")
            self.event(room, sender, "m.room.encrypted", {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "AwgA"})
        return {}

    # --- what is asked
    def joined(self, room, since, limit, whole):
        news = [(at, event) for at, event in room.events if at > since]
        shown = news[-limit:]
        state = [event for event in room.state.values()
                 if (whole or since == 0 or any(event is e for _, e in news[:-limit]))
                 and not any(event is e for _, e in shown)]
        before = shown[0][0] if shown else self.position + 1
        return {"timeline": {"events": [e for _, e in shown], "limited": len(news) > len(shown),
                             "prev_batch": f"p{before}"}, "state": {"events": state}, "account_data": {"events": []},
                "ephemeral": {"events": []}, "summary": {"m.joined_member_count": len(room.members()),
                                                         "m.invited_member_count": 0}}

    def sync(self, query):
        given = query.get("since", ["s0"])[0]
        if self.mode == "forgotten" and given != "s0":
            return None
        since = int(given[1:])
        filters = json.loads(query["filter"][0])["room"]
        wanted = filters.get("rooms")
        whole = "full_state" in query
        rooms = {"join": {}, "invite": {}}
        for room in self.rooms.values():
            moved = bool(room.events) and room.events[-1][0] > since
            if (wanted is not None and room.id not in wanted) or not (moved or whole):
                continue
            if room.joined:
                start = since if self.was_joined(room, since) else 0
                rooms["join"][room.id] = self.joined(room, start, min(PAGE, filters["timeline"]["limit"]), whole)
            elif room.invited_by is not None:
                rooms["invite"][room.id] = {"invite_state": {"events": [
                    room.state[("m.room.member", room.invited_by["sender"])], room.invited_by]}}
        return {"next_batch": f"s{self.position}", "rooms": rooms}

    @staticmethod
    def was_joined(room, since):
        return any(at <= since and e["type"] == "m.room.member" and e.get("state_key") == US
                   and e["content"]["membership"] == "join" for at, e in room.events)

    def page(self, room, query):
        before = int(query["from"][0][1:]) if "from" in query else self.position + 1
        after = int(query["to"][0][1:]) if "to" in query else 0
        kinds = json.loads(query["filter"][0])["types"] if "filter" in query else None
        rows = [(at, e) for at, e in room.events if after < at < before][::-1]
        taken = rows[:PAGE]
        answer = {"start": f"p{before}", "state": [],
                  "chunk": [e for _, e in taken if kinds is None or e["type"] in kinds]}
        if len(rows) > PAGE:
            answer["end"] = f"p{taken[-1][0]}"
        return answer

    def read(self, parts, query):
        if parts[-1] == "whoami":
            return {"user_id": US, "device_id": "LUUKKU012345678901"}
        if parts[0] == "profile":
            return {"displayname": "Esimerkkikunnan kirjaamo"}
        if parts[0] == "sync":
            return self.sync(query)
        if parts[0] == "user":
            return self.ignored
        room = self.rooms.get(parts[1])
        if room is None or parts[0] != "rooms":
            return None
        if parts[2] == "messages":
            return self.page(room, query)
        if parts[2] == "event":
            return next((e for _, e in room.events if e["event_id"] == parts[3]), None)
        if parts[2] == "joined_members":
            return {"joined": {member: {"display_name": member} for member in room.members()}}
        if parts[2] == "state":
            event = room.state.get((parts[3], ""))
            return event["content"] if event else None
        return None

    def write(self, parts, body):
        if parts[0] == "login":
            self.logins.append(body["device_id"])
            return {"user_id": US, "access_token": self.token, "device_id": body["device_id"],
                    "refresh_token": "contract-refresh", "expires_in_ms": 3600000}
        if parts[0] == "refresh":
            if self.mode == "old-token":
                self.mode = ""
            return {"access_token": self.token, "refresh_token": body["refresh_token"], "expires_in_ms": 3600000}
        if parts[0] == "user":
            self.ignored = body
            self.acts.append("ignore:" + ",".join(body["ignored_users"]))
            return {}
        room = self.rooms[parts[1]]
        if parts[2] == "join":
            self.join(room, US)
            return {"room_id": room.id}
        if parts[2] == "send":
            if parts[4] not in self.sent:
                event = self.event(room, US, "m.room.message", body, unsigned={"transaction_id": parts[4]})
                self.sent[parts[4]] = event["event_id"]
                self.texts.append(body["body"])
            return {"event_id": self.sent[parts[4]]}
        self.acts.append(parts[2] + ":" + (body.get("user_id") or parts[-2 if parts[2] == "redact" else -1]))
        if parts[2] == "redact":
            return {"event_id": self.event(room, US, "m.room.redaction", {"redacts": parts[3]})["event_id"]}
        return {}


def make_handler(server):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args):
            pass

        def answer(self, status, value, headers=None):
            body = value if isinstance(value, bytes) else json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "image/jpeg" if isinstance(value, bytes) else "application/json")
            self.send_header("Content-Length", str(len(body)))
            for name, text in (headers or {}).items():
                self.send_header(name, text)
            self.end_headers()
            self.wfile.write(body)

        def refused(self, parts):
            if parts[0] in ("login", "refresh"):
                return False
            mode = server.mode
            if self.headers.get("Authorization") != "Bearer " + TOKEN or mode == "old-token":
                mode = "dead-token"
            if mode in MODES:
                self.answer(*MODES[mode])
            return mode in MODES

        def parts(self, url):
            return [urllib.parse.unquote(part) for part in url.path[len(V3) + 1:].split("/")]

        def do_GET(self):
            url = urllib.parse.urlsplit(self.path)
            with server.lock:
                if url.path == "/control/sent":
                    return self.answer(200, {"texts": server.texts, "acts": server.acts, "logins": server.logins})
                if url.path == "/_matrix/client/versions":
                    return self.answer(200, {"versions": ["v1.1", "v1.11"]})
                if url.path.startswith("/_matrix/client/v1/media/download/"):
                    return self.answer(200, b"JPEG")
                parts = self.parts(url)
                if self.refused(parts):
                    return None
                found = server.read(parts, urllib.parse.parse_qs(url.query))
                if found is None and parts[0] == "sync":
                    return self.answer(400, {"errcode": "M_UNKNOWN", "error": "Invalid stream token"})
                if found is None:
                    return self.answer(404, {"errcode": "M_NOT_FOUND", "error": "Not found"})
                return self.answer(200, found)

        def do_POST(self):
            url = urllib.parse.urlsplit(self.path)
            raw = self.rfile.read(int(self.headers.get("Content-Length") or "0"))
            with server.lock:
                if url.path == "/_matrix/media/v3/upload":
                    return self.answer(200, {"content_uri": "mxc://kunta.example/tiedosto1"})
                body = json.loads(raw or b"{}")
                if url.path.startswith("/control/"):
                    return self.answer(200, server.steer(url.path[9:], body))
                parts = self.parts(url)
                if self.refused(parts):
                    return None
                if parts[2:3] == ["receipt"] and not server.rooms[parts[1]].joined:
                    return self.answer(403, {"errcode": "M_FORBIDDEN", "error": "User not in room"})
                if parts[2:3] == ["report"] and parts[1] not in server.rooms:
                    return self.answer(404, {"errcode": "M_NOT_FOUND", "error": "Not found"})
                done = server.write(parts, body)
                if server.mode == "lost-answer":
                    return self.answer(500, {"errcode": "M_UNKNOWN", "error": "Internal server error"})
                return self.answer(200, done)

        do_PUT = do_POST

    return Handler


def start():
    """Starts the server on a free port of 127.0.0.1. Returns its port; it ends with the process."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), make_handler(Server()))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]
