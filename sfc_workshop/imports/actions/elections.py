"""Bringing in an election: all of the file or nothing of it."""

import hashlib
import math
import secrets
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy import insert

from sfc_workshop.ballots import round_keys
from sfc_workshop.ballots.actions.closing import step_close
from sfc_workshop.ballots.actions.opening import step_open
from sfc_workshop.ballots.models import Consultation, Criterion, Door, Group, Item, Question, SealedBallot
from sfc_workshop.cities.models import City
from sfc_workshop.core import audit, clock
from sfc_workshop.core.db import db, random_id, writing
from sfc_workshop.core.i18n import LANGUAGES
from sfc_workshop.domain.horizons import Horizon, fiscal_year
from sfc_workshop.domain.scales import Kind
from sfc_workshop.imports import queries
from sfc_workshop.imports.elections import Election, Meta, Voter
from sfc_workshop.imports.groups import VoterGroup, declare, group_keys
from sfc_workshop.imports.pabulib import parse
from sfc_workshop.imports.sections import decode, read_bytes
from sfc_workshop.people.models import Person
from sfc_workshop.plans.models import BudgetLine, Plan, Project

AT_ONCE = 5_000  # ballots written at once
USUAL_TOP_K = 5
INTEGRITY = "open"  # the file does not say how surely each vote was one person's

_QUESTIONS = {
    Kind.APPROVAL: _l("Which projects should be carried out?"),
    Kind.RANKING: _l("Which projects come first? Put them in order."),
    Kind.DOTS: _l("How do you share out your points among the projects?"),
    Kind.SCORE: _l("How many points do you give to each project?"),
}


def import_pabulib(
    path: Path,
    *,
    groups: str | None = None,
    weights: Mapping[str, Fraction] | None = None,
    city: City | None = None,
    by: Person | None = None,
) -> Consultation:
    """Bring in an election as a plan with projects and a consultation that is closed and sealed.

    Who voted is not kept: only the group, the way in and the marks of each vote, in random order.

    groups:   the column of the votes that says the group; without it everybody is in one.
    weights:  of the groups, adding up to one; equal if left out.
    city:     whose plan it becomes; without it a guest city is made.
    raises:   BadFile for a fault in the file, Refused for groups or weights that do not fit it.
    """
    data = read_bytes(path)
    election = parse(decode(data))
    keys = group_keys(election, groups)
    declared = declare(keys, groups, weights)
    public_id = random_id()
    try:
        with writing():
            plan = _plan(election, city or _guest(election.meta))
            consultation = _consultation(election, plan, declared, public_id)
            step_open(consultation, by=by)
            step_close(consultation, by=by)
            if consultation.closing is not None:
                consultation.closing.sealed_at = clock.now()
            _put_ballots(consultation.questions[0], election, keys)
            audit.remember(
                "ballots imported",
                f"consultation {consultation.id}",
                by=by.id if by else None,
                sha256=hashlib.sha256(data).hexdigest(),
                projects=len(election.projects),
                groups=len(declared),
                ballots=len(election.voters),
            )
            db.session.commit()
    finally:
        round_keys.destroy(public_id)  # opening makes one; here nobody was ever tied to a ballot by it
    return consultation


def _guest(meta: Meta) -> City:
    name = ", ".join(filter(None, (meta.unit, meta.subunit)))
    slug = queries.free_slug(name)
    return City(slug=slug, kind="guest", name_th="", name_en=_cut(name, 120), province_en=_cut(meta.country, 60))


def _plan(election: Election, city: City) -> Plan:
    """Add the plan; costs are rounded up to whole units, so no budget seems to reach farther than it does."""
    year = fiscal_year(election.meta.begins)
    plan = Plan(city=city, title_th="", title_en=_cut(election.meta.title, 300), first_year=year, stage="rank")
    plan.projects = [
        Project(
            position=position,
            horizon=Horizon.SHORT.value,
            title_th="",
            title_en=project.name,
            budget=[BudgetLine(fiscal_year=year, baht=math.ceil(project.cost))],
        )
        for position, project in enumerate(election.projects, start=1)
    ]
    db.session.add(plan)
    db.session.flush()
    return plan


def _consultation(election: Election, plan: Plan, declared: list[VoterGroup], public_id: str) -> Consultation:
    """Add what was asked, of whom, and when."""
    items = [
        Item(
            key=project.id,
            position=position,
            kind="project",
            project_id=kept.id,
            title_th="",
            title_en=project.name,
            horizon=kept.horizon,
            cost=kept.cost,
        )
        for position, (project, kept) in enumerate(zip(election.projects, plan.projects, strict=True), start=1)
    ]
    criterion = Criterion(key="importance", position=1, weight="1", **_in_both(_l("Importance")))
    consultation = Consultation(
        public_id=public_id,
        plan=plan,
        title_th="",
        title_en=plan.title_en,
        top_k=sum(bool(project.selected) for project in election.projects) or USUAL_TOP_K,
        groups=[_group(position, group) for position, group in enumerate(declared, start=1)],
        criteria=[criterion],
        items=items,
        questions=[_question(election, items, criterion)],
        doors=_doors(election),
    )
    db.session.add(consultation)
    db.session.flush()
    return consultation


def _group(position: int, group: VoterGroup) -> Group:
    titles = _in_both(group.title) if group.title else {"title_th": "", "title_en": group.key}
    return Group(key=group.key, position=position, weight=str(group.weight), **titles)


def _question(election: Election, items: list[Item], criterion: Criterion) -> Question:
    scale = election.scale
    settings = {name: getattr(scale, name) for name in ("lo", "hi", "cap", "dots", "places")}
    return Question(
        key="projects",
        position=1,
        kind=scale.kind.value,
        criterion=criterion,
        items=items,
        settings={name: setting for name, setting in settings.items() if setting is not None},
        **_in_both(_QUESTIONS[scale.kind]),
    )


def _doors(election: Election) -> list[Door]:
    """One door for each way in that was used, open from the first day to the end of the last."""
    opens = _start_of(election.meta.begins)
    closes = _start_of(election.meta.ends + timedelta(days=1)) - timedelta(minutes=1)
    return [
        Door(kind=kind, integrity=INTEGRITY, opens_at=opens, closes_at=closes)
        for kind in sorted({_door(voter) for voter in election.voters}, reverse=True)
    ]


def _door(voter: Voter) -> str:
    return "paper" if voter.attributes.get("voting_method", "").casefold() == "paper" else "survey"


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, clock.CITY_ZONE)


def _put_ballots(question: Question, election: Election, keys: list[str]) -> None:
    """Seal the votes in random order under random ids: nothing tells any more whose a ballot is."""
    cast = list(zip(election.voters, keys, strict=True))
    secrets.SystemRandom().shuffle(cast)
    for start in range(0, len(cast), AT_ONCE):
        rows = [
            {
                "id": random_id(),
                "question_id": question.id,
                "run": question.run,
                "group_key": key,
                "door": _door(voter),
                "integrity": INTEGRITY,
                "weight": "1",
                "seen": None,
                "marks": election.marks(voter),
            }
            for voter, key in cast[start : start + AT_ONCE]
        ]
        db.session.execute(insert(SealedBallot), rows)


def _in_both(words: Any) -> dict[str, str]:
    """Say words of ours in both languages, as a row keeps them."""
    said = {}
    for language in LANGUAGES:
        with force_locale(language):
            said[f"title_{language}"] = str(words)
    return said


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 1]}…"
