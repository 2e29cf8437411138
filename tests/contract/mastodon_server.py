# SPDX-License-Identifier: GPL-2.0-or-later
"""A small Mastodon server with a memory: the town's account, residents, private statuses, and the faults a test asks
for. It answers the calls of the client API that the adapter makes, and is steered below /control/:
  POST /control/message {"from": NAME, "text": TEXT, "quiet": BOOL}  quiet: no notification comes
  POST /control/edit    {"id": STATUS, "text": TEXT}
  POST /control/delete  {"id": STATUS}
  POST /control/mode    {"name": NAME}   dead-token, throttled, lost-answer, or nothing
  GET  /control/sent                     {"texts": […], "visible": […], "acts": […]}
All people are invented. Python's standard library only; loopback only."""
import datetime
import http.server
import json
import threading
import urllib.parse

TOKEN = "contract-token"
BASE = ""
BROKEN = ("/api/v1/statuses", {"status": "@x hei", "visibility": "everybody"}, {"Idempotency-Key": "broken"})
PAGE = 20  # conversations in one answer, whatever is asked for: more than one page is the rule

MODES = {
    "dead-token": (401, {"error": "The access token is invalid"}, {}),
    "throttled": (429, {"error": "Too many requests"}, {"Retry-After": "180"}),
}


class Server:
    def __init__(self):
        self.lock = threading.Lock()
        self.now = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=1)
        self.count = 113000
        self.town = self.account("500", "kaupunki", "Esimerkkikaupunki")
        self.people = {}
        self.statuses = {}
        self.notifications = []
        self.threads = {}  # a person's name: the ids of its statuses and the answers
        self.keys = {}
        self.acts = []
        self.mode = ""

    def account(self, number, name, display):
        return {"id": number, "username": name, "acct": name if number == "500" else name + "@muu.example",
                "display_name": display, "url": "https://muu.example/@" + name,
                "created_at": "2026-01-01T00:00:00.000Z", "bot": False, "locked": False, "note": "",
                "avatar": "https://muu.example/a.png", "header": "https://muu.example/h.png",
                "avatar_static": "https://muu.example/a.png", "header_static": "https://muu.example/h.png",
                "avatar_description": "", "header_description": "", "uri": "https://muu.example/users/" + name,
                "emojis": [], "fields": [], "roles": [], "group": False, "indexable": False, "discoverable": False,
                "noindex": False, "hide_collections": False, "followers_count": 0, "following_count": 0,
                "statuses_count": 1, "last_status_at": None}

    def person(self, name):
        if name not in self.people:
            self.people[name] = self.account(str(109001 + len(self.people)), name, name.capitalize())
        return self.people[name]

    def status(self, account, mentioned, text, thread, visibility):
        self.count += 1
        self.now += datetime.timedelta(seconds=5)
        mentions = [{key: mentioned[key] for key in ("id", "username", "acct", "url")}]
        status = {"id": str(self.count), "created_at": self.stamp(), "edited_at": None, "visibility": visibility,
                  "spoiler_text": "", "sensitive": False, "content": f"<p>@{mentioned['acct']} {text}</p>",
                  "account": account, "media_attachments": [], "mentions": mentions,
                  "in_reply_to_id": thread[-1] if thread else None,
                  "in_reply_to_account_id": mentioned["id"] if thread else None, "uri": "https://muu.example/s",
                  "url": None, "emojis": [], "tags": [], "favourites_count": 0, "reblogs_count": 0, "replies_count": 0,
                  "quotes_count": 0, "language": "fi", "reblog": None, "poll": None, "card": None,
                  "favourited": False, "reblogged": False, "muted": False, "bookmarked": False}
        self.statuses[status["id"]] = status
        thread.append(status["id"])
        return status

    def stamp(self):
        return self.now.strftime("%Y-%m-%dT%H:%M:%S.000Z")

    def message(self, body):
        thread = self.threads.setdefault(body["from"], [])
        status = self.status(self.person(body["from"]), self.town, body["text"], thread, "direct")
        if not body.get("quiet"):
            self.notifications.append({"id": str(7000 + len(self.notifications)), "type": "mention",
                                       "created_at": status["created_at"], "account": status["account"],
                                       "status": status})
        return status

    def post(self, body, key):
        if key in self.keys:
            return self.keys[key]
        name = body["status"].split("@")[1]
        text = body["status"].split(" ", 1)[1]
        status = self.status(self.town, self.person(name), text, self.threads.setdefault(name, []), body["visibility"])
        self.keys[key] = status
        return status

    def conversations(self, query):
        newest = sorted(((thread[-1], name) for name, thread in self.threads.items() if thread),
                        key=lambda pair: int(pair[0]), reverse=True)
        start = int(query.get("max_id", ["0"])[0])
        rows = [{"id": str(start + i + 1), "unread": True, "accounts": [self.person(name)],
                 "last_status": self.statuses[last]} for i, (last, name) in enumerate(newest[start:start + PAGE])]
        link = {}
        if len(newest) > start + PAGE:
            link = {"Link": f'</api/v1/conversations?limit=40&max_id={start + PAGE}>; rel="next", '
                            f'</api/v1/conversations?limit=40&min_id={start}>; rel="prev"'}
        return rows, link

    def context(self, status_id):
        for thread in self.threads.values():
            if status_id in thread:
                at = thread.index(status_id)
                return {"ancestors": [self.statuses[i] for i in thread[:at]],
                        "descendants": [self.statuses[i] for i in thread[at + 1:]]}
        return None

    def listed(self, query):
        after = int(query.get("min_id", ["0"])[0] or 0)
        return [n for n in self.notifications if int(n["id"]) > after][:40][::-1]

    def own(self):
        return [s for s in reversed(self.statuses.values()) if s["account"]["id"] == "500"][:40]

    def read(self, path, query):
        """Returns (answer, headers), answer None when there is nothing."""
        parts = path.strip("/").split("/")[2:]
        if path == "/api/v1/accounts/verify_credentials":
            return self.town, {}
        if path == "/api/v2/instance":
            return {"domain": "muu.example", "title": "Muu", "version": "4.7.0",
                    "configuration": {"statuses": {"max_characters": 500}}}, {}
        if path == "/api/v1/notifications":
            return self.listed(query), {}
        if path == "/api/v1/conversations":
            return self.conversations(query)
        if path == "/api/v1/statuses":
            return [self.statuses[i] for i in query.get("id[]", []) if i in self.statuses], {}
        if parts[0] == "statuses" and parts[-1] == "context":
            return self.context(parts[1]), {}
        if parts[0] == "accounts" and parts[-1] == "statuses":
            return self.own(), {}
        return None, {}

    def write(self, path, body, key):
        parts = path.strip("/").split("/")[2:]
        if path == "/api/v1/statuses":
            return self.post(body, key)
        if path == "/api/v1/reports":
            self.acts.append("report:" + body["account_id"])
            return {"id": "1", "action_taken": False, "category": "other", "comment": body.get("comment", ""),
                    "created_at": self.stamp()}
        self.acts.append(parts[2] + ":" + parts[1])
        return {"id": parts[1], "blocking": parts[2] == "block", "muting": parts[2] == "mute", "following": False}

    def steer(self, what, body):
        if what == "message":
            return self.message(body)
        if what == "edit":
            status = self.statuses[body["id"]]
            status.update(content=f"<p>@kaupunki {body['text']}</p>", edited_at=self.stamp())
        if what == "delete":
            del self.statuses[body["id"]]
            for thread in self.threads.values():
                if body["id"] in thread:
                    thread.remove(body["id"])
        if what == "mode":
            self.mode = body["name"]
        return {}


