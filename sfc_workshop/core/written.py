"""What people write, as it is kept: one form of each sign, and nothing that cannot be shown."""

import unicodedata

MOST_MARKS = 8  # accents in a row on one letter; Thai needs two
NIKHAHIT, SARA_AA, SARA_AM = "\u0e4d", "\u0e32", "\u0e33"  # two signs that look like the third


def tidy(words: str) -> str:
    """Write each sign in its one form (NFC) and each line end as one sign; leave out space around it all."""
    return unicodedata.normalize("NFC", words.replace("\r\n", "\n")).strip()


def can_be_shown(words: str) -> bool:
    """Whether it has no sign that stands for nothing, and no pile of accents that would cover other lines.

    >>> can_be_shown("Rim Yom"), can_be_shown("a" + 9 * chr(0x301)), can_be_shown(chr(0))
    (True, False, False)
    """
    return not _has_no_letter(words) and not _piles_up(words)


def _has_no_letter(words: str) -> bool:
    """Whether there is a sign that stands for nothing: NUL, or half of a pair that makes one sign."""
    return any(sign == "\x00" or "\ud800" <= sign <= "\udfff" for sign in words)


def _piles_up(words: str) -> bool:
    """Whether so many marks stand on one letter that they would cover the lines around it."""
    run = 0
    for letter in words:
        run = run + 1 if unicodedata.combining(letter) or unicodedata.category(letter) == "Mn" else 0
        if run > MOST_MARKS:
            return True
    return False


def search_key(words: str) -> str:
    """Write words so that what looks alike is alike: one form of each sign, no invisible ones, digits 0 to 9.

    >>> search_key("Phase  II") == search_key("phase ii"), search_key(chr(0xe51) + "0") == "10"
    (True, True)
    """
    one_form = unicodedata.normalize("NFC", words.replace(NIKHAHIT + SARA_AA, SARA_AM))
    shown = "".join(sign for sign in one_form if unicodedata.category(sign) != "Cf")
    plain = "".join(str(int(sign)) if sign.isdecimal() else sign for sign in shown)
    return " ".join(plain.casefold().split())
