"""What must hold of every round, whatever people say; section 11 of the paper."""

import random
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sfc_workshop.domain.counting import count
from sfc_workshop.domain.disagreement import agreement
from sfc_workshop.domain.priorities import renumber
from sfc_workshop.domain.result_file import write_result
from sfc_workshop.domain.rounds import Activity, Ballot, Group
from sfc_workshop.domain.scales import Scale
from tests.domain import reference
from tests.domain.domain_rounds import ON_ONE_BALLOT, SCALES, index_of, make_round, mixed_rounds, rank_of, renamed

THOUSAND = settings(max_examples=1000, deadline=None)
HALF = Fraction(1, 2)
seeds = st.integers(0, 2**32).map(random.Random)


@THOUSAND
@given(mixed_rounds(), seeds)
def test_anonymity(drawn, lots):
    round_, ballots = drawn
    again = [replace(ballot, id=f"x{lots.random()}") for ballot in ballots]
    lots.shuffle(again)
    assert rank_of(round_, again) == rank_of(round_, ballots)


@THOUSAND
@given(mixed_rounds(), seeds)
def test_neutrality(drawn, lots):
    round_, ballots = drawn
    names = list(round_.item_ids)
    lots.shuffle(names)
    new = dict(zip(round_.item_ids, names, strict=True))
    turned, moved = renamed(round_, ballots, new)
    before, after = rank_of(round_, ballots), rank_of(turned, moved)
    assert after.index == {new[item]: value for item, value in before.index.items()}
    assert after.rank == {new[item]: rank for item, rank in before.rank.items()}


@THOUSAND
@given(mixed_rounds(), st.sampled_from("gh"), st.integers(2, 4))
def test_group_size_independence(drawn, group, times):
    round_, ballots = drawn
    louder = ballots + [replace(b, id=f"{b.id}-{n}") for b in ballots if b.group == group for n in range(1, times)]
    assert index_of(round_, louder) == index_of(round_, ballots)


@THOUSAND
@given(mixed_rounds(), seeds)
def test_channel_independence(drawn, lots):
    round_, ballots = drawn
    doubles = tuple(replace(activity, id=f"{activity.id}-paper") for activity in round_.activities)
    two_channels = replace(round_, activities=round_.activities + doubles)
    moved = [replace(b, activity=f"{b.activity}-paper") if lots.random() < 0.5 else b for b in ballots]
    assert index_of(two_channels, moved) == index_of(round_, ballots)


@THOUSAND
@given(mixed_rounds(kinds=("score",)), seeds)
def test_scale_invariance(drawn, lots):
    """Every person may use the scale in their own way, as long as better stays better."""
    round_, ballots = drawn
    wide = tuple(replace(activity, scale=Scale("score", lo=-40, hi=60)) for activity in round_.activities)
    own = []
    for ballot in ballots:
        relabelled = dict(zip(range(1, 6), sorted(lots.sample(range(-40, 61), 5)), strict=True))
        own.append(replace(ballot, marks={item: relabelled[mark] for item, mark in ballot.marks.items()}))
    assert index_of(replace(round_, activities=wide), own) == index_of(round_, ballots)


def raised(ballot, activity, item, items):
    """The ballot with one item a step higher; unchanged where it is highest already."""
    marks, up = dict(ballot.marks), activity.direction
    if activity.scale.kind == "ranking":
        neighbour = next((o for o in marks if item in marks and marks[o] == marks[item] - up), None)
        if neighbour:
            marks[item], marks[neighbour] = marks[neighbour], marks[item]
        return replace(ballot, marks=marks)
    scale = activity.scale
    higher = marks.get(item, 0) + up
    markable = item in items and (item in marks or scale.kind != "score")
    most = dict(scale.costs).get(item, scale.lowest + scale.steps)
    if markable and scale.lowest <= higher <= most:
        marks[item] = higher
    return replace(ballot, marks={i: m for i, m in marks.items() if m})


@THOUSAND
@given(mixed_rounds(kinds=ON_ONE_BALLOT), seeds)
def test_monotonicity(drawn, lots):
    round_, ballots = drawn
    at, item = lots.randrange(len(ballots)), lots.choice(round_.item_ids)
    activity = next(a for a in round_.activities if a.id == ballots[at].activity)
    items = round_.items_of(activity) if ballots[at].seen is None else ballots[at].seen
    better = [*ballots]
    better[at] = raised(ballots[at], activity, item, items)
    before, after = rank_of(round_, ballots), rank_of(round_, better)
    for other in before.order:
        if other == item:
            assert after.index[item] >= before.index[item]
            assert after.rank[item] <= before.rank[item]
        else:
            assert after.index[other] <= before.index[other]


