"""What a facilitator does while a workshop is on. Doing a thing twice, or two people doing it at once, is once.

Each action names what it starts from or what should be; whoever comes second finds it done and changes nothing.
"""

from collections.abc import Callable
from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import update

from sfc_workshop.ballots.models import Door, Gate, Question
from sfc_workshop.core import audit, clock
from sfc_workshop.core.db import db, hold, insert, writing
from sfc_workshop.core.refusals import Refused
from sfc_workshop.domain.agenda import TAKING, Kind, State, Step, after
from sfc_workshop.people.models import Person
from sfc_workshop.workshops.models import Activity, Screen, Workshop

LONGEST_TIMER = 3 * 60 * 60
REMEMBERED = {
    Step.OPEN: "opened",
    Step.SUPPORT: "opened for support",
    Step.CLOSE: "closed",
    Step.SHOW: "shown",
    Step.HIDE: "hidden",
    Step.RESET: "asked anew",
}


class NotNow(Refused):
    """This step cannot follow on what is."""

    status = 409


def start(workshop: Workshop, *, by: Person) -> None:
    """Begin: from now on people may join, and the first activity is on.

    raises: NotNow where a consultation it asks in is not open, or nothing is on its agenda.
    """

    def do() -> bool:
        if workshop.ended_at is not None:
            raise NotNow(_l("This workshop is over. To hold it again, make a copy."))
        if workshop.started_at is not None:
            return False
        if not workshop.activities or not workshop.entrances:
            raise NotNow(_l("Nothing is on the agenda yet. Please add an activity first."))
        if not all(door.consultation.is_open for door in workshop.doors):
            raise NotNow(_l("Please open the consultation first. Then what is asked cannot change any more."))
        workshop.started_at, workshop.started_by_id = clock.now(), by.id
        _go_to(workshop.screen, workshop.activities[0])
        audit.remember("workshop started", f"workshop {workshop.id}", by=by.id)
        return True

    _change(workshop, do)


def end(workshop: Workshop, *, by: Person) -> None:
    """End it: nothing is taken any more at its doors, and the report can be made."""

    def do() -> bool:
        if workshop.ended_at is not None:
            return False
        if workshop.started_at is None:
            raise NotNow(_l("This workshop has not begun yet."))
        for activity in workshop.activities:
            if activity.takes:
                _set_state(activity, State.CLOSED)
        for door in workshop.doors:
            hold(f"consultation {door.consultation_id}", shared=False)
            door.closes_at = clock.now()
        workshop.ended_at, workshop.ended_by_id = clock.now(), by.id
        _stop_timer(workshop.screen)
        audit.remember("workshop ended", f"workshop {workshop.id}", by=by.id)
        return True

    _change(workshop, do)


def go_on(workshop: Workshop, *, start_from: int | None, back: bool = False, by: Person) -> None:
    """Go to the next activity, or back to the one before; what still takes answers is closed.

    start_from: the activity the facilitator saw; if another one is on by now, somebody else was quicker
    """

    def do() -> bool:
        _refuse_unless_on(workshop)
        screen, agenda = workshop.screen, list(workshop.activities)
        if screen.activity_id != start_from or screen.activity is None:
            return False
        at = agenda.index(screen.activity) + (-1 if back else 1)
        if not 0 <= at < len(agenda):
            return False
        _leave(screen.activity, by)
        _go_to(screen, agenda[at])
        audit.remember("activity began", f"workshop {workshop.id}", by=by.id, activity=agenda[at].id)
        return True

    _change(workshop, do)


def jump(workshop: Workshop, activity: Activity, *, by: Person) -> None:
    """Go to any activity of the agenda."""

    def do() -> bool:
        _refuse_unless_on(workshop)
        if workshop.screen.activity_id == activity.id:
            return False
        if workshop.screen.activity is not None:
            _leave(workshop.screen.activity, by)
        _go_to(workshop.screen, activity)
        audit.remember("activity began", f"workshop {workshop.id}", by=by.id, activity=activity.id)
        return True

    _change(workshop, do)


def take_step(workshop: Workshop, activity: Activity, step: Step, *, by: Person) -> None:
    """Open, close, show, hide or ask anew.

    raises: NotNow where the step cannot follow on what the activity is.
    """

    def do() -> bool:
        _refuse_unless_on(workshop)
        if workshop.screen.activity_id != activity.id:
            raise NotNow(_l("Another activity is on by now. Please look at the console again."))
        now = State(activity.state)
        then = after(Kind(activity.kind), now, step, was_shown=activity.shown_at is not None)
        if then is None or not activity.asks:
            raise NotNow(_sentence(activity, step))
        if then is now:
            return False
        _act(activity, step, then)
        audit.remember(
            f"activity {REMEMBERED[step]}", f"workshop {workshop.id}", by=by.id, activity=activity.id, run=activity.run
        )
        return True

    _change(workshop, do)


