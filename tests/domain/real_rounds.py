"""Real ballots from elsewhere as rounds of ours, and what other programs answered when they were asked the same."""

import csv
import hashlib
import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from sfc_workshop.domain.rounds import Activity, Ballot, Budget, Item
from sfc_workshop.domain.scales import Scale
from sfc_workshop.imports.pabulib import parse
from sfc_workshop.imports.sections import decode
from tests.domain.domain_rounds import make_round

WARSAW = "poland_warszawa_2017_las.pb"
GDANSK = "poland_gdansk_2020_wzgorze-mickiewicza.pb"
CITIES = [WARSAW, GDANSK]
LONDON_VOTES = "london.youth.policing.votes.csv"
LONDON = "london.youth.policing.participants-votes.csv"
HALVES = {"M": Fraction(1, 2), "F": Fraction(1, 2)}


def election_of(path):
    """A city's election, as our importer reads it."""
    return parse(decode(path.read_bytes()))


def real_round(path, groups):
    """A city's election as a round with its budget; groups are declared by the sex the file states, or everybody."""
    election = election_of(path)
    budget = next(line.split(";")[1] for line in path.read_text(encoding="utf-8").split() if line.startswith("budget;"))
    round_ = replace(
        make_round([p.id for p in election.projects], groups, activities=[Activity("q", "k", election.scale)]),
        items=tuple(Item(p.id, cost=p.cost) for p in election.projects),
        portfolio=(Budget(None, Fraction(budget)),),
    )
    return round_, [
        Ballot(v.id, "q", v.attributes["sex"] if len(groups) > 1 else "g", election.marks(v)) for v in election.voters
    ]


def london_round(folder, *, by_opinion):
    """London's conversation: each comment marked -1, 0 or 1, each vote as it was cast and the last one standing.

    by_opinion:  in the groups Polis found, without those it put into none; else everybody in one.
    """
    marks = {}
    for row in _rows(folder / LONDON_VOTES):
        marks.setdefault(row["voter-id"], {})[row["comment-id"]] = int(row["vote"])
    group = {row["participant"]: row["group-id"] or None for row in _rows(folder / LONDON)}
    groups = sorted({one for one in group.values() if one}) if by_opinion else ["g"]
    comments = sorted({comment for own in marks.values() for comment in own}, key=int)
    round_ = make_round(
        comments,
        {one: Fraction(1, len(groups)) for one in groups},
        activities=[Activity("q", "k", Scale("score", lo=-1, hi=1))],
    )
    ballots = [Ballot(voter, "q", group[voter] if by_opinion else "g", own) for voter, own in marks.items()]
    return round_, [ballot for ballot in ballots if ballot.group]


def answers_of(name, folder):
    """What another program answered, kept beside the script that asked it.

    Tests fail where an input is not the one it was asked about: then the script is run again.
    """
    kept = json.loads((Path(__file__).parent / "oracles" / f"{name}.json").read_text(encoding="utf-8"))
    for one, known in kept["inputs"].items():
        found = hashlib.sha256((folder / one).read_bytes()).hexdigest()
        assert found == known, f"{one} has changed: run tests/domain/oracles/{name}.py"
    return kept


def _rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
