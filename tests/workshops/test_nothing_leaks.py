"""T31 and T32: words nobody has let through, and results nobody has shown, are in no page, piece, event or file.

A result is looked for by its difference: the same people change what they answered, and not a byte may change.
"""

import asyncio
import json
import random
import re
import secrets
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from sfc_workshop.ballots import actions as box
from sfc_workshop.ballots import queries as ballots
from sfc_workshop.ballots.actions import moderate
from sfc_workshop.ballots.models import Comment
from sfc_workshop.core.db import db
from sfc_workshop.core.stream import Stream, Topic
from sfc_workshop.core.stream import stream as live_pieces
from sfc_workshop.domain.agenda import Step
from sfc_workshop.publications.files import comment_lines
from sfc_workshop.publications.queries import comments_to_publish
from sfc_workshop.workshops.actions import ideas, running
from sfc_workshop.workshops.models import Workshop
from sfc_workshop.workshops.views.live import CONSOLE, PHONE, WALL
from tests import loops
from tests.ballots.servers import serving
from tests.cast import PASSWORD, sent
from tests.visiting import Visitor
from tests.workshops.making import come_in, make_workshop
from tests.workshops.wire import BROKEN, Wire, cookies_of, sign_in, until

CROWD = ("citizens",) * 25 + ("government",) * 25
ANSWERS: dict[str, Callable[[random.Random], Any]] = {
    "score": lambda draw: {f"p{n}": draw.randint(1, 5) for n in range(1, 5)},
    "approval": lambda draw: {f"p{draw.randint(1, 4)}": 1},
    "dots": lambda draw: {f"p{draw.randint(1, 4)}": draw.randint(1, 3)},
    "ranking": lambda draw: {f"p{item}": place for place, item in enumerate(draw.sample(range(1, 5), 3), start=1)},
    "allocation": lambda draw: {f"p{draw.randint(1, 4)}": 1},
    "single": lambda draw: {draw.choice("abc"): 1},
}
NOT_THE_SAME_TWICE = re.compile(r'(name="csrf_token"[^>]*value|name="(?:idea|q\d+)-key" value)="[^"]*"')
HIDE_SECONDS = 2.0


def to(workshop: Workshop, place: int, *steps: Step, by: Any) -> None:
    activity = workshop.activities[place]
    running.jump(workshop, activity, by=by)
    for step in steps:
        running.take_step(workshop, activity, step, by=by)


def all_vote(workshop: Workshop, tokens: list[str], kind: str, revision: int) -> None:
    draw = random.Random(f"{kind} {revision}")
    question = workshop.screen.activity.question
    for token in tokens:
        box.cast(token, sent(question, ANSWERS[kind](draw), revision=revision))


def phone(app: Flask, workshop: Workshop, token: str) -> Visitor:
    visitor = Visitor(app)
    for name, value in cookies_of(workshop, token).items():
        visitor.client.set_cookie(name, value)
    return visitor


def addresses(app: Flask, workshop: Workshop) -> list[str]:
    """Every address of the hall, and every public one, with what it leaves open filled in."""
    consultation = workshop.doors[0].consultation
    known = {
        "city_slug": "lampang", "slug": "lampang", "workshop_id": workshop.id, "plan_id": workshop.plan_id,
        "code": workshop.code, "consultation_id": consultation.id,
    }  # fmt: skip
    found = []
    for rule in app.url_map.iter_rules():
        is_of_the_hall = rule.endpoint.split(".")[0] in ("workshops", "wall", "console")
        if "GET" not in rule.methods or rule.endpoint in ("static", "ui.patterns") or rule.rule.endswith("/stream"):
            continue
        if is_of_the_hall or not rule.rule.startswith("/desk"):
            address = rule.rule
            for name in rule.arguments:
                address = re.sub(rf"<(\w+:)?{name}>", str(known.get(name, "x")), address)
            found.append(address)
    return sorted(found)


def everything(app: Flask, workshop: Workshop, who: Visitor) -> dict[str, str]:
    """What somebody gets from every address, but for what is never the same twice; the live pieces included."""
    bodies = {}
    for address in addresses(app, workshop):
        with app.app_context():
            answer = who.client.get(f"{address}?lang=en")
        assert answer.status_code < 500, address
        bodies[address] = NOT_THE_SAME_TWICE.sub("", answer.text)
    return bodies


def pieces(workshop: Workshop) -> dict[Topic, str]:
    """Every live piece as it is drawn now, whoever gets it."""
    live: Stream = live_pieces()
    topics = [Topic(face, workshop.id, language) for face in (PHONE, WALL, CONSOLE) for language in ("th", "en")]
    return {topic: NOT_THE_SAME_TWICE.sub("", live.draw(topic)) for topic in topics}


