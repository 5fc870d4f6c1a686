"""Preparing a workshop: begin it, say when and where, ask in a consultation, copy it, give it up before it began."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from sfc_workshop.ballots.actions.asking import step_add_question, step_number
from sfc_workshop.ballots.actions.choosing import step_add_items
from sfc_workshop.ballots.actions.preparing import Title, step_copy, step_prepare
from sfc_workshop.ballots.models import Consultation, Door, Question
from sfc_workshop.core import audit, clock
from sfc_workshop.core.db import db, hold, random_id, writing
from sfc_workshop.core.refusals import Refused
from sfc_workshop.domain.agenda import Kind
from sfc_workshop.people.models import Person
from sfc_workshop.plans.models import Plan
from sfc_workshop.workshops import usual
from sfc_workshop.workshops.models import Activity, Agency, Entrance, Screen, Workshop, random_code

_COPIED = ("kind", "position", "title_th", "title_en", "words_th", "words_en", "minutes")


class HasBegun(Refused):
    """The workshop is on, or over: what people have seen stays as it was."""

    status = 409


@dataclass(frozen=True)
class About:
    """What is said of a workshop before it begins.

    tables:    how many there are; 0 where nobody asks
    agencies:  (Thai, English), in the order in which they are offered
    invited:   {group key: how many}
    """

    title_th: str
    held_on: date
    title_en: str = ""
    place_th: str = ""
    place_en: str = ""
    tables: int = 0
    agencies: Sequence[tuple[str, str]] = ()
    invited: Mapping[str, int] = field(default_factory=dict)


def prepare_usual(plan: Plan, name: str, about: About, *, by: Person) -> Workshop:
    """Begin a usual workshop on a plan, with a consultation of its own that has its questions.

    name:    a key of usual.USUAL
    raises:  Refused where the plan has too little to ask about
    """
    wanted = usual.USUAL[name]
    with writing():
        consultation = step_prepare(plan, Title(about.title_th, about.title_en))
        questions = _step_ask(consultation, wanted)
        workshop = _step_begin(plan, about)
        _step_attach(workshop, consultation)
        for part in wanted.parts:
            words = usual.said(title=part.title, words=part.words)
            _step_add(workshop, Activity(kind=part.kind.value, minutes=part.minutes, **words), questions.get(part.asks))
        audit.remember("consultation prepared", f"consultation {consultation.id}", by=by.id, workshop=workshop.id)
        _remember("workshop prepared", workshop, by, usual=name)
        db.session.commit()
    return workshop


def prepare_for(consultation: Consultation, about: About, *, by: Person) -> Workshop:
    """Begin a workshop that asks in a consultation there is, with check-in and each of its questions on the agenda.

    raises: Refused where the consultation has a hall already or is closed
    """
    with writing():
        workshop = _step_begin(consultation.plan, about)
        _step_attach(workshop, consultation)
        check_in = usual.USUAL["introduction"].parts[0]
        words = usual.said(title=check_in.title, words=check_in.words)
        _step_add(workshop, Activity(kind=check_in.kind.value, minutes=check_in.minutes, **words))
        for question in consultation.questions:
            titles = {"title_th": question.title_th[:300], "title_en": question.title_en[:300]}
            kind = Kind.IDEAS if question.kind == "text" else Kind.QUESTION
            _step_add(workshop, Activity(kind=kind.value, **titles), question)
        _remember("workshop prepared", workshop, by, consultation=consultation.id)
        db.session.commit()
    return workshop


def change(workshop: Workshop, about: About, *, by: Person) -> None:
    """Say anew what, when and where it is, and who is expected."""

    def do() -> None:
        _write(workshop, about)
        _remember("workshop changed", workshop, by)

    _prepare(workshop, do)


def attach(workshop: Workshop, consultation: Consultation, *, by: Person) -> None:
    """Ask in one more consultation of the plan."""

    def do() -> None:
        _step_attach(workshop, consultation)
        _remember("consultation added to workshop", workshop, by, consultation=consultation.id)

    _prepare(workshop, do)


def detach(workshop: Workshop, consultation: Consultation, *, by: Person) -> None:
    """Ask in a consultation no longer; its activities leave the agenda with it."""

    def do() -> None:
        entrance = next((one for one in workshop.entrances if one.consultation_id == consultation.id), None)
        if entrance is None:
            return
        hold(f"consultation {consultation.id}", shared=False)
        asked = {question.id for question in consultation.questions}
        for activity in [one for one in workshop.activities if one.question_id in asked]:
            workshop.activities.remove(activity)
        _step_leave(workshop, entrance)
        step_number_activities(workshop)
        _remember("consultation taken off workshop", workshop, by, consultation=consultation.id)

    _prepare(workshop, do)


def renew_code(workshop: Workshop, *, by: Person) -> None:
    """Make a new code and a new link, where the old ones have come into wrong hands."""

    def do() -> None:
        workshop.code, workshop.public_id = _free_code(), random_id()
        _remember("workshop code renewed", workshop, by)

    _prepare(workshop, do)


def copy(earlier: Workshop, *, by: Person) -> Workshop:
    """Begin a workshop with everything of an earlier one but who came and what they said.

    It has a code of its own, and asks in copies of the consultations. A day that has passed becomes today.
    """
    with writing():
        about = About(
            **{name: getattr(earlier, name) for name in ("title_th", "title_en", "place_th", "place_en", "tables")},
            held_on=max(earlier.held_on, clock.today()),
            agencies=[(agency.name_th, agency.name_en) for agency in earlier.agencies],
            invited=earlier.invited,
        )
        made = _step_begin(earlier.plan, about)
        twins: dict[int, Question] = {}
        for entrance in list(earlier.entrances):
            asked = entrance.door.consultation
            copied = step_copy(asked, Title(asked.title_th, asked.title_en))
            _step_attach(made, copied)
            by_key = {question.key: question for question in copied.questions}
            twins |= {question.id: by_key[question.key] for question in asked.questions}
            audit.remember("consultation prepared", f"consultation {copied.id}", by=by.id, copied_from=asked.id)
        for activity in list(earlier.activities):
            words = {name: getattr(activity, name) for name in _COPIED}
            _step_add(made, Activity(**words), twins.get(activity.question_id or 0))
        _remember("workshop prepared", made, by, copied_from=earlier.id)
        db.session.commit()
    return made


def give_up(workshop: Workshop, *, by: Person) -> None:
    """Delete a workshop that never began, and its doors; the consultations stay."""

    def do() -> None:
        _remember("workshop deleted", workshop, by)
        for entrance in list(workshop.entrances):
            _step_leave(workshop, entrance)
        db.session.delete(workshop)

    _prepare(workshop, do)


def refuse_begun(workshop: Workshop) -> None:
    """Refuse to change what people in the hall have seen."""
    if workshop.started_at is not None:
        raise HasBegun(
            _l(
                "This workshop has begun, so it stays as it is. Information and table talks can still be added at "
                "the end of the agenda. To prepare another one, please make a copy."
            )
        )


def step_number_activities(workshop: Workshop) -> None:
    """Number the agenda from one end to the other, without gaps."""
    for position, activity in enumerate(workshop.activities):
        activity.position = position
    db.session.flush()


def _prepare(workshop: Workshop, do: Callable[[], None]) -> None:
    """Do something to a workshop that has not begun; nobody else prepares or begins it meanwhile."""
    with writing():
        hold(f"workshop {workshop.id}", shared=False)
        db.session.refresh(workshop)
        refuse_begun(workshop)
        do()
        db.session.commit()


def _step_begin(plan: Plan, about: About) -> Workshop:
    workshop = Workshop(plan_id=plan.id, code=_free_code(), title_th=about.title_th, held_on=about.held_on)
    workshop.screen = Screen()
    _write(workshop, about)
    db.session.add(workshop)
    db.session.flush()
    return workshop


def _write(workshop: Workshop, about: About) -> None:
    for name in ("title_th", "title_en", "place_th", "place_en", "held_on", "tables"):
        setattr(workshop, name, getattr(about, name))
    workshop.invited = dict(about.invited)
    known = {(agency.name_th, agency.name_en): agency for agency in workshop.agencies}
    named = dict.fromkeys(about.agencies)
    workshop.agencies = [known.get((th, en)) or Agency(name_th=th, name_en=en) for th, en in named]
    for position, agency in enumerate(workshop.agencies):
        agency.position = position


def _step_attach(workshop: Workshop, consultation: Consultation) -> None:
    hold(f"consultation {consultation.id}", shared=False)
    if consultation.plan_id != workshop.plan_id:
        raise Refused(_l("Please choose a consultation about the same plan."), status=422)
    if consultation.is_closed:
        raise Refused(_l("This consultation is closed, so nobody can answer in it. Please choose another one."))
    if db.session.scalar(select(Entrance.door_id).where(Entrance.consultation_id == consultation.id)) is not None:
        raise Refused(_l("Another workshop asks in this consultation already. Please choose another one."), status=409)
    door = Door(kind="workshop", integrity="open", opens_at=clock.now() if consultation.opening else None)
    consultation.doors.append(door)
    db.session.flush()
    last = max((entrance.position for entrance in workshop.entrances), default=-1)
    workshop.entrances.append(Entrance(door=door, consultation_id=consultation.id, position=last + 1))
    db.session.flush()


def _step_leave(workshop: Workshop, entrance: Entrance) -> None:
    door = entrance.door
    workshop.entrances.remove(entrance)
    db.session.flush()
    door.consultation.doors.remove(door)
    db.session.flush()


def _step_add(workshop: Workshop, activity: Activity, question: Question | None = None) -> None:
    activity.question, activity.position = question, len(workshop.activities)
    workshop.activities.append(activity)
    db.session.flush()


def _step_ask(consultation: Consultation, wanted: usual.Usual) -> dict[str, Question]:
    """Write the questions of a usual workshop, about what the plan has now."""
    made, criterion = {}, consultation.criteria[0]
    for page, (key, ask) in enumerate(wanted.asks.items(), start=1):
        items: Sequence[Any] = ()
        if ask.about:
            subject = usual.SUBJECTS[ask.about]
            rows = subject.rows(consultation.plan)
            if len(rows) < subject.fewest:
                raise Refused(subject.missing, status=422)
            items = step_add_items(consultation, subject.kind, rows)
        made[key] = step_add_question(consultation, usual.asked(ask, items, criterion), page=page, key=key)
    step_number(consultation)
    return made


def _free_code() -> str:
    """Find a code no other workshop has."""
    code = random_code()
    while db.session.scalar(select(Workshop.id).where(Workshop.code == code)) is not None:
        code = random_code()
    return code


def _remember(what: str, workshop: Workshop, by: Person, **facts: Any) -> None:
    audit.remember(what, f"workshop {workshop.id}", by=by.id, **facts)
