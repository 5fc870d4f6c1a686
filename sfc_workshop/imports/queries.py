"""Looking for a name that is still free."""

import re
import unicodedata

from sqlalchemy import select

from sfc_workshop.cities.models import City
from sfc_workshop.core.db import db, hold

LONGEST_SLUG = 60


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
