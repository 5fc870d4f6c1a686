"""What a planner fills in for a survey: its address, its welcome, and when it is open."""

from datetime import datetime, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectChoice, StringField, TextAreaField, ValidationError

from sfc_workshop.ballots.building import LONGEST_TITLE, LONGEST_WORDS, Needed, WholeField, in_thai, words
from sfc_workshop.core import clock
from sfc_workshop.surveys.actions import Invitation
from sfc_workshop.surveys.models import Survey
from sfc_workshop.ui.fields import DayField

LONGEST_MINUTES = 120
END_OF_DAY, START_OF_DAY = time(23, 59), time(0, 0)


class HourField(StringField):
    """A time of the day, 16:30 or 16.30."""

    data: Any

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data:%H:%M}" if self.data else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read a time; nothing means the edge of the day."""
        typed = str(valuelist[0]).strip().replace(".", ":") if valuelist else ""
        self.data = None
        if not typed:
            return
        try:
            self.data = datetime.strptime(typed[:5], "%H:%M").time()
        except ValueError:
            raise ValueError(_("Please write a time such as 16:30.")) from None


class SurveyForm(FlaskForm):
    """A survey, as it is prepared or changed before opening."""

    slug = StringField(
        _l("End of its address"),
        [Needed()],
        filters=[lambda typed: (typed or "").strip().lower()],
        render_kw={"maxlength": 60, "autocapitalize": "none", "spellcheck": "false"},
    )
    title_th = in_thai(_l("Title in Thai"))
    title_en = words(_l("Title in English"), LONGEST_TITLE, lang="en")
    welcome_th = in_thai(_l("Welcome in Thai"), LONGEST_WORDS, kind=TextAreaField, rows=4)
    welcome_en = words(_l("Welcome in English"), LONGEST_WORDS, kind=TextAreaField, rows=4, lang="en")
    minutes = WholeField(_l("Minutes it takes"), [Needed()], render_kw={"inputmode": "numeric", "maxlength": 3})
    opens = RadioField(
        _l("When it opens"),
        choices=[SelectChoice("hand", _l("When somebody opens the consultation")), SelectChoice("day", _l("On a day"))],
        validate_choice=False,
    )
    opens_on = DayField(_l("First day to answer"), render_kw={"type": "date"})
    opens_hour = HourField(_l("From what time"), render_kw={"type": "time"})
    closes = RadioField(
        _l("When it closes"),
        choices=[
            SelectChoice("hand", _l("When somebody closes the consultation")),
            SelectChoice("day", _l("On a day")),
        ],
        validate_choice=False,
    )
    closes_on = DayField(_l("Last day to answer"), render_kw={"type": "date"})
    closes_hour = HourField(_l("Until what time"), render_kw={"type": "time"})

    def validate_minutes(self, field: WholeField) -> None:
        """Say how long it takes, in whole minutes."""
        if field.data is None or not 1 <= field.data <= LONGEST_MINUTES:
            raise ValidationError(_("Please write a number of minutes, from 1 to %(most)s.", most=LONGEST_MINUTES))

    def validate_opens_on(self, field: DayField) -> None:
        """A day is needed where it opens on a day."""
        _need_day(self.opens, field)

    def validate_closes_on(self, field: DayField) -> None:
        """A day is needed where it closes on a day."""
        _need_day(self.closes, field)

    def read(self) -> Invitation:
        """Read a form that was found right."""
        names = ("slug", "title_th", "title_en", "welcome_th", "welcome_en", "minutes")
        return Invitation(
            **{name: self[name].data for name in names},
            opens_at=_moment(self.opens, self.opens_on, self.opens_hour, START_OF_DAY),
            closes_at=_moment(self.closes, self.closes_on, self.closes_hour, END_OF_DAY),
        )


def present(survey: Survey) -> dict[str, Any]:
    """What a survey says so far, for its form."""
    names = ("slug", "title_th", "title_en", "welcome_th", "welcome_en", "minutes")
    shown: dict[str, Any] = {name: getattr(survey, name) for name in names}
    for name, moment in (("opens", survey.door.opens_at), ("closes", survey.door.closes_at)):
        local = moment.astimezone(clock.CITY_ZONE) if moment else None
        shown |= {
            name: "day" if local else "hand",
            f"{name}_on": local.date() if local else None,
            f"{name}_hour": local.time() if local else None,
        }
    return shown


def _need_day(how: RadioField, field: DayField) -> None:
    if how.data == "day" and field.data is None and not field.errors and not field.process_errors:
        raise ValidationError(_("Please choose a day."))


def _moment(how: RadioField, day: DayField, hour: HourField, otherwise: time) -> datetime | None:
    """The moment of the city's clock that was chosen; None where a hand does it."""
    if how.data != "day":
        return None
    chosen: time = hour.data or otherwise
    return datetime.combine(day.data, chosen, tzinfo=clock.CITY_ZONE)
