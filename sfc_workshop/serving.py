"""Serving: a process with many threads for a laptop in a hall, several processes for a city of thousands.

A page that is kept current holds a thread for as long as somebody looks at it, so there are many; what is
drawn or kept meanwhile takes turns at a few places, or a thousand threads would wait for one another.
"""

import fcntl
import gc
import ipaddress
import resource
import socket
import struct
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from io import BytesIO
from typing import IO, Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from sfc_workshop.app import LARGEST_REQUEST, keep_time
from sfc_workshop.ballots.warm import warm
from sfc_workshop.core.db import db
from sfc_workshop.core.stream import KEPT_PLACES

SPARE_THREADS = KEPT_PLACES + 16  # more than phones that stream: for walls, and always some for whoever asks
AT_WORK = 24  # requests at a time; each may need a connection to the database, of which there are 40
CONNECTIONS = 8000
MOST_FILES = 65_536
ELSEWHERE = ("10.255.255.255", 9)  # a private address; nothing is sent there
ASK_ADDRESS = 0x8915  # SIOCGIFADDR of Linux


class Turns:
    """Let a few requests work at a time; the others wait for their turn in threads that cost next to nothing.

    A stream has done its work once it is answered: what is sent then takes no turn.
    """

    def __init__(self, app: Callable[..., Iterable[bytes]], at_work: int = AT_WORK) -> None:
        self.app = app
        self.places = threading.BoundedSemaphore(at_work)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request when it is its turn, which comes after all of it has arrived."""
        environ["wsgi.input"] = _brought(environ)
        with self.places:
            return self.app(environ, start_response)


def _brought(environ: dict[str, Any]) -> IO[bytes]:
    """Read what a request brings, however slowly it arrives; a file somebody uploads is left for their turn."""
    sent: IO[bytes] = environ["wsgi.input"]
    if int(environ.get("CONTENT_LENGTH") or 0) > LARGEST_REQUEST:
        return sent
    return BytesIO(sent.read(LARGEST_REQUEST + 1))  # one more than may be sent, so that it is refused


class Server(BaseApplication):
    """Processes with threads that answer, until they are ended; one that dies is followed by another.

    begin: gives a process the application it serves, once the process is there
    """

    def __init__(self, begin: Callable[[], Flask], host: str, port: int, *, threads: int, workers: int) -> None:
        self.begin = begin
        self.chosen = {
            "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
            "workers": workers,
            "threads": threads,
        }
        super().__init__()

    def load_config(self) -> None:
        """Choose how connections are kept; the server's own defaults do the rest."""
        chosen = self.chosen | {
            "worker_class": "gthread",
            "worker_connections": CONNECTIONS,
            "backlog": 2048,
            "timeout": 60,
            "graceful_timeout": 3,  # streams never end by themselves
            "keepalive": 120,  # between two taps of a person; a phone that connects anew costs both of us more
            "limit_request_line": 8190,
            "limit_request_field_size": 16_380,  # a phone keeps a cookie for each survey it has answered
            "forwarded_allow_ips": "",  # what proxies say is read by the application, which knows how many there are
            "loglevel": "warning",
            "control_socket_disable": True,
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Begin, in a process of its own."""
        return self.begin()


def listen(app: Flask, host: str, port: int, workers: int = 1) -> None:
    """Serve an application that runs nowhere yet, by processes that have nothing else in common."""

    def begin() -> Flask:
        _make_ready(app)
        return app

    with app.app_context():
        db.engine.dispose()  # a connection is of no use to more than one process
    threads = app.config["SETTINGS"].streams + SPARE_THREADS
    Server(begin, host, port, threads=threads, workers=workers).run()


def reachable(host: str) -> str:
    """Find the address under which others reach a server that listens on one.

    Who listens everywhere is reached by the address this machine has in its network, with or without an internet
    behind it. Nothing is sent: a datagram socket is told where it would send to, and says where from. A network
    that leads nowhere else, a laptop's own hotspot, is found by asking each interface.
    """
    if host not in ("0.0.0.0", "::"):  # noqa: S104 - only compared with
        return host
    return next((own for own in (_on_the_way_out(), *_of_interfaces()) if own and not _is_own(own)), "127.0.0.1")


def _on_the_way_out() -> str | None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
        probe.connect(ELSEWHERE)
        return str(probe.getsockname()[0])
    return None


def _of_interfaces() -> Iterator[str]:
    """List the addresses of this machine's networks, where its system tells them this way."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _number, name in socket.if_nameindex():
            with suppress(OSError):  # it has none
                told = fcntl.ioctl(probe, ASK_ADDRESS, struct.pack("256s", name.encode()[:15]))
                yield socket.inet_ntoa(told[20:24])


def _is_own(address: str) -> bool:
    return ipaddress.ip_address(address).is_loopback


def _make_ready(app: Flask) -> None:
    _allow_many_files()
    app.wsgi_app = Turns(app.wsgi_app)  # type: ignore[method-assign]
    warm(app)
    gc.collect()
    gc.freeze()  # what is there before the first request stays: no need to look through it again and again
    keep_time(app)


def _allow_many_files() -> None:
    """Take as many connections as the system lets us: it starts programs with fewer than a hall has phones."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):  # what there is has to do
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard if hard != resource.RLIM_INFINITY else MOST_FILES, hard))
