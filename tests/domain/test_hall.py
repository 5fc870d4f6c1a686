"""What a hall is shown: values worked out by hand, a naive recount in fractions, and nothing of too few people."""

from collections import Counter
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sfc_workshop.domain.hall import Picture, by_part, picture, value
from sfc_workshop.domain.pairs import all_pairs
from sfc_workshop.domain.scales import Kind, Scale

F = Fraction
ITEMS = ["bus", "park", "drain"]
N_MIN = 5
GROUPS = ["citizens", "government", "private", "academia"]
SCALES = {
    Kind.SCORE: Scale(Kind.SCORE, lo=1, hi=5),
    Kind.APPROVAL: Scale(Kind.APPROVAL, cap=2),
    Kind.DOTS: Scale(Kind.DOTS, dots=5, cap=3),
    Kind.RANKING: Scale(Kind.RANKING, places=3),
    Kind.ALLOCATION: Scale(Kind.ALLOCATION, budget=500, costs=tuple((item, F(100)) for item in ITEMS)),
    Kind.PAIRWISE: Scale(Kind.PAIRWISE, pairs=3),
    Kind.SINGLE: Scale(Kind.SINGLE),
}
FEW = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


# Worked out by hand


@pytest.mark.parametrize(
    ("kind", "ballots", "expected"),
    [
        # Marks 5, 3 of 1 to 5 are 1 and 1/2 of the way up; the blank and the "don't know" say nothing.
        (Kind.SCORE, [{"bus": 5}, {"bus": 3, "park": 1}, {"bus": None, "park": 2}], (F(3, 4), F(1, 8), None)),
        # Two of four ticked the bus; an empty box is an answer.
        (Kind.APPROVAL, [{"bus": 1}, {"bus": 1, "park": 1}, {}, {"drain": 1}], (F(1, 2), F(1, 4), F(1, 4))),
        # Eight dots were given, three of them to the bus.
        (Kind.DOTS, [{"bus": 3}, {"park": 3, "drain": 2}], (F(3, 8), F(3, 8), F(2, 8))),
        # bus > park > drain gives 1, 1/2, 0; only drain first gives 1, and half of the other to both: 1/4.
        (Kind.RANKING, [{"bus": 1, "park": 2, "drain": 3}, {"drain": 1}], (F(5, 8), F(3, 8), F(1, 2))),
        # The bus wins one and ties one: 3/4. The park loses one: 0. The drain ties: 1/2.
        (Kind.PAIRWISE, [{"bus|park": 1}, {"bus|drain": 3}], (F(3, 4), F(0), F(1, 2))),
        # However much was paid: who paid.
        (Kind.ALLOCATION, [{"bus": 100}, {"bus": 1, "park": 100}], (F(1), F(1, 2), F(0))),
        (Kind.SINGLE, [{"bus": 1}, {"park": 1}, {"bus": 1}], (F(2, 3), F(1, 3), F(0))),
    ],
)
def test_each_kind_as_worked_out_by_hand(kind, ballots, expected):
    assert tuple(value(SCALES[kind], ITEMS, ballots, item) for item in ITEMS) == expected


@pytest.mark.parametrize("kind", [Kind.SCORE, Kind.DOTS, Kind.PAIRWISE])
def test_of_what_nobody_spoke_there_is_no_value(kind):
    assert value(SCALES[kind], ITEMS, [{}], "bus") is None


def test_a_ranking_of_one_item_says_nothing():
    assert value(SCALES[Kind.RANKING], ["bus"], [{"bus": 1}], "bus") is None


def test_groups_count_by_their_weight_and_not_by_their_number():
    """Thirty officials say 5, six citizens say 1: by weight 7/10 of the way down, by heads nearly at the top."""
    ballots = [("government", {"bus": 5})] * 30 + [("citizens", {"bus": 1})] * 6
    found = picture(SCALES[Kind.SCORE], ["bus"], ballots, [("citizens", F(7, 10)), ("government", F(3, 10))], N_MIN)
    (row,) = found.rows
    assert (row.weighted, row.raw, row.sides, row.people) == (F(3, 10), F(5, 6), (F(0), F(1)), 36)


