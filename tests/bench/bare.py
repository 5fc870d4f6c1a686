"""The least a server can do for a vote: read JSON, insert a row, commit. Same server, same file settings."""

import sqlite3
import sys
import threading
from typing import Any

import waitress
from flask import Flask, request

from sfc_workshop.serving import AT_WORK

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
    connection().execute(f"CREATE TABLE vote ({columns}) WITHOUT ROWID")
    waitress.serve(
        app,
        host="127.0.0.1",
        port=int(sys.argv[1]),
        threads=AT_WORK,
        connection_limit=4000,
        backlog=2048,
        asyncore_use_poll=True,
    )
