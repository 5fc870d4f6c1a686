"""What a facilitator does: each step once, however often it is pressed, by whomever."""

import secrets

import pytest
from flask import Flask

from sfc_workshop.ballots import actions as box
from sfc_workshop.ballots.sentences import DoorIsClosed
from sfc_workshop.core.audit import AuditEntry
from sfc_workshop.core.db import db
from sfc_workshop.domain.agenda import Step
from sfc_workshop.domain.roles import Role
from sfc_workshop.workshops import faces, queries
from sfc_workshop.workshops.actions import running
from sfc_workshop.workshops.models import Workshop
from tests.cast import make_person, make_survey, sent
from tests.workshops.making import come_in, make_workshop

GROUPS = ("citizens",) * 6 + ("government",) * 6


@pytest.fixture
def by(app: Flask):
    return make_person("facilitator", Role.FACILITATOR)


def on(by, *kinds: str) -> Workshop:
    """A workshop that has begun, with its first question on."""
    workshop = make_workshop(kinds or ("score",))
    running.start(workshop, by=by)
    running.go_on(workshop, start_from=workshop.activities[0].id, by=by)
    return workshop


def vote(token: str, question, marks: dict, **changes) -> box.Outcome:
    return box.cast(token, sent(question, marks, **changes))


def opened_twice_is_once_entries(workshop: Workshop) -> list[str]:
    return [e.action for e in db.session.query(AuditEntry).filter_by(subject=f"workshop {workshop.id}")]


def test_a_question_is_answered_only_while_it_is_open_in_the_hall(by):
    workshop = on(by)
    activity = workshop.screen.activity
    (token,) = come_in(workshop, "citizens")
    with pytest.raises(DoorIsClosed):
        vote(token, activity.question, {"p1": 5})
    running.take_step(workshop, activity, Step.OPEN, by=by)
    assert vote(token, activity.question, {"p1": 5}).is_new
    running.take_step(workshop, activity, Step.CLOSE, by=by)
    with pytest.raises(DoorIsClosed):
        vote(token, activity.question, {"p1": 1}, revision=2)
    running.take_step(workshop, activity, Step.OPEN, by=by)
    assert vote(token, activity.question, {"p1": 4}, revision=3).is_new


def test_steps_pressed_twice_are_one(by):
    workshop = on(by)
    activity = workshop.screen.activity
    running.take_step(workshop, activity, Step.OPEN, by=by)
    version = workshop.screen.version
    running.take_step(workshop, activity, Step.OPEN, by=by)
    db.session.expire_all()
    assert workshop.screen.version == version
    assert opened_twice_is_once_entries(workshop).count("activity opened") == 1


def test_two_who_press_next_on_the_same_activity_go_on_once(by):
    workshop = make_workshop(("score", "dots"))
    running.start(workshop, by=by)
    first = workshop.activities[0].id
    for _press in range(2):
        running.go_on(workshop, start_from=first, by=by)
    assert workshop.screen.activity_id == workshop.activities[1].id


def test_going_on_closes_what_is_left_behind(by):
    workshop = on(by, "score", "dots")
    left = workshop.screen.activity
    running.take_step(workshop, left, Step.OPEN, by=by)
    (token,) = come_in(workshop, "citizens")
    running.go_on(workshop, start_from=left.id, by=by)
    assert left.state == "closed"
    with pytest.raises(DoorIsClosed):
        vote(token, left.question, {"p1": 5})


def test_what_was_shown_takes_no_more_but_may_be_asked_anew(by):
    workshop = on(by)
    activity = workshop.screen.activity
    tokens = come_in(workshop, *GROUPS)
    running.take_step(workshop, activity, Step.OPEN, by=by)
    for token in tokens:
        vote(token, activity.question, {"p1": 5, "p2": 1})
    running.take_step(workshop, activity, Step.SHOW, by=by)
    assert faces.picture_of(activity).people == 12
    running.take_step(workshop, activity, Step.HIDE, by=by)
    with pytest.raises(running.NotNow):
        running.take_step(workshop, activity, Step.OPEN, by=by)
    running.take_step(workshop, activity, Step.RESET, by=by)
    running.take_step(workshop, activity, Step.OPEN, by=by)
    assert activity.run == 2
    assert queries.answered(activity).total() == 0
    assert len(queries.ballots_of(activity.question, 1)) == 12, "the ballots of the first run are kept"


