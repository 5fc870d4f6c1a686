"""What is filled in: how many sheets to print, the marks of a sheet, hands that were counted."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectChoice, ValidationError

from sfc_workshop.ballots.actions import Sent
from sfc_workshop.ballots.actions.codes import MOST_AT_ONCE
from sfc_workshop.ballots.building import Needed, WholeField
from sfc_workshop.ballots.models import Question
from sfc_workshop.core import clock
from sfc_workshop.core.written import can_be_shown, tidy
from sfc_workshop.paper.lines import read
from sfc_workshop.ui.fields import DayField

LAST_MINUTE = time(23, 59)
LONGEST_NAME, LONGEST_NOTE = 120, 1000


class SheetsForm(FlaskForm):
    """Print sheets, each with a code of its own."""

    number = WholeField(_l("How many sheets"), [Needed()], render_kw={"inputmode": "numeric", "maxlength": 6})
    language = RadioField(
        _l("Language of the sheets"),
        choices=[SelectChoice("th", _l("Thai")), SelectChoice("en", _l("English"))],
    )
    closes_on = DayField(_l("Last day on which sheets are keyed"), render_kw={"type": "date"})

    def validate_number(self, field: WholeField) -> None:
        """Say how many, in a number that can be printed."""
        if field.data is None or not 1 <= field.data <= MOST_AT_ONCE:
            raise ValidationError(_("Please write a number from 1 to %(most)s.", most=f"{MOST_AT_ONCE:,}"))

    def validate_closes_on(self, field: DayField) -> None:
        """A day that has passed is too late."""
        if field.data is not None and field.data < clock.today():
            raise ValidationError(_("This day has passed. Please choose a later one."))

    @property
    def closes_at(self) -> datetime | None:
        """The end of the last day; None where somebody closes the consultation by hand."""
        day = self.closes_on.data
        return datetime.combine(day, LAST_MINUTE, tzinfo=clock.CITY_ZONE) if day else None


def read_sheet(questions: Sequence[Question], form: Mapping[str, str]) -> list[Sent]:
    """Read what was keyed from a sheet; questions left empty are left out.

    raises: NotThisSheet for a mark that is none.
    """
    answers = []
    for question in questions:
        marks = read(question, form)
        if marks is not None:
            run = whole(form.get(f"q{question.id}-run", "")) or 0
            answers.append(Sent(question_id=question.id, key="", revision=0, run=run, answer=marks))
    return answers


def read_hands(question: Question, form: Mapping[str, str]) -> dict[str, int | None]:
    """Read a show of hands, by choice; None where no whole number was written."""
    return {key: whole(form.get(f"hands-{number}", "")) for number, key in enumerate(question.choices, 1)}


def read_words(words: str, most: int) -> tuple[str, str | None]:
    """Tidy a line of words, and say what is wrong with it, if anything is."""
    words = tidy(words)
    if len(words) > most:
        return words, _("Please shorten this to %(most)s characters.", most=f"{most:,}")
    if not can_be_shown(words):
        return words, _("Your text has signs that cannot be shown. Please remove them.")
    return words, None


def whole(words: str) -> int | None:
    """Read a whole number as people write it: 12, 1,200; None for anything else."""
    words = words.replace(",", "").strip()
    return int(words) if words.isdecimal() and len(words) < 10 else None
