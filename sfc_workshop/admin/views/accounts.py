"""Everybody's accounts: search, national roles, links, ending every access."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sfc_workshop.core.refusals import Refused
from sfc_workshop.domain.roles import Action
from sfc_workshop.people import actions
from sfc_workshop.people.access import current_person, needs_nationally
from sfc_workshop.people.forms import NationalInvitationForm, NationalRoleForm
from sfc_workshop.people.models import Person
from sfc_workshop.people.queries import everybody, person_with
from sfc_workshop.people.sentences import role_name
from sfc_workshop.people.views.showing import keep_link, take_link

accounts = Blueprint("accounts", __name__, url_prefix="/desk/admin/people")


@accounts.get("")
@needs_nationally(Action.ADMINISTER)
def list_() -> ResponseReturnValue:
    """List everybody, or whoever a search finds."""
    words = request.args.get("q", "").strip()[:120]
    return render_template("admin/people.html", page=everybody(words), words=words, role_name=role_name)


@accounts.route("/invitation", methods=["GET", "POST"])
@needs_nationally(Action.ADMINISTER)
def invite() -> ResponseReturnValue:
    """Invite an officer or an administrator."""
    form = NationalInvitationForm()
    form.offer(none=False)
    status = 200
    if form.validate_on_submit() and form.chosen is not None:
        try:
            person, secret = actions.invite_nationally(
                login=form.login.data, name=form.name.data, role=form.chosen, by=current_person()
            )
        except Refused as refusal:
            form.login.errors, status = [str(refusal)], refusal.status
        else:
            return _invited(person, secret)
    elif form.errors:
        status = 400
    return render_template("admin/invite.html", form=form), status


@accounts.get("/<int:person_id>")
@needs_nationally(Action.ADMINISTER)
def show(person_id: int) -> ResponseReturnValue:
    """Show what one person is everywhere."""
    person = person_with(person_id)
    form = NationalRoleForm(formdata=None, role=person.national_role or "")
    form.offer(none=True)
    return _page(person, form)


@accounts.post("/<int:person_id>/role")
@needs_nationally(Action.ADMINISTER)
def change(person_id: int) -> ResponseReturnValue:
    """Give or take the national role."""
    person = person_with(person_id)
    form = NationalRoleForm()
    form.offer(none=True)
    if not form.validate():
        return _page(person, form, 400)
    try:
        changed = actions.set_national_role(person, form.chosen, by=current_person())
    except Refused as refusal:
        form.role.errors = [str(refusal)]
        return _page(person_with(person_id), form, refusal.status)
    flash(_("The roles are changed. The person signs in again to use them.") if changed else _("Nothing was changed."))
    return redirect(url_for(".show", person_id=person_id), 303)


@accounts.post("/<int:person_id>/link")
@needs_nationally(Action.ADMINISTER)
def link(person_id: int) -> ResponseReturnValue:
    """Make a new link: an invitation renewed, or a new password."""
    person = person_with(person_id)
    keep_link(person, actions.make_link(person, by=current_person()))
    return redirect(url_for(".show", person_id=person_id), 303)


@accounts.post("/<int:person_id>/ending")
@needs_nationally(Action.ADMINISTER)
def end(person_id: int) -> ResponseReturnValue:
    """End every access of somebody at once."""
    person = person_with(person_id)
    name = person.name
    try:
        actions.end_all_access(person, by=current_person())
    except actions.OwnRight as refusal:
        flash(str(refusal), "bad")
    else:
        flash(_("%(name)s has no access any more.", name=name))
    return redirect(url_for(".show", person_id=person_id), 303)


def _invited(person: Person, secret: str | None) -> ResponseReturnValue:
    if secret is None:
        flash(_("%(name)s has an account already and can use the new roles at once.", name=person.name))
    else:
        keep_link(person, secret)
    return redirect(url_for(".show", person_id=person.id), 303)


def _page(person: Person, form: NationalRoleForm, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "admin/person.html",
        person=person,
        form=form,
        made=take_link(person),
        may_make_link=actions.may_make_link(current_person(), person),
        role_name=role_name,
    )
    return page, status
