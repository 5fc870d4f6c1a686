"""A report as it lies on paper: headings, paragraphs, tables, pictures; its writers draw it alike."""

from dataclasses import dataclass
from unicodedata import category

MOST_TOGETHER = 14  # lines that stay on one page


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
    """A table; widths are shares of the page, and numbers names the columns that stand at the right.

    marks:     for each column the groups it is about, by their keys: a head has their colours and shapes
    row_marks: the same for each row
    has_sum:   the last row adds up the others
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    numbers: frozenset[int] = frozenset()
    marks: tuple[tuple[str, ...], ...] = ()
    row_marks: tuple[tuple[str, ...], ...] = ()
    has_sum: bool = False

    @property
    def stays_together(self) -> bool:
        """Whether it is so short that no page should cut it."""
        return sum(max(cell.count("\n") + 1 for cell in row) for row in self.rows) <= MOST_TOGETHER


@dataclass(frozen=True)
class Facts:
    """What is known of a thing, line by line: (what, which)."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Figures:
    """A few numbers that say most, large: (number, what it counts)."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Bar:
    """A value from 0 to 1 drawn as long as it is great; None where too few people are behind it.

    shown:  the value in words
    before: what it was the first time
    dots:   what groups say, beside the bar: (their keys, value)
    """

    words: str
    value: float | None
    shown: str
    before: float | None = None
    dots: tuple[tuple[tuple[str, ...], float], ...] = ()


@dataclass(frozen=True)
class Bars:
    """A picture of shares. A table stands beside it: nothing is said by the picture alone."""

    rows: tuple[Bar, ...]

    @property
    def stays_together(self) -> bool:
        """Whether it is so short that no page should cut it."""
        return len(self.rows) <= MOST_TOGETHER


@dataclass(frozen=True)
class Cloud:
    """Words, larger the more people said them: (word, people), the most said first."""

    words: tuple[tuple[str, int], ...]

    @property
    def sizes(self) -> list[int]:
        """How large each word is, 1 to 5.

        >>> Cloud((("bus", 12), ("park", 7), ("drain", 1))).sizes
        [5, 3, 1]
        """
        most = max((people for _word, people in self.words), default=1)
        return [1 + round(4 * people / most) for _word, people in self.words]


@dataclass(frozen=True)
class PageEnd:
    """What follows begins a page."""


Block = Heading | Text | Table | Facts | Figures | Bars | Cloud | PageEnd


@dataclass(frozen=True)
class Report:
    """A whole report. language is th or en; footer stands below each page, beside its number.

    kicker: what kind of report it is, in small letters above its title
    """

    title: str
    language: str
    footer: str
    blocks: tuple[Block, ...]
    kicker: str = ""


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
