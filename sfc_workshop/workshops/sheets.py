"""The results of a workshop as a workbook: who came, a sheet for each question, what people wrote."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _

from sfc_workshop.ballots.models import Question
from sfc_workshop.core import clock
from sfc_workshop.core.i18n import format_day, format_moment, text
from sfc_workshop.documents.sheets import Column, Sheet, workbook
from sfc_workshop.domain.agenda import Kind
from sfc_workshop.domain.hall import Picture
from sfc_workshop.workshops import faces, record
from sfc_workshop.workshops.attendance import attendance_table
from sfc_workshop.workshops.models import Activity, Workshop
from sfc_workshop.workshops.report import door_name, side_name, was_asked
from sfc_workshop.workshops.sentences import measure

PER_CENT, MARK, COUNT = "0.0%", "0.00", "#,##0"


def workbook_of(workshop: Workshop, audit_head: str) -> bytes:
    """Write everything that was counted, in the reader's language."""
    asked = [(n, one) for n, one in enumerate(record.agenda_of(workshop), start=1) if was_asked(one)]
    return workbook(
        [
            _attendance(workshop, audit_head),
            *(sheet for number, one in asked for sheet in _results(number, one)),
            *_ideas(asked),
        ]
    )


def _attendance(workshop: Workshop, audit_head: str) -> Sheet:
    came = attendance_table(workshop)
    rows: list[Sequence[Any]] = [
        (_("Group"), text(row.group, "title"), row.came, row.invited or None) for row in came.groups
    ]
    rows += [(_("Agency"), text(agency, "name"), number, None) for agency, number in came.agencies]
    if came.agencies and came.others:
        rows.append((_("Agency"), _("Other agencies, and none"), came.others, None))
    rows += [(_("Table"), str(number), people, None) for number, people in came.tables.items()]
    rows += [(_("Door"), door_name(record.PAPER), came.paper, None)] if came.paper else []
    rows.append((_("Door"), door_name(""), came.phones, None))
    columns = (Column("", 14), Column(_("Who came"), 44), Column(_("Came"), 10, COUNT), Column(_("Invited"), 10, COUNT))
    notes = [
        f"{text(workshop, 'title')} · {format_day(workshop.held_on)} · {text(workshop, 'place')}",
        f"{_('Made')}: {format_moment(clock.now())}",
        f"{_('Head of the audit log')}: {audit_head}",
        _("Results of a public consultation, not a resolution."),
    ]
    return Sheet(_("Who came"), columns, rows, notes)


def _results(number: int, one: Activity) -> Iterable[Sheet]:
    """Lay out a question: each item by declared weight, everyone alike, each group, each door."""
    question = one.question
    if question is None or not question.is_ballot:
        return
    result = faces.result_of(one)
    picture: Picture = result["picture"]
    doors = record.doors_of(one)
    order = sorted(doors.people, key=lambda door: door == record.PAPER) if doors.values else []
    before = bool(result["earlier"])
    is_shown = any(row.weighted is not None for row in picture.rows)  # else no group stands in a head either
    sides = list(zip(result["sides"], picture.sides, strict=True)) if is_shown else []
    how = MARK if question.kind == "score" else PER_CENT
    columns = [
        Column(_("Item"), 60),
        Column(_("By declared weight"), 16, how),
        *([Column(_("The first time"), 16, how)] if before else []),
        Column(_("Everyone alike"), 16, how),
        *(Column(f"{side_name(groups)} (n = {side.people:,})", 18, how) for groups, side in sides),
        *(Column(f"{door_name(door)} (n = {doors.people[door]:,})", 16, how) for door in order),
        Column("n", 8, COUNT),
    ]
    rows = []
    for row in picture.rows:
        was = result["earlier"].get(row.key)
        by_door = doors.values.get(row.key, {})
        values = [
            row.weighted,
            *([was.weighted if was else None] if before else []),
            row.raw,
            *(row.sides if is_shown else ()),
            *(by_door.get(door) for door in order),
        ]
        people = row.people if row.people >= question.consultation.n_min else None
        rows.append((text(result["titles"][row.key], "title"), *(_as_told(question, v) for v in values), people))
    notes = [
        text(question, "title"),
        measure(question),
        _("An empty cell: too few people are behind it, or it would tell of too few."),
    ]
    yield Sheet(f"{number} {text(one, 'title')}", columns, rows, notes)


def _as_told(question: Question, value: Fraction | None) -> float | None:
    """Write a value as people know it: a mark of a score, else a share."""
    if value is None:
        return None
    scale = question.scale
    return float(scale.lowest + value * scale.steps) if question.kind == "score" else float(value)


def _ideas(asked: Iterable[tuple[int, Activity]]) -> Iterable[Sheet]:
    """List what people wrote and may be seen, and the words of clouds."""
    rows: list[Sequence[Any]] = []
    for number, one in asked:
        if one.question is None or one.question.kind != "text":
            continue
        result = faces.result_of(one)
        name = f"{number} {text(one, 'title')}"
        rows += [(name, word, people, None) for word, people in result.get("cloud", ())]
        merged, support = record.merged_into(one), result.get("support", {})
        is_supported = one.kind == Kind.IDEAS
        rows += [
            (name, idea.words, support[idea.id] if is_supported else None, merged[idea.id] if is_supported else None)
            for idea in result.get("ideas", ())
        ]
    columns = (
        Column(_("Activity"), 30),
        Column(_("Words"), 80),
        Column(_("Supporters"), 12, COUNT),
        Column(_("Merged into it"), 12, COUNT),
    )
    if rows:
        yield Sheet(_("Ideas and comments"), columns, rows)
