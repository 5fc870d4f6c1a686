"""The cities of the country: who works there, their names, a new one."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sfc_workshop.admin import actions, queries
from sfc_workshop.admin.forms import KINDS, CityForm, NewCityForm
from sfc_workshop.cities.queries import city_at
from sfc_workshop.domain.roles import Action
from sfc_workshop.people.access import current_person, needs_nationally

bp = Blueprint("admin", __name__, url_prefix="/desk/admin")


@bp.get("")
@needs_nationally(Action.ADMINISTER)
def cities() -> ResponseReturnValue:
    """List every city, the programme's first."""
    return render_template("admin/cities.html", rows=queries.cities_with_people(), kinds=KINDS)


@bp.route("/cities/new", methods=["GET", "POST"])
@needs_nationally(Action.ADMINISTER)
def add() -> ResponseReturnValue:
    """Add a city."""
    form = NewCityForm(kind="town")
    status = 200
    if form.validate_on_submit():
        try:
            city = actions.add_city(form.slug.data, form.words(), by=current_person())
        except actions.AddressIsTaken as refusal:
            form.slug.errors, status = [str(refusal)], refusal.status
        else:
            flash(_("The city is added. Please invite its first planner."))
            return redirect(url_for("staff.invite", city_slug=city.slug), 303)
    elif form.errors:
        status = 400
    return render_template("admin/city.html", form=form, city=None), status


@bp.route("/cities/<slug>", methods=["GET", "POST"])
@needs_nationally(Action.ADMINISTER)
def change(slug: str) -> ResponseReturnValue:
    """Write a city's names, province and kind anew."""
    city = city_at(slug)
    form = CityForm()
    if not form.is_submitted():
        form.fill(city)
    elif form.validate():
        changed = actions.change_city(city, form.words(), by=current_person())
        flash(_("The city is changed.") if changed else _("Nothing was changed."))
        return redirect(url_for(".cities"), 303)
    return render_template("admin/city.html", form=form, city=city), 400 if form.errors else 200
