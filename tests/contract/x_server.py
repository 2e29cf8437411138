# SPDX-License-Identifier: GPL-2.0-or-later
"""A small X with a memory: the town's account, residents, direct messages, posts, encrypted conversations, and the faults a
test asks for. It answers the calls of the X API v2 that the adapter makes, and is steered below /control/:
  POST /control/message {"from": NAME, "text": TEXT}   a direct message
  POST /control/post    {"from": NAME, "text": TEXT}   an answer to the town's only post
  POST /control/chat    {"from": NAME}                 an encrypted message
  POST /control/edit    {"id": ID, "text": TEXT}       of a message its text, of a post a new edition
  POST /control/delete  {"id": ID}
  POST /control/mode    {"name": NAME}   expired, dead-token, throttled, lost-answer, or nothing
  GET  /control/sent                     {"texts": […], "acts": […], "renewals": N}
All people are invented. Python's standard library only; loopback only."""
import http.server
import json
import threading
import time
import urllib.parse

TOKEN = "access=contract-token&refresh=refresh-1"
BASE = ""
BROKEN = ("/2/dm_conversations/with/1/messages", {"text": ""}, {})
TOWN = {"id": "500600700", "name": "Esimerkkikaupunki", "username": "kaupunki"}
EPOCH = 1288834974657
PROBLEM = "https://api.x.com/2/problems/"

MODES = {
    "dead-token": (401, {"title": "Unauthorized", "type": "about:blank", "status": 401, "detail": "Unauthorized"}, {}),
    "throttled": (429, {"title": "Too Many Requests", "type": "about:blank", "status": 429,
                        "detail": "Too Many Requests"}, {}),
}


class Server:
    def __init__(self):
        self.lock = threading.Lock()
        self.now = time.time() - 3600
        self.count = 0
        self.people = {}
        self.messages = []  # oldest first
        self.posts = []
        self.chats = {}
        self.deleted = set()
        self.acts = []
        self.texts = []
        self.mode = ""
        self.access, self.refresh = "contract-token", "refresh-1"
        self.renewals = 0
        self.root = self.add_post(TOWN, "Uimahalli avataan!", None)

    def stamp(self):
        return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(self.now))

    def new_id(self):
        self.count += 1
        self.now += 5
        return str(((int(self.now * 1000) - EPOCH) << 22) + self.count)

    def person(self, name):
        if name not in self.people:
            number = str(944480690 + len(self.people))
            self.people[name] = {"id": number, "name": name.capitalize(), "username": name}
        return self.people[name]

    def by_id(self, number):
        return next((p for p in self.people.values() if p["id"] == number), TOWN)

    def conversation(self, person):
        return "-".join(sorted((TOWN["id"], person["id"]), key=int))

    def message(self, author, person, text):
        number = self.new_id()
        self.messages.append({"id": number, "event_type": "MessageCreate", "text": text, "sender_id": author["id"],
                              "dm_conversation_id": self.conversation(person), "created_at": self.stamp()})
        return self.messages[-1]

    def add_post(self, author, text, answered):
        number = self.new_id()
        post = {"id": number, "text": text, "author_id": author["id"], "created_at": self.stamp(),
                "conversation_id": answered["conversation_id"] if answered else number,
                "edit_history_post_ids": [number]}
        if answered:
            post["in_reply_to_user_id"] = answered["author_id"]
            post["referenced_posts"] = [{"type": "replied_to", "id": answered["id"]}]
        self.posts.append(post)
        return post

    def find_post(self, number):
        return next((p for p in self.posts if p["id"] == number and number not in self.deleted), None)

    def chat(self, person):
        chat = self.chats.setdefault(self.conversation(person), {"events": []})
        chat["events"].insert(0, {"id": self.new_id(), "conversation_id": self.conversation(person),
                                  "sender_id": person["id"], "created_at": self.stamp(), "encoded_event": "AAEC"})
        chat["updated_at"] = self.stamp()
        return chat["events"][0]

    def users(self):
        return {"users": [TOWN] + list(self.people.values())}

    def page(self, rows, query):
        """A page of @rows, newest first."""
        size = int(query.get("max_results", ["100"])[0])
        start = int(query.get("pagination_token", ["0" * 16])[0])
        shown = rows[start:start + size]
        answer = {"meta": {"result_count": len(shown)}}
        if shown:
            answer.update(data=shown, includes=self.users())
        if start + size < len(rows):
            answer["meta"]["next_token"] = f"{start + size:016}"
        return answer

    def listed(self, rows, query):
        since = int(query.get("since_id", ["0"])[0])
        return self.page([row for row in reversed(rows) if int(row["id"]) > since and row["id"] not in self.deleted],
                         query)

    def looked_up(self, numbers):
        found = [self.find_post(n) for n in numbers]
        answer = {"includes": self.users()}
        if any(found):
            answer["data"] = [p for p in found if p]
        missing = [n for n, p in zip(numbers, found) if p is None]
        if missing:
            answer["errors"] = [{"type": PROBLEM + "resource-not-found", "title": "Not Found Error", "value": n,
                                 "detail": "Could not find it", "resource_type": "post", "parameter": "ids",
                                 "resource_id": n} for n in missing]
        return answer

    def read(self, path, query):
        parts = path.strip("/").split("/")[1:]
        if parts == ["users", "me"]:
            return {"data": TOWN}
        if parts == ["dm_events"]:
            return self.listed(self.messages, query)
        if parts[0] == "dm_conversations" and parts[-1] == "dm_events":
            with_id = parts[2]
            return self.listed([m for m in self.messages if with_id in m["dm_conversation_id"]], query)
        if parts[-1] == "mentions":
            return self.listed([p for p in self.posts if p["author_id"] != TOWN["id"]], query)
        if parts[0] == "users" and parts[-1] == "tweets":
            return self.listed([p for p in self.posts if p["author_id"] == TOWN["id"]], query)
        if parts == ["tweets"]:
            return self.looked_up(",".join(query["ids"]).split(","))
        if parts == ["chat", "conversations"]:
            rows = sorted(({"id": key, "type": "direct", "updated_at": chat["updated_at"]}
                           for key, chat in self.chats.items()), key=lambda row: row["updated_at"], reverse=True)
            answer = self.page(rows, query)
            answer["meta"].update(has_more=False, has_message_requests=False)
            return answer
        if parts[0] == "chat" and parts[-1] == "events":
            return {"data": self.chats[parts[2]]["events"], "meta": {"result_count": 1, "has_more": False}}
        return None

    def write(self, method, path, body):
        parts = path.strip("/").split("/")[1:]
        if parts[0] == "dm_conversations":
            person = self.by_id(parts[2])
            self.texts.append(body["text"])
            message = self.message(TOWN, person, body["text"])
            return 201, {"data": {"dm_conversation_id": message["dm_conversation_id"], "dm_event_id": message["id"]}}
        if parts == ["tweets"]:
            answered = self.find_post(body["reply"]["in_reply_to_tweet_id"])
            self.texts.append(body["text"])
            text = "@" + self.by_id(answered["author_id"])["username"] + " " + body["text"]
            return 201, {"data": {"id": self.add_post(TOWN, text, answered)["id"], "text": text}}
        if parts[-1] == "hidden":
            self.acts.append(("hide:" if body["hidden"] else "unhide:") + parts[1])
            return 200, {"data": {"hidden": body["hidden"]}}
        if parts[2] == "dm":
            self.acts.append(parts[3] + ":" + parts[1])
            return 200, {"data": {"blocked": parts[3] == "block"}}
        self.acts.append(("mute:" + body["target_user_id"]) if method == "POST" else "unmute:" + parts[3])
        return 200, {"data": {"muting": method == "POST"}}

    def renew(self, form):
        if self.mode == "dead-token" or form.get("refresh_token") != [self.refresh]:
            return 400, {"error": "invalid_request", "error_description": "Value passed for the token was invalid."}
        self.renewals += 1
        self.access, self.refresh = f"access-{self.renewals}", f"refresh-{self.renewals + 1}"
        return 200, {"token_type": "bearer", "expires_in": 7200, "access_token": self.access,
                     "refresh_token": self.refresh, "scope": "dm.read"}

    def steer(self, what, body):
        if what == "message":
            person = self.person(body["from"])
            return self.message(person, person, body["text"])
        if what == "post":
            return self.add_post(self.person(body["from"]), "@kaupunki " + body["text"], self.root)
        if what == "chat":
            return self.chat(self.person(body["from"]))
        if what == "edit":
            return self.edit(body["id"], body["text"])
        if what == "delete":
            self.deleted.add(body["id"])
        if what == "mode":
            self.mode = body["name"]
            if self.mode == "expired":
                self.access = "not-yet-given"
        return {}

    def edit(self, number, text):
        for message in self.messages:
            if message["id"] == number:
                message["text"] = text
        old = self.find_post(number)
        if old is not None:
            new = dict(old, id=self.new_id(), text="@kaupunki " + text)
            old["edit_history_post_ids"] = new["edit_history_post_ids"] = [number, new["id"]]
            self.posts.insert(0, new)  # the list of mentions does not give it again
        return {}


