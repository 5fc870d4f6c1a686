"""The demo as a running server: the command itself, in a process that cannot outlive its time."""

import contextlib
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError

from playwright.sync_api import Page

COMMAND = Path(sys.executable).with_name("sfc-workshop")
SECONDS_TO_BUILD = 240
SECONDS_TO_LIVE = 1800


class Demo:
    """A running demo: where it is, and who may sign in."""

    def __init__(self, links: dict, instance: Path) -> None:
        self.instance = instance
        self.base = links["front"].rstrip("/")
        self.survey = links["survey"].removeprefix(self.base)
        self.priorities = links["priorities"].removeprefix(self.base)
        self.declaration = links["declaration"].removeprefix(self.base)
        self.consultation = self.priorities.removesuffix("/priorities")
        self.draft = links["draft"].removeprefix(self.base)
        self.publication = links["publication"].removeprefix(self.base)
        self.workshop = links["workshop"].removeprefix(self.base)
        self.named = {
            "workshop": self.workshop,
            "survey": self.survey,
            "lampang": self.consultation,
            "declaration": self.declaration,
            "prepared": self.declaration.removesuffix("/declaration"),
            "draft": self.draft,
            "publication": self.publication,
        }
        self.passwords = {one["login"]: one["password"] for one in links["sign_ins"]}

    def __call__(self, path: str) -> str:
        return self.base + path

    def sign_in(self, page: Page, login: str) -> None:
        """Sign in as somebody of the staff, by the form."""
        page.goto(self("/sign-in"))
        page.locator("#login").fill(login)
        page.locator("#password").fill(self.passwords[login])
        page.locator("main form button").click()
        page.wait_for_url("**/desk**")


@contextlib.contextmanager
def running(instance: Path) -> Iterator[Demo]:
    """Run `sfc-workshop demo` in a folder, which is built there unless it has been."""
    instance.mkdir(parents=True, exist_ok=True)
    links, log = instance / "links.json", instance / "log.txt"
    links.unlink(missing_ok=True)
    port = _free_port()
    words = [COMMAND, "demo", "--port", str(port), "--instance", instance, "--links", links]
    with log.open("wb") as out:
        server = subprocess.Popen(
            ["timeout", "--kill-after=5", str(SECONDS_TO_LIVE), *map(str, words)],
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait_for(f"http://127.0.0.1:{port}/privacy", server, log)
            yield Demo(json.loads(links.read_text(encoding="utf-8")), instance)
        finally:
            _end(server)


def copy_of(instance: Path, folder: Path) -> Path:
    """Copy a demo's folder, whether it runs or not; running() then has nothing to build."""
    keep_out = shutil.ignore_patterns("*.sqlite*", "links.json", "log.txt")
    shutil.copytree(instance, folder, ignore=keep_out, dirs_exist_ok=True)
    with contextlib.closing(sqlite3.connect(instance / "sfc_workshop.sqlite")) as database:
        database.execute("VACUUM INTO ?", [str(folder / "sfc_workshop.sqlite")])
    return folder


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def _wait_for(url: str, server: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + SECONDS_TO_BUILD
    while time.monotonic() < until and server.poll() is None:
        with contextlib.suppress(URLError, ConnectionError, TimeoutError):
            urllib.request.urlopen(url, timeout=5).close()
            return
        time.sleep(0.2)
    raise RuntimeError(f"The demo did not start:\n{log.read_text(errors='replace')[-3000:]}")


def _end(server: subprocess.Popen) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGTERM)
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait(10)
