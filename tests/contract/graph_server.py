# SPDX-License-Identifier: GPL-2.0-or-later
"""A small Graph API with a memory: one Page, its conversations, and the faults a test asks for.

It answers what the adapters behind the Graph API call, below /v25.0/, and is steered below /control/:
  POST /control/message {"from": ID, "text": TEXT}   a resident writes
  POST /control/edit    {"id": MESSAGE, "text": TEXT}  the resident edits; the thread does not move
  POST /control/comment {"from": ID or null, "text": TEXT}  a comment under the Page's only post
  POST /control/mode    {"name": NAME}                 how the next answers are: see MODES
  GET  /control/sent                                   {"texts": […]}: what was sent through the API
The platform "messenger" has people with names, "instagram" accounts with user names and an id of its own.
All people are invented. Python's standard library only; loopback only."""
import datetime
import http.server
import json
import threading
import urllib.parse

PAGE = {"id": "104455667788990", "name": "Esimerkkikaupunki"}
ACCOUNT = {"id": "17841400000000001", "username": "esimerkkikaupunki"}
TOKEN = "contract-token"
BASE = "/v25.0"
# path, body, headers of a request that breaks the contract
BROKEN = ("/1/messages", {"recipient": {"id": "1"}, "messaging_type": "RESPONSE", "message": {"text": "x" * 2001}}, {})
WINDOW = 20
NAMES = {"7001002003004005": "Aino Esimerkki", "7001002003004006": "Bertil Exempel"}

# name: (status, error, headers); "lost-answer" also does what was asked
MODES = {
    "dead-token": (400, {"message": "Error validating access token: Session has expired.",
                         "type": "OAuthException", "code": 190, "error_subcode": 463, "fbtrace_id": "A"}, {}),
    "throttled": (400, {"message": "(#613) Calls to this api have exceeded the rate limit.",
                        "type": "OAuthException", "code": 613, "fbtrace_id": "B"},
                  {"x-business-use-case-usage": json.dumps({PAGE["id"]: [
                      {"type": "messenger", "call_count": 100, "total_cputime": 1, "total_time": 1,
                       "estimated_time_to_regain_access": 3}]})}),
    "lost-answer": (500, {"message": "Received Invalid JSON reply.", "type": "OAuthException", "code": 1,
                          "error_subcode": 1357046, "fbtrace_id": "C"}, {}),
}


class Scenario:
    """What the platform remembers. Its clock began an hour ago and moves ten seconds with every message."""

    def __init__(self, platform):
        self.platform = platform
        self.blocked = []
        self.comments = []
        self.lock = threading.Lock()
        self.now = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=1)
        self.threads = {}
        self.mode = None
        self.sent = []
        self.count = 0

    def add(self, resident, text, from_page):
        self.count += 1
        self.now += datetime.timedelta(seconds=10)
        thread = self.threads.setdefault(resident, {"id": "t_" + resident, "messages": []})
        thread["updated"] = self.now
        town = self.town()
        writer, reader = (town, self.person(resident)) if from_page else (self.person(resident), town)
        message = {"id": f"m_{self.count:04}", "created_time": self.stamp(self.now), "from": writer,
                   "to": {"data": [reader]}, "message": text}
        thread["messages"].insert(0, message)
        return message

    def town(self):
        return PAGE if self.platform == "messenger" else dict(ACCOUNT, user_id=ACCOUNT["id"])

    def page_object(self):
        return PAGE if self.platform == "messenger" else dict(PAGE, instagram_business_account=ACCOUNT)

    def person(self, resident):
        if self.platform == "instagram":
            return {"id": resident, "username": "asukas" + resident[-2:], "user_id": ACCOUNT["id"]}
        return {"id": resident, "name": NAMES.get(resident, "Asukas"), "email": resident + "@facebook.com"}

    @staticmethod
    def stamp(time):
        return time.strftime("%Y-%m-%dT%H:%M:%S+0000")

    def conversations(self, query):
        limit = int(query.get("limit", ["25"])[0])
        start = int(query.get("after", ["0"])[0])
        threads = sorted(self.threads.items(), key=lambda item: item[1]["updated"], reverse=True)
        rows = [{"id": thread["id"], "updated_time": self.stamp(thread["updated"]), "unread_count": 1,
                 "participants": {"data": [self.person(resident), self.town()]}, "can_reply": True}
                for resident, thread in threads[start:start + limit]]
        return self.page(rows, start, start + limit < len(threads), "conversations")

    def messages(self, thread_id):
        for thread in self.threads.values():
            if thread["id"] == thread_id:
                rows = thread["messages"][:WINDOW]
                return self.page(rows, 0, len(thread["messages"]) > WINDOW, "messages")
        return None

    @staticmethod
    def page(rows, start, more, edge):
        paging = {"cursors": {"before": str(start), "after": str(start + len(rows))}}
        if more:
            paging["next"] = f"https://graph.facebook.com/v25.0/0/{edge}?after={start + len(rows)}"
        return {"data": rows, "paging": paging}

    def send(self, body):
        message = self.add(body["recipient"]["id"], body["message"]["text"], from_page=True)
        self.sent.append(message["message"])
        return {"recipient_id": body["recipient"]["id"], "message_id": message["id"]}

    def comment(self, writer, text, parent=None):
        self.count += 1
        self.now += datetime.timedelta(seconds=10)
        comment = {"id": f"1_{self.count:04}", "created_time": self.stamp(self.now), "message": text,
                   "is_hidden": False, "can_hide": True, "can_remove": True, "can_comment": True}
        if writer is not None:
            comment["from"] = {"id": writer["id"], "name": writer["name"]}
        if parent is not None:
            comment["parent"] = {"id": parent}
        self.comments.insert(0, comment)
        return comment

    def find_comment(self, comment_id):
        return next((c for c in self.comments if c["id"] == comment_id), None)

    def feed(self):
        post = {"id": PAGE["id"] + "_1", "message": "Uimahalli avataan\nTervetuloa!",
                "comments": self.page(self.comments[:25], 0, len(self.comments) > 25, "comments")}
        return {"data": [post]}

    def post_comments(self, parent, query):
        start = int(query.get("after", ["0"])[0])
        rows = [c for c in self.comments
                if parent == PAGE["id"] + "_1" or c.get("parent", {}).get("id") == parent]
        return self.page(rows[start:start + 50], start, start + 50 < len(rows), "comments")

    def moderate(self, body):
        for action in body["actions"]:
            for person in body["user_ids"]:
                self.blocked.append(action + ":" + person["id"])
        return {"success": "true"}

    def edit(self, message_id, text):
        for thread in self.threads.values():
            for message in thread["messages"]:
                if message["id"] == message_id:
                    message["message"] = text


