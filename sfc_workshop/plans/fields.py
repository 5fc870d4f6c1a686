"""Fields of the forms of a plan: amounts, years and decimals as people write them, words, choices."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from sfc_workshop.core.written import tidy
from sfc_workshop.domain.plan_tree import NotRead, read_baht, read_decimal, read_year, with_plain_digits
from sfc_workshop.plans import sentences
from sfc_workshop.ui.checks import showable

LONGEST_NAME, LONGEST_TEXT, LONGEST_UNIT = 500, 5000, 60


class ReadField(StringField):
    """A field whose words are read into a value; words that cannot be read stay as they were typed."""

    reader: Callable[[str], Any] = staticmethod(read_decimal)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        self.data = None
        if valuelist:
            try:
                self.data = self.reader(valuelist[0])
            except NotRead as wrong:
                raise ValueError(sentences.what_is_wrong(wrong.code, wrong.facts)) from wrong

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.written(self.data)

    def written(self, value: Any) -> str:
        """Write a value as it would be typed."""
        return str(value)

    def put(self, value: Any) -> None:
        """Take a value from somewhere else than the browser."""
        self.data, self.raw_data = value, None


class BahtField(ReadField):
    """Whole baht, or None where nothing is typed."""

    reader = staticmethod(read_baht)

    def written(self, value: int) -> str:
        """Write an amount with its thousands apart."""
        return f"{value:,}"


class YearField(ReadField):
    """A year of the Buddhist era."""

    reader = staticmethod(read_year)


class DecimalField(ReadField):
    """An exact decimal, as words."""

    reader = staticmethod(read_decimal)


def _read_whole(words: str) -> int | None:
    typed = with_plain_digits(words)
    if not typed:
        return None
    if not typed.isdecimal() or len(typed) > 4:
        raise NotRead("no_count")
    return int(typed)


class CountField(ReadField):
    """A small whole number."""

    reader = staticmethod(_read_whole)


class CheckboxesField(SelectMultipleField):
    """Any number of ticks."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class Expected:
    """Marks a field nobody should leave empty, and says what to write if somebody does."""

    field_flags = {"required": True}

    def __init__(self, sentence: Any) -> None:
        self.sentence = sentence

    def __call__(self, _form: Any, field: Any) -> None:
        """Refuse an empty field, unless it was not read and says so already."""
        if field.data in (None, "") and not field.errors:
            raise StopValidation(str(self.sentence))


def offered(_form: Any, field: Any) -> None:
    """Refuse what is not among the choices; a list may have changed since the form was made."""
    values = [one[0] if isinstance(one, tuple) else one.value for one in field.choices]
    given = field.data if isinstance(field.data, list) else [field.data]
    if any(value not in values for value in given):
        raise ValidationError(_l("Please choose one of the list; it may have changed since you opened this page."))


def _tidy(words: str | None) -> str:
    return tidy(words or "")


def words(name: str, most: int, *more: Any, kind: Any = TextAreaField, **looks: Any) -> Any:
    """Make a field of words in the language its name ends with."""
    length = Length(max=most, message=_l("Please shorten this to %(most)s characters.", most=f"{most:,}"))
    return kind(
        sentences.label(name),
        [*more, length, showable],
        filters=[_tidy],
        render_kw={"maxlength": most, "lang": name[-2:], **looks},
    )


def in_both(name: str, most: int = LONGEST_TEXT, *more: Any, **looks: Any) -> tuple[Any, Any]:
    """Make a pair of fields, Thai and English; only the Thai one may be expected."""
    return words(f"{name}_th", most, *more, **looks), words(f"{name}_en", most, **looks)


def choice(
    name: str, choices: Mapping[Any, Any] = MappingProxyType({}), *, coerce: Any = str, kind: Any = SelectField
) -> Any:
    """Make a field with a list of choices."""
    options = [SelectChoice(value, label) for value, label in choices.items()]
    return kind(sentences.label(name), [offered], choices=options, coerce=coerce, validate_choice=False)


def id_or_none(value: Any) -> int | None:
    """Read a choice of a row; nothing chosen is None, and what cannot be an id is 0, which no row has."""
    if value in (None, "", "None"):
        return None
    written = str(value)
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0


def truth(value: Any) -> bool:
    """Read a choice between two."""
    return str(value) in ("True", "1")
