"""Live pieces of a page: drawn once when what they show has changed, and sent to everybody who watches.

The database is the bus. A thread of each server looks four times a second at what is being watched; what has
changed is drawn once for each language. Nothing is told between servers, so nothing told can be lost, and a piece
never shows what is not yet committed. A stream holds a thread, no database connection. Why: docs/adr/0022.
"""

import hashlib
import json
import random
import threading
import time
from collections.abc import Callable, Generator, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Flask, Response, current_app, request

from sfc_workshop.core.db import db

LOOK_SECONDS = 0.25
PATIENCE_SECONDS = 5.0  # for a first look; what takes longer is sent as it was
HEARTBEAT_SECONDS = 15.0  # that is also how soon a phone that has gone is noticed
KEPT_PLACES = 16
REMEMBERED_SECONDS = 10.0  # how long what is only polled goes on being looked at
COME_BACK_MS = (1_000, 4_000)  # by lot, so that a room does not come back all at once
STAFF_COME_BACK_MS = (300, 1_500)  # the few walls and consoles, which a whole hall looks at

Look = Callable[[int], Hashable]
Draw = Callable[[int, str], str]


@dataclass(frozen=True)
class Topic:
    """What can be watched: a face of something, in one language."""

    face: str
    key: int
    language: str


@dataclass(frozen=True)
class Piece:
    """Words as they were drawn. The tag is their digest, so every server gives the same words the same name."""

    tag: str
    html: str
    event: bytes

    @classmethod
    def of(cls, html: str) -> "Piece":
        """Make a piece, ready to be sent as an event."""
        tag = hashlib.sha256(html.encode()).hexdigest()[:16]
        lines = "".join(f"data: {line}\n" for line in html.splitlines() if line.strip())
        return cls(tag, html, f"event: piece\nid: {tag}\n{lines}\n".encode())


@dataclass
class Channel:
    """What a server keeps of a topic while somebody watches; the last value wins.

    seen_at: when the last look began that found the piece to be what is
    """

    mark: Hashable = None
    piece: Piece | None = None
    watchers: int = 0
    asked_at: float = 0.0
    seen_at: float = 0.0
    changed: threading.Condition = field(default_factory=threading.Condition)

    def put(self, piece: Piece) -> None:
        """Show a piece to everybody who waits."""
        with self.changed:
            self.piece = piece
            self.changed.notify_all()

    def wait(self, have: str | None, seconds: float) -> Piece | None:
        """Wait for a piece other than the one somebody has; None if there is none in time."""
        with self.changed:
            self.changed.wait_for(lambda: self.piece is not None and self.piece.tag != have, seconds)
            return self.piece if self.piece is not None and self.piece.tag != have else None


