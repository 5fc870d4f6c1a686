"""What no phone of ours would send, at moments nobody planned: a calm sentence, the right status, never a 500."""

import secrets
from itertools import product

import pytest

from sfc_workshop.ballots.models import Ballot, Comment
from sfc_workshop.core.db import db, writing
from sfc_workshop.domain.agenda import Step
from sfc_workshop.domain.roles import Role
from sfc_workshop.people.models import Membership
from sfc_workshop.workshops.actions import ideas, running
from sfc_workshop.workshops.models import Attendee, Workshop
from tests.cast import PASSWORD, make_person
from tests.core.test_web import an_address
from tests.visiting import ORIGIN, Visitor
from tests.workshops.making import come_in, make_workshop

DATABASES = ["sqlite"]
BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
NASTY = (
    "", "\x00", "a\x00b", "\x1b[31m", "9" * 40, "-1", "0", "1e309", "nan", "١٢٣", "2147483648",
    "a" + "\u0301" * 500, "\u202eevil", "<script>alert(1)</script>", "' OR 1=1 --", "%s%n{}", "../../x", "ก" * 5000,
)  # fmt: skip
FEW = ("\x00", "a\x00b", "9" * 40, "2147483648", "yes-\x00", "yes-" + "0" * 32)
BODIES = (b"\xff\xfe\x00", b"idea=%ED%A0%BD&idea-key=%FF", b"&" * 100_000, b"group=citizens&" * 5_000, b"{" * 50_000)
CONTENT_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json")
SENSELESS = (
    ({"p1": 2**70}, 1), ({"p1": -1}, 1), ({"p1": "5"}, 1), ({"p1": True}, 1), ({"x": 1}, 1), ({"\x00": 1}, 1),
    ([1, 2], 1), ("p1", 1), (None, 1), ({"p1": 5}, 2**40), ({"p1": 5}, 0), ({"p1": 5}, "1"), ({"p1": 5}, None),
)  # fmt: skip
PHONE_FIELDS = {
    "join": ("group", "agency", "table"),
    "answer": ("q1-p1", "q1-key", "q1-run", "q1-revision"),
    "idea": ("idea", "idea-key"),
    "support": ("support",),
    "follow": ("x",),
}
CONSOLE_FIELDS = {
    "next": ("from",), "back": ("from",), "jump": ("to",), "step": ("step",), "timer": ("seconds",),
    "pause": ("paused",), "lock": ("locked",), "ideas": ("judge", "idea"), "merge": ("idea",), "word": ("word",),
}  # fmt: skip


@pytest.fixture
def workshop(facilitator) -> Workshop:
    workshop = make_workshop(("score", "text"))
    running.start(workshop, by=facilitator)
    return workshop


def to(workshop: Workshop, place: int, *steps: Step, by) -> None:
    running.jump(workshop, workshop.activities[place], by=by)
    for step in steps:
        running.take_step(workshop, workshop.activities[place], step, by=by)


def come(visit: Visitor, workshop: Workshop) -> None:
    visit(f"/j/{workshop.public_id}")
    visit.post(f"/w/{workshop.code}/join", {"group": "citizens"})


def said(visit: Visitor, path: str, fields: dict, **more) -> tuple[int, str]:
    """Send a form with a good token, and no look at what comes back but its status and words."""
    token = visit.page.hidden("csrf_token")
    with visit.app.app_context():
        answer = visit.client.post(path, data={"csrf_token": token, **fields}, headers=ORIGIN, **more)
    db.session.rollback()
    return answer.status_code, answer.text


def is_postgresql() -> bool:
    return db.engine.dialect.name == "postgresql"


def calm(status: int, text: str) -> bool:
    return status < 500 and "Traceback" not in text and "sqlalchemy" not in text.lower()


