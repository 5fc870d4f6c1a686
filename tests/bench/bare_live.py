"""The least a server can do for a hall: a Condition, the same events, a vote that is one byte of a file.

    python -m tests.bench.bare_live <port> <folder> <bytes of an event> <workers>

Files carry what is new between the processes, as the database does for the real one.
"""

import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from flask import Flask, Response

from sfc_workshop.serving import Server

FOLDER, WORDS = Path(sys.argv[2]), "x" * int(sys.argv[3])
STEPS, VOTES = FOLDER / "steps", FOLDER / "votes"
app = Flask(__name__)
changed = {"steps": threading.Condition(), "votes": threading.Condition()}
now = {"steps": 0, "votes": 0}


@app.get("/")
def front() -> str:
    """Answer."""
    return "ready"


@app.get("/stream/<name>")
def stream(name: str) -> Response:
    """Send the number of steps or votes whenever it changes."""

    def events() -> Iterator[bytes]:
        have = -1
        while True:
            with changed[name]:
                changed[name].wait_for(lambda have=have: now[name] != have, 15)  # type: ignore[misc]
                have = now[name]
            yield f"event: piece\nid: {have}\ndata: <p>{have} of 1 have answered</p>{WORDS}\n\n".encode()

    return Response(events(), mimetype="text/event-stream", direct_passthrough=True)


@app.post("/<name>")
def add(name: str) -> tuple[dict[str, bool], int]:
    """Add a step or a vote, and answer once it is on the disk."""
    handle = os.open(FOLDER / name, os.O_WRONLY | os.O_APPEND)
    os.write(handle, b".")
    os.fsync(handle)
    os.close(handle)
    return {"saved": True}, 201


def look() -> None:
    """See what is new a hundred times a second."""
    while True:
        for name, path in (("steps", STEPS), ("votes", VOTES)):
            if (size := path.stat().st_size) != now[name]:
                with changed[name]:
                    now[name] = size
                    changed[name].notify_all()
        time.sleep(0.01)


def begin() -> Flask:
    """Begin to look, in each process."""
    threading.Thread(target=look, daemon=True).start()
    return app


if __name__ == "__main__":
    for path in (STEPS, VOTES):
        path.touch()
    Server(begin, "127.0.0.1", int(sys.argv[1]), threads=4032, workers=int(sys.argv[4])).run()