def make_handler(server):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args):
            pass

        def answer(self, status, value, headers):
            body = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            for name, text in headers.items():
                self.send_header(name, text)
            self.end_headers()
            self.wfile.write(body)

        def refused(self):
            mode = "dead-token" if self.headers.get("Authorization") != "Bearer " + TOKEN else server.mode
            if mode in MODES:
                self.answer(*MODES[mode])
            return mode in MODES

        def do_GET(self):
            url = urllib.parse.urlsplit(self.path)
            with server.lock:
                if url.path == "/control/sent":
                    own = [s for s in server.statuses.values() if s["account"]["id"] == "500"]
                    return self.answer(200, {"texts": [s["content"] for s in own],
                                             "visible": [s["visibility"] for s in own], "acts": server.acts}, {})
                if self.refused():
                    return None
                found, headers = server.read(url.path, urllib.parse.parse_qs(url.query))
                if found is None:
                    return self.answer(404, {"error": "Record not found"}, {})
                return self.answer(200, found, headers)

        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or "0")) or b"{}")
            with server.lock:
                if self.path.startswith("/control/"):
                    return self.answer(200, server.steer(self.path[9:], body), {})
                if self.refused():
                    return None
                done = server.write(self.path, body, self.headers.get("Idempotency-Key"))
                if server.mode == "lost-answer":
                    return self.answer(503, {"error": "Remote data could not be fetched"}, {})
                return self.answer(200, done, {})

    return Handler


def start():
    """Starts the server on a free port of 127.0.0.1. Returns its port; it ends with the process."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), make_handler(Server()))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]
