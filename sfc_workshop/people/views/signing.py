"""Signing in and out, and one's own account."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user

from sfc_workshop.core.access import anyone
from sfc_workshop.core.refusals import Refused
from sfc_workshop.core.web import is_local_path
from sfc_workshop.people import actions, queries
from sfc_workshop.people.access import SignedIn, current_person, load_signed_in, signed_in
from sfc_workshop.people.forms import ChangedPasswordForm, SignInForm
from sfc_workshop.people.sentences import role_name

bp = Blueprint("people", __name__)


@bp.route("/sign-in", methods=["GET", "POST"])
@anyone
def sign_in() -> ResponseReturnValue:
    """Ask who it is, and go on to where they were going."""
    if current_user.is_authenticated:
        return redirect(url_for("home.desk"))
    form = SignInForm()
    status = 200
    if form.validate_on_submit():
        try:
            secret = actions.sign_in(
                login=form.login.data, password=form.password.data, address=request.remote_addr or ""
            )
        except Refused as refusal:
            form.password.errors = [str(refusal)]
            status = refusal.status
        else:
            return enter(secret)
    return render_template("people/sign_in.html", form=form), status


@bp.post("/sign-out")
@signed_in
def sign_out() -> ResponseReturnValue:
    """End this browser's sign-in."""
    actions.sign_out(current_user.get_id())
    logout_user()
    session.clear()
    flash(_("You are signed out."))
    return redirect(url_for("home.front"))


@bp.route("/account", methods=["GET", "POST"])
@signed_in
def account() -> ResponseReturnValue:
    """Show somebody what they are, and let them choose another password."""
    form = ChangedPasswordForm()
    status = 200
    if form.validate_on_submit():
        try:
            actions.change_password(current_person(), present=form.present.data, password=form.password.data)
        except actions.WrongPassword as refusal:
            form.present.errors, status = [str(refusal)], refusal.status
        except Refused as refusal:
            form.password.errors, status = [str(refusal)], refusal.status
        else:
            session.clear()
            flash(_("Your password is changed. Please sign in with the new one."))
            return redirect(url_for(".sign_in"), 303)
    person = queries.person_with(current_person().id)
    return render_template("people/account.html", form=form, person=person, role_name=role_name), status


def enter(secret: str) -> ResponseReturnValue:
    """Begin a new session, so that nothing planted before sign-in lives on."""
    target = session.get("after_sign_in")
    session.clear()
    user: SignedIn | None = load_signed_in(secret)
    login_user(user)
    return redirect(target if target and is_local_path(target) else url_for("home.desk"), 303)
