"""Programs that are started for a measurement, and end with it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

PATIENCE = 90
Program = subprocess.Popen[bytes]


@contextmanager
def running(command: list[str], address: str, folder: Path) -> Iterator[Program]:
    """Start a program, wait until it answers, and end it with everything it has started."""
    with (folder / "program.log").open("ab") as log:
        program = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    try:
        _await(address, program, folder)
        yield program
    finally:
        os.killpg(program.pid, signal.SIGKILL)
        program.wait()


@contextmanager
def demo(folder: Path) -> Iterator[tuple[Program, str]]:
    """Run the demo as a person would; gives the program and the address of its survey."""
    port, links = free_port(), folder / "links.json"
    command = [str(Path(sys.executable).with_name("sfc-workshop")), "demo", "--port", str(port)]
    command += ["--instance", str(folder / "demo"), "--links", str(links)]
    with running(command, f"http://127.0.0.1:{port}/", folder) as program:
        yield program, json.loads(links.read_text(encoding="utf-8"))["survey"]


def free_port() -> int:
    """Find a port nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _await(address: str, program: Program, folder: Path) -> None:
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE and program.poll() is None:
        try:
            with urlopen(address, timeout=5):
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    raise AssertionError(f"{address} does not answer:\n{(folder / 'program.log').read_text()[-4000:]}")
