"""The Method of Equal Shares: everybody holds a part of the money, and buys together with those who want the same.

Every decision is exact. Floating numbers only say where to look: what they find to be close is
computed again in whole numbers, and what they rule out they rule out by more than their error.
"""

from bisect import insort
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Final

import numpy as np

from sfc_workshop.domain.ballot_box import Numbers
from sfc_workshop.domain.budget_voters import Voters, whole_numbers

_DOUBT: Final = 4e-12  # of everybody's money: beyond the error of money left after a thousand purchases
_NEAR: Final = 1e-6  # of a price: how far below an estimate we try to prove that it cannot be


@dataclass(frozen=True)
class Purchase:
    """An item that was bought.

    price:  of one want; who wants an item fully pays the price times its scale.
    rich:   the rows that pay so.
    short:  the rows that cannot, and give all they have left.
    """

    item: int
    price: Fraction
    rich: Numbers
    short: Numbers


class Market:
    """What stays the same however much money there is: who wants what, and what it costs.

    costs:  {item as a column of the voters: cost above 0}, in whole units of money, in the order in
            which ties are decided; only items somebody wants.
    money:  the unit of the estimates: the budget.
    """

    def __init__(self, voters: Voters, costs: dict[int, int], money: int) -> None:
        self.voters, self.costs, self.money = voters, costs, money
        self.place = {item: number for number, item in enumerate(costs)}
        self.rows = {item: voters.supporters(item) for item in costs}
        shares = voters.shares()
        self.share = {item: shares[rows] for item, rows in self.rows.items()}
        self.wishes = voters.wishes()
        self.wish = {item: self.wishes[item, rows] for item, rows in self.rows.items()}
        self.doubt = _DOUBT + len(shares) * 2.0**-52

    def run(self, money: int) -> "Run":
        """Buy as long as there is something people can afford together."""
        run = Run(self, money)
        while run.buy():
            pass
        return run


