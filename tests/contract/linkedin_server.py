# SPDX-License-Identifier: GPL-2.0-or-later
"""A small LinkedIn with a memory: the town's page, its posts, comments in two levels, notifications, posts that mention the page,
and the faults a test asks for. It answers the calls of the Community Management API that the adapter makes, and is steered
below /control/:
  POST /control/comment {"from": NAME, "text": TEXT, "parent": ID or ""}   under the page's only post
  POST /control/mention {"from": NAME, "text": TEXT}
  POST /control/edit    {"id": ID, "text": TEXT}
  POST /control/delete  {"id": ID}
  POST /control/mode    {"name": NAME}   dead-token, throttled, sunset, lost-answer, urn (instead of commentUrn), or nothing
  GET  /control/sent                     {"texts": […], "acts": […], "renewals": 0}
All people are invented. Python's standard library only; loopback only."""
import http.server
import json
import threading
import time
import urllib.parse

TOKEN = "contract-token"
BASE = ""
ORGANIZATION = "urn:li:organization:12345678"
POST = "urn:li:share:7001"
ACTIVITY = "urn:li:activity:6001"
BROKEN = ("/rest/socialActions/urn%3Ali%3Ashare%3A7001/comments", {"text": ""}, {"LinkedIn-Version": "202609"})

MODES = {
    "dead-token": (401, {"status": 401, "serviceErrorCode": 65601, "code": "EXPIRED_ACCESS_TOKEN", "message": "expired"}),
    "throttled": (429, {"status": 429, "code": "TOO_MANY_REQUESTS", "message": "throttle DAY limit"}),
    "sunset": (426, {"status": 426, "code": "NONEXISTENT_VERSION", "message": "Requested version is not active"}),
}


class Server:
    def __init__(self):
        self.lock = threading.Lock()
        self.count = 0
        self.comments, self.mentions = {}, {}
        self.news = []
        self.texts, self.acts = [], []
        self.mode = ""

    def new_id(self):
        self.count += 1
        return str(6636062862760562000 + self.count)

    @staticmethod
    def now():
        return int(time.time() * 1000)

    def tell(self, action, urn, post):
        self.count += 1
        self.news.append({"notificationId": self.count, "organizationalEntity": ORGANIZATION, "action": action, "sourcePost": post,
                          "generatedActivity": urn, "lastModifiedAt": self.now(), "subscriber": "urn:li:person:staff"})

    @staticmethod
    def urn(number):
        return f"urn:li:comment:({ACTIVITY},{number})"

    def add_comment(self, actor, text, parent):
        number, now = self.new_id(), self.now()
        comment = {"id": number, "object": ACTIVITY, "actor": actor, "message": {"text": text, "attributes": []},
                   "created": {"actor": actor, "time": now}, "lastModified": {"actor": actor, "time": now},
                   "commentsSummary": {"totalFirstLevelComments": 0}}
        if parent:
            comment["parentComment"] = parent
        self.comments[number] = comment
        return comment

    def shown(self, comment):
        return dict(comment, **{"$URN" if self.mode == "urn" else "commentUrn": self.urn(comment["id"])})

    def read(self, parts, query):
        if parts[1] == "organizations":
            return {"id": int(parts[2]), "localizedName": "Esimerkkikaupunki", "vanityName": "esimerkki"}
        if parts[1] == "organizationalEntityNotifications":
            span = query["timeRange"][0].strip("()").split(",")
            first, last = (int(part.split(":")[1]) for part in span)
            start, size = int(query["start"][0]), int(query["count"][0])
            rows = [n for n in reversed(self.news) if first <= n["lastModifiedAt"] <= last]
            return {"elements": rows[start:start + size], "paging": {"start": start, "count": size, "links": []}}
        if parts[1] == "posts" and parts[2] == POST:
            return {"id": POST, "author": ORGANIZATION, "commentary": "Uimahalli aukeaa", "createdAt": 1700000000000,
                    "publishedAt": 1700000000000, "visibility": "PUBLIC"}
        if parts[1] == "posts":
            return self.mentions.get(parts[2])
        if len(parts) == 5:
            comment = self.comments.get(parts[4])
            return self.shown(comment) if comment else None
        rows = [self.shown(c) for c in self.comments.values() if c.get("parentComment") == parts[2]]
        return {"elements": rows, "paging": {"start": 0, "count": 50, "links": []}}

    def reply(self, body):
        text = body.get("message", {}).get("text", "")
        self.texts.append(text)
        comment = self.add_comment(ORGANIZATION, text, body.get("parentComment"))
        self.tell("ADMIN_COMMENT", self.urn(comment["id"]), POST)
        return comment

    def steer(self, what, body):
        if what == "comment":
            comment = self.add_comment("urn:li:person:" + body["from"], body["text"], body["parent"] and self.urn(body["parent"]))
            self.tell("COMMENT", self.urn(comment["id"]), POST)
            return comment
        if what == "mention":
            urn, now = "urn:li:share:" + self.new_id(), self.now()
            self.mentions[urn] = {"id": urn, "author": "urn:li:person:" + body["from"], "commentary": body["text"],
                                  "createdAt": now, "publishedAt": now, "visibility": "PUBLIC"}
            self.tell("SHARE_MENTION", urn, urn)
            return {"id": urn}
        if what == "edit":
            self.comments[body["id"]]["message"]["text"] = body["text"]
            self.tell("COMMENT_EDIT", self.urn(body["id"]), POST)
        if what == "delete":
            del self.comments[body["id"]]
            self.tell("COMMENT_DELETE", self.urn(body["id"]), POST)
        if what == "mode":
            self.mode = body["name"]
        return {}


