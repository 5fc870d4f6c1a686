"""Plain lines are read fast; what is read, and what is refused, is the same as with care."""

import json
import tempfile
from collections.abc import Iterable
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sfc_workshop.domain.ballot_box import BallotBox
from sfc_workshop.domain.ballot_file import read_ballots, write_ballots
from sfc_workshop.domain.quick_ballots import PlainLines, read_box
from sfc_workshop.domain.round_fields import BadRound
from sfc_workshop.domain.rounds import Activity, Ballot, Round
from sfc_workshop.domain.scales import Scale
from tests.domain.domain_rounds import make_round, mixed_rounds

ROUND = make_round(
    "ABC",
    {"a": "1/2", "b": "1/2"},
    activities=(
        Activity("s", "k", Scale("score", lo=0, hi=4)),
        Activity("t", "k", Scale("approval", cap=2)),
        Activity("d", "k", Scale("dots", cap=3, dots=4)),
        Activity("r", "k", Scale("ranking", places=2)),
    ),
)
FIRST = [
    {"id": f"first {activity}", "activity": activity, "group": "a", "marks": {"B": 1}, "w": "1/2", "door": "paper"}
    for activity in "stdr"
]


def said(round_: Round, lines: Iterable[bytes], *, quick: bool) -> object:
    """All that is on the sheets, or why the file was refused."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "ballots.jsonl").write_bytes(b"\n".join(lines) + b"\n")
        box = BallotBox(round_)
        try:
            if quick:
                box = read_box(Path(folder), round_)
            for ballot in [] if quick else read_ballots(Path(folder), round_):
                box.add(ballot)
        except BadRound as refused:
            return str(refused)
    sheets = {name: (sheet.marks, sheet.strata, sheet.weights) for name, sheet in box.sheets.items()}
    return sheets, box.strata, box.whole_weights().tolist()


@settings(max_examples=500, deadline=None)
@given(mixed_rounds(doors=True, most=12), st.lists(st.integers(0, 11), max_size=5))
def test_both_ways_fill_the_same_box(drawn, again):
    round_, ballots = drawn
    sent = ballots + [ballots[n] for n in again if n < len(ballots)]
    lines = [*write_ballots(sent)]
    assert said(round_, lines, quick=True) == said(round_, lines, quick=False)


STRANGE = [
    None,
    True,
    False,
    0,
    1,
    2,
    3,
    4,
    5,
    -1,
    1.0,
    0.5,
    10**30,
    -32767,
    32767,
    "1",
    "1/2",
    "2/4",
    "0.5",
    "",
    [],
    {},
]
STRANGE += [
    {"A": 1, "B": None},
    {"A": True},
    {"A": 1.0},
    {"A": 0},
    {"D": 1},
    {"A": 4, "B": 1},
    {"A": 2, "B": 2, "C": 1},
]
STRANGE += [
    ["A"],
    ["A", "B", "C"],
    "a",
    "b",
    "s",
    "t",
    "d",
    "r",
    "\x07",
    "first s",
    "open",
    "a|b",
    "x" * 201,
    float("nan"),
]


@settings(max_examples=2000, deadline=None)
@given(st.integers(0, 2**32).map(Random))
def test_both_ways_refuse_the_same_lines(lots):
    line = {**lots.choice(FIRST), "id": "next"}
    for _ in range(lots.randint(1, 2)):
        line[lots.choice(["id", "activity", "group", "w", "seen", "marks", "door", "integrity", "new"])] = lots.choice(
            STRANGE
        )
    if lots.random() < 0.2:
        del line[lots.choice(list(line))]
    lines = [json.dumps(one).encode() for one in [*FIRST, line, {**line, "id": "last"}]]
    if lots.random() < 0.1:
        lines[4] = lots.choice([b"[]", b"7", b"{", b"", b" ", b"\xff", lines[4] * 2, lines[4] + b"x", lines[0]])
    assert said(ROUND, lines, quick=True) == said(ROUND, lines, quick=False)


@pytest.mark.parametrize(
    ("changes", "is_plain"),
    [
        ({}, True),
        ({"marks": {"A": 4, "B": 0, "C": None}}, True),
        ({"marks": {}, "seen": None, "of_tomorrow": [0.5]}, True),
        ({"marks": {"A": 1.0}}, False),
        ({"marks": {"A": True}}, False),
        ({"marks": {"A": 5}}, False),
        ({"seen": ["A", "B"]}, False),
        ({"w": 0.5}, False),
        ({"w": "0.5"}, False),
        ({"id": "first s"}, False),
    ],
)
def test_what_is_plain(changes, is_plain):
    box = BallotBox(ROUND)
    plain, places = PlainLines(box), {}
    first = json.dumps(FIRST[0]).encode()
    assert not plain.put(first, 0, places)
    places["first s"] = 0
    ballot = Ballot("first s", "s", "a", {"B": 1}, weight=1, door="paper")
    box.add(ballot)
    plain.learn(ballot)
    assert plain.put(json.dumps({**FIRST[0], "id": "next", **changes}).encode(), 100, places) is is_plain
    assert len(box.sheets["s"]) == 1 + is_plain
