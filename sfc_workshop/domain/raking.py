"""Weights inside a group: those who came are made to stand for those who live there."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import fsum, prod
from typing import Final

LADDER: Final = tuple(Fraction(*step) for step in ((1, 3), (1, 2), (2, 3), (1, 1), (3, 2), (2, 1), (3, 1)))
FEWEST: Final = 5  # people of a category, and of a class of weights
_STILL: Final = 1e-12
_MOST_ROUNDS: Final = 1_000

Answers = tuple[str | None, ...]  # one person's answer to each attribute; None for no answer


@dataclass(frozen=True, slots=True)
class Margin:
    """The declared share of each category of one attribute, such as age; shares add up to 1."""

    shares: Mapping[str, Fraction]


def rake(people: Sequence[Answers], margins: Sequence[Margin]) -> list[Fraction]:
    """Weigh the people of one group so that they look like the declared margins.

    Categories with fewer than five people are merged first. The factors that fit are trimmed to 1/3 and
    3 and rounded to a ladder of seven, so that a weight says little about anybody; a class of weights
    with fewer than five people joins its neighbour nearer 1, and the class at 1 the nearest there is.
    These weights are the ones published. An attribute somebody did not answer leaves their weight as
    it is, and so does an answer that has no declared share.

    people:   the answers, attribute by attribute.
    margins:  one for each attribute.
    returns:  the weight of each person, a step of the ladder.
    source:   Deming & Stephan, Ann. Math. Stat. 11 (1940).
    """
    merged = [
        _merge(Counter(column), margin) for column, margin in zip(_columns(people, margins), margins, strict=True)
    ]
    known = [tuple(own.get(a) if a else None for own, a in zip(merged, one, strict=True)) for one in people]
    shares = [_merged_shares(own, margin) for own, margin in zip(merged, margins, strict=True)]
    factors = fit(Counter(known), shares)
    steps = [LADDER.index(step_of(factors[one])) for one in known]
    joined = _join(Counter(steps))
    return [LADDER[joined[step]] for step in steps]


def fit(cells: Mapping[Answers, int], margins: Sequence[Mapping[str, Fraction]]) -> dict[Answers, float]:
    """Find a factor for each cell so that weighted people have the shares of each margin.

    One attribute after the other is made right, until all are. Each time those who answered it keep
    their number, so that "no answer" keeps the factor 1.

    cells:    people by their answers.
    margins:  {category: share} for each attribute; every category has people, shares add up to 1.
    returns:  {answers: factor}; within 1e-9 where the margins can be met.
    """
    factors = [dict.fromkeys(margin, 1.0) for margin in margins]
    for _ in range(_MOST_ROUNDS):
        before = [dict(own) for own in factors]
        for attribute, margin in enumerate(margins):
            _fit_one(cells, factors, attribute, margin)
        if all(abs(own[c] - old[c]) <= _STILL * old[c] for own, old in zip(factors, before, strict=True) for c in own):
            break
    return {answers: _factor(answers, factors) for answers in cells}


def step_of(factor: float) -> Fraction:
    """Round a factor to the ladder, to the step that is nearest as a ratio; what lies outside is trimmed.

    >>> step_of(1.7577), step_of(0.6894), step_of(40)
    (Fraction(2, 1), Fraction(2, 3), Fraction(3, 1))
    """
    exact = Fraction(factor)
    return LADDER[sum(exact * exact > low * high for low, high in pairwise(LADDER))]


def effective(weights: Mapping[Fraction, int]) -> Fraction:
    """Say how many people of equal weight would tell as much: n_eff = (Σω)²/Σω²; 0 for nobody.

    weights:  how many people have each weight.
    source:   Kish, Survey Sampling (1965).

    >>> effective({Fraction(1): 10})
    Fraction(10, 1)
    """
    squares = sum((weight * weight * n for weight, n in weights.items()), Fraction(0))
    whole = sum((weight * n for weight, n in weights.items()), Fraction(0))
    return whole * whole / squares if squares else Fraction(0)


def _columns(people: Sequence[Answers], margins: Sequence[Margin]) -> list[list[str]]:
    """List the answers to each attribute that have a declared share."""
    return [[a for a in (one[n] for one in people) if a in margin.shares] for n, margin in enumerate(margins)]  # type: ignore[misc]


def _merge(people: Mapping[str, int], margin: Margin) -> dict[str, str]:
    """Say in which category each one is counted: small ones together, and with the next smallest if need be.

    returns:  {category: category it is counted in}.
    """
    by_size = sorted(margin.shares, key=lambda category: (people.get(category, 0), category))
    pool: list[str] = []
    for category in by_size:
        together = sum(people.get(member, 0) for member in pool)
        if people.get(category, 0) >= FEWEST and (not pool or together >= FEWEST):
            break
        pool.append(category)
    return {category: pool[0] if category in pool else category for category in margin.shares}


def _merged_shares(merged: Mapping[str, str], margin: Margin) -> dict[str, Fraction]:
    """Add up the shares of categories that are counted together."""
    shares: dict[str, Fraction] = {}
    for category, share in margin.shares.items():
        shares[merged[category]] = shares.get(merged[category], Fraction(0)) + share
    return shares


def _factor(answers: Answers, factors: Sequence[Mapping[str, float]]) -> float:
    return prod(own[answer] for own, answer in zip(factors, answers, strict=True) if answer is not None)


def _fit_one(
    cells: Mapping[Answers, int],
    factors: Sequence[dict[str, float]],
    attribute: int,
    margin: Mapping[str, Fraction],
) -> None:
    """Make one margin right: scale each of its categories to its share of those who answered."""
    weighted: dict[str, list[float]] = {category: [] for category in margin}
    for answers, n in cells.items():
        if (category := answers[attribute]) is not None:
            weighted[category].append(n * _factor(answers, factors))
    sums = {category: fsum(parts) for category, parts in weighted.items()}
    people = sum(n for answers, n in cells.items() if answers[attribute] is not None)
    for category, share in margin.items():
        if sums[category]:
            factors[attribute][category] *= float(share * people) / sums[category]


def _join(classes: Mapping[int, int]) -> list[int]:
    """Say which step of the ladder each step joins, from both ends towards 1; few at 1 join the nearest people.

    returns:  the step that stands for each.
    """
    one = LADDER.index(Fraction(1))
    people = [classes.get(step, 0) for step in range(len(LADDER))]
    joined = list(range(len(LADDER)))
    for ends in (range(one), range(len(LADDER) - 1, one, -1)):
        for step in ends:
            if people[step] < FEWEST:
                nearer = step + (1 if step < one else -1)
                people[nearer] += people[step]
                people[step] = 0
                joined = [nearer if to == step else to for to in joined]
    others = [step for step in range(len(LADDER)) if people[step] and step != one]
    if 0 < people[one] < FEWEST and others:
        nearest = min(others, key=lambda step: (abs(step - one), -people[step]))
        joined = [nearest if to == one else to for to in joined]
    return joined
