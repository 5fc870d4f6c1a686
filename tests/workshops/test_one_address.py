"""T27: three hundred phones behind one address are three hundred people; and T28 with two servers."""

import asyncio
import random
import time
from dataclasses import dataclass, field

import pytest

from sfc_workshop.core.db import db
from sfc_workshop.domain.agenda import Step
from sfc_workshop.workshops import queries
from sfc_workshop.workshops.actions import running
from sfc_workshop.workshops.models import LETTERS, Workshop
from tests import loops
from tests.ballots.servers import serving
from tests.workshops.making import make_workshop
from tests.workshops.wire import Answer, Wire, marks_for

pytestmark = pytest.mark.slow
MISTYPED = 0.05


@dataclass
class Room:
    """What happened to everybody."""

    join_seconds: list[float] = field(default_factory=list)
    vote_seconds: list[float] = field(default_factory=list)
    refused_joins: list[Answer] = field(default_factory=list)
    refused_votes: list[Answer] = field(default_factory=list)
    mistyped: int = 0


def p95(seconds: list[float]) -> float:
    return sorted(seconds)[int(0.95 * len(seconds)) - 1]


async def come_in(wire: Wire, workshop: Workshop, draw: random.Random, room: Room) -> None:
    """Type the code, one in twenty wrongly at first; say where one belongs; see what is on."""
    if draw.random() < MISTYPED:
        room.mistyped += 1
        wrong = workshop.code[:-1] + next(letter for letter in LETTERS if letter != workshop.code[-1])
        assert (await wire.get(f"/j?code={wrong}")).status == 404
    began = time.monotonic()
    page = await wire.follow(f"/j?code={workshop.code}")
    joined = await wire.post(f"/w/{workshop.code}/join", {"group": draw.choice(["citizens", "government"])}, page)
    here = await wire.get(f"/w/{workshop.code}")
    room.join_seconds.append(time.monotonic() - began)
    room.refused_joins += [answer for answer in (page, here) if answer.status != 200]
    room.refused_joins += [joined] if joined.status != 303 else []


async def hold_meeting(workshop: Workshop, ports: list[int], people: int, seconds: float, go_on) -> Room:
    """Let everybody come within some seconds, then let them vote in one activity after another."""
    room, draw = Room(), random.Random(27)
    wires = [Wire(ports[number % len(ports)]) for number in range(people)]

    async def come(number: int, wire: Wire) -> None:
        await asyncio.sleep(number * seconds / people)
        await come_in(wire, workshop, draw, room)

    async def vote(wire: Wire, activity) -> None:
        await asyncio.sleep(draw.uniform(0, min(3, seconds / 5)))
        began = time.monotonic()
        answer = await wire.vote(activity.question_id, marks_for(activity.question, draw))
        room.vote_seconds.append(time.monotonic() - began)
        room.refused_votes += [answer] if answer.status != 201 else []

    await asyncio.gather(*(come(*each) for each in enumerate(wires)))
    for activity in workshop.activities[1:]:
        go_on(activity)
        await asyncio.gather(*(vote(wire, activity) for wire in wires))
    for wire in wires:
        wire.close()
    return room


@pytest.mark.parametrize(
    ("people", "seconds", "activities"), [(60, 4, 2), pytest.param(300, 60, 10, marks=pytest.mark.long)]
)
def test_a_hall_behind_one_address_joins_and_votes(app, settings, nursery, facilitator, people, seconds, activities):
    workshop = make_workshop(("score",) * activities)
    running.start(workshop, by=facilitator)

    def go_on(activity) -> None:
        running.jump(workshop, activity, by=facilitator)
        running.take_step(workshop, activity, Step.OPEN, by=facilitator)
        assert activity.question.items

    with serving(nursery, settings) as servers:
        room = loops.run(hold_meeting(workshop, servers.ports, people, seconds, go_on))
    joining, voting = p95(room.join_seconds), p95(room.vote_seconds)
    print(
        f"T27 {settings.database[:6]}: {people} people, {room.mistyped} mistyped, joining p95 {joining:.2f} s "
        f"(four pages), {len(room.vote_seconds)} votes p95 {voting:.2f} s"
    )
    db.session.rollback()
    assert room.refused_joins == []
    assert room.refused_votes == []
    assert len(room.vote_seconds) == people * activities
    assert queries.attendance(workshop).total() == people
    assert [queries.answered(one).total() for one in workshop.activities[1:]] == [people] * activities
    assert voting < 10


def test_two_servers_count_wrong_codes_together(app, settings, nursery, facilitator):
    workshop = make_workshop()
    running.start(workshop, by=facilitator)

    async def guess(ports: list[int]) -> tuple[list[int], list[int], list[int]]:
        wires = [Wire(port) for port in ports]
        codes = ["".join(random.choice(LETTERS) for _letter in range(6)) for _ in range(80)]
        wrong = [(await wires[n % 2].get(f"/j?code={code}")).status for n, code in enumerate(codes)]
        right = [(await wire.get(f"/j?code={workshop.code}")).status for wire in wires]
        scanned = []
        for wire in wires:
            page = await wire.follow(f"/j/{workshop.public_id}")
            scanned.append((await wire.post(f"/w/{workshop.code}/join", {"group": "citizens"}, page)).status)
            scanned.append((await wire.get(f"/w/{workshop.code}")).status)
            wire.close()
        return wrong, right, scanned

    with serving(nursery, settings) as servers:
        wrong, right, scanned = loops.run(guess(servers.ports))
    assert wrong == [404] * 60 + [429] * 20
    assert right == [429, 429]
    assert scanned == [303, 200, 303, 200]
