"""Workshops at the desk: their list, what each is, its agenda."""

from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sfc_workshop.ballots import queries as box
from sfc_workshop.core.refusals import Refused
from sfc_workshop.domain.agenda import ASKING, Kind
from sfc_workshop.domain.roles import Action
from sfc_workshop.people.access import current_person, needs
from sfc_workshop.plans import queries as plans
from sfc_workshop.workshops import checks, forms, kinds, lookups, queries
from sfc_workshop.workshops.actions import arranging, preparing
from sfc_workshop.workshops.models import Activity, Workshop
from sfc_workshop.workshops.usual import USUAL

bp = Blueprint("workshops_desk", __name__, url_prefix="/desk/<city_slug>/workshops")


@bp.get("")
@needs(Action.READ_CITY)
def list_() -> ResponseReturnValue:
    """List the city's workshops, the latest first."""
    return _page("list", workshops=queries.workshops_of(g.city), may_change=_may(Action.RUN_CONSULTATIONS))


@bp.route("/new", methods=["GET", "POST"])
@needs(Action.RUN_CONSULTATIONS)
def new() -> ResponseReturnValue:
    """Begin a workshop: a usual one on a plan, or one that asks in a consultation there is."""
    form = forms.NewForm(begin=request.args.get("begin"))
    form.offer(plans.plans_of(g.city), lookups.without_hall(g.city))
    if form.validate_on_submit():
        try:
            made = _begin(form)
        except Refused as refusal:
            form.begin.errors = [str(refusal)]
        else:
            flash(_("The workshop has been prepared. Please look through its agenda and its questions."))
            return redirect(url_for(".show", workshop_id=made.id), 303)
    return _page("new", form=form, usual=USUAL.values())


def _begin(form: forms.NewForm) -> Workshop:
    how, _dash, number = form.begin.data.partition("-")
    if how == "consultation":
        consultation = box.consultation_in(g.city, int(number))
        return preparing.prepare_for(consultation, form.read(), by=current_person())
    return preparing.prepare_usual(plans.plan_in(g.city, int(number)), how, form.read(), by=current_person())


@bp.get("/<int:workshop_id>")
@needs(Action.READ_CITY)
def show(workshop_id: int) -> ResponseReturnValue:
    """Show what a workshop is, what is missing, and where everything of it is found."""
    workshop = lookups.workshop_at_desk(g.city, workshop_id)
    may_prepare = _may(Action.RUN_CONSULTATIONS) and workshop.started_at is None
    return _page(
        "show",
        workshop=workshop,
        faults=[] if workshop.started_at else checks.faults_of(workshop),
        kind_names=kinds.NAMES,
        minutes=sum(activity.minutes for activity in workshop.activities),
        groups=queries.groups_of(workshop),
        others=lookups.without_hall(g.city, workshop.plan) if may_prepare else [],
        may_prepare=may_prepare,
        may_change=_may(Action.RUN_CONSULTATIONS),
        may_run=_may(Action.RUN_WORKSHOPS),
    )


@bp.route("/<int:workshop_id>/about", methods=["GET", "POST"])
@needs(Action.RUN_CONSULTATIONS)
def about(workshop_id: int) -> ResponseReturnValue:
    """Say anew what, when and where it is, and who is expected."""
    workshop = lookups.workshop_at_desk(g.city, workshop_id)
    preparing.refuse_begun(workshop)
    form = forms.about_form(workshop, queries.groups_of(workshop))
    if form.validate_on_submit():
        preparing.change(workshop, form.read(), by=current_person())
        flash(_("The workshop has been saved."))
        return redirect(url_for(".show", workshop_id=workshop_id), 303)
    return _page("about", form=form, workshop=workshop)


@bp.post("/<int:workshop_id>/consultations")
@needs(Action.RUN_CONSULTATIONS)
def attach(workshop_id: int) -> ResponseReturnValue:
    """Ask in one more consultation, or in one no longer."""
    workshop = lookups.workshop_at_desk(g.city, workshop_id)
    chosen = request.form.get("consultation", type=int) or request.form.get("leave", type=int) or abort(404)
    consultation = box.consultation_in(g.city, chosen)
    if "leave" in request.form:
        preparing.detach(workshop, consultation, by=current_person())
        flash(_("The workshop asks in this consultation no longer."))
    else:
        preparing.attach(workshop, consultation, by=current_person())
        flash(_("The workshop asks in this consultation as well. Its questions can be put on the agenda now."))
    return redirect(url_for(".show", workshop_id=workshop_id), 303)


@bp.post("/<int:workshop_id>/code")
@needs(Action.RUN_CONSULTATIONS)
def renew_code(workshop_id: int) -> ResponseReturnValue:
    """Make a new join code."""
    workshop = queries.workshop_in(g.city, workshop_id)
    preparing.renew_code(workshop, by=current_person())
    flash(_("There is a new join code. The old one and its QR code lead nowhere now."))
    return redirect(url_for(".show", workshop_id=workshop_id), 303)


@bp.post("/<int:workshop_id>/copy")
@needs(Action.RUN_CONSULTATIONS)
def copy(workshop_id: int) -> ResponseReturnValue:
    """Begin a copy of a workshop."""
    made = preparing.copy(queries.workshop_in(g.city, workshop_id), by=current_person())
    flash(_("Here is the copy. Please write what is different."))
    return redirect(url_for(".about", workshop_id=made.id), 303)


