"""Files that wait or were brought in; a name that is still free."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from sfc_workshop.cities.models import City
from sfc_workshop.core import clock
from sfc_workshop.core.db import db, hold
from sfc_workshop.imports.models import Upload
from sfc_workshop.plans.models import Plan

LONGEST_SLUG = 60
MOST_LISTED = 20
A_DAY = timedelta(days=1)


def free_slug(name: str) -> str:
    """Find an address for a new city that no other has; nobody else takes it in this transaction."""
    hold("city slugs", shared=False)
    plain = unicodedata.normalize("NFKD", name.replace("ł", "l").replace("Ł", "L").replace("ß", "ss"))
    ascii_name = "".join(letter for letter in plain if not unicodedata.combining(letter)).lower()
    stem = re.sub(r"[^a-z0-9]+", "-", ascii_name).strip("-")[: LONGEST_SLUG - 5].strip("-") or "guest"
    taken = set(db.session.scalars(select(City.slug).where(City.slug.startswith(stem, autoescape=True))))
    slug, number = stem, 2
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug


def upload_in(city: City, upload_id: str) -> Upload:
    """Find a file of the city that was brought in, or has waited for less than a day, or say 404."""
    return db.one_or_404(
        select(Upload)
        .join(Plan)
        .options(joinedload(Upload.job), joinedload(Upload.plan))
        .where(Plan.city_id == city.id, Upload.id == upload_id, _is_here())
    )


def uploads_of(plan: Plan) -> Sequence[Upload]:
    """List the last files of a plan, newest first."""
    return db.session.scalars(
        select(Upload)
        .options(joinedload(Upload.person), joinedload(Upload.job))
        .where(Upload.plan_id == plan.id, _is_here())
        .order_by(Upload.at.desc(), Upload.id)
        .limit(MOST_LISTED)
    ).all()


def _is_here() -> Any:
    return or_(Upload.state != "waiting", Upload.at > clock.now() - A_DAY)
