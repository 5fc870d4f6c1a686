"""Reading a page of answers that was posted as a plain form, without JavaScript."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from sfc_workshop.ballots.actions import Sent
from sfc_workshop.ballots.models import Question


@dataclass(frozen=True)
class Filled:
    """One question of a posted page: the answer as sent, and whether anything was filled in."""

    sent: Sent
    is_blank: bool


def read(question: Question, form: MultiDict[str, str]) -> Filled:
    """Read one question from a form whose fields are q7, q7-item, q7-key, q7-revision, q7-run."""
    name = f"q{question.id}"
    answer = _READERS[question.kind](question, name, form)
    sent = Sent(
        question_id=question.id,
        key=form.get(f"{name}-key", ""),
        revision=_whole(form.get(f"{name}-revision", "")),
        run=_whole(form.get(f"{name}-run", "")),
        answer=answer,
    )
    return Filled(sent, is_blank=answer in ({}, "", None, False))


def _whole(words: str) -> int:
    """A whole number as people and phones write it, or 0, which no answer has."""
    return int(words) if words.isascii() and words.isdigit() and len(words) < 10 else 0


def _mark(words: str) -> Any:
    """A mark as a number where it is one; anything else goes on as it came and is refused with a sentence."""
    words = words.strip()
    sign = -1 if words.startswith("-") else 1
    digits = words.removeprefix("-")
    return sign * int(digits) if digits.isdecimal() and len(digits) < 14 else words  # baht have up to 13 digits


def _marks(question: Question, name: str, form: MultiDict[str, str]) -> dict[str, Any]:
    given = {key: form.get(f"{name}-{key}", "") for key in question.answerable}
    return {key: _mark(words) for key, words in given.items() if words.strip()}


def _scores(question: Question, name: str, form: MultiDict[str, str]) -> dict[str, Any]:
    """A score's empty value is a choice of its own: "I don't know"."""
    given = {key: form[f"{name}-{key}"].strip() for key in question.choices if f"{name}-{key}" in form}
    return {key: _mark(words) if words else None for key, words in given.items()}


def _ticks(_question: Question, name: str, form: MultiDict[str, str]) -> dict[str, Any]:
    return {key: 1 for key in form.getlist(name) if key}


def _words(_question: Question, name: str, form: MultiDict[str, str]) -> str:
    return form.get(name, "").strip()


def _tick(_question: Question, name: str, form: MultiDict[str, str]) -> bool:
    return form.get(name) == "yes"


def _dots(question: Question, name: str, form: MultiDict[str, str]) -> dict[str, Any]:
    return {key: mark for key, mark in _marks(question, name, form).items() if mark != 0}


_READERS: Mapping[str, Any] = {
    "score": _scores,
    "dots": _dots,
    "ranking": _marks,
    "allocation": _marks,
    "pairwise": _marks,
    "approval": _ticks,
    "single": _ticks,
    "text": _words,
    "community": _words,
    "consent": _tick,
}
