"""Prepares one workshop of an imaginary town, ready to begin, by the actions a planner uses."""

from fractions import Fraction

from sfc_workshop.ballots.actions import open_consultation
from sfc_workshop.ballots.actions.declaring import Declaration, Declared, declare
from sfc_workshop.core import clock
from sfc_workshop.demo import words
from sfc_workshop.people.models import Person
from sfc_workshop.plans.models import Plan
from sfc_workshop.workshops.actions.preparing import About, prepare_usual
from sfc_workshop.workshops.models import Workshop

TABLES = 6


def vision_workshop(plan: Plan, *, by: Person) -> Workshop:
    """Prepare a vision workshop for today, declare the city's groups, open its consultation."""
    about = About(
        **words.WORKSHOP,
        held_on=clock.today(),
        tables=TABLES,
        agencies=words.AGENCIES,
        invited=words.INVITED,
    )
    workshop = prepare_usual(plan, "vision", about, by=by)
    consultation = workshop.doors[0].consultation
    groups = [
        Declared(key, names["title_th"], names["title_en"], Fraction(weight), expected=words.INVITED[key])
        for key, weight, names in words.GROUPS
    ]
    criteria = [Declared(one.key, one.title_th, one.title_en, Fraction(one.weight)) for one in consultation.criteria]
    declaration = Declaration(groups, criteria, n_min=5, top_ks={"vision": 1}, budgets={}, thresholds={})
    declare(consultation, declaration, by=by)
    open_consultation(consultation, by=by)
    return workshop
