"""Changing a part of a plan by a form; where somebody else was quicker, both are shown and nothing typed is lost."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from sfc_workshop.core.refusals import Refused
from sfc_workshop.domain.plan_changes import values_at
from sfc_workshop.plans import actions, history, queries, sheets
from sfc_workshop.plans.forms import PartForm
from sfc_workshop.plans.models import Goal
from sfc_workshop.plans.views.pages import page


@dataclass(frozen=True)
class Wish:
    """A form for a part of a plan, new (row is None) or there already; plan is None for a new plan.

    fill: the values a new one begins with
    done: what to say and where to go once it is saved
    """

    kind: str
    form: PartForm
    plan: Any
    row: Any
    back: str
    save: Callable[[dict[str, Any], int], Any]
    done: Callable[[Any], tuple[str, str]]
    fill: Mapping[str, Any] = field(default_factory=dict)
    under: Any = None


def answer(wish: Wish) -> ResponseReturnValue:
    """Do what a posted form asks for; else show the form with whatever was typed."""
    form = wish.form
    if request.method == "GET":
        form.fill(sheets.read(wish.row) if wish.row else wish.fill)
        form.seen.data = history.newest(wish.plan) if wish.plan else 0
    elif form.validate_on_submit():
        try:
            saved = wish.save(form.values(), form.seen.data)
        except actions.HasMovedOn:
            return _compare(wish)
        except actions.NothingChanged as nothing:
            flash(str(nothing), "info")
            return redirect(wish.back, 303)
        except actions.NotThisChange as refusal:
            form[refusal.field].errors = [str(refusal)]
        except Refused as refusal:
            flash(str(refusal), "wrong")
            return _draw(wish, refusal.status)
        else:
            said, where = wish.done(saved)
            flash(said)
            return redirect(where, 303)
    return _draw(wish, 422 if any(one.errors for one in form) else 200)


def _draw(wish: Wish, status: int) -> ResponseReturnValue:
    indicators = queries.indicators_of(wish.row) if isinstance(wish.row, Goal) else []
    return page("edit", plan=wish.plan, status=status, wish=wish, form=wish.form, indicators=indicators)


def _compare(wish: Wish) -> ResponseReturnValue:
    """Show what others did meanwhile beside what was wanted; the form goes on from how things are now."""
    since = history.parts_since(wish.row, wish.form.seen.data)
    now = sheets.read(wish.row)
    both = wish.form.merge(values_at(now, [part.fields for part in since]), now)
    wish.form.seen.data = history.newest(wish.plan)
    return page(
        "compare",
        plan=wish.plan,
        status=409,
        wish=wish,
        form=wish.form,
        since=since,
        rows=history.rows_named(since),
        both=both,
        now=now,
    )
