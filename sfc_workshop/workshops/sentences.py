"""The words of the hall: what the numbers of a question are, and why an idea is hidden."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sfc_workshop.ballots.models import Question

HIDING = {
    "person": _l("It tells something about a person"),
    "rude": _l("Its words may hurt somebody"),
    "beside": _l("Not suited to this activity"),
    "twice": _l("Another idea says the same"),
}


def measure(question: Question) -> str:
    """What the numbers of a question are."""
    if question.kind == "score":
        scale = question.scale
        return _("mean mark, from %(lo)s to %(hi)s", lo=scale.lowest, hi=scale.lowest + scale.steps)
    return {
        "approval": _("share of people who ticked it"),
        "single": _("share of people who chose it"),
        "allocation": _("share of people who paid for it"),
        "dots": _("share of all dots given"),
        "ranking": _("mean share of the other items people put it above"),
        "pairwise": _("share of its comparisons it won"),
    }.get(question.kind, "")
