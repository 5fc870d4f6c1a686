"""Other weights give what a round declared with them would have given; the declared ones give the count."""

import json
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sfc_workshop.domain.counting import count
from sfc_workshop.domain.exploring import extremes, shown_in, weigh
from sfc_workshop.domain.result_file import result, write_result
from tests.domain.domain_rounds import make_ballots, make_round, mixed_rounds

F = Fraction
HUNDREDS = settings(max_examples=300, deadline=None)


def declared(written, round_):
    groups = {group: Fraction(weight) for group, weight in written["groups_used"].items()}
    return groups, {criterion.id: criterion.weight for criterion in round_.criteria}


def other_weights(lots, names):
    parts = {name: Fraction(lots.randint(0, 3)) for name in names}
    return parts if any(parts.values()) else dict.fromkeys(names, Fraction(1))


@HUNDREDS
@given(mixed_rounds())
def test_the_declared_weights_give_the_count(drawn):
    round_, ballots = drawn
    written = result(count(round_, ballots))
    found = weigh(shown_in(written), *declared(written, round_))
    for item in round_.item_ids:
        hidden = any(by_item[item] is None for by_item in written["group_scores"].values())
        assert hidden or str(found.index[item]) == written["index"][item]
    if not any(None in by_item.values() for by_item in written["group_scores"].values()):
        assert (list(found.order), dict(found.rank), sorted(found.tied)) == (
            written["order"],
            written["rank"],
            written["tied"],
        )


@HUNDREDS
@given(mixed_rounds(most=12), st.integers(0, 2**32))
def test_other_weights_give_what_a_round_with_them_would_have_given(drawn, seed):
    round_, ballots = drawn
    lots = Random(seed)
    groups = other_weights(lots, [group.id for group in round_.groups])
    criteria = other_weights(lots, [criterion.id for criterion in round_.criteria])
    found = weigh(shown_in(result(count(round_, ballots))), groups, criteria)
    changed = replace(
        round_,
        groups=tuple(replace(g, weight=groups[g.id] / sum(groups.values())) for g in round_.groups),
        criteria=tuple(replace(c, weight=criteria[c.id] / sum(criteria.values())) for c in round_.criteria),
    )
    expected = count(changed, ballots).ranking
    for item, value in found.index.items():
        assert value is None or value == expected.index[item]


@HUNDREDS
@given(mixed_rounds(most=12), st.integers(0, 2**32))
def test_extremes_hold_under_any_weights(drawn, seed):
    round_, ballots = drawn
    shown = shown_in(result(count(round_, ballots)))
    lots = Random(seed)
    found = extremes(shown)
    for _ in range(5):
        ranks = weigh(shown, other_weights(lots, "gh"), other_weights(lots, [c.id for c in round_.criteria]))
        for item in found.always_first:
            assert ranks.rank[item] in {1, None}
        for item, better in found.never_first.items():
            assert None in {ranks.rank[item], ranks.rank[better]} or ranks.index[better] >= ranks.index[item]


@pytest.fixture
def three_items():
    """p says A, B, C from the top, q says B, A, C."""
    round_ = make_round("ABC", {"p": "1/2", "q": "1/2"}, n_min=5)
    ballots = make_ballots("score", ({"A": 5, "B": 3, "C": 1}, 6), group="p")
    ballots += make_ballots("score", ({"A": 3, "B": 5, "C": 1}, 6), group="q")
    return round_, ballots


def test_a_weighting_moves_the_order(three_items):
    shown = shown_in(result(count(*three_items)))
    assert weigh(shown, {"p": F(1), "q": F(1)}, {"k": F(1)}).tied == {"A", "B"}
    assert weigh(shown, {"p": F(2), "q": F(1)}, {"k": F(1)}).order == ("A", "B", "C")
    assert weigh(shown, {"p": F(1), "q": F(2)}, {"k": F(1)}).order == ("B", "A", "C")
    assert weigh(shown, {"q": F(7)}, {"k": F(1)}).index["A"] == F(1, 2)


def test_what_is_always_and_what_is_never_first(three_items):
    round_, ballots = three_items
    found = extremes(shown_in(result(count(round_, ballots))))
    assert (found.always_first, found.never_first) == ((), {"C": "A"})
    only_p = [ballot for ballot in ballots if ballot.group == "p"]
    found = extremes(shown_in(result(count(round_, only_p))))
    assert (found.always_first, found.never_first) == (("A",), {"B": "A", "C": "A"})


def test_a_hidden_cell_hides_the_index_unless_it_has_no_weight(three_items):
    round_, ballots = three_items
    ballots = ballots[:6] + make_ballots("score", ({"A": 3, "B": 5}, 6), group="q")
    shown = shown_in(result(count(round_, ballots)))
    assert shown.cells["q", "k"]["C"] is None
    assert weigh(shown, {"p": F(1), "q": F(1)}, {"k": F(1)}).index["C"] is None
    assert weigh(shown, {"p": F(1)}, {"k": F(1)}).index["C"] == 0
    assert extremes(shown).never_first == {"C": "B"}  # B has 1 in the hidden cell, and nothing has more


def test_a_file_can_be_explored(three_items):
    round_, ballots = three_items
    shown = shown_in(json.loads(write_result(count(round_, ballots))))
    assert weigh(shown, {"p": F(2), "q": F(1)}, {"k": F(1)}).order == ("A", "B", "C")


def test_weights_of_nothing_rank_nothing_and_negative_ones_are_refused(three_items):
    shown = shown_in(result(count(*three_items)))
    assert weigh(shown, {"p": F(0)}, {"k": F(1)}).order == ()
    with pytest.raises(ValueError, match="negative"):
        weigh(shown, {"p": F(-1)}, {"k": F(1)})
