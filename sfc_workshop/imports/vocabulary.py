"""The words by which files are understood: those we know, those the city has told us, those just chosen."""

import csv
from collections.abc import Mapping
from functools import lru_cache

from sqlalchemy import select

from sfc_workshop.cities.models import City
from sfc_workshop.config import PACKAGE
from sfc_workshop.core.db import db
from sfc_workshop.domain.project_words import Vocabulary
from sfc_workshop.imports.models import ColumnName


def vocabulary(city: City | None = None, chosen: Mapping[str, str] | None = None) -> Vocabulary:
    """Gather the words; what was chosen for one file wins over what is remembered of its city."""
    remembered = _remembered(city) if city is not None else {}
    return Vocabulary(_rows("import-words.csv"), _rows("programmes.csv"), {**remembered, **(chosen or {})})


def _remembered(city: City) -> dict[str, str]:
    names = db.session.scalars(select(ColumnName).where(ColumnName.city_id == city.id))
    return {name.heading: name.field for name in names}


@lru_cache
def _rows(name: str) -> list[tuple[str, str, str]]:
    with (PACKAGE / "reference" / name).open(encoding="utf-8", newline="") as file:
        return [(one, two, three) for one, two, three in list(csv.reader(file))[1:]]
