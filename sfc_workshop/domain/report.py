"""A short report as it lies on paper: headings, paragraphs, tables; two writers draw it alike."""

from dataclasses import dataclass
from unicodedata import category


@dataclass(frozen=True)
class Heading:
    """A heading of a part."""

    words: str


@dataclass(frozen=True)
class Text:
    """A paragraph; small ones are for sources."""

    words: str
    is_bold: bool = False
    is_small: bool = False


@dataclass(frozen=True)
class Table:
    """A table; widths are shares of the page, and numbers names the columns that stand at the right."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True)
class PageEnd:
    """What follows begins a page."""


Block = Heading | Text | Table | PageEnd


@dataclass(frozen=True)
class Report:
    """A whole report. language is th or en; footer stands below each page, beside its number."""

    title: str
    language: str
    footer: str
    blocks: tuple[Block, ...]


def shortened(words: str, most: int) -> str:
    """Cut a text that is too long, never between a letter and the marks on it.

    >>> shortened("a long story", 7)
    'a long …'
    """
    if len(words) <= most:
        return words
    end = most
    while end and category(words[end]) == "Mn":
        end -= 1
    return words[:end].rstrip() + " …"
