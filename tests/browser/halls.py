"""A hall to look at: a server that can be killed, and every state a workshop passes through."""

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError

from sfc_workshop.ballots import actions as box
from sfc_workshop.ballots import queries as box_queries
from sfc_workshop.config import Settings
from sfc_workshop.domain.agenda import Step
from sfc_workshop.people.models import Person
from sfc_workshop.workshops import queries
from sfc_workshop.workshops.actions import ideas, running
from sfc_workshop.workshops.models import Activity, Workshop
from tests.cast import sent
from tests.conftest import LEAST_PASSWORD_MEMORY
from tests.workshops.making import come_in

COMMAND = Path(sys.executable).with_name("sfc-workshop")
PATIENCE = 120  # seconds a server may take until it answers, on a machine that does much else
KINDS = ("score", "again", "text", "cloud", "dots")
WRITTEN = ("ปลูกต้นไม้ริมน้ำ", "ทางเท้าที่รถเข็นผ่านได้", "แก้น้ำท่วมหน้าตลาด", "ขอรถเมล์ไฟฟ้า")
WORDS = ("ปลอดภัย น่าอยู่", "น่าอยู่ สะอาด", "ปลอดภัย", "มีงานทำ น่าอยู่")


class Hall:
    """A server that can be killed and started again where it was, and a workshop in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            self.port = taken.getsockname()[1]
        self.base = f"http://127.0.0.1:{self.port}"
        self.server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        words = [COMMAND, "serve", "--port", str(self.port), "--instance", str(self.folder)]
        with (self.folder / "log.txt").open("ab") as log:
            self.server = subprocess.Popen(
                ["timeout", "--kill-after=5", "600", *map(str, words)],
                stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with contextlib.suppress(URLError, ConnectionError, TimeoutError):
                urllib.request.urlopen(f"{self.base}/privacy", timeout=5).close()
                return
            time.sleep(0.1)
        raise RuntimeError((self.folder / "log.txt").read_text()[-3000:])

    def kill(self) -> None:
        """End it at once, without a warning."""
        if self.server is not None:
            os.killpg(self.server.pid, signal.SIGKILL)
            self.server.wait(10)
            self.server = None

    @property
    def settings(self) -> Settings:
        """The same instance, for whoever works beside the server."""
        return Settings(
            instance=self.folder,
            database=f"sqlite:///{self.folder / 'sfc_workshop.sqlite'}",
            base_url=self.base,
            password_memory=LEAST_PASSWORD_MEMORY,
        )


def tour(workshop: Workshop, *, by: Person) -> Iterator[str]:
    """Lead a workshop with questions of KINDS through all its states, naming each as it is reached."""
    yield "not-begun"
    running.start(workshop, by=by)
    tokens = come_in(workshop, *("citizens",) * 7, *("government",) * 9)
    yield "check-in"
    score, again, written, cloud, dots = workshop.activities[1:]
    running.jump(workshop, score, by=by)
    yield "ready"
    _vote(workshop, score, tokens, by, shift=0)
    running.set_timer(workshop, 240, by=by)
    running.pause(workshop, paused=True, by=by)
    yield "open"
    running.pause(workshop, paused=False, by=by)
    running.take_step(workshop, score, Step.CLOSE, by=by)
    yield "closed"
    running.take_step(workshop, score, Step.SHOW, by=by)
    yield "shown"
    _vote(workshop, again, tokens, by, shift=2)
    running.take_step(workshop, again, Step.SHOW, by=by)
    yield "again"
    _write(workshop, written, tokens, WRITTEN, by)
    yield "ideas"
    running.take_step(workshop, written, Step.SUPPORT, by=by)
    yield "support"
    running.take_step(workshop, written, Step.SHOW, by=by)
    yield "supported"
    _say(workshop, cloud, tokens, by)
    yield "cloud"
    running.jump(workshop, dots, by=by)
    running.take_step(workshop, dots, Step.OPEN, by=by)
    running.lock(workshop, locked=True, by=by)
    yield "dots"
    running.end(workshop, by=by)
    yield "over"


def _vote(workshop: Workshop, activity: Activity, tokens: list[str], by: Person, *, shift: int) -> None:
    running.jump(workshop, activity, by=by)
    running.take_step(workshop, activity, Step.OPEN, by=by)
    for number, token in enumerate(tokens):
        marks = {key: 1 + (number * (n + 1) + shift * n) % 5 for n, key in enumerate(activity.question.choices)}
        box.cast(token, sent(activity.question, marks))


def _write(workshop: Workshop, activity: Activity, tokens: list[str], written: tuple[str, ...], by: Person) -> None:
    running.jump(workshop, activity, by=by)
    running.take_step(workshop, activity, Step.OPEN, by=by)
    for token, words in zip(tokens, written, strict=False):
        who = box_queries.participant_of(token, activity.question.consultation)
        ideas.write(activity, who, words, secrets.token_hex(16))
    first, second, third, _waiting = queries.ideas_of(activity, "pending")
    ideas.judge(activity, [first.id, second.id], state="shown", by=by)
    ideas.judge(activity, [third.id], state="hidden", reason="ซ้ำ", by=by)


def _say(workshop: Workshop, activity: Activity, tokens: list[str], by: Person) -> None:
    running.jump(workshop, activity, by=by)
    running.take_step(workshop, activity, Step.OPEN, by=by)
    for token, words in zip(tokens, WORDS, strict=False):
        box.cast(token, sent(activity.question, words))
    ideas.judge(activity, [one.id for one in queries.ideas_of(activity, "pending")], state="shown", by=by)
    running.take_step(workshop, activity, Step.SHOW, by=by)
