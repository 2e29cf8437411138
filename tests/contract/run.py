#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs one adapter's contract test: program → Prism (checks both sides against the published contract) → our
scenario server. Without the contract data, Node.js or the network for Prism's first installation it says so and
exits 77.

usage: run.py PROGRAM SCENARIO_MODULE CONTRACT_FILE"""
import filecmp
import importlib
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

SKIPPED = 77
INSTALL_SECONDS = 240
START_SECONDS = 60
RUN_SECONDS = 180


def skip(sentence):
    print(f"contract suite skipped: {sentence}", flush=True)
    sys.exit(SKIPPED)


def data_folder():
    source = pathlib.Path(os.environ["LUUKKU_SOURCE_DIR"])
    named = os.environ.get("LUUKKU_CONTRACT_DATA")
    folder = pathlib.Path(named) if named else source.parent / "shared" / "channels" / "data"
    if not folder.is_dir():
        skip(f"there is no contract data in {folder}; name its folder in LUUKKU_CONTRACT_DATA to run it.")
    return folder


def install_prism(data):
    """Returns the program; installed once in the build folder, again when the lock file changes."""
    for tool in ("node", "npm"):
        if shutil.which(tool) is None:
            skip(f"{tool} is not installed; install Node.js 18 or newer with npm to run it.")
    folder = pathlib.Path(os.environ["LUUKKU_BUILD_DIR"]) / "tests" / "contract" / "prism"
    program = folder / "node_modules" / ".bin" / "prism"
    lock = folder / "package-lock.json"
    if program.exists() and filecmp.cmp(data / "prism-package-lock.json", lock, shallow=False):
        return program
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(data / "prism-package.json", folder / "package.json")
    shutil.copyfile(data / "prism-package-lock.json", lock)
    try:
        done = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, check=False,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=INSTALL_SECONDS)
    except subprocess.TimeoutExpired:
        skip("npm could not install Prism in time; check the network.")
    if done.returncode != 0 or not program.exists():
        skip("npm could not install Prism; check the network.")
    return program


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port, process):
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    sys.exit("contract suite failed: Prism did not start.")


def stop(process):
    """Ends Prism and what it started, and nothing else: it leads a group of its own."""
    try:
        os.killpg(process.pid, signal.SIGTERM)
    except ProcessLookupError:
        pass
    process.wait()


def check_guard(base, token):
    """A request against the contract must be noticed; a Prism that lets all pass would prove nothing."""
    body = {"recipient": {"id": "1"}, "messaging_type": "RESPONSE", "message": {"text": "x" * 2001}}
    request = urllib.request.Request(base + "/1/messages", json.dumps(body).encode(),
                                     {"Content-Type": "application/json", "Authorization": "Bearer " + token})
    try:
        headers = urllib.request.urlopen(request, timeout=10).headers
    except urllib.error.HTTPError as error:
        headers = error.headers
    if "sl-violations" not in headers:
        sys.exit("contract suite failed: Prism did not notice a request that breaks the contract.")


def main():
    program, scenario_name, contract = sys.argv[1:]
    data = data_folder()
    prism = install_prism(data)
    scenario = importlib.import_module(scenario_name)
    guarded, port = scenario.start(), scenario.start()
    for upstream, use in ((guarded, "guard"), (port, "test")):
        proxy = free_port()
        process = subprocess.Popen([prism, "proxy", "-h", "127.0.0.1", "-p", str(proxy), data / contract,
                                    f"http://127.0.0.1:{upstream}"], stdout=subprocess.DEVNULL,
                                   start_new_session=True)
        try:
            wait_for(proxy, process)
            base = f"http://127.0.0.1:{proxy}/v25.0"
            if use == "guard":
                check_guard(base, scenario.TOKEN)
                continue
            env = dict(os.environ, LUUKKU_CONTRACT_BASE=base, LUUKKU_CONTRACT_DATA=str(data),
                       LUUKKU_CONTRACT_CONTROL=f"http://127.0.0.1:{upstream}/control",
                       LUUKKU_CONTRACT_TOKEN=scenario.TOKEN)
            status = subprocess.run([program], env=env, timeout=RUN_SECONDS, check=False).returncode
        finally:
            stop(process)
    print(f"contract suite ran: {pathlib.Path(program).name} through Prism on {contract}: "
          + ("passed" if status == 0 else f"FAILED ({status})"), flush=True)
    sys.exit(0 if status == 0 else 1)


main()
