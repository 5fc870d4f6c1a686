"""What a planner fills in for a workshop and for an activity of its agenda."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectChoice, SelectField, TextAreaField, ValidationError

from sfc_workshop.ballots.building import (
    HORIZONS,
    KIND_NAMES,
    LONGEST_TITLE,
    LONGEST_WORDS,
    Needed,
    WholeField,
    in_thai,
    words,
)
from sfc_workshop.ballots.models import Consultation, Question
from sfc_workshop.core.i18n import text
from sfc_workshop.domain.agenda import ASKING, Kind
from sfc_workshop.ui.fields import DayField
from sfc_workshop.workshops import kinds
from sfc_workshop.workshops.actions.arranging import Planned
from sfc_workshop.workshops.actions.preparing import About
from sfc_workshop.workshops.models import Activity, Workshop
from sfc_workshop.workshops.usual import USUAL

MOST_TABLES = 200
MOST_AGENCIES = 200
LONGEST_AGENCY = 120
MOST_INVITED = 100_000
MOST_MINUTES = 600
NEW = "new"


class NeededDay(DayField):
    """A day somebody has to choose."""

    def pre_validate(self, form: Any) -> None:
        """Ask for a day where none was written."""
        super().pre_validate(form)
        if self.data is None and not self.process_errors:
            raise ValidationError(_("Please choose a day."))


def _whole(label: Any) -> WholeField:
    return WholeField(label, render_kw={"inputmode": "numeric", "maxlength": 7})


class AboutForm(FlaskForm):
    """What, when, where, and who is expected."""

    title_th = in_thai(_l("Title in Thai"))
    title_en = words(_l("Title in English"), LONGEST_TITLE, lang="en")
    held_on = NeededDay(_l("Day"), [Needed()], render_kw={"type": "date"})
    place_th = words(_l("Place in Thai"), LONGEST_TITLE, lang="th")
    place_en = words(_l("Place in English"), LONGEST_TITLE, lang="en")
    tables = _whole(_l("Number of tables"))
    agencies = words(_l("Agencies"), MOST_AGENCIES * 2 * LONGEST_AGENCY, kind=TextAreaField, rows=8, lang="mul")

    def validate_tables(self, field: WholeField) -> None:
        """A number of tables, none if left empty."""
        _refuse_beyond(field, MOST_TABLES)

    def validate_agencies(self, field: Any) -> None:
        """One agency a line, not too many, none too long."""
        named = agencies_in(field.data)
        if len(named) > MOST_AGENCIES:
            raise ValidationError(_("Please name at most %(most)s agencies.", most=MOST_AGENCIES))
        for name in (name for pair in named for name in pair):
            if len(name) > LONGEST_AGENCY:
                raise ValidationError(
                    _("Please shorten “%(name)s…” to %(most)s characters.", name=name[:30], most=LONGEST_AGENCY)
                )

    def invited_fields(self) -> list[Any]:
        """The fields for how many of each group are invited."""
        return [field for field in self if field.name.startswith("invited_")]

    def read(self) -> About:
        """Read a form that was found right."""
        names = ("title_th", "title_en", "place_th", "place_en", "held_on")
        return About(
            **{name: self[name].data for name in names},
            tables=self.tables.data or 0,
            agencies=agencies_in(self.agencies.data),
            invited={
                field.name.removeprefix("invited_"): field.data
                for field in self.invited_fields()
                if field.data is not None
            },
        )


class NewForm(AboutForm):
    """Begin a workshop: with which agenda, on which plan or in which consultation."""

    begin = SelectField(_l("Begin with"), validate_choice=False)

    def offer(self, plans: Sequence[Any], consultations: Sequence[Consultation]) -> None:
        """Offer each usual workshop on each plan, and each consultation that has no hall yet."""
        usual = [(f"{name}-{plan.id}", _named(one.name, plan, plans)) for plan in plans for name, one in USUAL.items()]
        self.begin.choices = usual + [
            (f"consultation-{one.id}", _("The questions of: %(title)s", title=text(one, "title")))
            for one in consultations
        ]

    def validate_begin(self, field: SelectField) -> None:
        """Refuse what is not offered."""
        if field.data not in dict(field.choices):
            raise ValidationError(_("Please choose from the list."))


class ActivityForm(FlaskForm):
    """An activity of an agenda."""

    title_th = in_thai(_l("Title in Thai"))
    title_en = words(_l("Title in English"), LONGEST_TITLE, lang="en")
    words_th = words(_l("Words in Thai"), LONGEST_WORDS, kind=TextAreaField, rows=4, lang="th")
    words_en = words(_l("Words in English"), LONGEST_WORDS, kind=TextAreaField, rows=4, lang="en")
    minutes = _whole(_l("Minutes"))

    def validate_minutes(self, field: WholeField) -> None:
        """A number of minutes, none if left empty."""
        _refuse_beyond(field, MOST_MINUTES)

    def read(self, questions: Sequence[Question]) -> Planned:
        """Read a form that was found right."""
        chosen = self["question"].data if "question" in self else ""
        return Planned(
            words={name: self[name].data for name in ("title_th", "title_en", "words_th", "words_en")},
            minutes=self.minutes.data or 0,
            question=next((one for one in questions if str(one.id) == chosen), None),
            is_new=chosen == NEW,
        )


class AskingForm(ActivityForm):
    """An activity in which people give something."""

    question = SelectField(_l("Question"), validate_choice=False)

    def offer(self, questions: Sequence[Question], *, may_be_new: bool, several: bool) -> None:
        """Offer the questions that fit; several: say of which consultation each is."""
        self.question.choices = [
            ("", _("Not chosen yet")),
            *([(NEW, _("A new question with this title"))] if may_be_new else []),
            *((str(one.id), _question_name(one, several=several)) for one in questions),
        ]

    def validate_question(self, field: SelectField) -> None:
        """Refuse what is not offered."""
        if (field.data or "") not in dict(field.choices):
            raise ValidationError(_("Please choose from the list."))


class PromotionForm(FlaskForm):
    """What becomes of the ideas that are ticked."""

    to = RadioField(
        _l("They become"),
        choices=[SelectChoice("project", _l("Projects")), SelectChoice("vision", _l("Visions"))],
        validate_choice=False,
    )
    horizon = RadioField(
        _l("Horizon of the projects"),
        choices=[SelectChoice(key, name) for key, name in HORIZONS.items()],
        validate_choice=False,
    )


def about_form(workshop: Workshop, groups: Sequence[Any]) -> AboutForm:
    """Make the form of a workshop, with a field for each group it invites."""
    fields = {f"invited_{group.key}": _whole(text(group, "title")) for group in groups}
    checks = {f"validate_invited_{group.key}": _validate_invited for group in groups}
    shown: dict[str, Any] = {
        name: getattr(workshop, name) for name in ("title_th", "title_en", "place_th", "place_en", "held_on")
    }
    shown |= {
        "tables": workshop.tables or None,
        "agencies": "\n".join(" | ".join(filter(None, (one.name_th, one.name_en))) for one in workshop.agencies),
        **{f"invited_{key}": n for key, n in workshop.invited.items()},
    }
    made: AboutForm = type("AboutForm", (AboutForm,), {**fields, **checks})(data=shown)
    return made


def activity_form(kind: Kind, activity: Activity | None) -> ActivityForm:
    """Make the form of an activity, new or as it is."""
    model = AskingForm if kind in ASKING else ActivityForm
    if activity is None:
        return model(data={"minutes": kinds.USUAL_MINUTES[kind]})
    names = ("title_th", "title_en", "words_th", "words_en")
    shown: dict[str, Any] = {name: getattr(activity, name) for name in names}
    return model(data={**shown, "minutes": activity.minutes or None, "question": str(activity.question_id or "")})


def agencies_in(typed: str | None) -> list[tuple[str, str]]:
    """Read agencies, one a line: "Thai | English", or one name only.

    >>> agencies_in("A | B\\n\\nC")
    [('A', 'B'), ('C', '')]
    """
    halves = [line.partition("|") for line in (typed or "").splitlines() if line.strip(" |\t")]
    named = [(th.strip() or en.strip(), en.strip() if th.strip() else "") for th, _bar, en in halves]
    return list(dict.fromkeys(named))


def _named(name: Any, plan: Any, plans: Sequence[Any]) -> str:
    """Name a usual workshop, with its plan where there are several."""
    if len(plans) == 1:
        return str(name)
    return _("%(workshop)s, on: %(plan)s", workshop=name, plan=text(plan, "title"))


def _question_name(question: Question, *, several: bool) -> str:
    name = _("%(title)s (%(kind)s)", title=text(question, "title"), kind=KIND_NAMES[question.kind])
    return f"{text(question.consultation, 'title')}: {name}" if several else name


def _validate_invited(_form: Any, field: WholeField) -> None:
    _refuse_beyond(field, MOST_INVITED)


def _refuse_beyond(field: WholeField, most: int) -> None:
    if field.data is not None and not 0 <= field.data <= most:
        raise ValidationError(_("Please write a whole number from %(low)s to %(high)s.", low=0, high=f"{most:,}"))
