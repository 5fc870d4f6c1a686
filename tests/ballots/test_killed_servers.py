"""T1: what was acknowledged survives any kill, and nothing counts twice."""

import asyncio
import random
import secrets
import time
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest

from sfc_workshop.ballots import round_keys
from sfc_workshop.ballots.actions.casting import _digest
from sfc_workshop.ballots.models import Question
from sfc_workshop.surveys.models import Survey
from tests import loops
from tests.ballots import box
from tests.ballots.phones import BROKEN, Line, Person, envelope, let_in
from tests.ballots.servers import Servers, serving
from tests.cast import make_survey

pytestmark = pytest.mark.slow

CLIENTS = 16
PEOPLE_OF_A_CLIENT = 5
LINGER = 0.02  # between commit and answer: a kill then finds answers that are kept and not yet told
VOTES_PER_SECOND = 200
RESTART_SECONDS = 5

Slot = tuple[int, str]


@dataclass
class Ledger:
    """What the phones know: everything they ever sent, and the revision they were told is saved."""

    sent: dict[str, tuple[Slot, int, dict[str, int]]] = field(default_factory=dict)
    told: dict[Slot, int] = field(default_factory=dict)
    answers: int = 0


@dataclass
class Found:
    """What is wrong in the box, compared with the ledger."""

    lost: int = 0
    twice: int = 0
    unknown: int = 0
    is_sound: bool = True


@dataclass
class Hall:
    """A survey, the people who answer it without end, and the servers they send to."""

    survey: Survey
    servers: Servers
    ledger: Ledger = field(default_factory=Ledger)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    over: bool = False

    def __post_init__(self) -> None:
        self.people = let_in(self.survey.door, CLIENTS * PEOPLE_OF_A_CLIENT)
        self.questions = list(self.survey.door.consultation.questions)
        self.public_id = self.survey.door.consultation.public_id
        self.paths = {question.id: f"/q/{question.id}/ballot" for question in self.questions}
        self.envelopes = {q.id: envelope(q, {}) for q in self.questions}

    async def answer(self, number: int) -> None:
        """Be one client: answer question after question, and send each until somebody says it is saved."""
        draw = random.Random(number)
        mine = self.people[number::CLIENTS]
        lines = [Line(port) for port in self.servers.ports]
        for turn in count():
            if self.over:
                break
            person = mine[turn % len(mine)]
            question = self.questions[turn // len(mine) % len(self.questions)]
            await self._send_until_told(draw, lines, person, question)
        for line in lines:
            line.close()

    async def _send_until_told(
        self, draw: random.Random, lines: list[Line], person: Person, question: Question
    ) -> None:
        slot = (question.id, person.digest)
        revision = self.ledger.told.get(slot, 0) + 1
        marks = {f"p{n}": draw.randint(1, 5) for n in range(1, 5)}
        key = secrets.token_hex(16)
        self.ledger.sent[_digest(key)] = (slot, revision, marks)
        body = self.envelopes[question.id] | {"key": key, "revision": revision, "marks": marks}
        while True:
            await self.gate.wait()
            try:
                status, answer = await draw.choice(lines).post(self.paths[question.id], person, body)
            except BROKEN:
                await asyncio.sleep(0.01)
                continue
            assert status in (200, 201, 503), (status, answer)
            if status != 503:
                break
        self.ledger.told[slot] = revision
        self.ledger.answers += 1

    def look(self) -> Found:
        """Compare the box with the ledger; call while nobody sends."""
        slots = {
            (question.id, round_keys.ballot_ref(self.public_id, person.digest)): (question.id, person.digest)
            for question in self.questions
            for person in self.people
        }
        rows = box.ballots()
        found = Found(is_sound=box.is_sound(), twice=len(rows) - len({row.key_hash for row in rows}))
        found.unknown = len(box.receipts() - self.ledger.sent.keys())
        standing: dict[Slot, int] = {}
        for row in rows:
            slot = slots.get((row.question_id, row.ballot_ref), (0, ""))
            if self.ledger.sent.get(row.key_hash) != (slot, row.revision, row.marks):
                found.unknown += 1
            standing[slot] = max(standing.get(slot, 0), row.revision)
        found.lost = sum(standing.get(slot, 0) < revision for slot, revision in self.ledger.told.items())
        return found


def kill_again_and_again(hall: Hall, kills: int, *, until_wrong: bool = False) -> tuple[Found, dict[str, Any]]:
    """Kill both servers while everybody sends, start them, look; returns what was wrong and the figures."""

    async def run() -> tuple[Found, dict[str, Any]]:
        loop = asyncio.get_running_loop()
        clients = [asyncio.create_task(hall.answer(number)) for number in range(CLIENTS)]
        total, seconds, restarts = Found(), 0.0, []
        for number in range(kills):
            began = time.monotonic()
            hall.gate.set()
            await asyncio.sleep(random.uniform(0.4, 1.2))
            hall.gate.clear()
            seconds += time.monotonic() - began
            hall.servers.kill()
            cold = number == kills - 1
            restarts.append(await loop.run_in_executor(None, lambda cold=cold: hall.servers.start(cold=cold)))
            _add(total, hall.look())
            if until_wrong and (total.lost or total.twice):
                break
        hall.gate.set()
        hall.over = True
        await asyncio.wait_for(asyncio.gather(*clients), 60)
        _add(total, hall.look())
        figures = {
            "kills": len(restarts),
            "acknowledged": hall.ledger.answers,
            "votes_per_s": round(hall.ledger.answers / seconds),
            "restart_s": f"{max(restarts[:-1], default=0):.1f} forked, {restarts[-1]:.1f} from nothing",
        }
        return total, figures

    return loops.run(run())


def _add(total: Found, found: Found) -> None:
    total.lost += found.lost
    total.twice += found.twice
    total.unknown += found.unknown
    total.is_sound &= found.is_sound


def hold_hall(servers: Servers) -> Hall:
    return Hall(make_survey(kinds=("score",) * 5), servers)


@pytest.mark.parametrize("kills", [6, pytest.param(100, marks=pytest.mark.long)])
def test_nothing_acknowledged_is_lost_and_nothing_counts_twice(app, settings, nursery, kills):
    with serving(nursery, settings, linger=LINGER) as servers:
        hall = hold_hall(servers)
        found, figures = kill_again_and_again(hall, kills)
    print(f"T1 {settings.database.split(':')[0]}: {figures}, {found}")
    assert found == Found()
    rows = box.ballots()
    assert len({(row.question_id, row.ballot_ref) for row in rows}) == len(rows)
    if kills == 100:
        assert figures["votes_per_s"] >= VOTES_PER_SECOND


def test_it_would_be_found_if_answers_were_acknowledged_before_they_are_kept(app, settings, nursery):
    with serving(nursery, settings, "answers_early", LINGER) as servers:
        found, figures = kill_again_and_again(hold_hall(servers), 10, until_wrong=True)
    print(f"T1 control, acknowledged early: {figures}, {found}")
    assert found.lost > 0


def test_it_would_be_found_if_keys_were_forgotten(app, settings, nursery):
    box.drop_constraint()
    with serving(nursery, settings, "forgets_keys", LINGER) as servers:
        found, figures = kill_again_and_again(hold_hall(servers), 10, until_wrong=True)
    print(f"T1 control, keys forgotten: {figures}, {found}")
    assert found.twice > 0
