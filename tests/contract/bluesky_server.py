# SPDX-License-Identifier: GPL-2.0-or-later
"""A small Bluesky with a memory: the server of the town's account with the chat service and the view of public posts
behind it. It holds each request and answer against the lexicons and tells what is wrong in the header sl-violations. It
is steered below /control/:
  POST /control/message {"from": NAME, "text": TEXT}   a direct message; of a stranger a request
  POST /control/react   {"from": NAME, "id": ID, "value": EMOJI}
  POST /control/post    {"from": NAME, "text": TEXT}   an answer to the town's only post
  POST /control/delete  {"id": ID}                     a message or a post
  POST /control/mode    {"name": NAME}   expired, dead-refresh, no-chat-right, throttled, lost-answer, chat-down,
                                         forgotten, or nothing
  GET  /control/sent                     {"texts": […], "acts": […], "logins": N, "renewals": N}
All people are invented. Python's standard library only; loopback only."""
import datetime
import http.server
import json
import threading
import time
import urllib.parse

import counterpart
import lexicons

PASSWORD = "abcd-efgh-ijkl-mnop"
CHAT = "did:web:api.bsky.chat#bsky_chat"
TOWN = {"did": "did:plc:esimerkkikaupunki2222222", "handle": "kaupunki.example", "displayName": "Esimerkkikaupunki"}
LETTERS = "234567abcdefghijklmnopqrstuvwxyz"
VIEW = "chat.bsky.convo.defs#"
CID = "bafyreic5irry4rsgw4a5zop6dwgt55wbsw6rh56tg6jhxf26k2m7gcjqtu"
BROKEN = (
    ("/xrpc/chat.bsky.convo.getMessages?limit=101&convoId=x", None),
    ("/xrpc/chat.bsky.convo.getMessages", None),
    ("/xrpc/chat.bsky.convo.sendMessage", {"convoId": "x", "message": {"text": 5}}),
    ("/xrpc/chat.bsky.convo.sendMessage", {"convoId": "x", "message": {"text": "a" * 10001}}),
    ("/xrpc/chat.bsky.convo.sendMessage", {"convoId": "x", "message": {"text": "a", "colour": "red"}}),
    ("/xrpc/chat.bsky.convo.nothingOfTheKind", None),
    ("/xrpc/com.atproto.repo.putRecord", {"repo": TOWN["did"], "collection": "app.bsky.feed.post", "rkey": "a",
                                          "record": {"$type": "app.bsky.feed.post", "text": "a"}}),
)


def load(data):
    return lexicons.Lexicons(data / "bluesky" / "lexicons", counterpart.HERE / "bluesky-calls.lexicons.json")


class Refused(Exception):
    def __init__(self, status, name, message=""):
        super().__init__(name)
        self.status, self.body = status, {"error": name, "message": message}


