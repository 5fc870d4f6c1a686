"""What is declared before opening, and what is cast: a round and its ballots.

The round files and the app both build these; the count reads nothing else. Outside the published
format a round is called a consultation, and an activity a question.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from sfc_workshop.domain.scales import Scale


@dataclass(frozen=True, slots=True)
class Item:
    """Something people put in order: a vision, a goal or a project; cost in baht."""

    id: str
    goal: str | None = None
    horizon: str | None = None
    cost: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A stakeholder group; it counts with its weight, whatever its size.

    size: how many people belong to it, where everybody was asked (a census group).
    """

    id: str
    weight: Fraction
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Criterion:
    """A side from which items are judged, such as benefit or urgency."""

    id: str
    weight: Fraction


@dataclass(frozen=True, slots=True)
class Activity:
    """One ranked question: how it is answered, and which criterion it feeds.

    direction:  -1 where a high mark is bad.
    items:      those it asks about; None means all of the round.
    """

    id: str
    criterion: str
    scale: Scale
    direction: int = 1
    items: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where the flags begin; shares, levels and win shares are 0 to 1, agreement is -1 to 1."""

    consensus_share: Fraction = Fraction(3, 5)
    consensus_agreement: Fraction = Fraction(3, 10)
    within_n: int = 10
    within_agreement: Fraction = Fraction(0)
    low_support: Fraction = Fraction(1, 2)
    thin_share: Fraction = Fraction(1, 2)
    channel_gap: Fraction = Fraction(3, 20)
    between_gap: Fraction = Fraction(1, 4)
    between_sure: Fraction = Fraction(1, 20)
    fragile_above: Fraction = Fraction(1, 5)
    fragile_below: Fraction = Fraction(4, 5)
    rule_places: int = 2


@dataclass(frozen=True, slots=True)
class Smaa:
    """How other weightings are tried out: so many of them, each time so far from the declared one.

    deltas:  0 is the declared weighting, 1 any weighting whatever.
    """

    samples: int = 10_000
    deltas: tuple[Fraction, ...] = (Fraction(3, 10), Fraction(1))


@dataclass(frozen=True, slots=True)
class Budget:
    """Money for the items of one horizon, shared out by the ballots of some activities.

    horizon:     None means every item, whatever its horizon.
    activities:  None means all of the round that ask about such items.
    """

    horizon: str | None
    baht: Fraction
    activities: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """One asking, frozen at opening; ids are unique within their kind.

    n_min:      nothing is shown that rests on fewer people.
    top_k:      how many items the plan has room for, where that was declared.
    seed:       decides ties; known only after closing, and None before.
    bootstrap:  how many times the ballots are drawn anew to see how sure the order is; 0 for not at all.
    smaa:       how other weightings are tried out, if they are.
    portfolio:  the budgets that are shared out.
    """

    items: tuple[Item, ...]
    groups: tuple[Group, ...]
    criteria: tuple[Criterion, ...]
    activities: tuple[Activity, ...]
    n_min: int = 5
    top_k: int | None = None
    seed: str | None = None
    thresholds: Thresholds = field(default_factory=Thresholds)
    bootstrap: int = 0
    smaa: Smaa | None = None
    portfolio: tuple[Budget, ...] = ()

    @property
    def item_ids(self) -> tuple[str, ...]:
        """The ids of the items, in the order declared."""
        return tuple(item.id for item in self.items)

    def items_of(self, activity: Activity) -> tuple[str, ...]:
        """The ids of the items an activity asks about."""
        return self.item_ids if activity.items is None else activity.items


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one person answered to one activity, in canonical marks; it names nobody.

    seen:       the items that were shown; None means all of the activity.
    pairs:      of a pairwise activity, which has no marks: (one item, the other, the better of the two
                or "="), as `pairs.check_pairs` gives them. None with every other kind.
    weight:     the part of a person that speaks here; one person is 1 in each criterion.
    door:       where it came in (survey, workshop, paper).
    integrity:  how surely it is one person's: "open" (anybody with the link), "code", "login".
    """

    id: str
    activity: str
    group: str
    marks: Mapping[str, int]
    seen: Collection[str] | None = None
    weight: Fraction = Fraction(1)
    door: str | None = None
    integrity: str | None = None
    pairs: tuple[tuple[str, str, str], ...] | None = None

    @property
    def weight_of_answer(self) -> Fraction:
        """The weight, split equally over the comparisons of pairs; all of it with every other kind."""
        return self.weight / len(self.pairs) if self.pairs else self.weight
