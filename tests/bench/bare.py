"""The least a server can do for a vote: read JSON, insert a row, commit. Same server, same file settings."""

import sqlite3
import sys
import threading
from contextlib import closing
from typing import Any

from flask import Flask, request

from sfc_workshop.serving import AT_WORK, Server

app = Flask(__name__)
here = threading.local()
writer = threading.Lock()
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=15000", "secure_delete=ON", "foreign_keys=ON")


def connection() -> sqlite3.Connection:
    """This thread's own connection."""
    if not hasattr(here, "connection"):
        here.connection = sqlite3.connect(sys.argv[2], isolation_level=None)
        for pragma in PRAGMAS:
            here.connection.execute("PRAGMA " + pragma)
    return here.connection


@app.get("/")
def front() -> str:
    """Answer."""
    return "ready"


@app.post("/insert")
def insert() -> tuple[dict[str, Any], int]:
    """Insert one row and commit."""
    body = request.get_json()
    row = (body["key"], body["revision"], body["run"], request.get_data(as_text=True))
    with writer:
        connection().execute("BEGIN IMMEDIATE")
        connection().execute("INSERT INTO vote VALUES (?, ?, ?, ?)", row)
        connection().execute("COMMIT")
    return {"saved": True}, 201


if __name__ == "__main__":
    columns = "key TEXT PRIMARY KEY, revision INTEGER, run INTEGER, body TEXT"
    with closing(sqlite3.connect(sys.argv[2])) as file:
        file.execute(f"CREATE TABLE vote ({columns}) WITHOUT ROWID")
    Server(lambda: app, "127.0.0.1", int(sys.argv[1]), threads=AT_WORK, workers=1).run()