class Server:
    def __init__(self, data):
        self.lexicons = load(data)
        self.called = set()
        self.lock = threading.Lock()
        self.now = time.time() - 7200
        self.count = 0
        self.people = {TOWN["did"]: TOWN}
        self.convos = {}  # id → {"members", "messages" (newest first), "rev", "status"}
        self.log = []
        self.posts = {}  # uri → post, oldest first
        self.deleted = set()
        self.records = {}
        self.texts, self.acts = [], []
        self.mode = ""
        self.access, self.refresh = "none-yet", "none-yet"
        self.logins = self.renewals = 0
        self.port = 0
        self.root = self.add_post(TOWN, "Uimahalli avataan!", None)

    # --- small things

    def stamp(self):
        return datetime.datetime.fromtimestamp(self.now, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")

    def tid(self):
        self.count += 1
        self.now += 1
        number, text = (int(self.now * 1e6) << 10) + self.count % 1024, ""
        for _ in range(13):
            text = LETTERS[number & 31] + text
            number >>= 5
        return text

    def person(self, name):
        did = "did:plc:" + (name + "2" * 24)[:24]
        return self.people.setdefault(did, {"did": did, "handle": name + ".example", "displayName": name.capitalize()})

    # --- the chat

    def convo(self, person):
        for key, convo in self.convos.items():
            if person in convo["members"]:
                return key
        key = self.tid()
        self.convos[key] = {"members": [TOWN, person], "messages": [], "rev": key, "status": "request"}
        self.log_entry("logBeginConvo", key)
        return key

    def log_entry(self, kind, convo, **members):
        rev = self.tid()
        self.convos[convo]["rev"] = rev
        self.log.append({"$type": VIEW + kind, "rev": rev, "convoId": convo, **members})

    def write_message(self, author, convo, text, facets=None):
        key = self.tid()
        message = {"$type": VIEW + "messageView", "id": key, "rev": key, "text": text,
                   "sender": {"did": author["did"]}, "sentAt": self.stamp()}
        if facets:
            message["facets"] = facets
        self.convos[convo]["messages"].insert(0, message)
        self.log_entry("logCreateMessage", convo, message=dict(message), relatedProfiles=[author])
        return message

    def find_message(self, key):
        return next(((convo, message) for convo, it in self.convos.items() for message in it["messages"]
                     if message["id"] == key), (None, None))

    def show_convo(self, key):
        convo = self.convos[key]
        shown = {"id": key, "rev": convo["rev"], "members": convo["members"], "muted": False, "unreadCount": 1,
                 "status": convo["status"], "kind": {"$type": VIEW + "directConvo"}}
        if convo["messages"]:
            shown["lastMessage"] = convo["messages"][0]
        return shown

    def need_convo(self, key):
        if key not in self.convos:
            raise Refused(400, "InvalidConvo")
        return key

    @staticmethod
    def page(rows, query, name, limit=50):
        size, start = int(query.get("limit", [str(limit)])[0]), int(query.get("cursor", ["0"])[0])
        answer = {name: rows[start:start + size]}
        if start + size < len(rows):
            answer["cursor"] = str(start + size)
        return answer

    def list_convos(self, status):
        keys = [key for key in self.convos if self.convos[key]["status"] == status]
        return [self.show_convo(key) for key in sorted(keys, key=lambda key: self.convos[key]["rev"], reverse=True)]

    def read_log(self, query):
        since = query.get("cursor", [None])[0]
        if since is not None and self.mode == "forgotten":
            self.mode = ""
            self.log = []
            raise Refused(400, "InvalidRequest", "Invalid cursor")
        newest = self.log[-1]["rev"] if self.log else since or self.tid()
        logs = [entry for entry in self.log if since is not None and entry["rev"] > since][:100]
        return {"cursor": logs[-1]["rev"] if logs else newest, "logs": logs}

    # --- posts

    def add_post(self, author, text, parent, rkey=None, facets=None):
        uri = f"at://{author['did']}/app.bsky.feed.post/{rkey or self.tid()}"
        record = {"$type": "app.bsky.feed.post", "text": text, "createdAt": self.stamp()}
        if facets:
            record["facets"] = facets
        if parent:
            record["reply"] = {"root": {"uri": self.root["uri"], "cid": CID},
                               "parent": {"uri": parent["uri"], "cid": CID}}
        self.posts[uri] = {"uri": uri, "cid": CID, "author": author, "record": record, "indexedAt": self.stamp()}
        return self.posts[uri]

    def shown_posts(self):
        return [post for uri, post in reversed(self.posts.items()) if uri not in self.deleted]

    def notifications(self):
        return [{"uri": post["uri"], "cid": CID, "author": post["author"], "reason": "reply", "record": post["record"],
                 "isRead": False, "indexedAt": post["indexedAt"]}
                for post in self.shown_posts() if post["author"] is not TOWN]

    def feed(self):
        rows = []
        for post in self.shown_posts():
            if post["author"] is TOWN:
                row = {"post": post}
                if "reply" in post["record"]:
                    row["reply"] = {"root": self.root, "parent": self.posts[post["record"]["reply"]["parent"]["uri"]]}
                rows.append(row)
        return rows

    def relationship(self, did):
        shown = {"$type": "app.bsky.graph.defs#relationship", "did": did}
        blocks = [uri for uri, record in self.records.items() if record.get("subject") == did]
        if blocks:
            shown["blocking"] = blocks[0]
        return shown

    # --- calls

    def read(self, name, query):
        one = {key: values[0] for key, values in query.items()}
        if name == "com.atproto.server.getSession":
            return {"did": TOWN["did"], "handle": TOWN["handle"], "active": True,
                    "didDoc": {"id": TOWN["did"], "service": [
                        {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer",
                         "serviceEndpoint": f"http://127.0.0.1:{self.port}"}]}}
        if name == "chat.bsky.convo.getLog":
            return self.read_log(query)
        if name == "chat.bsky.convo.listConvos":
            return self.page(self.list_convos(one.get("status", "accepted")), query, "convos")
        if name == "chat.bsky.convo.listConvoRequests":
            rows = [dict(row, **{"$type": VIEW + "convoView"}) for row in self.list_convos("request")]
            return self.page(rows, query, "requests")
        if name == "chat.bsky.convo.getConvo":
            return {"convo": self.show_convo(self.need_convo(one["convoId"]))}
        if name == "chat.bsky.convo.getConvoForMembers":
            return {"convo": self.show_convo(self.convo(self.people[one["members"]]))}
        if name == "chat.bsky.convo.getMessages":
            rows = self.convos[self.need_convo(one["convoId"])]["messages"]
            return self.page(rows, query, "messages")
        if name == "app.bsky.notification.listNotifications":
            return self.page(self.notifications(), query, "notifications")
        if name == "app.bsky.feed.getPosts":
            return {"posts": [self.posts[uri] for uri in query["uris"] if uri in self.posts and uri not in self.deleted]}
        if name == "app.bsky.feed.getAuthorFeed":
            return self.page(self.feed(), query, "feed")
        if name == "app.bsky.graph.getRelationships":
            return {"actor": one["actor"], "relationships": [self.relationship(did) for did in query["others"]]}
        if name == "com.atproto.repo.getRecord":
            uri = f"at://{one['repo']}/{one['collection']}/{one['rkey']}"
            if uri not in self.posts and uri not in self.records:
                raise Refused(400, "RecordNotFound", "Could not locate record")
            return {"uri": uri, "cid": CID, "value": self.records.get(uri) or self.posts[uri]["record"]}
        raise Refused(501, "MethodNotImplemented")

    def write(self, name, body):
        if name == "chat.bsky.convo.sendMessage":
            convo = self.need_convo(body["convoId"])
            if self.convos[convo]["status"] == "request":
                raise Refused(400, "InvalidConvo", "not accepted")
            self.texts.append(body["message"]["text"])
            return self.write_message(TOWN, convo, body["message"]["text"], body["message"].get("facets"))
        if name == "chat.bsky.convo.acceptConvo":
            self.convos[self.need_convo(body["convoId"])]["status"] = "accepted"
            self.acts.append("accept")
            self.log_entry("logAcceptConvo", body["convoId"])
            return {"rev": self.convos[body["convoId"]]["rev"]}
        if name in ("chat.bsky.convo.muteConvo", "chat.bsky.convo.unmuteConvo", "chat.bsky.convo.updateRead"):
            self.acts.append(name.rsplit(".", 1)[1] + ":" + body.get("messageId", ""))
            return {"convo": self.show_convo(self.need_convo(body["convoId"]))}
        if name in ("app.bsky.graph.muteActor", "app.bsky.graph.unmuteActor"):
            self.acts.append(name.rsplit(".", 1)[1] + ":" + body["actor"])
            return None
        if name == "com.atproto.repo.putRecord" and body["collection"] == "app.bsky.feed.threadgate":
            uri = f"at://{body['repo']}/{body['collection']}/{body['rkey']}"
            if body.get("swapRecord") != (CID if uri in self.records else None):
                raise Refused(400, "InvalidSwap")
            self.records[uri] = body["record"]
            self.acts.append(f"hidden:{len(body['record']['hiddenReplies'])}")
            return {"uri": uri, "cid": CID}
        if name == "com.atproto.repo.putRecord":
            self.texts.append(body["record"]["text"])
            parent = self.posts[body["record"]["reply"]["parent"]["uri"]]
            post = self.add_post(TOWN, body["record"]["text"], parent, body["rkey"], body["record"].get("facets"))
            return {"uri": post["uri"], "cid": CID}
        if name == "com.atproto.repo.createRecord":
            uri = f"at://{body['repo']}/{body['collection']}/{self.tid()}"
            self.records[uri] = body["record"]
            self.acts.append("block:" + body["record"]["subject"])
            return {"uri": uri, "cid": CID}
        if name == "com.atproto.repo.deleteRecord":
            record = self.records.pop(f"at://{body['repo']}/{body['collection']}/{body['rkey']}")
            self.acts.append("unblock:" + record["subject"])
            return {}
        if name == "com.atproto.moderation.createReport":
            self.acts.append("report:" + body["subject"]["$type"])
            return {"id": 7, "reasonType": body["reasonType"], "reason": body.get("reason", ""),
                    "subject": body["subject"], "reportedBy": TOWN["did"], "createdAt": self.stamp()}
        raise Refused(501, "MethodNotImplemented")

    # --- the session

    def session(self):
        self.access, self.refresh = f"access-{self.logins}-{self.renewals}", f"refresh-{self.logins}-{self.renewals}"
        return {"accessJwt": self.access, "refreshJwt": self.refresh, "handle": TOWN["handle"], "did": TOWN["did"]}

    def sign_in(self, name, body, bearer):
        if name == "com.atproto.server.createSession":
            if body != {"identifier": TOWN["handle"], "password": PASSWORD}:
                raise Refused(401, "AuthenticationRequired", "Invalid identifier or password")
            self.logins += 1
            self.mode = ""
            return self.session()
        if bearer != self.refresh or self.mode == "dead-refresh":
            raise Refused(400, "ExpiredToken", "Token has been revoked")
        self.renewals += 1
        return self.session()

    def check_access(self, name, bearer, proxy):
        if self.mode == "throttled":
            raise Refused(429, "RateLimitExceeded", "Rate Limit Exceeded")
        if bearer != self.access:
            raise Refused(400, "ExpiredToken" if bearer.startswith("access-") else "InvalidToken")
        if name.startswith("chat.") and proxy != CHAT:
            raise Refused(501, "MethodNotImplemented", "no chat here")
        if not name.startswith("chat.") and proxy:
            raise Refused(400, "InvalidRequest", "not for the chat service")
        if name.startswith("chat.") and self.mode == "no-chat-right":
            raise Refused(400, "InvalidToken", "Bad token method")
        if name.startswith("chat.") and self.mode == "chat-down":
            raise Refused(502, "UpstreamFailure")

    # --- what a test asks for

    def steer(self, what, body):
        if what == "message":
            person = self.person(body["from"])
            return dict(self.write_message(person, self.convo(person), body["text"]), convo=self.convo(person))
        if what == "react":
            convo, message = self.find_message(body["id"])
            reaction = {"value": body["value"], "sender": {"did": self.person(body["from"])["did"]},
                        "createdAt": self.stamp()}
            message.setdefault("reactions", []).append(reaction)
            self.log_entry("logAddReaction", convo, message=dict(message), reaction=reaction)
        if what == "post":
            return {"id": self.add_post(self.person(body["from"]), body["text"], self.root)["uri"]}
        if what == "delete":
            self.delete(body["id"])
        if what == "mode":
            self.mode = body["name"]
            if self.mode in ("expired", "dead-refresh"):
                self.access = "somebody-else's"
        return {}

    def delete(self, key):
        convo, message = self.find_message(key)
        if message is None:
            self.deleted.add(key)
            return
        gone = {"$type": VIEW + "deletedMessageView", "id": key, "rev": self.tid(), "sender": message["sender"],
                "sentAt": message["sentAt"]}
        messages = self.convos[convo]["messages"]
        messages[messages.index(message)] = gone
        self.log_entry("logDeleteMessage", convo, message=gone)


def make_handler(server):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args):
            pass

        def answer(self, status, value, wrong=()):
            body = json.dumps(value).encode() if value is not None else b""
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if status == 429:
                self.send_header("RateLimit-Reset", str(int(time.time()) + 180))
                self.send_header("RateLimit-Remaining", "0")
            if wrong:
                self.send_header("sl-violations", json.dumps(list(wrong)[:10]))
            self.end_headers()
            self.wfile.write(body)

        def carry_out(self, name, query, body):
            bearer = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
            if name in ("com.atproto.server.createSession", "com.atproto.server.refreshSession"):
                return server.sign_in(name, body, bearer)
            server.check_access(name, bearer, self.headers.get("atproto-proxy"))
            if self.command == "GET":
                return server.read(name, query)
            done = server.write(name, body)
            if server.mode == "lost-answer":
                raise Refused(503, "NotEnoughResources")
            return done

        def call(self, name, query, body):
            """Checks the request, carries it out, checks the answer."""
            found = server.lexicons.find_call(name, self.command)
            if found is None:
                return self.answer(501, {"error": "MethodNotImplemented", "message": ""}, [f"{name}: no such call"])
            server.called.add(name)
            wrong = list(server.lexicons.check_parameters(name, found, query))
            if self.command == "POST":
                wrong += server.lexicons.check_body(name, found, body)
            if isinstance(body, dict) and isinstance(body.get("record"), dict):
                kind = {"type": "ref", "ref": body["record"].get("$type", "?")}
                wrong += server.lexicons.check(body["record"], kind, "body.record", "", True)
            if wrong:
                return self.answer(400, {"error": "InvalidRequest", "message": ""}, wrong)
            try:
                done = self.carry_out(name, query, body)
            except Refused as refused:
                return self.answer(refused.status, refused.body)
            return self.answer(200, done, list(server.lexicons.check_answer(name, found, done)))

        def handle_request(self):
            url = urllib.parse.urlsplit(self.path)
            raw = self.rfile.read(int(self.headers.get("Content-Length") or "0"))
            with server.lock:
                if url.path == "/control/sent":
                    return self.answer(200, {"texts": server.texts, "acts": server.acts, "logins": server.logins,
                                             "renewals": server.renewals})
                if url.path.startswith("/control/"):
                    return self.answer(200, server.steer(url.path[9:], json.loads(raw or b"{}")))
                if not url.path.startswith("/xrpc/"):
                    return self.answer(404, {"error": "NotFound", "message": ""})
                return self.call(url.path[6:], urllib.parse.parse_qs(url.query), json.loads(raw) if raw else None)

        do_GET = do_POST = handle_request

    return Handler


def start(data):
    """Starts the server on a free port of 127.0.0.1. Returns its port and the server; it ends with the process."""
    server = Server(data)
    listener = http.server.ThreadingHTTPServer(("127.0.0.1", 0), make_handler(server))
    server.port = listener.server_address[1]
    listener.daemon_threads = True
    threading.Thread(target=listener.serve_forever, daemon=True).start()
    return server.port, server
