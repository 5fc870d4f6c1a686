"""Two server processes that share one database, and their end."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO
from urllib.error import URLError
from urllib.request import urlopen

from sfc_workshop.config import CHECKOUT, Settings

PATIENCE = 60  # seconds a server may take until it answers, on a machine that does much else


class Nursery:
    """A process that has everything loaded and forks servers: starting one takes a moment only."""

    def __init__(self) -> None:
        self.process = self._start(stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.loaded: dict[int, subprocess.Popen[bytes]] = {}

    def fork(self, wish: dict[str, object]) -> int:
        """Start a server from what is loaded; returns its process id."""
        stdin, stdout = self.process.stdin, self.process.stdout
        assert stdin
        assert stdout
        stdin.write(json.dumps(wish).encode() + b"\n")
        stdin.flush()
        return int(stdout.readline())

    def load(self, wish: dict[str, object]) -> int:
        """Start a server from nothing, as a machine that comes up does; returns its process id."""
        with Path(str(wish["log"])).open("ab") as log:
            server = self._start(json.dumps(wish), stdout=log, stderr=log, start_new_session=True)
        self.loaded[server.pid] = server
        return server.pid

    def kill(self, pids: list[int]) -> None:
        """End servers and what they started at once, without a warning, and wait until they are gone."""
        for pid in pids:
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
        for pid in pids:
            if pid in self.loaded:
                self.loaded.pop(pid).wait()
            _await_end(pid)

    def end(self) -> None:
        """Let no server be started any more."""
        self.process.kill()
        self.process.communicate()

    def _start(self, *words: str, **streams: int | IO[bytes] | bool) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.ballots.launcher", *words]
        return subprocess.Popen(command, cwd=CHECKOUT, **streams)


class Servers:
    """Servers on ports of their own, which stay the same when they are started again."""

    def __init__(self, nursery: Nursery, settings: Settings, build: str = "whole", linger: float = 0) -> None:
        self.nursery, self.settings, self.build, self.linger = nursery, settings, build, linger
        self.ports = [_free_port() for _ in range(2)]
        self.pids: list[int] = []

    def start(self, *, hours: float = 0, cold: bool = False) -> float:
        """Start both and wait until both answer; returns the seconds that took."""
        began = time.monotonic()
        launch = self.nursery.load if cold else self.nursery.fork
        self.pids = [launch(self._wish(port, hours)) for port in self.ports]
        for port in self.ports:
            self._await(port, began)
        return time.monotonic() - began

    def kill(self) -> None:
        """End both at once, without a warning."""
        self.nursery.kill(self.pids)
        self.pids = []

    def log(self) -> str:
        """What the servers have written."""
        path = self.settings.instance / "servers.log"
        return path.read_text() if path.exists() else ""

    def _wish(self, port: int, hours: float) -> dict[str, object]:
        return {
            "instance": str(self.settings.instance),
            "database": self.settings.database,
            "port": port,
            "build": self.build,
            "hours": hours,
            "linger": self.linger,
            "log": str(self.settings.instance / "servers.log"),
        }

    def _await(self, port: int, began: float) -> None:
        while time.monotonic() - began < PATIENCE:
            try:
                with urlopen(f"http://127.0.0.1:{port}/", timeout=5):
                    return
            except (URLError, ConnectionError, TimeoutError):
                time.sleep(0.02)
        raise AssertionError(f"no answer on port {port} after {PATIENCE} s:\n{self.log()[-4000:]}")


@contextmanager
def serving(nursery: Nursery, settings: Settings, build: str = "whole", linger: float = 0) -> Iterator[Servers]:
    """Have two servers for as long as the block lasts."""
    servers = Servers(nursery, settings, build, linger)
    try:
        servers.start()
        yield servers
    finally:
        servers.kill()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _await_end(group: int) -> None:
    """Wait until of a server and its workers nobody lives: a port is free only then."""
    for _ in range(500):
        if not any(_belongs(path, group) for path in Path("/proc").glob("[0-9]*/stat")):
            return
        time.sleep(0.01)


def _belongs(path: Path, group: int) -> bool:
    """Read from what the system tells of a process whether it lives, in a group."""
    try:
        state, _parent, own, *_ = path.read_text().rpartition(")")[2].split()
    except OSError:  # it has gone meanwhile
        return False
    return state != "Z" and int(own) == group
