"""What is filled in for the communities of a city: a row each, and more at once as lines."""

import re
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, Form, FormField, HiddenField, StringField, TextAreaField, ValidationError
from wtforms.validators import Length

from sfc_workshop.cities.actions import Named
from sfc_workshop.core.written import tidy
from sfc_workshop.ui.checks import showable

LONGEST = 160
MOST = 400
LINES = 20_000
ROW = re.compile("rows-[0-9]{1,3}-(id|name_th|name_en)")
SHORTER = _l("Please shorten this to %(most)s characters.", most=LONGEST)


def _name(label: Any, lang: str) -> StringField:
    return StringField(
        label,
        [Length(max=LONGEST, message=SHORTER), showable],
        filters=[lambda typed: tidy(typed or "")],
        render_kw={"maxlength": LONGEST, "lang": lang},
    )


class CommunityRow(Form):
    """One community; empty both boxes to take it away."""

    id = HiddenField()
    name_th = _name(_l("Name in Thai"), "th")
    name_en = _name(_l("Name in English"), "en")

    def validate_name_th(self, field: StringField) -> None:
        """The Thai name is the one everybody sees first."""
        if self.name_en.data and not field.data:
            raise ValidationError(_("Please write its name in Thai."))


class CommunitiesForm(FlaskForm):
    """The whole list, and lines to add."""

    rows = FieldList(FormField(CommunityRow), max_entries=MOST)
    more = TextAreaField(
        _l("More, one on each line"),
        [Length(max=LINES, message=_l("Please add fewer lines at once.")), showable],
        render_kw={"rows": 6, "maxlength": LINES},
    )
    wanted: Sequence[Named] = ()

    def validate_more(self, field: TextAreaField) -> None:
        """Read the lines, and see that no name is too long, none stands twice, and there are not too many."""
        known = {row.form.id.data for row in self.rows}
        rows = [_read_row(row.form) for row in self.rows if row.form.name_th.data]
        added = [_read_line(line) for line in (field.data or "").splitlines() if line.strip()]
        self.wanted = [*rows, *added]
        if len(known) + len(added) > MOST:
            raise ValidationError(_("A list has room for %(most)s. Please add fewer.", most=MOST))
        if any(len(one.name_th) > LONGEST or len(one.name_en) > LONGEST for one in added):
            raise ValidationError(str(SHORTER))
        seen: set[str] = set()
        for one in self.wanted:
            if one.name_th in seen:
                raise ValidationError(_("“%(name)s” stands twice. Please keep it once.", name=one.name_th))
            seen.add(one.name_th)


def form_for(communities: Sequence[Any], typed: Any = None) -> CommunitiesForm:
    """Make the form of a list; typed: what was posted, or None to show what is kept.

    Rows that claim an id the list does not have, or one that another row has claimed, are new ones.
    """
    if typed is None:
        return CommunitiesForm(
            formdata=None,
            data={"rows": [{"id": p.id, "name_th": p.name_th, "name_en": p.name_en} for p in communities]},
        )
    form = CommunitiesForm(
        formdata=MultiDict(
            (name, v) for name, v in typed.items(multi=True) if not name.startswith("rows-") or ROW.fullmatch(name)
        )
    )
    left = {str(one.id) for one in communities}
    for row in form.rows:
        claimed = row.form.id
        if claimed.data in left:
            left.remove(claimed.data)
        else:
            claimed.data, claimed.raw_data = "", None
    return form


def _read_row(row: CommunityRow) -> Named:
    known = row.id.data or ""
    return Named(int(known) if known else None, row.name_th.data, row.name_en.data)


def _read_line(line: str) -> Named:
    """Read the Thai name, and the English one behind a bar or a tab."""
    th, _bar, en = line.replace("\t", "|").partition("|")
    return Named(None, tidy(th), tidy(en))
