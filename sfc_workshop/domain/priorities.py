"""Group scores to the index, its parts, ranks, and the order in which ties are shown."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from typing import Final

from sfc_workshop.domain.cells import Cell
from sfc_workshop.domain.suppression import CellKey, Hidden

ZERO: Final = Fraction(0)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Items in order. An item whose index rests on too few people has none, and no rank.

    index:  {item: chance to stand above another item, 0 to 1}.
    rank:   {item: 1, 2, 2, 4 …}.
    order:  the ranked items; tied ones by lot, or as declared while there is no seed.
    tied:   items that share their rank.
    """

    index: Mapping[str, Fraction | None]
    rank: Mapping[str, int | None]
    order: tuple[str, ...]
    tied: frozenset[str]


@dataclass(frozen=True, slots=True)
class Parts:
    """One item's index as a sum: `cells` that are shown, and `rest`, all hidden ones together."""

    cells: Mapping[CellKey, Fraction]
    rest: Fraction


def index(cells: Mapping[CellKey, Cell], item: str) -> Fraction:
    """Say how likely somebody drawn by the declared weights puts an item above another one.

    I = Σ λ·w·b over groups and criteria. The shares λ·w of all cells add up to 1.

    returns:  0 to 1; over complete ballots all items add up to half their number.
    source:   weighted Borda: Young, J. Econ. Theory 9 (1974). Why: docs/adr/0004.
    """
    return sum((cell.share * cell.score[item] for cell in cells.values()), ZERO)


def criterion_index(cells: Mapping[CellKey, Cell], criterion: str, item: str) -> Fraction | None:
    """Say the same from the side of one criterion; None where it has no share in the index."""
    own = {key: cell for key, cell in cells.items() if key[1] == criterion}
    whole = sum(cell.share for cell in own.values())
    return index(own, item) / whole if whole else None


def parts(cells: Mapping[CellKey, Cell], item: str, hidden: Hidden) -> Parts | None:
    """Write an index as the sum it is; None where the index itself is hidden."""
    if hidden.index:
        return None
    each = {key: cell.share * cell.score[item] for key, cell in cells.items() if cell.share}
    return Parts(
        cells={key: part for key, part in each.items() if key not in hidden.cells},
        rest=sum((part for key, part in each.items() if key in hidden.cells), ZERO),
    )


def lot(seed: str, item: str) -> bytes:
    """Draw for an item among tied ones: the SHA-256 of `seed|item`, lowest first."""
    return sha256(f"{seed}|{item}".encode()).digest()


def ranking(index: Mapping[str, Fraction | None], seed: str | None) -> Ranking:
    """Rank items by their index, compared exactly.

    index:  {item: index} in the order the items were declared.
    seed:   None leaves ties unresolved.

    >>> ranking({"bus": Fraction(1, 4), "park": Fraction(5, 8), "drain": Fraction(5, 8)}, None).rank
    {'bus': 3, 'park': 1, 'drain': 1}
    """
    known = {item: value for item, value in index.items() if value is not None}
    order = sorted(known, key=lambda item: (-known[item], lot(seed, item) if seed is not None else b""))
    rank = _ranks([known[item] for item in order])
    ranks = dict(zip(order, rank, strict=True))
    return Ranking(
        index=dict(index),
        rank={item: ranks.get(item) for item in index},
        order=tuple(order),
        tied=frozenset(item for item in order if rank.count(ranks[item]) > 1),
    )


def _ranks(values: Sequence[object]) -> list[int]:
    """Give the values of a sorted list ranks 1, 2, 2, 4."""
    return [values.index(value) + 1 for value in values]


def renumber(ranking: Ranking, kept: Collection[str]) -> dict[str, int]:
    """Number a shorter list, such as the projects of one goal, without counting anew.

    Leaving out items changes neither an index nor who stands above whom: the kept items keep
    their order and their ties, and are numbered 1, 2, 2, 4 again.

    returns:  {item: rank among the kept}, in order; items without a rank are left out.
    """
    order = [item for item in ranking.order if item in kept]
    return dict(zip(order, _ranks([ranking.rank[item] for item in order]), strict=True))