def set_timer(workshop: Workshop, seconds: int, *, by: Person) -> None:
    """Let a timer run from now on; 0 takes it away. by: whoever did, for the sake of one signature."""

    def do() -> bool:
        _refuse_unless_on(workshop)
        if not 0 <= seconds <= LONGEST_TIMER:
            raise Refused(_l("Please choose a time of up to three hours."))
        if not seconds:
            _stop_timer(workshop.screen)
        elif workshop.screen.is_paused:
            workshop.screen.timer_ends_at, workshop.screen.timer_left = None, seconds
        else:
            workshop.screen.timer_ends_at = clock.now() + timedelta(seconds=seconds)
            workshop.screen.timer_left = None
        return True

    _change(workshop, do)


def pause(workshop: Workshop, *, paused: bool, by: Person) -> None:
    """Make a break, or go on after one; the timer stands still meanwhile. Answers are taken all the same."""

    def do() -> bool:
        _refuse_unless_on(workshop)
        screen = workshop.screen
        if screen.is_paused == paused:
            return False
        left = screen.seconds_left
        if left is not None:
            screen.timer_left = left if paused else None
            screen.timer_ends_at = None if paused else clock.now() + timedelta(seconds=left)
        screen.is_paused = paused
        return True

    _change(workshop, do)


def lock(workshop: Workshop, *, locked: bool, by: Person) -> None:
    """Let nobody new join, or let people join again; who has joined goes on."""

    def do() -> bool:
        _refuse_unless_on(workshop)
        if workshop.screen.is_locked == locked:
            return False
        workshop.screen.is_locked = locked
        words = "joining locked" if locked else "joining unlocked"
        audit.remember(words, f"workshop {workshop.id}", by=by.id)
        return True

    _change(workshop, do)


def step_touch(workshop: Workshop) -> None:
    """Let every screen be drawn anew, inside the caller's transaction."""
    touched = update(Screen).where(Screen.workshop_id == workshop.id).values(version=Screen.version + 1)
    db.session.execute(touched)


def _change(workshop: Workshop, do: Callable[[], bool]) -> None:
    """Do something in a transaction that has this workshop's console to itself; no change leaves no trace."""
    with writing():
        hold(f"workshop {workshop.id}", shared=False)
        db.session.refresh(workshop.screen)
        if do():
            step_touch(workshop)
        db.session.commit()


def _refuse_unless_on(workshop: Workshop) -> None:
    if workshop.started_at is None:
        raise NotNow(_l("This workshop has not begun yet."))
    if workshop.ended_at is not None:
        raise NotNow(_l("This workshop is over."))


def _go_to(screen: Screen, activity: Activity) -> None:
    screen.activity = activity
    _stop_timer(screen)


def _stop_timer(screen: Screen) -> None:
    screen.timer_ends_at = screen.timer_left = None


def _leave(activity: Activity, by: Person) -> None:
    """Close what is left behind: nobody answers a question that is on no screen any more."""
    if activity.takes:
        _set_state(activity, State.CLOSED)
        audit.remember(
            "activity closed", f"workshop {activity.workshop_id}", by=by.id, activity=activity.id, run=activity.run
        )


def _act(activity: Activity, step: Step, then: State) -> None:
    question = activity.question
    if question is None:
        raise AssertionError("an activity that asks has a question")
    if step is Step.RESET:
        _ask_anew(activity, question)
    if step is Step.OPEN and activity.run is None:
        if activity.kind == Kind.AGAIN:
            _ask_anew(activity, question)
        activity.run = question.run
    if step is Step.SHOW:
        activity.shown_at = activity.shown_at or clock.now()
    _set_state(activity, then)


def _ask_anew(activity: Activity, question: Question) -> None:
    """Begin another run: the ballots so far are kept, and count no more. Words stay; they can be hidden."""
    consultation = question.consultation
    hold(f"consultation {consultation.id}", shared=False)
    if any(door.kind in ("survey", "interview") for door in consultation.doors):
        raise NotNow(_l("People answer this question outside the hall too. Asked anew, their answers would be lost."))
    if question.is_ballot:
        question.run += 1
    activity.run = activity.shown_at = None


def _set_state(activity: Activity, state: State) -> None:
    """Change how far an activity is, and with it whether the box takes answers to its question in the hall."""
    takes_votes = state in TAKING
    activity.state = state.value
    question = activity.question
    if question is None:
        return
    hold(f"consultation {question.consultation_id}", shared=False)
    door = _door_to(activity)
    row = {"door_id": door.id, "question_id": question.id, "opened_at": clock.now()}
    row["closed_at"] = None if takes_votes else clock.now()
    if not takes_votes and db.session.get(Gate, (door.id, question.id)) is None:
        return
    put = insert(Gate).values(row)
    changed = {"closed_at": row["closed_at"]}
    db.session.execute(put.on_conflict_do_update(index_elements=["door_id", "question_id"], set_=changed))


def _door_to(activity: Activity) -> Door:
    wanted = activity.question.consultation_id if activity.question else None
    return next(entrance.door for entrance in activity.workshop.entrances if entrance.consultation_id == wanted)


def _sentence(activity: Activity, step: Step) -> object:
    if activity.shown_at is not None and step in (Step.OPEN, Step.SUPPORT):
        return _l("The result has been shown, so nothing more is taken. To vote again, ask anew.")
    return _l("This cannot be done at this point of the activity.")