def make_handler(server):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args):
            pass

        def answer(self, status, value, headers=None):
            body = json.dumps(value).encode()
            self.send_response(status)
            problem = status >= 400 and "title" in value
            self.send_header("Content-Type", "application/problem+json" if problem else "application/json")
            self.send_header("Content-Length", str(len(body)))
            for name, text in (headers or {}).items():
                self.send_header(name, text)
            self.end_headers()
            self.wfile.write(body)

        def refused(self):
            mode = server.mode
            if self.headers.get("Authorization") != "Bearer " + server.access:
                mode = "dead-token"
            if mode in MODES:
                status, value, _ = MODES[mode]
                self.answer(status, value, {"x-rate-limit-reset": str(int(time.time()) + 180),
                                            "x-rate-limit-remaining": "0"} if mode == "throttled" else {})
            return mode in MODES

        def do_GET(self):
            url = urllib.parse.urlsplit(self.path)
            with server.lock:
                if url.path == "/control/sent":
                    return self.answer(200, {"texts": server.texts, "acts": server.acts, "renewals": server.renewals})
                if self.refused():
                    return None
                found = server.read(url.path, urllib.parse.parse_qs(url.query))
                if found is None:
                    return self.answer(404, {"type": PROBLEM + "resource-not-found", "title": "Not Found Error",
                                             "detail": "Not found", "resource_type": "post"})
                return self.answer(200, found)

        def change(self):
            raw = self.rfile.read(int(self.headers.get("Content-Length") or "0"))
            with server.lock:
                if self.path == "/2/oauth2/token":
                    return self.answer(*server.renew(urllib.parse.parse_qs(raw.decode())))
                body = json.loads(raw or b"{}")
                if self.path.startswith("/control/"):
                    return self.answer(200, server.steer(self.path[9:], body))
                if self.refused():
                    return None
                status, done = server.write(self.command, self.path, body)
                if server.mode == "lost-answer":
                    return self.answer(503, {"title": "Service Unavailable", "type": "about:blank", "status": 503,
                                             "detail": "Service Unavailable"})
                return self.answer(status, done)

        do_POST = do_PUT = do_DELETE = change

    return Handler


def start():
    """Starts the server on a free port of 127.0.0.1. Returns its port; it ends with the process."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), make_handler(Server()))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]
