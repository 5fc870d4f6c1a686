"""Bringing in projects: a file waits, its columns are matched, it is looked at, then all of it is written."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select

from sfc_workshop.core import audit, clock
from sfc_workshop.core.db import db, hold, random_id, writing
from sfc_workshop.core.jobs import Tell, step_ask
from sfc_workshop.core.refusals import Refused
from sfc_workshop.domain.project_cells import Sheet
from sfc_workshop.domain.project_tables import Entry
from sfc_workshop.domain.project_words import Vocabulary
from sfc_workshop.imports import waiting
from sfc_workshop.imports.checking import Checked, Choices, Names, check, readings_of
from sfc_workshop.imports.models import ColumnName, Upload
from sfc_workshop.imports.queries import A_DAY
from sfc_workshop.imports.vocabulary import vocabulary
from sfc_workshop.imports.workbooks import read_table_file
from sfc_workshop.people.models import Person
from sfc_workshop.plans.actions import Tree, step_add_part, step_add_project, step_begin, step_finish, step_hold
from sfc_workshop.plans.models import Plan, PlanChange, Project, Strategy, Tactic
from sfc_workshop.plans.sheets import title_field

LONGEST_HEADING = 200


class NotBroughtIn(Refused):
    """A file with faults, or with something left to decide; nothing was written."""

    status = 422

    def __init__(self, sentence: Any, checked: Checked) -> None:
        super().__init__(sentence)
        self.checked = checked


def keep_upload(plan: Plan, filename: str, raw: bytes, *, by: Person) -> Upload:
    """Read a file and let its cells wait for a planner's word.

    raises: NotATable for whatever is no table of projects; nothing is kept then.
    """
    sheets = read_table_file(raw)
    with writing():
        upload = Upload(
            id=random_id(),
            plan_id=plan.id,
            person_id=by.id,
            filename=_short(filename),
            sha256=hashlib.sha256(raw).hexdigest(),
            at=clock.now(),
        )
        db.session.add(upload)
        _step_forget_old()
        waiting.keep(upload.id, sheets)
        db.session.commit()
    return upload


def choose_columns(upload: Upload, columns: Mapping[str, str], sheets: Sequence[str]) -> None:
    """Keep what a planner says about the headings: for this file, and for the next ones of the city."""
    with writing():
        _refuse_unless_waiting(upload)
        upload.choices = {**upload.choices, "columns": dict(columns), "sheets": list(sheets)}
        city_id, known = upload.plan.city_id, vocabulary()
        short = {heading: field for heading, field in columns.items() if len(heading) <= LONGEST_HEADING}
        db.session.execute(delete(ColumnName).where(ColumnName.city_id == city_id, ColumnName.heading.in_(list(short))))
        db.session.add_all(
            ColumnName(city_id=city_id, heading=heading, field=field)
            for heading, field in short.items()
            if (known.field_of(heading) or "") != field
        )
        db.session.commit()


def ask_for_import(upload: Upload, choices: Choices, *, by: Person) -> None:
    """Let a file be brought in in the background.

    raises: NotBroughtIn while it has faults or something is undecided.
    """
    _look(upload, choices)
    with writing():
        hold(f"imports {upload.plan_id}", shared=False)
        _refuse_unless_waiting(upload)
        upload.choices = asdict(choices)
        upload.person_id, upload.state = by.id, "asked"
        upload.job_id = step_ask("projects", upload.id).id
        db.session.commit()


def import_waiting(upload_id: str, tell: Tell) -> None:
    """Do the work of an import; done once, it does nothing more."""
    upload = db.session.get(Upload, upload_id)
    if upload is None or upload.state != "asked":
        return
    tell(0, 3)
    choices = Choices.of(upload.choices)
    sheets = waiting.sheets_of(upload_id) or []
    words = vocabulary(upload.plan.city, choices.columns)
    readings = readings_of(sheets, words, choices.sheets)
    db.session.rollback()  # nothing is held while we read
    tell(1, 3)
    with writing():
        upload = db.session.get_one(Upload, upload_id)
        step_hold(upload.plan)
        if upload.state != "asked":
            return
        checked = check(upload.plan, readings, words, choices)
        if checked.faults or checked.missing(choices):
            upload.state = "refused"
        else:
            by = db.session.get(Person, upload.person_id) if upload.person_id else None
            upload.outcome = step_bring_in(upload.plan, checked, words, by=by, sha256=upload.sha256)
            upload.state = "done"
        db.session.commit()
    waiting.erase(upload_id)


def import_at_once(
    plan: Plan, raw: bytes, choices: Choices, *, by: Person | None, sheets: list[Sheet] | None = None
) -> Checked:
    """Bring in a file without a preview; for the command line.

    raises: NotATable; NotBroughtIn with what is wrong. Nothing is written then.
    """
    sheets = sheets or read_table_file(raw)
    words = vocabulary(plan.city, choices.columns)
    readings = readings_of(sheets, words, choices.sheets)
    with writing():
        step_hold(plan)
        checked = check(plan, readings, words, choices)
        _refuse_faults(checked, choices)
        step_bring_in(plan, checked, words, by=by, sha256=hashlib.sha256(raw).hexdigest())
        db.session.commit()
    return checked


def discard(upload: Upload) -> None:
    """Throw away a file that waits."""
    with writing():
        _refuse_unless_waiting(upload)
        waiting.erase(upload.id)
        db.session.delete(upload)
        db.session.commit()


def forget_old_uploads() -> None:
    """Erase files that have waited for a day; an import that was given up loses its file too."""
    waiting.erase_old(clock.now() - A_DAY)
    old = select(Upload.id).where(Upload.state == "waiting", Upload.at < clock.now() - A_DAY)
    if db.session.scalar(old.limit(1)) is None:
        db.session.rollback()
        return
    with writing():
        _step_forget_old()
        db.session.commit()


def step_bring_in(plan: Plan, checked: Checked, words: Vocabulary, *, by: Person | None, sha256: str) -> dict[str, Any]:
    """Write everything that was read inside the caller's transaction; say what it was, in numbers.

    It is one change in the history of the plan, and can be undone as one.
    """
    if checked.entries:
        _step_write(plan, checked.entries, words, by=by)
    told = {
        "projects": len(checked.entries),
        "skipped": checked.skipped,
        "baht": checked.baht,
        "new": {kind: len(added) for kind, added in checked.new.items()},
    }
    audit.remember(
        "projects imported",
        f"plan {plan.id}",
        by=by.id if by else None,
        sha256=sha256,
        **{k: told[k] for k in ("projects", "skipped")},
    )
    return told


def _step_write(plan: Plan, entries: Sequence[Entry], words: Vocabulary, *, by: Person | None) -> None:
    change = step_begin(plan, what="imported", by=by)
    making = _Making(plan, Names(plan, words), change)
    place = db.session.scalar(select(func.max(Project.position)).where(Project.plan_id == plan.id)) or 0
    for position, entry in enumerate(entries, start=place + 1):
        _add(making, entry, position)
    step_finish(change)


@dataclass(frozen=True)
class _Making:
    """A plan that is being written to, what is there by name, and the change everything belongs to."""

    plan: Plan
    names: Names
    change: PlanChange

    def find_or_make(self, kind: str, said: tuple[str, str], **more: Any) -> Any:
        """Find a goal, division or strategy by name, or make it; None where nothing is said."""
        found = self.names.find(kind, said)
        if found is not None or not any(said):
            return found
        title = title_field(kind)
        values = {f"{title}_th": said[0] or (said[1] if kind == "division" else ""), f"{title}_en": said[1], **more}
        row: Any = step_add_part(kind, Tree(self.plan), values, change=self.change)
        if kind == "strategy":
            for tactic in row.tactics:  # a development issue brings the one its projects hang on
                self.names.learn("tactic", tactic, said, row)
        return self.names.learn(kind, row, said)


def _add(making: _Making, entry: Entry, position: int) -> None:
    plan = making.plan
    kind, number, year = entry.edition or (plan.edition, plan.edition_number, plan.edition_year)
    strategy = making.find_or_make("strategy", entry.names["strategy"], **_lines(entry))
    goal = making.find_or_make("goal", entry.names["goal"])
    division = making.find_or_make("division", entry.names["division"])
    tactic = _tactic(making, strategy, entry)
    fields = {
        **entry.texts,
        "horizon": entry.horizon,
        "form_kind": entry.form_kind,
        "origin": "import",
        "edition": kind,
        "edition_number": number,
        "edition_year": year,
        "goal_id": goal.id if goal else None,
        "division_id": division.id if division else None,
        "tactic_id": tactic.id if tactic else None,
    }
    step_add_project(plan, fields, entry.budget, entry.programmes, change=making.change, position=position)


def _lines(entry: Entry) -> dict[str, str]:
    """The lines on the plans above, as the sheet of a strategy has them."""
    lines = {one.line: one for one in entry.alignments if one.number or one.title}.values()
    return {
        f"{one.line}_{name}": words
        for one in lines
        for name, words in (("number", one.number), ("title_th", one.title))
    }


def _tactic(making: _Making, strategy: Strategy | None, entry: Entry) -> Tactic | None:
    said = entry.names["tactic"]
    if strategy is None:
        return None
    if not any(said):  # on the forms of set B projects stand under the development issue itself
        return strategy.tactics[0] if making.plan.template_set == "B" and strategy.tactics else None
    found: Tactic | None = making.names.find("tactic", said, strategy)
    if found is not None:
        return found
    values = {"title_th": said[0], "title_en": said[1]}
    row: Any = step_add_part("tactic", Tree(making.plan, strategy), values, change=making.change)
    made: Tactic = making.names.learn("tactic", row, said, strategy)
    return made


def _look(upload: Upload, choices: Choices) -> None:
    sheets = waiting.sheets_of(upload.id)
    if sheets is None:
        raise Refused(_l("This file is no longer here. Please choose it once more."), status=404)
    words = vocabulary(upload.plan.city, choices.columns)
    checked = check(upload.plan, readings_of(sheets, words, choices.sheets), words, choices)
    _refuse_faults(checked, choices)


def _refuse_faults(checked: Checked, choices: Choices) -> None:
    if checked.faults:
        raise NotBroughtIn(_l("Nothing has been brought in: the file has to be mended first."), checked)
    if checked.missing(choices):
        raise NotBroughtIn(_l("Nothing has been brought in: something has to be decided first."), checked)


def _refuse_unless_waiting(upload: Upload) -> None:
    if upload.state != "waiting":
        raise Refused(_l("This file is no longer waiting. Look at what came of it on its page."), status=409)


def _step_forget_old() -> None:
    """Erase what has waited for a day inside the caller's transaction."""
    for old in db.session.scalars(select(Upload).where(Upload.state == "waiting", Upload.at < clock.now() - A_DAY)):
        waiting.erase(old.id)
        db.session.delete(old)


def _short(name: str) -> str:
    """Keep the end of a path as a name to show; nothing is ever opened by it."""
    plain = name.replace("\\", "/").rsplit("/", 1)[-1].strip()
    return (plain if plain.isprintable() else "")[:120] or "?"
