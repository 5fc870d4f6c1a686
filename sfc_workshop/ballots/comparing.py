"""Weights of criteria from comparing them two by two, on the page of the declaration. Nothing here is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any

from flask_babel import gettext as _

from sfc_workshop.core.i18n import text
from sfc_workshop.domain import ahp

SCALE = ("9", "7", "5", "3", "1", "1/3", "1/5", "1/7", "1/9")


@dataclass(frozen=True)
class Pair:
    """Two criteria to compare; value is one of SCALE: how many times the first matters as much as the second."""

    name: str
    first: str
    second: str
    value: str


@dataclass(frozen=True)
class Compared:
    """What came of comparing: the consistency ratio as shown, and a sentence; is_taken if weights were filled in."""

    ratio: str
    sentence: str
    is_taken: bool


def pairs_of(form: Any, typed: Mapping[str, str]) -> list[Pair]:
    """List the pairs of criteria that are on the form, as many as can be compared."""
    rows = _rows(form)
    if not 2 <= len(rows) <= ahp.MOST_CRITERIA:
        return []
    return [
        Pair(name, _name(rows[i]), _name(rows[j]), typed.get(name, "1") if typed.get(name) in SCALE else "1")
        for i, j in combinations(range(len(rows)), 2)
        if (name := f"pair-{i}-{j}")
    ]


def words_for(value: str, pair: Pair) -> str:
    """Say one comparison in words."""
    if value == "1":
        return _("both matter the same")
    more = pair.first if "/" not in value else pair.second
    return {
        "3": _("%(name)s matters somewhat more", name=more),
        "5": _("%(name)s matters clearly more", name=more),
        "7": _("%(name)s matters much more", name=more),
        "9": _("%(name)s matters beyond all comparison", name=more),
    }[value.removeprefix("1/")]


def compare(form: Any, pairs: Sequence[Pair]) -> Compared | None:
    """Compute weights and fill them into the form, unless the comparisons contradict each other too much."""
    if not pairs:
        return None
    rows = _rows(form)
    matrix = [[Fraction(1)] * len(rows) for _row in rows]
    for pair in pairs:
        i, j = (int(number) for number in pair.name.split("-")[1:])
        matrix[i][j] = Fraction(pair.value)
        matrix[j][i] = 1 / matrix[i][j]
    found = ahp.compare(matrix)
    ratio = f"{found.ratio:.3f}"
    if not found.is_consistent and found.most_inconsistent is not None:
        first, second = (_name(rows[at]) for at in found.most_inconsistent)
        sentence = _(
            "These comparisons contradict each other. Please look again at “%(first)s” and “%(second)s”.",
            first=first,
            second=second,
        )
        return Compared(ratio, sentence, is_taken=False)
    for row, weight in zip(rows, ahp.declare(found.weights), strict=True):
        row.weight.data, row.weight.raw_data = weight, None
    return Compared(ratio, _("The weights have been filled in above. They are not saved yet."), is_taken=True)


def _rows(form: Any) -> list[Any]:
    return [row.form for row in form.criteria if not row.form.is_blank]


def _name(row: Any) -> str:
    """A criterion's name in the reader's language, as it stands on the form."""
    return text(_Named(row.title_th.data or "", row.title_en.data or ""), "title")


@dataclass(frozen=True)
class _Named:
    title_th: str
    title_en: str
