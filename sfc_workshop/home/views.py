"""Front pages: of the site, of a city, of the desk."""

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from sfc_workshop.ballots import queries as box
from sfc_workshop.cities import queries as cities
from sfc_workshop.core.access import anyone
from sfc_workshop.domain.roles import Action
from sfc_workshop.people.access import current_person, needs, signed_in
from sfc_workshop.people.queries import cities_for
from sfc_workshop.plans import queries as plans
from sfc_workshop.publications import queries as publications
from sfc_workshop.surveys import queries as surveys

bp = Blueprint("home", __name__)


@bp.get("/")
@anyone
def front() -> ResponseReturnValue:
    """Show the cities, what can be answered now, and what was published."""
    return render_template(
        "home/front.html",
        cities=cities.programme_cities(),
        surveys=surveys.open_surveys(),
        publications=publications.newest_publications(),
    )


@bp.get("/c/<slug>")
@anyone
def city(slug: str) -> ResponseReturnValue:
    """Show one city: what it asks now, what it has published, and its plans."""
    found = cities.city_at(slug)
    return render_template(
        "home/city.html",
        city=found,
        plans=plans.plans_of(found),
        surveys=surveys.open_surveys(found),
        publications=publications.publications_of(found),
    )


@bp.get("/privacy")
@anyone
def privacy() -> ResponseReturnValue:
    """Say what is kept of those who answer, why, for how long, and what they may ask for."""
    return render_template("home/privacy.html")


@bp.get("/desk")
@signed_in
def desk() -> ResponseReturnValue:
    """Lead to the desk of the person's city, or let them choose one."""
    found = cities_for(current_person())
    if len(found) == 1 and not current_person().national_role:
        return redirect(url_for(".city_desk", city_slug=found[0].slug))
    is_administrator = current_person().may_everywhere(Action.ADMINISTER)
    return render_template("home/desks.html", cities=found, is_administrator=is_administrator)


@bp.get("/desk/<city_slug>")
@needs(Action.READ_CITY)
def city_desk() -> ResponseReturnValue:
    """Show what a city's people work on: its plans and consultations."""
    return render_template(
        "home/desk.html",
        city=g.city,
        plans=plans.plans_of(g.city),
        consultations=box.consultations_of(g.city),
        may_edit=current_person().may(Action.EDIT_PLAN, g.city),
    )
