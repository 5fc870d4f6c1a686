"""Votes a second over real connections, beside a route that does nothing but the same insert."""

import asyncio
import secrets
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.ballots.phones import Person, Send, in_turn
from tests.bench.browsing import Browser, fill
from tests.bench.program import free_port, running

AT_ONCE = 16
PEOPLE = 70
BARE = 2000


def measure(survey: str) -> dict[str, float]:
    """Let people in, then send every question of everybody as fast as the server takes them."""
    port = urlsplit(survey).port
    assert port
    bodies = _bodies(survey)
    people = [_join(survey) for _ in range(PEOPLE)]
    sends: list[Send] = [
        (f"/q/{question}/ballot", person, body | {"key": secrets.token_hex(16)})
        for person in people
        for question, body in bodies.items()
    ]
    return {"ballots_per_s_http": _per_second(port, sends, len(bodies) * AT_ONCE)}


def measure_bare(folder: Path) -> dict[str, float]:
    """The same server and file, a route of one insert."""
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.bare", str(port), str(folder / "bare.sqlite")]
    nobody = Person("", "", "")
    sends: list[Send] = [
        ("/insert", nobody, {"key": secrets.token_hex(16), "revision": 1, "run": 1, "marks": {"p1": 5, "p2": 3}})
        for _ in range(BARE)
    ]
    with running(command, f"http://127.0.0.1:{port}/", folder):
        return {"bare_route_inserts_per_s": _per_second(port, sends, BARE // 10)}


def _per_second(port: int, sends: list[Send], warm: int) -> float:
    """Send the first few to warm up, then measure."""
    asyncio.run(in_turn([port], sends[:warm], hands=AT_ONCE))
    began = time.monotonic()
    answers = asyncio.run(in_turn([port], sends[warm:], hands=AT_ONCE))
    took = time.monotonic() - began
    assert {status for status, _ in answers} == {201}, answers[:3]
    return len(answers) / took


def _join(survey: str) -> Person:
    browser = Browser(survey)
    browser.post(browser.path, fill(browser.get(browser.path).page))
    browser.close()
    return Person("", "", browser.cookie)


def _bodies(survey: str) -> dict[str, dict[str, Any]]:
    """Read from the pages of one person what a script on them would send: the ballots by question."""
    browser = Browser(survey)
    browser.post(browser.path, fill(browser.get(browser.path).page))
    bodies: dict[str, dict[str, Any]] = {}
    for number in range(2, 7):
        fields = dict(fill(browser.get(f"{browser.path}/{number}").page))
        for name, value in fields.items():
            if name.endswith("-run"):
                question = name.removeprefix("q").removesuffix("-run")
                bodies[question] = {"revision": 1, "run": int(value), "marks": _marks(question, fields)}
    browser.close()
    return bodies


def _marks(question: str, fields: dict[str, str]) -> dict[str, int]:
    if ticked := fields.get(f"q{question}"):
        return {ticked: 1}
    own = {name.partition("-")[2]: value for name, value in fields.items() if name.startswith(f"q{question}-")}
    return {item: int(mark) for item, mark in own.items() if mark and item not in ("key", "revision", "run")}
