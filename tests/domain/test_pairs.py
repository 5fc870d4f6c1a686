"""Which of two: the pairs that are asked, the answers, and the win chances made of them."""

import json
from collections import Counter
from dataclasses import replace
from fractions import Fraction

import choix
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sfc_workshop.domain.ballot_file import read_ballots, write_ballots
from sfc_workshop.domain.bradley_terry import PARTS, win_chances
from sfc_workshop.domain.counting import count, count_files
from sfc_workshop.domain.pairs import all_pairs, check_pairs, comparisons, draw_pairs
from sfc_workshop.domain.round_fields import BadRound
from sfc_workshop.domain.rounds import Activity, Ballot
from sfc_workshop.domain.scales import BadAnswer, BadScale, Scale, Wrong
from tests.domain.domain_rounds import index_of, make_ballots, make_round


def duel(name, *pairs, **rest):
    return Ballot(name, "pairwise", "g", {}, pairs=tuple(sorted(pairs)), **rest)


def test_three_wins_to_one():
    """Example 7: (3 + 0.2) / (4 + 0.4)."""
    ballots = [duel(str(n), ("A", "B", "AAAB"[n])) for n in range(4)]
    index = index_of(make_round("AB", activities=["pairwise"]), ballots)
    assert abs(index["A"] - Fraction(8, 11)) < Fraction(1, PARTS)
    assert index["A"] + index["B"] == 1


def test_a_tie_is_half_a_win_to_both():
    index = index_of(make_round("AB", activities=["pairwise"]), [duel("1", ("A", "B", "="))])
    assert index == {"A": Fraction(1, 2), "B": Fraction(1, 2)}


def test_many_answers_weigh_as_much_as_one():
    """One person says A over B four times, another once the other way."""
    ballots = [duel("1", *[("A", "B", "A")] * 4), duel("2", ("A", "B", "B"))]
    assert index_of(make_round("AB", activities=["pairwise"]), ballots)["A"] == Fraction(1, 2)


def test_pairs_are_pooled_with_marks_by_the_people_behind_both():
    """Three people score A over B, one compares them the other way: (3 · 1 + 1 · 1/12) / 4, to 9 places."""
    round_ = make_round("AB", activities=["score", "pairwise"])
    ballots = [*make_ballots("score", ({"A": 5, "B": 1}, 3)), duel("1", ("A", "B", "B"))]
    lost = Fraction(round(Fraction(1, 20) / Fraction(11, 10) * PARTS), PARTS)
    assert index_of(round_, ballots)["A"] == (3 + lost) / 4


def test_with_the_direction_turned_the_loser_wins():
    activity = Activity("pairwise", "k", Scale("pairwise"), direction=-1)
    round_ = make_round("AB", activities=[activity])
    index = index_of(round_, [duel("1", ("A", "B", "A"))])
    assert index["B"] > index["A"]


def test_nobody_answered():
    index = index_of(make_round("AB", activities=["pairwise"]), [duel("1")])
    assert index == {"A": None, "B": None}
    assert count(make_round("AB", activities=["pairwise"]), [duel("1")]).ballots == 1


wins_drawn = st.integers(2, 7).flatmap(
    lambda size: st.lists(st.lists(st.integers(0, 9), min_size=size, max_size=size), min_size=size, max_size=size)
)


@settings(max_examples=200, deadline=None)
@given(wins_drawn)
def test_chances_are_those_of_choix(wins):
    """choix, an independent library, fits the same model on the same comparisons and added wins."""
    size = len(wins)
    wins = [[0 if a == b else won for b, won in enumerate(row)] for a, row in enumerate(wins)]
    total = sum(map(sum, wins))
    if not total:
        return
    added = np.array(wins, dtype=float) + 0.1 * total / (size * (size - 1))
    np.fill_diagonal(added, 0)
    strength = np.exp(choix.ilsr_pairwise_dense(added, max_iter=1000, tol=1e-10))
    expected = strength[:, None] / (strength[:, None] + strength)
    found = np.array(win_chances(wins)) / PARTS
    off_diagonal = ~np.eye(size, dtype=bool)
    assert np.abs(found - expected)[off_diagonal].max() < 1e-6