@THOUSAND
@given(mixed_rounds(kinds=("pairwise",), criteria=1), seeds)
def test_winning_a_pair_never_hurts(drawn, lots):
    """Other items may gain as well: who stands above the loser depends on how strong the loser is."""
    round_, ballots = drawn
    at = lots.randrange(len(ballots))
    if not ballots[at].pairs:
        return
    number = lots.randrange(len(ballots[at].pairs))
    first, second, better = ballots[at].pairs[number]
    winner = first if better == second else second
    direction = next(a.direction for a in round_.activities if a.id == ballots[at].activity)
    gains, now = (winner, winner) if direction > 0 else (first if winner == second else second, winner)
    won = (*ballots[at].pairs[:number], (first, second, now), *ballots[at].pairs[number + 1 :])
    after = rank_of(round_, [*ballots[:at], replace(ballots[at], pairs=won), *ballots[at + 1 :]])
    before = rank_of(round_, ballots)
    if before.index[gains] is not None:
        assert after.index[gains] >= before.index[gains]
        assert after.rank[gains] <= before.rank[gains]


@THOUSAND
@given(mixed_rounds(complete=True))
def test_conservation(drawn):
    round_, ballots = drawn
    assert sum(index_of(round_, ballots).values()) == Fraction(len(round_.items), 2)


@THOUSAND
@given(mixed_rounds())
def test_reversal(drawn):
    round_, ballots = drawn
    turned = replace(round_, activities=tuple(replace(a, direction=-a.direction) for a in round_.activities))
    before = index_of(round_, ballots)
    assert index_of(turned, ballots) == {i: None if v is None else 1 - v for i, v in before.items()}


@THOUSAND
@given(mixed_rounds(complete=True, kinds=("score", "ranking")), seeds)
def test_unanimity(drawn, lots):
    round_, ballots = drawn
    upper, lower = lots.sample(round_.item_ids, 2)
    direction = {a.id: a.direction * (-1 if a.scale.kind == "ranking" else 1) for a in round_.activities}
    agreed = []
    for ballot in ballots:
        low, high = sorted([ballot.marks[upper], ballot.marks[lower]])
        low, high = (low, high) if low < high else (low - 1, high) if low > 1 else (low, high + 1)
        best, worst = (high, low) if direction[ballot.activity] > 0 else (low, high)
        agreed.append(replace(ballot, marks={**ballot.marks, upper: best, lower: worst}))
    index = index_of(round_, agreed)
    assert index[upper] > index[lower]


@THOUSAND
@given(mixed_rounds(complete=True, criteria=1, kinds=ON_ONE_BALLOT))
def test_majority_loser(drawn):
    """What loses to each other item alone stands under a half."""
    round_, ballots = drawn
    activities = {a.id: a for a in round_.activities}
    cells = [
        (weight, [b for b in ballots if b.group in members]) for members, weight in reference.pools(round_, ballots)
    ]
    whole = sum(weight for weight, _ in cells)

    def beats(one, other):
        """How often one is above the other, by the weights of the groups."""
        share = 0
        for weight, own in cells:
            orders = [(b.weight, reference.order(activities[b.activity], b, round_.item_ids)) for b in own]
            won = sum(w * (Fraction(x[one] > x[other]) + HALF * (x[one] == x[other])) for w, x in orders)
            share += weight / whole * won / sum(w for w, _ in orders)
        return share

    index = index_of(round_, ballots)
    for item in round_.item_ids:
        others = [other for other in round_.item_ids if other != item]
        if all(beats(item, other) < HALF for other in others):
            assert index[item] < HALF
        if all(beats(item, other) > HALF for other in others):
            assert index[item] > HALF


