"""The declared half of a published round: config.json, format `round/1`.

A field we do not know is let through and ignored, so that newer files can be read.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from sfc_workshop.domain.pairs import SIGN
from sfc_workshop.domain.round_fields import BadRound, Fault, Fields
from sfc_workshop.domain.rounds import Activity, Budget, Criterion, Group, Item, Round, Smaa, Thresholds
from sfc_workshop.domain.scales import BadScale, Kind, Scale

FORMAT: Final = "round/1"
CONFIG: Final = "config.json"

_COUNTED: Final = (Kind.SCORE, Kind.APPROVAL, Kind.DOTS, Kind.RANKING, Kind.ALLOCATION, Kind.PAIRWISE)


def read_round(folder: Path) -> Round:
    """Read and check what was declared.

    raises:  BadRound.
    """
    try:
        raw = (folder / CONFIG).read_bytes()
    except OSError as error:
        raise BadRound(Fault.UNREADABLE, CONFIG, None, "", f"cannot be read ({error.strerror})") from None
    return parse_round(raw)


def parse_round(raw: bytes) -> Round:
    """Read and check the bytes of config.json.

    raises:  BadRound.
    """
    config = Fields.parse(raw, CONFIG)
    if config.need("format") != FORMAT:
        config.refuse(Fault.WRONG_FORMAT, "format", f'must be "{FORMAT}"')
    items = tuple(_item(one) for one in config.objects("items"))
    criteria = tuple(_criterion(one) for one in config.objects("criteria"))
    groups = tuple(_group(one) for one in config.objects("groups"))
    _check_weights(config, "criteria", [one.weight for one in criteria])
    _check_weights(config, "groups", [one.weight for one in groups])
    _check_pools(config, [one.id for one in groups])
    criterion_ids, costs = {one.id for one in criteria}, {one.id: one.cost for one in items}
    activities = tuple(_activity(one, criterion_ids, costs) for one in config.objects("activities"))
    return Round(
        items=items,
        groups=groups,
        criteria=criteria,
        activities=activities,
        n_min=config.whole("n_min", least=1) if config.has("n_min") else 5,
        top_k=config.whole_or_none("top_k", least=1),
        seed=config.id("seed", forbidden="") if config.has("seed") else None,
        thresholds=_thresholds(config.object("thresholds")),
        bootstrap=_draws(config),
        smaa=_smaa(config.object("smaa")) if config.has("smaa") else None,
        portfolio=_portfolio(config, {one.id for one in activities}),
    )


def _item(one: Fields) -> Item:
    cost = one.positive("cost", or_zero=True) if one.has("cost") else None
    return Item(one.id("id", forbidden=""), one.id_or_none("goal"), one.id_or_none("horizon"), cost)


def _criterion(one: Fields) -> Criterion:
    return Criterion(one.id("id"), one.positive("weight", or_zero=True))


def _group(one: Fields) -> Group:
    if one.id("id").startswith("_"):
        one.refuse(Fault.BAD_ID, "id", "must not begin with _, which marks what is said of all groups")
    return Group(one.id("id"), one.positive("weight", or_zero=True), one.whole_or_none("size", least=1))


def _check_weights(config: Fields, name: str, weights: Sequence[Fraction]) -> None:
    """Declared weights are shares of a whole."""
    if sum(weights) != 1:
        config.refuse(Fault.WEIGHTS_SUM, name, f"have weights that add up to {sum(weights)}, not to 1")


def _check_pools(config: Fields, groups: Sequence[str]) -> None:
    """No group may be called what a pool of others would be called."""
    for number, group in enumerate(groups):
        if "+" in group and set(group.split("+")) <= set(groups):
            config.refuse(Fault.BAD_ID, f"groups[{number}].id", "is what a pool of other groups would be called")


def _activity(one: Fields, criteria: set[str], costs: Mapping[str, Fraction | None]) -> Activity:
    criterion = one.id("criterion")
    if criterion not in criteria:
        one.refuse(Fault.UNKNOWN_ID, "criterion", f'"{criterion}" is not among the criteria')
    about = one.texts("items") if one.has("items") else None
    if about is not None and not (about and set(about) <= costs.keys()):
        one.refuse(Fault.UNKNOWN_ID, "items", "must name items of this round, at least one")
    asked = {item: costs[item] for item in about or costs}
    direction = one.whole("direction") if one.has("direction") else 1
    if direction not in {1, -1}:
        one.refuse(Fault.BAD_NUMBER, "direction", "must be 1 or -1")
    return Activity(one.id("id"), criterion, _scale(one, asked), direction, about)


def _scale(one: Fields, asked: Mapping[str, Fraction | None]) -> Scale:
    method = one.need("method")
    if method not in _COUNTED:
        counted = ", ".join(_COUNTED)
        one.refuse(Fault.NOT_SUPPORTED, "method", f"is not one this version can count ({counted})")
    if method == Kind.PAIRWISE and any(SIGN in item for item in asked):
        one.refuse(Fault.BAD_ID, "items", f"must not hold {SIGN}, which joins the items of a pair")
    costs = asked if method == Kind.ALLOCATION else {}
    limits = {name: one.whole_or_none(name) for name in ("lo", "hi", "cap", "dots", "places", "budget", "pairs")}
    try:
        return Scale(Kind(method), **limits, costs=tuple((item, cost or Fraction(0)) for item, cost in costs.items()))
    except BadScale as error:
        one.refuse(Fault.BAD_SCALE, error.field, error.reason)


def _thresholds(one: Fields) -> Thresholds:
    """Read thresholds; those not declared keep their defaults."""
    read: dict[type, Callable[[str], Fraction | int]] = {int: one.whole, Fraction: one.exact}
    known = {field.name: read[type(field.default)] for field in fields(Thresholds)}
    return Thresholds(**{name: reader(name) for name, reader in known.items() if one.has(name)})  # type: ignore[arg-type]


def _draws(config: Fields) -> int:
    """Read how often ballots are drawn anew: 1000, or {"B": 1000}; 0 where it is not said."""
    if isinstance(config.data.get("bootstrap"), dict):
        return config.object("bootstrap").whole("B", least=0)
    return config.whole("bootstrap", least=0) if config.has("bootstrap") else 0


def _smaa(one: Fields) -> Smaa:
    deltas = one.exacts("delta")
    if not deltas or not all(0 <= delta <= 1 for delta in deltas):
        one.refuse(Fault.BAD_NUMBER, "delta", "must be numbers from 0 to 1, at least one")
    return Smaa(one.whole("samples", least=1), deltas)


def _portfolio(config: Fields, activities: set[str]) -> tuple[Budget, ...]:
    """Read the budgets; each horizon has at most one."""
    budgets: list[Budget] = []
    for one in config.objects("portfolio", with_ids=False) if config.data.get("portfolio") else ():
        about = one.texts("activities") if one.has("activities") else None
        if about is not None and not (about and set(about) <= activities):
            one.refuse(Fault.UNKNOWN_ID, "activities", "must name activities of this round, at least one")
        horizon = one.id_or_none("horizon")
        if any(budget.horizon == horizon for budget in budgets):
            one.refuse(Fault.DUPLICATE, "horizon", "has a budget already")
        budgets.append(Budget(horizon, one.positive("budget"), about))
    return tuple(budgets)


def write_round(round_: Round) -> bytes:
    """Write config.json; reading it gives the same round."""
    return document(
        {
            "format": FORMAT,
            "seed": round_.seed,
            "items": [plain(asdict(item)) for item in round_.items],
            "groups": [plain(asdict(group)) for group in round_.groups],
            "criteria": [plain(asdict(criterion)) for criterion in round_.criteria],
            "activities": [_plain_activity(activity) for activity in round_.activities],
            "n_min": round_.n_min,
            "top_k": round_.top_k,
            "thresholds": plain(asdict(round_.thresholds)),
            "bootstrap": round_.bootstrap,
            "smaa": round_.smaa and {"samples": round_.smaa.samples, "delta": [str(d) for d in round_.smaa.deltas]},
            "portfolio": [
                plain({"horizon": one.horizon, "budget": one.baht, "activities": one.activities})
                for one in round_.portfolio
            ],
        }
    )


def _plain_activity(one: Activity) -> dict[str, Any]:
    scale = {"method": one.scale.kind, **asdict(one.scale)}
    del scale["kind"], scale["costs"]  # the items have them
    about = {"id": one.id, "criterion": one.criterion, "direction": one.direction, "items": one.items}
    return plain(about | scale)


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Write fractions as texts, and leave out what has no value."""
    return {
        name: str(value) if isinstance(value, Fraction) else value
        for name, value in values.items()
        if value is not None
    }


def document(values: Mapping[str, Any]) -> bytes:
    """Write a JSON file that people can read, always in the same bytes: sorted, UTF-8, one last line end."""
    return (json.dumps(values, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
