"""The words of the ranking: flags with their meaning, groups, kinds, horizons."""

from flask_babel import gettext as _

from sfc_workshop.cities.models import City
from sfc_workshop.core.i18n import text
from sfc_workshop.priorities.table import EVERYONE, CountedGroup


def flag_label(flag: str) -> str:
    """A flag in a word or two."""
    return {
        "CONSENSUS": _("Everyone agrees"),
        "BETWEEN": _("Groups differ"),
        "WITHIN": _("A group is divided"),
        "LOW": _("Little support"),
        "FRAGILE": _("Not certain"),
        "THIN": _("Few saw it"),
        "RULE": _("Depends on the method"),
        "CHANNEL": _("Depends on the door"),
        "OPEN": _("Depends on the open link"),
    }.get(flag, flag)


def flag_meaning(flag: str) -> str:
    """What a flag means for a planner."""
    return {
        "CONSENSUS": _("In every group most people support it, and they agree with each other."),
        "BETWEEN": _("One group puts it much higher than another, and this is hardly chance. Talk with both groups."),
        "WITHIN": _("In at least one group people stand in two camps. Talk with that group before deciding."),
        "LOW": _("On average people do not support it, whatever its place in the order."),
        "FRAGILE": _(
            "Whether it is among the first might change had other people of the same groups answered, or with slightly "
            "different weights."
        ),
        "THIN": _(
            "In at least one group fewer than half of those who answered saw this item, "
            "or a few of them carry most of the group's weight."
        ),
        "RULE": _(
            "Another accepted method of counting puts it much higher or lower. See whether some items are much alike."
        ),
        "CHANNEL": _("People who came by one door, such as paper, judge it differently from the others."),
        "OPEN": _("Whether it is among the first depends on ballots anyone with the link could send."),
    }.get(flag, "")


def flag_kind(flag: str) -> str:
    """Whether a flag is good news or a warning."""
    return "good" if flag == "CONSENSUS" else "warn"


def group_name(group: CountedGroup) -> str:
    """A counted group's name; several counted together are all named."""
    if group.id == EVERYONE:
        return _("Everyone")
    return " + ".join(text(member, "title") for member in group.members) or group.id


def kind_name(kind: str) -> str:
    """A kind of item."""
    return {"vision": _("Vision"), "goal": _("Goal"), "project": _("Project")}[kind]


def kinds_name(kind: str) -> str:
    """A kind of item, several of them."""
    return {"vision": _("Visions"), "goal": _("Goals"), "project": _("Projects")}[kind]


def horizon_name(horizon: str) -> str:
    """A horizon."""
    return {"short": _("Short term"), "medium": _("Medium term"), "long": _("Long term")}[horizon]


def door_name(door: str) -> str:
    """A way in."""
    return {
        "survey": _("Survey"),
        "workshop": _("Workshop"),
        "paper": _("Paper"),
        "interview": _("Interview"),
    }.get(door, door)


def cost_name(city: City) -> str:
    """The head of a column of costs; a guest city counts in its own money."""
    return _("Cost (baht)") if city.is_in_programme else _("Cost")


def method_sentence() -> str:
    """The index in one sentence."""
    return _(
        "The index of an item is the chance that a person, drawn by the groups' declared weights, puts this item "
        "above another item drawn at random; a tie counts half."
    )
