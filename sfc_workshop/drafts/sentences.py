"""The words of a draft: what was done to it, how far it is from the count, what its marks mean."""

from collections.abc import Mapping
from fractions import Fraction

from flask_babel import gettext as _

from sfc_workshop.ballots.models import Item
from sfc_workshop.core.i18n import text
from sfc_workshop.drafts.models import Change, Line


def what_was_done(change: Change, items: Mapping[str, Item]) -> str:
    """One version in a sentence without its subject, who is named beside it.

    items: {key: item} of the draft
    """
    facts = change.facts
    names = {which: text(items[facts[which]], "title") for which in ("item", "other") if facts.get(which) in items}
    if change.what == "started":
        return _("Started the draft from the computed order")
    if change.what == "words":
        return _("Changed: %(fields)s", fields=", ".join(field_name(name) for name in facts))
    if change.what == "marked":
        return _mark_sentence(facts["mark"], names)
    if facts["from"] == facts["to"]:
        return _("Gave another reason for the place of “%(item)s”", item=names["item"])
    return _(
        "Moved “%(item)s” from place %(was)s to place %(now)s", item=names["item"], was=facts["from"], now=facts["to"]
    )


def _mark_sentence(mark: str, names: Mapping[str, str]) -> str:
    item, other = names["item"], names.get("other", "")
    return {
        "must": _("Marked “%(item)s” as a must", item=item),
        "withdrawn": _("Withdrew “%(item)s” from the draft", item=item),
        "merged": _("Merged “%(item)s” into “%(other)s”", item=item, other=other),
        "exclusive": _("Noted that “%(item)s” and “%(other)s” exclude each other", item=item, other=other),
        "unmark": _("Took the mark of “%(item)s” back", item=item),
        "apart": _("Noted that “%(item)s” no longer excludes others", item=item),
    }[mark]


def field_name(field: str) -> str:
    """A field of the draft's words."""
    return {
        "title_th": _("Title in Thai"),
        "title_en": _("Title in English"),
        "words_th": _("Words for the committee in Thai"),
        "words_en": _("Words for the committee in English"),
    }[field]


def shift_sentence(line: Line) -> str:
    """Where a line was computed and where it stands, or "" if that is the same place."""
    if line.position == line.computed_place:
        return ""
    facts = {"was": line.computed_place, "now": line.position}
    if line.reason:
        return _("Moved from %(was)s to %(now)s", **facts)
    return _("From %(was)s to %(now)s, because others were moved", **facts)


def tau_words(tau: Fraction | None) -> str:
    """Kendall's tau to four places."""
    return "–" if tau is None else f"{float(tau):.4f}"
