# /// script
# requires-python = ">=3.11"
# dependencies = ["pref_voting==1.18.2"]
# ///
"""Ask pref_voting for Schulze ranks: uv run tests/domain/oracles/schulze.py ../shared/data

It is not among our own libraries, for it holds numpy back to an older version than ours. Its winners are those nobody
defeats; a rank is one more than how many defeat an item, by the same relation.
"""

import sys
from fractions import Fraction
from math import lcm
from pathlib import Path
from random import Random

from pref_voting.margin_based_methods import beat_path, beat_path_defeat
from pref_voting.profiles_with_ties import ProfileWithTies
from reading import GDANSK, LONDON, WARSAW, budget_of, conversation_of, keep

DRAWN = 300


def ranks(items, ballots, *, times=None, strength=None):
    """Rank items by ballots {item: mark}, more is better; times says how often each ballot counts."""
    number = {item: at for at, item in enumerate(items)}
    orders = [{number[item]: -mark for item, mark in marks.items()} for marks in ballots]
    profile = ProfileWithTies(orders, rcounts=times, candidates=list(number.values()))
    how = strength(profile, orders) if strength else None
    defeats = beat_path_defeat(profile, strength_function=how)
    found = {item: 1 + defeats.in_degree(at) for item, at in number.items()}
    assert [number[item] for item in items if found[item] == 1] == beat_path(profile, strength_function=how)
    return found


def by_share(profile, orders):
    """The margin of a pair among those who judged both, since not everybody judged everything."""

    def strength(one, other):
        both = sum(one in order and other in order for order in orders)
        return Fraction(int(profile.margin(one, other)), both) if both else Fraction(0)

    return strength


def drawn():
    """Small profiles with many ties and circles, which is where programs differ."""
    lots = Random(2011)
    for _ in range(DRAWN):
        items, voters = range(lots.randint(2, 7)), range(lots.randint(1, 11))
        ballots = [[lots.randint(1, 4) for _ in items] for _ in voters]
        found = ranks(list(items), [dict(enumerate(marks)) for marks in ballots])
        yield {"ballots": " ".join(map(_digits, ballots)), "ranks": _digits(found[item] for item in items)}


def _digits(numbers):
    return "".join(map(str, numbers))


def budget(path):
    """Everybody alike, and women and men with the same weight, whatever their number."""
    projects, voters = budget_of(path)
    ballots = [voter["marks"] for voter in voters]
    number = {sex: sum(voter["sex"] == sex for voter in voters) for sex in "FM"}
    whole = lcm(*number.values())
    times = [whole // number[voter["sex"]] for voter in voters]
    return {"everybody": ranks(projects, ballots), "halves": ranks(projects, ballots, times=times)}


def conversation(path):
    comments, people = conversation_of(path)
    return {"everybody": ranks(comments, [one["marks"] for one in people], strength=by_share)}


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    answers = {name: budget(folder / name) for name in (WARSAW, GDANSK)} | {LONDON: conversation(folder / LONDON)}
    keep("schulze", "pref_voting", folder, answers, {"drawn": list(drawn()), "ranks": answers})
