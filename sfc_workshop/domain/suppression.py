"""What is not shown: numbers on too few people, and numbers from which those could be told."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
CellKey = tuple[str, str]  # group, criterion


def too_few(people: Mapping[Key, int], n_min: int, together: Callable[[Iterable[int]], int] = sum) -> frozenset[Key]:
    """Choose the parts of a published sum that are not shown.

    A part on fewer than n_min people is hidden. Whoever knows the sum can take away what is shown;
    if what then remains rests on fewer than n_min people, the smallest shown part is hidden too.
    A part that rests on nobody tells nothing about anybody.

    people:    on how many people each part rests.
    together:  how many people stand behind several parts: their sum where nobody is in two parts,
               their maximum where all may be the same.
    returns:   the hidden parts.
    source:    complementary suppression, as statistical offices use it: Cox, J. Am. Stat.
               Assoc. 75 (1980).

    >>> sorted(too_few({"a": 2, "b": 9, "c": 7}, 5))
    ['a', 'c']
    """
    hidden = {part for part, number in people.items() if number < n_min}
    if 0 < together([0, *(people[part] for part in hidden)]) < n_min:
        hidden |= smallest(people, people.keys() - hidden)
    return frozenset(hidden)


def smallest(people: Mapping[Key, int], among: Iterable[Key]) -> set[Key]:
    """Find the part on the fewest people, the first by name of several; empty among none."""
    found = sorted(among, key=lambda part: (people[part], str(part)))
    return set(found[:1])


@dataclass(frozen=True, slots=True)
class Hidden:
    """What is not shown of one item: some cells, some criteria, or even its index."""

    cells: frozenset[CellKey]
    criteria: frozenset[str]
    index: bool


def hidden_parts(people: Mapping[CellKey, int], n_min: int) -> Hidden:
    """Choose what is not shown of one item's index, which is a sum of sums.

    An index is the sum of its criteria, a criterion the sum of its groups' cells. Groups share
    nobody, so their people add; one person may speak to several criteria, so those do not.

    people:  on how many people each cell with a share in the index rests.
    """
    by_criterion: dict[str, dict[CellKey, int]] = {}
    for (group, criterion), number in people.items():
        by_criterion.setdefault(criterion, {})[group, criterion] = number
    cells = {cell for own in by_criterion.values() for cell in too_few(own, n_min)}
    behind = {criterion: sum(own.values()) for criterion, own in by_criterion.items()}
    criteria = too_few(behind, n_min, together=max)
    for criterion in criteria:  # a hidden criterion must not be the sum of what is shown
        own = by_criterion[criterion]
        if not any(own[cell] for cell in own.keys() & cells):
            cells |= smallest(own, own.keys() - cells)
    return Hidden(frozenset(cells), criteria, index_people(people) < n_min)


def index_people(people: Mapping[CellKey, int]) -> int:
    """Count the people behind an index, at least; one person may stand behind several criteria."""
    by_group: dict[str, int] = {}
    for (group, _), number in people.items():
        by_group[group] = max(by_group.get(group, 0), number)
    return sum(by_group.values())
