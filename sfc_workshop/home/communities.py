"""The list of a city's communities, which surveys and margins speak of."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sfc_workshop.ballots.queries import communities_in_use
from sfc_workshop.cities import forms
from sfc_workshop.cities.actions import IsInUse, keep_communities
from sfc_workshop.domain.roles import Action
from sfc_workshop.people.access import current_person, needs

bp = Blueprint("communities", __name__, url_prefix="/desk/<city_slug>/communities")


@bp.route("", methods=["GET", "POST"])
@needs(Action.EDIT_PLAN)
def list_() -> ResponseReturnValue:
    """Write down where people may say they live."""
    form = forms.form_for(g.city.communities, request.form if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.validate():
            in_use = lambda: communities_in_use(g.city)  # noqa: E731
            try:
                keep_communities(g.city, form.wanted, in_use=in_use, by_id=current_person().id)
            except IsInUse as refusal:
                form.more.errors, status = [str(refusal)], refusal.status
            else:
                flash(_("The list has been saved."))
                return redirect(url_for(".list_"), 303)
    return render_template("home/communities.html", city=g.city, form=form), status
