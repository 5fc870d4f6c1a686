"""Builds the demo through the same actions people use. All of it is invented and says so on every page."""

import json
import secrets
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import select

from sfc_workshop.ballots.actions import close_consultation
from sfc_workshop.cities.models import City
from sfc_workshop.core.db import db
from sfc_workshop.demo import words
from sfc_workshop.demo.answering import answer
from sfc_workshop.demo.asking import closed_consultation, open_survey, prepared_consultation, print_sheets
from sfc_workshop.demo.drafting import draft_of
from sfc_workshop.demo.meeting import vision_workshop
from sfc_workshop.demo.planning import write_plan
from sfc_workshop.demo.publishing import publish_plan
from sfc_workshop.domain.roles import Role
from sfc_workshop.people import actions as people
from sfc_workshop.people.models import Person
from sfc_workshop.plans.actions import lay_ground

CLOSED_TURNOUT = {"citizens": 74, "government": 41, "private": 22, "academia": 17, "civil_society": 26}
OPEN_TURNOUT = {"citizens": 23, "government": 14, "private": 6, "academia": 5, "civil_society": 8}


def build() -> None:
    """Make the demo once; an instance that has it keeps it."""
    lay_ground()
    sukhothai, lampang = (_city(slug) for slug in ("sukhothai-thani", "lampang"))
    sign_ins = _staff(sukhothai, lampang)
    plan = write_plan(sukhothai, "Sukhothai Thani")
    _invite_reporter(sukhothai)
    survey = open_survey(plan)
    answer(survey.door.consultation, OPEN_TURNOUT)
    print_sheets(survey)
    closed = closed_consultation(write_plan(lampang, "Lampang"))
    answer(closed, CLOSED_TURNOUT)
    close_consultation(closed, by=None)
    prepared = prepared_consultation(plan)
    workshop = vision_workshop(plan, by=_person("planner"))
    room = f"/desk/{sukhothai.slug}/workshops/{workshop.id}"
    draft = draft_of(closed, by=_person("planner-lampang"))
    publication = publish_plan(draft, by=_person("planner-lampang"))
    _remember(
        {
            "survey": f"/s/{survey.slug}",
            "priorities": f"/desk/{lampang.slug}/consultations/{closed.id}/priorities",
            "declaration": f"/desk/{sukhothai.slug}/consultations/{prepared.id}/declaration",
            "draft": f"/desk/{lampang.slug}/drafts/{draft.id}",
            "publication": f"/p/{publication.id}",
            "workshop": room,
            "console": f"{room}/console",
            "wall": f"{room}/wall",
            "join": f"/j/{workshop.code}",
            "join_code": workshop.code,
            "sign_in": "/sign-in",
            "sign_ins": sign_ins,
        }
    )


def is_built() -> bool:
    """Say whether this instance holds the demo."""
    return _marker().exists()


def links(base_url: str) -> dict[str, Any]:
    """List the demo's addresses and sign-ins as a person is told them."""
    kept: dict[str, Any] = json.loads(_marker().read_text(encoding="utf-8"))
    full = {name: base_url + path for name, path in kept.items() if isinstance(path, str) and path.startswith("/")}
    return {"front": f"{base_url}/", **kept, **full}


def _staff(sukhothai: City, lampang: City) -> list[dict[str, str]]:
    posts: list[tuple[str, str, Role, City | None]] = [
        ("planner", words.NAMES["planner"], Role.PLANNER, sukhothai),
        ("facilitator", words.NAMES["facilitator"], Role.FACILITATOR, sukhothai),
        ("planner-lampang", words.NAMES["planner-lampang"], Role.PLANNER, lampang),
        ("officer", words.NAMES["officer"], Role.OFFICER, None),
        ("administrator", words.NAMES["administrator"], Role.ADMINISTRATOR, None),
    ]
    told = []
    for login, name, role, city in posts:
        password = secrets.token_urlsafe(9)
        national = role if city is None else None
        roles = {city: role} if city is not None else {}
        people.add_person(login=login, name=name, password=password, national_role=national, roles=roles)
        told.append({"login": login, "password": password, "role": role.value, "city": city.slug if city else ""})
    return told


def _invite_reporter(city: City) -> None:
    """Invite somebody who has not followed yet; whoever tries the demo makes a link for them."""
    people.invite(
        login="reporter",
        name=words.NAMES["reporter"],
        city=city,
        roles=[Role.REPORTER],
        division=city.divisions[0],
        by=_person("planner"),
    )


def _city(slug: str) -> City:
    return db.session.scalars(select(City).where(City.slug == slug)).one()


def _person(login: str) -> Person:
    return db.session.scalars(select(Person).where(Person.login == login)).one()


def _marker() -> Path:
    return current_app.config["SETTINGS"].instance / "demo"


def _remember(told: dict[str, Any]) -> None:
    marker = _marker()
    marker.touch(mode=0o600)
    marker.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
