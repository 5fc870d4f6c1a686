"""The fast count says what the slow formulas say, on rounds of mixed kinds, weights and directions."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from sfc_workshop.domain.cells import score_cells
from sfc_workshop.domain.counting import count
from sfc_workshop.domain.disagreement import agreement, measure_support, polarisation
from sfc_workshop.domain.groups import count_groups
from sfc_workshop.domain.priorities import index
from sfc_workshop.domain.rounds import Ballot
from sfc_workshop.domain.scales import level, order
from sfc_workshop.domain.tally import tally
from tests.domain import reference
from tests.domain.domain_rounds import ON_ONE_BALLOT, box_of, index_of, make_ballots, make_round, mixed_rounds

THOUSAND = settings(max_examples=1000, deadline=None)


@THOUSAND
@given(mixed_rounds(), st.integers(1, 5))
def test_scores_and_index(drawn, n_min):
    round_, ballots = drawn
    round_ = replace(round_, n_min=n_min)
    tallies = tally(box_of(round_, ballots))
    groups = count_groups(round_, tallies)
    cells = score_cells(round_, groups, tallies)
    expected, by_cell = reference.index(round_, ballots)
    assert [group.members for group in groups] == [tuple(m) for m, _ in reference.pools(round_, ballots)]
    assert {key: dict(cell.score) for key, cell in cells.items()} == by_cell
    assert {item: index(cells, item) for item in round_.item_ids} == expected


@THOUSAND
@given(mixed_rounds())
def test_support(drawn):
    round_, ballots = drawn
    tallies = tally(box_of(round_, ballots))
    for item in round_.item_ids:
        for group in "gh":
            found = measure_support([one for one in tallies if one.stratum.group == group], item)
            expected = reference.support(round_, ballots, {group}, item)
            said = found and (found.n, found.agreeing, found.support, found.agree_share)
            assert said == expected


@THOUSAND
@given(mixed_rounds(most=1, kinds=ON_ONE_BALLOT))
def test_one_ballot(drawn):
    round_, [ballot] = drawn
    activity = next(one for one in round_.activities if one.id == ballot.activity)
    about = round_.items_of(activity)
    seen = about if ballot.seen is None else ballot.seen
    found = order(activity.scale, ballot.marks, seen, activity.direction)
    expected = reference.order(activity, ballot, about)
    assert found.keys() == expected.keys()
    assert all((found[a] > found[b]) == (expected[a] > expected[b]) for a in found for b in found)
    assert level(activity.scale, ballot.marks, seen, activity.direction) == reference.level(activity, ballot, about)


histograms = st.lists(st.integers(0, 6), min_size=3, max_size=7).filter(any)


@THOUSAND
@given(histograms)
def test_agreement(histogram):
    assert agreement(histogram) == reference.agreement(histogram)


@THOUSAND
@given(histograms)
def test_polarisation(histogram):
    share = [Fraction(weight, sum(histogram)) for weight in histogram]
    places = [Fraction(step, len(histogram) - 1) for step in range(len(histogram))]
    pairs = [(i, j) for i in range(len(share)) for j in range(len(share))]
    assert polarisation(histogram) == 4 * sum(share[i] ** 2 * share[j] * abs(places[i] - places[j]) for i, j in pairs)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 10**6), st.integers(10**15, 10**15 + 10**6)), min_size=1, max_size=8))
def test_weights_of_any_fineness_stay_exact(parts):
    round_ = make_round("ABC")
    ballots = [
        Ballot(str(n), "score", "g", {"A": 1 + n % 5, "B": 5 - n % 3, "C": 3}, weight=Fraction(a, b))
        for n, (a, b) in enumerate(parts)
    ]
    assert index_of(round_, ballots) == reference.index(round_, ballots)[0]
    expected = reference.support(round_, ballots, {"g"}, "A")
    support = measure_support(tally(box_of(round_, ballots)), "A")
    assert (support.support, support.agree_share) == expected[2:]


def test_more_ballots_than_are_compared_at_once():
    round_ = make_round("ABC")
    rows = [({"A": 1, "B": 2, "C": 3}, 5000), ({"A": 5, "B": 2}, 4097), ({"B": 1, "C": 1}, 3)]
    counted = count(round_, make_ballots("score", *rows))
    a = (Fraction(4097, 9097) + 0) / 2
    b = (Fraction(5000, 9097) + Fraction(3, 2) / 5003) / 2
    c = (1 + (5000 + Fraction(3, 2)) / 5003) / 2
    assert counted.ranking.index == {"A": a, "B": b, "C": c}
