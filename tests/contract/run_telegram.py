#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs the Telegram contract test against telegram-test-api. Between them stands a proxy that, when the description
of the Bot API is in the data folder, holds every call against it: the method, its parameters and their types.

usage: run_telegram.py PROGRAM"""
import http.client
import http.server
import json
import sys
import threading

import counterpart

TOKEN = "700000001:AAEcontract-token"


def fits(value, types, description):
    """Whether @value is of one of the types of the Bot API's description."""
    for name in types:
        if name.startswith("Array of "):
            if isinstance(value, list) and all(fits(item, [name[9:]], description) for item in value):
                return True
        elif name in ("Integer", "Float"):
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                return True
        elif name in ("String", "Boolean", "True"):
            if isinstance(value, str if name == "String" else bool):
                return True
        elif isinstance(value, dict):
            return True
    return False


class Checker:
    def __init__(self, description):
        self.description = description
        self.problems = []
        self.calls = 0

    def check_fields(self, where, value, fields):
        known = {field["name"]: field for field in fields}
        for name, field in known.items():
            if field["required"] and name not in value:
                self.problems.append(f"{where}: {name} is missing")
        for name, content in value.items():
            if name not in known:
                self.problems.append(f"{where}: {name} is unknown")
            elif not fits(content, known[name]["types"], self.description):
                self.problems.append(f"{where}: {name} is none of {known[name]['types']}")

    def check_call(self, name, parameters):
        self.calls += 1
        method = self.description["methods"].get(name)
        if method is None:
            self.problems.append(f"{name}: no such method")
        else:
            self.check_fields(name, parameters, method.get("fields", []))


def make_handler(upstream, checker):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args):
            pass

        def forward(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or "0"))
            name = self.path.split("?")[0].rsplit("/", 1)[-1]
            before = len(checker.problems) if checker else 0
            if checker:
                checker.check_call(name, json.loads(body or b"{}"))
            connection = http.client.HTTPConnection("127.0.0.1", upstream, timeout=30)
            connection.request(self.command, self.path, body or None, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            content = answer.read()
            self.send_response(answer.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            if checker and len(checker.problems) > before:
                self.send_header("sl-violations", json.dumps(checker.problems[before:]))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = forward

    return Handler


def main():
    program = sys.argv[1]
    modules = counterpart.node_modules()
    data = counterpart.data_folder()
    described = data / "telegram" / "api.json" if data is not None else None
    checker = None
    if described is not None and described.is_file():
        checker = Checker(json.loads(described.read_text(encoding="utf-8")))
        Checker.check_call(guard := Checker(checker.description), "sendMessage", {"chat_id": [], "words": "hei"})
        if len(guard.problems) != 3:
            counterpart.fail("the description did not notice a call that breaks it.")
    port = counterpart.free_port()
    process = counterpart.start(["node", counterpart.HERE / "telegram-server.js", modules, str(port)], port,
                                "telegram-test-api")
    try:
        proxy = http.server.ThreadingHTTPServer(("127.0.0.1", 0), make_handler(port, checker))
        proxy.daemon_threads = True
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        name = "telegram-test-api" + (", calls held against the Bot API's description" if checker else "")
        status = counterpart.run(program, name, base=f"http://127.0.0.1:{proxy.server_address[1]}", token=TOKEN,
                                 control=f"http://127.0.0.1:{port}")
    finally:
        counterpart.stop(process)
    sys.exit(0 if status == 0 else 1)


main()
