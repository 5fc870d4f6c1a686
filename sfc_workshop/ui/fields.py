"""Fields that WTForms has not, as ui/forms.html draws them."""

from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput


class CheckboxesField(SelectMultipleField):
    """Several of a few choices, each a tick of its own."""

    option_widget = CheckboxInput()
