# SPDX-License-Identifier: GPL-2.0-or-later
"""What the runners of the contract tests share: skipping with a sentence, the npm packages that are pinned by
package-lock.json, ports, and processes that end with what started them."""
import filecmp
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
SKIPPED = 77
INSTALL_SECONDS = 240
START_SECONDS = 60
RUN_SECONDS = 180


def skip(sentence):
    print(f"contract suite skipped: {sentence}", flush=True)
    sys.exit(SKIPPED)


def fail(sentence):
    sys.exit(f"contract suite failed: {sentence}")


def build_folder():
    return pathlib.Path(os.environ["LUUKKU_BUILD_DIR"]) / "tests" / "contract"


def data_folder():
    """The folder of published contracts that are not part of Luukku, or None."""
    source = pathlib.Path(os.environ["LUUKKU_SOURCE_DIR"])
    named = os.environ.get("LUUKKU_CONTRACT_DATA")
    folder = pathlib.Path(named) if named else source.parent / "shared" / "channels" / "data"
    return folder if folder.is_dir() else None


def node_modules():
    """Installed once in the build folder, again when the lock file changes."""
    for tool in ("node", "npm"):
        if shutil.which(tool) is None:
            skip(f"{tool} is not installed; install Node.js 18 or newer with npm to run it.")
    folder = build_folder() / "node"
    done = folder / "installed"
    lock = folder / "package-lock.json"
    if done.exists() and filecmp.cmp(HERE / "package-lock.json", lock, shallow=False):
        return folder / "node_modules"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(HERE / name, folder / name)
    try:
        run = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, check=False,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=INSTALL_SECONDS)
    except subprocess.TimeoutExpired:
        skip("npm could not install the counterparts in time; check the network.")
    if run.returncode != 0:
        skip("npm could not install the counterparts; check the network.")
    done.touch()
    return folder / "node_modules"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(command, port, name, **options):
    """Starts a counterpart in a group of its own and waits until it listens on @port."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
                               **options)
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return process
        except OSError:
            time.sleep(0.1)
    stop(process)
    return fail(f"{name} did not start.")


def stop(process):
    """Ends @process and what it started, and nothing else."""
    try:
        os.killpg(process.pid, signal.SIGTERM)
    except ProcessLookupError:
        pass
    process.wait()


def run(program, name, **environment):
    """Runs the test program against the counterpart; returns its status."""
    env = dict(os.environ, **{"LUUKKU_CONTRACT_" + key.upper(): str(value) for key, value in environment.items()})
    status = subprocess.run([program], env=env, timeout=RUN_SECONDS, check=False).returncode
    print(f"contract suite ran: {pathlib.Path(program).name} against {name}: "
          + ("passed" if status == 0 else f"FAILED ({status})"), flush=True)
    return status
