"""The table of steps: a step done twice is done once, what was shown stays shut, every state can be reached."""

import pytest

from sfc_workshop.domain.agenda import ASKING, TAKING, Kind, State, Step, after, next_step

ALL = [(kind, state, step, was) for kind in Kind for state in State for step in Step for was in (False, True)]


def test_a_step_done_twice_is_done_once():
    for kind, state, step, was_shown in ALL:
        then = after(kind, state, step, was_shown=was_shown)
        if then is not None:
            again = after(kind, then, step, was_shown=was_shown or then is State.SHOWN)
            assert again is then, (kind, state, step, was_shown)


def test_what_was_shown_takes_nothing_more_until_it_is_asked_anew():
    for kind, state, step, was_shown in ALL:
        if was_shown and state not in TAKING and state is not State.READY:
            assert after(kind, state, step, was_shown=True) not in TAKING, (kind, state, step)


@pytest.mark.parametrize("kind", sorted(ASKING))
def test_every_state_can_be_reached_and_left(kind):
    states = set(State) - (set() if kind is Kind.IDEAS else {State.SUPPORT})
    reached, edge = {State.READY}, {State.READY}
    while edge:
        edge = {after(kind, state, step, was_shown=False) for state in edge for step in Step} - reached - {None}
        reached |= edge
    assert reached == states
    for state in states - {State.READY}:
        assert after(kind, state, Step.RESET, was_shown=state is State.SHOWN) is State.READY


@pytest.mark.parametrize("kind", sorted(set(Kind) - ASKING))
def test_what_asks_nothing_has_no_steps(kind):
    assert {after(kind, state, step, was_shown=False) for state in State for step in Step} == {None}
    assert {next_step(kind, state) for state in State} == {None}


@pytest.mark.parametrize("kind", sorted(ASKING))
def test_only_ideas_are_supported(kind):
    can = {after(kind, state, Step.SUPPORT, was_shown=False) for state in State} - {None}
    assert can == ({State.SUPPORT} if kind is Kind.IDEAS else set())


@pytest.mark.parametrize("kind", sorted(ASKING))
def test_what_is_offered_next_can_be_done_and_leads_on(kind):
    for state in set(State) - (set() if kind is Kind.IDEAS else {State.SUPPORT}):
        step = next_step(kind, state)
        if step is None:
            assert state is State.SHOWN
        else:
            assert after(kind, state, step, was_shown=False) not in (None, state), (state, step)


@pytest.mark.parametrize("kind", sorted(ASKING))
def test_pressing_what_is_offered_leads_from_the_beginning_to_the_result(kind):
    state, pressed = State.READY, []
    while (step := next_step(kind, state)) is not None:
        state = after(kind, state, step, was_shown=False)
        pressed.append(step)
        assert len(pressed) < 6
    support = [Step.SUPPORT] if kind is Kind.IDEAS else []
    assert pressed == [Step.OPEN, *support, Step.CLOSE, Step.SHOW]


def test_a_result_is_hidden_and_shown_again_and_never_opened():
    closed = after(Kind.QUESTION, State.SHOWN, Step.HIDE, was_shown=True)
    assert closed is State.CLOSED
    assert after(Kind.QUESTION, closed, Step.SHOW, was_shown=True) is State.SHOWN
    assert after(Kind.QUESTION, closed, Step.OPEN, was_shown=True) is None
    assert after(Kind.QUESTION, State.READY, Step.SHOW, was_shown=False) is None
