# SPDX-License-Identifier: GPL-2.0-or-later
"""A WhatsApp Business number and the town's relay with state, for the contract test of the WhatsApp adapter: Prism
stands in front of the number's calls only. Steered over /control:
  POST /control/deliver  a webhook                   it comes to the relay
  POST /control/mode     {"name": NAME}              how the next answers are: see MODES
  GET  /control/sent                                 {"texts": […]}: what was asked for, in order
All people are invented. Python's standard library only; loopback only."""
import base64
import email
import http.server
import json
import threading
import urllib.parse

NUMBER = "106540352242922"
TOKEN = "contract-token"
RELAY_TOKEN = "contract-relay-token"
RELAY = "town"
BASE = "/v23.0"
EPOCH = "5f3a9c0112ab34cd"
BROKEN = (f"/{NUMBER}/messages", {"messaging_product": "whatsapp", "type": "text", "to": "358401112222",
                                  "text": {"body": "x" * 4097}}, {})


def error(code, message, details=None):
    body = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "A"}
    if details is not None:
        body["error_data"] = {"messaging_product": "whatsapp", "details": details}
    return {"error": body}


MODES = {
    "dead-token": (401, error(190, "Error validating access token.")),
    "late": (400, error(131047, "(#131047) Re-engagement message", "More than 24 hours have passed.")),
    "throttled": (400, error(130429, "(#130429) Rate limit hit", "Cloud API message throughput has been reached.")),
}


class Scenario:
    def __init__(self):
        self.lock = threading.Lock()
        self.deliveries = []
        self.sent = []
        self.media = {}
        self.mode = None

    def page(self, query):
        after = int(query.get("after", [EPOCH + ".0"])[0].split(".")[1])
        rows = [{"number": i + 1, "received": "2026-11-20T10:05:00.000Z", "headers": {}, "body": body}
                for i, body in enumerate(self.deliveries) if i >= after]
        return {"deliveries": rows, "cursor": f"{EPOCH}.{len(self.deliveries)}", "more": False, "gap": False}

    def message(self, body):
        if body.get("status") == "read":
            self.sent.append("read " + body["message_id"])
            return {"success": True}
        name = body.get("to") or body.get("recipient")
        medium = body.get(body["type"], {}).get("id")
        if medium is not None and medium not in self.media:
            return error(131053, "(#131053) Media upload error", "The medium is not there.")
        self.sent.append(f"{body['type']} {name}" + ("" if medium is None else f" {self.media[medium]}"))
        return {"messaging_product": "whatsapp", "contacts": [{"input": name, "wa_id": name}],
                "messages": [{"id": f"wamid.out{len(self.sent)}", "message_status": "accepted"}]}

    def upload(self, content_type, raw):
        """The parts as Python's own parser reads them: another hand than ours."""
        letter = email.message_from_bytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + raw)
        parts = {part.get_param("name", header="Content-Disposition"): part for part in letter.get_payload()}
        if parts["messaging_product"].get_payload() != "whatsapp":
            return error(100, "(#100) Param messaging_product must be whatsapp")
        file = parts["file"]
        if file.get_content_type() != parts["type"].get_payload() or not file.get_payload(decode=True):
            return error(131053, "(#131053) Media upload error", "The medium is not what it says.")
        number = str(900100300 + len(self.media))
        self.media[number] = file.get_filename()
        return {"id": number}

    def block(self, body, verb):
        users = [user["user"] for user in body["block_users"]]
        self.sent += [verb + " " + user for user in users]
        if self.mode == "block-late":
            said = {"message": "Failed to block", "code": 139100, "error_data": {
                "details": "Only users that have messaged the business in the last 24 hours can be blocked."}}
            return {"messaging_product": "whatsapp",
                    "block_users": {"failed_users": [{"input": users[0], "errors": [said]}]},
                    "errors": said}
        key = "added_users" if verb == "block" else "removed_users"
        return {"messaging_product": "whatsapp",
                "block_users": {key: [{"input": user, "wa_id": user.lstrip("+")} for user in users]}}


def make_handler(scenario):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args):
            pass

        def answer(self, status, value):
            body = value if isinstance(value, bytes) else json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "image/jpeg" if isinstance(value, bytes) else "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def may(self, token):
            return self.headers.get("Authorization") == "Bearer " + token

        def base(self):
            return "http://%s:%d" % self.server.server_address[:2]

        def relay(self, query):
            if not self.may(RELAY_TOKEN):
                return self.answer(401, {"error": "token"})
            if self.command == "POST":
                return self.answer(200, {"waiting": 0})
            return self.answer(200, scenario.page(query))

        def platform(self, parts):
            if not self.may(TOKEN) or scenario.mode == "dead-token":
                return self.answer(*MODES["dead-token"])
            if scenario.mode in MODES:
                return self.answer(*MODES[scenario.mode])
            if self.command == "GET" and parts == [NUMBER]:  # the derived contract has one path for both: with "url"
                return self.answer(200, {"id": NUMBER, "verified_name": "Esimerkkikaupunki", "url": "-"})
            if self.command == "GET" and len(parts) == 1:
                return self.answer(200, {"id": parts[0], "url": self.base() + "/media/" + parts[0] + "?ext=1",
                                         "mime_type": "image/jpeg", "file_size": "4", "messaging_product": "whatsapp"})
            if parts == [NUMBER, "media"]:
                return self.answer(200, scenario.upload(self.headers.get("Content-Type", ""), self.raw))
            if parts == [NUMBER, "messages"]:
                return self.answer(200, scenario.message(self.body))
            return self.answer(200, scenario.block(self.body, "block" if self.command == "POST" else "unblock"))

        def handle_any(self):
            length = int(self.headers.get("Content-Length", "0"))
            self.raw = raw = self.rfile.read(length)
            multipart = self.headers.get("Content-Type", "").startswith("multipart/")
            self.body = json.loads(raw) if raw and not multipart else {}
            url = urllib.parse.urlsplit(self.path)
            parts = url.path.split("/")[1:]
            with scenario.lock:
                if url.path == "/control/deliver":
                    scenario.deliveries.append(base64.b64encode(raw).decode())
                    return self.answer(200, {})
                if url.path == "/control/mode":
                    scenario.mode = self.body["name"] or None
                    return self.answer(200, {})
                if url.path == "/control/sent":
                    return self.answer(200, {"texts": scenario.sent})
                if parts[0] == "v1":
                    return self.relay(urllib.parse.parse_qs(url.query))
                if parts[0] == "media":
                    return self.answer(200, b"JPEG") if self.may(TOKEN) else self.answer(404, {})
                return self.platform(parts[1:])

        do_GET = do_POST = do_DELETE = handle_any

    return Handler


def start():
    """Starts the server on a free port of 127.0.0.1. Returns its port; it ends with the process."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), make_handler(Scenario()))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]
