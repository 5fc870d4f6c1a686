"""The published format: what is read, what is refused and why, and the bytes that come out."""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sfc_workshop.domain.ballot_file import read_ballots, write_ballots
from sfc_workshop.domain.config_file import parse_round, read_round, write_round
from sfc_workshop.domain.counting import count, count_files
from sfc_workshop.domain.result_file import write_result
from sfc_workshop.domain.round_fields import BadRound, Fault
from sfc_workshop.domain.rounds import Activity, Ballot, Budget, Criterion, Group, Item, Round, Smaa, Thresholds
from sfc_workshop.domain.scales import Kind, Scale
from tests.domain.domain_rounds import mixed_rounds

CONFIG = {
    "format": "round/1",
    "seed": "s",
    "items": [{"id": "bus", "cost": "250.50"}, {"id": "park", "goal": "green"}, {"id": "drain", "horizon": "1"}],
    "groups": [{"id": "a", "weight": "3/10", "size": 12}, {"id": "b", "weight": 0.7}],
    "criteria": [{"id": "k", "weight": 1}],
    "activities": [
        {"id": "s", "criterion": "k", "method": "score", "lo": 1, "hi": 5, "direction": -1},
        {"id": "t", "criterion": "k", "method": "approval", "cap": 2, "items": ["bus", "park"]},
        {"id": "d", "criterion": "k", "method": "dots", "cap": 3, "dots": 5},
        {"id": "r", "criterion": "k", "method": "ranking", "places": 2},
    ],
    "n_min": 1,
    "top_k": 2,
    "thresholds": {"channel_gap": "0.2", "within_n": 12, "of_tomorrow": "?"},
    "bootstrap": {"B": 1000},
    "smaa": {"samples": 10000, "delta": ["0.3", 1]},
    "portfolio": [{"horizon": "1", "budget": 100, "activities": ["s"]}],
    "of_tomorrow": [{"more": None}],
}
BALLOTS = [
    {"id": "1", "activity": "s", "group": "a", "marks": {"park": 5, "bus": None}, "w": "1/2"},
    {"id": "2", "activity": "t", "group": "b", "marks": {"bus": 1, "park": 0}, "door": "paper"},
    {"id": "3", "activity": "d", "group": "b", "seen": ["bus", "drain"], "marks": {"bus": 3}, "w": 0.25},
    {"id": "4", "activity": "r", "group": "b", "marks": {"bus": 1, "park": 1}, "integrity": "open", "new": 1},
]


