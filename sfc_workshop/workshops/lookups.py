"""Looking up what the desk shows of a workshop: its agenda, what it can ask, where it can ask."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from sfc_workshop.ballots.models import KINDS, Closing, Comment, Consultation, Door, Question, Support
from sfc_workshop.cities.models import City
from sfc_workshop.core.db import db
from sfc_workshop.domain.agenda import Kind
from sfc_workshop.plans.models import Plan, Project, Vision
from sfc_workshop.workshops.models import Activity, Entrance, Screen, Workshop

WORDS = ("text", "community", "consent")  # answered, and no ballots
FITTING: dict[Kind, tuple[str, ...]] = {  # which kinds of question each kind of activity can ask
    Kind.QUESTION: KINDS,
    Kind.AGAIN: tuple(kind for kind in KINDS if kind not in WORDS),
    Kind.IDEAS: ("text",),
    Kind.CLOUD: ("text",),
    Kind.FEEDBACK: ("single", "text"),
}
OWN_WORDS = frozenset({Kind.IDEAS, Kind.CLOUD, Kind.FEEDBACK})  # may bring a question for words of their own
_CONSULTATION = selectinload(Workshop.entrances).joinedload(Entrance.door).joinedload(Door.consultation)
_WHOLE = (
    joinedload(Workshop.plan).joinedload(Plan.city),
    joinedload(Workshop.screen).joinedload(Screen.activity),
    selectinload(Workshop.activities).joinedload(Activity.question),
    selectinload(Workshop.agencies),
    _CONSULTATION.selectinload(Consultation.groups),
    _CONSULTATION.selectinload(Consultation.doors),
    _CONSULTATION.joinedload(Consultation.opening),
    _CONSULTATION.joinedload(Consultation.closing),
)


def workshop_at_desk(city: City, workshop_id: int) -> Workshop:
    """Find a workshop of the city with everything its pages at the desk show, or say 404."""
    return db.one_or_404(
        select(Workshop).join(Plan).options(*_WHOLE).where(Plan.city_id == city.id, Workshop.id == workshop_id)
    )


def activity_at_desk(city: City, activity_id: int) -> Activity:
    """Find an activity of one of the city's agendas, or say 404."""
    found: int = db.one_or_404(
        select(Activity.workshop_id)
        .join(Workshop)
        .join(Plan)
        .where(Plan.city_id == city.id, Activity.id == activity_id)
    )
    agenda = workshop_at_desk(city, found).activities
    return next(activity for activity in agenda if activity.id == activity_id)


def without_hall(city: City, plan: Plan | None = None) -> Sequence[Consultation]:
    """List the consultations of a city, or of one plan, that no workshop asks in and nobody has closed."""
    query = (
        select(Consultation)
        .join(Plan)
        .outerjoin(Closing)
        .outerjoin(Entrance, Entrance.consultation_id == Consultation.id)
        .options(selectinload(Consultation.doors), joinedload(Consultation.opening), joinedload(Consultation.closing))
        .where(Plan.city_id == city.id, Entrance.door_id.is_(None), Closing.consultation_id.is_(None))
        .order_by(Consultation.id.desc())
    )
    if plan is not None:
        query = query.where(Consultation.plan_id == plan.id)
    return [found for found in db.session.scalars(query) if not found.is_closed]


def questions_for(workshop: Workshop, kind: Kind) -> Sequence[Question]:
    """List what an activity of a kind can ask, consultation by consultation."""
    order = {entrance.consultation_id: entrance.position for entrance in workshop.entrances}
    found = db.session.scalars(
        select(Question)
        .options(joinedload(Question.consultation))
        .where(Question.consultation_id.in_(order), Question.kind.in_(FITTING.get(kind, ())))
    ).all()
    return sorted(found, key=lambda one: (order[one.consultation_id], one.page, one.position))


def shown_ideas(workshop: Workshop) -> Sequence[Comment]:
    """List the ideas that were let onto the wall, without those merged into others, in the order of random ids."""
    return db.session.scalars(
        select(Comment)
        .where(
            Comment.question_id.in_(_idea_questions(workshop)),
            Comment.state == "shown",
            Comment.words != "",
            Comment.merged_into_id.is_(None),
        )
        .order_by(Comment.id)
    ).all()


def support_in(workshop: Workshop) -> Counter[str]:
    """Count who supports each idea of a workshop, those of ideas merged into it included; a person counts once."""
    into = func.coalesce(Comment.merged_into_id, Comment.id)
    rows = db.session.execute(
        select(into, func.count(Support.participant_id.distinct()))
        .join(Support, Support.comment_id == Comment.id)
        .where(Comment.question_id.in_(_idea_questions(workshop)))
        .group_by(into)
    )
    return Counter(dict(rows.all()))


def titles_in_plan(plan: Plan, kind: str, titles: Sequence[str]) -> set[str]:
    """Say which of these titles a project or a vision of the plan has."""
    model = Project if kind == "project" else Vision
    found = select(model.title_th).where(
        model.plan_id == plan.id, model.removed_at.is_(None), model.title_th.in_(titles)
    )
    return set(db.session.scalars(found))


def _idea_questions(workshop: Workshop) -> list[int]:
    return [one.question_id for one in workshop.activities if one.kind == Kind.IDEAS and one.question_id is not None]
