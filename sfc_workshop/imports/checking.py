"""What a file would bring into a plan, and what stands against it; nothing is written here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from sfc_workshop.cities.models import Division
from sfc_workshop.core.db import db
from sfc_workshop.core.written import can_be_shown
from sfc_workshop.domain.project_cells import Sheet, Wrong, key
from sfc_workshop.domain.project_tables import (
    Entry,
    Fault,
    Head,
    Reading,
    likely_heads,
    read_sheet,
    same_names,
    settle_horizons,
)
from sfc_workshop.domain.project_words import Vocabulary
from sfc_workshop.plans.models import Goal, Plan, Project, Strategy


@dataclass(frozen=True)
class Choices:
    """What a planner says about a file.

    sheets:     names of those to read; None reads all that are not hidden
    same:       skip or add what has the name of another project; "" is undecided
    horizon:    of projects without horizon and without money; "" is undecided
    divisions:  whether divisions the city does not have are added
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    sheets: Sequence[str] | None = None
    same: str = ""
    horizon: str = ""
    divisions: bool = False

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Choices":
        """Read what an upload keeps."""
        return cls(**kept)


@dataclass
class Checked:
    """What would be brought in. Lines of the plan are given by key, so that new ones stand beside old ones.

    entries:     what would be written, in the order of the file
    faults:      each forbids the whole import
    warnings:    what the planner should know
    same:        (place among all entries, fault) of names that are there already
    new:         {division, goal, strategy, tactic: names that would be added}
    no_horizon:  how many projects got none
    """

    readings: list[Reading]
    entries: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    same: list[tuple[int, Fault]] = field(default_factory=list)
    new: dict[str, list[str]] = field(default_factory=dict)
    no_horizon: list[Entry] = field(default_factory=list)
    skipped: int = 0

    @property
    def baht(self) -> int:
        """What all of it costs."""
        return sum(sum(entry.budget.values()) for entry in self.entries)

    @property
    def years(self) -> dict[int, int]:
        """Baht by fiscal year."""
        years: dict[int, int] = {}
        for entry in self.entries:
            for year, baht in entry.budget.items():
                years[year] = years.get(year, 0) + baht
        return dict(sorted(years.items()))

    def missing(self, choices: Choices) -> list[str]:
        """What a planner has still to decide before it can be brought in."""
        asked = {
            "same": bool(self.same) and choices.same not in ("skip", "add"),
            "horizon": bool(self.no_horizon) and not choices.horizon,
            "divisions": bool(self.new.get("division")) and not choices.divisions,
        }
        return [name for name, is_missing in asked.items() if is_missing]


def readings_of(sheets: Sequence[Sheet], words: Vocabulary, chosen: Sequence[str] | None) -> list[Reading]:
    """Read the sheets that were chosen, or all that are not hidden."""
    return [
        read_sheet(sheet, words) for sheet in sheets if (not sheet.hidden if chosen is None else sheet.name in chosen)
    ]


def heads_to_match(
    sheets: Sequence[Sheet], readings: Sequence[Reading], words: Vocabulary
) -> list[tuple[Head, list[int], str]]:
    """List the headings of a file, each once: (heading, fiscal years it comes with, a value below it)."""
    found: dict[str, tuple[Head, list[int], str]] = {}
    by_name = {sheet.name: sheet for sheet in sheets}
    for reading in readings:
        heads = reading.heads
        if not heads and not reading.is_other_form:
            heads = likely_heads(by_name[reading.sheet], words)
        for head in heads:
            _head, years, _sample = found.setdefault(head.key, (head, [], reading.samples.get(head.key, "")))
            if head.year is not None and head.year not in years:
                years.append(head.year)
    return list(found.values())


def check(plan: Plan, readings: list[Reading], words: Vocabulary, choices: Choices) -> Checked:
    """Hold what was read against the plan and its city."""
    checked = Checked(readings, faults=[fault for reading in readings for fault in reading.faults])
    entries = [entry for reading in readings for entry in reading.entries]
    _look_for_tables(checked, entries)
    _look_at_signs(checked, entries)
    _give_agencies(plan, entries)
    known = {
        key(thai or english): thai or english
        for thai, english in db.session.execute(
            select(Project.title_th, Project.title_en).where(Project.plan_id == plan.id, Project.removed_at.is_(None))
        )
    }
    checked.same = same_names(entries, known)
    skipped = {at for at, _fault in checked.same} if choices.same == "skip" else set()
    checked.entries = [entry for at, entry in enumerate(entries) if at not in skipped]
    checked.skipped = len(skipped)
    checked.no_horizon = settle_horizons(
        checked.entries,
        first_year=plan.first_year,
        short_until=plan.short_until,
        medium_until=plan.medium_until,
        otherwise=choices.horizon or None,
    )
    if not choices.horizon:  # what is undecided now may be decided later: nothing is settled for it
        for entry in checked.no_horizon:
            entry.horizon = None
    checked.new = Names(plan, words).missing(checked.entries)
    _look_at_years(plan, checked)
    checked.warnings += [
        Fault(Wrong.TACTIC_ALONE, entry.sheet, entry.row, None, _first(entry.names["tactic"]))
        for entry in checked.entries
        if any(entry.names["tactic"]) and not any(entry.names["strategy"])
    ]
    return checked


