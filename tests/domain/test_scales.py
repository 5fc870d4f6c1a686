"""What counts as an answer, from phones nobody has vouched for."""

import json
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sfc_workshop.domain.scales import BadAnswer, BadScale, Kind, Scale, Wrong, level, order

SEEN = ("bus", "drain", "park")
SCORE = Scale("score", lo=1, hi=5)
TICKS = Scale("approval", cap=2)
DOTS = Scale("dots", dots=5, cap=3)
TOP_TWO = Scale("ranking", places=2)
RANKING = Scale("ranking")
SINGLE = Scale("single")


@pytest.mark.parametrize(
    ("scale", "marks", "canonical"),
    [
        (SCORE, {"park": 5, "bus": 1}, {"bus": 1, "park": 5}),
        (SCORE, {"park": None, "bus": 1}, {"bus": 1}),
        (SCORE, {}, {}),
        (Scale("score", lo=-1, hi=1), {"bus": 0}, {"bus": 0}),
        (TICKS, {"park": 1, "bus": 0}, {"park": 1}),
        (DOTS, {"park": 3, "bus": 2, "drain": 0}, {"bus": 2, "park": 3}),
        (Scale("dots", cap=3), {"park": 3, "bus": 3, "drain": 3}, {"bus": 3, "drain": 3, "park": 3}),
        (Scale("dots", dots=4), {"park": 4}, {"park": 4}),
        (TOP_TWO, {"park": 1, "bus": 2}, {"bus": 2, "park": 1}),
        (RANKING, {"park": 1, "bus": 2, "drain": 3}, {"bus": 2, "drain": 3, "park": 1}),
        (SINGLE, {"park": 1, "bus": None}, {"park": 1}),
    ],
)
def test_answers_become_canonical_marks(scale, marks, canonical):
    checked = scale.check(marks, SEEN)
    assert checked == canonical
    assert list(checked) == sorted(checked)


@pytest.mark.parametrize(
    ("scale", "marks", "code", "facts"),
    [
        (SCORE, None, Wrong.NOT_AN_ANSWER, {}),
        (SCORE, [["bus", 1]], Wrong.NOT_AN_ANSWER, {}),
        (SCORE, "bus", Wrong.NOT_AN_ANSWER, {}),
        (SCORE, {"tram": 3}, Wrong.UNKNOWN_ITEM, {}),
        (SCORE, {"tram": None}, Wrong.UNKNOWN_ITEM, {}),
        (SCORE, {1: 3}, Wrong.UNKNOWN_ITEM, {}),
        (SCORE, {"bus": 3.0}, Wrong.NOT_WHOLE, {"item": "bus"}),
        (SCORE, {"bus": float("nan")}, Wrong.NOT_WHOLE, {"item": "bus"}),
        (SCORE, {"bus": True}, Wrong.NOT_WHOLE, {"item": "bus"}),
        (SCORE, {"bus": "3"}, Wrong.NOT_WHOLE, {"item": "bus"}),
        (SCORE, {"bus": 3, "park": [3]}, Wrong.NOT_WHOLE, {"item": "park"}),
        (SCORE, {"bus": 0}, Wrong.OUT_OF_RANGE, {"item": "bus", "lo": 1, "hi": 5, "given": 0}),
        (SCORE, {"bus": 6}, Wrong.OUT_OF_RANGE, {"item": "bus", "lo": 1, "hi": 5, "given": 6}),
        (SCORE, {"bus": 10**5000}, Wrong.OUT_OF_RANGE, {"item": "bus", "lo": 1, "hi": 5, "given": None}),
        (TICKS, {"bus": 2}, Wrong.OUT_OF_RANGE, {"item": "bus", "lo": 0, "hi": 1, "given": 2}),
        (TICKS, dict.fromkeys(SEEN, 1), Wrong.TOO_MANY_TICKS, {"given": 3, "allowed": 2}),
        (SINGLE, {"bus": 1, "park": 1}, Wrong.TOO_MANY_TICKS, {"given": 2, "allowed": 1}),
        (DOTS, {"bus": -1}, Wrong.OUT_OF_RANGE, {"item": "bus", "lo": 0, "hi": 3, "given": -1}),
        (DOTS, {"bus": 4}, Wrong.TOO_MANY_ON_ONE_ITEM, {"item": "bus", "given": 4, "allowed": 3}),
        (DOTS, {"bus": 3, "park": 3}, Wrong.TOO_MANY_DOTS, {"given": 6, "allowed": 5}),
        (TOP_TWO, {"bus": 1, "park": 2, "drain": 3}, Wrong.TOO_MANY_PLACES, {"given": 3, "allowed": 2}),
        (TOP_TWO, {"bus": 3}, Wrong.OUT_OF_RANGE, {"item": "bus", "lo": 1, "hi": 2, "given": 3}),
        (RANKING, {"bus": 0}, Wrong.OUT_OF_RANGE, {"item": "bus", "lo": 1, "hi": 3, "given": 0}),
        (RANKING, {"bus": 1, "park": 1}, Wrong.SAME_PLACE_TWICE, {"item": "park", "given": 1}),
        (RANKING, {"bus": 1, "park": 3}, Wrong.PLACE_SKIPPED, {"given": 2}),
    ],
)
def test_refusals_say_why(scale, marks, code, facts):
    with pytest.raises(BadAnswer) as refused:
        scale.check(marks, SEEN)
    assert (refused.value.code, refused.value.facts) == (code, facts)
    assert str(refused.value) == code.value