def test_small_groups_are_shown_together_and_groups_without_a_ballot_drop_out():
    ballots = [("citizens", {"bus": 1})] * 8 + [("private", {"bus": 5})] * 3 + [("academia", {"bus": 3})] * 2
    weights = [(group, F(1, 4)) for group in GROUPS]
    found = picture(SCALES[Kind.SCORE], ["bus"], ballots, weights, N_MIN)
    assert [(side.members, side.weight, side.people) for side in found.sides] == [
        (("citizens",), F(1, 3), 8),
        (("academia", "private"), F(2, 3), 5),
    ]
    assert found.rows[0].sides == (F(0), F(4, 5))
    assert found.rows[0].weighted == F(2, 3) * F(4, 5)


def test_ballots_of_groups_that_were_not_declared_are_left_out():
    found = picture(SCALES[Kind.SINGLE], ["bus"], [("ghosts", {"bus": 1})] * 9, [("citizens", F(1))], N_MIN)
    assert (found.people, found.sides, found.rows[0].raw) == (0, (), None)


def test_what_comes_first_stands_first_and_ties_keep_the_order_asked():
    ballots = [("citizens", {"drain": 1})] * 5 + [("citizens", {})] * 5
    found = picture(SCALES[Kind.APPROVAL], ITEMS, ballots, [("citizens", F(1))], N_MIN)
    assert [row.key for row in found.rows] == ["drain", "bus", "park"]


def test_two_unlike_sums_of_two_hidden_groups_would_tell_both():
    """Two private and six academic people marked the park. Both are hidden; one sum of both may stand, not two."""
    ballots = [
        *[("citizens", {"park": 2})] * 9,
        *[("private", {"park": 5})] * 2,
        *[("private", {})] * 5,
        *[("academia", {"park": 1})] * 6,
    ]
    weights = [("citizens", F(1, 2)), ("private", F(1, 4)), ("academia", F(1, 4))]
    (row,) = picture(SCALES[Kind.SCORE], ["park"], ballots, weights, N_MIN).rows
    assert row.sides == (F(1, 4), None, None)
    assert row.raw is None
    assert row.weighted == F(1, 2) * F(1, 4) + F(1, 4)


def test_a_group_without_weight_hides_nobody():
    """The sum by weight holds one hidden group then, of two people: it is left out with them."""
    ballots = [
        *[("citizens", {"park": 2})] * 5,
        *[("private", {"park": 5})] * 2,
        *[("private", {})] * 5,
        *[("academia", {"park": 1})] * 3,
        *[("academia", {})] * 3,
    ]
    weights = [("citizens", F(1, 2)), ("private", F(1, 2)), ("academia", F(0))]
    (row,) = picture(SCALES[Kind.SCORE], ["park"], ballots, weights, N_MIN).rows
    assert (row.sides, row.raw) == ((None, None, None), None)
    assert row.weighted == F(1, 2) * F(1, 4) + F(1, 2)


def test_doors_that_tell_of_few_officials_are_left_out():
    """Ten officials, eight people on paper, all of them officials: two officials answered by phone."""
    ballots = [
        *[("government", "paper", {"bus": 1})] * 8,
        *[("government", "workshop", {"bus": 5})] * 2,
        *[("citizens", "workshop", {"bus": 3})] * 20,
    ]
    weights = [("citizens", F(1, 2)), ("government", F(1, 2))]
    assert by_part(SCALES[Kind.SCORE], ["bus"], ballots, weights, N_MIN) == {}
    more = [*ballots, *[("citizens", "paper", {"bus": 3})] * 3]
    assert by_part(SCALES[Kind.SCORE], ["bus"], more, weights, N_MIN) == {
        "bus": {"paper": F(3 * F(1, 2), 11), "workshop": F(2 + 20 * F(1, 2), 22)}
    }


def test_a_door_of_few_people_is_left_out_with_the_other():
    ballots = [("citizens", "workshop", {"bus": 1})] * 20 + [("citizens", "paper", {"bus": 1})] * 4
    assert by_part(SCALES[Kind.SINGLE], ["bus"], ballots, [("citizens", F(1))], N_MIN) == {}


# Drawn


