"""How sure an order is: what must hold whatever people say, and what is not shown."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from sfc_workshop.cli import main
from sfc_workshop.domain.ballot_file import write_ballots
from sfc_workshop.domain.config_file import write_round
from sfc_workshop.domain.counting import count, count_files
from sfc_workshop.domain.result_file import result, six_places, write_result
from sfc_workshop.domain.rounds import Activity, Ballot, Group, Smaa
from tests.domain.domain_rounds import (
    ON_ONE_BALLOT,
    SCALES,
    certainty_of,
    make_ballots,
    make_round,
    mixed_rounds,
    renamed,
    some_marks,
)

THOUSAND = settings(max_examples=1000, deadline=None)
SMAA = Smaa(30, (Fraction(3, 10), Fraction(1)))
ALL_PAIRS = list(combinations("ABCDEFGH", 2))
seeds = st.integers(0, 2**32).map(Random)


def asked(round_, **rest):
    """The round, with few draws, so that a thousand of them take seconds."""
    return replace(round_, **({"bootstrap": 20, "smaa": SMAA, "top_k": 1} | rest))


@THOUSAND
@given(mixed_rounds(most=5, doors=True), seeds)
def test_anonymity(drawn, lots):
    round_, ballots = drawn
    again = [replace(ballot, id=f"x{lots.random()}") for ballot in ballots]
    lots.shuffle(again)
    assert certainty_of(asked(round_), again) == certainty_of(asked(round_), ballots)


@THOUSAND
@given(mixed_rounds(most=5), seeds)
def test_neutrality(drawn, lots):
    """Other names for the items, in their places, give the same; in other places the draws are other ones."""
    round_, ballots = drawn
    names = list(round_.item_ids)
    lots.shuffle(names)
    new = dict(zip(round_.item_ids, names, strict=True))
    turned, moved = renamed(round_, ballots, new)
    before, after = certainty_of(asked(round_), ballots), certainty_of(asked(turned), moved)
    assert after.bootstrap == {new[item]: one for item, one in before.bootstrap.items()}
    assert after.between == {new[item]: one for item, one in before.between.items()}
    assert after.schulze == {new[item]: rank for item, rank in before.schulze.items()}
    for delta, by_item in before.smaa.items():
        assert after.smaa[delta] == {new[item]: one for item, one in by_item.items()}


@THOUSAND
@given(mixed_rounds(most=5), seeds)
def test_the_order_in_which_items_are_declared_moves_no_weighting(drawn, lots):
    round_, ballots = drawn
    items = list(round_.items)
    lots.shuffle(items)
    about = tuple(replace(a, items=round_.items_of(a)) for a in round_.activities)
    before = certainty_of(asked(round_, bootstrap=0), ballots)
    after = certainty_of(asked(round_, bootstrap=0, items=tuple(items), activities=about), ballots)
    assert (after.smaa, after.schulze) == (before.smaa, before.schulze)


@THOUSAND
@given(mixed_rounds(most=5), st.sampled_from("gh"), st.integers(2, 4))
def test_a_bigger_crowd_of_the_same_mind_weighs_no_more(drawn, group, times):
    round_, ballots = drawn
    louder = ballots + [b for b in ballots if b.group == group for _ in range(1, times)]
    before, after = (certainty_of(asked(round_, bootstrap=0), some) for some in (ballots, louder))
    assert (after.smaa, after.schulze) == (before.smaa, before.schulze)


@THOUSAND
@given(mixed_rounds(most=5), seeds)
def test_scale_invariance(drawn, lots):
    """Only the order inside a ballot is drawn, so stretched marks are the same ballots."""
    round_, ballots = drawn
    wide = {a.id for a in round_.activities if a.scale.kind == "score"}
    stretched = [replace(a, scale=replace(a.scale, lo=-40, hi=60)) if a.id in wide else a for a in round_.activities]
    own = []
    for ballot in ballots:
        new = dict(zip(range(1, 6), sorted(lots.sample(range(-40, 61), 5)), strict=True))
        marks = {item: new[mark] for item, mark in ballot.marks.items()} if ballot.activity in wide else ballot.marks
        own.append(replace(ballot, marks=marks))
    assert certainty_of(asked(round_, activities=tuple(stretched)), own) == certainty_of(asked(round_), ballots)


@THOUSAND
@given(mixed_rounds(most=5), st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=1, max_size=3))
def test_a_group_of_weight_0_has_no_effect(drawn, marks):
    round_, ballots = drawn
    guests = [Ballot(f"guest{n}", "new", "guests", {"A": a, "B": b}) for n, (a, b) in enumerate(marks)]
    wider = replace(
        round_,
        groups=(*round_.groups, Group("guests", Fraction(0))),
        activities=(*round_.activities, Activity("new", "k", SCALES["score"])),
    )
    assert certainty_of(asked(wider), ballots + guests) == certainty_of(asked(round_), ballots)


@THOUSAND
@given(mixed_rounds(most=5, kinds=ON_ONE_BALLOT))
def test_reversal(drawn):
    """Turned round, every interval is mirrored at a half; so is every chance where nothing is tied."""
    round_, ballots = drawn
    turned = replace(round_, activities=tuple(replace(a, direction=-a.direction) for a in round_.activities))
    before, after = (certainty_of(asked(one, bootstrap=0), ballots) for one in (round_, turned))
    for delta, by_item in before.smaa.items():
        for item, one in by_item.items():
            ranked = sum(other is not None for other in by_item.values())
            mirrored = after.smaa[delta][item]
            assert (one is None) == (mirrored is None)
            assert one is None or mirrored.acceptability[:ranked] == one.acceptability[::-1]


@THOUSAND
@given(mixed_rounds(most=8, doors=True), st.integers(1, 4))
def test_what_holds_of_every_number(drawn, n_min):
    round_, ballots = drawn
    round_ = asked(round_, n_min=n_min)
    counted = count(round_, ballots)
    found, index = counted.certainty, counted.ranking.index
    ranked = [item for item in round_.item_ids if index[item] is not None]
    for item in round_.item_ids:
        every = [found.bootstrap[item], found.schulze[item], *(by_item[item] for by_item in found.smaa.values())]
        assert {one is None for one in every} == {index[item] is None}  # all of it, or nothing
        if index[item] is None:
            assert found.between[item] is None
            continue
        drawn_again = found.bootstrap[item]
        assert 0 <= drawn_again.low <= drawn_again.high <= 1 + 1e-12
        assert 1 <= drawn_again.rank_low <= drawn_again.rank_high <= len(ranked)
        gap = found.between[item]
        if gap:
            groups = {group for (group, _), by_item in counted.group_scores.items() if by_item[item] is not None}
            assert {gap.above, gap.below} <= groups
            assert gap.above != gap.below
            assert 0 <= gap.gap <= 1
            assert gap.low <= gap.high
        for by_item in found.smaa.values():
            assert sum(by_item[item].acceptability) == 1
            assert len(by_item[item].acceptability) == len(ranked)
            assert by_item[item].top_k >= by_item[item].acceptability[0]
    for by_item in found.smaa.values():
        for place in range(len(ranked)):
            assert sum(by_item[item].acceptability[place] for item in ranked) == 1


@pytest.mark.parametrize("ballots", [[], make_ballots("score", {}), make_ballots("score", {"A": 5}, {"B": 1})])
def test_nobody_has_compared_anything(ballots):
    nothing = dict.fromkeys("AB")
    found = certainty_of(asked(make_round("AB")), ballots)
    assert (found.bootstrap, found.between, found.schulze) == (nothing, nothing, nothing)
    assert found.smaa == dict.fromkeys(SMAA.deltas, nothing)


def test_one_item_has_nothing_to_stand_above():
    counted = count(asked(make_round("A")), make_ballots("score", {"A": 5}))
    assert counted.certainty.bootstrap == {"A": None}
    assert counted.certainty.schulze == {"A": None}


def test_all_is_tied():
    ballots = [b for g in "gh" for b in make_ballots("score", ({"A": 3, "B": 3, "C": 3}, 4), group=g)]
    found = certainty_of(asked(make_round("ABC", {"g": "1/2", "h": "1/2"})), ballots)
    for item in "ABC":
        assert (found.bootstrap[item].low, found.bootstrap[item].high) == (0.5, 0.5)
        assert (found.bootstrap[item].rank_low, found.bootstrap[item].rank_high) == (1, 1)
        assert found.between[item].gap == 0
        assert found.schulze[item] == 1
        assert found.smaa[Fraction(1)][item].acceptability == (Fraction(1, 3),) * 3


def test_what_was_not_declared_is_not_tried():
    counted = count(make_round("AB"), make_ballots("score", {"A": 5, "B": 1}))
    found = counted.certainty
    assert (found.bootstrap, found.between, found.smaa) == (None, None, None)
    assert found.schulze == {"A": 1, "B": 2}
    written = result(counted)
    assert (written["bootstrap"], written["between"], written["smaa"]) == (None, None, None)


def test_without_a_seed_the_draws_are_those_of_an_empty_one():
    ballots = make_ballots("score", {"A": 5, "B": 1}, {"A": 1, "B": 5}, {"A": 2, "B": 1})
    round_ = asked(make_round("AB"))
    assert certainty_of(replace(round_, seed=None), ballots) == certainty_of(replace(round_, seed=""), ballots)


def test_whoever_waits_hears_how_far_it_has_come():
    told: list[tuple[int, int]] = []
    count(
        asked(make_round("AB"), smaa=Smaa(10_000, (Fraction(1),))),
        make_ballots("score", {"A": 5, "B": 1}),
        tell=lambda done, total: told.append((done, total)),
    )
    assert len(told) > 3
    assert told == sorted(told)
    assert len({total for _, total in told}) == 1
    assert told[-1][0] == told[-1][1]


def test_numbers_are_rounded_exactly():
    assert six_places(Fraction(1, 2_000_000)) == "0.000000"
    assert six_places(Fraction(3, 2_000_000)) == "0.000002"
    assert six_places(1.0) == "1.000000"
    assert six_places(-1e-7) == "0.000000"


@pytest.fixture
def folder(tmp_path):
    """A round of two groups, two criteria, four kinds of ballot and weights, with all that can be asked of it."""
    lots = Random(7)
    activities = [
        Activity("s", "k", SCALES["score"]),
        Activity("d", "l", SCALES["dots"]),
        Activity("r", "k", SCALES["ranking"]),
        Activity("p", "l", SCALES["pairwise"]),
    ]
    round_ = make_round(
        "ABCDEFGH",
        {"g": "2/3", "h": "1/3"},
        {"k": "3/4", "l": "1/4"},
        activities,
        n_min=3,
        top_k=3,
        bootstrap=300,
        smaa=Smaa(700, (Fraction(3, 10), Fraction(1))),
    )
    ballots = [
        Ballot(str(n), a.id, group, some_marks(lots, a.scale.kind, "ABCDEFGH", False), weight=weight)
        for n, (a, group, weight) in enumerate(
            (a, group, lots.choice([Fraction(1, 3), Fraction(1), Fraction(3, 2)]))
            for a in activities[:3]
            for group in "gh"
            for _ in range(40)
        )
    ]
    pairs = [tuple(sorted((a, b, lots.choice([a, b, "="])) for a, b in lots.sample(ALL_PAIRS, 5))) for _ in range(60)]
    ballots += [Ballot(f"p{n}", "p", "gh"[n % 2], {}, pairs=own) for n, own in enumerate(pairs)]
    (tmp_path / "config.json").write_bytes(write_round(round_))
    (tmp_path / "ballots.jsonl").write_bytes(b"".join(write_ballots(ballots)))
    return tmp_path


def test_the_result_says_it_all(folder):
    written = json.loads(write_result(count_files(folder)))
    assert set(written["bootstrap"]["A"]) == {"low", "high", "rank_low", "rank_high", "top_k"}
    assert set(written["between"]["A"]) == {"above", "below", "gap", "low", "high"}
    assert set(written["smaa"]) == {"3/10", "1"}
    one = written["smaa"]["1"]
    assert len(one["acceptability"]["A"]) == 8
    assert set(one["top_k"]) == set("ABCDEFGH")
    central = next(weights for weights in one["central"].values() if weights)
    assert {side: sorted(weights) for side, weights in central.items()} == {
        "groups": ["g", "h"],
        "criteria": ["k", "l"],
    }
    assert set(written["schulze"]) == set("ABCDEFGH")
    low, high = (float(written["bootstrap"]["A"][end]) for end in ("low", "high"))
    assert low <= Fraction(written["index"]["A"]) <= high


def test_the_command_tries_it_all(folder):
    out = folder / "again.json"
    made = CliRunner().invoke(main, ["count", str(folder), "--out", str(out)])
    assert made.exit_code == 0, made.output
    assert out.read_bytes() == write_result(count_files(folder))


def test_the_bytes_do_not_depend_on_how_many_threads_there_are(folder):
    program = (
        "import sys; from pathlib import Path;"
        "from sfc_workshop.domain.counting import count_files;"
        "from sfc_workshop.domain.result_file import write_result;"
        "sys.stdout.buffer.write(write_result(count_files(Path(sys.argv[1]))))"
    )
    made = {
        subprocess.run(
            [sys.executable, "-c", program, str(folder)],
            env={
                **os.environ,
                "OMP_NUM_THREADS": threads,
                "OPENBLAS_NUM_THREADS": threads,
                "PYTHONHASHSEED": threads,
                "PYTHONPATH": str(Path(__file__).parents[2]),
            },
            capture_output=True,
            check=True,
        ).stdout
        for threads in ("1", "2")
    }
    assert made == {write_result(count_files(folder))}
