"""What changed between two states of a part of a plan, and how to turn it back."""

from collections.abc import Iterable, Mapping
from typing import Any

Values = Mapping[str, Any]
Fields = dict[str, list[Any]]  # {field: [before, after]}
PLACE = "position"
REMOVED = "removed"


def difference(before: Values, after: Values) -> Fields:
    """Name the fields that differ, with what they were and what they are; a field that is missing is None.

    >>> difference({"horizon": "short", "baht_2566": 5}, {"horizon": "long", "baht_2566": 5, "baht_2567": 7})
    {'baht_2567': [None, 7], 'horizon': ['short', 'long']}
    """
    names = sorted({*before, *after})
    return {name: [before.get(name), after.get(name)] for name in names if before.get(name) != after.get(name)}


def turned_back(fields: Fields) -> dict[str, Any]:
    """Say what to write to undo a change. What was added is only taken out again, so that it could come back.

    >>> turned_back({"horizon": ["short", "long"]}), turned_back({"removed": [True, False], "title_th": [None, "a"]})
    ({'horizon': 'short'}, {'removed': True})
    """
    if fields.get(REMOVED, [None])[0] is True:
        return {REMOVED: True}
    return {name: before for name, (before, _after) in fields.items()}


def changed_since(fields: Fields, now: Values) -> list[str]:
    """Name the fields that are no longer as a change left them: these stand in the way of undoing it.

    A place among neighbours counts only where places are all the change was about.
    """
    weighty = {name for name in fields if name != PLACE} or set(fields)
    return [name for name in sorted(weighty) if now.get(name) != fields[name][1]]


def values_at(now: Values, since: Iterable[Fields]) -> dict[str, Any]:
    """Say how a row stood before some changes, the oldest first.

    >>> values_at({"horizon": "long"}, [{"horizon": ["short", "medium"]}, {"horizon": ["medium", "long"]}])
    {'horizon': 'short'}
    """
    values = dict(now)
    for fields in reversed(list(since)):
        values.update({name: before for name, (before, _after) in fields.items()})
    return values


def merge(mine: Values, base: Values, theirs: Values) -> tuple[dict[str, Any], list[str]]:
    """Put two people's changes to one row together.

    mine:    what one person typed, on top of base
    base:    what both began with
    theirs:  how the row stands now
    returns: what to go on with, mine winning; and the fields both have changed, and differently

    >>> merge({"a": 1, "b": 2}, {"a": 0, "b": 0}, {"a": 9, "b": 0})
    ({'a': 1, 'b': 2}, ['a'])
    """
    together, both = {}, []
    for name, value in mine.items():
        untouched = value == base.get(name)
        together[name] = theirs.get(name) if untouched else value
        if not untouched and theirs.get(name) not in (base.get(name), value):
            both.append(name)
    return together, both