def folder_of(config, ballots, place):
    (place / "config.json").write_bytes(config if isinstance(config, bytes) else json.dumps(config).encode())
    lines = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in ballots]
    (place / "ballots.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    return place


def test_a_round_is_read(tmp_path):
    round_ = read_round(folder_of(CONFIG, [], tmp_path))
    assert round_ == Round(
        items=(Item("bus", cost=Fraction(501, 2)), Item("park", goal="green"), Item("drain", horizon="1")),
        groups=(Group("a", Fraction(3, 10), 12), Group("b", Fraction(7, 10))),
        criteria=(Criterion("k", Fraction(1)),),
        activities=(
            Activity("s", "k", Scale(Kind.SCORE, lo=1, hi=5), -1),
            Activity("t", "k", Scale(Kind.APPROVAL, cap=2), items=("bus", "park")),
            Activity("d", "k", Scale(Kind.DOTS, cap=3, dots=5)),
            Activity("r", "k", Scale(Kind.RANKING, places=2)),
        ),
        n_min=1,
        top_k=2,
        seed="s",
        thresholds=Thresholds(channel_gap=Fraction(1, 5), within_n=12),
        bootstrap=1000,
        smaa=Smaa(10_000, (Fraction(3, 10), Fraction(1))),
        portfolio=(Budget("1", Fraction(100), ("s",)),),
    )


def test_what_is_not_said_has_a_default(tmp_path):
    bare = {name: CONFIG[name] for name in ("format", "items", "groups", "criteria", "activities")}
    round_ = read_round(folder_of(bare, [], tmp_path))
    assert (round_.n_min, round_.top_k, round_.seed, round_.thresholds) == (5, None, None, Thresholds())


def test_ballots_are_read(tmp_path):
    round_ = read_round(folder_of(CONFIG, [*BALLOTS, b"", b"  \r"], tmp_path))
    assert list(read_ballots(tmp_path, round_)) == [
        Ballot("1", "s", "a", {"park": 5}, weight=Fraction(1, 2)),
        Ballot("2", "t", "b", {"bus": 1}, door="paper"),
        Ballot("3", "d", "b", {"bus": 3}, frozenset({"bus", "drain"}), weight=Fraction(1, 4)),
        Ballot("4", "r", "b", {"bus": 1, "park": 1}, integrity="open"),
    ]


def changed(path, value):
    """CONFIG with one field changed, or left out for Ellipsis."""
    config = json.loads(json.dumps(CONFIG))
    *way, last = path
    inner = config
    for step in way:
        inner = inner[step]
    if value is ...:
        del inner[last]
    else:
        inner[last] = value
    return config


@pytest.mark.parametrize(
    ("config", "code", "field"),
    [
        (b"{", Fault.NOT_JSON, ""),
        (b'{"a": 1} x', Fault.NOT_JSON, ""),
        (b'{"a": NaN}', Fault.NOT_JSON, ""),
        (b"\xff\xfe{}", Fault.NOT_JSON, ""),
        (b"[" * 100_000, Fault.NOT_JSON, ""),
        (b"1" * 5000, Fault.NOT_JSON, ""),
        (b"[]", Fault.WRONG_TYPE, ""),
        (changed(["format"], "round/2"), Fault.WRONG_FORMAT, "format"),
        (changed(["format"], ...), Fault.MISSING, "format"),
        (changed(["items"], ...), Fault.MISSING, "items"),
        (changed(["items"], []), Fault.WRONG_TYPE, "items"),
        (changed(["items"], {"id": "bus"}), Fault.WRONG_TYPE, "items"),
        (changed(["items", 1], "park"), Fault.WRONG_TYPE, "items"),
        (changed(["items", 1], {}), Fault.MISSING, "items[1].id"),
        (changed(["items", 1, "id"], ""), Fault.BAD_ID, "items[1].id"),
        (changed(["items", 1, "id"], 7), Fault.BAD_ID, "items[1].id"),
        (changed(["items", 1, "id"], "pa\u0000rk"), Fault.BAD_ID, "items[1].id"),
        (changed(["items", 1, "id"], "\ud800"), Fault.BAD_ID, "items[1].id"),
        (changed(["items", 1, "id"], "p" * 201), Fault.BAD_ID, "items[1].id"),
        (changed(["items", 1, "id"], "bus"), Fault.DUPLICATE, "items[1].id"),
        (changed(["items", 0, "cost"], "-1"), Fault.BAD_NUMBER, "items[0].cost"),
        (changed(["groups", 1, "id"], "a"), Fault.DUPLICATE, "groups[1].id"),
        (changed(["groups", 1, "id"], "_b"), Fault.BAD_ID, "groups[1].id"),
        (changed(["groups", 1, "id"], "a|b"), Fault.BAD_ID, "groups[1].id"),
        (changed(["groups", 1, "weight"], "0.8"), Fault.WEIGHTS_SUM, "groups"),
        (changed(["groups", 1, "weight"], "-0.7"), Fault.BAD_NUMBER, "groups[1].weight"),
        (changed(["groups", 1, "weight"], "7/0"), Fault.BAD_NUMBER, "groups[1].weight"),
        (changed(["groups", 1, "weight"], "1e-3"), Fault.BAD_NUMBER, "groups[1].weight"),
        (changed(["groups", 1, "weight"], "1e999999999"), Fault.BAD_NUMBER, "groups[1].weight"),
        (changed(["groups", 1, "weight"], "๗/10"), Fault.BAD_NUMBER, "groups[1].weight"),
        (changed(["groups", 1, "weight"], True), Fault.BAD_NUMBER, "groups[1].weight"),
        (changed(["groups", 0, "size"], 0), Fault.BAD_NUMBER, "groups[0].size"),
        (changed(["criteria", 0, "weight"], "1/2"), Fault.WEIGHTS_SUM, "criteria"),
        (changed(["activities", 0, "criterion"], "z"), Fault.UNKNOWN_ID, "activities[0].criterion"),
        (changed(["activities", 0, "method"], "allocation"), Fault.BAD_SCALE, "activities[0].costs"),
        (changed(["activities", 0, "method"], "single"), Fault.NOT_SUPPORTED, "activities[0].method"),
        (changed(["activities", 0, "method"], ["score"]), Fault.NOT_SUPPORTED, "activities[0].method"),
        (changed(["activities", 0, "hi"], 1), Fault.BAD_SCALE, "activities[0].hi"),
        (changed(["activities", 0, "hi"], "5"), Fault.BAD_NUMBER, "activities[0].hi"),
        (changed(["activities", 0, "direction"], 2), Fault.BAD_NUMBER, "activities[0].direction"),
        (changed(["activities", 1, "items"], ["bus", "tram"]), Fault.UNKNOWN_ID, "activities[1].items"),
        (changed(["activities", 1, "items"], ["bus", "bus"]), Fault.DUPLICATE, "activities[1].items"),
        (changed(["activities", 1, "items"], "bus"), Fault.WRONG_TYPE, "activities[1].items"),
        (changed(["activities", 1, "items"], []), Fault.UNKNOWN_ID, "activities[1].items"),
        (changed(["n_min"], 0), Fault.BAD_NUMBER, "n_min"),
        (changed(["top_k"], 1.5), Fault.BAD_NUMBER, "top_k"),
        (changed(["seed"], 5), Fault.BAD_ID, "seed"),
        (changed(["bootstrap"], -1), Fault.BAD_NUMBER, "bootstrap"),
        (changed(["bootstrap"], {"B": "many"}), Fault.BAD_NUMBER, "bootstrap.B"),
        (changed(["smaa", "samples"], 0), Fault.BAD_NUMBER, "smaa.samples"),
        (changed(["smaa", "delta"], ["0.3", 2]), Fault.BAD_NUMBER, "smaa.delta"),
        (changed(["smaa", "delta"], "0.3"), Fault.WRONG_TYPE, "smaa.delta"),
        (changed(["portfolio", 0, "budget"], 0), Fault.BAD_NUMBER, "portfolio[0].budget"),
        (changed(["portfolio", 0, "activities"], ["z"]), Fault.UNKNOWN_ID, "portfolio[0].activities"),
        (changed(["portfolio"], [CONFIG["portfolio"][0]] * 2), Fault.DUPLICATE, "portfolio[1].horizon"),
        (changed(["thresholds"], []), Fault.WRONG_TYPE, "thresholds"),
        (changed(["thresholds", "within_n"], "12"), Fault.BAD_NUMBER, "thresholds.within_n"),
        (changed(["thresholds", "channel_gap"], "much"), Fault.BAD_NUMBER, "thresholds.channel_gap"),
    ],
)
def test_a_bad_config_is_refused(config, code, field, tmp_path):
    with pytest.raises(BadRound) as refused:
        count_files(folder_of(config, BALLOTS, tmp_path))
    error = refused.value
    assert (error.code, error.file, error.line, error.field) == (code, "config.json", None, field)
    assert error.reason
    assert field in str(error)


def test_a_group_named_like_a_pool_is_refused():
    config = changed(["groups"], [{"id": g, "weight": "1/4"} for g in ("a", "b", "a+b", "c+d")])
    with pytest.raises(BadRound) as refused:
        parse_round(json.dumps(config).encode())
    assert refused.value.field == "groups[2].id"


GOOD = BALLOTS[0]


@pytest.mark.parametrize(
    ("ballot", "code", "field"),
    [
        (b"{", Fault.NOT_JSON, ""),
        (b'"x"', Fault.WRONG_TYPE, ""),
        (b"{} {}", Fault.NOT_JSON, ""),
        ({**GOOD, "id": None}, Fault.MISSING, "id"),
        ({**GOOD, "id": 5}, Fault.BAD_ID, "id"),
        ({**GOOD, "id": 0.5}, Fault.BAD_ID, "id"),
        ({**GOOD, "activity": "x"}, Fault.UNKNOWN_ID, "activity"),
        ({**GOOD, "activity": ["s"]}, Fault.BAD_ID, "activity"),
        ({**GOOD, "group": "x"}, Fault.UNKNOWN_ID, "group"),
        ({**GOOD, "group": None}, Fault.MISSING, "group"),
        ({**GOOD, "w": "0"}, Fault.BAD_NUMBER, "w"),
        ({**GOOD, "w": "-1/2"}, Fault.BAD_NUMBER, "w"),
        ({**GOOD, "w": [1]}, Fault.BAD_NUMBER, "w"),
        ({**GOOD, "seen": "bus"}, Fault.WRONG_TYPE, "seen"),
        ({**GOOD, "seen": ["tram"]}, Fault.UNKNOWN_ID, "seen"),
        ({**GOOD, "activity": "t", "seen": ["drain"], "marks": {}}, Fault.UNKNOWN_ID, "seen"),
        ({**GOOD, "seen": ["bus", "bus"]}, Fault.DUPLICATE, "seen"),
        ({**GOOD, "seen": ["bus"]}, Fault.BAD_ANSWER, "marks"),
        ({**GOOD, "marks": None}, Fault.MISSING, "marks"),
        ({**GOOD, "marks": [5]}, Fault.BAD_ANSWER, "marks"),
        ({**GOOD, "marks": {"park": 6}}, Fault.BAD_ANSWER, "marks"),
        ({**GOOD, "marks": {"park": 4.5}}, Fault.BAD_ANSWER, "marks"),
        ({**GOOD, "marks": {"tram": 4}}, Fault.BAD_ANSWER, "marks"),
        ({**GOOD, "activity": "t", "marks": {"drain": 1}}, Fault.BAD_ANSWER, "marks"),
        ({**GOOD, "activity": "d", "marks": {"bus": 4}}, Fault.BAD_ANSWER, "marks"),
        ({**GOOD, "activity": "d", "marks": {"bus": 3, "park": 3}}, Fault.BAD_ANSWER, "marks"),
        ({**GOOD, "activity": "r", "marks": {"bus": 0}}, Fault.BAD_ANSWER, "marks"),
        ({**GOOD, "door": 5}, Fault.BAD_ID, "door"),
        ({**GOOD, "door": "a|b"}, Fault.BAD_ID, "door"),
        ({**BALLOTS[1], "group": "a"}, Fault.CONFLICT, "id"),
    ],
)
def test_a_bad_ballot_is_refused(ballot, code, field, tmp_path):
    with pytest.raises(BadRound) as refused:
        count_files(folder_of(CONFIG, [BALLOTS[1], ballot], tmp_path))
    error = refused.value
    assert (error.code, error.file, error.line, error.field) == (code, "ballots.jsonl", 2, field)
    assert "{" not in error.reason


def test_too_many_ticks_are_refused_in_words(tmp_path):
    config = changed(["activities", 1, "cap"], 1)
    tick = {"id": "9", "activity": "t", "group": "a", "marks": {"bus": 1, "park": 1}}
    with pytest.raises(BadRound) as refused:
        count_files(folder_of(config, [tick], tmp_path))
    assert str(refused.value) == "ballots.jsonl, line 1, marks: tick more than the 1 items allowed"


def test_weights_too_fine_to_count_are_refused(tmp_path):
    primes = [10**15 + n for n in (37, 91, 159, 187, 223, 241)]
    ballots = [{**GOOD, "id": str(n), "w": f"1/{prime}"} for n, prime in enumerate(primes)]
    with pytest.raises(BadRound) as refused:
        count_files(folder_of(CONFIG, ballots, tmp_path))
    assert (refused.value.code, refused.value.line, refused.value.field) == (Fault.BAD_NUMBER, 6, "w")


@pytest.mark.parametrize("missing", ["config.json", "ballots.jsonl"])
def test_a_missing_file_is_named(missing, tmp_path):
    (folder_of(CONFIG, [], tmp_path) / missing).unlink()
    with pytest.raises(BadRound) as refused:
        count_files(tmp_path)
    assert (refused.value.code, refused.value.file) == (Fault.UNREADABLE, missing)


@settings(max_examples=1000, deadline=None)
@given(mixed_rounds(doors=True), st.lists(st.integers(0, 7), max_size=5))
def test_duplicates_and_the_way_through_files_change_nothing(drawn, again):
    """A ballot sent again is the same ballot; what is written is read as it was."""
    round_, ballots = drawn
    sent = ballots + [ballots[n] for n in again if n < len(ballots)]
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "config.json").write_bytes(write_round(round_))
        (Path(name) / "ballots.jsonl").write_bytes(b"".join(write_ballots(sent)))
        assert read_round(Path(name)) == round_
        assert write_result(count_files(Path(name))) == write_result(count(round_, ballots))


