"""Nothing that is shown rests on fewer than n_min people, and no difference of two numbers does."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from sfc_workshop.domain.counting import count
from sfc_workshop.domain.groups import CountedGroup
from sfc_workshop.domain.suppression import hidden_parts, too_few
from tests.domain import reference
from tests.domain.domain_rounds import make_ballots, make_round, mixed_rounds

THOUSAND = settings(max_examples=1000, deadline=None)


def people(ballots, of_interest):
    """At least so many different people: the most ballots in any one activity, group by group."""
    cast = Counter((b.group, b.activity) for b in ballots if of_interest(b))
    return sum(max(n for (g, _), n in cast.items() if g == group) for group in {g for g, _ in cast})


def comparing(round_, item):
    """Whether a ballot puts an item in order with another."""
    activities = {a.id: a for a in round_.activities}

    def compares(ballot):
        if ballot.pairs is not None:
            return any(item in two for *two, _ in ballot.pairs)
        activity = activities[ballot.activity]
        x = reference.order(activity, ballot, round_.items_of(activity))
        return item in x and len(x) > 1

    return compares


@THOUSAND
@given(mixed_rounds(most=14, least=4, doors=True), st.integers(2, 4))
def test_every_cell_rests_on_enough_people(drawn, n_min):
    round_, ballots = drawn
    round_ = replace(round_, n_min=n_min)
    counted = count(round_, ballots)
    criterion = {a.id: a.criterion for a in round_.activities}
    members = {group.id: group.members for group in counted.groups}

    for item in round_.item_ids:
        compares = comparing(round_, item)

        def behind(group, side, compares=compares, **doors):
            own = [b for b in ballots if b.group in members[group] and criterion[b.activity] == side]
            own = [b for b in own if all(getattr(b, name) == value for name, value in doors.items())]
            cast = Counter(b.activity for b in own if compares(b))
            return max(cast.values(), default=0)

        for (group, side), scores in counted.group_scores.items():
            assert scores[item] is None or behind(group, side) >= n_min
        for (door, group, side), scores in counted.door_scores.items():
            assert scores[item] is None or behind(group, side, door=door) >= n_min
        if counted.ranking.index[item] is not None:
            assert people(ballots, compares) >= n_min
        for side, scores in counted.criterion_index.items():
            here = people(
                ballots, lambda b, side=side, compares=compares: criterion[b.activity] == side and compares(b)
            )
            assert scores[item] is None or here >= n_min
        parts = counted.contributions[item]
        if parts is not None:
            sums_of_hidden(counted, item, parts, behind, n_min)
        for group, support in counted.support[item].groups.items():
            assert support is None or people([b for b in ballots if b.group in members[group]], lambda b: True) >= n_min
        if counted.without_open and counted.without_open.index[item] is not None:
            opened = people([b for b in ballots if b.integrity == "open"], compares)
            assert opened == 0 or opened >= n_min


def sums_of_hidden(counted, item, parts, behind, n_min):
    """What is left of a sum when all that is shown is taken away rests on nobody, or on enough."""
    hidden = {key for key in counted.group_scores if key not in parts.cells}
    for side, scores in counted.criterion_index.items():
        own = [key for key in hidden if key[1] == side]
        left = sum(behind(*key) for key in own)
        assert scores[item] is None or left == 0 or left >= n_min
    by_group = Counter()
    for group, side in hidden:
        by_group[group] = max(by_group[group], behind(group, side))
    left = sum(by_group.values())
    assert left == 0 or left >= n_min
    for key in parts.cells:
        assert counted.group_scores[key][item] is not None


def test_the_smallest_shown_part_goes_with_one_that_is_too_small():
    assert too_few({"a": 2, "b": 9, "c": 7}, 5) == {"a", "c"}
    assert too_few({"a": 2, "b": 9, "c": 3}, 5) == {"a", "c"}
    assert too_few({"a": 6, "b": 9}, 5) == set()
    assert too_few({"a": 0, "b": 9}, 5) == {"a"}
    assert too_few({"a": 2}, 5) == {"a"}
    assert too_few({}, 5) == set()


def test_a_hidden_criterion_takes_a_part_of_another_with_it():
    people = {("g", "k"): 2, ("g", "l"): 9, ("h", "l"): 8}
    hidden = hidden_parts(people, 5)
    assert hidden.criteria == {"k", "l"}
    assert hidden.cells == {("g", "k"), ("h", "l")}
    assert not hidden.index


def test_the_same_people_may_stand_behind_two_hidden_criteria():
    people = {("g", "k"): 3, ("g", "l"): 3, ("g", "m"): 9}
    assert hidden_parts(people, 5).criteria == {"k", "l", "m"}


def test_a_round_of_too_few_shows_nothing():
    round_ = make_round("AB", n_min=5, activities=["score"])
    counted = count(round_, make_ballots("score", ({"A": 5, "B": 1}, 4), door="paper"))
    assert counted.ranking.index == {"A": None, "B": None}
    assert counted.ranking.order == ()
    assert counted.group_scores == {("g", "k"): {"A": None, "B": None}}
    assert counted.contributions == {"A": None, "B": None}
    assert counted.support["A"].groups == {"g": None}
    assert (counted.support["A"].consensus, counted.support["A"].root) == (None, None)
    assert counted.item_counts == {"score": {"A": None, "B": None}}
    assert counted.flags == {"A": (), "B": ()}


def test_an_item_few_have_seen_is_not_ranked():
    round_ = make_round("ABC", n_min=5)
    counted = count(round_, make_ballots("score", ({"A": 5, "B": 1}, 6), {"A": 1, "B": 2, "C": 3}))
    assert counted.ranking.index["C"] is None
    assert counted.ranking.rank["C"] is None
    assert counted.ranking.order == ("A", "B")


def test_a_product_over_groups_does_not_tell_a_small_one():
    """Ten and two people gave the item a mark: the product divided by one factor is the other."""
    round_ = make_round("AB", {"a": "1/2", "b": "1/2"}, n_min=5)
    ballots = [
        *make_ballots("score", ({"A": 5, "B": 1}, 10), group="a"),
        *make_ballots("score", ({"A": 5, "B": 1}, 2), ({"B": 1}, 5), group="b"),
    ]
    support = count(round_, ballots).support
    assert support["A"].groups["b"] is None
    assert support["A"].consensus is None
    assert support["B"].consensus == Fraction(1, 12) * Fraction(1, 9)


def test_a_group_without_weight_is_shown_only_with_enough_people():
    round_ = make_round("AB", {"a": "1", "z": "0"}, n_min=5)
    few = make_ballots("score", ({"A": 5, "B": 1}, 6), group="a") + make_ballots("score", {"A": 1, "B": 5}, group="z")
    counted = count(round_, few)
    assert counted.group_scores["z", "k"] == {"A": None, "B": None}
    assert counted.support["A"].groups["z"] is None
    assert counted.group_scores["a", "k"] == {"A": Fraction(1), "B": Fraction(0)}
    assert isinstance(counted.groups[0], CountedGroup)


def test_the_points_of_all_do_not_tell_what_a_few_of_one_group_said():
    """Ten and two people marked A: the points of all less those of the ten would be those of the two."""
    round_ = make_round("AB", {"a": "1/2", "b": "1/2"}, n_min=5)
    ballots = [
        *make_ballots("score", ({"A": 5, "B": 1}, 10), group="a"),
        *make_ballots("score", ({"A": 3, "B": 1}, 2), ({"B": 1}, 5), group="b"),
    ]
    counted = count(round_, ballots)
    assert counted.item_counts["score"]["A"].points == 56
    assert counted.support["A"].groups == {"a": None, "b": None}
    assert None not in counted.support["B"].groups.values()


def test_points_are_not_shown_where_few_have_given_a_mark():
    round_ = make_round("AB", n_min=5)
    counted = count(round_, make_ballots("score", ({"A": 4, "B": 1}, 2), ({"B": 2}, 8))).item_counts["score"]
    assert (counted["A"].seen, counted["A"].votes, counted["A"].points) == (10, 2, None)
    assert counted["B"].points == 18


def test_a_door_that_is_told_for_one_question_only_may_hide_the_same_people():
    """Four came on paper; whether the two whose door is not told are among them nobody knows."""
    round_ = make_round("AB", n_min=5, activities=["score", "approval"])
    ballots = [
        *make_ballots("approval", ({"A": 1}, 6), door="survey"),
        *make_ballots("approval", ({"B": 1}, 4), door="paper"),
        *make_ballots("score", ({"A": 5, "B": 1}, 2)),
    ]
    assert count(round_, ballots).door_scores == {
        ("paper", "g", "k"): {"A": None, "B": None},
        ("survey", "g", "k"): {"A": None, "B": None},
    }
