"""The sheets people vote on: what stands on them, set as one PDF. The only place where codes are written out."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask import url_for
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from sfc_workshop.ballots.issued import ballot_questions
from sfc_workshop.ballots.models import Consultation, Item, Question
from sfc_workshop.core.i18n import money, text
from sfc_workshop.core.web import public_address
from sfc_workshop.documents import qr
from sfc_workshop.documents.pdf import pdf
from sfc_workshop.domain.codes import spaced
from sfc_workshop.paper.lines import Line, lines_of

SHEET = Path(__file__).with_name("sheet.typ")


def sheets(consultation: Consultation, codes: Sequence[str], language: str) -> bytes:
    """Set a sheet for each code, in one language, as a PDF."""
    with force_locale(language):
        title = text(consultation, "title")
        data = {
            "lang": language,
            "city": text(consultation.plan.city, "name"),
            "address": public_address(url_for("paper.code")).partition("://")[2],
            "says": _says(),
            "groups": [text(group, "title") for group in consultation.groups],
            "questions": [_question(question) for question in ballot_questions(consultation)],
            "sheets": [{"code": spaced(code), "qr": list(qr.png(address_of(code), pixels=1))} for code in codes],
        }
        return pdf(SHEET.read_text(encoding="utf-8"), data, title=title)


def address_of(code: str) -> str:
    """Where a phone that reads a sheet's QR code goes: to a form that is filled in, and does nothing yet."""
    return public_address(url_for("paper.code", code=code))


def _says() -> dict[str, str]:
    return {
        "code": _("Your code"),
        "phone": _("Fill this in by hand, or scan the code and answer on your phone."),
        "group": _("Please tick the group you belong to:"),
        "unknown": _("I don't know"),
        "equal": _("both equally"),
        "page": _("Page"),
        "privacy": _(
            "Please do not write your name. The code makes sure that each sheet counts once; nobody notes who was "
            "given which. If you answer on a phone as well, what you say there counts."
        ),
    }


def _question(question: Question) -> dict[str, Any]:
    return {
        "kind": question.kind,
        "title": text(question, "title"),
        "how": " ".join(part for part in (text(question, "help"), _how(question), _ends(question)) if part),
        "lo": question.settings.get("lo", 0),
        "hi": question.settings.get("hi", 0),
        "lines": [_line(question, line) for line in lines_of(question)],
    }


def _line(question: Question, line: Line) -> dict[str, Any]:
    words = {"number": line.number, "words": text(line.choice, "title"), "about": "", "other": ""}
    if line.duel is not None:
        words["other"] = text(line.duel.right, "title")
    elif question.kind == "allocation" and isinstance(line.choice, Item):
        words["about"] = _("%(cost)s baht", cost=money(line.choice.cost or 0))
    return words


def _ends(question: Question) -> str:
    """What the ends of a scale mean."""
    if question.kind != "score":
        return ""
    ends = (
        (question.settings["lo"], text(question, "low_label")),
        (question.settings["hi"], text(question, "high_label")),
    )
    return ", ".join(f"{mark} = {label}" for mark, label in ends if label)


def _how(question: Question) -> str:
    """How to fill it in by hand, in one sentence."""
    settings = question.settings
    cap = settings.get("cap")
    how = {
        "score": lambda: _("Please circle one number on each line, or tick that you don't know."),
        "single": lambda: _("Please tick one box."),
        "approval": lambda: (
            ngettext("Please tick one.", "Please tick up to %(num)s.", cap)
            if cap
            else _("Please tick as many as you like.")
        ),
        "dots": lambda: (
            _(
                "You have %(dots)s points. Please write how many each one gets; together no more than that.",
                dots=settings["dots"],
            )
            + (" " + _("At most %(cap)s on one.", cap=cap) if cap and cap < settings["dots"] else "")
        ),
        "ranking": lambda: ngettext(
            "Please write 1 beside the one that matters most.",
            "Please number up to %(num)s, beginning with 1 for the one that matters most.",
            settings["places"],
        ),
        "allocation": lambda: _(
            "Please tick what should be paid for. All together may cost at most %(budget)s baht.",
            budget=money(settings["budget"]),
        ),
        "pairwise": lambda: _("Please tick one of each two, or that both matter equally."),
    }
    return how[question.kind]()