def test_a_repeated_ballot_may_be_written_differently(tmp_path):
    same = b'{"marks": {"park": 5}, "group":"a","seen":["park","drain","bus"],"w": 0.50,"id":"1", "activity": "s"}'
    round_ = read_round(folder_of(CONFIG, [*BALLOTS, same, BALLOTS[3]], tmp_path))
    assert [ballot.id for ballot in read_ballots(tmp_path, round_)] == ["1", "2", "3", "4"]


def test_the_bytes_are_the_same_in_every_process(tmp_path):
    """Sets and dictionaries are walked in another order when strings hash differently."""
    folder_of({**CONFIG, "items": CONFIG["items"]}, BALLOTS, tmp_path)
    program = (
        "import sys; from pathlib import Path;"
        "from sfc_workshop.domain.counting import count_files;"
        "from sfc_workshop.domain.result_file import write_result;"
        "sys.stdout.buffer.write(write_result(count_files(Path(sys.argv[1]))))"
    )
    made = {
        subprocess.run(
            [sys.executable, "-c", program, str(tmp_path)],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[2])},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert made == {write_result(count_files(tmp_path))}


def test_the_result_is_plain_sorted_json(tmp_path):
    folder_of(changed(["items", 1, "id"], "สวน"), [], tmp_path)
    config = json.loads((tmp_path / "config.json").read_bytes())
    config["activities"][1].pop("items")
    folder_of(config, [{"id": "1", "activity": "t", "group": "a", "marks": {"สวน": 1}}], tmp_path)
    written = write_result(count_files(tmp_path))
    assert "สวน".encode() in written
    assert written.endswith(b"}\n")
    read = json.loads(written)
    assert list(read) == sorted(read)
    assert read["index"] == {"bus": "1/4", "drain": "1/4", "สวน": "1"}
    assert read["order"][0] == "สวน"


def test_a_seed_given_to_the_count_goes_before_the_rounds_own():
    round_ = replace(parse_round(json.dumps(CONFIG).encode()), seed=None)
    ballot = Ballot("1", "t", "a", {})
    unresolved = count(round_, [ballot]).ranking
    assert unresolved.order == ("bus", "park")
    orders = {count(round_, [ballot], seed=str(n)).ranking.order for n in range(20)}
    assert orders == {("bus", "park"), ("park", "bus")}
