"""Writing the questions of a consultation and the headings of its pages."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sfc_workshop.ballots import building, checks, queries
from sfc_workshop.ballots.actions import asking
from sfc_workshop.ballots.actions.declaring import refuse_frozen
from sfc_workshop.ballots.models import ON_ITEMS, Consultation, Question
from sfc_workshop.ballots.views.building import page
from sfc_workshop.ballots.views.desk import bp
from sfc_workshop.domain.roles import Action
from sfc_workshop.people.access import current_person, needs


@dataclass(frozen=True)
class Writing:
    """A question somebody writes: its form, its kind, the page it stands on; question is None for a new one."""

    consultation: Consultation
    form: Any
    kind: str
    page: int
    question: Question | None = None


SECTION_WORDS = ("title_th", "title_en", "words_th", "words_en")


@bp.get("/<int:consultation_id>/questions")
@needs(Action.READ_CITY)
def questions(consultation_id: int) -> ResponseReturnValue:
    """List the questions page by page, each with what can be done to it."""
    consultation = queries.consultation_in(g.city, consultation_id)
    return page(
        "questions",
        consultation=consultation,
        pages=queries.pages_of(consultation, with_blank=True),
        kind_names=building.KIND_NAMES,
        kinds=building.kinds_to_add(consultation),
        untranslated=checks.untranslated(consultation),
        lacks_english={fault.which for fault in checks.untranslated(consultation) if fault.where == "question"},
        on_items=ON_ITEMS,
        last=asking.last_page(consultation),
        may_change=may_change(consultation),
        moved=request.args.get("moved", "").partition("-")[::2],
    )


def may_change(consultation: Consultation) -> bool:
    """Whether whoever looks may still change what is asked."""
    return consultation.opening is None and current_person().may(Action.RUN_CONSULTATIONS, g.city)


@bp.route("/<int:consultation_id>/questions/new", methods=["GET", "POST"])
@needs(Action.RUN_CONSULTATIONS)
def new_question(consultation_id: int) -> ResponseReturnValue:
    """Ask one more question: of a kind, on a page."""
    consultation = queries.consultation_in(g.city, consultation_id)
    refuse_frozen(consultation)
    kind = request.args.get("kind", "")
    if kind not in dict(building.kinds_to_add(consultation)):
        abort(404)
    last = asking.last_page(consultation)
    number = request.args.get("page", last, type=int)
    number = number if 1 <= number <= last + 1 else last
    form = building.form_for(kind, consultation, typed=request.form if request.method == "POST" else None)

    def do(asked: asking.Asked) -> Question:
        return asking.add_question(consultation, asked, page=number, by=current_person())

    return _answer(Writing(consultation, form, kind, number), do)


@bp.route("/questions/<int:question_id>", methods=["GET", "POST"])
@needs(Action.RUN_CONSULTATIONS)
def question(question_id: int) -> ResponseReturnValue:
    """Write a question anew."""
    found = queries.question_in(g.city, question_id)
    consultation = found.consultation
    refuse_frozen(consultation)
    typed = request.form if request.method == "POST" else None
    form = building.form_for(found.kind, consultation, found, typed)

    def do(asked: asking.Asked) -> Question:
        asking.change_question(found, asked, by=current_person())
        return found

    return _answer(Writing(consultation, form, found.kind, found.page, found), do)


@bp.post("/questions/<int:question_id>/copy")
@needs(Action.RUN_CONSULTATIONS)
def copy_question(question_id: int) -> ResponseReturnValue:
    """Put a copy behind a question."""
    found = queries.question_in(g.city, question_id)
    twin = asking.copy_question(found, by=current_person())
    flash(_("Here is the copy. Please write what is different."))
    return redirect(url_for(".question", question_id=twin.id), 303)


@bp.post("/questions/<int:question_id>/deletion")
@needs(Action.RUN_CONSULTATIONS)
def delete_question(question_id: int) -> ResponseReturnValue:
    """Take a question out."""
    found = queries.question_in(g.city, question_id)
    consultation_id = found.consultation_id
    asking.delete_question(found, by=current_person())
    flash(_("The question has been deleted."))
    return redirect(url_for(".questions", consultation_id=consultation_id), 303)


@bp.post("/questions/<int:question_id>/place")
@needs(Action.RUN_CONSULTATIONS)
def place_question(question_id: int) -> ResponseReturnValue:
    """Move a question up or down; the focus stays on the button that did it."""
    found = queries.question_in(g.city, question_id)
    consultation_id = found.consultation_id
    way = _way()
    asking.move_question(found, up=way == "up", by=current_person())
    return _moved(consultation_id, f"{way}-{question_id}")


@bp.route("/<int:consultation_id>/pages/<int:number>", methods=["GET", "POST"])
@needs(Action.RUN_CONSULTATIONS)
def section(consultation_id: int, number: int) -> ResponseReturnValue:
    """Write what stands above the questions of a page; the number after the last makes a new page."""
    consultation = queries.consultation_in(g.city, consultation_id)
    refuse_frozen(consultation)
    if not 1 <= number <= asking.last_page(consultation) + 1:
        abort(404)
    found = next((one for one in consultation.sections if one.page == number), None)
    form = building.SectionForm(data={name: getattr(found, name) for name in SECTION_WORDS} if found else None)
    if form.validate_on_submit():
        written = {name: form[name].data for name in SECTION_WORDS}
        asking.write_section(consultation, number, written, by=current_person())
        flash(_("The page has been saved."))
        return redirect(url_for(".questions", consultation_id=consultation_id) + f"#page-{number}", 303)
    return page("section", form=form, consultation=consultation, number=number)


@bp.post("/<int:consultation_id>/pages/<int:number>/deletion")
@needs(Action.RUN_CONSULTATIONS)
def delete_section(consultation_id: int, number: int) -> ResponseReturnValue:
    """Take a page away; its questions join the one before."""
    consultation = queries.consultation_in(g.city, consultation_id)
    asking.delete_section(consultation, number, by=current_person())
    flash(_("The page has been taken away. Its questions stand on the page before."))
    return redirect(url_for(".questions", consultation_id=consultation_id), 303)


@bp.post("/<int:consultation_id>/pages/<int:number>/place")
@needs(Action.RUN_CONSULTATIONS)
def place_section(consultation_id: int, number: int) -> ResponseReturnValue:
    """Move a whole page up or down."""
    consultation = queries.consultation_in(g.city, consultation_id)
    way = _way()
    asking.move_section(consultation, number, up=way == "up", by=current_person())
    now = number + (-1 if way == "up" else 1)
    return _moved(consultation_id, f"{way}-page-{now}")


def _moved(consultation_id: int, what: str) -> ResponseReturnValue:
    """Lead back to the button that was pressed; browsers give no focus where the address has a fragment."""
    return redirect(url_for(".questions", consultation_id=consultation_id, moved=what), 303)


def _way() -> str:
    way = request.form.get("way", "")
    return way if way in ("up", "down") else abort(404)


def _answer(writing: Writing, do: Callable[[asking.Asked], Question]) -> ResponseReturnValue:
    """Do what a posted form asks for and lead back to the list; else show it with whatever was typed."""
    form, kind = writing.form, writing.kind
    if request.form.get("do") == "more" and kind == "single":
        building.make_room(form)
    elif request.method == "POST" and form.validate():
        try:
            made = do(building.read(form, kind, writing.consultation))
        except asking.NotThisQuestion as refusal:
            _mark(form, refusal)
        else:
            flash(_("The question has been saved."))
            return redirect(url_for(".questions", consultation_id=made.consultation_id) + f"#question-{made.id}", 303)
    return _draw(writing)


def _mark(form: Any, refusal: asking.NotThisQuestion) -> None:
    """Put a refusal beside the field it is about."""
    name = {"items": "which"}.get(refusal.field, refusal.field)
    if refusal.field == "options":
        form.wrong_options = str(refusal)
    else:
        form[name].errors = [str(refusal)]


def _draw(writing: Writing) -> ResponseReturnValue:
    form, kind = writing.form, writing.kind
    drawn = render_template(
        "ballots/question_form.html",
        city=g.city,
        consultation=writing.consultation,
        form=form,
        kind=kind,
        kind_name=building.KIND_NAMES[kind],
        item_kinds=building.ITEM_KINDS,
        number=writing.page,
        question=writing.question,
        on_items=kind in ON_ITEMS,
        limits=building.LIMITS.get(kind, ()),
    )
    wrong = bool(form.errors) or bool(getattr(form, "wrong_options", ""))
    return drawn, 422 if wrong else 200
