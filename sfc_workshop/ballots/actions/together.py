"""Answers that arrive while others are being kept wait for each other, and are kept by the next commit together."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Work = TypeVar("Work")
Result = TypeVar("Result")
MOST = 32  # works of one commit: more would let those who come later wait too long


@dataclass
class Turn(Generic[Work, Result]):
    """A work and what became of it: a result, or the fault it is to be told with."""

    work: Work
    result: Result | None = None
    fault: BaseException | None = None
    is_over: bool = False
    woken: threading.Event = field(default_factory=threading.Event)


Turns = list[Turn[Work, Result]]


class Together(Generic[Work, Result]):
    """Does the works of many threads in batches, one batch after the other, each in the thread of one of them.

    Whoever comes while nobody works begins at once, with what there is: nobody waits for company. Whoever comes
    later waits; when the batch is done its thread goes home, and the first of those who wait does the next one.

    do: gives every turn of a batch its result or its fault; must not raise
    """

    def __init__(self, do: Callable[[Turns[Work, Result]], None]) -> None:
        self._do = do
        self._door = threading.Lock()
        self._waiting: Turns[Work, Result] = []
        self._is_busy = False

    def take(self, work: Work) -> Result:
        """Have a work done; returns its result or raises its fault, when its batch is done and not before."""
        turn: Turn[Work, Result] = Turn(work)
        with self._door:
            self._waiting.append(turn)
            comes_first, self._is_busy = not self._is_busy, True
        if not comes_first:
            turn.woken.wait()
        if not turn.is_over:
            self._do_next()
        if turn.fault is not None:
            raise turn.fault
        assert turn.result is not None  # noqa: S101 - do() has promised one of both
        return turn.result

    def _do_next(self) -> None:
        with self._door:
            batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
        try:
            self._do(batch)
        finally:
            with self._door:
                self._is_busy = bool(self._waiting)
                heir = self._waiting[:1]
            for turn in batch:
                turn.is_over = True
            for turn in (*batch, *heir):
                turn.woken.set()
