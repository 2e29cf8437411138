#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs the Mastodon contract test against a real snac2 (from Debian's backports) on this machine. snac2 only takes
mentions of a host name without a port, so it needs port 80: it gets a network of its own (unshare), in which nothing
but this test is. What is missing is said in a sentence, with exit status 77.

usage: run_snac.py PROGRAM"""
import hashlib
import json
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request

import counterpart

ADDRESS = "https://deb.debian.org/debian/pool/main/s/snac2/snac2_2.75-2~bpo12%2B1_amd64.deb"
SHA256 = "587c5e5ffdc9e7ab3183aa45badfcc7bb5feb64afa4b2a92fd1a0202cb8fe138"
INSIDE = "--inside"
OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"


def snac_program():
    """The installed one, or the package from Debian's mirror, unpacked into the build folder."""
    found = shutil.which("snac")
    if found is not None:
        return found
    folder = counterpart.build_folder() / "snac2"
    program = folder / "usr" / "bin" / "snac"
    if program.exists():
        return program
    if subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=False).stdout != "amd64\n":
        counterpart.skip("snac2 is not installed; install it from bookworm-backports.")
    try:
        package = urllib.request.urlopen(ADDRESS, timeout=60).read()
    except OSError:
        counterpart.skip("snac2 is not installed, and Debian's mirror did not give it; install it from "
                         "bookworm-backports.")
    if hashlib.sha256(package).hexdigest() != SHA256:
        counterpart.fail("the package of snac2 is not the one that was expected.")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "snac2.deb").write_bytes(package)
    subprocess.run(["dpkg-deb", "-x", folder / "snac2.deb", folder], check=True)
    return program


def enter_network(program):
    """Starts this script again, alone in a network of its own."""
    own = ["unshare", "--user", "--map-root-user", "--net"]
    alone = subprocess.run(own + ["ip", "link", "set", "lo", "up"], capture_output=True, check=False)
    if alone.returncode != 0:
        counterpart.skip("this machine does not allow a network of its own (unshare), which snac2 needs for port 80.")
    command = " ".join(["ip link set lo up && exec", *map(shell_quote, [sys.executable, __file__, INSIDE, program])])
    sys.exit(subprocess.run(own + ["sh", "-c", command], check=False).returncode)


def shell_quote(text):
    return "'" + str(text).replace("'", "'\\''") + "'"


class Snac:
    def __init__(self, program, folder):
        self.program = program
        self.folder = folder

    def set_up(self):
        """Returns the passwords of the two accounts."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run([self.program, "init", self.folder], input="127.0.0.1\n80\nlocalhost\n\nadmin@localhost\n",
                       text=True, check=True, stdout=subprocess.DEVNULL)
        settings = self.folder / "server.json"
        values = json.loads(settings.read_text(encoding="utf-8"))
        values["protocol"] = "http"
        settings.write_text(json.dumps(values), encoding="utf-8")
        return {name: self.add_user(name) for name in ("kirjaamo", "matti")}

    def add_user(self, name):
        done = subprocess.run([self.program, "adduser", self.folder, name], stdin=subprocess.DEVNULL, text=True,
                              check=True, capture_output=True)
        return re.search(r"password:?\s*(?:is\s*)?(\S+)", done.stdout + done.stderr, re.I).group(1)


def post(path, **fields):
    request = urllib.request.Request("http://localhost" + path, urllib.parse.urlencode(fields).encode())
    try:
        return urllib.request.build_opener(NoRedirect).open(request, timeout=20).read().decode()
    except urllib.error.HTTPError as answer:  # a redirect is an answer here
        return answer.headers.get("Location") or answer.read().decode()


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


def token_of(name, password):
    app = json.loads(post("/api/v1/apps", client_name="Luukku", redirect_uris=OUT_OF_BAND, scopes="read write follow"))
    page = post("/oauth/x-snac-login", login=name, passwd=password, redir=OUT_OF_BAND, cid=app["client_id"], state="")
    found = re.search(r"[0-9a-f]{32,}", page)
    code = found.group(0) if found else page.strip()
    answer = post("/oauth/token", grant_type="authorization_code", client_id=app["client_id"],
                  client_secret=app["client_secret"], redirect_uri=OUT_OF_BAND, code=code)
    return json.loads(answer)["access_token"]


def inside(program):
    snac = Snac(snac_program(), counterpart.build_folder() / "snac2-data")
    passwords = snac.set_up()
    process = counterpart.start([snac.program, "httpd", snac.folder], 80, "snac2")
    try:
        tokens = {name: token_of(name, password) for name, password in passwords.items()}
        return counterpart.run(program, "snac2", base="http://localhost", token=tokens["kirjaamo"],
                               resident=tokens["matti"], control="http://localhost/api/v1")
    finally:
        counterpart.stop(process)


def main():
    if sys.argv[1] == INSIDE:
        sys.exit(0 if inside(sys.argv[2]) == 0 else 1)
    for tool in ("unshare", "ip"):
        if shutil.which(tool) is None:
            counterpart.skip(f"{tool} is not installed; install util-linux and iproute2 to run it.")
    snac_program()
    enter_network(sys.argv[1])


main()
