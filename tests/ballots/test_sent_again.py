"""T2, T3, T4: the same answer sent at once, sent again for days, and sent with another content."""

import random
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from sfc_workshop.ballots.models import Question
from sfc_workshop.core import clock
from sfc_workshop.core.db import db, writing
from sfc_workshop.surveys.models import Survey
from tests import loops
from tests.ballots import box
from tests.ballots.phones import Answered, Person, Send, all_at_once, envelope, in_turn, let_in
from tests.ballots.servers import Servers, serving
from tests.cast import make_survey

pytestmark = pytest.mark.slow

TIMES = 10
THREE_DAYS = 72


@pytest.fixture
def survey(app) -> Survey:
    """A survey that is open for a month."""
    survey = make_survey()
    with writing():
        survey.door.closes_at = clock.now() + timedelta(days=30)
        db.session.commit()
    return survey


def answers_of(survey: Survey, number: int) -> list[Send]:
    """One answer of each of so many people."""
    draw = random.Random(number)
    question = the_question(survey)
    return [
        (f"/q/{question.id}/ballot", person, envelope(question, draw_marks(draw)))
        for person in let_in(survey.door, number)
    ]


def the_question(survey: Survey) -> Question:
    return survey.door.consultation.questions[0]


def draw_marks(draw: random.Random) -> dict[str, int]:
    return {f"p{n}": draw.randint(1, 5) for n in range(1, 5)}


def statuses(answers: Answered) -> Counter[int]:
    return Counter(status for status, _ in answers)


def marks_in_box() -> Counter[tuple[tuple[str, int], ...]]:
    return Counter(tuple(sorted(row.marks.items())) for row in box.ballots())


def marks_sent(sends: list[Send]) -> Counter[tuple[tuple[str, int], ...]]:
    return Counter(tuple(sorted(body["marks"].items())) for _, _, body in sends)


def ten_at_the_same_instant(servers: Servers, sends: list[Send]) -> Answered:
    return loops.run(all_at_once(servers.ports, [send for send in sends for _ in range(TIMES)]))


@pytest.mark.parametrize("people", [40, pytest.param(200, marks=pytest.mark.long)])
def test_ten_identical_sends_at_the_same_instant_are_one_ballot(settings, nursery, survey, people):
    sends = answers_of(survey, people)
    with serving(nursery, settings) as servers:
        answers = ten_at_the_same_instant(servers, sends)
    print(f"T2 {settings.database.split(':')[0]}: {statuses(answers)}, {len(box.ballots())} ballots")
    assert statuses(answers) == {201: people, 200: people * (TIMES - 1)}
    assert marks_in_box() == marks_sent(sends)


def test_it_would_be_found_if_the_server_looked_before_it_inserted(settings, nursery, survey):
    sends = answers_of(survey, 15)
    box.drop_constraint()
    with serving(nursery, settings, "looks_first") as servers:
        ten_at_the_same_instant(servers, sends)
    print(f"T2 control: {len(box.ballots())} ballots of {15} people")
    assert len(box.ballots()) > 15


def replay(servers: Servers, sends: list[Send], times: int) -> Iterator[tuple[Answered, float]]:
    """Send a queue again and again, shuffled; the servers are killed on the way, and three days pass."""
    draw = random.Random(7)
    for number in range(times):
        if number == times // 3:
            servers.kill()
            servers.start()
        if number == 2 * times // 3:
            servers.kill()
            servers.start(hours=THREE_DAYS)
        shuffled = draw.sample(sends, len(sends))
        began = time.monotonic()
        yield loops.run(in_turn(servers.ports, shuffled)), time.monotonic() - began


@pytest.mark.parametrize("number", [200, pytest.param(1000, marks=pytest.mark.long)])
def test_a_queue_replayed_for_days_counts_once(settings, nursery, survey, number):
    sends = answers_of(survey, number)
    told: Counter[int] = Counter()
    with serving(nursery, settings) as servers:
        first = loops.run(in_turn(servers.ports, sends))
        before = sorted(box.ballots())
        seconds = []
        for answers, took in replay(servers, sends, TIMES - 1):
            told += statuses(answers)
            seconds.append(took)
    per_hundred = sorted(seconds)[len(seconds) // 2] / number * 100
    print(f"T3 {settings.database.split(':')[0]}: {told}, {per_hundred:.2f} s for 100 replays")
    assert statuses(first) == {201: number}
    assert told == {200: number * (TIMES - 1)}
    assert sorted(box.ballots()) == before
    assert marks_in_box() == marks_sent(sends)
    assert per_hundred < 20  # 1 s on a machine of one's own


def test_it_would_be_found_if_keys_were_forgotten(settings, nursery, survey):
    sends = answers_of(survey, 20)
    box.drop_constraint()
    with serving(nursery, settings, "forgets_keys") as servers:
        for _ in replay(servers, sends, 3):
            pass
    print(f"T3 control: {len(box.ballots())} ballots of 20 people")
    assert len(box.ballots()) == 60


def the_same_keys_with_other_contents(survey: Survey, sends: list[Send]) -> list[Send]:
    """Change the marks, the revision, what was seen, or the sender, in turn."""
    stranger: Person = let_in(survey.door, 1)[0]
    others: list[Send] = []
    for number, (path, person, body) in enumerate(sends):
        marks = {item: 6 - mark for item, mark in body["marks"].items()}
        changes: list[tuple[Person, dict[str, Any]]] = [
            (person, {"marks": marks | {"p1": body["marks"]["p1"] % 5 + 1}}),
            (person, {"revision": 2}),
            (person, {"seen": ["p1", "p2", "p3"], "marks": {"p1": 1}}),
            (stranger, {}),
        ]
        who, change = changes[number % len(changes)]
        others.append((path, who, body | change))
    return others


@pytest.mark.parametrize("number", [100, pytest.param(1000, marks=pytest.mark.long)])
def test_a_known_key_with_another_content_is_refused(settings, nursery, survey, number):
    sends = answers_of(survey, number)
    with serving(nursery, settings) as servers:
        loops.run(in_turn(servers.ports, sends))
        before = sorted(box.ballots())
        answers = loops.run(in_turn(servers.ports, the_same_keys_with_other_contents(survey, sends)))
    print(f"T4 {settings.database.split(':')[0]}: {statuses(answers)}")
    assert statuses(answers) == {409: number}
    assert all(answer["message"] and not answer["saved"] for _, answer in answers)
    assert sorted(box.ballots()) == before


def test_it_would_be_found_if_receipts_were_ignored(settings, nursery, survey):
    sends = answers_of(survey, 20)
    with serving(nursery, settings, "ignores_receipts") as servers:
        loops.run(in_turn(servers.ports, sends))
        answers = loops.run(in_turn(servers.ports, the_same_keys_with_other_contents(survey, sends)))
    print(f"T4 control: {statuses(answers)}")
    assert statuses(answers)[409] == 0
