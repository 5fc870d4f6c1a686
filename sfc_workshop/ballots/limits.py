"""What may be set for each kind of question, and what is wrong with it, as sentences."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from sfc_workshop.ballots.models import ON_ITEMS, Item

MOST_STEPS = 10  # of a score: more buttons than eleven do not fit a phone
LOWEST, HIGHEST = -100, 100
MOST_DOTS = 100
MOST_BAHT = 10**12
PURPOSES = ("quote", "contact", "photo")  # of a consent
FEWEST = {"pairwise": 2, "ranking": 2}

Settings = Mapping[str, Any]


def faults_in(kind: str, settings: Settings, items: Sequence[Item], *, options: int = 0) -> dict[str, Any]:
    """Say what is wrong with a question, field by field; nothing if it can be asked.

    settings:  as domain.scales.Scale takes them: whole numbers, None or absent where nothing was set.
    items:     what it asks about. options: how many answers a choice has.
    returns:   {field: sentence}; a field is a setting, or items, or options.
    """
    found: dict[str, Any] = {}
    if kind == "single" and options < 2:
        found["options"] = _l("Please give at least two answers to choose from.")
    if kind == "consent" and settings.get("purpose", "contact") not in PURPOSES:
        found["purpose"] = _l("Please choose from the list.")
    if kind in ON_ITEMS:
        found |= _faults_of_items(kind, items)
    if "items" not in found and kind in _CHECKS:
        found |= {field: sentence for field, sentence in _CHECKS[kind](settings, items).items() if sentence}
    return found


def _faults_of_items(kind: str, items: Sequence[Item]) -> dict[str, Any]:
    sentence: Any = None
    if not items:
        sentence = _l("Please choose what this question asks about.")
    elif len({item.kind for item in items}) > 1:
        sentence = _l("A question asks about one kind only: visions, goals or projects. Please untick the others.")
    elif len(items) < FEWEST.get(kind, 1):
        sentence = _l("Please choose at least two, so that there is something to compare.")
    elif kind == "allocation" and not all(item.cost for item in items):
        sentence = _l("Whoever shares out a budget must see what each item costs. Give every item a cost.")
    return {"items": sentence} if sentence else {}


def _whole(value: Any, low: int, high: int) -> Any:
    """Ask for a whole number within limits; None where it is one."""
    if type(value) is int and low <= value <= high:
        return None
    return _l("Please write a whole number from %(low)s to %(high)s.", low=f"{low:,}", high=f"{high:,}")


def _score(settings: Settings, _items: Sequence[Item]) -> dict[str, Any]:
    lo, hi = settings.get("lo"), settings.get("hi")
    faults = {"lo": _whole(lo, LOWEST, HIGHEST), "hi": _whole(hi, LOWEST, HIGHEST)}
    if lo is not None and hi is not None and not any(faults.values()):
        if hi <= lo:
            faults["hi"] = _l("The highest mark must be above the lowest.")
        elif hi - lo > MOST_STEPS:
            faults["hi"] = _l("At most eleven marks fit on a phone. Please bring the two ends closer together.")
    return faults


def _approval(settings: Settings, items: Sequence[Item]) -> dict[str, Any]:
    cap = settings.get("cap")
    return {"cap": None if cap is None else _whole(cap, 1, len(items))}


def _dots(settings: Settings, items: Sequence[Item]) -> dict[str, Any]:
    dots, cap = settings.get("dots"), settings.get("cap")
    faults = {"dots": _whole(dots, 1, MOST_DOTS)}
    if cap is not None and not faults["dots"]:
        faults["cap"] = _whole(cap, 1, dots or 1)
        if not faults["cap"] and cap * len(items) < (dots or 1):
            faults["cap"] = _l("With so few dots on one item nobody can use all. Please allow more, or give fewer.")
    return faults


def _ranking(settings: Settings, items: Sequence[Item]) -> dict[str, Any]:
    return {"places": _whole(settings.get("places"), 1, len(items))}


def _allocation(settings: Settings, items: Sequence[Item]) -> dict[str, Any]:
    budget = settings.get("budget")
    fault = _whole(budget, 1, MOST_BAHT)
    least = min(item.cost or 0 for item in items)
    if not fault and budget is not None and budget < least:
        fault = _l("With this budget nothing can be paid for: the cheapest costs %(least)s baht.", least=f"{least:,}")
    return {"budget": fault}


def _pairwise(settings: Settings, items: Sequence[Item]) -> dict[str, Any]:
    return {"pairs": _whole(settings.get("pairs"), 1, len(items) * (len(items) - 1) // 2)}


_CHECKS: dict[str, Callable[[Settings, Sequence[Item]], dict[str, Any]]] = {
    "score": _score,
    "approval": _approval,
    "dots": _dots,
    "ranking": _ranking,
    "allocation": _allocation,
    "pairwise": _pairwise,
}
