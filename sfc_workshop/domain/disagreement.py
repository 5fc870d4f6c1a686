"""How much people support an item, and how much they disagree; never mixed into the index."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from math import comb, prod
from typing import Final

from sfc_workshop.domain.groups import most_in_one_activity
from sfc_workshop.domain.suppression import too_few
from sfc_workshop.domain.tally import Levels, Tally

ONE: Final = Fraction(1)
_MIDDLE: Final = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Support:
    """What one group's ballots say of one item, over all activities.

    n:             ballots that give the item a level.
    people:        at least so many different people.
    agreeing:      ballots that put it above the middle of their scale.
    opposed:       ballots that put it below the middle.
    support:       S, the mean level by weight, 0 to 1.
    agree_share:   α, the share above the middle by weight, 0 to 1.
    agreement:     A of van der Eijk, -1 to 1; None without a score of three steps or more.
    polarisation:  ER of Esteban and Ray, 0 to 1; None likewise.
    """

    n: int
    people: int
    agreeing: int
    opposed: int
    support: Fraction
    agree_share: Fraction
    agreement: Fraction | None
    polarisation: Fraction | None


@dataclass(frozen=True, slots=True)
class ItemSupport:
    """One item across the groups; None stands for too few people.

    groups:     {group: what it says}.
    spread:     highest less lowest support of the groups shown.
    consensus:  group-informed consensus, a product over the groups with a weight.
    root:       its root by their number, to 6 places: comparable between rounds.
    """

    groups: Mapping[str, Support | None]
    spread: Fraction | None
    consensus: Fraction | None
    root: str | None


def agreement(histogram: Sequence[int]) -> Fraction:
    """Measure agreement on a scale: 1 all the same, 0 evenly spread, -1 two camps at the ends.

    The histogram is peeled into layers of 0/1 patterns. A pattern is unimodal as far as its
    triples (1,1,0) and (0,1,1) outweigh (1,0,1), and agrees as far as it has few ones.

    histogram:  weight of each step, at least three steps, not all 0.
    source:     van der Eijk, Quality & Quantity 35 (2001).

    >>> agreement([0, 1, 0, 0, 2])
    Fraction(1, 18)
    """
    heights = sorted({height for height in histogram if height})
    total, below = Fraction(0), 0
    for height in heights:
        pattern = [step >= height for step in histogram]
        total += (height - below) * sum(pattern) * _pattern_agreement(pattern)
        below = height
    return total / sum(histogram)


def _pattern_agreement(pattern: Sequence[bool]) -> Fraction:
    """Measure the agreement of one layer; see `agreement`."""
    steps, ones = len(pattern), sum(pattern)
    if ones in {1, steps}:
        return Fraction(int(ones == 1))
    unimodal = bimodal = before = 0
    for one in pattern:
        if one:
            before += 1
        else:
            after = ones - before
            bimodal += before * after
            unimodal += comb(before, 2) + comb(after, 2)
    excess = Fraction((steps - 2) * unimodal - (steps - 1) * bimodal, (steps - 2) * (unimodal + bimodal))
    return excess * (1 - Fraction(ones - 1, steps - 1))


def polarisation(histogram: Sequence[int]) -> Fraction:
    """Measure polarisation: 4 ΣΣ π² π |distance|, 0 all the same, 1 half and half at the ends.

    histogram:  weight of each step, at least two steps, not all 0; the ends are 1 apart.
    source:     Esteban & Ray, Econometrica 62 (1994), α = 1.

    >>> polarisation([2, 2, 2, 2, 2])
    Fraction(8, 25)
    """
    total, moment = sum(histogram), sum(step * weight for step, weight in enumerate(histogram))
    weight_below = moment_below = result = 0
    for step, weight in enumerate(histogram):
        weight_below += weight
        moment_below += step * weight
        distance = 2 * (step * weight_below - moment_below) + moment - step * total
        result += weight * weight * distance
    return Fraction(4 * result, total**3 * (len(histogram) - 1))


def group_informed_consensus(groups: Iterable[tuple[int, int]]) -> Fraction:
    """Multiply the chances that somebody of each group agrees; a group not asked stands at a half.

    groups:  (ballots above the middle, ballots).
    source:  Small et al., Recerca 26 (2021) (Polis).

    >>> group_informed_consensus([(2, 3), (1, 2), (0, 2)])
    Fraction(3, 40)
    """
    return prod((Fraction(agreeing + 1, n + 2) for agreeing, n in groups), start=ONE)


def root(value: Fraction, degree: int) -> str:
    """Take a root, rounded to 6 places by decimal arithmetic, which is the same on every machine."""
    with localcontext(Context(prec=25)):
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        return f"{exact ** (Decimal(1) / Decimal(degree)):.6f}"


def measure_support(tallies: Sequence[Tally], item: str) -> Support | None:
    """Put together what one group's tallies say of an item; None if no ballot gives it a level."""
    found = [
        (one.activity.id, levels, one.items.index(item))
        for one in tallies
        if item in one.items
        for levels in one.levels
    ]
    ballots = [(activity, levels.values, levels.ballots[row].tolist()) for activity, levels, row in found]
    n = sum(sum(histogram) for _, _, histogram in ballots)
    if not n:
        return None
    weighted = [(levels.values, levels.weighted[row].tolist()) for _, levels, row in found]
    whole = sum(sum(histogram) for _, histogram in weighted)
    graded = _by_length((levels, row) for _, levels, row in found if levels.graded and levels.steps > 1)
    return Support(
        n=n,
        people=most_in_one_activity((activity, sum(histogram)) for activity, _, histogram in ballots),
        agreeing=sum(_above_middle(values, histogram) for _, values, histogram in ballots),
        opposed=sum(_below_middle(values, histogram) for _, values, histogram in ballots),
        support=sum((_level_sum(values, histogram) for values, histogram in weighted), Fraction(0)) / whole,
        agree_share=Fraction(sum(_above_middle(values, histogram) for values, histogram in weighted), whole),
        agreement=_mean((agreement(histogram), sum(histogram)) for histogram in graded),
        polarisation=_mean((polarisation(histogram), sum(histogram)) for histogram in graded),
    )


