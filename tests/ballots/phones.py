"""Phones: they send answers over real connections, and keep a key until somebody has acknowledged it."""

import asyncio
import json
import secrets
from dataclasses import dataclass
from typing import Any

from sfc_workshop.ballots import queries
from sfc_workshop.ballots.models import Consultation, Door, Participant, Question
from sfc_workshop.core import clock
from sfc_workshop.core.db import db, random_id, writing

PATIENCE = 300  # seconds for one answer: a crowd at one instant has to queue
BROKEN = (ConnectionError, asyncio.IncompleteReadError, TimeoutError)


@dataclass(frozen=True)
class Person:
    """Somebody who has joined: the secret their phone holds, and what we keep of it."""

    token: str
    digest: str
    cookie: str


def let_in(door: Door, number: int, group: str = "citizens") -> list[Person]:
    """Let many people in at once, as many joins would have."""
    consultation = door.consultation
    people = [_person(consultation) for _ in range(number)]
    with writing():
        db.session.add_all(
            Participant(
                id=random_id(),
                consultation_id=door.consultation_id,
                digest=person.digest,
                door_id=door.id,
                group_key=group,
                joined_on=clock.today(),
            )
            for person in people
        )
        db.session.commit()
    return people


def _person(consultation: Consultation) -> Person:
    token = secrets.token_urlsafe(24)
    return Person(token, queries.digest_of(token, consultation.public_id), f"p-{consultation.public_id}={token}")


def envelope(question: Question, marks: Any, *, revision: int = 1, key: str | None = None) -> dict[str, Any]:
    """An answer as the script on a phone writes it."""
    return {"key": key or secrets.token_hex(16), "revision": revision, "run": question.run, "marks": marks}


class Line:
    """One connection to one server, opened when needed and kept."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def open(self) -> None:
        """Connect, unless that is done."""
        if self.streams is None:
            self.streams = await asyncio.open_connection("127.0.0.1", self.port)

    async def post(self, path: str, person: Person, body: Any) -> tuple[int, dict[str, Any]]:
        """Send JSON; returns the status and the answer. raises: one of BROKEN, after which it can be tried again."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self.open()
                return await self._ask(self._request(path, person, body))
        except BROKEN:
            self.close()
            raise

    def close(self) -> None:
        """Hang up."""
        if self.streams:
            self.streams[1].close()
        self.streams = None

    async def _ask(self, request: bytes) -> tuple[int, dict[str, Any]]:
        assert self.streams
        reader, writer = self.streams
        writer.write(request)
        await writer.drain()
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = int(head.split("content-length:")[1].split("\r\n")[0])
        body = await reader.readexactly(length)
        if "connection: close" in head:
            self.close()
        return int(head.split(" ")[1]), json.loads(body)

    def _request(self, path: str, person: Person, body: Any) -> bytes:
        here = f"127.0.0.1:{self.port}"
        content = json.dumps(body).encode()
        lines = [
            f"POST {path} HTTP/1.1",
            f"Host: {here}",
            f"Origin: http://{here}",
            "Sec-Fetch-Site: same-origin",
            f"Cookie: {person.cookie}",
            "Content-Type: application/json",
            f"Content-Length: {len(content)}",
        ]
        return "\r\n".join([*lines, "", ""]).encode() + content


Send = tuple[str, Person, dict[str, Any]]
Answered = list[tuple[int, dict[str, Any]]]


async def all_at_once(ports: list[int], sends: list[Send]) -> Answered:
    """Connect everybody first, half to each server, then send everything at the same instant."""
    lines = [Line(ports[n % len(ports)]) for n in range(len(sends))]
    for line in lines:
        await line.open()
    answers = await asyncio.gather(*(line.post(*send) for line, send in zip(lines, sends, strict=True)))
    for line in lines:
        line.close()
    return list(answers)


async def in_turn(ports: list[int], sends: list[Send], *, hands: int = 16) -> Answered:
    """Send everything by a number of connections that each wait for their answer."""
    answers: dict[int, tuple[int, dict[str, Any]]] = {}
    waiting = iter(enumerate(sends))

    async def work(hand: int) -> None:
        line = Line(ports[hand % len(ports)])
        for number, send in waiting:
            answers[number] = await line.post(*send)
        line.close()

    await asyncio.gather(*map(work, range(hands)))
    return [answers[number] for number in range(len(sends))]
