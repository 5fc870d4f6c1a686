"""The agenda of a workshop: kinds of activity, and which step of a facilitator may follow which."""

from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What happens in one activity."""

    CHECK_IN = "check_in"
    INFORMATION = "information"
    QUESTION = "question"
    IDEAS = "ideas"
    CLOUD = "cloud"
    AGAIN = "again"  # an earlier question once more, with the shift
    TALK = "talk"
    FEEDBACK = "feedback"


class State(StrEnum):
    """How far an activity that takes answers is."""

    READY = "ready"
    OPEN = "open"
    SUPPORT = "support"  # of ideas: they are written, now people tap those they support
    CLOSED = "closed"
    SHOWN = "shown"


class Step(StrEnum):
    """What a facilitator does to an activity."""

    OPEN = "open"
    SUPPORT = "support"
    CLOSE = "close"
    SHOW = "show"
    HIDE = "hide"
    RESET = "reset"


ASKING: Final = frozenset({Kind.QUESTION, Kind.IDEAS, Kind.CLOUD, Kind.AGAIN, Kind.FEEDBACK})
TAKING: Final = frozenset({State.OPEN, State.SUPPORT})  # something may be given
_MOVES: Final = {
    Step.OPEN: {State.READY: State.OPEN, State.CLOSED: State.OPEN},
    Step.SUPPORT: {State.OPEN: State.SUPPORT, State.CLOSED: State.SUPPORT},
    Step.CLOSE: {State.OPEN: State.CLOSED, State.SUPPORT: State.CLOSED},
    Step.SHOW: {State.OPEN: State.SHOWN, State.SUPPORT: State.SHOWN, State.CLOSED: State.SHOWN},
    Step.HIDE: {State.SHOWN: State.CLOSED},
    Step.RESET: dict.fromkeys((State.OPEN, State.SUPPORT, State.CLOSED, State.SHOWN), State.READY),
}
_REACHED: Final = {
    Step.OPEN: State.OPEN,
    Step.SUPPORT: State.SUPPORT,
    Step.CLOSE: State.CLOSED,
    Step.SHOW: State.SHOWN,
    Step.HIDE: State.CLOSED,
    Step.RESET: State.READY,
}


def after(kind: Kind, state: State, step: Step, *, was_shown: bool) -> State | None:
    """Say what an activity is after a step; the same state where the step has been done already.

    What was shown once takes no more answers: the difference between two looks at a result would tell
    what one person said. It may be hidden and shown again, or asked anew from the beginning.

    returns: None where the step cannot follow, and the facilitator has to be told.

    >>> after(Kind.QUESTION, State.OPEN, Step.CLOSE, was_shown=False)
    <State.CLOSED: 'closed'>
    >>> after(Kind.QUESTION, State.CLOSED, Step.CLOSE, was_shown=False)
    <State.CLOSED: 'closed'>
    >>> after(Kind.QUESTION, State.CLOSED, Step.OPEN, was_shown=True) is None
    True
    """
    if kind not in ASKING or (step is Step.SUPPORT and kind is not Kind.IDEAS):
        return None
    if state is _REACHED[step]:
        return state
    if was_shown and step in (Step.OPEN, Step.SUPPORT) and state is not State.READY:
        return None
    return _MOVES[step].get(state)


def next_step(kind: Kind, state: State) -> Step | None:
    """Say what a facilitator most likely does next with an activity; None: go on to the following one."""
    if kind not in ASKING:
        return None
    if kind is Kind.IDEAS and state is State.OPEN:
        return Step.SUPPORT
    return {
        State.READY: Step.OPEN,
        State.OPEN: Step.CLOSE,
        State.SUPPORT: Step.CLOSE,
        State.CLOSED: Step.SHOW,
        State.SHOWN: None,
    }[state]
