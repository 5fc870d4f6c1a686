"""What a budget pays for: by equal shares, and beside it by the index alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import lcm

import numpy as np

from sfc_workshop.domain.ballot_box import BallotBox
from sfc_workshop.domain.budget_ballots import voters_of
from sfc_workshop.domain.budget_voters import Voters
from sfc_workshop.domain.completion import complete
from sfc_workshop.domain.equal_shares import Market
from sfc_workshop.domain.group_gets import Gets, compare_gets
from sfc_workshop.domain.groups import CountedGroup
from sfc_workshop.domain.priorities import Ranking
from sfc_workshop.domain.rounds import Budget
from sfc_workshop.domain.why_not import Why, explain


class LeftOut(StrEnum):
    """Why an item of the horizon takes no part."""

    NO_COST = "no_cost"  # none was declared
    NO_RANK = "no_rank"  # too few people compared it with another


@dataclass(frozen=True, slots=True)
class Shared:
    """What equal shares choose.

    items:   in the order chosen; all of them.
    first:   what people could pay from their shares of the budget itself, in that order.
    raised:  by how many percent of it the money was raised after that.
    filled:  what came in at the very end, by its index.
    left:    baht that stay over.
    """

    items: tuple[str, ...]
    first: tuple[str, ...]
    raised: int
    filled: tuple[str, ...]
    left: Fraction


@dataclass(frozen=True, slots=True)
class Portfolio:
    """One budget and what it pays for. None stands for too few people.

    equal_shares:   by the Method of Equal Shares.
    by_index:       from the top of the priorities, whatever fits.
    by_index_left:  baht that then stay over.
    groups:         {group: what its ballots get}.
    why:            {item: the facts}; empty without equal shares.
    left_out:       {item of the horizon that takes no part: why}.
    """

    budget: Budget
    equal_shares: Shared | None
    by_index: tuple[str, ...]
    by_index_left: Fraction
    groups: Mapping[str, Gets]
    why: Mapping[str, Why]
    left_out: Mapping[str, LeftOut]

    @property
    def only_equal_shares(self) -> tuple[str, ...]:
        """What the index alone would not pay for."""
        return tuple(item for item in self.equal_shares.items if item not in self.by_index) if self.equal_shares else ()

    @property
    def only_by_index(self) -> tuple[str, ...]:
        """What only the index alone would pay for."""
        if not self.equal_shares:
            return ()
        return tuple(item for item in self.by_index if item not in self.equal_shares.items)


def share_budgets(box: BallotBox, groups: Sequence[CountedGroup], ranks: Ranking) -> tuple[Portfolio, ...]:
    """Spend every budget of a round whose ballots are in a box.

    ranks:  the priorities; they decide ties, and what fills up the rest.
    """
    return tuple(_share(box, budget, groups, ranks) for budget in box.round.portfolio)


def _share(box: BallotBox, budget: Budget, groups: Sequence[CountedGroup], ranks: Ranking) -> Portfolio:
    """Spend one budget."""
    n_min = box.round.n_min
    about = [item for item in box.round.items if budget.horizon in {None, item.horizon}]
    cost = {item.id: item.cost for item in about if item.cost is not None}
    costs = {item: cost[item] for item in ranks.order if item in cost}
    left_out = {
        item.id: LeftOut.NO_COST if item.cost is None else LeftOut.NO_RANK for item in about if item.id not in costs
    }
    by_index = fill(costs, budget.baht)
    voters = voters_of(box, groups, budget, list(costs))
    shared, why = _equal_shares(voters, costs, budget.baht, n_min)
    column = {item: number for number, item in enumerate(voters.items)}
    lists = [column[item] for item in shared.items] if shared else [], [column[item] for item in by_index]
    spent = {column[item]: one for item, one in costs.items()}
    return Portfolio(
        budget=budget,
        equal_shares=shared,
        by_index=by_index,
        by_index_left=budget.baht - sum(costs[item] for item in by_index),
        groups={group: compare_gets(voters, spent, group, lists, n_min) for group in voters.groups},
        why=why,
        left_out=left_out,
    )


def fill(costs: Mapping[str, Fraction], money: Fraction) -> tuple[str, ...]:
    """Take items in order, each if there is money left for it.

    >>> fill({"bus": Fraction(6), "park": Fraction(5), "drain": Fraction(4)}, Fraction(10))
    ('bus', 'drain')
    """
    taken = []
    for item, cost in costs.items():
        if cost <= money:
            money -= cost
            taken.append(item)
    return tuple(taken)


def _equal_shares(
    voters: Voters, costs: Mapping[str, Fraction], baht: Fraction, n_min: int
) -> tuple[Shared | None, dict[str, Why]]:
    """Run the method, complete it, fill up, and explain.

    An item to which fewer than n_min people gave a level is bought by nobody: else the outcome
    would tell what they said. It may still fill up, and so does what costs nothing: nobody gains
    from a share of nothing.
    """
    if sum(voters.people(np.arange(len(voters.ballots))).values()) < n_min:
        return None, {}
    ids, scale = voters.items, 100 * lcm(baht.denominator, *(cost.denominator for cost in costs.values()))
    priced = {
        number: int(costs[item] * scale)
        for number, item in enumerate(ids)
        if costs[item] and _may_be_bought(voters, number, n_min)
    }
    completed = complete(Market(voters, priced, int(baht * scale)), int(baht * scale))
    bought = [ids[number] for number in completed.run.items]
    left = baht - sum(costs[item] for item in bought)
    filled = fill({item: cost for item, cost in costs.items() if item not in bought}, left)
    shared = Shared(
        items=(*bought, *filled),
        first=tuple(ids[number] for number in completed.first),
        raised=completed.raised,
        filled=filled,
        left=left - sum(costs[item] for item in filled),
    )
    return shared, {
        item: explain(
            completed.run, number, costs[item], scale, n_min, raised=completed.since.get(number), filled=item in filled
        )
        for number, item in enumerate(ids)
    }


def _may_be_bought(voters: Voters, item: int, n_min: int) -> bool:
    """Say whether somebody wants an item, and enough people have said whether they do."""
    return len(voters.supporters(item)) > 0 and sum(voters.people_with_level(item).values()) >= n_min
