"""How long it takes to spend a budget: equal shares, completed, filled up, and explained."""

import random
import time
from dataclasses import replace
from fractions import Fraction

from sfc_workshop.domain.ballot_box import BallotBox
from sfc_workshop.domain.counting import count
from sfc_workshop.domain.portfolio import share_budgets
from sfc_workshop.domain.rounds import Activity, Ballot, Budget, Criterion, Group, Item, Round
from sfc_workshop.domain.scales import Kind, Scale

PEOPLE = 5_000
ITEMS = 40


def measure() -> dict[str, float]:
    """Spend a third of what all items cost."""
    round_, ballots = _round(), _ballots()
    counted = count(replace(round_, portfolio=()), ballots)
    box = BallotBox(round_)
    for ballot in ballots:
        box.add(ballot)
    began = time.monotonic()
    [portfolio] = share_budgets(box, counted.groups, counted.ranking)
    took = time.monotonic() - began
    assert portfolio.equal_shares
    return {"portfolio_5k_x_40_s": took, "portfolio_5k_x_40_raised_percent": portfolio.equal_shares.raised}


def _round() -> Round:
    """Projects of 0.1 to 5 million baht; the groups' sizes are not their weights."""
    draw = random.Random(40)
    items = tuple(Item(f"p{n}", cost=Fraction(draw.randint(1, 50) * 100_000)) for n in range(1, ITEMS + 1))
    return Round(
        items=items,
        groups=tuple(Group(name, Fraction(1, 4)) for name in "abcd"),
        criteria=(Criterion("importance", Fraction(1)),),
        activities=(Activity("q1", "importance", Scale(Kind.SCORE, lo=1, hi=5)),),
        seed="bench",
        portfolio=(Budget(None, sum((item.cost or Fraction(0) for item in items), Fraction(0)) / 3),),
    )


def _ballots() -> list[Ballot]:
    """Some items are liked more than others; no two people mark all the same; blanks are one in ten."""
    draw = random.Random(41)
    keys = [f"p{n}" for n in range(1, ITEMS + 1)]
    liked = {key: draw.random() for key in keys}
    ballots = []
    for number in range(PEOPLE):
        marks = {k: min(5, max(1, round(draw.gauss(1.5 + 3 * liked[k], 1.2)))) for k in keys if draw.random() < 0.9}
        ballots.append(Ballot(f"b{number}", "q1", draw.choice("aaaabbcd"), marks))
    return ballots
