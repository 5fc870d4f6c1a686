"""What was made fit to be published is so already: whoever checks a package makes it again."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from sfc_workshop.domain.ballot_file import BALLOTS, read_ballots, write_ballots
from sfc_workshop.domain.config_file import parse_round, write_round
from sfc_workshop.domain.publishing import publish
from tests.domain.domain_rounds import mixed_rounds


@settings(max_examples=300, deadline=None)
@given(mixed_rounds(most=20, doors=True), st.integers(2, 6), st.booleans())
def test_publishing_again_changes_nothing(drawn, n_min, has_census):
    round_, ballots = drawn
    groups = tuple(replace(group, size=len(ballots)) for group in round_.groups) if has_census else round_.groups
    told = publish(replace(round_, n_min=n_min, groups=groups), ballots)
    assert publish(told.round, told.ballots) == told


@settings(max_examples=100, deadline=None)
@given(mixed_rounds(kinds=("score", "approval", "dots", "ranking", "pairwise"), most=20, doors=True))
def test_what_is_published_is_read_as_it_was_written(tmp_path_factory, drawn):
    told = publish(*drawn)
    folder = tmp_path_factory.mktemp("round")
    (folder / BALLOTS).write_bytes(b"".join(write_ballots(told.ballots)))
    round_ = parse_round(write_round(told.round))
    assert round_ == told.round
    ballots = tuple(read_ballots(folder, round_))
    assert b"".join(write_ballots(ballots)) == (folder / BALLOTS).read_bytes()
    assert publish(round_, ballots).round == round_
