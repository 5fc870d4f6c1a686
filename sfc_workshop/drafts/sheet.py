"""A draft as a reader sees it: chapters of rows, each with what was counted, its money and what was done to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Any

from sfc_workshop.ballots.models import Item
from sfc_workshop.drafts.models import Draft, Line
from sfc_workshop.drafts.queries import chapters_of


@dataclass(frozen=True)
class Row:
    """One line.

    index:  of the count; None where too few people judged it
    flags:  codes, as result.json has them
    total:  baht of the chapter down to this line; withdrawn and merged lines cost nothing
    """

    line: Line
    item: Item
    index: Fraction | None
    flags: list[str]
    total: int


@dataclass(frozen=True)
class Chapter:
    """The rows of one horizon; budget in baht if one was declared for it."""

    horizon: str
    rows: list[Row]
    budget: int | None
    has_costs: bool

    @property
    def total(self) -> int:
        """Baht of all its lines that stand."""
        return self.rows[-1].total


@dataclass(frozen=True)
class Clash:
    """Lines that exclude each other, and yet stand together: among the first of a list, or as musts."""

    letter: str
    lines: list[Line]
    as_musts: bool


def chapters(draft: Draft) -> list[Chapter]:
    """Lay out a draft; the rows of a chapter stand in the planner's order."""
    budgets = draft.count.consultation.budgets
    numbers = draft.count.numbers["weighted"]
    return [
        Chapter(
            horizon=horizon,
            rows=list(_rows(lines, numbers)),
            budget=budgets.get(horizon),
            has_costs=any(line.item.cost is not None for line in lines),
        )
        for horizon, lines in chapters_of(draft).items()
    ]


def _rows(lines: Iterable[Line], numbers: dict[str, Any]) -> Iterable[Row]:
    total = 0
    for line in lines:
        total += (line.item.cost or 0) if line.stands else 0
        index = numbers["index"][line.item.key]
        yield Row(
            line=line,
            item=line.item,
            index=None if index is None else Fraction(index),
            flags=numbers["flags"][line.item.key],
            total=total,
        )


def by_goal(found: Iterable[Chapter]) -> list[tuple[Item, list[Row]]]:
    """Sort the rows by goal, in the order in which the goals come up; each with an item to name the goal by."""
    goals: dict[str, list[Row]] = {}
    for chapter in found:
        for row in chapter.rows:
            goals.setdefault(row.item.goal_title_th, []).append(row)
    return [(rows[0].item, rows) for rows in goals.values()]


def clashes(draft: Draft) -> list[Clash]:
    """List the sets that exclude each other and have two or more among the musts, or among the first of a list."""
    room = draft.count.consultation.room_for(draft.count.kind)
    first = {
        line.id for lines in chapters_of(draft).values() for line in [line for line in lines if line.stands][:room]
    }
    sets = sorted((line for line in draft.lines if line.exclusive and line.stands), key=lambda line: line.exclusive)
    found = []
    for letter, group in groupby(sets, key=lambda line: line.exclusive):
        lines = list(group)
        for together, as_musts in (
            ([line for line in lines if line.mark == "must"], True),
            ([line for line in lines if line.id in first], False),
        ):
            if len(together) > 1:
                found.append(Clash(letter, together, as_musts))
    return found
