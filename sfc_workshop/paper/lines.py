"""A question on paper: the lines of a sheet, numbered, and how what is keyed from them becomes an answer.

Sheet and desk show the same numbers, so that nobody has to read a title while keying.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from sfc_workshop.ballots.actions import NotThisSheet
from sfc_workshop.ballots.answers import Duel, preview_of
from sfc_workshop.ballots.models import Item, Option, Question
from sfc_workshop.domain.pairs import BOTH

UNKNOWN = "-"  # what is keyed where "I don't know" is ticked
TICKED = ("single", "approval", "allocation")
LEFT, RIGHT, EQUAL = 1, 2, 3  # what is keyed for a pair


@dataclass(frozen=True)
class Line:
    """One line of a question: what is chosen, or a pair to compare.

    key:    of the choice or pair, as a ballot names it
    duel:   the pair, with the sides as they are printed
    """

    number: int
    key: str
    choice: Item | Option
    duel: Duel | None = None


def lines_of(question: Question) -> list[Line]:
    """Number what a sheet asks. Pairs are the same on all sheets: who keys them has to know which they are."""
    if question.kind == "pairwise":
        duels = preview_of([question])[question.id].duels
        return [Line(number, duel.name, duel.left, duel) for number, duel in enumerate(duels, 1)]
    choices: list[Any] = question.options if question.kind == "single" else question.items
    return [Line(number, choice.key, choice) for number, choice in enumerate(choices, 1)]


def field_of(question: Question, line: Line) -> str:
    """Name the field of a line in a form."""
    return f"q{question.id}-{line.number}"


def read(question: Question, form: Mapping[str, str]) -> dict[str, Any] | None:
    """Read the marks keyed for a question; None where nothing was keyed.

    raises: NotThisSheet for what is no mark of its kind; whether marks fit together is for the ballot box to say.
    """
    lines = lines_of(question)
    given = {line.key: form.get(field_of(question, line), "").strip() for line in lines}
    if not any(given.values()):
        return None
    marks: dict[str, Any] = {}
    for line in lines:
        mark = _mark(question, line, given[line.key]) if given[line.key] else None
        if mark is not None:
            marks[line.key] = None if mark == UNKNOWN else mark
    return marks


def _mark(question: Question, line: Line, words: str) -> Any:
    """A mark as the ballot box wants it; None for none."""
    if question.kind == "score" and words == UNKNOWN:
        return UNKNOWN
    number = int(words) if words.isdecimal() and len(words) < 10 else None
    if question.kind in TICKED:
        return _tick(question, line, number)
    if question.kind == "pairwise" and line.duel is not None:
        if number not in (LEFT, RIGHT, EQUAL):
            raise _wrong(question, _l("Key 1 for the left one, 2 for the right one, 3 where both are ticked as equal."))
        return BOTH if number == EQUAL else line.duel.marks[number - 1]
    if number is None:
        raise _wrong(question, _l("Please key a whole number on line %(line)s.", line=line.number))
    return None if number == 0 and question.kind in ("dots", "ranking") else number


def _tick(question: Question, line: Line, number: int | None) -> int | None:
    if number not in (0, 1):
        raise _wrong(
            question, _l("Please key 1 on line %(line)s if it is ticked, or leave it empty.", line=line.number)
        )
    if not number:
        return None
    cost = line.choice.cost if isinstance(line.choice, Item) else None
    return (cost or 0) if question.kind == "allocation" else 1


def _wrong(question: Question, sentence: Any) -> NotThisSheet:
    return NotThisSheet(f"q{question.id}", sentence)


def keyed_as(question: Question, line: Line, marks: Mapping[str, Any]) -> str:
    """Say what would be keyed on a line for some marks: read() the other way round."""
    if line.key not in marks:
        return ""
    mark = marks[line.key]
    if mark is None:
        return UNKNOWN
    if line.duel is not None:
        return str(EQUAL if mark == BOTH else line.duel.marks.index(mark) + 1)
    return "1" if question.kind in TICKED else str(mark)
