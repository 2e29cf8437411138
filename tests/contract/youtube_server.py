# SPDX-License-Identifier: GPL-2.0-or-later
"""A small YouTube with a memory: the town's channel with one video, residents, comments in three states, and the faults a
test asks for. It answers the calls of the Data API that the adapter makes, and is steered below /control/:
  POST /control/comment {"from": NAME, "text": TEXT, "state": "published", "heldForReview" or "likelySpam"}
  POST /control/reply   {"from": NAME, "text": TEXT, "to": ID}
  POST /control/edit    {"id": ID, "text": TEXT}
  POST /control/delete  {"id": ID}
  POST /control/mode    {"name": NAME}   dead-token, used-up, lost-answer, or nothing
  GET  /control/sent                     {"texts": […], "acts": […]}
All people are invented. Python's standard library only; loopback only."""
import http.server
import json
import pathlib
import threading
import time
import urllib.parse

TOKEN = "access=contract-token"
BASE = ""
BROKEN = ("/youtube/v3/comments?part=snippet", {"snippet": {}}, {})
TOWN = "UCkaupunkikaupunkikaupu1"
VIDEO = "vIdEo000001"
EMBEDDED = 2  # replies that a list of threads shows


def prepare(contract):
    """The published contract is of comments only: channels and videos are taken from our own list of calls."""
    with open(pathlib.Path(__file__).with_name("youtube-calls.openapi.json"), encoding="utf-8") as stream:
        ours = json.load(stream)
    for name in ("channels", "videos"):
        contract["paths"]["/youtube/v3/" + name] = ours["paths"]["/youtube/v3/" + name]
    return contract


def error(code, reason, status):
    return code, {"error": {"code": code, "message": "…", "status": status,
                            "errors": [{"message": "…", "domain": "youtube", "reason": reason}]}}


MODES = {"dead-token": error(401, "authError", "UNAUTHENTICATED"),
         "used-up": error(403, "quotaExceeded", "PERMISSION_DENIED")}
MISSING = error(404, "commentNotFound", "NOT_FOUND")


