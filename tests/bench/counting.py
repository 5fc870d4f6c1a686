"""How long a large count takes, beside merely parsing the same file, and with all that is tried of its certainty."""

import json
import random
import time
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from sfc_workshop.domain.ballot_file import BALLOTS, write_ballots
from sfc_workshop.domain.config_file import CONFIG, write_round
from sfc_workshop.domain.counting import count, count_files
from sfc_workshop.domain.rounds import Activity, Ballot, Criterion, Group, Item, Round, Smaa
from sfc_workshop.domain.scales import Kind, Scale

PEOPLE = 100_000
PEOPLE_DRAWN_AGAIN = 5_000
ITEMS = 40


def measure(folder: Path) -> dict[str, float]:
    """Count from memory and from files, and a smaller round with bootstrap and SMAA."""
    round_, ballots = _round(), _ballots()
    (folder / CONFIG).write_bytes(write_round(round_))
    with (folder / BALLOTS).open("wb") as file:
        file.writelines(write_ballots(ballots))
    tried = replace(round_, bootstrap=1_000, smaa=Smaa(10_000), top_k=10)
    certainty, _ = _timed(lambda: count(tried, ballots[:PEOPLE_DRAWN_AGAIN]))
    memory, counted = _timed(lambda: count(round_, ballots))
    ballots.clear()
    files, again = _timed(lambda: count_files(folder))
    assert counted.ranking == again.ranking
    parsing, _ = _timed(lambda: [None for line in (folder / BALLOTS).open("rb") if json.loads(line) is None])
    return {
        "certainty_5k_x_40_s": certainty,
        "count_100k_x_40_s": memory,
        "count_100k_x_40_from_files_s": files,
        "json_loads_100k_x_40_s": parsing,
        "count_from_files_to_json_loads": files / parsing,
        "count_to_json_loads": memory / parsing,
    }


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.monotonic()
    result = work()
    return time.monotonic() - began, result


def _round() -> Round:
    return Round(
        items=tuple(Item(f"p{n}") for n in range(1, ITEMS + 1)),
        groups=tuple(Group(name, Fraction(1, 4)) for name in "abcd"),
        criteria=(Criterion("importance", Fraction(1)),),
        activities=(Activity("q1", "importance", Scale(Kind.SCORE, lo=1, hi=5)),),
        n_min=5,
        seed="bench",
    )


def _ballots() -> list[Ballot]:
    """Everybody leans a little; blanks are one in ten."""
    draw = random.Random(40)
    keys = [f"p{n}" for n in range(1, ITEMS + 1)]
    marks = [1, 2, 2, 3, 3, 3, 4, 4, 5, None]
    ballots = []
    for number in range(PEOPLE):
        given = zip(keys, draw.choices(marks, k=ITEMS), strict=True)
        ballots.append(Ballot(f"b{number}", "q1", "abcd"[number % 4], {k: m for k, m in given if m is not None}))
    return ballots
