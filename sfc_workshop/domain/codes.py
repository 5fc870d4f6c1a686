"""Single-use codes: printed on a sheet, typed on a phone or at the desk; each stands for one person."""

import secrets
from typing import Final

LETTERS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 that are not taken for one another
LENGTH: Final = 10  # 50 bits
_BETWEEN: Final = " \t\n\u00a0\u200b-\u2010\u2011\u2012\u2013\u2014"


def fresh_codes(number: int) -> list[str]:
    """Make so many codes, each different from the others, in the order of chance."""
    codes: dict[str, None] = {}
    while len(codes) < number:
        codes["".join(secrets.choice(LETTERS) for _letter in range(LENGTH))] = None
    return list(codes)


def is_code(words: str) -> bool:
    """Whether it is written as a code is kept; whether anybody was given it is another matter.

    >>> is_code("ABCDE23456"), is_code("abcde23456"), is_code("ABCDE2345I")
    (True, False, False)
    """
    return len(words) == LENGTH and all(letter in LETTERS for letter in words)


def typed(words: str) -> str | None:
    """Read a code as people type it, in small letters, with spaces or hyphens; None if it can be none.

    >>> typed("abcde-23456"), typed(" ABC DE2 3456 "), typed("ABCDE2345"), typed("ABCDE2345O")
    ('ABCDE23456', 'ABCDE23456', None, None)
    """
    code = "".join(letter for letter in words[:80] if letter not in _BETWEEN).upper()
    return code if is_code(code) else None


def spaced(code: str) -> str:
    """Write a code so that it can be read out and copied.

    >>> spaced("ABCDE23456")
    'ABCDE-23456'
    """
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"
