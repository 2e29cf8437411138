#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Real mail servers on loopback for test-mail-servers: Dovecot (IMAP, LMTP, submission; TLS and STARTTLS with a
certificate of an authority made here), aiosmtpd as the place where outgoing letters end, and a token service that the
adapter and Dovecot (passdb oauth2) ask. They run as an ordinary user; started by root they run as nobody. Commands come on stdin, one a line; each is answered by one line."""
import base64
import ctypes
import http.server
import json
import os
import shutil
import signal
import smtplib
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

NOBODY = 65534
PYTHON = "/usr/bin/python3"  # Debian's own has aiosmtpd
PASSWORD = "sala sana ä"
TOKEN = "ya29.test-token"
USER = "kirjaamo"
TIMEOUT = 30.0

DOVECOT = """
base_dir = {dir}/run
state_dir = {dir}/state
log_path = {dir}/dovecot.log
protocols = imap lmtp submission
listen = 127.0.0.1
ssl = yes
ssl_cert = <{dir}/server.pem
ssl_key = <{dir}/server.key
disable_plaintext_auth = yes
auth_mechanisms = plain login xoauth2
auth_username_format = %n
auth_failure_delay = 0
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
mail_location = maildir:{dir}/mail/%n
mail_uid = {uid}
mail_gid = {gid}
first_valid_uid = 0
first_valid_gid = 0
default_vsz_limit = 512M
passdb {{
  driver = passwd-file
  mechanisms = plain login
  args = {dir}/users
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {dir}/oauth2.conf
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={dir}/mail/%n allow_all_users=yes
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Lähetetyt {{
    auto = create
    special_use = \\Sent
  }}
}}
service anvil {{
  chroot =
  # Otherwise each sign-in from this address waits for seconds after one that was refused.
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
service submission-login {{
  chroot =
  inet_listener submission {{
    port = {submission}
  }}
  inet_listener submissions {{
    port = {submissions}
    ssl = yes
  }}
}}
submission_relay_host = 127.0.0.1
submission_relay_port = {relay}
submission_relay_trusted = no
"""


OAUTH2 = """
tokeninfo_url = http://127.0.0.1:{port}/tokeninfo?access_token=
username_attribute = email
timeout_msecs = 10000
"""


class TokenService:
    """Gives access tokens for a refresh token, each time another one of both, and tells Dovecot whose they are."""

    def __init__(self):
        self.access = set()
        self.refresh = "refresh-0"
        self.asked = 0
        self.mode = "good"
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            """What is asked over HTTP."""

            def log_message(self, *args):
                """Says nothing."""

            def answer(self, status, values):
                """Answers JSON."""
                body = json.dumps(values).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                """Dovecot asks whose a token is."""
                token = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query).get("access_token", [""])[0]
                if token == TOKEN or token in service.access:
                    self.answer(200, {"email": USER, "expires_in": 3600})
                else:
                    self.answer(400, {"error": "invalid_token"})

            def do_POST(self):
                """The adapter asks for an access token."""
                length = int(self.headers.get("Content-Length", "0"))
                form = dict(urllib.parse.parse_qsl(self.rfile.read(length).decode()))
                self.answer(*service.renew(form))

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def renew(self, form):
        """Returns status and answer."""
        self.asked += 1
        if self.mode == "down":
            return 503, {"error": "temporarily_unavailable"}
        wanted = {"grant_type": "refresh_token", "client_id": "luukku-test", "client_secret": "s3cret",
                  "refresh_token": self.refresh}
        if form != wanted or self.mode == "dead":
            return 400, {"error": "invalid_grant", "error_description": "for " + USER}
        token = f"ya29.access-{self.asked}"
        if self.mode != "useless":
            self.access.add(token)
        self.refresh = f"refresh-{self.asked}"
        return 200, {"access_token": token, "expires_in": 3599, "token_type": "Bearer", "refresh_token": self.refresh}

    def command(self, words):
        """Does what a test asks. Returns the answer."""
        if words[0] == "begin":
            self.access.clear()
            self.refresh, self.asked, self.mode = "refresh-0", 0, "good"
        elif words[0] == "end-access":
            self.access.clear()
        elif words[0] == "asked":
            return str(self.asked)
        else:
            self.mode = words[0]
        return "ok"


class Failure(Exception):
    """Something did not come to pass."""


def free_ports(count):
    """Ports that nobody listens on."""
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def wait_until(what, condition):
    """Waits for a state; the time limit only ends a test that has failed."""
    end = time.monotonic() + TIMEOUT
    while not condition():
        if time.monotonic() > end:
            raise Failure("waited for " + what)
        time.sleep(0.02)


def answers(port):
    """Returns whether somebody listens on @port."""
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


class Servers:
    """What runs, and where."""

    def __init__(self):
        root = os.getuid() == 0
        self.uid = NOBODY if root else os.getuid()
        self.gid = NOBODY if root else os.getgid()
        self.dir = tempfile.mkdtemp(prefix="luukku-mail-")
        names = ("imap", "imaps", "lmtp", "submission", "submissions", "relay", "direct")
        self.ports = dict(zip(names, free_ports(len(names))))
        self.dovecot = None
        self.sinks = {}
        self.tokens = TokenService()
        self.ports["tokens"] = self.tokens.port
        self.make_certificates()
        self.write_config()
        shutil.copyfile(os.path.abspath(__file__), self.path("servers.py"))  # where an ordinary user may read it
        for folder in ("run", "state", "mail", "sink"):
            os.makedirs(os.path.join(self.dir, folder), exist_ok=True)
        for folder, _, files in os.walk(self.dir):
            os.chown(folder, self.uid, self.gid)
            for name in files:
                os.chown(os.path.join(folder, name), self.uid, self.gid)

    def path(self, name):
        """Returns the path of @name in our folder."""
        return os.path.join(self.dir, name)

    def make_certificates(self):
        """An authority, and a certificate of it for this machine."""
        def openssl(*args):
            subprocess.run(["openssl", *args], check=True, capture_output=True, cwd=self.dir)
        key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        openssl("req", "-x509", *key, "-keyout", "authority.key", "-out", "authority.pem", "-days", "2",
                "-subj", "/CN=Luukku test authority")
        openssl("req", *key, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=localhost")
        with open(self.path("names"), "w", encoding="utf-8") as out:
            out.write("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
        openssl("x509", "-req", "-in", "server.csr", "-CA", "authority.pem", "-CAkey", "authority.key",
                "-CAcreateserial", "-days", "2", "-extfile", "names", "-out", "server.pem")

    def write_config(self):
        """Dovecot's configuration."""
        import grp
        import pwd
        with open(self.path("users"), "w", encoding="utf-8") as out:
            out.write(f"{USER}:{{PLAIN}}{PASSWORD}\n")
        with open(self.path("oauth2.conf"), "w", encoding="utf-8") as out:
            out.write(OAUTH2.format(port=self.tokens.port))
        with open(self.path("dovecot.conf"), "w", encoding="utf-8") as out:
            out.write(DOVECOT.format(dir=self.dir, uid=self.uid, gid=self.gid, user=pwd.getpwuid(self.uid).pw_name,
                                     group=grp.getgrgid(self.gid).gr_name, **self.ports))

    def become(self):
        """In a child before exec: an ordinary user, its own group of processes, and an end with us."""
        os.setpgid(0, 0)
        if os.getuid() == 0:
            os.setgroups([])
            os.setresgid(self.gid, self.gid, self.gid)
            os.setresuid(self.uid, self.uid, self.uid)
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)

    def run(self, command, stdin=subprocess.DEVNULL, **more):
        """Starts @command as an ordinary user."""
        return subprocess.Popen(command, preexec_fn=self.become, stdin=stdin, cwd=self.dir, **more)

    def start_dovecot(self):
        """Returns when it answers."""
        self.dovecot = self.run([shutil.which("dovecot", path="/usr/sbin:/usr/bin"), "-F", "-c",
                                 self.path("dovecot.conf")])
        for name in ("imap", "imaps", "lmtp", "submission"):
            wait_until("dovecot's " + name, lambda name=name: answers(self.ports[name]))

    def kill(self, process):
        """Kills the process and all that it has started."""
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()

    def kill_dovecot(self):
        """Kills it, as a power cut would."""
        self.kill(self.dovecot)
        self.dovecot = None
        for name in ("imap", "imaps", "lmtp", "submission"):
            wait_until(name + " to be gone", lambda name=name: not answers(self.ports[name]))

    def start_sink(self, name, mode="take"):
        """aiosmtpd on the port @name; @mode: see sink()."""
        self.sinks[name] = self.run([PYTHON, self.path("servers.py"), "sink", name, mode,
                                     str(self.ports[name]), self.dir])
        wait_until("sink " + name, lambda: answers(self.ports[name]))

    def stop_sink(self, name):
        """Kills it."""
        self.kill(self.sinks.pop(name))
        wait_until(name + " to be gone", lambda: not answers(self.ports[name]))

    def deliver(self, path):
        """Hands a letter to Dovecot by LMTP, as the town's mail server would."""
        with open(path, "rb") as letter, smtplib.LMTP("127.0.0.1", self.ports["lmtp"]) as lmtp:
            lmtp.sendmail("maija@resident.example", [USER + "@kuopio.example"], letter.read())

    def letters(self):
        """The letters that were taken, by name."""
        return sorted(os.listdir(self.path("sink")))

    def close(self):
        """Ends everything."""
        if self.dovecot is not None:
            self.kill(self.dovecot)
        for process in self.sinks.values():
            self.kill(process)
        shutil.rmtree(self.dir, ignore_errors=True)

    def doveadm(self, *args, stdin=subprocess.DEVNULL):
        """Dovecot's own tool, as the same user."""
        process = self.run(["doveadm", "-c", self.path("dovecot.conf"), *args], stdin=stdin,
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        out, _ = process.communicate(timeout=TIMEOUT)
        return out.decode("utf-8", "replace").strip().replace("\n", " | ")

    def command(self, line):
        """Does what a line asks. Returns the answer."""
        words = line.split(" ")
        verb, rest = words[0], words[1:]
        if verb == "deliver":
            self.deliver(" ".join(rest))
        elif verb == "tokens":
            return self.tokens.command(rest)
        elif verb == "drop-sessions":
            self.doveadm("kick", USER)
        elif verb == "start-dovecot":
            self.start_dovecot()
        elif verb == "kill-dovecot":
            self.kill_dovecot()
        elif verb == "start-sink":
            self.start_sink(*rest)
        elif verb == "stop-sink":
            self.stop_sink(*rest)
        elif verb == "count":
            return str(len(self.letters()))
        elif verb == "last":
            return self.path("sink/" + self.letters()[-1])
        elif verb == "doveadm":
            return "ok " + self.doveadm(*rest)
        elif verb == "save":
            with open(rest[1], "rb") as letter:
                self.doveadm("save", "-u", USER, "-m", rest[0], stdin=letter)
        elif verb == "renumber":
            self.kill_dovecot()
            for folder, _, files in os.walk(self.path("mail")):
                for name in files:
                    if name.startswith("dovecot"):
                        os.remove(os.path.join(folder, name))
            self.start_dovecot()
        else:
            return "unknown"
        return "ok"


def sink(name, mode, port, folder):
    """Keeps every letter as a file. @mode: take; die-after: keeps one and dies before it says so; die-before: dies in
    the middle of one; refuse: no recipient exists."""
    import asyncio
    import ssl

    from aiosmtpd.smtp import SMTP, AuthResult

    class Handler:
        """What aiosmtpd asks."""

        async def handle_RCPT(self, server, session, envelope, address, options):
            """Takes everybody, or nobody."""
            if mode == "refuse":
                return "550 5.1.1 no such user"
            envelope.rcpt_tos.append(address)
            return "250 OK"

        async def handle_DATA(self, server, session, envelope):
            """Keeps the letter."""
            if mode == "die-before":
                os._exit(1)
            place = os.path.join(folder, "sink", f"{time.monotonic_ns():020d}")
            with open(place + ".part", "wb") as out:
                out.write(envelope.original_content)
                out.flush()
                os.fsync(out.fileno())
            os.rename(place + ".part", place)
            if mode == "die-after":
                os._exit(1)
            return "250 2.0.0 taken"

    def authenticate(server, session, envelope, mechanism, data):
        return AuthResult(success=data.login == b"kirjaamo" and data.password == PASSWORD.encode())

    async def serve():
        loop = asyncio.get_running_loop()
        context = None
        if name == "direct":
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(os.path.join(folder, "server.pem"), os.path.join(folder, "server.key"))
        server = await loop.create_server(
            lambda: SMTP(Handler(), tls_context=context, require_starttls=context is not None,
                         authenticator=authenticate if context else None, auth_required=context is not None,
                         hostname="sink.example"),
            "127.0.0.1", int(port))
        await server.serve_forever()

    asyncio.run(serve())


def main():
    """The first line out says where everything is."""
    if len(sys.argv) > 1 and sys.argv[1] == "sink":
        sink(*sys.argv[2:6])
        return
    if shutil.which("dovecot", path="/usr/sbin:/usr/bin") is None:
        print("no dovecot: install the packages of plugin/packages.sh", flush=True)
        return
    servers = Servers()
    try:
        servers.start_dovecot()
        servers.start_sink("relay")
        servers.start_sink("direct")
        token = base64.b64encode(PASSWORD.encode()).decode()
        print("ready", servers.path("authority.pem"), *servers.ports.values(), token, flush=True)
        for line in sys.stdin:
            try:
                print(servers.command(line.rstrip("\n")), flush=True)
            except (Failure, OSError, smtplib.SMTPException) as problem:
                print("failed", type(problem).__name__, problem, flush=True)
    finally:
        servers.close()


main()