def test_voting_again_is_a_run_of_its_own_and_both_are_shown(by):
    workshop = on(by, "score", "again")
    first, second = workshop.activities[1:]
    tokens = come_in(workshop, *GROUPS)
    running.take_step(workshop, first, Step.OPEN, by=by)
    for token in tokens:
        vote(token, first.question, {"p1": 1})
    running.take_step(workshop, first, Step.SHOW, by=by)
    running.go_on(workshop, start_from=first.id, by=by)
    running.take_step(workshop, second, Step.OPEN, by=by)
    for token in tokens:
        vote(token, second.question, {"p1": 5}, revision=1)
    running.take_step(workshop, second, Step.SHOW, by=by)
    shown = faces.result_of(second)
    assert (first.run, second.run) == (1, 2)
    assert shown["earlier"]["p1"].weighted == 0
    assert next(row for row in shown["picture"].rows if row.key == "p1").weighted == 1
    running.jump(workshop, first, by=by)
    assert faces.picture_of(first).people == 12, "going back shows the first run again"


def test_a_question_asked_outside_the_hall_too_is_not_asked_anew(by):
    workshop = on(by)
    activity = workshop.screen.activity
    consultation = activity.question.consultation
    from sfc_workshop.ballots.models import Door
    from sfc_workshop.core.db import writing

    with writing():
        consultation.doors.append(Door(kind="survey", integrity="open"))
        db.session.commit()
    running.take_step(workshop, activity, Step.OPEN, by=by)
    with pytest.raises(running.NotNow, match="outside the hall"):
        running.take_step(workshop, activity, Step.RESET, by=by)


def test_ending_takes_nothing_more(by):
    workshop = on(by)
    activity = workshop.screen.activity
    (token,) = come_in(workshop, "citizens")
    running.take_step(workshop, activity, Step.OPEN, by=by)
    running.end(workshop, by=by)
    with pytest.raises(DoorIsClosed):
        vote(token, activity.question, {"p1": 5})
    with pytest.raises(running.NotNow):
        running.take_step(workshop, activity, Step.OPEN, by=by)


def test_a_workshop_does_not_begin_before_its_consultation_is_open(by):
    workshop = make_workshop(opened=False)
    with pytest.raises(running.NotNow, match="open the consultation"):
        running.start(workshop, by=by)


def test_a_timer_stands_still_in_a_break(by):
    workshop = on(by)
    running.set_timer(workshop, 300, by=by)
    running.pause(workshop, paused=True, by=by)
    assert workshop.screen.timer_ends_at is None
    assert 295 <= workshop.screen.timer_left <= 300
    running.pause(workshop, paused=False, by=by)
    assert workshop.screen.timer_left is None
    assert 290 <= workshop.screen.seconds_left <= 300
    running.set_timer(workshop, 0, by=by)
    assert workshop.screen.seconds_left is None


def test_whoever_has_joined_goes_on_while_joining_is_locked(by):
    workshop = on(by)
    (token,) = come_in(workshop, "citizens")
    running.lock(workshop, locked=True, by=by)
    from sfc_workshop.workshops.actions.joining import join

    assert join(workshop, group_key="government", token=token).workshop == token
    with pytest.raises(running.NotNow):
        join(workshop, group_key="citizens", token=secrets.token_urlsafe(24))
    assert queries.attendance(workshop) == {"government": 1}


def test_answering_in_the_hall_after_a_survey_counts_for_the_hall(by):
    workshop = make_workshop()
    consultation = workshop.doors[0].consultation
    survey = make_survey()
    assert survey.door.consultation_id != consultation.id
    running.start(workshop, by=by)
    activity = workshop.activities[1]
    running.jump(workshop, activity, by=by)
    running.take_step(workshop, activity, Step.OPEN, by=by)
    (token,) = come_in(workshop, "citizens")
    vote(token, activity.question, {"p1": 3})
    assert queries.answered(activity) == {"citizens": 1}
