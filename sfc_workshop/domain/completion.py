"""Spending what equal shares leave over: the method again, with a little more money than there is."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sfc_workshop.domain.equal_shares import Market, Run


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


def complete(market: Market, budget: int) -> Completed:
    """Raise the money by 1 % of the budget until nothing more fits, or the purchases no longer do.

    Equal shares alone leave money over, since people who want different things cannot pay alone.
    More money for everybody alike favours nobody. It ends: with enough money everything somebody
    wants is bought.

    market:  in units of money of which the budget is a multiple of 100.
    source:  Peters, Pierczyński & Skowron, NeurIPS (2021), completion by raising the endowment.
    """
    run = market.run(budget)
    first = run.items
    since = dict.fromkeys(first, 0)
    raised = 0
    while not _nothing_fits(market.costs, run.items, budget):
        richer = market.run(budget + (raised + 1) * budget // 100)
        if _cost(market.costs, richer.items) > budget:
            break
        run, raised = richer, raised + 1
        since = {item: since.get(item, raised) for item in run.items}
    return Completed(run, raised, first, since)


def _cost(costs: Mapping[int, int], items: Collection[int]) -> int:
    return sum(costs[item] for item in items)


def _nothing_fits(costs: Mapping[int, int], bought: Collection[int], budget: int) -> bool:
    """Say whether every item that somebody wants is bought, or costs more than what is left."""
    left = budget - _cost(costs, bought)
    return all(item in bought or cost > left for item, cost in costs.items())
