"""The files of a publication: the package to recount, and the list as Excel and CSV in both languages."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from flask_babel import force_locale

from sfc_workshop.ballots.models import Comment
from sfc_workshop.core.i18n import LANGUAGES
from sfc_workshop.documents import sheets
from sfc_workshop.domain.config_file import document
from sfc_workshop.domain.publishing import Published
from sfc_workshop.exports import package
from sfc_workshop.exports.readme import readme
from sfc_workshop.publications import draft_check
from sfc_workshop.publications.document import Document
from sfc_workshop.publications.draft_check import exact
from sfc_workshop.publications.spreadsheet import list_sheet, method_sheet

PACKAGE: Final = "package.zip"
TYPES: Final = {
    "zip": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}

Comments = Sequence[dict[str, Any]]


def files_of(told: Document, published: Published, result: str, comments: Comments, head: str) -> dict[str, bytes]:
    """Make every file of a publication, by name.

    published:  the ballots as they may be published.
    result:     the text of result.json, as the count was kept.
    head:       of the audit log, now.
    """
    contents = package.files(published, result.encode())
    contents |= {
        package.DRAFT: document(draft_file(told)),
        package.COMMENTS: document({"format": "comments/1", "comments": list(comments)}),
        package.AUDIT: document({"format": "audit/1", "head": head, "declared": told["consultation"]["declared"]}),
        package.README: readme(is_plan=True),
    }
    made = {PACKAGE: package.zipped(contents)}
    for language in LANGUAGES:
        with force_locale(language):
            order = list_sheet(told, head)
            made[f"priorities.{language}.csv"] = sheets.comma_separated(order)
            made[f"priorities.{language}.xlsx"] = sheets.workbook([order, method_sheet(told, head)])
    return made


def draft_file(told: Document) -> dict[str, Any]:
    """Lay out draft.json: the planner's order beside the computed one, with the words for the committee."""
    names = ("item", "title", "goal", "place", "computed_place", "computed_rank", "reason", "mark", "mark_reason")
    return {
        "format": draft_check.FORMAT,
        **{name: told[name] for name in ("kind", "title", "words", "plan", "overrides")},
        "chapters": [
            {
                "horizon": chapter["horizon"],
                "lines": [
                    {name: line[name] for name in (*names, "merged_into", "exclusive")} | {"cost": _cost(line)}
                    for line in chapter["lines"]
                ],
            }
            for chapter in told["chapters"]
        ],
    }


def _cost(line: Mapping[str, Any]) -> str | None:
    """Write money as config.json does."""
    return None if line["cost"] is None else exact(Fraction(line["cost"]))


def comment_lines(comments: Sequence[Comment]) -> Comments:
    """Write comments without anything that leads to a person: no id, no day, sorted by what they say."""
    told = [
        {
            "about": {"item": one.item.key} if one.item else {"question": one.question.key if one.question else ""},
            "words": one.words,
        }
        for one in comments
    ]
    return sorted(told, key=lambda line: (sorted(line["about"].items()), line["words"]))
