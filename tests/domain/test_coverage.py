"""Do the intervals hold what they promise? Rounds are drawn from groups whose true mind is known."""

from dataclasses import dataclass, replace
from fractions import Fraction
from math import exp
from random import Random

import pytest

from sfc_workshop.domain.rounds import Ballot
from tests.domain.domain_rounds import certainty_of, make_round

ITEMS = "ABCDEFGH"
GROUPS = "vwxyz"


@dataclass(frozen=True)
class Covered:
    """In what share of items and rounds the truth lay inside."""

    index: float
    rank: float


def simulate(lots):
    """One round of five groups of 7 to 120 voters who rank eight items, and what all people would say.

    A voter's order is drawn by adding noise to the mind of the group so that A stands above B with
    the chance e^a/(e^a + e^b) (Plackett and Luce); so the truth has a closed form.
    """
    parts = [lots.randint(1, 4) for _ in GROUPS]
    weights = {group: Fraction(part, sum(parts)) for group, part in zip(GROUPS, parts, strict=True)}
    common = {item: lots.gauss(0, 0.7) for item in ITEMS}
    truth, ballots = dict.fromkeys(ITEMS, 0.0), []
    for group, weight in weights.items():
        mind = {item: level + lots.gauss(0, 0.7) for item, level in common.items()}
        for item in ITEMS:
            above = [1 / (1 + exp(mind[other] - mind[item])) for other in ITEMS if other != item]
            truth[item] += float(weight) * sum(above) / len(above)
        for _ in range(lots.randint(7, 120)):
            times = {item: lots.expovariate(exp(level)) for item, level in mind.items()}
            marks = {item: place for place, item in enumerate(sorted(times, key=times.get), 1)}
            ballots.append(Ballot("", "ranking", group, marks))
    return make_round(ITEMS, weights, activities=["ranking"], bootstrap=1000, n_min=5), ballots, truth


def cover(rounds, seed):
    """Count how often the truth lies inside."""
    lots, index, rank = Random(seed), 0, 0
    for number in range(rounds):
        round_, ballots, truth = simulate(lots)
        found = certainty_of(replace(round_, seed=f"{seed}-{number}"), ballots).bootstrap
        order = sorted(ITEMS, key=truth.get, reverse=True)
        index += sum(found[item].low <= truth[item] <= found[item].high for item in ITEMS)
        rank += sum(found[item].rank_low <= place <= found[item].rank_high for place, item in enumerate(order, 1))
    return Covered(index / rounds / len(ITEMS), rank / rounds / len(ITEMS))


def test_intervals_hold_the_truth():
    """Sixty rounds; measured over a thousand: 94 % of the indices, 99 % of the ranks."""
    covered = cover(60, seed=1)
    assert covered.index >= 0.9
    assert covered.rank >= 0.95


@pytest.mark.long
def test_intervals_hold_the_truth_in_a_thousand_rounds():
    covered = cover(1000, seed=2)
    print(f"\nthe truth lay inside the interval of {covered.index:.1%} of the indices, {covered.rank:.1%} of the ranks")
    assert covered.index >= 0.9
    assert covered.rank >= 0.95
