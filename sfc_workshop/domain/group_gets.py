"""What each group gets from a portfolio."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from sfc_workshop.domain.budget_voters import Voters


@dataclass(frozen=True, slots=True)
class Gets:
    """The share of the money spent that goes to items a group's ballots want; None for too few people."""

    equal_shares: Fraction | None
    by_index: Fraction | None


def compare_gets(
    voters: Voters,
    costs: Mapping[int, Fraction],
    group: str,
    lists: tuple[Collection[int], Collection[int]],
    n_min: int,
) -> Gets:
    """Say what a group gets by equal shares and by the index alone.

    Shown only if enough people of the group gave a level to each item chosen: whoever takes the
    difference of the two lists learns of the items in which they differ. An item that nobody of
    the group gave a level tells nothing of anybody.
    """
    levels = [voters.people_with_level(item)[group] for chosen in lists for item in chosen]
    people = voters.people(np.flatnonzero(voters.group == voters.groups.index(group)))[group]
    if people < n_min or any(0 < number < n_min for number in levels):
        return Gets(None, None)
    return Gets(*(gets(voters, costs, group, chosen) for chosen in lists))


def gets(voters: Voters, costs: Mapping[int, Fraction], group: str, chosen: Collection[int]) -> Fraction:
    """Say what a group's ballots get: of the money spent, the share that goes to items they want.

    The mean over the group's ballots, by weight, of the cost of the chosen items a ballot wants,
    over the cost of all chosen. A ballot wants an item if its gain is above 0: it was ticked, got
    a dot, or stands above the middle of the scale or ranking.

    returns:  0 to 1; 0 where nothing is bought.
    """
    whole = sum(costs[item] for item in chosen)
    if not whole:
        return Fraction(0)
    own = voters.group == voters.groups.index(group)
    share = voters.share(np.flatnonzero(own))
    wanted = sum(
        costs[item] * voters.share(rows[own[rows]])
        for item, rows in ((item, voters.supporters(item)) for item in chosen)
    )
    return wanted / (whole * share)
