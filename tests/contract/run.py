#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs one adapter's contract test: program → Prism (checks both sides against the contract) → our scenario
server. Without the contract, Node.js or the network for the first installation it says so and exits 77.

usage: run.py PROGRAM SCENARIO_MODULE CONTRACT_FILE…
A contract file stands beside this script or in the data folder (counterpart.py). The test runs once with each that
is there; a second one is a whole published contract, of which our scenario server's answers are only a part, and only
the adapter's requests are held against it."""
import importlib
import json
import sys
import urllib.error
import urllib.request

import counterpart


def contracts(names):
    data = counterpart.data_folder()
    found = [counterpart.HERE / name for name in names if (counterpart.HERE / name).is_file()]
    found += [data / name for name in names if data is not None and (data / name).is_file()]
    if not found:
        counterpart.skip("the published contract is not part of Luukku; name its folder in LUUKKU_CONTRACT_DATA to run "
                         "it.")
    return found


def check_guard(base, scenario):
    """A request against the contract must be noticed; a Prism that lets all pass would prove nothing."""
    path, body, headers = scenario.BROKEN
    headers = {"Content-Type": "application/json", "Authorization": "Bearer " + scenario.TOKEN, **headers}
    request = urllib.request.Request(base + path, json.dumps(body).encode(), headers)
    try:
        answer = urllib.request.urlopen(request, timeout=10).headers
    except urllib.error.HTTPError as error:
        answer = error.headers
    if "sl-violations" not in answer:
        counterpart.fail("Prism did not notice a request that breaks the contract.")


def prepared(scenario, contract):
    """A scenario may have to say of a published contract what its language cannot, or what its authors' own server does
    otherwise: prepare() of a document in JSON, prepare_text() of any."""
    text = contract.read_text(encoding="utf-8")
    if hasattr(scenario, "prepare"):
        other = json.dumps(scenario.prepare(json.loads(text)))
    elif hasattr(scenario, "prepare_text"):
        other = scenario.prepare_text(contract.name, text)
    else:
        return contract
    path = counterpart.build_folder() / ("prepared-" + contract.name)
    path.write_text(other, encoding="utf-8")
    return path


def options(scenario, contract):
    """Options of the account, as NAME=VALUE;…"""
    if not hasattr(scenario, "options"):
        return {}
    return {"options": ";".join(f"{name}={value}" for name, value in scenario.options(contract.name).items())}


def run_contract(program, scenario, contract, prism, side):
    document = prepared(scenario, contract)
    for use in ("guard", "test"):
        port, upstream = counterpart.free_port(), scenario.start()
        process = counterpart.start([prism, "proxy", "-h", "127.0.0.1", "-p", str(port), document,
                                     f"http://127.0.0.1:{upstream}"], port, "Prism")
        try:
            base = f"http://127.0.0.1:{port}{scenario.BASE}"
            if use == "guard":
                check_guard(base, scenario)
                continue
            relay = {"relay": f"http://127.0.0.1:{upstream}"} if hasattr(scenario, "RELAY") else {}
            return counterpart.run(program, f"Prism on {contract.name}", base=base, token=scenario.TOKEN,
                                   data=counterpart.data_folder() or "", side=side,
                                   control=f"http://127.0.0.1:{upstream}/control", **relay,
                                   **options(scenario, contract))
        finally:
            counterpart.stop(process)
    return 1


def main():
    program, scenario_name, *names = sys.argv[1:]
    scenario = importlib.import_module(scenario_name)
    found = contracts(names)
    prism = counterpart.node_modules() / ".bin" / "prism"
    failed = [run_contract(program, scenario, contract, prism, "both" if contract == found[0] else "request")
              for contract in found]
    sys.exit(1 if any(failed) else 0)


main()
