"""A refusal is a sentence in the reader's language that says what to do, and a status."""

from typing import Any


class Refused(Exception):
    """Something asked for is not done; nothing has changed.

    sentence:  lazily translated, read in the language of whoever is told
    status:    the HTTP status that says the same to a program
    """

    status = 400

    def __init__(self, sentence: Any, *, status: int | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        if status is not None:
            self.status = status

    def __str__(self) -> str:
        """Read the sentence."""
        return str(self.sentence)