def make_handler(scenario):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args):
            pass

        def answer(self, status, value, headers=None):
            body = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            for name, text in (headers or {}).items():
                self.send_header(name, text)
            self.end_headers()
            self.wfile.write(body)

        def refuse(self, name):
            status, error, headers = MODES[name]
            self.answer(status, {"error": error}, headers)

        def body(self):
            return json.loads(self.rfile.read(int(self.headers.get("Content-Length", "0"))) or b"{}")

        def do_GET(self):
            url = urllib.parse.urlsplit(self.path)
            parts = [urllib.parse.unquote(part) for part in url.path.split("/")[1:]]
            with scenario.lock:
                if parts == ["control", "sent"]:
                    return self.answer(200, {"texts": scenario.sent + scenario.blocked})
                if self.headers.get("Authorization") != "Bearer " + TOKEN or "access_token" in url.query:
                    return self.refuse("dead-token")
                if scenario.mode in MODES:
                    return self.refuse(scenario.mode)
                if parts == ["v25.0", PAGE["id"]]:
                    return self.answer(200, scenario.page_object())
                query = urllib.parse.parse_qs(url.query)
                if parts == ["v25.0", PAGE["id"], "conversations"] and query["platform"] == [scenario.platform]:
                    return self.answer(200, scenario.conversations(query))
                if parts == ["v25.0", PAGE["id"], "feed"]:
                    return self.answer(200, scenario.feed())
                if len(parts) == 3 and parts[2] == "comments":
                    return self.answer(200, scenario.post_comments(parts[1], query))
                if len(parts) == 2 and scenario.find_comment(parts[1]) is not None:
                    return self.answer(200, scenario.find_comment(parts[1]))
                if len(parts) == 3 and parts[2] == "messages":
                    found = scenario.messages(parts[1])
                    if found is not None:
                        return self.answer(200, found)
            error = {"message": "Unsupported get request.", "type": "GraphMethodException", "code": 100,
                     "error_subcode": 33}
            return self.answer(400, {"error": error})

        def do_POST(self):
            body = self.body()
            with scenario.lock:
                if self.path == "/control/message":
                    return self.answer(200, scenario.add(body["from"], body["text"], from_page=False))
                if self.path == "/control/comment":
                    writer = scenario.person(body["from"]) if body["from"] is not None else None
                    return self.answer(200, scenario.comment(writer, body["text"]))
                if self.path == "/control/edit":
                    scenario.edit(body["id"], body["text"])
                    return self.answer(200, {})
                if self.path == "/control/mode":
                    scenario.mode = body["name"] or None
                    return self.answer(200, {})
                if self.headers.get("Authorization") != "Bearer " + TOKEN:
                    return self.refuse("dead-token")
                if scenario.mode in MODES and scenario.mode != "lost-answer":
                    return self.refuse(scenario.mode)
                if self.path == f"/v25.0/{PAGE['id']}/moderate_conversations":
                    return self.answer(200, scenario.moderate(body))
                parts = self.path.split("/")[2:]
                if len(parts) == 2 and parts[1] == "comments":
                    return self.answer(200, {"id": scenario.comment(PAGE, body["message"], parts[0])["id"]})
                if len(parts) == 1:
                    scenario.find_comment(parts[0])["is_hidden"] = body["is_hidden"]
                    return self.answer(200, {"success": True})
                if "comment_id" in body["recipient"]:
                    scenario.sent.append(body["message"]["text"])
                    return self.answer(200, {"recipient_id": "1", "message_id": "m_private"})
                sent = scenario.send(body)
                if scenario.mode == "lost-answer":
                    return self.refuse("lost-answer")
                return self.answer(200, sent)

        def do_DELETE(self):
            with scenario.lock:
                if self.headers.get("Authorization") != "Bearer " + TOKEN:
                    return self.refuse("dead-token")
                scenario.comments.remove(scenario.find_comment(self.path.split("/")[2]))
                return self.answer(200, {"success": True})

    return Handler


def start(platform):
    """Starts the server on a free port of 127.0.0.1. Returns its port; it ends with the process."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), make_handler(Scenario(platform)))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]
