"""Marks on a line: do it whatever the order, withdrawn, merged into another, at most one of several."""

import string
from collections.abc import Callable

from flask_babel import lazy_gettext as _l

from sfc_workshop.core import clock
from sfc_workshop.core.db import db, writing
from sfc_workshop.drafts.actions.versions import NotThisChange, check_reason, step_claim, step_note
from sfc_workshop.drafts.models import Line
from sfc_workshop.people.models import Person


def mark(line: Line, *, what: str, other: Line | None, reason: str, version: int, by: Person) -> None:
    """Do one of DONE_TO_A_LINE to a line, with a reason, taking a mark back included.

    other:  the line to merge into, or that cannot be done beside this one; else None.
    raises: HasMovedOn; NotThisChange for what does not fit the draft, or a missing reason.
    """
    with writing():
        draft = line.draft
        number = step_claim(draft, version)
        if what not in DONE_TO_A_LINE:
            raise NotThisChange("what", _l("Please choose what to do."))
        DONE_TO_A_LINE[what](line, other)
        check_reason(reason)
        for one in (line, other) if what == "exclusive" and other else (line,):
            _keep_reason(one, reason, own=one is line and what not in ("unmark", "apart"))
        line.person_id, line.at = by.id, clock.now()
        told = other.item.key if other and what in NEEDS_ANOTHER else None
        facts = {"item": line.item.key, "mark": what, "other": told, "reason": reason}
        step_note(draft, number, what="marked", facts=facts, by=by)
        db.session.commit()


def _keep_reason(line: Line, reason: str, *, own: bool) -> None:
    """Keep the reason with the line; another one's stays, and a line without a mark has none."""
    if not (line.mark or line.exclusive):
        line.mark_reason = ""
    elif own or not line.mark_reason:
        line.mark_reason = reason


def _must(line: Line, _other: Line | None) -> None:
    if line.mark == "must":
        raise NotThisChange("what", _l("It has this mark already."))
    line.mark, line.merged_into = "must", None


def _withdraw(line: Line, _other: Line | None) -> None:
    if line.mark == "withdrawn":
        raise NotThisChange("what", _l("It has this mark already."))
    _refuse_if_others_are_merged_into(line)
    line.mark, line.merged_into = "withdrawn", None


def _merge(line: Line, other: Line | None) -> None:
    """Merge into a line that stands; nothing may be merged into this one, so there are no chains and no circles."""
    if other is None or other is line or other.draft_id != line.draft_id:
        raise NotThisChange("other", _l("Please choose another one to merge it into."))
    if not other.stands:
        raise NotThisChange("other", _l("That one is withdrawn or merged itself. Please choose one that stands."))
    _refuse_if_others_are_merged_into(line)
    line.mark, line.merged_into = "merged", other


def _refuse_if_others_are_merged_into(line: Line) -> None:
    if any(one.merged_into_id == line.id for one in line.draft.lines):
        raise NotThisChange("what", _l("Others are merged into this one. Please take their marks back first."))


def _exclude(line: Line, other: Line | None) -> None:
    """Give two lines one letter; a line that has one already brings those with the same letter along."""
    if other is None or other is line or other.draft_id != line.draft_id:
        raise NotThisChange("other", _l("Please choose the one that cannot be done beside it."))
    if not (line.stands and other.stands):
        raise NotThisChange("other", _l("One of them is withdrawn or merged. Please choose one that stands."))
    if line.exclusive and line.exclusive == other.exclusive:
        raise NotThisChange("other", _l("These two exclude each other already."))
    if line.exclusive and other.exclusive:
        raise NotThisChange("other", _l("Each of them excludes others already. Please take one of these back first."))
    letter = line.exclusive or other.exclusive or _free_letter(line)
    line.exclusive = other.exclusive = letter


def _free_letter(line: Line) -> str:
    taken = {one.exclusive for one in line.draft.lines}
    free = next((letter for letter in string.ascii_uppercase if letter not in taken), None)
    if free is None:
        raise NotThisChange("what", _l("A draft has room for 26 sets that exclude each other, and all are taken."))
    return free


def _unmark(line: Line, _other: Line | None) -> None:
    if not line.mark:
        raise NotThisChange("what", _l("It has no mark that could be taken back."))
    line.mark, line.merged_into = "", None


def _set_apart(line: Line, _other: Line | None) -> None:
    """Take a line out of its set; one that is left alone excludes nothing."""
    if not line.exclusive:
        raise NotThisChange("what", _l("It excludes no other."))
    left = [one for one in line.draft.lines if one.exclusive == line.exclusive and one is not line]
    for one in (line, *left) if len(left) == 1 else (line,):
        one.exclusive = ""
        _keep_reason(one, "", own=False)


DONE_TO_A_LINE: dict[str, Callable[[Line, Line | None], None]] = {
    "must": _must,
    "withdrawn": _withdraw,
    "merged": _merge,
    "exclusive": _exclude,
    "unmark": _unmark,
    "apart": _set_apart,
}
NEEDS_ANOTHER = ("merged", "exclusive")