class Run:
    """One run of the method, with so much money for everybody together.

    The price of an item with cost c is the least x for which Σ s·min(left, x·v) = c, s being the
    shares and v the wants. Bought is the item for which x/c, the price of a baht's worth, is least.
    Somebody who was short has nothing left; anybody else has the money less Σ x·v. So what is left
    is known exactly from the prices alone. In estimates the budget is 1 and x is meant; exact prices
    are those of one want, x/scale.
    """

    def __init__(self, market: Market, money: int) -> None:
        self.market, self.voters, self.money = market, market.voters, money
        self.bought: list[Purchase] = []
        self.common = 1  # the common denominator of the prices,
        self.prices: list[int] = []  # and their numerators
        self.left = np.full(len(self.voters.ballots), money / market.money)
        self.spent = np.zeros(len(self.voters.ballots), dtype=bool)
        self.doubt = market.doubt * self.left[0] if len(self.left) else 0.0
        self.waiting = [(0.0, number, item) for item, number in market.place.items()]

    @property
    def items(self) -> tuple[int, ...]:
        """What was bought, in order."""
        return tuple(purchase.item for purchase in self.bought)

    def buy(self) -> bool:
        """Buy the item with the cheapest baht, ties by the order given; say whether there was one."""
        best: tuple[Fraction, int, Purchase] | None = None
        looked_at: set[int] = set()
        set_aside = []
        while self.waiting and (best is None or self.waiting[0][0] <= best[0]):
            least, place, item = self.waiting.pop(0)
            if item in looked_at:
                set_aside.append((least, place, item))
                purchase = self._price(item)
                offer = purchase.price * self.voters.scale[item] / self.market.costs[item], place, purchase
                best = offer if best is None else min(best, offer, key=lambda one: one[:2])
            elif self._affordable(item):
                looked_at.add(item)
                insort(self.waiting, (max(least, self._least(item)), place, item))
        for one in set_aside:
            insort(self.waiting, one)
        if best is not None:
            self._pay(best[2])
        return best is not None

    def _pay(self, purchase: Purchase) -> None:
        item, price = purchase.item, purchase.price
        self.waiting = [one for one in self.waiting if one[2] != item]
        self.left[purchase.rich] -= self._full(item, price) * self.market.wishes[item, purchase.rich]
        self.left[purchase.short] = 0
        self.spent[purchase.short] = True
        common = lcm(self.common, price.denominator)
        self.prices = [one * (common // self.common) for one in self.prices]
        self.prices.append(price.numerator * (common // price.denominator))
        self.common = common
        self.bought.append(purchase)

    def _full(self, item: int, price: Fraction) -> float:
        """Approximate what somebody pays who wants an item fully, the budget being 1."""
        return float(price * self.voters.scale[item] / self.market.money)

    def _affordable(self, item: int) -> bool:
        """Say whether those who want an item can pay for it; if not, they never will."""
        market = self.market
        spare = float(market.share[item] @ self.left[market.rows[item]]) - market.costs[item] / market.money
        if abs(spare) > self.doubt:
            return spare > 0
        return self.money_left(market.rows[item]) >= market.costs[item]

    def _estimate(self, item: int) -> float:
        """Approximate a price from below: those who would be short give what they have, the others more."""
        market = self.market
        left, wish, share = self.left[market.rows[item]], market.wish[item], market.share[item]
        cost = market.costs[item] / market.money
        price, short, before = cost / float(share @ wish), 0, -1
        while short > before:
            before = short
            poor = left < price * wish
            short = int(poor.sum())
            rich = ~poor
            weight = float(share[rich] @ wish[rich])
            if short == len(poor) or weight <= 0:
                break
            price = max(price, (cost - float(share[poor] @ left[poor])) / weight)
        return price

    def _least(self, item: int) -> float:
        """Bound the price of a baht's worth from below, for this purchase and all later ones.

        Just below its estimated price the item is tried: if people would not raise the cost, the
        true price is higher. Money only gets less, so that stays true.
        """
        market = self.market
        cost = market.costs[item] / market.money
        price = self._estimate(item) * (1 - _NEAR)
        raised = market.share[item] @ np.minimum(self.left[market.rows[item]], price * market.wish[item])
        return price / cost * (1 - 1e-15) if raised < cost - self.doubt else 0.0

    def _price(self, item: int) -> Purchase:
        """Compute the price of an affordable item exactly, by Newton's method on a concave function.

        Whoever is taken to be short, the price found is never too high; taking those as short who
        are at that price, it rises to the true one in finitely many steps.
        """
        market = self.market
        rows = market.rows[item][~self.spent[market.rows[item]]]
        cost = market.costs[item] * self.voters.unit * self.common
        guess = Fraction(self._estimate(item)) * market.money / self.voters.scale[item]
        short = self._is_short(item, rows, guess)
        while True:
            short = short & (not short.all())
            [weight] = self.voters.wanted(rows[~short], [item])
            price = Fraction(cost - self._money_left(rows[short]), weight * self.common)
            now = self._is_short(item, rows, price)
            if np.array_equal(now, short):
                return Purchase(item, price, rows[~short], rows[short])
            short = now

    def _is_short(self, item: int, rows: Numbers, price: Fraction) -> Numbers:
        """Say which rows have less left than their part of a price; none of them was short before."""
        full = self._full(item, price)
        gap = self.left[rows] - full * self.market.wishes[item, rows]
        short: Numbers = gap < 0
        unsure = np.flatnonzero(np.abs(gap) <= self.doubt + abs(full) * 1e-12)
        if len(unsure):
            limbs = self.voters.wants[:, rows[unsure, None], [*self.items, item]]
            kinds, of = np.unique(limbs, axis=1, return_inverse=True)
            answers = [self._lacks(whole_numbers(kind), price) for kind in np.moveaxis(kinds, 1, 0)]
            short[unsure] = np.array(answers)[of.ravel()]
        return short

    def _lacks(self, wants: Sequence[int], price: Fraction) -> bool:
        """Say whether somebody has less left than a price asks; wants are of what was bought, then of the item."""
        *paid, want = wants
        left = self.common * self.money - sum(p * one for p, one in zip(self.prices, paid, strict=True))
        return left * price.denominator < price.numerator * want * self.common

    def _money_left(self, rows: Numbers) -> int:
        """Add up what rows that were never short have left, times unit and common denominator."""
        paid = self.voters.wanted(rows, self.items)
        spent = sum(price * want for price, want in zip(self.prices, paid, strict=True))
        return self.common * self.money * self.voters.share(rows) - spent

    def money_left(self, rows: Numbers) -> Fraction:
        """Add up what some rows have left."""
        return Fraction(self._money_left(rows[~self.spent[rows]]), self.voters.unit * self.common)

    def paid(self, number: int, asked: Numbers) -> Fraction:
        """Add up what some rows gave for the purchase of a number; `asked` says of every row whether it is meant."""
        purchase = self.bought[number]
        rich, short = purchase.rich[asked[purchase.rich]], purchase.short[asked[purchase.short]]
        before = self.bought[:number]
        [full] = self.voters.wanted(rich, [purchase.item])
        earlier = self.voters.wanted(short, [one.item for one in before])
        rest = sum(one.price * want for one, want in zip(before, earlier, strict=True))
        return (purchase.price * full + self.money * self.voters.share(short) - rest) / self.voters.unit
