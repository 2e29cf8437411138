# SPDX-License-Identifier: GPL-2.0-or-later
"""A small feedback system with a memory: services, requests, updates, and the faults a test asks for. It answers the
calls of GeoReport v2 that the adapter makes, and is steered below /control/:
  POST /control/request {"id": ID, "text": TEXT}
  POST /control/close   {"id": ID, "notes": TEXT}
  POST /control/mode    {"name": NAME}   throttled, broken, lost-answer, or nothing
  GET  /control/sent                     {"requests": […], "updates": […]}
All people are invented. Python's standard library only; loopback only."""
import datetime
import http.server
import json
import threading
import urllib.parse

TOKEN = "contract-key"
BASE = ""
BROKEN = ("/requests.json?service_code[]=x", {"description": "ei avainta"}, {})
SERVICES = [{"service_code": "198", "service_name": "Liikennemerkit", "description": "", "metadata": False,
             "type": "realtime", "keywords": [], "group": "Liikenne"},
            {"service_code": "180", "service_name": "Muu korjattava", "description": "", "metadata": False,
             "type": "realtime", "keywords": [], "group": "Muu"}]


def options(contract):
    """What the account is set to for a contract."""
    common = {"write": "yes"}
    if contract.startswith("georeport"):  # the standard alone: dates, a jurisdiction, only reading is described right
        return {"changes": "dates", "jurisdiction": "kuopio.fi"}
    if contract.startswith("open311-calls"):
        return dict(common, updates="yes")
    return common


def prepare_text(contract, text):
    """The cities' document calls the times of its queries days; their own reference server takes times."""
    return text.replace("format: date\n", "format: date-time\n") if contract.startswith("6aika") else text


class Server:
    def __init__(self):
        self.lock = threading.Lock()
        self.requests = {}
        self.updates = []
        self.mode = ""

    def stamp(self):
        return datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=2))).isoformat(timespec="seconds")

    def request(self, number, code, text):
        now = self.stamp()
        self.requests[number] = {"service_request_id": number, "status": "open", "status_notes": "", "title": "",
                                 "service_code": code, "service_name": "Liikennemerkit", "description": text,
                                 "requested_datetime": now, "updated_datetime": now, "address": "Torikatu 6",
                                 "lat": 62.89, "long": 27.68, "media_urls": []}

    def wanted(self, query):
        rows = list(self.requests.values())
        if "service_request_id" in query:
            ids = query["service_request_id"][0].split(",")
            return [row for row in rows if row["service_request_id"] in ids]
        low = query.get("updated_after", query.get("start_date", [""]))[0]
        key = "updated_datetime" if "updated_after" in query else "requested_datetime"
        since = datetime.datetime.fromisoformat(low.replace("Z", "+00:00")) if low else None
        rows = [row for row in rows if since is None or datetime.datetime.fromisoformat(row[key]) >= since]
        return rows[::-1]

    def read(self, path, query):
        if path == "/services.json":
            return SERVICES
        if path == "/requests.json":
            return self.wanted(query)
        if path == "/servicerequestupdates.json":
            return self.updates
        return None

    def write(self, path, form):
        if form.get("api_key", [""])[0] != TOKEN:
            return 403, [{"code": 403, "description": "Missing or Invalid API Key"}]
        if path == "/requests.json":
            if form["service_code"][0] not in [service["service_code"] for service in SERVICES]:
                return 400, {"code": 400, "detail": {"non_field_errors": ["Service code 999 is invalid"]}}
            number = f"new{len(self.requests)}"
            self.request(number, form["service_code"][0], form["description"][0])
            return 200, [{"service_request_id": number, "service_notice": ""}]
        number = form["service_request_id"][0]
        update = {"update_id": form["update_id"][0], "service_request_id": number, "status": form["status"][0],
                  "updated_datetime": self.stamp(), "description": form["description"][0]}
        self.updates.append(update)
        return 200, [{"update_id": update["update_id"]}]

    def steer(self, what, body):
        if what == "request":
            self.request(body["id"], "198", body["text"])
        if what == "close":
            self.requests[body["id"]].update(status="closed", status_notes=body["notes"], updated_datetime=self.stamp())
        if what == "mode":
            self.mode = body["name"]
        return {}


def make_handler(server):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args):
            pass

        def answer(self, status, value, kind="application/json", headers=()):
            body = value if isinstance(value, bytes) else json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            for name, text in headers:
                self.send_header(name, text)
            self.end_headers()
            self.wfile.write(body)

        def refused(self):
            if server.mode == "throttled":
                self.answer(429, {"code": 429, "detail": "Request was throttled."}, headers=[("Retry-After", "180")])
            elif server.mode == "broken":
                self.answer(500, b"<!DOCTYPE html><html>Maija Esimerkki</html>", "text/html")
            return server.mode in ("throttled", "broken")

        def do_GET(self):
            url = urllib.parse.urlsplit(self.path)
            with server.lock:
                if url.path == "/control/sent":
                    return self.answer(200, {"requests": [row["description"] for row in server.requests.values()],
                                             "updates": [row["description"] for row in server.updates]})
                if self.refused():
                    return None
                found = server.read(url.path, urllib.parse.parse_qs(url.query))
                return self.answer(404, {"code": 404, "detail": "Not found."}) if found is None else self.answer(200, found)

        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or "0"))
            with server.lock:
                if self.path.startswith("/control/"):
                    return self.answer(200, server.steer(self.path[9:], json.loads(body or b"{}")))
                if self.refused():
                    return None
                status, done = server.write(urllib.parse.urlsplit(self.path).path, urllib.parse.parse_qs(body.decode()))
                if server.mode == "lost-answer":
                    return self.answer(500, b"<html>gone</html>", "text/html")
                return self.answer(status, done)

    return Handler


def start():
    """Starts the server on a free port of 127.0.0.1. Returns its port; it ends with the process."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), make_handler(Server()))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]
