"""Why an item is in a portfolio, or not: facts, no words, and none on too few people."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

import numpy as np

from sfc_workshop.domain.budget_voters import Voters
from sfc_workshop.domain.equal_shares import Run
from sfc_workshop.domain.suppression import too_few

MOST_RIVALS: Final = 3


class Step(StrEnum):
    """By which step an item came in."""

    EQUAL_SHARES = "equal_shares"  # people could pay it from their shares of the budget
    COMPLETION = "completion"  # from shares of somewhat more than the budget
    FILL = "fill"  # by its index, from what was left at the end


@dataclass(frozen=True, slots=True)
class Why:
    """The facts on one item. None stands for too few people.

    step:        None if it is not in.
    raised:      from which raise of the money on it was bought, in percent; only of COMPLETION.
    cost:        baht.
    supporters:  how many people, at least, want it.
    money:       what they had left when equal shares ended, in whole baht rounded down, raised as the money then
                 was; only of an item that equal shares did not buy. Less than a cost above 0.
    rivals:      what they had bought instead: the items most of their money went to, the most first;
                 each of them paid for by enough people who want this one.
    """

    step: Step | None
    raised: int | None
    cost: Fraction
    supporters: int | None
    money: int | None
    rivals: tuple[str, ...]


def explain(
    run: Run, item: int, cost: Fraction, scale: int, n_min: int, *, raised: int | None = None, filled: bool = False
) -> Why:
    """Gather the facts on an item, after the last run of equal shares.

    cost:    baht; scale is how many of the run's units of money are one.
    raised:  from which raise on equal shares bought it; None if not at all.
    filled:  it came in at the very end.
    """
    supporters = supporters_shown(run.voters, item, n_min)
    if raised is not None:
        step = Step.COMPLETION if raised else Step.EQUAL_SHARES
        return Why(step, raised or None, cost, supporters, None, ())
    filler = Step.FILL if filled else None
    if supporters is None:
        return Why(filler, None, cost, None, None, ())
    left = run.money_left(run.voters.supporters(item)) / scale
    return Why(filler, None, cost, supporters, int(left), _rivals(run, item, n_min))


def supporters_shown(voters: Voters, item: int, n_min: int) -> int | None:
    """Count those who want an item, at least, if that may be shown.

    What groups say of an item is shown group by group (`disagreement.compare_support`); where a
    group is hidden there, the sum over all must not tell it. A group nobody of which gave the item
    a level tells nothing.
    """
    known = voters.people_with_level(item)
    tells = too_few(known, n_min) != {group for group, people in known.items() if people < n_min}
    number = sum(voters.people(voters.supporters(item)).values())
    return None if tells or number < n_min else number


def _rivals(run: Run, item: int, n_min: int) -> tuple[str, ...]:
    """Name the items that took most of the money of those who want another, ties in the order bought."""
    voters = run.voters
    asked = np.zeros(len(voters.ballots), dtype=bool)
    asked[voters.supporters(item)] = True
    spent: dict[int, Fraction] = {}
    for number, purchase in enumerate(run.bought):
        payers = np.concatenate([purchase.rich, purchase.short])
        if sum(voters.people(payers[asked[payers]]).values()) >= n_min:
            spent[purchase.item] = run.paid(number, asked)
    most = sorted(spent, key=lambda rival: -spent[rival])
    return tuple(voters.items[rival] for rival in most[:MOST_RIVALS])
