"""Flags: when each is raised, and that few people raise none."""

from dataclasses import replace
from fractions import Fraction

import pytest

from sfc_workshop.domain.counting import count
from sfc_workshop.domain.flags import Flag, depends_on_rule, is_fragile
from sfc_workshop.domain.rounds import Ballot, Smaa, Thresholds
from tests.domain.domain_rounds import make_ballots, make_round

ROUND = make_round("AB", {"a": "1/2", "b": "1/2"}, n_min=3)


def room(a, b, **rest):
    """Ballots on item A by group; B is marked 3 by all."""
    return [
        ballot
        for group, marks in (("a", a), ("b", b))
        for ballot in make_ballots("score", *[{"A": mark, "B": 3} for mark in marks], group=group, **rest)
    ]


def flags(ballots, round_=ROUND, item="A"):
    return set(count(round_, ballots).flags[item])


def test_consensus_needs_every_group():
    assert flags(room([5, 5, 4], [4, 4, 2])) == {Flag.CONSENSUS}
    assert flags(room([5, 5, 4], [4, 2, 2])) == set()


def test_consensus_needs_agreement_within_groups():
    """Three of five above the middle would do, were the others not at the other end."""
    assert Flag.CONSENSUS not in flags(room([5, 5, 5], [5, 5, 5, 1, 1]))
    assert Flag.CONSENSUS in flags(room([5, 5, 5], [4, 4, 4, 3, 3]))


def test_a_group_with_too_few_people_cannot_agree():
    ballots = [*room([5, 5, 4], [5, 5]), Ballot("x", "score", "b", {"B": 1})]
    assert flags(ballots) == set()
    assert flags([*ballots, Ballot("y", "score", "b", {"A": 5, "B": 1})]) == {Flag.CONSENSUS}


def test_two_camps_within_a_group():
    assert Flag.WITHIN in flags(room([5, 5, 5], [1, 5] * 5))
    assert Flag.WITHIN not in flags(room([5, 5, 5], [1, 5] * 4 + [1]))  # nine people are too few to tell
    assert Flag.WITHIN not in flags(room([5, 5, 5], [1, 2, 3, 4, 5] * 2))  # evenly spread is not split


def test_low_is_weighed_by_group():
    assert Flag.LOW not in flags(room([3, 3, 3], [3, 3, 3]))
    assert Flag.LOW in flags(room([3, 3, 3], [3, 3, 2]))
    heavy = make_round("AB", {"a": "9/10", "b": "1/10"}, n_min=3)
    assert Flag.LOW not in flags(room([5, 5, 5], [1] * 30), heavy)


def test_thin_is_for_what_half_of_a_group_never_saw():
    seen = make_ballots("score", ({"A": 5, "B": 3}, 3), group="a")
    unseen = make_ballots("score", ({"B": 3}, 4), group="a", seen=["B"])
    assert Flag.THIN in flags(seen + unseen)
    assert Flag.THIN not in flags(seen + unseen[:3])
    blank = make_ballots("score", ({"B": 3}, 4), group="a")  # shown, but "don't know"
    assert Flag.THIN not in flags(seen + blank)


def test_carried_by_few():
    """Four people, but one has the weight of twelve others: (3 + 3/4)² / (9 + 3/16) = 75/49 people."""
    light = make_ballots("score", ({"A": 5, "B": 3}, 3), group="a", weight=Fraction(1, 4))
    heavy = make_ballots("score", {"A": 1, "B": 3}, group="a", weight=Fraction(3))
    assert Flag.THIN in flags([*light, replace(heavy[0], id="heavy")])
    assert Flag.THIN not in flags([*light, replace(heavy[0], id="heavy", weight=Fraction(1, 4))])
    assert Flag.THIN not in flags(light[:2])  # too few to be shown at all


def doors(survey, paper):
    """Eight people of one group with marks for A; B is 3."""
    rows = {"survey": survey, "paper": paper}
    return [b for d, marks in rows.items() for b in room(marks, [3, 3, 3], door=d)]


def test_a_door_that_differs():
    assert Flag.CHANNEL in flags(doors([5, 5, 5], [1, 1, 1]))
    assert Flag.CHANNEL not in flags(doors([5, 5, 1], [5, 5, 1]))
    assert Flag.CHANNEL not in flags(doors([5, 5, 5], [1, 1]))  # too few to be shown
    counted = count(ROUND, doors([5, 5, 5], [1, 1, 1]))
    assert counted.door_scores["paper", "a", "k"] == {"A": Fraction(0), "B": Fraction(1)}
    assert counted.group_scores["a", "k"] == {"A": Fraction(1, 2), "B": Fraction(1, 2)}


def test_one_door_alone_is_not_scored_apart():
    assert count(ROUND, room([5, 5, 5], [1, 1, 1], door="paper")).door_scores == {}


def links(open_marks, code_marks):
    return room(open_marks, [], integrity="open") + room(code_marks, [], integrity="code")