@BOTH
def test_no_field_of_a_phone_brings_the_server_down(visit, workshop, facilitator):
    come(visit, workshop)
    values = FEW if is_postgresql() else (*NASTY, *FEW)
    for place, steps in ((1, [Step.OPEN]), (2, [Step.OPEN]), (2, [Step.SUPPORT])):
        to(workshop, place, *steps, by=facilitator)
        wanted = {1: ("join", "answer", "follow"), 2: ("idea", "support")}[place]
        for what, value in product(wanted, values):
            status, text = said(visit, f"/w/{workshop.code}/{what}", dict.fromkeys(PHONE_FIELDS[what], value))
            assert calm(status, text), (what, value, status)
    assert db.session.query(Attendee).count() == 1
    assert db.session.query(Ballot).count() == 0


@BOTH
def test_no_field_of_the_console_brings_the_server_down(visit, workshop, facilitator):
    to(workshop, 2, Step.OPEN, by=facilitator)
    visit.sign_in("facilitator", PASSWORD)
    desk = f"/desk/lampang/workshops/{workshop.id}/console"
    visit(desk)
    values = (*FEW, "99-open", f"{workshop.activities[1].id}-fly", "hide-", "hide-\x00")
    values = values if is_postgresql() else (*NASTY[::3], *values)
    for (what, fields), value in product(CONSOLE_FIELDS.items(), values):
        status, text = said(visit, f"{desk}/{what}", dict.fromkeys(fields, value))
        assert calm(status, text), (what, value, status)
    assert visit(desk)


def test_no_address_brings_the_server_down(visit, workshop, facilitator):
    to(workshop, 1, Step.OPEN, by=facilitator)
    come(visit, workshop)
    for value in NASTY:
        asked = {"code": value, "have": value, "lang": value, "again": value}
        own = [f"/w/{workshop.code}{page}" for page in ("", "/piece", "/own", "/stream")]
        word = value.replace("\x00", "%00").replace("?", "%3f").replace("\x1b", "%1b")
        for path in ("/j", *own, f"/j/{word}", f"/w/{word}", f"/w/{word}/piece", f"/w/{word}/stream"):
            with visit.app.app_context():
                answer = visit.client.get(path, query_string=asked)
            assert answer.status_code < 500, (path, value)
            answer.close()


def test_no_body_brings_the_server_down(visit, workshop, facilitator):
    come(visit, workshop)
    to(workshop, 2, Step.OPEN, by=facilitator)
    own = {**ORIGIN, "Sec-Fetch-Site": "same-origin", "X-CSRFToken": visit.page.hidden("csrf_token")}
    paths = [f"/w/{workshop.code}/idea", f"/w/{workshop.code}/join", f"/q/{workshop.activities[2].question_id}/ballot"]
    for path, body, kind in product(paths, BODIES, CONTENT_TYPES):
        with visit.app.app_context():
            answer = visit.client.post(path, data=body, content_type=kind, headers=own)
        assert calm(answer.status_code, answer.text), (path, body[:20], kind, answer.status_code)
        assert answer.status_code >= 303
    assert db.session.query(Comment).count() == 0


@BOTH
def test_a_vote_nobody_could_mean_is_refused(visit, workshop, facilitator):
    come(visit, workshop)
    to(workshop, 1, Step.OPEN, by=facilitator)
    question = workshop.activities[1].question
    for marks, revision in SENSELESS:
        sent = {"key": secrets.token_hex(16), "revision": revision, "run": question.run, "marks": marks}
        answer = visit.send(f"/q/{question.id}/ballot", sent)
        assert answer.status_code in (400, 422), (marks, revision, answer.text)
        assert answer.json["saved"] is False
    assert db.session.query(Ballot).count() == 0