def _above_middle(values: Sequence[Fraction], histogram: Sequence[int]) -> int:
    return sum(histogram[bisect_right(values, _MIDDLE) :])


def _below_middle(values: Sequence[Fraction], histogram: Sequence[int]) -> int:
    return sum(histogram[: bisect_left(values, _MIDDLE)])


def _level_sum(values: Sequence[Fraction], histogram: Sequence[int]) -> Fraction:
    return sum((value * weight for value, weight in zip(values, histogram, strict=True) if weight), Fraction(0))


def _by_length(graded: Iterable[tuple[Levels, int]]) -> list[list[int]]:
    """Add up histograms of equally long scales; leave out empty ones."""
    found: dict[int, list[int]] = {}
    for levels, row in graded:
        histogram = levels.weighted[row].tolist()
        if any(histogram):
            so_far = found.get(levels.steps, [0] * len(histogram))
            found[levels.steps] = [a + b for a, b in zip(so_far, histogram, strict=True)]
    return list(found.values())


def _mean(weighted: Iterable[tuple[Fraction, int]]) -> Fraction | None:
    """Average by weight; None of nothing."""
    pairs = list(weighted)
    whole = sum(weight for _, weight in pairs)
    return sum((value * weight for value, weight in pairs), Fraction(0)) / whole if whole else None


def compare_support(groups: Mapping[str, Support | None], weights: Mapping[str, Fraction], n_min: int) -> ItemSupport:
    """Set the groups side by side, and hide what rests on too few people.

    The points of all groups together are published too (`tally.count_items`), so a group's own must not
    leave those of a few others behind when it is taken away from them.

    groups:   {group: its support, None if it gave the item no level}.
    weights:  {group: weight}; a group of weight 0 is shown and not counted.
    """
    unseen = too_few({group: one.people if one else 0 for group, one in groups.items()}, n_min)
    shown = {group: None if group in unseen else one for group, one in groups.items()}
    counted = {group: one for group, one in groups.items() if weights[group]}
    people = {group: one.people if one else 0 for group, one in counted.items()}
    levels = [one.support for one in shown.values() if one]
    gic = group_informed_consensus((one.agreeing, one.n) if one else (0, 0) for one in counted.values())
    tells = too_few(people, n_min) != {group for group, number in people.items() if number < n_min}
    hidden = tells or sum(people.values()) < n_min
    return ItemSupport(
        groups=shown,
        spread=max(levels) - min(levels) if levels else None,
        consensus=None if hidden else gic,
        root=None if hidden else root(gic, len(counted)),
    )
