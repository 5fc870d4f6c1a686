"""Which groups are counted: those too small to be shown are counted together."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sfc_workshop.domain.rounds import Round
from sfc_workshop.domain.tally import Tally


@dataclass(frozen=True, slots=True)
class CountedGroup:
    """A group as it is counted: one declared group, or several too small to be shown alone.

    weight:   its share among the counted groups, which add up to 1.
    people:   the most ballots it has in any one activity: at least so many different people.
    """

    id: str
    weight: Fraction
    people: int
    members: tuple[str, ...]


def most_in_one_activity(ballots: Iterable[tuple[str, int]]) -> int:
    """Say how many different people at least stand behind some ballots.

    Nobody casts two ballots in one activity, but the same person may answer several.

    ballots:  (activity, how many), an activity any number of times.
    """
    total: Counter[str] = Counter()
    for activity, number in ballots:
        total[activity] += number
    return max(total.values(), default=0)


def size_of(round_: Round, members: Collection[str]) -> int | None:
    """Say how many people belong to some groups together; None where that was not declared of each."""
    sizes = [group.size for group in round_.groups if group.id in members]
    known = [size for size in sizes if size is not None]
    return sum(known) if len(known) == len(sizes) else None


def count_groups(round_: Round, tallies: Sequence[Tally]) -> tuple[CountedGroup, ...]:
    """Find the groups that are counted, pooled once for all criteria.

    Groups without a ballot drop out. Those with fewer than n_min people make one pool; while that
    is still too small the next smallest group joins it (by people, then id). Weights add, and are
    scaled to sum 1. A group of weight 0 has no say, so it neither joins a pool nor is joined.

    returns:  in the order declared; the pool, whose id is its members' joined by "+", last.
    """
    cast: dict[str, Counter[str]] = {group.id: Counter() for group in round_.groups}
    for one in tallies:
        cast[one.stratum.group][one.activity.id] += one.ballots
    weights = {group.id: group.weight for group in round_.groups if cast[group.id]}
    pool = pool_small({group: cast[group] for group, weight in weights.items() if weight}, round_.n_min)
    sets = [(group,) for group in weights if group not in pool] + ([pool] if pool else [])
    whole = sum(weights.values()) or Fraction(1)
    return tuple(
        CountedGroup(
            id="+".join(members),
            weight=sum((weights[group] for group in members), Fraction(0)) / whole,
            people=_people(cast, members),
            members=members,
        )
        for members in sets
    )


def _people(cast: Mapping[str, Counter[str]], members: Iterable[str]) -> int:
    """Count the people of some groups together."""
    return most_in_one_activity(pair for group in members for pair in cast[group].items())


def pool_small(cast: Mapping[str, Counter[str]], n_min: int) -> tuple[str, ...]:
    """Name the groups too small to be counted alone, in alphabetical order.

    cast:  ballots of each group by activity.
    """
    by_size = sorted(cast, key=lambda group: (_people(cast, [group]), group))
    pool: list[str] = []
    for group in by_size:
        if _people(cast, [group]) >= n_min and (not pool or _people(cast, pool) >= n_min):
            break
        pool.append(group)
    return tuple(sorted(pool))