@bp.post("/<int:workshop_id>/deletion")
@needs(Action.RUN_CONSULTATIONS)
def delete(workshop_id: int) -> ResponseReturnValue:
    """Delete a workshop that never began."""
    preparing.give_up(queries.workshop_in(g.city, workshop_id), by=current_person())
    flash(_("The workshop has been deleted."))
    return redirect(url_for(".list_"), 303)


@bp.get("/<int:workshop_id>/agenda")
@needs(Action.READ_CITY)
def agenda(workshop_id: int) -> ResponseReturnValue:
    """List the activities, each with what can be done to it."""
    workshop = lookups.workshop_at_desk(g.city, workshop_id)
    may_change = _may(Action.RUN_CONSULTATIONS) and workshop.ended_at is None
    offered = [kind for kind in Kind if workshop.started_at is None or kind in arranging.ADDED_LATER]
    return _page(
        "agenda",
        workshop=workshop,
        faults={fault.which: fault for fault in checks.faults_of(workshop) if fault.where == "activity"},
        kind_names=kinds.NAMES,
        ledes=kinds.LEDES,
        offered=offered,
        minutes=sum(activity.minutes for activity in workshop.activities),
        may_add=may_change,
        may_change=may_change and workshop.started_at is None,
        moved=request.args.get("moved", "").partition("-")[::2],
    )


@bp.route("/<int:workshop_id>/activities/new", methods=["GET", "POST"])
@needs(Action.RUN_CONSULTATIONS)
def new_activity(workshop_id: int) -> ResponseReturnValue:
    """Put one more activity on the agenda."""
    workshop = lookups.workshop_at_desk(g.city, workshop_id)
    wanted = request.args.get("kind", "")
    if wanted not in list(Kind):
        abort(404)
    kind = Kind(wanted)
    if kind not in arranging.ADDED_LATER or workshop.ended_at is not None:
        preparing.refuse_begun(workshop)
    return _write(workshop, kind, None)


@bp.route("/activities/<int:activity_id>", methods=["GET", "POST"])
@needs(Action.RUN_CONSULTATIONS)
def activity(activity_id: int) -> ResponseReturnValue:
    """Write an activity anew."""
    found = lookups.activity_at_desk(g.city, activity_id)
    preparing.refuse_begun(found.workshop)
    return _write(found.workshop, Kind(found.kind), found)


@bp.post("/activities/<int:activity_id>/deletion")
@needs(Action.RUN_CONSULTATIONS)
def delete_activity(activity_id: int) -> ResponseReturnValue:
    """Take an activity off the agenda."""
    found = lookups.activity_at_desk(g.city, activity_id)
    workshop_id = found.workshop_id
    arranging.delete_activity(found, by=current_person())
    flash(_("The activity has been taken off the agenda. Its question stays with the consultation."))
    return redirect(url_for(".agenda", workshop_id=workshop_id), 303)


@bp.post("/activities/<int:activity_id>/place")
@needs(Action.RUN_CONSULTATIONS)
def place_activity(activity_id: int) -> ResponseReturnValue:
    """Move an activity up or down; the focus stays on the button that did it."""
    found = lookups.activity_at_desk(g.city, activity_id)
    workshop_id, way = found.workshop_id, request.form.get("way", "")
    if way not in ("up", "down"):
        abort(404)
    arranging.move_activity(found, up=way == "up", by=current_person())
    return redirect(url_for(".agenda", workshop_id=workshop_id, moved=f"{way}-{activity_id}"), 303)


def _write(workshop: Workshop, kind: Kind, found: Activity | None) -> ResponseReturnValue:
    """Do what a posted form asks for and lead back to the agenda; else show it with whatever was typed."""
    form, questions = forms.activity_form(kind, found), lookups.questions_for(workshop, kind)
    if isinstance(form, forms.AskingForm):
        unfrozen = any(door.consultation.opening is None for door in workshop.doors)
        may_be_new = unfrozen and kind in lookups.OWN_WORDS
        form.offer(questions, may_be_new=may_be_new, several=len(workshop.entrances) > 1)
    if form.validate_on_submit():
        try:
            planned = form.read(questions)
            if found is None:
                made = arranging.add_activity(workshop, kind, planned, by=current_person())
            else:
                made = found
                arranging.change_activity(found, planned, by=current_person())
        except arranging.NotThisActivity as refusal:
            form[refusal.field].errors = [str(refusal)]
        else:
            flash(_("The activity has been saved."))
            return redirect(url_for(".agenda", workshop_id=made.workshop_id) + f"#activity-{made.id}", 303)
    return _page(
        "activity",
        form=form,
        workshop=workshop,
        activity=found,
        kind=kind,
        kind_name=kinds.NAMES[kind],
        lede=kinds.LEDES[kind],
        asks=kind in ASKING,
        has_questions=bool(questions),
    )


def _may(action: Action) -> bool:
    return current_person().may(action, g.city)


def _page(name: str, **what: Any) -> ResponseReturnValue:
    """Draw a page; 422 where something typed has to be looked at again."""
    form = what.get("form")
    drawn = render_template(f"workshops/{name}.html", city=g.city, **what)
    return drawn, 422 if form is not None and form.errors else 200
