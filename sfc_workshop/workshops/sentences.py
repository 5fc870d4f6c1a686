"""The words of the hall: kinds of activity, and what the numbers of a question are."""

from flask_babel import gettext as _

from sfc_workshop.ballots.models import Question


def activity_kind(kind: str) -> str:
    """A kind of activity in a word or two."""
    return {
        "check_in": _("Check-in"),
        "information": _("Information"),
        "question": _("Question"),
        "ideas": _("Ideas"),
        "cloud": _("Word cloud"),
        "again": _("Vote again"),
        "talk": _("Table talk"),
        "feedback": _("Feedback"),
    }.get(kind, kind)


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
