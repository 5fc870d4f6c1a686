"""Following a personal link.

The secret in a link only goes into the session; the page itself has an address without it. Looking at the page
uses nothing up, for programs open links before people do.
"""

from flask import Blueprint, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from sfc_workshop.core.access import anyone
from sfc_workshop.core.refusals import Refused
from sfc_workshop.people import actions, queries
from sfc_workshop.people.forms import ChosenPasswordForm
from sfc_workshop.people.models import PersonalLink
from sfc_workshop.people.views.signing import enter

links = Blueprint("links", __name__)
FOLLOWED = "followed_link"


@links.get("/welcome/<secret>")
@anyone
def bring(secret: str) -> ResponseReturnValue:
    """Take the secret out of the address."""
    if queries.link_with(actions.digest(secret)) is None:
        raise actions.LinkIsOver
    session[FOLLOWED] = secret
    return redirect(url_for(".show"), 303)


@links.get("/welcome")
@anyone
def show() -> ResponseReturnValue:
    """Say whose link it is, and ask for a password."""
    return _page(_link(), ChosenPasswordForm())


@links.post("/welcome")
@anyone
def choose() -> ResponseReturnValue:
    """Take the password and let the person in; whoever was signed in here before is signed out."""
    link, form = _link(), ChosenPasswordForm()
    if not form.validate_on_submit():
        return _page(link, form)
    before = current_user.get_id() if current_user.is_authenticated else None
    try:
        secret = actions.choose_password(session[FOLLOWED], form.password.data)
    except actions.LinkIsOver:
        raise
    except Refused as refusal:
        form.password.errors = [str(refusal)]
        return _page(link, form)
    if before:
        actions.sign_out(before)
    session.pop("after_sign_in", None)
    return enter(secret)


def _link() -> PersonalLink:
    link = queries.link_with(actions.digest(session.get(FOLLOWED, "")))
    if link is None:
        session.pop(FOLLOWED, None)
        raise actions.LinkIsOver
    return link


def _page(link: PersonalLink, form: ChosenPasswordForm) -> ResponseReturnValue:
    return render_template("people/welcome.html", form=form, link=link, person=link.person), 400 if form.errors else 200
