"""How it is served: turns for work, threads for streams, an address others can reach."""

import ipaddress
import os
import signal
import socket
import sys
import threading
import time
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from sfc_workshop.app import LARGEST_REQUEST
from sfc_workshop.serving import AT_WORK, Turns, reachable
from tests.bench.program import free_port, running


def asked(path: str) -> dict[str, Any]:
    """A request to a server."""
    return {"path": path, "CONTENT_LENGTH": "7", "wsgi.input": BytesIO(b"brought")}


def test_only_so_many_work_at_a_time_and_a_stream_takes_no_turn():
    at_work, most = [], []
    go_on = threading.Event()

    def app(environ, _start_response):
        assert environ["wsgi.input"].read() == b"brought"
        if environ["path"] == "/stream":
            return iter([b"an event"])
        at_work.append(1)
        most.append(len(at_work))
        go_on.wait(5)
        at_work.pop()
        return [b""]

    turns = Turns(app, 3)
    streams = [turns(asked("/stream"), None) for _ in range(10)]
    threads = [threading.Thread(target=turns, args=(asked("/"), None)) for _ in range(9)]
    for thread in threads:
        thread.start()
    time.sleep(0.1)
    assert len(at_work) == 3
    go_on.set()
    for thread in threads:
        thread.join()
    assert max(most) == 3
    assert len(most) == 9
    assert [next(one) for one in streams] == [b"an event"] * 10


def test_a_server_on_every_address_is_reached_by_its_own():
    assert reachable("127.0.0.1") == "127.0.0.1"
    assert reachable("192.168.1.20") == "192.168.1.20"
    for host in ("0.0.0.0", "::"):
        found = ipaddress.ip_address(reachable(host))
        assert not found.is_unspecified
        assert found.version == 4


@pytest.mark.slow
def test_workers_serve_and_one_that_dies_is_followed_by_another(tmp_path):
    port = free_port()
    command = [str(Path(sys.executable).with_name("sfc-workshop")), "serve", "--port", str(port), "--workers", "2"]
    address = f"http://127.0.0.1:{port}/"
    with running([*command, "--instance", str(tmp_path / "instance")], address, tmp_path) as program:
        first = _children(program.pid)
        assert len(first) == 2
        os.kill(first[0], signal.SIGKILL)
        for _try in range(200):
            now = _children(program.pid)
            if len(now) == 2 and first[0] not in now:
                break
            time.sleep(0.1)
        assert first[1] in now
        assert len(now) == 2
    assert not list(Path.home().glob(".gunicorn*")), "it keeps nothing outside its folder"


@pytest.mark.slow
def test_who_sends_slowly_keeps_nobody_waiting(tmp_path):
    port = free_port()
    command = [str(Path(sys.executable).with_name("sfc-workshop")), "serve", "--port", str(port)]
    address = f"http://127.0.0.1:{port}/"
    head = f"POST /q/1/ballot HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nSec-Fetch-Site: same-origin\r\n"
    with ExitStack() as slow, running([*command, "--instance", str(tmp_path / "instance")], address, tmp_path):
        for length in (100, LARGEST_REQUEST, 10**9):
            for _phone in range(AT_WORK + 1):
                phone = slow.enter_context(socket.create_connection(("127.0.0.1", port), timeout=5))
                phone.sendall(f"{head}Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{{".encode())
        time.sleep(0.5)
        with urlopen(address, timeout=5) as answer:
            assert answer.status == 200
        assert phone.recv(100).startswith(b"HTTP/1.1 413"), "what is too long is refused before it has arrived"


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