class Server:
    def __init__(self):
        self.lock = threading.Lock()
        self.now = time.time() - 3600
        self.count = 0
        self.people = {}
        self.threads = []  # newest first: {"top", "replies", "state"}
        self.acts = []
        self.texts = []
        self.mode = ""

    def author(self, name):
        if name == TOWN:
            return TOWN, "@kaupunki"
        number = self.people.setdefault(name, len(self.people))
        return f"UCresident{number:014}", "@" + name

    def comment(self, name, text, parent):
        self.count += 1
        self.now += 5
        channel, handle = self.author(name)
        stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self.now))
        snippet = {"channelId": TOWN, "videoId": VIDEO, "textDisplay": text, "textOriginal": text,
                   "authorDisplayName": handle, "authorChannelId": {"value": channel}, "canRate": True,
                   "viewerRating": "none", "likeCount": 0, "publishedAt": stamp, "updatedAt": stamp}
        if parent:
            snippet["parentId"] = parent
        number = f"{parent}.r{self.count:06}" if parent else f"UgxComment{self.count:06}"
        return {"kind": "youtube#comment", "etag": "e", "id": number, "snippet": snippet}

    def all_comments(self):
        return [c for thread in self.threads for c in [thread["top"], *thread["replies"]]]

    def thread(self, number):
        return next((t for t in self.threads if t["top"]["id"] == number), None)

    def remove(self, number):
        self.threads = [t for t in self.threads if t["top"]["id"] != number]
        for thread in self.threads:
            thread["replies"] = [r for r in thread["replies"] if r["id"] != number]

    def page(self, kind, rows, query):
        size, start = int(query.get("maxResults", ["20"])[0]), int(query.get("pageToken", ["0"])[0])
        shown = rows[start:start + size]
        answer = {"kind": f"youtube#{kind}ListResponse", "etag": "e", "items": shown,
                  "pageInfo": {"totalResults": len(rows), "resultsPerPage": size}}
        if start + size < len(rows):
            answer["nextPageToken"] = str(start + size)
        return 200, answer

    def shown(self, thread):
        return {"kind": "youtube#commentThread", "etag": "e", "id": thread["top"]["id"],
                "snippet": {"channelId": TOWN, "videoId": VIDEO, "topLevelComment": thread["top"], "canReply": True,
                            "totalReplyCount": len(thread["replies"]), "isPublic": thread["state"] == "published"},
                "replies": {"comments": thread["replies"][-EMBEDDED:]}}

    def read(self, path, query):
        if path == "channels":
            return self.page("channel", [{"kind": "youtube#channel", "id": TOWN,
                                          "snippet": {"title": "Esimerkkikaupunki", "customUrl": "@kaupunki"}}], query)
        if path == "videos":
            return self.page("video", [{"kind": "youtube#video", "id": number, "snippet": {"title": "Avajaiset"}}
                                       for number in query["id"][0].split(",")], query)
        if path == "commentThreads":
            return self.page("commentThread", [self.shown(t) for t in self.threads
                                               if t["state"] == query["moderationStatus"][0]], query)
        if "parentId" in query:
            thread = self.thread(query["parentId"][0])
            return self.page("comment", thread["replies"], query) if thread else MISSING
        wanted = query["id"][0].split(",")
        return self.page("comment", [c for c in self.all_comments() if c["id"] in wanted], dict(query, maxResults=["50"]))

    def moderate(self, query):
        for number in query["id"][0].split(","):
            thread = self.thread(number)
            if thread is None:
                return MISSING
            status = query["moderationStatus"][0]
            self.acts.append(status + (":ban:" if query.get("banAuthor") == ["true"] else ":") + number)
            if status == "rejected":
                self.remove(number)
            thread["state"] = status
        return 204, None

    def write(self, method, path, query, body):
        if path == "comments/setModerationStatus":
            return self.moderate(query)
        if method == "DELETE":
            self.acts.append("delete:" + query["id"][0])
            self.remove(query["id"][0])
            return 204, None
        thread = self.thread(body["snippet"]["parentId"])
        if thread is None:
            return MISSING
        self.texts.append(body["snippet"]["textOriginal"])
        thread["replies"].append(self.comment(TOWN, body["snippet"]["textOriginal"], thread["top"]["id"]))
        return 200, thread["replies"][-1]

    def steer(self, what, body):
        if what == "comment":
            self.threads.insert(0, {"top": self.comment(body["from"], body["text"], None), "replies": [],
                                    "state": body.get("state", "published")})
            return self.threads[0]["top"]
        if what == "reply":
            self.thread(body["to"])["replies"].append(self.comment(body["from"], body["text"], body["to"]))
            return self.thread(body["to"])["replies"][-1]
        if what == "edit":
            for comment in self.all_comments():
                if comment["id"] == body["id"]:
                    comment["snippet"].update(textDisplay=body["text"], textOriginal=body["text"])
        if what == "delete":
            self.remove(body["id"])
        if what == "mode":
            self.mode = body["name"]
        return {}


def make_handler(server):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args):
            pass

        def answer(self, status, value):
            body = b"" if value is None else json.dumps(value).encode()
            self.send_response(status)
            if value is not None:
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def refused(self):
            mode = server.mode if self.headers.get("Authorization") == "Bearer contract-token" else "dead-token"
            if mode in MODES:
                self.answer(*MODES[mode])
            return mode in MODES

        def parts(self):
            url = urllib.parse.urlsplit(self.path)
            return url.path.removeprefix("/youtube/v3/"), urllib.parse.parse_qs(url.query)

        def do_GET(self):
            with server.lock:
                if self.path == "/control/sent":
                    return self.answer(200, {"texts": server.texts, "acts": server.acts})
                return None if self.refused() else self.answer(*server.read(*self.parts()))

        def change(self):
            raw = self.rfile.read(int(self.headers.get("Content-Length") or "0"))
            with server.lock:
                if self.path.startswith("/control/"):
                    return self.answer(200, server.steer(self.path[9:], json.loads(raw)))
                if self.refused():
                    return None
                done = server.write(self.command, *self.parts(), json.loads(raw or b"{}"))
                if server.mode == "lost-answer":
                    return self.answer(*error(503, "backendError", "UNAVAILABLE"))
                return self.answer(*done)

        do_POST = do_PUT = do_DELETE = change

    return Handler


def start():
    """Starts the server on a free port of 127.0.0.1. Returns its port; it ends with the process."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), make_handler(Server()))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]