@pytest.fixture
def desk(app: Flask, facilitator) -> Visitor:
    visitor = Visitor(app)
    visitor.sign_in("facilitator", PASSWORD)
    return visitor


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "kind", [kind if kind in ("score", "single") else pytest.param(kind, marks=pytest.mark.long) for kind in ANSWERS]
)
def test_no_byte_depends_on_what_was_answered_before_it_is_shown(app, facilitator, desk, kind):
    workshop = make_workshop((kind,))
    running.start(workshop, by=facilitator)
    to(workshop, 1, Step.OPEN, by=facilitator)
    tokens = come_in(workshop, *CROWD)
    looker = phone(app, workshop, come_in(workshop, "citizens")[0])
    seen = []
    for revision in (1, 2):
        if revision == 2:
            running.take_step(workshop, workshop.activities[1], Step.OPEN, by=facilitator)
        all_vote(workshop, tokens, kind, revision)
        now = [pieces(workshop), *(everything(app, workshop, who) for who in (looker, desk, Visitor(app)))]
        running.take_step(workshop, workshop.activities[1], Step.CLOSE, by=facilitator)
        now += [pieces(workshop), *(everything(app, workshop, who) for who in (looker, desk, Visitor(app)))]
        seen.append([_without_versions(one) for one in now])
    assert "-50-51-" in seen[0][0][Topic(WALL, workshop.id, "en")], "turnout is there"
    for first, second in zip(*seen, strict=True):
        assert first == second
    running.take_step(workshop, workshop.activities[1], Step.SHOW, by=facilitator)
    shown = pieces(workshop)
    assert "outcome__value" in shown[Topic(WALL, workshop.id, "en")], "it would be found"
    running.take_step(workshop, workshop.activities[1], Step.HIDE, by=facilitator)
    hidden = [pieces(workshop), everything(app, workshop, looker), everything(app, workshop, desk)]
    for bodies in hidden:
        for where, body in bodies.items():
            assert "outcome__value" not in body, where


def _without_versions(bodies: dict[Any, str]) -> dict[Any, str]:
    """The screen's version grows with each step; it says nothing of the answers."""
    return {where: re.sub(r'data-tag="\d+-?', 'data-tag="', body) for where, body in bodies.items()}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_support_is_not_told_before_it_is_shown(app, facilitator, desk):
    workshop = make_workshop(("text",))
    running.start(workshop, by=facilitator)
    to(workshop, 1, Step.OPEN, by=facilitator)
    activity, consultation = workshop.activities[1], workshop.doors[0].consultation
    people = [ballots.participant_of(token, consultation) for token in come_in(workshop, *CROWD[:10])]
    for who in people[:3]:
        ideas.write(activity, who, f"idea {secrets.token_hex(8)}", secrets.token_hex(16))
    written = [idea.id for idea in db.session.query(Comment).order_by(Comment.id)]
    ideas.judge(activity, written, state="shown", by=facilitator)
    running.take_step(workshop, activity, Step.SUPPORT, by=facilitator)
    looker = phone(app, workshop, come_in(workshop, "citizens")[0])
    seen = []
    for chosen in (written[:1], written[2:]):
        for who in people:
            for idea in written:
                ideas.support(activity, who, idea, wanted=idea in chosen)
        seen.append([pieces(workshop), *(everything(app, workshop, who) for who in (looker, desk))])
    assert seen[0] == seen[1]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", ["text", "cloud"])
def test_words_nobody_has_let_through_are_nowhere_but_on_the_console(app, facilitator, desk, kind):
    workshop = make_workshop((kind,))
    running.start(workshop, by=facilitator)
    to(workshop, 1, Step.OPEN, by=facilitator)
    activity, consultation = workshop.activities[1], workshop.doors[0].consultation
    author, other = come_in(workshop, "citizens", "government")
    marks = {state: f"nonce{secrets.token_hex(8)}" for state in ("pending", "hidden", "shown")}
    who = ballots.participant_of(author, consultation)
    for state, nonce in marks.items():
        if kind == "text":
            ideas.write(activity, who, nonce, secrets.token_hex(16))
        else:
            one = ballots.participant_of(come_in(workshop, "citizens")[0], consultation)
            db.session.rollback()
            _say(activity.question, one, nonce)
        if state != "pending":
            _judge(nonce, state, facilitator)
    steps = [Step.CLOSE, Step.SHOW, Step.HIDE]
    looker, nobody = phone(app, workshop, other), Visitor(app)
    for step in (None, *steps):
        if step is not None:
            running.take_step(workshop, activity, step, by=facilitator)
        drawn = {topic: body for topic, body in pieces(workshop).items() if topic.face != CONSOLE}
        wall = {where: body for where, body in everything(app, workshop, desk).items() if "/console" not in where}
        for bodies in (drawn, wall, everything(app, workshop, looker), everything(app, workshop, nobody)):
            for where, body in bodies.items():
                assert marks["pending"] not in body, (step, where)
                assert marks["hidden"] not in body, (step, where)
    published = json.dumps(comment_lines(comments_to_publish(consultation)))
    assert marks["shown"] in published
    assert marks["pending"] not in published
    assert marks["hidden"] not in published
    console = desk(f"/desk/lampang/workshops/{workshop.id}/console").html
    assert all(nonce in console for nonce in marks.values())