class Names:
    """The divisions, goals, strategies and tactics there are, found by name in either language."""

    def __init__(self, plan: Plan, words: Vocabulary) -> None:
        """Look everything up once."""
        self.words = words
        divisions = db.session.scalars(
            select(Division)
            .where(Division.city_id == plan.city_id, Division.removed_at.is_(None))
            .order_by(Division.id)
        )
        goals = db.session.scalars(
            select(Goal).where(Goal.plan_id == plan.id, Goal.removed_at.is_(None)).order_by(Goal.position, Goal.id)
        )
        strategies = db.session.scalars(
            select(Strategy)
            .where(Strategy.plan_id == plan.id, Strategy.removed_at.is_(None))
            .options(selectinload(Strategy.tactics))
            .order_by(Strategy.position, Strategy.id)
        ).all()
        self.known: dict[str, dict[Any, Any]] = {"division": {}, "goal": {}, "strategy": {}, "tactic": {}}
        for division in divisions:
            self._learn("division", division, division.name_th, division.name_en)
        for goal in goals:
            self._learn("goal", goal, goal.title_th, goal.title_en)
        for strategy in strategies:
            self._learn("strategy", strategy, strategy.title_th, strategy.title_en)
            for tactic in strategy.tactics:
                self._learn("tactic", tactic, tactic.title_th, tactic.title_en, above=strategy)

    def _learn(self, kind: str, row: Any, *names: str, above: Any = None) -> None:
        for name in filter(None, names):
            self.known[kind].setdefault(self.key_of(kind, name, above), row)

    def key_of(self, kind: str, name: str, above: Any = None) -> Any:
        """What two spellings of one name share; a tactic is one of its strategy."""
        said = self.words.bare_title(name) if kind in ("strategy", "tactic") else key(name)
        return (above, said) if kind == "tactic" else said

    def find(self, kind: str, names: tuple[str, str], above: Any = None) -> Any:
        """Find a row by either of its names, or None."""
        for name in filter(None, names):
            row = self.known[kind].get(self.key_of(kind, name, above))
            if row is not None:
                return row
        return None

    def learn(self, kind: str, row: Any, names: tuple[str, str], above: Any = None) -> Any:
        """Remember a row that has just been made."""
        self._learn(kind, row, *names, above=above)
        return row

    def missing(self, entries: Sequence[Entry]) -> dict[str, list[str]]:
        """List the names that would be added, each once, in the order of the file."""
        lacking: dict[str, dict[Any, str]] = {}
        for entry in entries:
            for kind in ("division", "goal", "strategy"):
                names = entry.names[kind]
                if any(names) and self.find(kind, names) is None:
                    lacking.setdefault(kind, {}).setdefault(self.key_of(kind, _first(names)), _first(names))
            tactic, strategy = entry.names["tactic"], entry.names["strategy"]
            above = self.find("strategy", strategy)
            if any(tactic) and any(strategy) and (above is None or self.find("tactic", tactic, above) is None):
                place = self.key_of("strategy", _first(strategy)), self.key_of("tactic", _first(tactic), None)
                lacking.setdefault("tactic", {}).setdefault(place, _first(tactic))
        return {kind: list(found.values()) for kind, found in lacking.items()}


def _first(names: tuple[str, str]) -> str:
    return names[0] or names[1]


def _look_for_tables(checked: Checked, entries: Sequence[Entry]) -> None:
    if entries or any(reading.faults for reading in checked.readings):
        return
    sheet = checked.readings[0].sheet if len(checked.readings) == 1 else ""
    has_heads = any(reading.heads for reading in checked.readings)
    checked.faults.append(Fault(Wrong.NO_PROJECTS if has_heads else Wrong.NO_TABLE, sheet))


def _look_at_signs(checked: Checked, entries: Sequence[Entry]) -> None:
    for entry in entries:
        for words in (*entry.texts.values(), *(name for names in entry.names.values() for name in names)):
            if not can_be_shown(words):
                checked.faults.append(Fault(Wrong.UNSHOWABLE, entry.sheet, entry.row, None, words[:40]))


def _give_agencies(plan: Plan, entries: Sequence[Entry]) -> None:
    """On form 02/2 the one responsible is another agency, unless it is a division the city has."""
    asked = [entry for entry in entries if entry.form_kind == "02/2" and any(entry.names["division"])]
    if not asked:
        return
    divisions = db.session.execute(
        select(Division.name_th, Division.name_en).where(
            Division.city_id == plan.city_id, Division.removed_at.is_(None)
        )
    ).all()
    known = {key(name) for names in divisions for name in names if name}
    for entry in asked:
        thai, english = entry.names["division"]
        has_agency = entry.texts["agency_th"] or entry.texts["agency_en"]
        if not has_agency and not {key(name) for name in (thai, english) if name} & known:
            entry.texts["agency_th"], entry.texts["agency_en"] = thai, english
            entry.names["division"] = "", ""


def _look_at_years(plan: Plan, checked: Checked) -> None:
    beyond = [year for year, baht in checked.years.items() if baht and year not in plan.fiscal_years]
    if beyond:
        facts = {"years": beyond, "first": plan.first_year, "last": plan.fiscal_years[-1]}
        checked.warnings.append(Fault(Wrong.OTHER_YEARS, "", facts=facts))
