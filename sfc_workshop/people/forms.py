"""How people are asked who they are, and what others are."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, RadioField, SelectField, StringField
from wtforms.validators import EqualTo, InputRequired, Length, Regexp, ValidationError

from sfc_workshop.cities.models import City, Division
from sfc_workshop.core.i18n import text
from sfc_workshop.core.written import tidy
from sfc_workshop.domain.roles import IN_A_CITY, Role
from sfc_workshop.people.models import Membership
from sfc_workshop.people.sentences import ROLE_MEANINGS, ROLE_NAMES
from sfc_workshop.ui.checks import showable
from sfc_workshop.ui.fields import CheckboxesField

LONGEST_NAME = 120
LONGEST_PASSWORD = 200


def _tidy(words: str | None) -> str:
    return tidy(words or "")


def _new_password(label: Any) -> PasswordField:
    return PasswordField(
        label,
        [InputRequired(_l("Please choose a password.")), Length(max=LONGEST_PASSWORD)],
        render_kw={"autocomplete": "new-password"},
    )


def _again() -> PasswordField:
    return PasswordField(
        _l("The same password again"),
        [
            InputRequired(_l("Please write the password a second time.")),
            EqualTo("password", _l("The two passwords differ. Please write the same one twice.")),
        ],
        render_kw={"autocomplete": "new-password"},
    )


class SignInForm(FlaskForm):
    """Name and password."""

    login = StringField(
        _l("Sign-in name"),
        [InputRequired(_l("Please write your sign-in name.")), Length(max=LONGEST_NAME)],
        render_kw={"autocomplete": "username", "autocapitalize": "none"},
    )
    password = PasswordField(
        _l("Password"),
        [InputRequired(_l("Please write your password.")), Length(max=LONGEST_PASSWORD)],
        render_kw={"autocomplete": "current-password"},
    )


class ChosenPasswordForm(FlaskForm):
    """A password of one's own, twice: a slip of the finger would lock its owner out."""

    password = _new_password(_l("Password of your choice"))
    again = _again()


class ChangedPasswordForm(FlaskForm):
    """Another password, by somebody who knows the present one."""

    present = PasswordField(
        _l("Present password"),
        [InputRequired(_l("Please write your present password.")), Length(max=LONGEST_PASSWORD)],
        render_kw={"autocomplete": "current-password"},
    )
    password = _new_password(_l("New password"))
    again = _again()


class NamedForm(FlaskForm):
    """Somebody's name, and the name to sign in with."""

    name = StringField(
        _l("Name"),
        [InputRequired(_l("Please write the person's name.")), Length(max=LONGEST_NAME), showable],
        filters=[_tidy],
        render_kw={"autocomplete": "off", "maxlength": LONGEST_NAME},
    )
    login = StringField(
        _l("E-mail address or another sign-in name"),
        [
            InputRequired(_l("Please write a sign-in name.")),
            Length(max=LONGEST_NAME),
            Regexp(r"\S+\Z", message=_l("Please write the sign-in name without spaces.")),
            showable,
        ],
        filters=[_tidy],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "maxlength": LONGEST_NAME},
    )


class _CityRoles(FlaskForm):
    roles = CheckboxesField(_l("Roles in this city"), validate_choice=False)
    division = SelectField(_l("Division, for the role of division reporter"), validate_choice=False)

    def offer(self, divisions: Sequence[Division]) -> None:
        """Offer the roles a city gives, each with what it means, and the city's divisions."""
        self._divisions = {str(one.id): one for one in divisions}
        self.roles.choices = [(role.value, f"{ROLE_NAMES[role]}: {ROLE_MEANINGS[role]}") for role in IN_A_CITY]
        self.division.choices = [("", _l("None")), *((str(one.id), text(one, "name")) for one in divisions)]

    @property
    def chosen(self) -> list[Role]:
        """The roles that are ticked."""
        return [role for role in IN_A_CITY if role.value in (self.roles.data or ())]

    @property
    def chosen_division(self) -> Division | None:
        """The division, for whom one has been chosen."""
        return self._divisions.get(self.division.data or "")


class RolesForm(_CityRoles):
    """What somebody is in a city; nothing ticked takes every role."""

    def fill(self, memberships: Sequence[Membership], city: City) -> None:
        """Begin with what the person is."""
        here = [one for one in memberships if one.city_id == city.id]
        self.roles.data = [one.role for one in here]
        self.division.data = next((str(one.division_id) for one in here if one.division_id), "")


class InvitationForm(NamedForm, _CityRoles):
    """Somebody new, and what they are to be in a city."""

    def validate_roles(self, _field: Any) -> None:
        """Refuse an invitation to nothing."""
        if not self.chosen:
            raise ValidationError(_l("Please choose at least one role."))


class NationalRoleForm(FlaskForm):
    """What somebody is in the whole country."""

    role = RadioField(_l("National role"), validate_choice=False)

    def offer(self, *, none: bool) -> None:
        """Offer the national roles; none: whether having none is an offer too."""
        self.role.choices = [
            *([("", _l("No role"))] if none else []),
            *(
                (role.value, f"{ROLE_NAMES[role]}: {ROLE_MEANINGS[role]}")
                for role in (Role.OFFICER, Role.ADMINISTRATOR)
            ),
        ]

    def validate_role(self, field: Any) -> None:
        """Refuse what was not offered."""
        if field.data not in [value for value, _label in self.role.choices]:
            raise ValidationError(_l("Please choose a role."))

    @property
    def chosen(self) -> Role | None:
        """The role that is chosen, if one is."""
        return Role(self.role.data) if self.role.data else None


class NationalInvitationForm(NamedForm, NationalRoleForm):
    """Somebody new for the whole country."""
