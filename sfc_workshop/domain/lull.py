"""How much richer everybody may become before equal shares could buy anything else.

Where hardly anybody wants an item, the money has to be raised very often until they can pay for it,
and most of the time nothing happens. This finds how long, so that those steps can be left out.
"""

from math import inf
from typing import Final

import numpy as np

from sfc_workshop.domain.equal_shares import Purchase, Run

_CAREFUL: Final = 1e-9  # of a speed; far beyond its error
_ALMOST: Final = 1 - 1e-6


def lull(run: Run) -> float:
    """Say how much more money, in budgets, would certainly buy the same items in the same order.

    Money grows from the run's; as long as the same people are short, every price and everything
    left is a straight line in it. Prices do not rise, and nobody who is not short becomes so. Two
    things end that: somebody stops being short, or what people would raise for another item, at the
    price of a baht's worth at which one was bought, reaches its cost. What they would raise is the
    sum of the lesser of two lines each, so it stays below the lines that are the lesser now.

    returns:  0 or more; less than the truth, never more. Infinite if nothing is left to buy.
    """
    replay = _Replay(run)
    room = inf
    for purchase in run.bought:
        room = min(room, replay.buy(purchase))
        if not room:
            return 0.0
    return min(room, replay.end()) * _ALMOST


class _Replay:
    """A run once more, in floating numbers: `left`, and how fast it grows with the money."""

    def __init__(self, run: Run) -> None:
        self.run, self.market = run, run.market
        self.left = np.full(len(run.voters.ballots), run.money / run.market.money)
        self.shares = run.voters.shares()
        self.grows = np.ones(len(self.left))
        self.waiting = dict.fromkeys(self.market.costs)

    def buy(self, purchase: Purchase) -> float:
        """Go on by one purchase, and say how long it would stay the same."""
        market, item = self.market, purchase.item
        del self.waiting[item]
        price = float(purchase.price * self.run.voters.scale[item] / market.money)
        rich, short = market.wishes[item, purchase.rich], market.wishes[item, purchase.short]
        shares = self.shares
        falls = float(shares[purchase.short] @ self.grows[purchase.short]) / float(shares[purchase.rich] @ rich)
        missing = np.maximum(price * short - self.left[purchase.short] - self.run.doubt, 0)
        closing = self.grows[purchase.short] + falls * short
        room = float((missing / closing).min(initial=inf))
        for other in self.waiting:
            times = market.costs[other] / market.costs[item]
            room = min(room, self._until_raised(other, price * times, falls * times))
        self.left[purchase.rich] -= price * rich
        self.grows[purchase.rich] += falls * rich
        self.left[purchase.short] = self.grows[purchase.short] = 0
        return room

    def end(self) -> float:
        """Say how long nothing else could be paid for."""
        return min((self._until_raised(other, inf, 0.0) for other in self.waiting), default=inf)

    def _until_raised(self, item: int, price: float, falls: float) -> float:
        """Say how long people would not raise the cost of an item at a price that falls."""
        market = self.market
        rows, share, wish = market.rows[item], market.share[item], market.wish[item]
        left, pays = self.left[rows], price * wish
        short = left < pays
        slack = market.costs[item] / market.money - float(share @ np.minimum(left, pays))
        more = float(share[short] @ self.grows[rows[short]])
        less = falls * float(share[~short] @ wish[~short])
        speed = more - less + _CAREFUL * (more + less)
        if speed <= 0:
            return inf
        return max(slack - self.run.doubt, 0.0) / speed
