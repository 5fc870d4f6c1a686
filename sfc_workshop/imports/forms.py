"""A file, what its columns mean, and what is decided before it is brought in."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, RadioField
from wtforms.fields.choices import SelectChoice

from sfc_workshop.domain.horizons import Horizon
from sfc_workshop.domain.project_tables import Head
from sfc_workshop.domain.project_words import FIELDS, IGNORED
from sfc_workshop.imports.checking import Checked, Choices
from sfc_workshop.imports.sentences import missing_sentence


class UploadForm(FlaskForm):
    """Choose a file."""

    file = FileField(
        _l("File of projects (.xlsx or .csv)"),
        [FileRequired(_l("Please choose a file."))],
        render_kw={"accept": ".xlsx,.xlsm,.csv,.txt"},
    )


class DecisionForm(FlaskForm):
    """Decide what the file leaves open."""

    same = RadioField(
        _l("Projects whose name is there already"),
        choices=[SelectChoice("skip", _l("Leave them out")), SelectChoice("add", _l("Add them all the same"))],
        validate_choice=False,
    )
    horizon = RadioField(
        _l("Horizon of projects without money"),
        choices=[
            SelectChoice(Horizon.SHORT.value, _l("Short term")),
            SelectChoice(Horizon.MEDIUM.value, _l("Medium term")),
            SelectChoice(Horizon.LONG.value, _l("Long term")),
        ],
        validate_choice=False,
    )
    divisions = BooleanField(_l("Add these divisions to the city"))

    def choices(self, kept: Mapping[str, Any]) -> Choices:
        """Join what was decided with what is known of the columns."""
        horizon = self.horizon.data if self.horizon.data in list(Horizon) else ""
        same = self.same.data if self.same.data in ("skip", "add") else ""
        decided = {"same": same, "horizon": horizon, "divisions": bool(self.divisions.data)}
        return Choices.of({**kept, **decided})

    def ask(self, checked: Checked, choices: Choices) -> None:
        """Put a sentence beside everything that is still open."""
        for name in checked.missing(choices):
            self[name].errors = [missing_sentence(name)]


def read_columns(
    form: Mapping[str, str], heads: Sequence[tuple[Head, list[int], str]]
) -> tuple[dict[str, str], dict[str, str]]:
    """Read which field each heading was matched with.

    returns: ({heading: field}, {id of a select: what is wrong with it})
    """
    fields = {head.key: form.get(f"column-{at}", "") for at, (head, _years, _sample) in enumerate(heads)}
    wrong = {
        f"column-{at}": _("Please choose one of the fields.")
        for at, (head, _years, _sample) in enumerate(heads)
        if fields[head.key] not in (*FIELDS, IGNORED)
    }
    if not wrong and not {"title_th", "title_en"} & set(fields.values()):
        wrong["column-0"] = _("Please say which column holds the names of the projects.")
    return fields, wrong
