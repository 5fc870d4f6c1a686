"""Who may enter: the one place views ask."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import abort, current_app, g, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user
from sqlalchemy import select

from sfc_workshop.cities.models import City
from sfc_workshop.core.access import View, entry
from sfc_workshop.core.db import db
from sfc_workshop.domain.roles import Action
from sfc_workshop.people.actions import digest
from sfc_workshop.people.models import Person, SignIn

login_manager = LoginManager()


class SignedIn(UserMixin):
    """A browser that is signed in, as flask-login wants to see it; its id is the browser's secret."""

    def __init__(self, secret: str, person: Person) -> None:
        self.secret = secret
        self.person = person

    def get_id(self) -> str:
        """What the session cookie keeps."""
        return self.secret


@login_manager.user_loader
def load_signed_in(secret: str) -> SignedIn | None:
    """Find who is signed in with a browser's secret, unless the sign-in has ended."""
    row = db.session.get(SignIn, digest(secret))
    return SignedIn(secret, row.person) if row is not None and row.is_valid else None


def current_person() -> Person:
    """Whoever is signed in; views behind signed_in or needs() always have somebody."""
    person: Person = current_user.person
    return person


def person_or_none() -> Person | None:
    """Whoever is signed in, if anybody is."""
    return current_user.person if current_user.is_authenticated else None


def signed_in(view: View) -> View:
    """Let in whoever is signed in; others sign in first and come back."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs) if current_user.is_authenticated else _sign_in_first()

    return entry("signed in")(guarded)  # type: ignore[return-value]


def needs(action: Action) -> Callable[[View], View]:
    """Let in who may do this in the city of the address; for others the city's desk does not exist."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, city_slug: str, **kwargs: Any) -> Any:
            if not current_user.is_authenticated:
                return _sign_in_first()
            city = db.session.scalar(select(City).where(City.slug == city_slug))
            if city is None or not current_person().may(action, city):
                abort(404)
            g.city = city
            return view(*args, **kwargs)

        return entry(f"needs {action.value}")(guarded)  # type: ignore[return-value]

    return guard


def is_still_allowed(action: Action, city: City) -> Callable[[], bool]:
    """Make a question that can be asked long after the request: may whoever asked now still do this there?

    It opens a connection of its own and lets it go, for a stream that lasts for hours.
    """
    app, secret, city_id = current_app._get_current_object(), current_user.get_id(), city.id  # type: ignore[attr-defined]

    def ask() -> bool:
        with app.app_context():
            signed_in = load_signed_in(secret)
            found = db.session.get(City, city_id)
            return signed_in is not None and found is not None and signed_in.person.may(action, found)

    return ask


def needs_nationally(action: Action) -> Callable[[View], View]:
    """Let in whose national role carries this; for others the page does not exist."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not current_user.is_authenticated:
                return _sign_in_first()
            if not current_person().may_everywhere(action):
                abort(404)
            return view(*args, **kwargs)

        return entry(f"needs {action.value} nationally")(guarded)  # type: ignore[return-value]

    return guard


def _sign_in_first() -> Any:
    if request.method != "GET":
        abort(403)
    session["after_sign_in"] = request.full_path.rstrip("?")
    return redirect(url_for("people.sign_in"))
