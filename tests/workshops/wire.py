"""Phones and screens of a hall over real connections: they keep cookies, post forms, and listen to streams."""

import asyncio
import json
import re
import secrets
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from sfc_workshop.ballots.models import Question
from sfc_workshop.workshops.models import Workshop
from tests.cast import PASSWORD

PATIENCE = 60  # seconds for one answer, on a machine that does much else
BROKEN = (ConnectionError, asyncio.IncompleteReadError, TimeoutError)
TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')
TURNOUT = re.compile(r"(\d+) of (\d+) have answered")


@dataclass(frozen=True)
class Answer:
    """What a server said."""

    status: int
    headers: dict[str, str]
    text: str
    cookies: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Event:
    """One event of a stream, and when it was heard."""

    name: str
    id: str
    data: str
    at: float
    come_back_ms: int = 0  # how long whoever is cut off is to wait


@dataclass
class Wire:
    """One phone's or screen's connection to a server, opened when needed and kept; its cookies last."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> Answer:
        """Open a page; where it leads is not followed."""
        return await self._ask("GET", path)

    async def follow(self, path: str) -> Answer:
        """Open a page and follow where it leads."""
        answer = await self.get(path)
        while answer.status in (302, 303):
            answer = await self.get(answer.headers["location"])
        return answer

    async def post(self, path: str, fields: dict[str, Any], page: Answer | None = None) -> Answer:
        """Send a form, with the token of the page it stands on."""
        if page is not None and (token := TOKEN.search(page.text)):
            fields = {"csrf_token": token[1], **fields}
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return await self._ask("POST", path, urlencode(fields).encode(), kind)

    async def vote(self, question: int, marks: Any, *, run: int = 1, revision: int = 1) -> Answer:
        """Send an answer as the script on a phone does."""
        body = {"key": secrets.token_hex(16), "revision": revision, "run": run, "marks": marks}
        own = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}
        return await self._ask("POST", f"/q/{question}/ballot", json.dumps(body).encode(), own)

    async def listen(self, path: str, have: str = "") -> AsyncIterator[Event]:
        """Hear a stream on a connection of its own, until somebody hangs up."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**22)
        try:
            writer.write(self._request("GET", path, b"", {"Last-Event-ID": have} if have else {}))
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            if " 200 " not in head.partition("\r\n")[0]:
                raise ConnectionRefusedError(head)
            async for part in _parts(reader):
                if event := _event(part):
                    yield event
        finally:
            writer.close()

    def close(self) -> None:
        """Hang up."""
        if self.streams:
            self.streams[1].close()
        self.streams = None

    async def _ask(self, method: str, path: str, body: bytes = b"", more: dict[str, str] | None = None) -> Answer:
        try:
            async with asyncio.timeout(PATIENCE):
                if self.streams is None:
                    self.streams = await asyncio.open_connection("127.0.0.1", self.port, limit=2**22)
                reader, writer = self.streams
                writer.write(self._request(method, path, body, more or {}))
                answer = await _answer(reader)
        except BROKEN:
            self.close()
            raise
        self.cookies |= answer.cookies
        if answer.headers.get("connection") == "close":
            self.close()
        return answer

    def _request(self, method: str, path: str, body: bytes, more: dict[str, str]) -> bytes:
        here = f"127.0.0.1:{self.port}"
        headers = {"Host": here, **self.headers, **more}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if method == "POST":
            headers |= {"Origin": f"http://{here}", "Content-Length": str(len(body))}
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode() + body


async def _answer(reader: asyncio.StreamReader) -> Answer:
    head, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    pairs = [(name.lower(), value.strip()) for name, _colon, value in (line.partition(":") for line in lines if line)]
    cookies = dict(value.partition(";")[0].split("=", 1) for name, value in pairs if name == "set-cookie")
    headers = dict(pairs)
    if "content-length" in headers:
        body = await reader.readexactly(int(headers["content-length"]))
    elif headers.get("transfer-encoding") == "chunked":
        body = b"".join([part async for part in _chunks(reader)])
    else:
        body = b""
    return Answer(int(head.split(" ")[1]), headers, body.decode(), cookies)


async def _chunks(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while size := int(await reader.readuntil(b"\r\n"), 16):
        yield await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readexactly(2)


async def _parts(reader: asyncio.StreamReader) -> AsyncIterator[str]:
    """Give the events of a stream one by one, however they were cut on the way."""
    rest = b""
    async for chunk in _chunks(reader):
        *whole, rest = (rest + chunk).split(b"\n\n")
        for part in whole:
            yield part.decode()


def _event(part: str) -> Event | None:
    """Read an event as a browser does; a comment is none."""
    fields: dict[str, list[str]] = {}
    for line in part.splitlines():
        name, _colon, value = line.partition(":")
        fields.setdefault(name, []).append(value.removeprefix(" "))
    if "data" not in fields:
        return None
    return Event(
        fields.get("event", ["message"])[0],
        fields.get("id", [""])[0],
        "\n".join(fields["data"]),
        time.monotonic(),
        int(fields.get("retry", ["0"])[0]),
    )


def cookies_of(workshop: Workshop, token: str) -> dict[str, str]:
    """The cookies of a phone that has joined."""
    own = {f"p-{door.consultation.public_id}": token for door in workshop.doors}
    return {f"w-{workshop.public_id}": token, **own}


async def sign_in(port: int, login: str) -> dict[str, str]:
    """Sign somebody of the staff in; gives their cookies."""
    wire = Wire(port)
    page = await wire.get("/sign-in")
    answer = await wire.post("/sign-in", {"login": login, "password": PASSWORD}, page)
    assert answer.status in (302, 303), answer
    wire.close()
    return wire.cookies


def marks_for(question: Question, draw: Any) -> dict[str, int]:
    """Some marks for a question that scores."""
    return {item.key: draw.randint(1, 5) for item in question.items}


def answered_in(html: str) -> int:
    """Read from an English wall or console how many have answered."""
    found = TURNOUT.search(html)
    assert found, html[:3000]
    return int(found[1])


async def until(holds: Callable[[], bool], seconds: float) -> float:
    """Wait until something holds; returns how long that took. raises: AssertionError if it does not in time."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds, f"not within {seconds} s"
        await asyncio.sleep(0.02)
    return time.monotonic() - began
