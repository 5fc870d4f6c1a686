"""Reading the fields of a round file one by one, with errors that say where and why."""

import json
import re
from collections.abc import Iterator
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final, NoReturn

_NUMBER: Final = re.compile(r"(-?[0-9]{1,18})(?:/([0-9]{1,18})|(\.[0-9]{1,18}))?")
_LONGEST_ID: Final = 200


class Fault(StrEnum):
    """What is wrong with a round file."""

    UNREADABLE = "unreadable"
    NOT_JSON = "not_json"
    WRONG_FORMAT = "wrong_format"
    MISSING = "missing"
    WRONG_TYPE = "wrong_type"
    BAD_ID = "bad_id"
    BAD_NUMBER = "bad_number"
    DUPLICATE = "duplicate"
    UNKNOWN_ID = "unknown_id"
    WEIGHTS_SUM = "weights_sum"
    BAD_SCALE = "bad_scale"
    BAD_ANSWER = "bad_answer"
    NOT_SUPPORTED = "not_supported"
    CONFLICT = "conflict"


class BadRound(ValueError):
    """A round file that cannot be counted: which file, line (from 1) and field, and why.

    field:   such as `groups[2].weight`, the first being 0; empty where it is the whole line.
    reason:  an English sentence without its full stop.
    """

    def __init__(self, code: Fault, file: str, line: int | None, field: str, reason: str) -> None:
        where = ", ".join([file, *([f"line {line}"] if line else []), *([field] if field else [])])
        super().__init__(f"{where}: {reason}")
        self.code, self.file, self.line, self.field, self.reason = code, file, line, field, reason


def is_id(value: object) -> bool:
    """Say whether a value can name something: a short text of visible characters."""
    return type(value) is str and 0 < len(value) <= _LONGEST_ID and value.isprintable()


class Decimal(str):
    """A number with a point or exponent, as it was written, so that 0.25 stays exact."""

    __slots__ = ()


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


_DECODER: Final = json.JSONDecoder(parse_float=Decimal, parse_constant=_no_constant)


class Fields:
    """One JSON object of a round file, and where it stands."""

    __slots__ = ("at", "data", "file", "line")

    def __init__(self, data: dict[str, Any], file: str, line: int | None = None, at: str = "") -> None:
        self.data, self.file, self.line, self.at = data, file, line, at

    @classmethod
    def parse(cls, raw: bytes, file: str, line: int | None = None) -> "Fields":
        """Read one JSON object from UTF-8."""
        try:
            text = raw.decode("utf-8").strip()
            data, end = _DECODER.raw_decode(text)
            if end < len(text):
                raise ValueError(f"something follows after character {end}")
        except (ValueError, RecursionError) as error:
            reason = f"is not JSON in UTF-8 ({error})"
            raise BadRound(Fault.NOT_JSON, file, line, "", reason) from None
        if not isinstance(data, dict):
            raise BadRound(Fault.WRONG_TYPE, file, line, "", "must be a JSON object")
        return cls(data, file, line)

    def refuse(self, code: Fault, name: str, reason: str) -> NoReturn:
        """Say what is wrong with a field."""
        raise BadRound(code, self.file, self.line, f"{self.at}{name}", reason)

    def has(self, name: str) -> bool:
        """Say whether a field is there; null is as good as absent."""
        return self.data.get(name) is not None

    def need(self, name: str) -> Any:
        """Get a field that must be there."""
        if not self.has(name):
            self.refuse(Fault.MISSING, name, "is missing")
        return self.data[name]

    def id(self, name: str, forbidden: str = "|") -> str:
        """Get an id: a short text without the signs that join ids in the results."""
        value: str = self.need(name)
        if not is_id(value):
            self.refuse(Fault.BAD_ID, name, f"must be a text of 1 to {_LONGEST_ID} visible characters")
        if forbidden and forbidden in value:
            self.refuse(Fault.BAD_ID, name, f"must not hold {forbidden}, which joins ids in the results")
        return value

    def id_or_none(self, name: str) -> str | None:
        """Get an id that may be absent."""
        return self.id(name) if self.has(name) else None

    def whole(self, name: str, least: int | None = None) -> int:
        """Get a whole number."""
        value = self.need(name)
        if type(value) is not int or (least is not None and value < least):
            limit = "" if least is None else f" of at least {least}"
            self.refuse(Fault.BAD_NUMBER, name, f"must be a whole number{limit}")
        return value

    def whole_or_none(self, name: str, least: int | None = None) -> int | None:
        """Get a whole number that may be absent."""
        return self.whole(name, least) if self.has(name) else None

    def exact(self, name: str) -> Fraction:
        """Get an exact number: 3, "3/10", "0.25" or 0.25, but neither 1e-3 nor 0.5/2."""
        value = self.need(name)
        match = _NUMBER.fullmatch(str(value)) if type(value) in {int, str, Decimal} else None
        if match is None or (match[2] is not None and int(match[2]) == 0):
            self.refuse(Fault.BAD_NUMBER, name, 'must be a number such as 3, "3/10" or "0.25"')
        return Fraction(match[0])

    def positive(self, name: str, *, or_zero: bool = False) -> Fraction:
        """Get an exact number above zero."""
        value = self.exact(name)
        if value < 0 or (value == 0 and not or_zero):
            self.refuse(Fault.BAD_NUMBER, name, "must not be negative" if or_zero else "must be above 0")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Get a list of different texts."""
        values = self.need(name)
        if not isinstance(values, list) or not set(map(type, values)) <= {str}:
            self.refuse(Fault.WRONG_TYPE, name, "must be a list of texts")
        if len(set(values)) < len(values):
            self.refuse(Fault.DUPLICATE, name, "names the same thing twice")
        return tuple(values)

    def object(self, name: str) -> "Fields":
        """Get an object; an absent one is empty."""
        value = self.data.get(name)
        if not isinstance(value, dict | None):
            self.refuse(Fault.WRONG_TYPE, name, "must be a JSON object")
        return Fields(value or {}, self.file, self.line, f"{self.at}{name}.")

    def exacts(self, name: str) -> tuple[Fraction, ...]:
        """Get a list of exact numbers."""
        values = self.need(name)
        if not isinstance(values, list):
            self.refuse(Fault.WRONG_TYPE, name, "must be a list of numbers")
        return tuple(Fields({"": value}, self.file, self.line, f"{self.at}{name}").exact("") for value in values)

    def objects(self, name: str, *, with_ids: bool = True) -> Iterator["Fields"]:
        """Get a list of objects, at least one, with different ids unless they have none."""
        values = self.need(name)
        if not isinstance(values, list) or not values or not all(isinstance(v, dict) for v in values):
            self.refuse(Fault.WRONG_TYPE, name, "must be a list of JSON objects, at least one")
        ids: set[str] = set()
        for number, value in enumerate(values):
            one = Fields(value, self.file, self.line, f"{self.at}{name}[{number}].")
            if with_ids:
                if one.id("id", forbidden="") in ids:
                    one.refuse(Fault.DUPLICATE, "id", "is used twice")
                ids.add(value["id"])
            yield one