def test_the_top_may_depend_on_open_links():
    top = replace(ROUND, top_k=1)
    assert flags(links([5] * 4, [1] * 3), top) >= {Flag.OPEN}
    assert flags(links([5] * 4, [1] * 3), top, "B") >= {Flag.OPEN}
    assert Flag.OPEN not in flags(links([5] * 4, [5] * 3), top)
    assert Flag.OPEN not in flags(links([5] * 4, [1] * 3), ROUND)  # no K was declared
    counted = count(top, links([5] * 4, [1] * 3))
    assert counted.ranking.order == ("A", "B")
    assert counted.without_open.order == ("B", "A")


@pytest.mark.parametrize(("opened", "coded"), [([5] * 2, [1] * 3), ([5] * 4, [1] * 2)])
def test_with_and_without_open_links_is_shown_only_between_many(opened, coded):
    without = count(replace(ROUND, top_k=1), links(opened, coded)).without_open
    assert without.index == {"A": None, "B": None}
    assert count(ROUND, room([1, 2, 3], [])).without_open is None


DRAWN = replace(ROUND, bootstrap=200)


def test_groups_that_stand_far_apart():
    far, near = room([5] * 9 + [1], [1] * 9 + [5]), room([5] * 6 + [1] * 4, [1] * 6 + [5] * 4)
    assert Flag.BETWEEN in flags(far, DRAWN)
    assert Flag.BETWEEN in flags(far, DRAWN, "B")
    assert Flag.BETWEEN not in flags(near, DRAWN)  # 0.2 apart
    assert Flag.BETWEEN not in flags(far, ROUND)  # how sure that is was not asked


def test_groups_far_apart_by_chance():
    """Half a scale apart, yet with three people in one group the next three might say otherwise."""
    by_chance = room([5, 5, 1], [1] * 9 + [5] * 2)
    assert count(DRAWN, by_chance).certainty.between["A"].gap == Fraction(2, 3) - Fraction(2, 11)
    assert Flag.BETWEEN not in flags(by_chance, DRAWN)
    assert Flag.BETWEEN in flags(by_chance * 9, DRAWN)


def test_a_gap_to_a_group_with_too_few_people_is_not_told():
    one_is_hidden = [*room([5] * 9, [1, 1]), Ballot("x", "score", "b", {"B": 1})]
    counted = count(DRAWN, one_is_hidden)
    assert counted.certainty.between == {"A": None, "B": None}
    assert Flag.BETWEEN not in counted.flags["A"]


TOP = replace(ROUND, top_k=1)


def test_an_order_that_other_people_might_turn():
    drawn = replace(TOP, bootstrap=200)
    assert Flag.FRAGILE in flags(room([5, 5, 1], [5, 1, 1]), drawn)
    assert Flag.FRAGILE not in flags(room([5] * 9, [5] * 9), drawn)
    assert Flag.FRAGILE not in flags(room([5, 5, 1], [5, 1, 1]), TOP)
    assert Flag.FRAGILE not in flags(room([5, 5, 1], [5, 1, 1]), DRAWN)  # no K was declared


@pytest.mark.parametrize(("deltas", "fragile"), [("3/10 1", True), ("1/5 1", False), ("1", True), ("1 3/10 1/5", True)])
def test_an_order_that_slightly_other_weights_might_turn(deltas, fragile):
    """A is first where the first group weighs more than 5/12: 78 % at 0.3, 92 % at 0.2, 58 % at 1."""
    smaa = Smaa(5000, tuple(map(Fraction, deltas.split())))
    ballots = room([5] * 3, [5] + [1] * 6)
    assert (Flag.FRAGILE in flags(ballots, replace(TOP, smaa=smaa))) == fragile


def test_the_ends_are_not_fragile():
    limits = Thresholds()
    assert not is_fragile([Fraction(1, 5), Fraction(4, 5), Fraction(0), Fraction(1)], limits)
    assert is_fragile([Fraction(0), Fraction(201, 1000)], limits)
    assert not is_fragile([], limits)


def test_another_rule_two_places_away():
    assert not depends_on_rule(2, 3, Thresholds())
    assert depends_on_rule(3, 1, Thresholds())
    assert depends_on_rule(1, 3, Thresholds())
    assert not depends_on_rule(None, None, Thresholds())


def test_thresholds_can_be_declared():
    strict = replace(ROUND, thresholds=Thresholds(consensus_share=Fraction(1), low_support=Fraction(1)))
    assert flags(room([5, 5, 4], [4, 4, 2]), strict) == {Flag.LOW}


def test_plain_counts_of_each_kind():
    round_ = make_round("AB", activities=["score", "approval", "dots", "ranking"], n_min=2)
    ballots = [
        *make_ballots("score", {"A": 5}, {"A": 2, "B": 1}),
        *make_ballots("approval", {"A": 1}, {}),
        *make_ballots("dots", {"A": 3}, {"A": 1, "B": 2}),
        *make_ballots("ranking", {"A": 1}, {"B": 1, "A": 2}),
        Ballot("x", "dots", "g", {"A": 2}, seen=["A"]),
    ]
    counts = count(round_, ballots).item_counts
    plain = {kind: [(c.seen, c.votes, c.points) for c in items.values()] for kind, items in counts.items()}
    assert plain == {
        "score": [(2, 2, 7), (2, 1, None)],
        "approval": [(2, 1, 1), (2, 0, 0)],
        "dots": [(3, 3, 6), (2, 1, 2)],
        "ranking": [(2, 2, None), (2, 1, None)],
    }
