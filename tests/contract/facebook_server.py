# SPDX-License-Identifier: GPL-2.0-or-later
"""graph_server.py as a Facebook Page."""
import graph_server

TOKEN = graph_server.TOKEN
BASE = graph_server.BASE
BROKEN = graph_server.BROKEN


def start():
    return graph_server.start("messenger")
