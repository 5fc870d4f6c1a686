"""The secret a phone keeps for one consultation."""

import re

from flask import request
from werkzeug.wrappers import Response

from sfc_workshop.ballots.asked import Asked
from sfc_workshop.ballots.models import Consultation
from sfc_workshop.core.web import cookie_name, set_cookie
from sfc_workshop.domain.codes import LENGTH, LETTERS

TOKEN = re.compile(rf"[A-Za-z0-9_-]{{22,64}}|[{LETTERS}]{{{LENGTH}}}")  # drawn by us, or a single-use code


def token_for(consultation: Consultation | Asked) -> str | None:
    """Read this phone's secret for a consultation."""
    token = request.cookies.get(cookie_name(_name(consultation)))
    return token if token and TOKEN.fullmatch(token) else None


def give_token(response: Response, consultation: Consultation, token: str) -> None:
    """Give the phone its secret."""
    set_cookie(response, _name(consultation), token)


def consultations_known() -> list[str]:
    """List the public ids of the consultations this phone has a secret for."""
    prefix = cookie_name("p-")
    return [name.removeprefix(prefix) for name in request.cookies if name.startswith(prefix)]


def tokens_known() -> dict[str, str]:
    """List this phone's secrets by the public id of their consultation."""
    found = {public_id: request.cookies.get(cookie_name(f"p-{public_id}"), "") for public_id in consultations_known()}
    return {public_id: token for public_id, token in found.items() if TOKEN.fullmatch(token)}


def _name(consultation: Consultation | Asked) -> str:
    return f"p-{consultation.public_id}"
