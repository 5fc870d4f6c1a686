"""The lists of a city's communities and divisions, which plans, surveys and people speak of."""

from collections.abc import Callable, Collection
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sfc_workshop.ballots import queries as box
from sfc_workshop.cities import forms
from sfc_workshop.cities.actions import IsInUse, Part, keep_parts
from sfc_workshop.cities.models import City, Community, Division
from sfc_workshop.domain.roles import Action
from sfc_workshop.people.access import current_person, needs
from sfc_workshop.plans import queries as plans

bp = Blueprint("city_parts", __name__, url_prefix="/desk/<city_slug>")
InUse = Callable[[City], Collection[int]]


@bp.route("/communities", methods=["GET", "POST"])
@needs(Action.EDIT_PLAN)
def communities() -> ResponseReturnValue:
    """Write down where people may say they live."""
    return _list(Community, g.city.communities, box.communities_in_use)


@bp.route("/divisions", methods=["GET", "POST"])
@needs(Action.EDIT_PLAN)
def divisions() -> ResponseReturnValue:
    """Write down who may be responsible for a project."""
    return _list(Division, g.city.divisions, plans.divisions_in_use)


def _list(kind: Part, parts: Any, in_use: InUse) -> ResponseReturnValue:
    form = forms.form_for(parts, request.form if request.method == "POST" else None)
    name = "communities" if kind is Community else "divisions"
    status = 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                keep_parts(g.city, kind, form.wanted, in_use=lambda: in_use(g.city), by_id=current_person().id)
            except IsInUse as refusal:
                form.more.errors, status = [str(refusal)], refusal.status
            else:
                flash(_("The list has been saved."))
                return redirect(url_for(f".{name}"), 303)
    return render_template("home/city_parts.html", city=g.city, form=form, name=name), status
