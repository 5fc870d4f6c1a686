"""The people of a city: who is what since when, inviting, changing roles, ending access."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sfc_workshop.core.refusals import Refused
from sfc_workshop.domain.roles import Action
from sfc_workshop.people import actions, queries
from sfc_workshop.people.access import current_person, needs
from sfc_workshop.people.forms import InvitationForm, RolesForm
from sfc_workshop.people.models import Person
from sfc_workshop.people.sentences import role_name
from sfc_workshop.people.views.showing import keep_link, take_link

staff = Blueprint("staff", __name__, url_prefix="/desk/<city_slug>/people")


@staff.get("")
@needs(Action.MANAGE_PEOPLE)
def list_() -> ResponseReturnValue:
    """List who has which role in the city."""
    return render_template("people/list.html", city=g.city, people=queries.people_of(g.city), role_name=role_name)


@staff.route("/invitation", methods=["GET", "POST"])
@needs(Action.MANAGE_PEOPLE)
def invite() -> ResponseReturnValue:
    """Invite somebody to the city, and show the link once."""
    form = InvitationForm()
    form.offer(g.city.divisions)
    status = 200
    if form.validate_on_submit():
        try:
            person, secret = actions.invite(
                login=form.login.data,
                name=form.name.data,
                city=g.city,
                roles=form.chosen,
                division=form.chosen_division,
                by=current_person(),
            )
        except Refused as refusal:
            form.login.errors, status = [str(refusal)], refusal.status
        else:
            return _invited(person, secret)
    return render_template(
        "people/invite.html", city=g.city, form=form
    ), 400 if form.errors and status == 200 else status


@staff.get("/<int:person_id>")
@needs(Action.MANAGE_PEOPLE)
def show(person_id: int) -> ResponseReturnValue:
    """Show what one person is in the city, and what can be done about it."""
    person = queries.person_in(g.city, person_id)
    form = RolesForm(formdata=None)
    form.offer(g.city.divisions)
    form.fill(person.memberships, g.city)
    return _page(person, form)


@staff.post("/<int:person_id>/roles")
@needs(Action.MANAGE_PEOPLE)
def change(person_id: int) -> ResponseReturnValue:
    """Give and take roles."""
    person = queries.person_in(g.city, person_id)
    form = RolesForm()
    form.offer(g.city.divisions)
    if not form.chosen:
        form.roles.errors = [_("Please keep at least one role, or end the access below.")]
        return _page(person, form, 400)
    try:
        changed = actions.set_roles(person, g.city, form.chosen, division=form.chosen_division, by=current_person())
    except Refused as refusal:
        form.roles.errors = [str(refusal)]
        return _page(queries.person_in(g.city, person_id), form, refusal.status)
    flash(_("The roles are changed. The person signs in again to use them.") if changed else _("Nothing was changed."))
    return redirect(url_for(".show", person_id=person_id), 303)


@staff.post("/<int:person_id>/link")
@needs(Action.MANAGE_PEOPLE)
def link(person_id: int) -> ResponseReturnValue:
    """Make a new link: an invitation renewed, or a new password."""
    person = queries.person_in(g.city, person_id)
    keep_link(person, actions.make_link(person, by=current_person()))
    return redirect(url_for(".show", person_id=person_id), 303)


@staff.post("/<int:person_id>/ending")
@needs(Action.MANAGE_PEOPLE)
def end(person_id: int) -> ResponseReturnValue:
    """Withdraw an invitation, or end somebody's access to the city at once."""
    person = queries.person_in(g.city, person_id)
    name, had_joined = person.name, person.has_joined
    try:
        actions.end_access(person, g.city, by=current_person())
    except actions.OwnRight as refusal:
        flash(str(refusal), "bad")
        return redirect(url_for(".show", person_id=person_id), 303)
    flash(
        _("%(name)s has no access to this city any more.", name=name)
        if had_joined
        else _("The invitation of %(name)s is withdrawn.", name=name)
    )
    return redirect(url_for(".list_"), 303)


def _invited(person: Person, secret: str | None) -> ResponseReturnValue:
    if secret is None:
        flash(_("%(name)s has an account already and can use the new roles at once.", name=person.name))
    else:
        keep_link(person, secret)
    return redirect(url_for(".show", person_id=person.id), 303)


def _page(person: Person, form: RolesForm, status: int = 200) -> ResponseReturnValue:
    return (
        render_template(
            "people/person.html",
            city=g.city,
            person=person,
            form=form,
            made=take_link(person),
            may_make_link=actions.may_make_link(current_person(), person),
            role_name=role_name,
        ),
        status,
    )
