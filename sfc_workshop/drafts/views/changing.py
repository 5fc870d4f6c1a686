"""Changing a draft by a form; where somebody else was quicker, both are shown and nothing typed is lost."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sfc_workshop.domain.overrides import put_at
from sfc_workshop.domain.roles import Action
from sfc_workshop.drafts import actions, queries
from sfc_workshop.drafts.forms import MarkForm, PlaceForm, Versioned, WordsForm, whole
from sfc_workshop.drafts.models import Draft, Line
from sfc_workshop.drafts.views.pages import bp, page
from sfc_workshop.people.access import current_person, needs


@dataclass(frozen=True)
class Wish:
    """A form that was filled in for a draft, or for one line of it; name is its page and its route."""

    name: str
    form: Versioned
    draft: Draft
    line: Line | None = None


@bp.route("/<int:draft_id>/lines/<int:line_id>/place", methods=["GET", "POST"])
@needs(Action.EDIT_PLAN)
def place(draft_id: int, line_id: int) -> ResponseReturnValue:
    """Move a line to another place of its chapter."""
    draft = queries.draft_in(g.city, draft_id)
    line = queries.line_in(draft, line_id)
    form = PlaceForm()
    if request.method == "GET":
        form.place.data = whole(request.args.get("place")) or line.position
        form.reason.data = line.reason
        form.reason.render_kw = {**form.reason.render_kw, "autofocus": "place" in request.args}

    def do() -> None:
        actions.move(
            line, place=form.place.data, reason=form.reason.data, version=form.version.data, by=current_person()
        )

    return _answer(Wish("place", form, draft, line), do, _("It has been moved."))


@bp.route("/<int:draft_id>/lines/<int:line_id>/mark", methods=["GET", "POST"])
@needs(Action.EDIT_PLAN)
def mark(draft_id: int, line_id: int) -> ResponseReturnValue:
    """Mark a line, or take its mark back."""
    draft = queries.draft_in(g.city, draft_id)
    line = queries.line_in(draft, line_id)
    form = MarkForm()
    if request.method == "GET":
        form.reason.data = line.mark_reason

    def do() -> None:
        other = next((one for one in draft.lines if one.id == form.other.data), None)
        what, reason = form.what.data or "", form.reason.data
        actions.mark(line, what=what, other=other, reason=reason, version=form.version.data, by=current_person())

    return _answer(Wish("mark", form, draft, line), do, _("The mark has been noted."))


@bp.route("/<int:draft_id>/words", methods=["GET", "POST"])
@needs(Action.EDIT_PLAN)
def words(draft_id: int) -> ResponseReturnValue:
    """Write the title and the words for the committee."""
    draft = queries.draft_in(g.city, draft_id)
    form = WordsForm()
    if request.method == "GET":
        form.fill(draft)

    def do() -> None:
        written = {name: form[name].data for name in actions.WORDS}
        actions.reword(draft, written, version=form.version.data, by=current_person())

    return _answer(Wish("words", form, draft), do, _("The words have been saved."))


def _answer(wish: Wish, do: Callable[[], None], said: str) -> ResponseReturnValue:
    """Do what a posted form asks for and lead back to the draft; else show the form with whatever was typed."""
    if wish.form.validate_on_submit():
        try:
            do()
        except actions.HasMovedOn:
            return _compare(wish)
        except actions.NotThisChange as refusal:
            wish.form[refusal.field].errors = [str(refusal)]
        else:
            flash(said)
            return redirect(_back(wish), 303)
    return _form_page(wish)


def _back(wish: Wish) -> str:
    anchor = f"line-{wish.line.id}" if wish.line else None
    return url_for(".show", draft_id=wish.draft.id, _anchor=anchor)


def _form_page(wish: Wish) -> ResponseReturnValue:
    """Show a form; one that is opened starts from the version its link was drawn with, if that is known."""
    form, draft = wish.form, wish.draft
    if request.method == "GET":
        seen = whole(request.args.get("version"))
        form.version.data = seen if 0 < seen <= draft.version else draft.version
    status = 422 if any(field.errors for field in form) else 200
    return page(wish.name, status=status, draft=draft, line=wish.line, form=form, **_surroundings(wish))


def _compare(wish: Wish) -> ResponseReturnValue:
    """Show what others did meanwhile beside what was wanted; the form goes on from the present version."""
    draft = queries.draft_in(g.city, wish.draft.id)
    wish = replace(wish, draft=draft, line=queries.line_in(draft, wish.line.id) if wish.line else None)
    seen, wish.form.version.data = wish.form.version.data, draft.version
    told: dict[str, Any] = {"name": wish.name, "since": queries.changes_of(draft, since=seen)}
    if isinstance(wish.form, WordsForm):
        told["both"] = _merge_words(wish.form, draft, seen)
    return page("compare", status=409, draft=draft, line=wish.line, form=wish.form, **told, **_surroundings(wish))


def _merge_words(form: WordsForm, draft: Draft, seen: int) -> list[str]:
    """Take over what others wrote in the fields that were left as they were; name the fields both have changed."""
    before = queries.words_at(draft, seen)
    both = []
    for name in actions.WORDS:
        if form[name].data == before.get(name):
            form[name].data = getattr(draft, name)
        elif getattr(draft, name) not in (before.get(name), form[name].data):
            both.append(name)
    return both


def _surroundings(wish: Wish) -> dict[str, Any]:
    """Fill the choices of a line's form, and lay out the order of its chapter: as it stands, and as it is wanted."""
    if wish.line is None:
        return {}
    if isinstance(wish.form, MarkForm):
        wish.form.offer(wish.line)
        return {}
    now = queries.chapters_of(wish.draft)[wish.line.chapter]
    by_id = {str(one.id): one for one in now}
    wanted = now
    if isinstance(wish.form, PlaceForm):
        wish.form.offer(len(now))
        if 1 <= wish.form.place.data <= len(now):
            wanted = [by_id[one] for one in put_at(list(by_id), str(wish.line.id), wish.form.place.data)]
    return {"now": now, "wanted": wanted}
