"""The audit log as people read it: of a city, and for the administrator of everything."""

from datetime import date
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sfc_workshop.admin import actions, queries
from sfc_workshop.admin.queries import Wanted
from sfc_workshop.admin.sentences import FAMILY_NAMES, Family, doer, family_of, sentence
from sfc_workshop.cities.models import City
from sfc_workshop.core import audit as log
from sfc_workshop.core.db import GREATEST_ID
from sfc_workshop.domain.roles import Action
from sfc_workshop.people.access import needs, needs_nationally

audit = Blueprint("audit", __name__)


@audit.get("/desk/<city_slug>/audit")
@needs(Action.READ_AUDIT)
def of_city() -> ResponseReturnValue:
    """Show what was done in a city, by whom and when."""
    return _page(g.city)


@audit.get("/desk/admin/audit")
@needs_nationally(Action.ADMINISTER)
def of_all() -> ResponseReturnValue:
    """Show what was done anywhere."""
    return _page(None)


@audit.post("/desk/admin/audit/checks")
@needs_nationally(Action.ADMINISTER)
def check() -> ResponseReturnValue:
    """Have the log checked in the background."""
    actions.ask_for_check()
    flash(_("The log is being checked. Please open this page again in a moment."))
    return redirect(url_for(".of_all"), 303)


def _page(city: City | None) -> ResponseReturnValue:
    wanted = Wanted(
        person=_number(request.args.get("person")),
        family=_family(request.args.get("kind")),
        day=_day(request.args.get("day")),
    )
    page = queries.entries(wanted, city)
    rows, cities = queries.subjects(page.items), queries.cities_by_slug(page.items)
    return render_template(
        "admin/audit.html",
        city=city,
        page=page,
        lines=[_line(entry, rows, cities) for entry in page.items],
        doers=queries.doers(city),
        families=FAMILY_NAMES,
        wanted=wanted,
        head=log.head(),
        check=queries.last_check(),
    )


def _line(entry: log.AuditEntry, rows: dict[str, Any], cities: dict[str, City]) -> dict[str, Any]:
    said = sentence(entry, rows, cities)
    return {"entry": entry, "who": doer(entry, rows), "said": said, "family": FAMILY_NAMES[family_of(entry)]}


def _number(words: str | None) -> int | None:
    is_number = words is not None and words.isascii() and words.isdigit() and len(words) < 11
    number = int(words or "") if is_number else None
    return number if number is not None and number <= GREATEST_ID else None


def _family(words: str | None) -> Family | None:
    return next((one for one in Family if one.value == words), None)


def _day(words: str | None) -> date | None:
    """Read a day as a browser sends it; anything else is no day."""
    try:
        day = date.fromisoformat(words or "")
    except ValueError:
        return None
    return day if 2000 <= day.year <= 9000 else None