class Stream:
    """The live pieces of one server.

    faces: {name: (look, draw)}. look(key) says, in one small question, what the face depends on; it is drawn
           anew only when that has changed. draw(key, language) draws it. Both run inside a request's context.
    most:  how many may stream at once; the others are told to poll. A few places more are kept for walls and
           consoles: a hall full of phones must not be without its wall
    """

    def __init__(self, app: Flask, faces: dict[str, tuple[Look, Draw]], most: int) -> None:
        self.app, self.faces, self.most = app, faces, most
        self.channels: dict[Topic, Channel] = {}
        self.streaming = 0
        self.lock = threading.Lock()
        self.wanted = threading.Event()
        self.thread: threading.Thread | None = None
        self.failing: set[tuple[str, int]] = set()
        self.looked = threading.Condition()

    def now(self, topic: Topic, *, is_first: bool = False) -> Piece:
        """Give a topic's present piece to somebody who polls; whoever asks for the first time waits for a look."""
        with self.lock:
            channel = self._channel(topic)
            channel.asked_at = time.monotonic()
        self._keep_looking()
        if is_first or channel.piece is None:
            self.wait_for_a_look(channel)
        return channel.piece or Piece.of(self.draw(topic))

    def wait_for_a_look(self, channel: Channel) -> None:
        """Wait until a piece was looked at: whoever has just loaded the page must not be sent an older one."""
        came_at = time.monotonic()
        with self.looked:
            self.looked.wait_for(lambda: channel.seen_at >= came_at, PATIENCE_SECONDS)

    def draw(self, topic: Topic) -> str:
        """Draw a topic as it is now, whoever watches."""
        _look, draw = self.faces[topic.face]
        with self._context(topic.language):
            return draw(topic.key, topic.language)

    @contextmanager
    def watching(self, topic: Topic) -> Iterator[Channel]:
        """Have a topic looked at meanwhile."""
        with self.lock:  # found and held in one go, or what looks about could put it away in between
            channel = self._channel(topic)
            channel.watchers += 1
        self._keep_looking()
        try:
            yield channel
        finally:
            with self.lock:
                channel.watchers -= 1

    def take_place(self, *, is_kept: bool = False) -> bool:
        """Take one of the places for streams, or of those kept for walls and consoles; False where all are taken."""
        with self.lock:
            if self.streaming >= self.most + (KEPT_PLACES if is_kept else 0):
                return False
            self.streaming += 1
            return True

    def give_place_back(self) -> None:
        """Let somebody else stream."""
        with self.lock:
            self.streaming -= 1

    def _channel(self, topic: Topic) -> Channel:
        return self.channels.setdefault(topic, Channel())

    def _keep_looking(self) -> None:
        """Begin to look, in a thread that lives as long as the server; a forked server begins its own."""
        self.wanted.set()
        with self.lock:
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(target=self._look_for_ever, name="stream", daemon=True)
                self.thread.start()

    def _look_for_ever(self) -> None:
        while True:
            self.wanted.wait()
            began = time.monotonic()
            self.look_once()
            time.sleep(max(0.02, LOOK_SECONDS - (time.monotonic() - began)))

    def look_once(self) -> None:
        """Look at everything that is watched, and draw what has changed; what cannot be drawn holds up nothing else."""
        watched = self._watched()
        for face, key in {(topic.face, topic.key) for topic in watched}:
            try:
                self._look_at(face, key, watched)
            except Exception:
                self._tell_once(face, key)
            else:
                self.failing.discard((face, key))

    def _look_at(self, face: str, key: int, watched: dict[Topic, Channel]) -> None:
        began = time.monotonic()
        alike = {topic: channel for topic, channel in watched.items() if (topic.face, topic.key) == (face, key)}
        try:
            with self._context("th"):
                mark = self.faces[face][0](key)
            for topic, channel in alike.items():
                if channel.piece is None or mark != channel.mark:
                    piece = Piece.of(self.draw(topic))
                    channel.mark = mark
                    if channel.piece is None or piece.tag != channel.piece.tag:
                        channel.put(piece)
        finally:  # whoever waits for a look is let go when it fails, too: a turn at work is held meanwhile
            for channel in alike.values():
                channel.seen_at = began
            with self.looked:
                self.looked.notify_all()

    def _tell_once(self, face: str, key: int) -> None:
        """Say in the log that something cannot be drawn; it is tried again, a few times a second."""
        if (face, key) not in self.failing:
            self.failing.add((face, key))
            self.app.logger.exception("the %s of %s cannot be drawn; it is tried again and again", face, key)

    def _watched(self) -> dict[Topic, Channel]:
        recent = time.monotonic() - REMEMBERED_SECONDS
        with self.lock:
            for topic in [t for t, c in self.channels.items() if not c.watchers and c.asked_at < recent]:
                del self.channels[topic]
            if not self.channels:
                self.wanted.clear()  # under the lock: whoever comes now sets it again
            return dict(self.channels)

    @contextmanager
    def _context(self, language: str) -> Iterator[None]:
        """Stand where a reader of a language stands, with nobody signed in."""
        with self.app.test_request_context(
            "/", base_url=self.app.config["SETTINGS"].base_url, query_string={"lang": language}
        ):
            try:
                yield
            finally:
                db.session.rollback()


class Events:
    """The events of one stream, as a server sends them one by one; gives its place back when it is closed.

    still: whether whoever streams may go on; asked before each event
    """

    def __init__(self, stream: Stream, topic: Topic, have: str | None, still: Callable[[], bool] | None) -> None:
        self.stream, self.still = stream, still
        self.events = self._events(topic, have)
        self.is_closed = False

    def __iter__(self) -> Iterator[bytes]:
        """Send until somebody closes."""
        return self.events

    def close(self) -> None:
        """End; servers call it once the phone has gone."""
        if not self.is_closed:
            self.is_closed = True
            self.events.close()
            self.stream.give_place_back()

    def _events(self, topic: Topic, have: str | None) -> Generator[bytes, None, None]:
        soon = random.randint(*(COME_BACK_MS if self.still is None else STAFF_COME_BACK_MS))  # noqa: S311
        yield f"retry: {soon}\nevent: clock\ndata: {time.time() * 1000:.0f}\n\n".encode()
        with self.stream.watching(topic) as channel:
            self.stream.wait_for_a_look(channel)
            while True:
                piece = channel.wait(have, HEARTBEAT_SECONDS)
                if self.still is not None and not self.still():
                    yield b"event: gone\ndata: gone\n\n"
                    return
                if piece is not None:
                    have = piece.tag
                yield piece.event if piece is not None else b": still here\n\n"


def stream() -> Stream:
    """The live pieces of this server."""
    found: Stream = current_app.extensions["stream"]
    return found


def send_events(topic: Topic, still: Callable[[], bool] | None = None) -> Response:
    """Answer with a stream of a topic's pieces, or say that it has to be polled. still: see Events; staff have it."""
    live = stream()
    if not live.take_place(is_kept=still is not None):
        response = Response(json.dumps({"poll": True}), status=503, mimetype="application/json")
        response.headers["Retry-After"] = "5"
        return response
    have = request.headers.get("Last-Event-ID") or request.args.get("have")
    events = Events(live, topic, have, still)
    response = Response(events, mimetype="text/event-stream", direct_passthrough=True)
    response.headers["X-Accel-Buffering"] = "no"
    response.headers["Cache-Control"] = "no-store"
    db.session.remove()  # a stream holds no connection
    return response


def send_now(topic: Topic) -> Response:
    """Answer somebody who polls: the present piece, or 204 if that is the one they have."""
    have = request.args.get("have")
    piece = stream().now(topic, is_first=not have)
    if have == piece.tag:
        return Response(status=204)
    response = Response(piece.html, mimetype="text/html")
    response.headers["X-Piece"] = piece.tag
    return response
