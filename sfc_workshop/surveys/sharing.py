"""What is handed out of a survey: its link, a QR code, a poster, a link for LINE."""

from datetime import datetime, time
from pathlib import Path
from urllib.parse import quote, urlsplit

from flask import current_app, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from sfc_workshop.core import clock
from sfc_workshop.core.i18n import format_day, format_moment, text
from sfc_workshop.documents import qr
from sfc_workshop.documents.pdf import pdf
from sfc_workshop.surveys.models import Survey

POSTER = Path(__file__).with_name("poster.typ")


def link_to(survey: Survey) -> str:
    """The public address, on the base the installation is configured for, whoever asks from where."""
    base: str = current_app.config["SETTINGS"].base_url
    return base.rstrip("/") + url_for("surveys.start", slug=survey.slug)


def short(link: str) -> str:
    """An address as people copy it from a wall.

    >>> short("https://plan.example.go.th/s/our-town")
    'plan.example.go.th/s/our-town'
    """
    parts = urlsplit(link)
    return f"{parts.netloc}{parts.path}"


def line_link(survey: Survey) -> str:
    """An address that opens LINE with the survey's title and link.

    LINE's own browser forgets what a phone has answered, so the link asks for the phone's browser.
    """
    words = f"{text(survey, 'title')}\n{link_to(survey)}?openExternalBrowser=1"
    return f"https://line.me/R/share?text={quote(words)}"


def until(survey: Survey) -> str:
    """Until when one can answer, as a poster says it."""
    closes = survey.door.closes_at
    return _("Open until %(day)s", day=_day(closes)) if closes else _("Open until further notice")


def _day(moment: datetime) -> str:
    """A day, and the hour where it is not the end of the day."""
    last_minute = moment.astimezone(clock.CITY_ZONE).time() >= time(23, 59)
    return format_day(moment) if last_minute else format_moment(moment)


def poster(survey: Survey, language: str) -> bytes:
    """Draw the A4 poster of a survey as a PDF, in one language."""
    link = link_to(survey)
    city = survey.door.consultation.plan.city
    with force_locale(language):
        data = {
            "lang": language,
            "city": text(city, "name"),
            "ask": _("Please tell us what you think"),
            "how": _("Scan with the camera of your phone, or open"),
            "qr": qr.svg(link).decode(),
            "address": short(link),
            "until": until(survey),
            "privacy": _("About %(minutes)s minutes. Your name is not asked.", minutes=survey.minutes),
        }
        return pdf(POSTER.read_text(encoding="utf-8"), data, title=text(survey, "title"))