def test_files_may_repeat_and_skip_places():
    assert RANKING.check({"bus": 1, "park": 1, "drain": 7}, SEEN, ties=True) == {
        "bus": 1,
        "drain": 7,
        "park": 1,
    }
    with pytest.raises(BadAnswer):
        RANKING.check({"bus": 0}, SEEN, ties=True)


whole_numbers = st.integers() | st.integers(-2, 7) | st.just(10**4000)
scalars = st.none() | st.booleans() | whole_numbers | st.floats() | st.text(max_size=3)
junk = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
)
answers = junk | st.dictionaries(st.sampled_from([*SEEN, "tram"]), st.integers(-1, 6) | junk, max_size=4)


@settings(max_examples=1000, deadline=None)
@given(st.sampled_from([SCORE, TICKS, DOTS, TOP_TWO, RANKING, SINGLE]), answers, st.booleans())
def test_whatever_comes_in_is_refused_or_made_canonical(scale, marks, ties):
    try:
        canonical = scale.check(marks, SEEN, ties=ties)
    except BadAnswer as refused:
        json.dumps(refused.facts)
        return
    assert all(type(mark) is int for mark in canonical.values())
    assert set(canonical) <= set(SEEN)
    assert list(canonical) == sorted(canonical)
    assert scale.check(canonical, SEEN, ties=ties) == canonical
    if scale.kind is not Kind.SINGLE:
        assert all(0 <= u <= 1 for u in level(scale, canonical, SEEN).values())


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "score", "lo": 1}, "hi"),
        ({"kind": "score", "lo": True, "hi": 5}, "lo"),
        ({"kind": "score", "lo": 5, "hi": 5}, "hi"),
        ({"kind": "score", "lo": 0, "hi": 5000}, "hi"),
        ({"kind": "score", "lo": -20_000, "hi": -19_999}, "lo"),
        ({"kind": "approval", "cap": 0}, "cap"),
        ({"kind": "dots"}, "cap"),
        ({"kind": "dots", "dots": 10**6}, "dots"),
        ({"kind": "ranking", "places": "3"}, "places"),
    ],
)
def test_scales_nobody_could_answer(wrong, field):
    with pytest.raises(BadScale) as refused:
        Scale(**wrong)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("scale", "marks", "direction", "ordered"),
    [
        (SCORE, {"bus": 5, "park": 2}, 1, ["park", "bus"]),
        (SCORE, {"bus": 5, "park": 2}, -1, ["bus", "park"]),
        (TICKS, {"park": 1}, 1, ["bus=drain", "park"]),
        (DOTS, {"park": 1, "bus": 2}, 1, ["drain", "park", "bus"]),
        (RANKING, {"park": 1, "bus": 2}, 1, ["drain", "bus", "park"]),
        (RANKING, {"park": 1}, 1, ["bus=drain", "park"]),
        (RANKING, {"park": 1}, -1, ["park", "bus=drain"]),
        (RANKING, {}, 1, ["bus=drain=park"]),
    ],
)
def test_one_ballot_puts_items_in_order(scale, marks, direction, ordered):
    x = order(scale, marks, SEEN, direction)
    steps = ["=".join(sorted(i for i in x if x[i] == value)) for value in sorted(set(x.values()))]
    assert steps == ordered


@pytest.mark.parametrize(
    ("scale", "marks", "expected"),
    [
        (SCORE, {"bus": 5, "park": 2}, {"bus": "1", "park": "1/4"}),
        (TICKS, {"park": 1}, {"bus": "0", "drain": "0", "park": "1"}),
        (DOTS, {"park": 1, "bus": 2}, {"bus": "2/3", "drain": "0", "park": "1/3"}),
        (Scale("dots", dots=4), {"park": 1}, {"bus": "0", "drain": "0", "park": "1/4"}),
        (RANKING, {"park": 1}, {"bus": "1/4", "drain": "1/4", "park": "1"}),
    ],
)
def test_one_ballot_puts_items_on_a_level(scale, marks, expected):
    up = {item: Fraction(u) for item, u in expected.items()}
    assert level(scale, marks, SEEN) == up
    assert level(scale, marks, SEEN, -1) == {item: 1 - u for item, u in up.items()}


def test_a_single_choice_ranks_nothing():
    with pytest.raises(ValueError, match="nothing in order"):
        order(SINGLE, {"bus": 1}, SEEN)


def test_a_ranking_of_one_item_says_nothing_about_it():
    assert level(RANKING, {"bus": 1}, ["bus"]) == {}
