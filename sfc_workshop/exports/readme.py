"""README.txt of a package: what is in it and how to recount, in Thai and in English."""

from flask_babel import force_locale
from flask_babel import gettext as _

from sfc_workshop.core.i18n import LANGUAGES


def readme(*, is_plan: bool) -> bytes:
    """Write the text in both languages, the first one first."""
    told = []
    for language in LANGUAGES:
        with force_locale(language):
            told.append("\n".join(_lines(is_plan)))
    return ("\n\n----\n\n".join(told) + "\n").encode()


def recount_steps(package: str = "package.zip", fingerprint: str | None = None) -> list[tuple[str, str]]:
    """Say how to recount, in steps: (what to do, what to type).

    package:      the name of the file as it was fetched.
    fingerprint:  what it should have, where that can be said; it cannot stand in the file itself.
    """
    known = f" --fingerprint {fingerprint}" if fingerprint else ""
    return [
        (
            _("Install sfc_workshop, which is free software; it needs Python 3.11 or newer."),
            "pip install ./sfc_workshop",
        ),
        (_("Download the files to recount."), package),
        (
            _("Count again. This needs neither a database nor a network, and says what holds or what differs."),
            f"sfc-workshop verify {package}{known}",
        ),
    ]


def _lines(is_plan: bool) -> list[str]:
    files = [
        ("config.json", _("what was asked, of which groups, with which weights")),
        ("ballots.jsonl", _("every ballot, a line each, with nobody's name")),
        ("result.json", _("what the ballots add up to; exact numbers are fractions")),
    ]
    if is_plan:
        files += [
            ("draft.json", _("the planner's order beside the computed one, with the reasons")),
            ("comments.json", _("comments that were shown, with nobody's name")),
            ("audit.json", _("where the audit log stood, and the fingerprint of the declaration")),
        ]
    files.append(("manifest.json", _("the fingerprint of each file, and what it was made with")))
    steps = [f"{number}. {what}\n   {code}" for number, (what, code) in enumerate(recount_steps(), start=1)]
    return [
        _("The files of a public consultation, to be counted again by anybody"),
        "",
        *[f"{name}: {what}" for name, what in files],
        "",
        _("How to recount"),
        "",
        *steps,
        "",
        _("Results of a public consultation, not a resolution."),
    ]
