"""How a planner is asked how the people of a group are spread over the communities of the city."""

from collections.abc import Mapping
from fractions import Fraction
from math import lcm
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm

from sfc_workshop.ballots.building import WholeField
from sfc_workshop.ballots.models import Consultation
from sfc_workshop.cities.models import Community

MOST_PEOPLE = 10**7


class MarginsForm(FlaskForm):
    """A number of people for each group and community; field_of() finds it."""

    wrong: Mapping[str, str] = {}

    def field_of(self, group: int, community: Community) -> WholeField:
        """The field of a group, by its place among the groups, and a community."""
        found: WholeField = self[f"people_{group}_{community.id}"]
        return found


def form_for(consultation: Consultation, typed: Any = None) -> Any:
    """Make the form; typed: the posted form, or None to show what is declared."""
    communities = consultation.plan.city.communities
    names = {
        f"people_{n}_{community.id}": WholeField(group.title_th, render_kw={"inputmode": "numeric", "maxlength": 12})
        for n, group in enumerate(consultation.groups)
        for community in communities
    }
    form_class: Any = type("MarginsFormOf", (MarginsForm,), names)
    return form_class(formdata=typed, data=None if typed is not None else _present(consultation))


def read(form: Any, consultation: Consultation) -> dict[str, dict[str, str]] | None:
    """Read {group: {community id: share}}; None, with sentences in form.wrong, where something does not fit.

    A share is kept as people of all people, such as 1200/4000, so that the numbers can be shown again.
    """
    fits, communities = form.validate(), consultation.plan.city.communities
    form.wrong = {}
    margins = {}
    for n, group in enumerate(consultation.groups):
        fields = {str(community.id): form.field_of(n, community) for community in communities}
        people = {key: field.data or 0 for key, field in fields.items()}
        if any(not 0 <= number <= MOST_PEOPLE for number in people.values()):
            form.wrong[group.key] = _("Please write how many people live there: 0 or more, at most ten million.")
        elif sum(map(bool, people.values())) == 1:
            form.wrong[group.key] = _("With one community alone there is nothing to weigh. Fill in the others too.")
        elif total := sum(people.values()):
            margins[group.key] = {key: f"{number}/{total}" for key, number in people.items()}
    return margins if fits and not form.wrong else None


def _present(consultation: Consultation) -> dict[str, int]:
    """Write declared shares as numbers of people again; shares from elsewhere as the smallest that fit."""
    shown: dict[str, int] = {}
    for n, group in enumerate(consultation.groups):
        shares = consultation.margins.get(group.key, {})
        totals = {share.partition("/")[2] or "1" for share in shares.values()}
        exact = {key: Fraction(share) for key, share in shares.items()}
        together = int(next(iter(totals))) if len(totals) == 1 else lcm(1, *(f.denominator for f in exact.values()))
        shown |= {f"people_{n}_{key}": int(share * together) for key, share in exact.items()}
    return shown
