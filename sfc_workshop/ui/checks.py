"""Checks that any form may put on a field."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from sfc_workshop.core.written import can_be_shown


def showable(_form: Any, field: Any) -> None:
    """Refuse signs that cannot be shown."""
    if not can_be_shown(field.data or ""):
        raise ValidationError(_l("Your text has signs that cannot be shown. Please remove them."))
