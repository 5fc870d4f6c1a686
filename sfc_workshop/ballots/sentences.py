"""What is said when an answer cannot be taken: the method names the fault, here it becomes a sentence."""

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _l

from sfc_workshop.core.refusals import Refused
from sfc_workshop.domain.scales import BadAnswer, Wrong


class NotThisAnswer(Refused):
    """The answer does not fit its question."""

    status = 422


class DoorIsClosed(Refused):
    """The answer came too late, or too early."""

    status = 410


class KeyIsTaken(Refused):
    """The same key came before with another content."""

    status = 409


class NotJoined(Refused):
    """Whoever sends this has not joined the consultation on this phone."""

    status = 403


def too_late() -> DoorIsClosed:
    """Say that the answer is kept as late and will not be counted."""
    return DoorIsClosed(_l("Answers are closed. Your answer came too late to be counted."))


def too_early() -> DoorIsClosed:
    """Say that the door has not opened."""
    return DoorIsClosed(_l("Answers are not taken yet. Please come back a little later."))


def sentence_for(fault: BadAnswer, titles: dict[str, str]) -> NotThisAnswer:
    """Turn a fault the method found into words; titles name the items as the reader knows them."""
    facts: dict[str, Any] = {**fault.facts, "item": titles.get(str(fault.facts.get("item")), "")}
    return NotThisAnswer(_SENTENCES[fault.code](facts))


def unreadable() -> NotThisAnswer:
    """Say that nothing sensible arrived."""
    return NotThisAnswer(_l("This answer could not be read. Please open the page again and answer once more."))


def _money(facts: dict[str, Any]) -> dict[str, Any]:
    """Write amounts as 1,632,820."""
    return {name: f"{fact:,}" if isinstance(fact, int) else fact for name, fact in facts.items()}


_SENTENCES: dict[Wrong, Callable[[dict[str, Any]], Any]] = {
    Wrong.NOT_AN_ANSWER: lambda facts: unreadable().sentence,
    Wrong.UNKNOWN_ITEM: lambda facts: _l("You answered for something that is not part of this question."),
    Wrong.NOT_WHOLE: lambda facts: _l("Please give a whole number for “%(item)s”.", **facts),
    Wrong.OUT_OF_RANGE: lambda facts: _l("Please give “%(item)s” a mark from %(lo)s to %(hi)s.", **facts),
    Wrong.TOO_MANY_TICKS: lambda facts: _l("You ticked %(given)s. Please keep at most %(allowed)s.", **facts),
    Wrong.TOO_MANY_DOTS: lambda facts: _l(
        "You gave %(given)s dots. You have %(allowed)s: please take some back.", **facts
    ),
    Wrong.TOO_MANY_ON_ONE_ITEM: lambda facts: _l(
        "“%(item)s” has %(given)s dots. Please give it at most %(allowed)s.", **facts
    ),
    Wrong.TOO_MANY_PLACES: lambda facts: _l("You placed %(given)s. Please place at most %(allowed)s.", **facts),
    Wrong.SAME_PLACE_TWICE: lambda facts: _l("Two have place %(given)s. Please give each a place of its own.", **facts),
    Wrong.OVER_BUDGET: lambda facts: _l(
        "What you chose costs %(given)s baht. You have %(allowed)s: please take something back.", **_money(facts)
    ),
    Wrong.OVER_COST: lambda facts: _l(
        "“%(item)s” costs %(allowed)s baht. Please do not give it more.", **_money(facts)
    ),
    Wrong.TOO_MANY_PAIRS: lambda facts: _l(
        "You compared %(given)s pairs. Please compare at most %(allowed)s.", **facts
    ),
    Wrong.PLACE_SKIPPED: lambda facts: _l(
        "Place %(given)s is empty. Please number your choices 1, 2, 3 without a gap.", **facts
    ),
}
