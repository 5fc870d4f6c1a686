"""How people are asked who they are."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length


class SignInForm(FlaskForm):
    """Name and password."""

    login = StringField(
        _l("Sign-in name"),
        [InputRequired(_l("Please write your sign-in name.")), Length(max=120)],
        render_kw={"autocomplete": "username", "autocapitalize": "none"},
    )
    password = PasswordField(
        _l("Password"),
        [InputRequired(_l("Please write your password.")), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )
