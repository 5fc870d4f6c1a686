"""How long a large count takes, beside merely parsing the same file, and what a very large one, and certainty, need."""

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from sfc_workshop.domain.ballot_file import BALLOTS, write_ballots
from sfc_workshop.domain.config_file import CONFIG, write_round
from sfc_workshop.domain.counting import count, count_files
from sfc_workshop.domain.rounds import Activity, Ballot, Criterion, Group, Item, Round, Smaa
from sfc_workshop.domain.scales import Kind, Scale

PEOPLE, ITEMS = 100_000, 40
MANY, FEW_ITEMS = 1_000_000, 20
DRAWN_AGAIN = 5_000
IN_A_PROCESS = """
import resource, sys, time
from pathlib import Path
from sfc_workshop.domain.counting import count_files
from sfc_workshop.domain.result_file import write_result
began = time.monotonic()
write_result(count_files(Path(sys.argv[1])))
print(time.monotonic() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def measure(folder: Path) -> dict[str, float]:
    """Count from memory and from files, and a smaller round with bootstrap and SMAA."""
    round_, ballots = _round(ITEMS), list(_ballots(PEOPLE, ITEMS))
    _write(folder, round_, ballots)
    tried = replace(round_, bootstrap=1_000, smaa=Smaa(10_000), top_k=10)
    certainty, _ = _timed(lambda: count(tried, ballots[:DRAWN_AGAIN]))
    memory, counted = _timed(lambda: count(round_, ballots))
    ballots.clear()
    files, again = _timed(lambda: count_files(folder))
    assert counted.ranking == again.ranking
    parsing, _ = _timed(lambda: [None for line in (folder / BALLOTS).open("rb") if json.loads(line) is None])
    _write(folder, _round(FEW_ITEMS), _ballots(MANY, FEW_ITEMS))
    seconds, mebibytes = _in_a_process(folder)
    return {
        "certainty_5k_x_40_s": certainty,
        "count_100k_x_40_s": memory,
        "count_100k_x_40_from_files_s": files,
        "json_loads_100k_x_40_s": parsing,
        "count_from_files_to_json_loads": files / parsing,
        "count_to_json_loads": memory / parsing,
        "count_1m_x_20_from_files_s": seconds,
        "count_1m_x_20_from_files_mib": mebibytes,
    }


def _in_a_process(folder: Path) -> tuple[float, float]:
    """Count files in a process of its own, as the command does: seconds, and the most memory it had, in MiB."""
    command = [sys.executable, "-c", IN_A_PROCESS, str(folder)]
    said = subprocess.run(command, capture_output=True, check=True, text=True).stdout.split()
    return float(said[0]), float(said[1])


def _write(folder: Path, round_: Round, ballots: Iterable[Ballot]) -> None:
    (folder / CONFIG).write_bytes(write_round(round_))
    with (folder / BALLOTS).open("wb") as file:
        file.writelines(write_ballots(ballots))


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.monotonic()
    result = work()
    return time.monotonic() - began, result


def _round(items: int) -> Round:
    return Round(
        items=tuple(Item(f"p{n}") for n in range(1, items + 1)),
        groups=tuple(Group(name, Fraction(1, 4)) for name in "abcd"),
        criteria=(Criterion("importance", Fraction(1)),),
        activities=(Activity("q1", "importance", Scale(Kind.SCORE, lo=1, hi=5)),),
        n_min=5,
        seed="bench",
    )


def _ballots(people: int, items: int) -> Iterator[Ballot]:
    """Everybody leans a little; blanks are one in ten."""
    draw = random.Random(40)
    keys = [f"p{n}" for n in range(1, items + 1)]
    marks = [1, 2, 2, 3, 3, 3, 4, 4, 5, None]
    for number in range(people):
        given = zip(keys, draw.choices(marks, k=items), strict=True)
        yield Ballot(f"b{number}", "q1", "abcd"[number % 4], {k: m for k, m in given if m is not None})
