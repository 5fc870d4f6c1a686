"""The official forms at the desk: choosing one, waiting for a long one, wording them as the city does."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sfc_workshop.core.refusals import Refused
from sfc_workshop.domain.roles import Action
from sfc_workshop.exports import actions, queries
from sfc_workshop.exports.form_fields import (
    FormsForm,
    changes_of,
    fill,
    form_names,
    set_names,
    title_field,
    wording_form,
)
from sfc_workshop.exports.forms import SETS, template, template_for
from sfc_workshop.people.access import current_person, needs
from sfc_workshop.plans import queries as plans

forms = Blueprint("forms", __name__, url_prefix="/desk/<city_slug>")


@forms.route("/plans/<int:plan_id>/forms", methods=["GET", "POST"])
@needs(Action.EXPORT)
def choose(plan_id: int) -> ResponseReturnValue:
    """Choose a form and a file, and have it made."""
    plan = plans.plan_in(g.city, plan_id)
    form = FormsForm()
    status = 200
    if request.method == "GET":
        form.begin(plan)
    elif form.validate_on_submit():
        try:
            export = actions.make_form(plan, form.asked, by=current_person())
        except Refused as refusal:
            form.form.errors, status = [str(refusal)], refusal.status
        else:
            return redirect(url_for("exports.making" if export.job_id else "exports.fetch", export_id=export.id), 303)
    if status == 200 and form.errors:
        status = 422
    return render_template(
        "exports/forms.html",
        city=g.city,
        plan=plan,
        form=form,
        numbers=queries.how_many(plan),
        names=form_names(),
        sets=set_names(),
        can_word=current_person().may(Action.EDIT_PLAN, g.city),
    ), status


@forms.route("/forms/<name>", methods=["GET", "POST"])
@needs(Action.EDIT_PLAN)
def wording(name: str) -> ResponseReturnValue:
    """Word a set of forms as the city does."""
    if name not in SETS:
        abort(404)
    official = template(name)
    form = wording_form(official)()
    if request.method == "GET":
        fill(form, official, template_for(g.city, name))
    elif form.validate_on_submit():
        actions.change_forms(g.city, name, changes_of(form, official), by=current_person())
        flash(_("The forms are worded so from now on."))
        return redirect(url_for(".wording", name=name), 303)
    told = {"official": official, "sets": set_names(), "title_field": title_field}
    status = 422 if form.errors else 200
    return render_template("exports/wording.html", city=g.city, name=name, form=form, **told), status