def test_ids_of_another_hall_are_not_there(visit, workshop, facilitator):
    other = make_workshop(("text",))
    running.start(other, by=facilitator)
    to(other, 1, Step.OPEN, by=facilitator)
    (token,) = come_in(other, "citizens")
    from sfc_workshop.ballots import queries as box

    ideas.write(other.activities[1], box.participant_of(token, other.doors[0].consultation), "elsewhere", "a" * 32)
    foreign = db.session.query(Comment).one().id
    come(visit, workshop)
    to(workshop, 2, Step.OPEN, Step.SUPPORT, by=facilitator)
    visit(f"/w/{workshop.code}")
    visit.post(f"/w/{workshop.code}/support", {"support": f"yes-{foreign}"}, status=404)
    visit(f"/w/{other.code}/piece", status=403)
    visit(f"/w/{other.code}/own", status=403)
    boss = Visitor(visit.app)
    boss.sign_in("facilitator", PASSWORD)
    desk = f"/desk/lampang/workshops/{workshop.id}/console"
    boss(desk)
    boss.post(f"{desk}/step", {"step": f"{other.activities[1].id}-show"}, status=404)
    boss(desk)
    boss.post(f"{desk}/jump", {"to": other.activities[1].id}, status=404)
    boss(desk)
    boss.post(f"{desk}/ideas", {"judge": "shown", "idea": foreign})
    assert db.session.query(Comment).one().state == "pending"


def test_ten_ideas_a_second_from_one_phone_leave_room_for_others(app, visit, workshop, facilitator):
    come(visit, workshop)
    to(workshop, 2, Step.OPEN, by=facilitator)
    visit(f"/w/{workshop.code}")
    answers = [
        said(visit, f"/w/{workshop.code}/idea", {"idea": f"idea {n}", "idea-key": secrets.token_hex(16)})[0]
        for n in range(30)
    ]
    assert answers == [303] * 5 + [429] * 25
    other = Visitor(app)
    come(other, workshop)
    other(f"/w/{workshop.code}")
    assert said(other, f"/w/{workshop.code}/idea", {"idea": "mine", "idea-key": secrets.token_hex(16)})[0] == 303


def test_when_it_is_over_everything_is_refused_calmly(app, visit, workshop, facilitator):
    come(visit, workshop)
    to(workshop, 2, Step.OPEN, by=facilitator)
    page = visit(f"/w/{workshop.code}")
    key = page.hidden("idea-key")
    running.end(workshop, by=facilitator)
    late = visit.post(f"/w/{workshop.code}/idea", {"idea": "too late", "idea-key": key}, status=409)
    assert late.html
    visit(f"/w/{workshop.code}")
    visit.post(f"/w/{workshop.code}/support", {"support": "yes-" + "0" * 32}, status=409)
    newcomer = Visitor(app)
    newcomer(f"/j/{workshop.public_id}")
    newcomer("/sign-in")
    status, text = said(newcomer, f"/w/{workshop.code}/join", {"group": "citizens"})
    assert (status, calm(status, text)) == (409, True)
    assert db.session.query(Comment).count() == 0
    visit.sign_in("facilitator", PASSWORD)
    desk = f"/desk/lampang/workshops/{workshop.id}/console"
    for what, fields in CONSOLE_FIELDS.items():
        visit(desk)
        status, text = said(visit, f"{desk}/{what}", dict.fromkeys(fields, "1"))
        assert calm(status, text), what
    assert workshop.screen.activity.state == "closed"


@BOTH
def test_the_console_of_who_was_removed_ends(app, visit, workshop, facilitator):
    visit.sign_in("facilitator", PASSWORD)
    desk = f"/desk/lampang/workshops/{workshop.id}/console"
    visit(desk)
    streams = []
    for path in (f"{desk}/stream", f"/desk/lampang/workshops/{workshop.id}/wall/stream"):
        with app.app_context():
            streams.append(visit.client.get(path, buffered=False))
    heard = [iter(stream.response) for stream in streams]
    for one in heard:
        assert b"event: clock" in next(one)
        assert b"event: piece" in next(one)
    with writing():
        db.session.query(Membership).filter_by(person_id=facilitator.id).delete()
        db.session.commit()
    running.jump(workshop, workshop.activities[1], by=facilitator)
    assert [next(one) for one in heard] == [b"event: gone\ndata: gone\n\n"] * 2
    assert [next(one, None) for one in heard] == [None, None]
    for what, fields in CONSOLE_FIELDS.items():
        status, _text = said(visit, f"{desk}/{what}", dict.fromkeys(fields, "1"))
        assert status == 404, what
    for page in ("", "/stream", "/piece"):
        visit(f"{desk}{page}", status=404)
    for stream in streams:
        stream.close()
    assert app.extensions["stream"].streaming == 0


