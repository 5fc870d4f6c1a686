"""What a planner fills in for each part of a plan. Fields are named as in plans/sheets.py; each form knows `seen`."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField
from wtforms.validators import NumberRange, Optional, ValidationError

from sfc_workshop.cities.models import Division
from sfc_workshop.core.i18n import language, text, thai_sort_key
from sfc_workshop.domain.plan_changes import merge
from sfc_workshop.domain.plan_tree import ALIGNMENTS, MOST_YEARS, Fault, faults_of_plan, faults_of_project
from sfc_workshop.plans import fields as f
from sfc_workshop.plans import sentences
from sfc_workshop.plans.models import Plan, Programme, Strategy
from sfc_workshop.plans.sheets import BAHT, TARGET

Section = tuple[Any, Sequence[str]]
NO_NAME = _l("Please write a name in Thai.")
NO_COUNT = _l("Please write a whole number.")


def whole(words: Any) -> int:
    """Read a whole number; anything else is 0."""
    words = str(words or "")
    return int(words) if words.isascii() and words.isdigit() and len(words) < 10 else 0


class PartForm(FlaskForm):
    """A form of one part of a plan. seen: the newest change when it was drawn."""

    seen = HiddenField(filters=[whole])

    def sections(self) -> list[Section]:
        """Group the fields under headings; here all stand under none."""
        return [("", [name for name in self._fields if name not in ("seen", "csrf_token")])]

    def hints(self) -> dict[str, str]:
        """Say what people might not know about a field."""
        return {name: self._year_hint() for name in sentences.YEARS if name in self._fields}

    @staticmethod
    def _year_hint() -> str:
        return sentences.to_buddhist_hint() if language() != "th" else ""

    def names(self) -> list[str]:
        """Name the fields that stand for values of a sheet."""
        return [name for name in self._fields if name not in ("seen", "csrf_token", "more_year", "more_baht")]

    def values(self) -> dict[str, Any]:
        """What was filled in, as values of a sheet."""
        return {name: self[name].data for name in self.names()}

    def faults(self) -> list[Fault]:
        """Say what does not fit together, though each field was read."""
        return []

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, then all together, so that everything is said at once."""
        is_read = super().validate(extra_validators)
        found = [fault for fault in self.faults() if not self[fault.field].errors]
        for fault in found:
            self[fault.field].errors = [sentences.what_is_wrong(fault.code, fault.facts)]
        return is_read and not found

    def fill(self, values: Mapping[str, Any]) -> None:
        """Begin with what a sheet says."""
        for name in self.names():
            if name in values:
                self.put(name, values[name])

    def put(self, name: str, value: Any) -> None:
        """Put a value into a field, whatever was typed there."""
        field = self[name]
        if isinstance(field, f.ReadField):
            field.put(value)
        else:
            field.data = value

    def merge(self, base: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[str]:
        """Take over what others wrote where nothing was touched; name the fields both have changed."""
        together, both = merge(self.values(), base, theirs)
        for name, value in together.items():
            if value != self[name].data:
                self.put(name, value)
        return both


class NameForm(PartForm):
    """A vision, a goal or a tactic."""

    title_th, title_en = f.in_both("title", f.LONGEST_NAME, f.Expected(NO_NAME), rows=3)


class StrategyForm(NameForm):
    """A strategy, and which parts of the plans above it serves."""

    def sections(self) -> list[Section]:
        """The name; then one group a line."""
        lines = [
            (sentences.ALIGNMENTS[line], [f"{line}_number", f"{line}_title_th", f"{line}_title_en"])
            for line in ALIGNMENTS
        ]
        return [("", ["title_th", "title_en"]), *lines]


for _line in ALIGNMENTS:
    setattr(StrategyForm, f"{_line}_number", f.words(f"{_line}_number", 10, kind=StringField, lang="th"))
    for _name in ("title_th", "title_en"):
        setattr(StrategyForm, f"{_line}_{_name}", f.words(f"{_line}_{_name}", f.LONGEST_NAME, kind=StringField))


class DivisionForm(PartForm):
    """A division of the city."""

    name_th = f.words("name_th", 160, f.Expected(NO_NAME), kind=StringField)
    name_en = f.words("name_en", 160, kind=StringField)


class PlanForm(PartForm):
    """A plan's own facts."""

    title_th, title_en = f.in_both("title", 300, f.Expected(NO_NAME), kind=StringField)
    first_year = f.YearField(
        sentences.label("first_year"), [f.Expected(_l("Please write a year of the Buddhist era."))]
    )
    years = f.CountField(sentences.label("years"), [f.Expected(NO_COUNT)], default=5)
    short_until = f.CountField(sentences.label("short_until"), [f.Expected(NO_COUNT)], default=2)
    medium_until = f.CountField(sentences.label("medium_until"), [f.Expected(NO_COUNT)], default=5)
    edition = f.choice("edition", sentences.EDITIONS)
    edition_number = f.CountField(
        sentences.label("edition_number"),
        [f.Expected(NO_COUNT), NumberRange(1, 999, _l("Please write a number from 1 to 999."))],
        default=1,
    )
    edition_year = f.YearField(sentences.label("edition_year"))
    template_set = f.choice("template_set", sentences.TEMPLATE_SETS, kind=RadioField)

    def faults(self) -> list[Fault]:
        """Years, limits of the horizons and edition."""
        return faults_of_plan(self.values())

    def hints(self) -> dict[str, str]:
        """What years of a plan are."""
        return {
            **super().hints(),
            "years": _("Usually 5; at most %(most)s.", most=MOST_YEARS),
            "short_until": _("The first year of the plan is year 1."),
            "medium_until": _("What comes later is long term."),
        }


class IndicatorForm(PartForm):
    """An indicator: what is measured, from where to where."""

    title_th, title_en = f.in_both("title", f.LONGEST_NAME, f.Expected(NO_NAME), rows=2)
    unit_th, unit_en = f.in_both("unit", f.LONGEST_UNIT, kind=StringField)
    more_is_better = f.choice("more_is_better", sentences.DIRECTIONS, coerce=f.truth, kind=RadioField)
    baseline = f.DecimalField(sentences.label("baseline"))
    baseline_year = f.YearField(sentences.label("baseline_year"))
    source_th, source_en = f.in_both("source", f.LONGEST_NAME, kind=StringField)

    def sections(self) -> list[Section]:
        """What it is; then its targets."""
        targets = [name for name in self._fields if name.startswith(TARGET)]
        rest = [name for name in self.names() if name not in targets]
        return [("", rest), (_l("Targets"), targets)]


class ProjectForm(PartForm):
    """Everything form 02 asks of a project, and where it belongs."""

    title_th, title_en = f.in_both("title", f.LONGEST_NAME, rows=2)
    horizon = f.choice("horizon", sentences.HORIZONS, kind=RadioField)
    goal_id = f.choice("goal_id", coerce=f.id_or_none)
    tactic_id = f.choice("tactic_id", coerce=f.id_or_none)
    programmes = f.choice("programmes", kind=f.CheckboxesField)
    division_id = f.choice("division_id", coerce=f.id_or_none)
    objective_th, objective_en = f.in_both("objective")
    output_th, output_en = f.in_both("output")
    kpi_th, kpi_en = f.in_both("kpi")
    expected_result_th, expected_result_en = f.in_both("expected_result")
    form_kind = f.choice("form_kind", sentences.FORM_KINDS, kind=RadioField)
    agency_th, agency_en = f.in_both("agency", f.LONGEST_NAME, kind=StringField)
    origin = f.choice("origin", sentences.ORIGINS)
    edition = f.choice("edition", sentences.EDITIONS)
    edition_number = f.CountField(
        sentences.label("edition_number"),
        [f.Expected(NO_COUNT), NumberRange(1, 999, _l("Please write a number from 1 to 999."))],
        default=1,
    )
    edition_year = f.YearField(sentences.label("edition_year"))
    reason_th, reason_en = f.in_both("reason")
    more_year = f.YearField(_l("Another fiscal year"), [Optional()])
    more_baht = f.BahtField(_l("Budget of that year"), [Optional()])

    def faults(self) -> list[Fault]:
        """What keeps the project from its form."""
        return faults_of_project(self.values(), needs_thai=bool(self.title_th.flags.required))

    def validate_more_baht(self, field: Any) -> None:
        """A year and its amount go together, and no year is there already."""
        if (field.data is None) != (self.more_year.data is None) and not self.more_year.errors:
            raise ValidationError(_l("Please write both the fiscal year and its budget, or neither."))
        if self.more_year.data is not None and f"{BAHT}{self.more_year.data}" in self._fields:
            raise ValidationError(_l("This fiscal year stands above. Please write its budget there."))

    def values(self) -> dict[str, Any]:
        """What was filled in, the other year with it."""
        values = super().values()
        if self.more_year.data is not None and self.more_baht.data is not None:
            values[f"{BAHT}{self.more_year.data}"] = self.more_baht.data
        values["programmes"] = sorted(set(values["programmes"] or []))
        return values

    def sections(self) -> list[Section]:
        """As a planner thinks: its name, where it belongs, what it is, what it costs, where it is printed."""
        years = [name for name in self._fields if name.startswith(BAHT)]
        return [
            ("", ["title_th", "title_en"]),
            (_l("Where it belongs"), ["horizon", "goal_id", "tactic_id", "division_id", "programmes"]),
            (_l("Budget in baht"), [*years, "more_year", "more_baht"]),
            (
                _l("The project in detail"),
                [
                    f"{name}_{lang}"
                    for name in ("objective", "output", "kpi", "expected_result")
                    for lang in ("th", "en")
                ],
            ),
            (_l("On the official forms"), ["form_kind"]),
            ("", ["agency_th", "agency_en"]),
            ("", ["origin", "edition", "edition_number", "edition_year"]),
            ("", ["reason_th", "reason_en"]),
        ]

    def hints(self) -> dict[str, str]:
        """What the forms want to know."""
        return {
            **super().hints(),
            "more_year": self._year_hint(),
            "agency_th": _("Only for form 02/2: who is asked to carry it out."),
            "reason_th": _("Only for editions after the first."),
            "output_th": _("How much of what, as in the column of form 02."),
        }


def project_form(plan: Plan, budget_years: Iterable[int], choices: "Choices") -> ProjectForm:
    """Make the form of a project, with a field for each year of the plan and each year that has money."""
    extra = {
        f"{BAHT}{year}": f.BahtField(sentences.field_name(f"{BAHT}{year}"))
        for year in sorted({*plan.fiscal_years, *budget_years})
    }
    form: ProjectForm = type("ProjectForm", (ProjectForm,), extra)()
    form.title_th.flags.required = plan.city.is_in_programme
    form.goal_id.choices = choices.goals
    form.tactic_id.choices = choices.tactics
    form.tactic_id.label.text = tactic_label(plan)
    form.division_id.choices = choices.divisions
    form.programmes.choices = choices.programmes
    return form


def indicator_form(plan: Plan, years: Iterable[int]) -> IndicatorForm:
    """Make the form of an indicator, with a target for each year of the plan."""
    extra = {
        f"{TARGET}{year}": f.DecimalField(sentences.field_name(f"{TARGET}{year}"))
        for year in sorted({*plan.fiscal_years, *years})
    }
    form: IndicatorForm = type("IndicatorForm", (IndicatorForm,), extra)()
    return form


def tactic_label(plan: Plan) -> str:
    """What groups the projects of a plan."""
    return _("Development issue") if plan.template_set == "B" else _("Strategy and tactic")


class Choices:
    """What a project can be given: the parts of its plan, the city's divisions, the programmes; none is a choice."""

    def __init__(
        self,
        plan: Plan,
        strategies: Sequence[Strategy],
        divisions: Sequence[Division],
        programmes: Sequence[Programme],
    ) -> None:
        nothing: tuple[int | None, str] = (None, "–")
        self.goals = [nothing, *((goal.id, text(goal, "title")) for goal in plan.goals)]
        self.tactics = [nothing, *(pair for strategy in strategies for pair in _tactics(plan, strategy))]
        named = [(division.id, text(division, "name")) for division in divisions]
        self.divisions = [nothing, *sorted(named, key=lambda pair: thai_sort_key(pair[1]))]
        self.programmes = [(one.code, text(one, "name")) for one in programmes]


def _tactics(plan: Plan, strategy: Strategy) -> list[tuple[int, str]]:
    title = text(strategy, "title")
    if plan.template_set == "B" and len(strategy.tactics) == 1:
        return [(strategy.tactics[0].id, title)]
    return [(tactic.id, f"{title} › {text(tactic, 'title')}") for tactic in strategy.tactics]


def choices_for(plan: Plan, strategies: Sequence[Strategy], programmes: Sequence[Programme]) -> Choices:
    """Gather what a project of the plan can be given."""
    return Choices(plan, strategies, plan.city.divisions, programmes)