@st.composite
def answers(draw, kind):
    """An answer of a kind to three items."""
    if kind is Kind.SCORE:
        return draw(st.dictionaries(st.sampled_from(ITEMS), st.integers(1, 5) | st.none()))
    if kind is Kind.PAIRWISE:
        return draw(st.dictionaries(st.sampled_from(all_pairs(ITEMS)), st.integers(1, 3)))
    if kind is Kind.RANKING:
        order = draw(st.permutations(ITEMS))[: draw(st.integers(0, 3))]
        return {item: place for place, item in enumerate(order, start=1)}
    if kind is Kind.SINGLE:
        return draw(st.sampled_from([{item: 1} for item in ITEMS] + [{}]))
    most = {Kind.APPROVAL: 1, Kind.DOTS: 3, Kind.ALLOCATION: 100}[kind]
    return draw(st.dictionaries(st.sampled_from(ITEMS), st.integers(1, most), max_size=2))


@st.composite
def halls(draw, doors=("workshop",)):
    """A question with up to thirty ballots of four groups: (scale, ballots with their doors, weights)."""
    kind = draw(st.sampled_from(list(SCALES)))
    ballot = st.tuples(st.sampled_from(GROUPS), st.sampled_from(doors), answers(kind))
    copies = st.lists(st.tuples(ballot, st.integers(1, 6)), max_size=10)
    ballots = [one for one, number in draw(copies) for _copy in range(number)]
    weights = [(group, F(draw(st.integers(0, 3)), 4)) for group in GROUPS]
    return SCALES[kind], ballots, weights


def shown(scale, ballots, weights, items=ITEMS) -> Picture:
    return picture(scale, items, [(group, marks) for group, _door, marks in ballots], weights, N_MIN)


def naive(scale: Scale, ballots: list[dict], item: str) -> Fraction | None:
    """The values as their description has them, one ballot after the other."""
    if scale.kind is Kind.SCORE:
        said = [F(marks[item] - 1, 4) for marks in ballots if marks.get(item) is not None]
    elif scale.kind is Kind.DOTS:
        dots = [key for marks in ballots for key, number in marks.items() for _dot in range(number)]
        said = [F(key == item) for key in dots]
    elif scale.kind is Kind.RANKING:
        said = []
        for marks in ballots:
            others = [other for other in ITEMS if other != item]
            place, last = marks.get(item, 99), 99
            beaten = [
                F(1, 2) if marks.get(other, last) == place else F(place < marks.get(other, last)) for other in others
            ]
            said.append(sum(beaten) / len(others))
    elif scale.kind is Kind.PAIRWISE:
        said = []
        for marks in ballots:
            for pair, mark in marks.items():
                first, second = pair.split("|")
                if item in (first, second):
                    said.append(F(1, 2) if mark == 3 else F((mark == 1) == (item == first)))
    else:
        said = [F(bool(marks.get(item))) for marks in ballots]
    return sum(said, F(0)) / len(said) if said else None


@FEW
@given(halls())
def test_a_naive_recount_says_the_same(hall):
    scale, ballots, weights = hall
    found = shown(scale, ballots, weights)
    assert sum(side.weight for side in found.sides) in (0, 1)
    for row in found.rows:
        own = [[m for g, _d, m in ballots if g in side.members] for side in found.sides]
        values = [naive(scale, one, row.key) for one in own]
        for told, counted in zip(row.sides, values, strict=True):
            assert told in (None, counted)
        if row.raw is not None:
            assert row.raw == naive(scale, [m for _g, _d, m in ballots], row.key)
        if row.weighted is not None:
            said = [(side.weight, v) for side, v in zip(found.sides, values, strict=True) if v is not None]
            assert row.weighted * sum(w for w, _v in said) == sum(w * v for w, v in said)
        for told in (row.weighted, row.raw, *row.sides):
            assert told is None or 0 <= told <= 1


@FEW
@given(halls())
def test_sides_hold_every_group_once_and_their_weights_add_to_one(hall):
    scale, ballots, weights = hall
    found = shown(scale, ballots, weights)
    there = Counter(group for group, _door, _marks in ballots)
    assert sorted(member for side in found.sides for member in side.members) == sorted(there)
    assert found.people == len(ballots) == sum(side.people for side in found.sides)
    if any(weight for group, weight in weights if there[group]):
        assert sum(side.weight for side in found.sides) == 1
    if len(found.sides) > 1:
        assert all(side.people >= N_MIN for side in found.sides)


