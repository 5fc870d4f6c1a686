"""How the administrator is asked about a city, and how the audit log is searched."""

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from sfc_workshop.cities.models import City
from sfc_workshop.core.i18n import BUDDHIST_ERA, language
from sfc_workshop.core.written import tidy
from sfc_workshop.ui.checks import showable

KINDS = {"city": _l("City municipality"), "town": _l("Town municipality"), "guest": _l("Guest: not in the programme")}
_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_FIRST_YEAR, _LAST_YEAR = 2500, 2700


def _tidy(words: str | None) -> str:
    return tidy(words or "")


def _words(label: Any, most: int, *more: Any, **looks: Any) -> StringField:
    length = Length(max=most, message=_l("Please shorten this to %(most)s characters.", most=most))
    return StringField(label, [*more, length, showable], filters=[_tidy], render_kw={"maxlength": most, **looks})


class CityForm(FlaskForm):
    """A city's names, where it lies, and what it is."""

    name_th = _words(_l("Name in Thai"), 120, InputRequired(_l("Please write the name in Thai.")), lang="th")
    name_en = _words(_l("Name in English"), 120, InputRequired(_l("Please write the name in English.")), lang="en")
    province_th = _words(_l("Province in Thai"), 60, lang="th")
    province_en = _words(_l("Province in English"), 60, lang="en")
    district_th = _words(_l("District in Thai"), 60, lang="th")
    kind = RadioField(_l("Kind of city"), validate_choice=False)
    joined = _words(_l("Year it joined the programme"), 4, inputmode="numeric")

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.kind.choices = list(KINDS.items())

    def fill(self, city: City) -> None:
        """Begin with what is known of a city."""
        for name in ("name_th", "name_en", "province_th", "province_en", "district_th", "kind"):
            self[name].data = getattr(city, name)
        self.joined.data = str(city.joined_year - self._shift()) if city.joined_year else ""

    def words(self) -> dict[str, Any]:
        """What was written, by the columns of a city; the year in the Buddhist era."""
        names = ("kind", "name_th", "name_en", "province_th", "province_en", "district_th")
        return {**{name: self[name].data for name in names}, "joined_year": self._year()}

    def validate_kind(self, field: Any) -> None:
        """Refuse what was not offered."""
        if field.data not in KINDS:
            raise ValidationError(_l("Please choose what it is."))

    def validate_joined(self, field: Any) -> None:
        """Refuse what is no year of our time in the reader's era."""
        year = self._year()
        if field.data and (year is None or not _FIRST_YEAR <= year <= _LAST_YEAR):
            raise ValidationError(_l("Please write a year of four digits, or leave it empty."))

    def _year(self) -> int | None:
        written = self.joined.data
        return int(written) + self._shift() if written and written.isascii() and written.isdigit() else None

    @staticmethod
    def _shift() -> int:
        """Years are written in the reader's era and stored in the Buddhist one."""
        return 0 if language() == "th" else BUDDHIST_ERA


class NewCityForm(CityForm):
    """A city that is not there yet: its address cannot be changed later, for links lead to it."""

    slug = _words(
        _l("Name in links"),
        60,
        InputRequired(_l("Please write a name for links.")),
        autocapitalize="none",
        spellcheck="false",
    )

    def validate_slug(self, field: Any) -> None:
        """Refuse what cannot stand in an address."""
        if not _SLUG.fullmatch(field.data or ""):
            raise ValidationError(_l("Please use small Latin letters, digits and single hyphens."))
