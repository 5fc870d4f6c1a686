"""Kinds of question, what counts as an answer, and one ballot made into an order and a level."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final

FARTHEST_MARK: Final = 10_000  # marks are kept in two bytes each
MOST_STEPS: Final = 1_000  # of a score, dots on one item, places of a ranking, or pairs to compare
MOST_BAHT: Final = 10**12  # of a budget; more than a nation spends in a few years


class Kind(StrEnum):
    """How a question is answered. A single choice is summarised; the others are also ranked."""

    SCORE = "score"
    APPROVAL = "approval"
    DOTS = "dots"
    RANKING = "ranking"
    ALLOCATION = "allocation"
    PAIRWISE = "pairwise"
    SINGLE = "single"


class Wrong(StrEnum):
    """Why an answer was refused; the facts a message may use stand beside each."""

    NOT_AN_ANSWER = "not_an_answer"  # no object of item and mark
    UNKNOWN_ITEM = "unknown_item"  # an item that was not shown; its name is not repeated
    NOT_WHOLE = "not_whole"  # item: its mark is no whole number
    OUT_OF_RANGE = "out_of_range"  # item, lo, hi, given
    TOO_MANY_TICKS = "too_many_ticks"  # given, allowed
    TOO_MANY_DOTS = "too_many_dots"  # given, allowed
    TOO_MANY_ON_ONE_ITEM = "too_many_on_one_item"  # item, given, allowed
    TOO_MANY_PLACES = "too_many_places"  # given, allowed
    SAME_PLACE_TWICE = "same_place_twice"  # item, given: the place
    PLACE_SKIPPED = "place_skipped"  # given: the first place left empty
    OVER_BUDGET = "over_budget"  # given, allowed: in baht
    OVER_COST = "over_cost"  # item, given, allowed: in baht
    TOO_MANY_PAIRS = "too_many_pairs"  # given, allowed


class BadAnswer(ValueError):
    """An answer that is refused: a code and facts, put into words by another floor."""

    def __init__(self, code: Wrong, **facts: str | int | None) -> None:
        super().__init__(code.value)
        self.code = code
        self.facts = {name: _sayable(fact) for name, fact in facts.items()}


class BadScale(ValueError):
    """A scale that cannot be answered: the field that is wrong, and why."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field, self.reason = field, reason


def _sayable(fact: str | int | None) -> str | int | None:
    """Leave out numbers so long that printing them is itself an attack."""
    return None if isinstance(fact, int) and abs(fact) > MOST_BAHT else fact


