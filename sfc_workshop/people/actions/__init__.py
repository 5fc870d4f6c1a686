"""What is done with people; each is one transaction."""

from sfc_workshop.people.actions.accounts import WrongPassword, add_person, change_password, step_add_person
from sfc_workshop.people.actions.links import (
    LinkIsOver,
    choose_password,
    invite,
    invite_nationally,
    make_link,
    may_make_link,
)
from sfc_workshop.people.actions.roles import OwnRight, end_access, end_all_access, set_national_role, set_roles
from sfc_workshop.people.actions.secrets import digest
from sfc_workshop.people.actions.signing import WrongSignIn, sign_in, sign_out
from sfc_workshop.people.actions.throttle import TooManyTries

__all__ = [
    "LinkIsOver",
    "OwnRight",
    "TooManyTries",
    "WrongPassword",
    "WrongSignIn",
    "add_person",
    "change_password",
    "choose_password",
    "digest",
    "end_access",
    "end_all_access",
    "invite",
    "invite_nationally",
    "make_link",
    "may_make_link",
    "set_national_role",
    "set_roles",
    "sign_in",
    "sign_out",
    "step_add_person",
]
