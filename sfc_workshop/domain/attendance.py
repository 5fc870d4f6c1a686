"""Who came, told so that nobody is told by it: small offices are counted together."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def shown_apart(counts: Mapping[Key, int], *, n_min: int) -> tuple[dict[Key, int], int]:
    """Say which counts may stand by themselves, and how many people are told together with others.

    A count under n_min stands with others. If those are fewer than n_min together, whoever knows the total would know
    them, so the smallest of the rest joins them, until they are enough or nobody is left.

    counts:   {who: how many}; order decides between equal ones, the later joins the others first
    returns:  ({who: how many} largest first, how many in all the others)

    >>> shown_apart({"office": 12, "firm": 7, "temple": 2}, n_min=5)
    ({'office': 12}, 9)
    >>> shown_apart({"office": 12, "firm": 7}, n_min=5)
    ({'office': 12, 'firm': 7}, 0)
    """
    apart = {who: n for who, n in sorted(counts.items(), key=lambda one: -one[1]) if n >= n_min}
    together = sum(counts.values()) - sum(apart.values())
    while 0 < together < n_min and apart:
        together += apart.popitem()[1]
    return apart, together
