"""Freezing a draft: everything the public page and the files say, in both languages, in one JSON document.

From then on nothing is looked up any more: whatever becomes of the plan, its texts or its people, a published
plan reads as it did on its day.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sfc_workshop.ballots.models import ON_ITEMS, Consultation, Item, Question
from sfc_workshop.drafts import queries as drafts
from sfc_workshop.drafts.models import Draft, Line
from sfc_workshop.priorities.table import asked_in
from sfc_workshop.publications.draft_check import exact
from sfc_workshop.publications.numbers import Result, numbers_of, renumbered

FORMAT: Final = "publication/1"
CHAPTERS: Final = ("short", "medium", "long", "")

Document = dict[str, Any]


def freeze(draft: Draft, *, comments: int) -> Document:
    """Lay out a draft on top of its count.

    comments:  how many comments go with it.
    """
    consultation, numbers = draft.count.consultation, draft.count.numbers
    weighted = numbers["weighted"]
    return {
        "format": FORMAT,
        "draft": {"id": draft.id, "version": draft.version},
        "title": both(draft, "title"),
        "words": both(draft, "words"),
        "plan": both(draft.plan, "title"),
        "visions": [both(vision, "title") for vision in draft.plan.visions],
        "city": {**both(draft.plan.city, "name"), "slug": draft.plan.city.slug},
        "in_baht": draft.plan.city.is_in_programme,
        "kind": draft.count.kind,
        "consultation": _asked(consultation, draft.count.kind),
        "count": {
            "at": moment(draft.count.at),
            "input": draft.count.input_hash,
            "ballots": weighted["ballots"],
            "n_min": consultation.n_min,
            "top_k": consultation.room_for(draft.count.kind),
            "redrawn": consultation.bootstrap if weighted.get("bootstrap") else 0,
        },
        "groups": [
            _group(key, weighted["groups_used"][key], consultation) for key in counted_groups(consultation, weighted)
        ],
        "chapters": [_chapter(one, lines, draft, numbers) for one in CHAPTERS if (lines := _lines_of(draft, one))],
        "overrides": _overrides(draft),
        "comments": comments,
    }


def both(row: Any, field: str) -> dict[str, str]:
    """Read a row's words in both languages."""
    return {language: getattr(row, f"{field}_{language}") for language in ("th", "en")}


def moment(at: datetime | None) -> str | None:
    """Write a moment down, to the second."""
    return None if at is None else at.replace(microsecond=0).isoformat()


def counted_groups(consultation: Consultation, weighted: Result) -> list[str]:
    """The counted groups as they were declared, those counted together last."""
    declared = [group.key for group in consultation.groups]
    used = weighted["groups_used"]
    return [*[key for key in declared if key in used], *[key for key in used if key not in declared]]


def _asked(consultation: Consultation, kind: str) -> dict[str, Any]:
    """What was asked of whom, by which doors, and when."""
    opening, closing = consultation.opening, consultation.closing
    asked = [q for q in consultation.questions if _is_about(q, kind)]
    used = {q.criterion_id for q in asked}
    return {
        "title": both(consultation, "title"),
        "opened": moment(opening.at if opening else None),
        "closed": moment(closing.at if closing else None),
        "declared": opening.declared_hash if opening else None,
        "questions": [both(question, "title") for question in asked],
        "doors": sorted({door.kind for door in consultation.doors}),
        "groups": [{**both(g, "title"), "key": g.key, "weight": g.weight} for g in consultation.groups],
        "criteria": [
            {**both(c, "title"), "key": c.key, "weight": c.weight} for c in consultation.criteria if c.id in used
        ],
    }


def _is_about(question: Question, kind: str) -> bool:
    return question.kind in ON_ITEMS and question.criterion is not None and question.items[0].kind == kind


def _group(key: str, weight: str, consultation: Consultation) -> dict[str, Any]:
    """A group as it was counted: several small ones together where need be."""
    members = [both(g, "title") | {"key": g.key} for one in key.split("+") if (g := consultation.group(one))]
    return {"id": key, "weight": weight, "members": members}


def _lines_of(draft: Draft, chapter: str) -> list[Line]:
    return sorted((line for line in draft.lines if line.chapter == chapter), key=lambda line: line.position)


def _chapter(horizon: str, lines: Sequence[Line], draft: Draft, numbers: Mapping[str, Result]) -> dict[str, Any]:
    """One horizon: its lines in the planner's order, and the budget that was declared for it."""
    consultation, weighted = draft.count.consultation, numbers["weighted"]
    groups, criteria = counted_groups(consultation, weighted), [one.key for one in consultation.criteria]
    asked = asked_in(consultation)
    raw_index = numbers["raw"]["index"]
    raw_ranks = renumbered([raw_index[line.item.key] for line in lines])
    ranks = [line.computed_rank for line in lines]
    return {
        "horizon": horizon,
        "budget": consultation.budgets.get(horizon) if draft.count.kind == "project" else None,
        "lines": [
            {
                **_line(line, place),
                "tied": line.computed_rank is not None and ranks.count(line.computed_rank) > 1,
                "raw_rank": raw_rank,
                **numbers_of(line.item.key, weighted, numbers["raw"], groups, criteria, asked=asked[line.item.key]),
            }
            for place, (line, raw_rank) in enumerate(zip(lines, raw_ranks, strict=True), start=1)
        ],
    }


def _line(line: Line, place: int) -> dict[str, Any]:
    """What the planner did with one item, and why."""
    item: Item = line.item
    return {
        "item": item.key,
        "title": both(item, "title"),
        "goal": both(item, "goal_title"),
        "cost": item.cost,
        "place": place,
        "computed_place": line.computed_place,
        "computed_rank": line.computed_rank,
        "reason": line.reason,
        "mark": line.mark,
        "mark_reason": line.mark_reason,
        "merged_into": line.merged_into.item.key if line.merged_into else None,
        "exclusive": line.exclusive,
    }


def _overrides(draft: Draft) -> Mapping[str, Any]:
    """How far the planner's order is from the computed one."""
    summary = drafts.summary(draft)
    return {"count": summary.overrides, "marked": summary.marked, "tau": exact(summary.tau)}
