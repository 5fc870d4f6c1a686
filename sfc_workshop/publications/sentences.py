"""The words of a published plan; its own texts come from the document, in the reader's language if they have it."""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _

from sfc_workshop.core.i18n import language
from sfc_workshop.priorities.sentences import horizon_name
from sfc_workshop.priorities.table import EVERYONE

_THAI = re.compile("[\u0e01-\u0e5b]")


def say(words: Mapping[str, str]) -> str:
    """Read a text of the document in the reader's language, or in the other where this one is missing."""
    mine = language()
    return words[mine] or words["en" if mine == "th" else "th"] or ""


def lang_said(words: Mapping[str, str]) -> str | None:
    """Name the language of a text where it is not the page's, for the lang attribute."""
    mine = language()
    return None if words[mine] or not say(words) else ("en" if mine == "th" else "th")


def lang_written(words: str) -> str | None:
    """Guess the language of what somebody wrote once only, where it is not the page's."""
    theirs = "th" if _THAI.search(words) else "en"
    return None if theirs == language() else theirs


def counted_group_name(group: Mapping[str, Any]) -> str:
    """A counted group's name; several counted together are all named."""
    if group["id"] == EVERYONE:
        return _("Everyone")
    return " + ".join(say(member) for member in group["members"]) or str(group["id"])


def mark_name(mark: str) -> str:
    """What the planner marked a line with; nothing where there is no mark."""
    return {"must": _("Must be done"), "withdrawn": _("Withdrawn"), "merged": _("Merged")}.get(mark, "")


def horizon_title(horizon: str) -> str:
    """The head of a chapter."""
    return horizon_name(horizon) if horizon else _("All horizons")


def file_label(name: str) -> str:
    """What a file is."""
    if name.endswith(".zip"):
        return _("Files to recount")
    kind = _("Excel") if name.endswith(".xlsx") else _("CSV")
    if ".th." in name:
        return _("The list in Thai (%(kind)s)", kind=kind)
    return _("The list in English (%(kind)s)", kind=kind)


def size_words(size: int) -> str:
    """The size of a file."""
    return _("%(size)s kB", size=f"{max(1, round(size / 1000)):,}")


def chance_words(chance: str) -> str:
    """A chance as people say it, in whole percent; never 0 or 100, which no drawing of lots can show."""
    percent = round(float(chance) * 100)
    return _("under 1%") if percent < 1 else _("over 99%") if percent > 99 else f"{percent}%"


def tau_words(tau: str) -> str:
    """Kendall's tau to two places."""
    return f"{float(Fraction(tau)):.2f}"


def share_words(share: str) -> str:
    """An exact share in percent, and as it was declared where percent cannot say it: 15%, 33.3% (1/3)."""
    percent = 100 * Fraction(share)
    words = f"{float(percent):.1f}".removesuffix(".0") + "%"
    return words if 10 * percent == int(10 * percent) else f"{words} ({share})"
