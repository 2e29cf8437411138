# SPDX-License-Identifier: GPL-2.0-or-later
"""A small Vimeo with a memory: the town's account with two videos, residents, comments, and the faults a test asks for. It
answers the calls of the API that the adapter makes, and is steered below /control/:
  POST /control/comment {"from": NAME, "text": TEXT, "video": NUMBER}
  POST /control/reply   {"from": NAME, "text": TEXT, "to": "VIDEO/COMMENT"}
  POST /control/edit    {"id": "VIDEO/COMMENT", "text": TEXT}
  POST /control/delete  {"id": "VIDEO/COMMENT"}
  POST /control/mode    {"name": NAME}   dead-token, throttled, lost-answer, or nothing
  GET  /control/sent                     {"texts": […], "acts": […]}
All people are invented. Python's standard library only; loopback only."""
import http.server
import json
import threading
import time
import urllib.parse

TOKEN = "contract-token"
BASE = ""
BROKEN = ("/videos/1001/comments/1/replies", {"words": ""}, {"Content-Type": "application/vnd.vimeo.comment+json"})
TOWN = {"uri": "/users/7001", "name": "Esimerkkikaupunki", "link": "https://vimeo.com/kaupunki"}
VIDEOS = {1001: "Uimahallin avajaiset", 1002: "Valtuusto"}

MODES = {"dead-token": (401, {"error": "You must provide a valid authenticated access token.", "error_code": 8003}, {}),
         "throttled": (429, {"error": "Too many API requests."}, {})}
MISSING = (404, {"error": "The requested comment couldn't be found.", "error_code": 5000})


class Server:
    def __init__(self):
        self.lock = threading.Lock()
        self.now = time.time() - 3600
        self.count = 500
        self.people = {}
        self.comments = {number: [] for number in VIDEOS}  # newest first
        self.replies = {}  # id of a comment: oldest first
        self.acts = []
        self.texts = []
        self.mode = ""

    def person(self, name):
        number = self.people.setdefault(name, 8001 + len(self.people))
        return {"uri": f"/users/{number}", "name": name.capitalize()}

    def comment(self, video, user, text):
        self.count += 1
        self.now += 5
        number = str(self.count)
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(self.now))
        self.replies[number] = []
        return {"id": f"{video}/{number}", "uri": f"/videos/{video}/comments/{number}", "type": "video", "text": text,
                "created_on": stamp, "resource_key": "k", "user": user}

    def find(self, number):
        lists = [*self.comments.values(), *self.replies.values()]
        return next(((rows, row) for rows in lists for row in rows if row["id"].split("/")[1] == number), (None, None))

    def shown(self, row):
        total = len(self.replies[row["id"].split("/")[1]])
        return dict({key: row[key] for key in row if key != "id"},
                    metadata={"connections": {"replies": {"options": ["GET"], "total": total, "uri": row["uri"] + "/replies"}}})

    def page(self, rows, query):
        size, page = int(query.get("per_page", ["25"])[0]), int(query.get("page", ["1"])[0])
        more = page * size < len(rows)
        return 200, {"total": len(rows), "page": page, "per_page": size, "data": rows[(page - 1) * size:page * size],
                     "paging": {"next": f"/next?page={page + 1}" if more else None, "previous": None, "first": "/", "last": "/"}}

    def read(self, path, query):
        parts = path.strip("/").split("/")
        if parts == ["me"]:
            return 200, TOWN
        if parts == ["me", "videos"]:
            return self.page([{"uri": f"/videos/{number}", "name": name, "metadata": {"connections": {
                "comments": {"options": ["GET"], "uri": "/", "total": len(self.comments[number])}}}}
                              for number, name in VIDEOS.items()], query)
        if len(parts) == 3:
            return self.page([self.shown(row) for row in self.comments[int(parts[1])]], query)
        _, row = self.find(parts[3])
        if row is None:
            return MISSING
        if len(parts) == 4:
            return 200, self.shown(row)
        return self.page([self.shown(reply) for reply in self.replies[parts[3]]], query)

    def write(self, method, path, body):
        parts = path.strip("/").split("/")
        rows, row = self.find(parts[3])
        if row is None:
            return MISSING
        if method == "DELETE":
            self.acts.append("delete:" + row["id"])
            rows.remove(row)
            return 204, None
        self.texts.append(body["text"])
        self.replies[parts[3]].append(self.comment(parts[1], TOWN, body["text"]))
        return 201, self.shown(self.replies[parts[3]][-1])

    def steer(self, what, body):
        if what == "comment":
            self.comments[body["video"]].insert(0, self.comment(body["video"], self.person(body["from"]), body["text"]))
            return self.comments[body["video"]][0]
        if what == "reply":
            video, number = body["to"].split("/")
            self.replies[number].append(self.comment(video, self.person(body["from"]), body["text"]))
            return self.replies[number][-1]
        if what == "mode":
            self.mode = body["name"]
            return {}
        rows, row = self.find(body["id"].split("/")[1])
        if what == "edit":
            row["text"] = body["text"]
        if what == "delete":
            rows.remove(row)
        return {}


def make_handler(server):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args):
            pass

        def answer(self, status, value, headers=None):
            body = b"" if value is None else json.dumps(value).encode()
            kind = "error" if status >= 400 else "comment"
            url = urllib.parse.urlsplit(self.path).path
            kind = {"/me": "user", "/me/videos": "video"}.get(url, kind) if status < 400 else kind
            self.send_response(status)
            if value is not None:
                self.send_header("Content-Type", f"application/vnd.vimeo.{kind}+json")
                self.send_header("Content-Length", str(len(body)))
            for name, text in (headers or {}).items():
                self.send_header(name, text)
            self.end_headers()
            self.wfile.write(body)

        def refused(self):
            mode = server.mode if self.headers.get("Authorization") == "Bearer contract-token" else "dead-token"
            if mode in MODES:
                status, value, _ = MODES[mode]
                reset = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(time.time() + 180))
                self.answer(status, value, {"X-RateLimit-Reset": reset} if mode == "throttled" else {})
            return mode in MODES

        def do_GET(self):
            url = urllib.parse.urlsplit(self.path)
            with server.lock:
                if self.path == "/control/sent":
                    return self.answer(200, {"texts": server.texts, "acts": server.acts})
                return None if self.refused() else self.answer(*server.read(url.path, urllib.parse.parse_qs(url.query)))

        def change(self):
            raw = self.rfile.read(int(self.headers.get("Content-Length") or "0"))
            with server.lock:
                if self.path.startswith("/control/"):
                    return self.answer(200, server.steer(self.path[9:], json.loads(raw)))
                if self.refused():
                    return None
                done = server.write(self.command, self.path, json.loads(raw or b"{}"))
                if server.mode == "lost-answer":
                    return self.answer(503, {"error": "Service Unavailable"})
                return self.answer(*done)

        do_POST = do_PATCH = do_DELETE = change

    return Handler


def start():
    """Starts the server on a free port of 127.0.0.1. Returns its port; it ends with the process."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), make_handler(Server()))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]
