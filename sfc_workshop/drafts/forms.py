"""What a planner fills in: a place and why, a mark and why, words for the committee.

Each form carries the version of the draft it was made from.
"""

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from sfc_workshop.core.i18n import text
from sfc_workshop.core.written import tidy
from sfc_workshop.drafts.models import Draft, Line
from sfc_workshop.ui.checks import showable

LONGEST_REASON = 2000
LONGEST_WORDS = 20_000
LONGEST_TITLE = 300


class Expected:
    """Marks a field nobody should leave empty; whether it is needed is for the action to say."""

    field_flags = {"required": True}

    def __call__(self, _form: FlaskForm, _field: Any) -> None:
        """Let everything pass."""


def _tidy(words: str | None) -> str:
    return tidy(words or "")


def whole(words: Any) -> int:
    """Read a whole number; anything else is 0, which is no place, no line and no version."""
    words = str(words or "")
    return int(words) if words.isascii() and words.isdigit() and len(words) < 10 else 0


def form_key(words: Any) -> str | None:
    """Read the key a form was drawn with; anything else is none."""
    words = str(words or "")
    return words if re.fullmatch("[0-9a-f]{32}", words) else None


def _words(label: Any, most: int, *more: Any, kind: Any = TextAreaField, **looks: Any) -> Any:
    length = Length(max=most, message=_l("Please shorten this to %(most)s characters.", most=f"{most:,}"))
    return kind(label, [length, showable, *more], filters=[_tidy], render_kw={"maxlength": most, **looks})


class Versioned(FlaskForm):
    """A form that knows from which version of the draft it was made."""

    version = HiddenField(filters=[whole])


class PlaceForm(Versioned):
    """Put a line at another place."""

    place = SelectField(_l("New place"), coerce=whole, validate_choice=False, filters=[whole])
    reason = _words(_l("Reason for the move"), LONGEST_REASON, Expected(), rows=4)

    def offer(self, last: int) -> None:
        """Offer the places of a chapter with so many lines."""
        self.place.choices = [(number, str(number)) for number in range(1, last + 1)]


class MarkForm(Versioned):
    """Mark a line, or take a mark back."""

    what = RadioField(_l("What is to be done with it?"), validate_choice=False)
    other = SelectField(
        _l("The other one, for merging and for excluding each other"),
        coerce=whole,
        validate_choice=False,
        filters=[whole],
    )
    reason = _words(_l("Reason for the mark"), LONGEST_REASON, Expected(), rows=4)

    def offer(self, line: Line) -> None:
        """Offer what can be done with a line, and the other lines that stand."""
        self.what.choices = [
            (what, label)
            for what, label, fits in (
                ("must", _l("Mark it as a must: it is done whatever the order"), line.mark != "must"),
                ("withdrawn", _l("Withdraw it from the draft"), line.mark != "withdrawn"),
                ("merged", _l("Merge it into another one"), True),
                ("exclusive", _l("It and another one exclude each other: at most one is done"), line.stands),
                ("unmark", _l("Take its mark back"), bool(line.mark)),
                ("apart", _l("It no longer excludes others"), bool(line.exclusive)),
            )
            if fits
        ]
        others = [one for one in line.draft.lines if one is not line and one.stands]
        self.other.choices = [(0, _l("Please choose")), *((one.id, text(one.item, "title")) for one in others)]


class WordsForm(Versioned):
    """Name a draft, and write what the committee should read first."""

    title_th = _words(_l("Title in Thai"), LONGEST_TITLE, Expected(), kind=StringField, lang="th")
    title_en = _words(_l("Title in English"), LONGEST_TITLE, kind=StringField, lang="en")
    words_th = _words(_l("Words for the committee in Thai"), LONGEST_WORDS, rows=8, lang="th")
    words_en = _words(_l("Words for the committee in English"), LONGEST_WORDS, rows=8, lang="en")

    def fill(self, draft: Draft) -> None:
        """Begin with what the draft says."""
        for name in ("title_th", "title_en", "words_th", "words_en"):
            self[name].data = getattr(draft, name)