def test_streams_hold_no_connection_and_end_their_places(app, visit, workshop):
    come(visit, workshop)
    streams = []
    for _stream in range(12):
        with app.app_context():
            streams.append(visit.client.get(f"/w/{workshop.code}/stream", buffered=False))
    heard = [iter(stream.response) for stream in streams]
    assert all(b"event: clock" in next(one) for one in heard)
    assert all(b"event: piece" in next(one) for one in heard)
    db.session.rollback()
    assert db.engine.pool.checkedout() <= 1, "at most the look that is being taken"
    assert app.extensions["stream"].streaming == 12
    assert visit(f"/w/{workshop.code}")
    for stream in streams:
        stream.close()
    assert app.extensions["stream"].streaming == 0


def test_who_finds_all_places_taken_is_told_to_poll(app, visit, workshop):
    come(visit, workshop)
    app.extensions["stream"].most = 1
    with app.app_context():
        first = visit.client.get(f"/w/{workshop.code}/stream", buffered=False)
        second = visit.client.get(f"/w/{workshop.code}/stream")
        polled = visit.client.get(f"/w/{workshop.code}/piece")
    assert (second.status_code, second.json) == (503, {"poll": True})
    assert second.headers["Retry-After"]
    assert polled.status_code == 200
    with app.app_context():
        again = visit.client.get(f"/w/{workshop.code}/piece?have={polled.headers['X-Piece']}")
    assert again.status_code == 204
    boss = Visitor(app)
    boss.sign_in("facilitator", PASSWORD)
    with app.app_context():
        wall = boss.client.get(f"/desk/lampang/workshops/{workshop.id}/wall/stream", buffered=False)
    assert wall.status_code == 200, "a hall full of phones has its wall all the same"
    wall.close()
    first.close()
    with app.app_context():
        third = visit.client.get(f"/w/{workshop.code}/stream", buffered=False)
    assert third.status_code == 200
    third.close()


HALL = ("workshops_desk", "console", "wall")


@pytest.mark.parametrize(
    ("who", "role", "slug"),
    [
        (None, None, None),
        ("stranger", Role.FACILITATOR, "sukhothai-thani"),
        ("planner-elsewhere", Role.PLANNER, "sukhothai-thani"),
        ("removed", None, None),
    ],
)
def test_for_who_does_not_belong_the_hall_is_not_there(app, visit, workshop, who, role, slug):
    """T12 and T13 for the hall: every address of its desk, read and posted, with its own ids."""
    if who == "removed":
        person = make_person("removed", Role.FACILITATOR)
        visit.sign_in("removed", PASSWORD)
        with writing():
            db.session.query(Membership).filter_by(person_id=person.id).delete()
            db.session.commit()
    elif who:
        make_person(who, role, slug)
        visit.sign_in(who, PASSWORD)
    visit(f"/j/{workshop.public_id}")
    tried = 0
    for rule in app.url_map.iter_rules():
        if rule.endpoint.split(".")[0] not in HALL:
            continue
        address = an_address(rule).replace("/desk/x/", "/desk/lampang/")
        for method in rule.methods & {"GET", "POST"}:
            with app.app_context():
                token = {"X-CSRFToken": visit.page.hidden("csrf_token"), **ORIGIN}
                answer = visit.client.open(address, method=method, headers=token)
            expected = (404,) if who else (302, 403)
            assert answer.status_code in expected, (method, address, answer.status_code)
            answer.close()
            tried += 1
    assert tried > 25
    assert workshop.screen.activity_id == workshop.activities[0].id
