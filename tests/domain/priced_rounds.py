"""Rounds with budgets, for the tests."""

from dataclasses import replace
from fractions import Fraction
from random import Random

from hypothesis import strategies as st

from sfc_workshop.domain.rounds import Budget, Item
from sfc_workshop.domain.scales import Kind
from tests.domain import reference
from tests.domain.domain_rounds import mixed_rounds


@st.composite
def priced_rounds(draw, most=12):
    """A round whose items cost something, mostly, and a budget for some of them."""
    round_, ballots = draw(mixed_rounds(most=most))
    lots = Random(draw(st.integers(0, 2**32)))
    costs = [lots.choice([None, 0, 10, 10, 20, 30, Fraction(25, 2), 45]) for _ in round_.items]
    items = tuple(
        Item(i.id, None, lots.choice(["near", "far"]), None if c is None else Fraction(c))
        for i, c in zip(round_.items, costs, strict=True)
    )
    about = lots.choice([None, "near"])
    activities = lots.choice([None, (round_.activities[0].id,)])
    return replace(round_, items=items, portfolio=(Budget(about, Fraction(lots.randint(5, 130)), activities),)), ballots


def gain(activity, ballot, about):
    """The v of one ballot, straight from the formula."""
    u = reference.level(activity, ballot, about)
    if activity.scale.kind in {Kind.SCORE, Kind.RANKING}:
        return {item: max(Fraction(0), 2 * level - 1) for item, level in u.items()}
    return u
