#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs the Bluesky contract test against our scenario server, which holds every request and answer against the official
lexicons (LUUKKU_CONTRACT_DATA/bluesky/lexicons) and, for calls that those do not have, against our own list
(bluesky-calls.lexicons.json). Without the official ones it says so and exits 77.

usage: run_bluesky.py PROGRAM"""
import json
import sys
import urllib.error
import urllib.request

import bluesky_server
import counterpart


def check_guard(base):
    """What breaks the contract must be noticed; a checker that lets all pass would prove nothing."""
    for path, body in bluesky_server.BROKEN:
        headers = {"Authorization": "Bearer access-0", "Content-Type": "application/json"}
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(base + path, data, headers)
        try:
            answer = urllib.request.urlopen(request, timeout=10).headers
        except urllib.error.HTTPError as error:
            answer = error.headers
        if "sl-violations" not in answer:
            counterpart.fail(f"the checker did not notice that {path} breaks the lexicon.")


def check_capture(data):
    """The answers of a real server of accounts, as they were recorded."""
    path = data / "captures" / "bluesky-pds-dev-env-0.3.215.json"
    if not path.is_file():
        return
    capture = json.loads(path.read_text(encoding="utf-8"))
    lexicons = bluesky_server.load(data)
    wrong = list(lexicons.check(capture["createAppPassword_privileged"],
                                {"type": "ref", "ref": "com.atproto.server.createAppPassword#appPassword"}, "capture", "",
                                False))
    if wrong:
        counterpart.fail("the checker and a recorded answer do not agree: " + "; ".join(wrong))


TRANSCRIPTS = {
    "com.atproto.server.createSession": ("login.json", "renewed.json"),
    "com.atproto.server.getSession": ("session.json", "session-local.json", "session-plain.json"),
    "chat.bsky.convo.getLog": ("log.json", "log-empty.json", "log-after.json", "log-group.json"),
    "chat.bsky.convo.listConvos": ("convos.json", "convos-none.json"),
    "chat.bsky.convo.listConvoRequests": ("requests-none.json",),
    "chat.bsky.convo.getConvo": ("convo-1.json", "convo-group.json"),
    "chat.bsky.convo.updateRead": ("convo-read.json",),
    "chat.bsky.convo.getMessages": ("messages-1.json", "messages-2.json", "messages-find.json"),
    "chat.bsky.convo.sendMessage": ("sent.json",),
    "chat.bsky.convo.acceptConvo": ("accepted.json",),
    "app.bsky.notification.listNotifications": ("mentions.json", "mentions-none.json"),
    "app.bsky.graph.getRelationships": ("relation-none.json", "relation-blocked.json"),
    "app.bsky.feed.getPosts": ("posts.json", "posts-none.json", "posts-one.json", "post-parent.json"),
    "app.bsky.feed.getAuthorFeed": ("feed.json", "feed-none.json"),
    "com.atproto.repo.createRecord": ("record-block.json",),
    "com.atproto.moderation.createReport": ("report.json",),
}


def check_transcripts(data):
    """The good answers that the other tests play are answers that the lexicons allow."""
    lexicons = bluesky_server.load(data)
    folder = counterpart.HERE.parent / "data" / "bluesky"
    wrong = [f"{file}: {sentence}" for name, files in TRANSCRIPTS.items() for file in files
             for sentence in lexicons.check_answer(name, lexicons.documents[name]["main"],
                                                   json.loads((folder / file).read_text(encoding="utf-8")))]
    if wrong:
        counterpart.fail("transcripts break the lexicons: " + "; ".join(wrong))


def main():
    program = sys.argv[1]
    data = counterpart.data_folder()
    if data is None or not (data / "bluesky" / "lexicons").is_dir():
        counterpart.skip("the official lexicons are not part of Luukku; name the folder that has bluesky/lexicons in "
                         "LUUKKU_CONTRACT_DATA to run it.")
    check_capture(data)
    check_transcripts(data)
    guard, _ = bluesky_server.start(data)
    check_guard(f"http://127.0.0.1:{guard}")
    port, server = bluesky_server.start(data)
    base = f"http://127.0.0.1:{port}"
    capture = data / "captures" / "bluesky-pds-dev-env-0.3.215.json"
    status = counterpart.run(program, "our scenario server and the lexicons", base=base, token=bluesky_server.PASSWORD,
                             control=base + "/control", capture=capture if capture.is_file() else "")
    print(f"calls: {len(server.called)} kinds; definitions that no lexicon here has: "
          + (", ".join(sorted(server.lexicons.unknown)) or "none"), flush=True)
    unused = sorted(server.lexicons.own - server.called)
    if status == 0 and unused:
        counterpart.fail("our own list has calls that nobody made: " + ", ".join(unused))
    sys.exit(1 if status else 0)


main()
