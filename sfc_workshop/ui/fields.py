"""Fields that WTForms has not, as ui/forms.html draws them."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from wtforms import SelectMultipleField, StringField
from wtforms.widgets import CheckboxInput

from sfc_workshop.core.i18n import BUDDHIST_ERA

FIRST_BUDDHIST_YEAR = 2400  # nobody means a year of the common era by this or a later number


class CheckboxesField(SelectMultipleField):
    """Several of a few choices, each a tick of its own."""

    option_widget = CheckboxInput()


class DayField(StringField):
    """A day as a phone's calendar writes it, 2026-07-09; a year of the Buddhist era is understood as well."""

    data: Any

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.isoformat() if self.data else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read a day."""
        typed = str(valuelist[0]).strip() if valuelist else ""
        self.data = None
        if not typed:
            return
        try:
            year, month, day = (int(part) for part in typed.split("-") if len(part) < 5)
            self.data = date(year - BUDDHIST_ERA if year >= FIRST_BUDDHIST_YEAR else year, month, day)
        except ValueError:
            raise ValueError(_("Please write a day such as 2026-07-09, or choose it from the calendar.")) from None
