# SPDX-License-Identifier: GPL-2.0-or-later
"""A small TikTok with a memory: the town's account, its videos, comments, replies, and the faults a test asks for. It answers the
calls of the Business API v1.3 that the adapter makes (failures with HTTP 200 and a code), and is steered below /control/:
  POST /control/video   {"caption": TEXT}
  POST /control/comment {"from": NAME, "text": TEXT, "video": ID, "parent": ID or ""}
  POST /control/delete  {"id": ID}
  POST /control/mode    {"name": NAME}   expired, dead-token, throttled, lost-answer, or nothing
  GET  /control/sent                     {"texts": […], "acts": […], "renewals": N}
All people are invented. Python's standard library only; loopback only."""
import http.server
import json
import threading
import time
import urllib.parse

OPEN_ID = "open-id_4711"
TOKEN = f"access=contract-token&refresh=refresh-1&subject={OPEN_ID}"
BASE = ""
API = "/open_api/v1.3/"
BROKEN = (API + "business/comment/hide/", {"action": "BURY"}, {})


class Server:
    def __init__(self):
        self.lock = threading.Lock()
        self.now = int(time.time()) - 86400
        self.count = 0
        self.videos = []  # newest first
        self.comments = []
        self.acts, self.texts = [], []
        self.mode = ""
        self.access, self.refresh, self.renewals = "contract-token", "refresh-1", 0

    def new_id(self):
        self.count += 1
        self.now += 5
        return str(7573000000000000000 + self.count)

    def add_video(self, caption):
        video = {"item_id": self.new_id(), "caption": caption, "create_time": str(self.now), "share_url": "https://tiktok.example/v"}
        self.videos.insert(0, video)
        return video

    def add_comment(self, video, name, text, parent, owner=False):
        comment = {"comment_id": self.new_id(), "video_id": video, "create_time": str(self.now), "text": text, "likes": 0,
                   "liked": False, "pinned": False, "owner": owner, "status": "PUBLIC", "username": name,
                   "display_name": name.capitalize(), "profile_image": "https://tiktok.example/p", "unique_identifier": "u-" + name}
        if parent:
            comment["parent_comment_id"] = parent
        self.comments.append(comment)
        return comment

    def under(self, video, parent):
        return sorted((c for c in self.comments if c["video_id"] == video and c.get("parent_comment_id", "") == parent),
                      key=lambda c: -int(c["create_time"]))

    def shown(self, comment):
        replies = self.under(comment["video_id"], comment["comment_id"])
        return dict(comment, replies=len(replies), reply_list=list(reversed(replies))[:3])

    @staticmethod
    def page(rows, query, name):
        size, start = int(query.get("max_count", ["20"])[0]), int(query.get("cursor", ["0"])[0])
        return {name: rows[start:start + size], "cursor": start + size, "has_more": start + size < len(rows)}

    def read(self, path, query):
        if path == "business/get/":
            return {"username": "kaupunki", "display_name": "Esimerkkikaupunki"}
        if path == "business/video/list/":
            rows = [dict(v, comments=sum(c["video_id"] == v["item_id"] for c in self.comments)) for v in self.videos]
            return self.page(rows, query, "videos")
        video = query["video_id"][0]
        if not any(v["item_id"] == video for v in self.videos):
            return None
        if path == "business/comment/list/":
            return self.page([self.shown(c) for c in self.under(video, "")], query, "comments")
        return self.page(self.under(video, query["comment_id"][0]), query, "comments")

    def write(self, path, body):
        if path == "business/comment/reply/create/":
            if len(body["text"]) > 150:
                return 40002, {}
            self.texts.append(body["text"])
            return 0, self.add_comment(body["video_id"], "kaupunki", body["text"], body["comment_id"], True)
        found = next((c for c in self.comments if c["comment_id"] == body["comment_id"]), None)
        if found is None:
            return 40007, {}
        if path == "business/comment/hide/":
            found["status"] = "HIDDEN" if body["action"] == "HIDE" else "PUBLIC"
            self.acts.append(body["action"] + ":" + body["comment_id"])
            return 0, {}
        if not found["owner"]:
            return 40002, {}
        self.comments.remove(found)
        self.acts.append("DELETE:" + body["comment_id"])
        return 0, {}

    def renew(self, body):
        if self.mode == "dead-token" or body.get("refresh_token") != self.refresh or body.get("client_secret") != "app-secret":
            return 40105, {}
        self.renewals += 1
        self.access, self.refresh = f"access-{self.renewals}", f"refresh-{self.renewals + 1}"
        return 0, {"access_token": self.access, "token_type": "Bearer", "expires_in": 86400, "refresh_token": self.refresh,
                   "refresh_token_expires_in": 31536000, "open_id": OPEN_ID, "scope": "comment.list"}

    def steer(self, what, body):
        if what == "video":
            return self.add_video(body["caption"])
        if what == "comment":
            return self.add_comment(body["video"], body["from"], body["text"], body["parent"])
        if what == "delete":
            self.comments = [c for c in self.comments if body["id"] not in (c["comment_id"], c.get("parent_comment_id"))]
        if what == "mode":
            self.mode = body["name"]
            if self.mode == "expired":
                self.access = "not-yet-given"
        return {}


def make_handler(server):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args):
            pass

        def answer(self, value):
            body = json.dumps(value).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def told(self, code, data):
            self.answer({"code": code, "message": "OK" if code == 0 else "refused", "request_id": "2026", "data": data})

        def refused(self):
            if server.mode == "throttled":
                self.told(40100, {})
                return True
            if server.mode == "dead-token" or self.headers.get("Access-Token") != server.access:
                self.told(40105, {})
                return True
            return False

        def do_GET(self):
            url = urllib.parse.urlsplit(self.path)
            with server.lock:
                if url.path == "/control/sent":
                    return self.answer({"texts": server.texts, "acts": server.acts, "renewals": server.renewals})
                if self.refused():
                    return None
                found = server.read(url.path[len(API):], urllib.parse.parse_qs(url.query))
                return self.told(40007, {}) if found is None else self.told(0, found)

        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or "0")) or b"{}")
            with server.lock:
                if self.path.startswith("/control/"):
                    return self.answer(server.steer(self.path[9:], body))
                if self.path.endswith("/refresh_token/"):
                    return self.told(*server.renew(body))
                if self.refused():
                    return None
                code, data = server.write(self.path[len(API):], body)
                if server.mode == "lost-answer":
                    return self.told(51065, {})
                return self.told(code, data)

    return Handler


def start():
    """Starts the server on a free port of 127.0.0.1. Returns its port; it ends with the process."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), make_handler(Server()))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]