@THOUSAND
@given(
    mixed_rounds(complete=True, criteria=1, most=4, kinds=ON_ONE_BALLOT),
    mixed_rounds(complete=True, criteria=1, most=4, kinds=ON_ONE_BALLOT),
    st.integers(1, 2),
)
def test_reinforcement(first, second, each):
    """Two rounds that agree on two items still agree when they are joined."""
    items = first[0].items[: min(len(first[0].items), len(second[0].items))]
    ids = {item.id for item in items}
    activities = [
        tuple(
            replace(a, id=f"{a.id}-{n}", scale=replace(a.scale, costs=tuple(c for c in a.scale.costs if c[0] in ids)))
            for a in drawn[0].activities
        )
        for n, drawn in enumerate([first, second])
    ]
    round_ = replace(first[0], items=items, activities=activities[0] + activities[1])
    rooms = []
    for n, (_, ballots) in enumerate([first, second]):
        room = [
            replace(
                ballots[(k + (group == "h")) % len(ballots)],
                id=f"{n}{group}{k}",
                activity=f"{ballots[(k + (group == 'h')) % len(ballots)].activity}-{n}",
                group=group,
                weight=Fraction(1),
            )
            for group in "gh"
            for k in range(each)
        ]
        rooms.append([replace(b, marks={i: m for i, m in b.marks.items() if i in ids}) for b in room])
    one, two, joined = (index_of(round_, room) for room in (rooms[0], rooms[1], rooms[0] + rooms[1]))
    for a in ids:
        for b in ids:
            if one[a] >= one[b] and two[a] >= two[b]:
                assert joined[a] >= joined[b]
                assert (joined[a] == joined[b]) == (one[a] == one[b] and two[a] == two[b])


@THOUSAND
@given(
    mixed_rounds(),
    st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=1, max_size=3),
    st.integers(1, 4),
)
def test_a_group_of_weight_0_has_no_effect(drawn, marks, n_min):
    round_, ballots = drawn
    round_ = replace(round_, n_min=n_min)
    scored = Activity("new", "k", SCALES["score"])
    guests = [Ballot(f"guest{n}", "new", "guests", {"A": a, "B": b}) for n, (a, b) in enumerate(marks)]
    wider = replace(
        round_, groups=(*round_.groups, Group("guests", Fraction(0))), activities=(*round_.activities, scored)
    )
    assert rank_of(wider, ballots + guests) == rank_of(round_, ballots)


@THOUSAND
@given(mixed_rounds(), st.sets(st.sampled_from("ABCD"), max_size=3))
def test_withdrawal(drawn, withdrawn):
    """Hiding items leaves the order and the ties of the rest as they were."""
    round_, ballots = drawn
    ranking = rank_of(round_, ballots)
    kept = [item for item in round_.item_ids if item not in withdrawn]
    numbers = renumber(ranking, kept)
    assert list(numbers) == [item for item in ranking.order if item in kept]
    for one in numbers:
        assert numbers[one] == 1 + sum(ranking.rank[other] < ranking.rank[one] for other in numbers)


@settings(max_examples=1000, deadline=None)
@given(mixed_rounds(most=5, doors=True), seeds, st.integers(1, 3))
def test_determinism(drawn, lots, n_min):
    """The same ballots in another order give the same bytes."""
    round_, ballots = drawn
    round_ = replace(round_, n_min=n_min, top_k=1)
    shuffled = [*ballots]
    lots.shuffle(shuffled)
    assert write_result(count(round_, shuffled)) == write_result(count(round_, ballots))


@THOUSAND
@given(mixed_rounds(most=5))
def test_decomposition(drawn):
    round_, ballots = drawn
    counted = count(round_, ballots)
    for item, parts in counted.contributions.items():
        index = counted.ranking.index[item]
        assert (parts is None) == (index is None)
        if parts is not None:
            assert sum(parts.cells.values()) + parts.rest == index


@THOUSAND
@given(mixed_rounds(complete=True))
def test_the_index_is_a_chance(drawn):
    round_, ballots = drawn
    assert all(0 <= value <= 1 for value in index_of(round_, ballots).values())


@THOUSAND
@given(st.lists(st.integers(0, 9), min_size=3, max_size=9).filter(any), st.integers(2, 50))
def test_agreement_is_bounded_symmetric_and_free_of_size(histogram, times):
    found = agreement(histogram)
    assert -1 <= found <= 1
    assert agreement(histogram[::-1]) == found
    assert agreement([times * height for height in histogram]) == found


@pytest.mark.parametrize("seed", ["a", "b", "c", "d", "e", "f"])
def test_ties_are_drawn_by_the_seed_alone(seed):
    import hashlib

    round_ = make_round("ABC", seed=seed)
    ranking = rank_of(round_, [Ballot("1", "score", "g", {"A": 3, "B": 3, "C": 3})])
    assert ranking.rank == {"A": 1, "B": 1, "C": 1}
    assert list(ranking.order) == sorted("ABC", key=lambda i: hashlib.sha256(f"{seed}|{i}".encode()).hexdigest())
