"""What each face of a workshop shows, gathered for its template; nothing here is kept."""

import hashlib
from collections import Counter
from collections.abc import Hashable
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from sfc_workshop.ballots.models import Comment, Question
from sfc_workshop.core.db import db
from sfc_workshop.domain.agenda import Kind, State, next_step
from sfc_workshop.domain.hall import Picture, picture
from sfc_workshop.workshops import queries
from sfc_workshop.workshops.actions.guessing import is_alarming
from sfc_workshop.workshops.cloud import cloud_of
from sfc_workshop.workshops.models import Activity, Screen, Workshop
from sfc_workshop.workshops.sentences import HIDING

MOST_BARS = 8  # a wall can be read at ten metres with no more
MOST_CARDS = 12
WORDY = (Kind.IDEAS, Kind.CLOUD)


def phone_mark(workshop_id: int) -> Hashable:
    """Say what a phone's page depends on: the screen, and which words are shown."""
    screen = _screen(workshop_id)
    return (screen.version, *_shown_words(screen.activity))


def wall_mark(workshop_id: int) -> Hashable:
    """Say what a wall depends on: also who came and who has answered, counted anew; support once it is shown."""
    screen = _screen(workshop_id)
    activity = screen.activity
    counts = _in_order(queries.answered(activity)) if activity and activity.asks else ()
    support = _in_order(queries.supporters(activity)) if activity and _shows_support(activity) else ()
    came = _in_order(queries.attendance(screen.workshop))
    return (screen.version, came, counts, support, *_shown_words(activity))


def console_mark(workshop_id: int) -> Hashable:
    """Say what a console depends on: also what waits to be checked, and whether somebody guesses codes."""
    activity = _screen(workshop_id).activity
    return (wall_mark(workshop_id), *_words_in(activity, "pending"), is_alarming())


def phone_words(workshop: Workshop) -> dict[str, Any]:
    """What every phone shows: nothing of anybody's own, and no count."""
    activity = workshop.screen.activity
    words = _common(workshop, activity)
    if activity is not None and activity.kind == Kind.IDEAS:
        words["ideas"] = queries.ideas_of(activity, "shown")
    if activity is not None and activity.is_shown:
        words |= result_of(activity)
    return words


def wall_words(workshop: Workshop) -> dict[str, Any]:
    """What the hall sees: how many have answered, and what came of it once that is shown."""
    activity = workshop.screen.activity
    words = _common(workshop, activity) | _turnout(workshop, activity)
    if activity is not None and activity.kind == Kind.IDEAS:
        words["ideas"] = queries.ideas_of(activity, "shown")
    if activity is not None and activity.is_shown:
        words |= result_of(activity)
    return words


def console_words(workshop: Workshop) -> dict[str, Any]:
    """What the facilitator sees: turnout, what waits to be checked, what can be done next; no tally too early."""
    activity = workshop.screen.activity
    words = _common(workshop, activity) | _turnout(workshop, activity)
    words |= {"next_step": None, "alarm": is_alarming(), "waiting": [], "shown": [], "hidden": []}
    words["reasons"] = HIDING
    if activity is not None:
        words["next_step"] = next_step(Kind(activity.kind), State(activity.state)) if activity.asks else None
        if _is_wordy(activity):
            for name, state in (("waiting", "pending"), ("shown", "shown"), ("hidden", "hidden")):
                words[name] = queries.ideas_of(activity, state)
        if activity.is_shown:
            words |= result_of(activity)
    return words


def picture_of(activity: Activity, run: int | None = None) -> Picture:
    """Count what the hall has answered in a run of an activity's question."""
    question = activity.question
    if question is None:
        raise AssertionError("only what asks has a picture")
    consultation = question.consultation
    return picture(
        question.scale,
        question.choices,
        queries.ballots_of(question, run or activity.run or question.run),
        [(group.key, group.share) for group in consultation.groups],
        consultation.n_min,
    )


def result_of(activity: Activity) -> dict[str, Any]:
    """What came of an activity, for wherever it is shown: a picture, ideas in order of support, or a cloud."""
    question = activity.question
    if question is None:
        return {}
    if activity.kind == Kind.IDEAS:
        return _ranked_ideas(activity)
    if activity.kind == Kind.CLOUD:
        return {"cloud": cloud_of([idea.words for idea in queries.ideas_of(activity, "shown")], activity.hidden_words)}
    if not question.is_ballot:
        return {"ideas": queries.ideas_of(activity, "shown"), "support": Counter()}
    return _pictured(activity)