@dataclass(frozen=True, slots=True)
class Scale:
    """How one question is answered.

    score:     marks lo to hi; a blank is "don't know"
    approval:  ticks, at most `cap` of them where given
    dots:      at most `dots` to give away in all, at most `cap` on one item (default: all of them)
    ranking:   the first `places` items in order (default: as many as are shown)
    allocation: whole baht for items, each at most what it costs, all together at most `budget`
    pairwise:  which of two, or equal, for at most `pairs` pairs of items
    single:    one option

    Canonical marks: score {item: mark}, approval and single {item: 1}, dots {item: dots > 0},
    ranking {item: place from 1}, allocation {item: baht > 0}, pairwise {pair: choice} as in `pairs`.
    What was left blank is absent.

    costs:  of an allocation, the items it asks about, in the order asked, each with its cost in baht.
    """

    kind: Kind
    lo: int | None = None
    hi: int | None = None
    cap: int | None = None
    dots: int | None = None
    places: int | None = None
    budget: int | None = None
    pairs: int | None = None
    costs: tuple[tuple[str, Fraction], ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", Kind(self.kind))
        _check_ends(self) if self.kind is Kind.SCORE else _check_limits(self)

    @property
    def lowest(self) -> int:
        """The least mark an item can get: lo of a score, else 0."""
        return self.lo if self.kind is Kind.SCORE and self.lo is not None else 0

    @property
    def steps(self) -> int:
        """Steps from the lowest to the highest mark; a ranking has none of its own."""
        if self.kind is Kind.SCORE:
            return (self.hi or 0) - self.lowest
        if self.kind is Kind.DOTS:
            return self.cap or self.dots or 0
        return 1

    def check(self, marks: object, seen: Collection[str], *, ties: bool = False) -> dict[str, int]:
        """Turn an answer nobody has vouched for into canonical marks, sorted by item.

        Only true integers are marks: 3.0, "3" and true are refused, null is a blank. An empty
        answer is an answer (nothing ticked, nothing known); whether it may be sent is asked elsewhere.

        marks:   what came in, of any type.
        seen:    the items, options, or pairs, this person was shown.
        ties:    let a ranking repeat and skip places, as published files may.
        raises:  BadAnswer, and nothing else.
        """
        if not isinstance(marks, dict):
            raise BadAnswer(Wrong.NOT_AN_ANSWER)
        if not marks.keys() <= frozenset(seen):
            raise BadAnswer(Wrong.UNKNOWN_ITEM)
        given = _sorted_without_blanks(marks)
        if not set(map(type, given.values())) <= {int}:
            raise BadAnswer(Wrong.NOT_WHOLE, item=next(i for i in given if type(given[i]) is not int))
        if self.kind is Kind.RANKING:
            _check_places(given, self.places or len(seen), ties=ties)
        else:
            _CHECKS[self.kind](self, given)
        if self.kind is Kind.SCORE or 0 not in given.values():
            return given
        return {item: mark for item, mark in given.items() if mark}


def unknowns(scale: Scale, marks: Mapping[str, Any]) -> dict[str, None]:
    """Pick the items of a checked answer where "don't know" was chosen, which is not the same as not answered.

    They are kept while a ballot can still be changed, so that its owner finds the tick again, and count as blanks.
    """
    return {item: None for item, mark in marks.items() if mark is None} if scale.kind is Kind.SCORE else {}


def known(marks: Mapping[str, int | None]) -> dict[str, int]:
    """Leave out what was marked "don't know": the canonical marks.

    >>> known({"bus": 4, "park": None})
    {'bus': 4}
    """
    return {item: mark for item, mark in marks.items() if mark is not None}


def _sorted_without_blanks(marks: dict[str, Any]) -> dict[str, Any]:
    """Sort an answer by item; most come sorted and complete, and a million are read in one go."""
    items = sorted(marks)
    if items == list(marks) and None not in marks.values():
        return dict(marks)
    return {item: marks[item] for item in items if marks[item] is not None}


def _check_ends(scale: Scale) -> None:
    """Refuse a score whose ends are missing, crossed or too far apart."""
    for field, end in (("lo", scale.lo), ("hi", scale.hi)):
        if type(end) is not int or abs(end) > FARTHEST_MARK:
            raise BadScale(field, f"a score needs a whole number within {FARTHEST_MARK} of zero")
    if not 1 <= scale.steps <= MOST_STEPS:
        raise BadScale("hi", f"must lie 1 to {MOST_STEPS} above lo")


def _check_limits(scale: Scale) -> None:
    """Refuse limits that nobody can use."""
    for field in ("cap", "dots", "places", "pairs", "budget"):
        limit, most = getattr(scale, field), MOST_BAHT if field == "budget" else MOST_STEPS
        if limit is not None and (type(limit) is not int or not 1 <= limit <= most):
            raise BadScale(field, f"must be a whole number from 1 to {most}")
    if not all(cost > 0 for _, cost in scale.costs):
        raise BadScale("costs", "must be above 0 for each item")
    if scale.kind is Kind.DOTS and scale.steps == 0:
        raise BadScale("cap", "dots need a cap for one item, or the number of dots to give")


def _check_within(marks: Mapping[str, int], lo: int, hi: int) -> None:
    """Refuse a mark outside lo to hi."""
    if marks and not (lo <= min(marks.values()) and max(marks.values()) <= hi):
        item = next(item for item, mark in marks.items() if not lo <= mark <= hi)
        raise BadAnswer(Wrong.OUT_OF_RANGE, item=item, lo=lo, hi=hi, given=marks[item])


def _check_score(scale: Scale, marks: Mapping[str, int]) -> None:
    _check_within(marks, scale.lowest, scale.lowest + scale.steps)


def _check_ticks(scale: Scale, marks: Mapping[str, int]) -> None:
    """A tick is 1, an empty box 0; a single choice has one tick."""
    _check_within(marks, 0, 1)
    allowed = 1 if scale.kind is Kind.SINGLE else scale.cap
    if allowed is not None and sum(marks.values()) > allowed:
        raise BadAnswer(Wrong.TOO_MANY_TICKS, given=sum(marks.values()), allowed=allowed)


def _check_dots(scale: Scale, marks: Mapping[str, int]) -> None:
    """No negative dots, no pile above the cap, no more than there were to give."""
    for item, mark in marks.items():
        if mark < 0:
            raise BadAnswer(Wrong.OUT_OF_RANGE, item=item, lo=0, hi=scale.steps, given=mark)
        if mark > scale.steps:
            raise BadAnswer(Wrong.TOO_MANY_ON_ONE_ITEM, item=item, given=mark, allowed=scale.steps)
    if scale.dots is not None and sum(marks.values()) > scale.dots:
        raise BadAnswer(Wrong.TOO_MANY_DOTS, given=sum(marks.values()), allowed=scale.dots)


def _check_baht(scale: Scale, marks: Mapping[str, int]) -> None:
    """No negative amount, none above the cost, all together within the budget."""
    costs = dict(scale.costs)
    for item, mark in marks.items():
        if mark < 0:
            raise BadAnswer(Wrong.OUT_OF_RANGE, item=item, lo=0, hi=int(costs[item]), given=mark)
        if mark > costs[item]:
            raise BadAnswer(Wrong.OVER_COST, item=item, given=mark, allowed=int(costs[item]))
    if sum(marks.values()) > (scale.budget or MOST_BAHT):
        raise BadAnswer(Wrong.OVER_BUDGET, given=sum(marks.values()), allowed=scale.budget or MOST_BAHT)


def _check_pairs(scale: Scale, marks: Mapping[str, int]) -> None:
    """A pair is answered by 1, 2 or 3: the first, the second, equal."""
    _check_within(marks, 1, 3)
    if scale.pairs is not None and len(marks) > scale.pairs:
        raise BadAnswer(Wrong.TOO_MANY_PAIRS, given=len(marks), allowed=scale.pairs)


def _check_places(marks: Mapping[str, int], places: int, *, ties: bool) -> None:
    """Places run 1, 2, 3 … without repeats or gaps, unless ties are let through."""
    if ties:
        _check_within(marks, 1, max(places, MOST_STEPS))
        return
    if len(marks) > places:
        raise BadAnswer(Wrong.TOO_MANY_PLACES, given=len(marks), allowed=places)
    _check_within(marks, 1, places)
    taken: set[int] = set()
    for item, place in marks.items():
        if place in taken:
            raise BadAnswer(Wrong.SAME_PLACE_TWICE, item=item, given=place)
        taken.add(place)
    if skipped := set(range(1, len(marks) + 1)) - taken:
        raise BadAnswer(Wrong.PLACE_SKIPPED, given=min(skipped))


_CHECKS: Final[Mapping[Kind, Callable[[Scale, Mapping[str, int]], None]]] = {
    Kind.SCORE: _check_score,
    Kind.APPROVAL: _check_ticks,
    Kind.SINGLE: _check_ticks,
    Kind.DOTS: _check_dots,
    Kind.ALLOCATION: _check_baht,
    Kind.PAIRWISE: _check_pairs,
}


def order(scale: Scale, marks: Mapping[str, int], seen: Collection[str], direction: int = 1) -> dict[str, Any]:
    """Say which items one ballot puts above which: higher is better, equal is a tie.

    Only comparisons inside the ballot mean anything; the numbers do not.

    marks:      canonical marks of the ballot.
    seen:       the items this person was shown; what was not shown is in no order. A score left
                blank is in none either: "don't know" is not a low mark.
    direction:  -1 where a high mark is bad (risk, cost).
    raises:     ValueError for a single choice, which ranks nothing, and for pairs, which make no
                order of one ballot.

    >>> order(Scale(Kind.RANKING), {"drain": 1}, ["bus", "drain", "park"])
    {'bus': -2, 'drain': -1, 'park': -2}
    """
    if scale.kind in {Kind.SINGLE, Kind.PAIRWISE}:
        raise ValueError(f"the kind {scale.kind} puts nothing in order")
    if scale.kind is Kind.SCORE:
        return {item: direction * mark for item, mark in marks.items()}
    if scale.kind is Kind.RANKING:
        last = max(marks.values(), default=0) + 1
        return {item: -direction * marks.get(item, last) for item in seen}
    if scale.kind is Kind.ALLOCATION:
        return {item: direction * marks.get(item, 0) / cost for item, cost in scale.costs if item in seen}
    return {item: direction * marks.get(item, 0) for item in seen}


def level(scale: Scale, marks: Mapping[str, int], seen: Collection[str], direction: int = 1) -> dict[str, Fraction]:
    """Say how far up its own scale one ballot puts each item, 0 to 1; used for support only.

    A score stands between lo and hi, dots between none and the cap, money between nothing and the
    cost, a tick is 1. A ranked item
    stands above the share of the other items that it beats, a tie counting half; a ranking of one
    item has no level.

    returns:  {item: 0 to 1}; items without an order are absent.

    >>> level(Scale(Kind.SCORE, lo=1, hi=5), {"bus": 4}, ["bus", "park"])
    {'bus': Fraction(3, 4)}
    """
    places = order(scale, marks, seen, direction)
    if scale.kind is not Kind.RANKING:
        low = direction * (scale.lowest if direction > 0 else scale.lowest + scale.steps)
        return {item: Fraction(mark - low, scale.steps) for item, mark in places.items()}
    others = len(places) - 1
    return {
        item: Fraction(sum((x > y) + (x >= y) for y in places.values()) - 1, 2 * others)
        for item, x in places.items()
        if others
    }
