"""Where two JSON documents first differ, in words."""

import json
from typing import Any

LONGEST = 60


def first_difference(told: Any, here: Any, at: str = "") -> tuple[str, str, str] | None:
    """Find the first place, by name, where two values read from JSON differ.

    returns:  (place, what the one says, what the other says), such as ("index.bus", '"1/2"', '"7/12"');
              None where they are the same.
    """
    if isinstance(told, dict) and isinstance(here, dict):
        pairs = [(str(key), told.get(key), here.get(key)) for key in sorted({*told, *here})]
    elif isinstance(told, list) and isinstance(here, list) and len(told) == len(here):
        pairs = [(str(number), one, other) for number, (one, other) in enumerate(zip(told, here, strict=True))]
    else:
        same = told == here and type(told) is type(here)
        return None if same else (at or "the whole", _short(told), _short(here))
    found = (first_difference(one, other, f"{at}.{name}" if at else name) for name, one, other in pairs)
    return next((difference for difference in found if difference), None)


def _short(value: Any) -> str:
    words = json.dumps(value, ensure_ascii=False, default=str)
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