def _pictured(activity: Activity) -> dict[str, Any]:
    question = activity.question
    if question is None:
        raise AssertionError("only what asks has a picture")
    made = picture_of(activity)
    choices: list[Any] = [*question.items, *question.options]
    groups = {group.key: group for group in question.consultation.groups}
    before = queries.earlier_of(activity) if activity.kind == Kind.AGAIN else None
    has_run = before is not None and before.run not in (None, activity.run)
    earlier = picture_of(before) if before is not None and has_run else None
    return {
        "picture": made,
        "titles": {choice.key: choice for choice in choices},
        "sides": [[groups[key] for key in side.members] for side in made.sides],
        "earlier": {row.key: row for row in earlier.rows} if earlier else {},
        "earlier_sides": _sides_of(earlier),
        "shown_value": _shown_value(activity),
        "full": _full(activity, made),
        "most_bars": MOST_BARS,
    }


def _sides_of(made: Picture | None) -> dict[tuple[str, tuple[str, ...]], Fraction | None]:
    """Find what each side said of each item: {(item, members of the side): value}; sides may be others next time."""
    if made is None:
        return {}
    return {
        (row.key, side.members): value for row in made.rows for side, value in zip(made.sides, row.sides, strict=True)
    }


def _full(activity: Activity, made: Picture) -> Fraction:
    """Say what a full bar stands for: all there is, or of dots, which are shared by many items, the largest share."""
    if activity.question is None or activity.question.kind != "dots":
        return Fraction(1)
    values = [value for row in made.rows for value in (row.weighted, *row.sides) if value]
    return max(values, default=Fraction(1))


def _shown_value(activity: Activity) -> Any:
    """Write a value as people know it: a mean mark of a score, else a share in per cent."""
    scale = activity.question.scale if activity.question else None

    def shown(value: Fraction | None) -> str:
        if value is None or scale is None:
            return "–"
        if scale.kind == "score":
            return f"{float(scale.lowest + value * scale.steps):.1f}"
        return f"{round(100 * value)}%"

    return shown


def _ranked_ideas(activity: Activity) -> dict[str, Any]:
    support = queries.supporters(activity)
    ideas = sorted(queries.ideas_of(activity, "shown"), key=lambda idea: (-support[idea.id], idea.words))
    return {"ideas": ideas, "support": support}


def _common(workshop: Workshop, activity: Activity | None) -> dict[str, Any]:
    agenda = workshop.activities
    return {
        "workshop": workshop,
        "city": workshop.plan.city,
        "screen": workshop.screen,
        "activity": activity,
        "question": activity.question if activity else None,
        "communities": _communities(workshop, activity),
        "at": agenda.index(activity) + 1 if activity in agenda else 0,
        "steps": len(agenda),
        "ends_ms": _milliseconds(workshop.screen),
        "most_cards": MOST_CARDS,
        "area_tag": area_tag(workshop),
    }


def area_tag(workshop: Workshop) -> str:
    """Name what a phone may answer at this moment: while it is the same, the part people type in stays as it is."""
    activity, screen = workshop.screen.activity, workshop.screen
    if activity is None:
        return f"none-{workshop.ended_at is not None}"
    return f"{activity.id}-{activity.state}-{activity.run}-{workshop.ended_at is not None}-{screen.is_paused}"


def _communities(workshop: Workshop, activity: Activity | None) -> list[Any]:
    from_where = activity is not None and activity.question is not None and activity.question.kind == "community"
    return list(workshop.plan.city.communities) if from_where else []


def _turnout(workshop: Workshop, activity: Activity | None) -> dict[str, Any]:
    came = queries.attendance(workshop)
    answered = queries.answered(activity) if activity is not None and activity.asks else Counter()
    groups = queries.groups_of(workshop)
    return {
        "groups": groups,
        "came": came,
        "answered": answered,
        "came_total": came.total(),
        "answered_total": answered.total(),
    }


def _milliseconds(screen: Screen) -> int | None:
    return int(screen.timer_ends_at.timestamp() * 1000) if screen.timer_ends_at else None


def _screen(workshop_id: int) -> Screen:
    """Find what is on, with all that marks ask of it: a hall asks four times a second."""
    asked = joinedload(Screen.activity).joinedload(Activity.question).joinedload(Question.consultation)
    query = select(Screen).options(asked, joinedload(Screen.workshop)).where(Screen.workshop_id == workshop_id)
    return db.session.execute(query).scalar_one()


def _is_wordy(activity: Activity | None) -> bool:
    return activity is not None and activity.question is not None and not activity.question.is_ballot


def _shows_support(activity: Activity) -> bool:
    return activity.kind == Kind.IDEAS and activity.is_shown


def _shown_words(activity: Activity | None) -> tuple[str, ...]:
    return _words_in(activity, "shown")


def _words_in(activity: Activity | None, state: str) -> tuple[str, ...]:
    """Name the words in a state: they change too when somebody takes theirs back."""
    if activity is None or not _is_wordy(activity):
        return ()
    query = select(Comment.id, Comment.revision, Comment.merged_into_id).where(
        Comment.question_id == activity.question_id, Comment.state == state, Comment.words != ""
    )
    rows = sorted(f"{row.id}:{row.revision}:{row.merged_into_id}" for row in db.session.execute(query))
    return (hashlib.sha256(" ".join(rows).encode()).hexdigest(),)


def _in_order(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items()))
