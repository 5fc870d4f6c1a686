"""How much of a person each ballot carries."""

from collections import Counter
from collections.abc import Hashable, Sequence
from fractions import Fraction


def split_units(cast: Sequence[tuple[Hashable, Hashable]]) -> list[Fraction]:
    """Split a person's one unit in a criterion over the ballots the person cast in it.

    Somebody who answers two questions about urgency has no more say on urgency than somebody
    who answers one. Done once at closing, while it is still known who cast what.

    cast:     for each ballot (person, criterion).
    returns:  the weight of each ballot, in the same order.

    >>> split_units([("ann", "benefit"), ("ann", "urgency"), ("ann", "urgency")])
    [Fraction(1, 1), Fraction(1, 2), Fraction(1, 2)]
    """
    ballots = Counter(cast)
    return [Fraction(1, ballots[one]) for one in cast]
