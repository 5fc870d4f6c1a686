"""What if: the same ballots under other weights. The declared weights stay as they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sfc_workshop.ballots.models import Consultation, Criterion
from sfc_workshop.domain.exploring import extremes, shown_in, weigh
from sfc_workshop.domain.priorities import renumber
from sfc_workshop.priorities.table import CountedGroup, Row, Table

HUNDRED = 100


@dataclass(frozen=True)
class Slider:
    """One weight somebody may turn. name is the field's; declared and tried are percentages."""

    name: str
    of: Any
    declared: int
    tried: int


@dataclass(frozen=True)
class Moved:
    """One item: its row by the declared weights, and its rank and index by those that are tried."""

    row: Row
    rank: int | None
    index: Fraction | None


@dataclass(frozen=True)
class Tried:
    """An order under other weights.

    always_first:  keys of items that no weighting keeps from the top.
    never_first:   (row, the row that is at least as good from every side), by rank.
    """

    groups: Sequence[Slider]
    criteria: Sequence[Slider]
    rows: Sequence[Moved]
    is_declared: bool
    always_first: Sequence[Row]
    never_first: Sequence[tuple[Row, Row]]


def tried(consultation: Consultation, table: Table, weighted: Mapping[str, Any], asked: Mapping[str, str]) -> Tried:
    """Compute the order under the weights somebody asks about.

    asked:  percentages by field: g0, g1 … the counted groups, c0, c1 … the criteria; what is missing, or no
            number from 0 to 100, stays as declared.
    """
    shown = shown_in(weighted)
    spoken = {cell[1] for cell in shown.cells}
    criteria = [criterion for criterion in consultation.criteria if criterion.key in spoken]
    sliders = [_slider(f"g{n}", group, group.weight, asked) for n, group in enumerate(table.groups)]
    sides = [_slider(f"c{n}", one, Fraction(one.weight), asked) for n, one in enumerate(criteria)]
    is_declared = all(one.tried == one.declared for one in [*sliders, *sides])
    ranking = weigh(
        shown,
        {one.of.id: _weight(one, one.of.weight) for one in sliders},
        {one.of.key: _weight(one, Fraction(one.of.weight)) for one in sides},
    )
    rows = {row.item.key: row for row in table.rows}
    ranks = renumber(ranking, rows.keys())
    order = [*ranks, *[key for key in rows if key not in ranks]]
    top = extremes(shown)
    return Tried(
        groups=sliders,
        criteria=sides,
        rows=[Moved(rows[key], ranks.get(key), ranking.index.get(key)) for key in order],
        is_declared=is_declared,
        always_first=[rows[key] for key in top.always_first if key in rows],
        never_first=[(rows[key], rows[top.never_first[key]]) for key in rows if top.never_first.get(key) in rows],
    )


def _slider(name: str, of: CountedGroup | Criterion, weight: Fraction, asked: Mapping[str, str]) -> Slider:
    declared = round(weight * HUNDRED)
    typed = asked.get(name, "")
    tried = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else declared
    return Slider(name, of, declared, min(tried, HUNDRED))


def _weight(slider: Slider, declared: Fraction) -> Fraction:
    """The exact declared weight, or the percentage that is tried in its place."""
    return declared if slider.tried == slider.declared else Fraction(slider.tried, HUNDRED)