def make_handler(server):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args):
            pass

        def answer(self, status, value, headers=None):
            body = json.dumps(value).encode() if value is not None else b""
            self.send_response(status)
            if value is not None:
                self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            for name, text in (headers or {}).items():
                self.send_header(name, text)
            self.end_headers()
            self.wfile.write(body)

        def refused(self):
            mode = server.mode
            if self.headers.get("Authorization") != "Bearer " + TOKEN or self.headers.get("LinkedIn-Version") is None:
                mode = "dead-token"
            if mode in MODES:
                self.answer(*MODES[mode])
            return mode in MODES

        def parts(self):
            url = urllib.parse.urlsplit(self.path)
            return [urllib.parse.unquote(part) for part in url.path.strip("/").split("/")], urllib.parse.parse_qs(url.query)

        def do_GET(self):
            parts, query = self.parts()
            with server.lock:
                if parts == ["control", "sent"]:
                    return self.answer(200, {"texts": server.texts, "acts": server.acts, "renewals": 0})
                if self.refused():
                    return None
                found = server.read(parts, query)
                if found is None:
                    return self.answer(404, {"status": 404, "code": "NOT_FOUND", "message": "Not found"})
                return self.answer(200, found)

        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or "0")) or b"{}")
            parts, _ = self.parts()
            with server.lock:
                if parts[0] == "control":
                    return self.answer(200, server.steer(parts[1], body))
                if self.refused():
                    return None
                comment = server.reply(body)
                if server.mode == "lost-answer":
                    return self.answer(503, {"status": 503, "message": "Service Unavailable"})
                return self.answer(201, server.shown(comment), {"x-restli-id": comment["id"]})

        def do_DELETE(self):
            parts, query = self.parts()
            with server.lock:
                if self.refused():
                    return None
                if query["actor"] != [ORGANIZATION] or parts[4] not in server.comments:
                    return self.answer(404, {"status": 404, "code": "NOT_FOUND", "message": "Not found"})
                del server.comments[parts[4]]
                server.acts.append("DELETE:" + parts[4])
                return self.answer(204, None)

    return Handler


def start():
    """Starts the server on a free port of 127.0.0.1. Returns its port; it ends with the process."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), make_handler(Server()))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]
