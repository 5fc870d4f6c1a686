"""Voters as stakeholder groups: one column of the file, each of its values a group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from flask_babel import lazy_gettext as _l

from sfc_workshop.core.refusals import Refused
from sfc_workshop.imports.elections import Election, Voter
from sfc_workshop.imports.meta import whole_number
from sfc_workshop.imports.sections import BadFile, short

EVERYBODY: Final = "all"
UNKNOWN: Final = "unknown"
MOST_GROUPS: Final = 40
LONGEST_KEY: Final = 64
LONGEST_WEIGHT: Final = 40
OLDEST: Final = 130
BANDS: Final = (
    "under 10",
    "10-19",
    "20-29",
    "30-39",
    "40-49",
    "50-59",
    "60+",
)  # 60 and over: older people in Thai law

_TITLES: Final[Mapping[tuple[str, str], Any]] = {
    ("", EVERYBODY): _l("Everybody"),
    ("", UNKNOWN): _l("Not stated"),
    ("sex", "f"): _l("Women"),
    ("sex", "m"): _l("Men"),
    ("voting_method", "internet"): _l("Voted on the internet"),
    ("voting_method", "paper"): _l("Voted on paper"),
    ("age", "under 10"): _l("Under 10 years"),
    ("age", "10-19"): _l("10 to 19 years"),
    ("age", "20-29"): _l("20 to 29 years"),
    ("age", "30-39"): _l("30 to 39 years"),
    ("age", "40-49"): _l("40 to 49 years"),
    ("age", "50-59"): _l("50 to 59 years"),
    ("age", "60+"): _l("60 years and over"),
}


@dataclass(frozen=True, slots=True)
class VoterGroup:
    """A group with its weight; title is None where only the file's own word can be said."""

    key: str
    weight: Fraction
    title: Any


def group_keys(election: Election, column: str | None) -> list[str]:
    """Name the group of each voter, in the order of the voters.

    column:  of the votes; ages become bands. Without one everybody is in one group.
    raises:  Refused for a column the file does not have, BadFile for a value that names no group.
    """
    if column is None:
        return [EVERYBODY] * len(election.voters)
    if column not in election.attributes:
        raise Refused(
            _l(
                "The votes have no column “%(column)s”. Choose one of these: %(columns)s.",
                column=short(column),
                columns=", ".join(election.attributes) or "–",
            ),
            status=422,
        )
    return [_key(voter, column) for voter in election.voters]


def declare(keys: Sequence[str], column: str | None, weights: Mapping[str, Fraction] | None) -> list[VoterGroup]:
    """List the groups that are there with their weights: equal ones where none are given.

    raises: Refused, saying which groups there are.
    """
    names = sorted(set(keys), key=_place)
    if len(names) > MOST_GROUPS:
        raise Refused(
            _l("This column would make more than %(most)s groups. Choose another column.", most=MOST_GROUPS),
            status=422,
        )
    shares = weights or dict.fromkeys(names, Fraction(1, len(names)))
    _check_names(names)
    _check_weights(shares, names)
    return [VoterGroup(name, shares[name], _title(name, column)) for name in names]


def _key(voter: Voter, column: str) -> str:
    value = voter.attributes[column]
    if value.casefold() in ("", "none", UNKNOWN):
        return UNKNOWN
    if column == "age":
        return _band(voter.line, value)
    if len(value) > LONGEST_KEY or "|" in value or value.startswith("_") or not value.isprintable():
        raise BadFile(
            voter.line,
            column,
            _l("“%(given)s” cannot name a group. Choose another column.", given=short(value)),
        )
    return value


def _band(line: int, value: str) -> str:
    age = whole_number(line, "age", value)
    if not 0 <= age <= OLDEST:
        raise BadFile(
            line,
            "age",
            _l("“%(given)s” is nobody's age. Correct it, or leave it empty if it is not known.", given=age),
        )
    return BANDS[min(age // 10, len(BANDS) - 1)]


def _place(name: str) -> tuple[bool, int, str]:
    """Ages in their order, other words by the alphabet, those who did not say last."""
    return name == UNKNOWN, BANDS.index(name) if name in BANDS else 0, name


def _title(name: str, column: str | None) -> Any:
    return _TITLES.get((column or "", name.casefold())) or _TITLES.get(("", name))


def _check_names(names: Sequence[str]) -> None:
    """Refuse a group called what a pool of other groups would be called."""
    for name in names:
        if "+" in name and set(name.split("+")) <= set(names):
            raise Refused(_l("“%(given)s” cannot name a group. Choose another column.", given=short(name)), status=422)


def _check_weights(shares: Mapping[str, Fraction], names: Sequence[str]) -> None:
    """Every group has a weight, and they are shares of a whole."""
    if set(shares) != set(names):
        raise Refused(
            _l("Give a weight to each of these groups, and to no other: %(groups)s.", groups=", ".join(names)),
            status=422,
        )
    exact = all(len(str(share)) <= LONGEST_WEIGHT and share > 0 for share in shares.values())
    if not exact or sum(shares.values()) != 1:
        raise Refused(
            _l("The weights must be simple fractions such as 1/3, all above zero, that add up to one."),
            status=422,
        )