@settings(max_examples=200, deadline=None)
@given(wins_drawn, st.integers(2, 1000), st.randoms(use_true_random=False))
def test_chances_know_no_unit_and_no_order(wins, unit, lots):
    wins = [[0 if a == b else won for b, won in enumerate(row)] for a, row in enumerate(wins)]
    if not any(map(any, wins)):
        return
    found, size = win_chances(wins), range(len(wins))
    assert win_chances([[unit * won for won in row] for row in wins]) == found
    new = lots.sample(size, len(wins))
    turned = win_chances([[wins[a][b] for b in new] for a in new])
    assert turned == [[found[a][b] for b in new] for a in new]
    assert all(found[a][b] + found[b][a] == PARTS for a in size for b in range(a))


@given(st.integers(2, 12), st.integers(1, 80), st.text(max_size=4))
def test_pairs_are_drawn_evenly_and_again_the_same(size, number, seed):
    items = [f"p{n}" for n in range(size)]
    drawn = draw_pairs(items, number, seed)
    assert drawn == draw_pairs(items, number, seed)
    assert len(drawn) == min(number, size * (size - 1) // 2) == len({frozenset(two) for two in drawn})
    first_round = Counter(item for two in drawn[: size // 2] for item in two)
    assert set(first_round.values()) <= {1}


def test_everybody_is_asked_other_pairs():
    items = [f"p{n}" for n in range(8)]
    assert len({tuple(draw_pairs(items, 4, str(seed))) for seed in range(20)}) > 15


def test_what_a_door_keeps_becomes_comparisons():
    assert all_pairs("ABC") == ["A|B", "A|C", "B|C"]
    assert comparisons({"A|C": 1, "A|B": 2, "C|B": 3}) == (("A", "B", "B"), ("A", "C", "A"), ("B", "C", "="))


@pytest.mark.parametrize(
    ("marks", "code"),
    [
        ({"A|B": 4}, Wrong.OUT_OF_RANGE),
        ({"A|B": "A"}, Wrong.NOT_WHOLE),
        ({"B|A": 1}, Wrong.UNKNOWN_ITEM),
        ({"A|B": 1, "A|C": 1, "B|C": 1}, Wrong.TOO_MANY_PAIRS),
    ],
)
def test_a_bad_answer_at_a_door_is_refused(marks, code):
    with pytest.raises(BadAnswer) as refused:
        Scale("pairwise", pairs=2).check(marks, all_pairs("ABC"))
    assert refused.value.code is code


@pytest.mark.parametrize(
    ("pairs", "code"),
    [
        (None, Wrong.NOT_AN_ANSWER),
        ({}, Wrong.NOT_AN_ANSWER),
        (["AB="], Wrong.NOT_AN_ANSWER),
        ([["A", "B"]], Wrong.NOT_AN_ANSWER),
        ([["A", "B", 1]], Wrong.NOT_AN_ANSWER),
        ([["A", "A", "A"]], Wrong.NOT_AN_ANSWER),
        ([["A", "B", "C"]], Wrong.NOT_AN_ANSWER),
        ([["A", "B", None]], Wrong.NOT_AN_ANSWER),
        ([["A", "D", "A"]], Wrong.UNKNOWN_ITEM),
    ],
)
def test_bad_comparisons_are_refused(pairs, code):
    with pytest.raises(BadAnswer) as refused:
        check_pairs(pairs, "ABC")
    assert refused.value.code is code


def test_money_is_compared_by_share_of_cost():
    """50 of 100 is more than 100 of 250; nothing is least."""
    round_ = make_round("ABC", activities=["allocation"])
    assert index_of(round_, make_ballots("allocation", {"A": 50, "B": 100})) == {"A": 1, "B": Fraction(1, 2), "C": 0}
    counted = count(round_, make_ballots("allocation", {"A": 50, "B": 100}, {"A": 100}))
    assert counted.support["A"].groups["g"].support == Fraction(3, 4)
    assert counted.support["A"].groups["g"].agree_share == Fraction(1, 2)
    assert counted.item_counts["allocation"]["A"].points == 150


@pytest.mark.parametrize(
    ("marks", "code", "facts"),
    [
        ({"A": -1}, Wrong.OUT_OF_RANGE, {"item": "A", "lo": 0, "hi": 100, "given": -1}),
        ({"C": 91}, Wrong.OVER_COST, {"item": "C", "given": 91, "allowed": 90}),
        ({"A": 100, "B": 101}, Wrong.OVER_BUDGET, {"given": 201, "allowed": 200}),
        ({"A": 0.5}, Wrong.NOT_WHOLE, {"item": "A"}),
    ],
)
def test_overspending_is_refused(marks, code, facts):
    scale = make_round("ABC", activities=["allocation"]).activities[0].scale
    with pytest.raises(BadAnswer) as refused:
        replace(scale, budget=200).check(marks, "ABC")
    assert (refused.value.code, refused.value.facts) == (code, facts)


@pytest.mark.parametrize(
    ("kind", "limits", "field"),
    [
        ("allocation", {"budget": 0}, "budget"),
        ("allocation", {"budget": 10**13}, "budget"),
        ("allocation", {"costs": (("A", Fraction(0)),)}, "costs"),
        ("pairwise", {"pairs": 0}, "pairs"),
    ],
)
def test_limits_nobody_can_use_are_refused(kind, limits, field):
    with pytest.raises(BadScale) as refused:
        Scale(kind, **limits)
    assert refused.value.field == field


CONFIG = {
    "format": "round/1",
    "items": [{"id": "A", "cost": 100}, {"id": "B", "cost": "250.5"}],
    "groups": [{"id": "g", "weight": 1}],
    "criteria": [{"id": "k", "weight": 1}],
    "activities": [
        {"id": "pairwise", "criterion": "k", "method": "pairwise", "pairs": 3},
        {"id": "m", "criterion": "k", "method": "allocation", "budget": 200},
    ],
    "n_min": 1,
}
LINES = [
    {"id": "1", "activity": "pairwise", "group": "g", "pairs": [["B", "A", "B"], ["A", "B", "="]], "w": "1/2"},
    {"id": "2", "activity": "pairwise", "group": "g", "pairs": []},
    {"id": "3", "activity": "m", "group": "g", "marks": {"A": 100, "B": 0}},
]


def written(folder, *lines, config=CONFIG):
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "ballots.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return folder


def test_files_of_pairs_and_money_are_read_and_written(tmp_path):
    counted = count_files(written(tmp_path, *LINES))
    ballots = list(read_ballots(tmp_path, counted.round))
    assert ballots == [
        duel("1", ("A", "B", "="), ("A", "B", "B"), weight=Fraction(1, 2)),
        duel("2"),
        Ballot("3", "m", "g", {"A": 100}),
    ]
    again = [json.loads(line) for line in write_ballots(ballots)]
    assert again[0]["pairs"] == [["A", "B", "="], ["A", "B", "B"]]
    assert "marks" not in again[0]
    assert again[1] == {"id": "2", "activity": "pairwise", "group": "g", "pairs": []}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"pairs": None}, "line 1, pairs: is missing"),
        ({"pairs": [["A", "B"]]}, "line 1, pairs: must be a list of [item, another item,"),
        ({"pairs": [["A", "C", "="]]}, "line 1, pairs: name an item that was not shown"),
        ({"activity": "m", "marks": {"A": 100, "B": 101}}, "spend more than the budget of 200 baht"),
        ({"activity": "m", "marks": {"A": 101}}, "give A more than the 100 baht it costs"),
    ],
)
def test_bad_lines_are_refused(tmp_path, changes, says):
    with pytest.raises(BadRound, match=says.replace("[", r"\[")):
        count_files(written(tmp_path, {**LINES[0], **changes}))


def test_ids_that_hold_the_sign_of_a_pair_are_refused(tmp_path):
    config = {**CONFIG, "items": [{"id": "A|B", "cost": 1}, {"id": "C", "cost": 1}]}
    with pytest.raises(BadRound, match="joins the items of a pair"):
        count_files(written(tmp_path, config=config))