@FEW
@given(halls(), st.randoms(use_true_random=False))
def test_the_order_of_ballots_and_items_changes_no_value(hall, lots):
    scale, ballots, weights = hall
    mixed, items = lots.sample(ballots, len(ballots)), lots.sample(ITEMS, len(ITEMS))
    one, other = shown(scale, ballots, weights), shown(scale, mixed, weights, items)
    assert {row.key: row for row in one.rows} == {row.key: row for row in other.rows}
    assert one.sides == other.sides


@FEW
@given(halls(), st.sampled_from(GROUPS), st.integers(2, 4))
def test_a_bigger_crowd_saying_the_same_changes_nothing_by_weight(hall, group, times):
    scale, ballots, weights = hall
    full = [one for one in ballots for _copy in range(N_MIN)]  # no group is too small then, nor an item of it
    crowd = full + [one for one in full if one[0] == group] * (times - 1)
    before, after = shown(scale, full, weights), shown(scale, crowd, weights)
    assert [(row.key, row.weighted, row.sides) for row in before.rows] == [
        (row.key, row.weighted, row.sides) for row in after.rows
    ]


@FEW
@given(halls(doors=("workshop", "paper")))
def test_nothing_that_is_shown_tells_of_fewer_than_five(hall):
    """Whoever knows all that is shown of an item, and adds and subtracts as they like, learns of no 1 to 4 people.

    Each of (side, door) has an unknown sum; each number shown is an equation in them. If some combination of
    the equations holds only unknowns of fewer than five people, these are told.
    """
    scale, ballots, weights = hall
    found = shown(scale, ballots, weights)
    doors = by_part(scale, ITEMS, ballots, weights, N_MIN)
    for row in found.rows:
        cells = Counter[tuple[int, str]]()
        for number, side in enumerate(found.sides):
            for group, door, marks in ballots:
                cells[number, door] += group in side.members and speaks(scale, marks, row.key)
        cells = +cells
        known = [[F(cell[0] == number) for cell in cells] for number, told in enumerate(row.sides) if told is not None]
        known += [[F(cell[1] == door) for cell in cells] for door in doors.get(row.key, ())]
        known += [[F(1) for _cell in cells]] if row.raw is not None else []
        if row.weighted is not None:
            people = [sum(n for cell, n in cells.items() if cell[0] == number) for number in range(len(found.sides))]
            known.append([found.sides[cell[0]].weight / people[cell[0]] for cell in cells])
        assert not told_of_few(known, list(cells.values()))


def speaks(scale: Scale, marks: dict, item: str) -> bool:
    if scale.kind is Kind.SCORE:
        return marks.get(item) is not None
    return scale.kind is not Kind.PAIRWISE or any(item in pair.split("|") for pair in marks)


def told_of_few(known: list[list[Fraction]], people: list[int]) -> bool:
    """Whether some sum of the equations has unknowns of 1 to 4 people only, and some of them."""
    whole = rank(known)
    for size in range(1, len(people) + 1):
        for some in combinations(range(len(people)), size):
            if sum(people[cell] for cell in some) < N_MIN:
                rest = [[one for cell, one in enumerate(row) if cell not in some] for row in known]
                if rank(rest) < whole:
                    return True
    return False


def rank(rows: list[list[Fraction]]) -> int:
    """How many equations are not made of the others."""
    rows, found = [list(row) for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((at for at in range(found, len(rows)) if rows[at][column]), None)
        if pivot is None:
            continue
        rows[found], rows[pivot] = rows[pivot], rows[found]
        for at in range(found + 1, len(rows)):
            factor = rows[at][column] / rows[found][column]
            rows[at] = [one - factor * two for one, two in zip(rows[at], rows[found], strict=True)]
        found += 1
    return found


def test_the_check_finds_what_it_looks_for():
    """A whole of nine and a part of six tell of three."""
    assert told_of_few([[F(1), F(1)], [F(1), F(0)]], [6, 3])
    assert not told_of_few([[F(1), F(1)]], [6, 3])
