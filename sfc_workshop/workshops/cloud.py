"""A word cloud: words of many people, broken as Thai is read, those said most often first."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from pythainlp import word_tokenize
from pythainlp.corpus import thai_stopwords

MOST_WORDS = 40
LEAST_LETTERS = 2
LONGEST_WORD = 12  # letters and marks of something set apart; longer ones are sentences, written without spaces
ENGLISH_STOPWORDS = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at be but by for from has have in is it its more of on or our that the their this to too us "
        "was we will with you your",
    )
)
_WORD = re.compile(r"[\w\u0e00-\u0e7f]+")


def words_in(sentence: str) -> set[str]:
    """Break one person's words into words worth showing; each counts once, however often they wrote it.

    What somebody set apart by spaces or commas is one word, unless it is so long that it is a sentence.
    """
    parts = (part for part in re.split(r"[\s,;/.]+", sentence) if part)
    found = (word.strip().casefold() for part in parts for word in _broken(part))
    return {word for word in found if _is_worth_showing(word)}


def cloud_of(sentences: Iterable[str], hidden: Sequence[str] = ()) -> list[tuple[str, int]]:
    """Count in how many people's words each word is: (word, people), the most said first.

    hidden: words the facilitator left out
    """
    counts = Counter(word for sentence in sentences for word in words_in(sentence))
    kept = [(word, n) for word, n in counts.items() if word not in hidden]
    return sorted(kept, key=lambda pair: (-pair[1], pair[0]))[:MOST_WORDS]


def _broken(part: str) -> list[str]:
    if len(part) <= LONGEST_WORD:
        return [part]
    words: list[str] = word_tokenize(part, engine="newmm", keep_whitespace=False)
    return words


def _is_worth_showing(word: str) -> bool:
    return (
        len(word) >= LEAST_LETTERS
        and _WORD.fullmatch(word) is not None
        and not word.isdigit()
        and word not in ENGLISH_STOPWORDS
        and word not in thai_stopwords()
    )