def _say(question: Any, participant: Any, words: str) -> None:
    from sfc_workshop.ballots.actions import voices
    from sfc_workshop.core.db import writing

    with writing():
        voices.keep(question, participant, words, 1, secrets.token_hex(16))
        db.session.commit()


def _judge(words: str, state: str, by: Any) -> None:
    comment = db.session.query(Comment).filter(Comment.words == words).one()
    moderate(comment, state=state, reason="not here", by=by)


@pytest.mark.slow
def test_what_is_hidden_leaves_every_connected_screen_at_once(app, settings, nursery, facilitator):
    """By the console's button and by the desk's page of comments, on phones and walls of two servers."""
    workshop = make_workshop(("text",))
    running.start(workshop, by=facilitator)
    to(workshop, 1, Step.OPEN, by=facilitator)
    activity, consultation = workshop.activities[1], workshop.doors[0].consultation
    tokens = come_in(workshop, *CROWD[:6])
    people = [ballots.participant_of(token, consultation) for token in tokens]
    nonces = [f"nonce{secrets.token_hex(8)}" for _ in range(3)]
    for who, nonce in zip(people, nonces, strict=False):
        ideas.write(activity, who, nonce, secrets.token_hex(16))
    written = {idea.words: idea.id for idea in db.session.query(Comment)}
    desk = f"/desk/lampang/workshops/{workshop.id}"

    def on_the_wall(state: str, nonce: str) -> None:
        ideas.judge(activity, [written[nonce]], state=state, by=facilitator)

    def at_the_desk(state: str, nonce: str) -> None:
        _judge(nonce, state, facilitator)

    async def look(ports: list[int]) -> list[float]:
        staff = await sign_in(ports[0], "facilitator")
        screens: dict[int, str] = {}
        everything_heard: list[str] = []

        async def watch(number: int, port: int, path: str, cookies: dict[str, str]) -> None:
            try:
                async for event in Wire(port, cookies).listen(path):
                    if event.name == "piece":
                        screens[number] = event.data
                        everything_heard.append(event.data)
            except BROKEN:
                screens[number] = "cut"

        watching = [(port, f"{desk}/wall/stream", staff) for port in ports]
        watching += [(port, f"/w/{workshop.code}/stream", cookies_of(workshop, t)) for port in ports for t in tokens]
        tasks = [asyncio.create_task(watch(n, *each)) for n, each in enumerate(watching)]
        took = [await until(lambda: len(screens) == len(tasks), 20)]
        assert not any(nonce in body for body in everything_heard for nonce in nonces), "still pending"
        for nonce, judge in ((nonces[0], on_the_wall), (nonces[1], at_the_desk)):
            for state, is_there in (("shown", True), ("hidden", False)):
                judge(state, nonce)
                took.append(
                    await until(lambda n=nonce, i=is_there: all((n in body) == i for body in screens.values()), 20)
                )
        assert not any(nonces[2] in body for body in everything_heard)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return took[1:]

    with serving(nursery, settings) as servers:
        took = loops.run(look(servers.ports))
    print(f"T31 {settings.database[:6]}: {len(tokens) * 2 + 2} screens, {max(took):.2f} s at most")
    assert max(took) < HIDE_SECONDS


@pytest.mark.slow
def test_no_event_tells_that_answers_have_changed(app, settings, nursery, facilitator):
    workshop = make_workshop(("score",))
    running.start(workshop, by=facilitator)
    to(workshop, 1, Step.OPEN, by=facilitator)
    tokens = come_in(workshop, *CROWD)
    all_vote(workshop, tokens, "score", 1)
    desk = f"/desk/lampang/workshops/{workshop.id}"

    async def look(ports: list[int]) -> tuple[int, int]:
        staff = await sign_in(ports[0], "facilitator")
        heard: list[str] = []

        async def watch(port: int, path: str, cookies: dict[str, str]) -> None:
            async for event in Wire(port, cookies).listen(path):
                if event.name == "piece":
                    heard.append(event.data)

        own = cookies_of(workshop, tokens[0])
        paths = [(f"{desk}/wall/stream", staff), (f"{desk}/console/stream", staff), (f"/w/{workshop.code}/stream", own)]
        tasks = [asyncio.create_task(watch(port, *path)) for port in ports for path in paths]
        await until(lambda: len(heard) >= len(tasks), 20)
        await asyncio.sleep(0.5)
        before = len(heard)
        all_vote(workshop, tokens, "score", 2)
        await asyncio.sleep(1.5)
        after = len(heard)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return before, after

    with serving(nursery, settings) as servers:
        before, after = loops.run(look(servers.ports))
    assert before == after == 6
