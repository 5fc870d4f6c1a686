"""Spending what equal shares leave over: the method again, with a little more money than there is."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from sfc_workshop.domain.equal_shares import Market, Run
from sfc_workshop.domain.lull import lull

PATIENCE: Final = 8


@dataclass(frozen=True)
class Completed:
    """The last run whose purchases the budget can pay.

    raised:  how much more money than the budget it pretended to have, in percent of the budget.
    first:   what was bought without pretending.
    since:   {item bought in the last run: from which raise on it was bought in every run}.
    """

    run: Run
    raised: int
    first: tuple[int, ...]
    since: Mapping[int, int]


def complete(market: Market, budget: int, patience: int = PATIENCE) -> Completed:
    """Raise the money by 1 % of the budget until nothing more fits, or the purchases no longer do.

    Equal shares alone leave money over, since people who want different things cannot pay alone.
    More money for everybody alike favours nobody. It ends: with enough money everything somebody
    wants is bought.

    market:    in units of money of which the budget is a multiple of 100.
    patience:  after how many raises that changed nothing to find out how many more will not; it costs
               time, and changes nothing else.
    source:    Peters, Pierczyński & Skowron, NeurIPS (2021), completion by raising the endowment.
    """

    def richer(percent: int) -> Run:
        return market.run(budget + percent * budget // 100)

    run, raised, idle = richer(0), 0, 0
    first = run.items
    since = dict.fromkeys(first, 0)
    while not _nothing_fits(market.costs, run.items, budget):
        if idle >= patience:
            skipped = int(100 * lull(run))
            patience, idle = (patience, 0) if skipped > patience else (2 * patience, 0)
            raised += skipped
        following = richer(raised + 1)
        if _cost(market.costs, following.items) > budget:
            return Completed(richer(raised), raised, first, since)
        idle = idle + 1 if following.items == run.items else 0
        run, raised = following, raised + 1
        since = {item: since.get(item, raised) for item in run.items}
    return Completed(run, raised, first, since)


def _cost(costs: Mapping[int, int], items: Collection[int]) -> int:
    return sum(costs[item] for item in items)


def _nothing_fits(costs: Mapping[int, int], bought: Collection[int], budget: int) -> bool:
    """Say whether every item that somebody wants is bought, or costs more than what is left."""
    left = budget - _cost(costs, bought)
    return all(item in bought or cost > left for item, cost in costs.items())
