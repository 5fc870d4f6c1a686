"""Live pieces: whoever watches gets the newest, and nothing holds up anything else."""

import sys
import threading
import time
from collections.abc import Iterator

import pytest

from sfc_workshop.core import stream as streams
from sfc_workshop.core.stream import Events, Stream, Topic

DATABASES = ["sqlite"]
WATCHERS = 40


class Board:
    """Something to watch: words under numbers."""

    def __init__(self) -> None:
        self.words: dict[int, str] = {}
        self.drawn = 0

    def look(self, key: int) -> str:
        return self.words[key]

    def draw(self, key: int, language: str) -> str:
        self.drawn += 1
        return f"<p>{self.words[key]} {language}</p>"


@pytest.fixture
def board() -> Board:
    return Board()


@pytest.fixture
def live(app, board) -> Stream:
    return Stream(app, {"board": (board.look, board.draw)}, most=2)


@pytest.fixture
def quick_threads() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def test_everybody_gets_what_was_drawn_once(live, board):
    board.words[1] = "one"
    topic = Topic("board", 1, "th")
    with live.watching(topic) as first, live.watching(topic) as second:
        piece = first.wait(None, 5)
        assert piece is not None
        assert piece.html == "<p>one th</p>"
        assert second.wait(None, 5) is piece
        board.words[1] = "two"
        newer = first.wait(piece.tag, 5)
        assert newer is not None
        assert newer.html == "<p>two th</p>"
        assert first.wait(newer.tag, 0.5) is None, "what has not changed is not sent"
    assert board.drawn == 2


def test_what_cannot_be_drawn_holds_up_nothing_else(live, board, caplog):
    board.words[1] = "one"
    with live.watching(Topic("board", 404, "th")) as broken, live.watching(Topic("board", 1, "en")) as whole:
        assert whole.wait(None, 5) is not None
        time.sleep(streams.LOOK_SECONDS * 3)
        assert caplog.text.count("cannot be drawn") == 1, "said once, not five times a second"
        board.words[404] = "found"
        assert broken.wait(None, 5) is not None, "and it is tried again"


def test_who_asks_for_what_cannot_be_drawn_does_not_wait_for_it(live, board):
    began = time.monotonic()
    with pytest.raises(KeyError):
        live.now(Topic("board", 404, "th"), is_first=True)
    assert time.monotonic() - began < streams.PATIENCE_SECONDS / 2


def test_nobody_is_forgotten_when_people_come_and_go_at_once(live, board, quick_threads):
    """A watcher that came while what nobody watches was put away would wait for ever."""
    board.words.update(dict.fromkeys(range(WATCHERS), "words"))
    left_out: list[int] = []
    over = threading.Event()

    def look_about() -> None:
        while not over.is_set():
            live._watched()

    def come(key: int) -> None:
        for _time in range(100):
            with live.watching(Topic("board", key, "th")) as channel:
                if live.channels.get(Topic("board", key, "th")) is not channel or not live.wanted.is_set():
                    left_out.append(key)

    lookers = [threading.Thread(target=look_about) for _ in range(2)]
    comers = [threading.Thread(target=come, args=(key,)) for key in range(WATCHERS)]
    for thread in (*lookers, *comers):
        thread.start()
    for thread in comers:
        thread.join()
    over.set()
    for thread in lookers:
        thread.join()
    assert left_out == []


def test_a_place_is_given_back_once(live, board):
    board.words[1] = "one"
    topic = Topic("board", 1, "th")
    assert live.take_place()
    assert live.take_place()
    assert not live.take_place(), "the third is told to poll"
    assert live.take_place(is_kept=True), "a wall is not"
    live.give_place_back()
    never_begun, begun = Events(live, topic, None, None), Events(live, topic, None, None)
    assert b"event: clock" in next(iter(begun))
    assert b"one th" in next(iter(begun))
    for events in (never_begun, begun, begun):
        events.close()
    assert live.streaming == 0


def test_a_stream_ends_for_who_may_not_watch_any_more(live, board):
    board.words[1] = "one"
    allowed = [True, False]
    events = iter(Events(live, Topic("board", 1, "th"), None, lambda: allowed.pop(0)))
    assert b"event: clock" in next(events)
    assert b"one th" in next(events)
    board.words[1] = "a secret"
    assert next(events) == b"event: gone\ndata: gone\n\n"
    assert next(events, None) is None


def test_whoever_has_a_wall_comes_back_sooner_than_a_room_of_phones(live):
    def told(still) -> int:
        first = next(iter(Events(live, Topic("board", 1, "th"), None, still)))
        return int(first.split(b"\n")[0].removeprefix(b"retry: "))

    assert {told(lambda: True) for _ in range(50)} <= set(range(300, 1_501))
    assert {told(None) for _ in range(50)} <= set(range(1_000, 4_001))
