"""Rounds for the tests: plain builders, and strategies that draw small mixed rounds."""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from random import Random

from hypothesis import strategies as st

from sfc_workshop.domain.ballot_box import BallotBox
from sfc_workshop.domain.cells import score_cells
from sfc_workshop.domain.certainty import assess
from sfc_workshop.domain.counted import Counted
from sfc_workshop.domain.groups import count_groups
from sfc_workshop.domain.priorities import ranking
from sfc_workshop.domain.rounds import Activity, Ballot, Criterion, Group, Item, Round
from sfc_workshop.domain.scales import Scale
from sfc_workshop.domain.showing import hide, shown_index, shown_scores
from sfc_workshop.domain.tally import tally

SCALES = {
    "score": Scale("score", lo=1, hi=5),
    "approval": Scale("approval"),
    "dots": Scale("dots", cap=3),
    "ranking": Scale("ranking"),
    "allocation": Scale("allocation", budget=500),
    "pairwise": Scale("pairwise"),
}
ON_ONE_BALLOT = tuple(kind for kind in SCALES if kind != "pairwise")  # kinds that make an order of one ballot
COSTS = {"A": Fraction(100), "B": Fraction(250), "C": Fraction(181, 2), "D": Fraction(400)}


def scale_of(kind, items):
    """The scale of a kind; an allocation must know what its items cost."""
    costs = tuple((item, COSTS[item]) for item in items) if kind == "allocation" else ()
    return replace(SCALES[kind], costs=costs)


def make_round(items="ABC", groups=None, criteria=None, activities=("score",), **rest):
    """A round; an activity is a kind, or a ready Activity. Kinds all feed criterion k."""
    ready = [one if isinstance(one, Activity) else Activity(one, "k", scale_of(one, items)) for one in activities]
    costs = COSTS if any(one.scale.kind == "allocation" for one in ready) else {}
    return Round(
        items=tuple(Item(item, cost=costs.get(item)) for item in items),
        groups=tuple(Group(group, Fraction(w)) for group, w in (groups or {"g": 1}).items()),
        criteria=tuple(Criterion(c, Fraction(w)) for c, w in (criteria or {"k": 1}).items()),
        activities=tuple(ready),
        **({"n_min": 1, "seed": "seed"} | rest),
    )


def make_ballots(activity, *rows, group="g", **rest):
    """Ballots of one group and activity; a row is marks, or their repetition (marks, times)."""
    each = [marks for row in rows for marks in ([row[0]] * row[1] if isinstance(row, tuple) else [row])]
    return [Ballot(f"{group}-{activity}-{n}", activity, group, marks, **rest) for n, marks in enumerate(each)]


def rank_of(round_, ballots):
    """Index and rank, without everything that stands beside them."""
    tallies = tally(box_of(round_, ballots))
    cells = score_cells(round_, count_groups(round_, tallies), tallies)
    return ranking(shown_index(cells, hide(cells, round_.item_ids, round_.n_min)), round_.seed)


def index_of(round_, ballots):
    return dict(rank_of(round_, ballots).index)


def counted_and_box(round_, ballots):
    """What the trials of a round's certainty rest on."""
    box = box_of(round_, ballots)
    tallies = tally(box)
    groups = count_groups(round_, tallies)
    cells = score_cells(round_, groups, tallies)
    hidden = hide(cells, round_.item_ids, round_.n_min)
    ranks = ranking(shown_index(cells, hidden), round_.seed)
    return Counted(round_, groups, tallies, cells, shown_scores(cells, hidden, round_.n_min), ranks), box


def certainty_of(round_, ballots):
    """How sure the order is, without everything else that is counted."""
    return assess(*counted_and_box(round_, ballots))


def box_of(round_, ballots):
    box = BallotBox(round_)
    for ballot in ballots:
        box.add(ballot)
    return box


def renamed(round_, ballots, new):
    """The same round and ballots with other names for the items, in the same places: {old: new}."""
    turned = replace(
        round_,
        items=tuple(replace(item, id=new[item.id]) for item in round_.items),
        activities=tuple(
            replace(
                a,
                items=a.items and tuple(new[i] for i in a.items),
                scale=replace(a.scale, costs=tuple((new[i], cost) for i, cost in a.scale.costs)),
            )
            for a in round_.activities
        ),
    )
    moved = [
        replace(
            ballot,
            marks={new[item]: mark for item, mark in ballot.marks.items()},
            seen=None if ballot.seen is None else {new[item] for item in ballot.seen},
            pairs=ballot.pairs and tuple((new[a], new[b], new.get(better, "=")) for a, b, better in ballot.pairs),
        )
        for ballot in ballots
    ]
    return turned, moved


@st.composite
def mixed_rounds(draw, complete=False, kinds=tuple(SCALES), criteria=2, most=8, weighted=True, doors=False, least=1):
    """A round of two groups and one or two activities, and its ballots.

    Sizes are drawn by Hypothesis, so that failures shrink; the rest by lots, since a thousand
    rounds drawn mark by mark take minutes.

    complete:  every ballot puts every item in order.
    """
    number, size = draw(st.integers(least, most)), draw(st.integers(2, 4))
    lots = Random(draw(st.integers(0, 2**32)))
    round_ = _some_round(lots, "ABCD"[:size], complete, kinds, "kl"[:criteria])
    return round_, [_some_ballot(lots, str(n), round_, complete, weighted, doors) for n in range(number)]


def _shares(lots, names):
    parts = [lots.randint(1, 4) for _ in names]
    return {name: Fraction(part, sum(parts)) for name, part in zip(names, parts, strict=True)}


def _some_round(lots, items, complete, kinds, sides):
    activities = []
    for n, kind in enumerate(lots.choices(kinds, k=lots.randint(1, 2))):
        about = None if complete or lots.random() < 0.5 else tuple(items[:-1])
        scale = scale_of(kind, about or items)
        activities.append(Activity(f"{kind}{n}", lots.choice(sides), scale, lots.choice([1, -1]), about))
    return make_round(items, _shares(lots, "gh"), _shares(lots, sides), activities)


def _some_ballot(lots, name, round_, complete, weighted, doors):
    activity = lots.choice(round_.activities)
    about = round_.items_of(activity)
    seen = None if complete or lots.random() < 0.5 else about[lots.randint(0, 1) :]
    shown, paired = about if seen is None else seen, activity.scale.kind == "pairwise"
    marks = {} if paired else some_marks(lots, activity.scale.kind, shown, complete)
    door, integrity = lots.choice([("survey", "open"), ("survey", "code"), ("paper", None)])
    return Ballot(
        name,
        activity.id,
        lots.choice("gh"),
        marks,
        seen,
        weight=lots.choice([Fraction(1), Fraction(1, 2), Fraction(2, 3)]) if weighted else Fraction(1),
        door=door if doors else None,
        integrity=integrity if doors else None,
        pairs=some_pairs(lots, shown, complete) if paired else None,
    )


def some_pairs(lots, items, complete):
    """Canonical comparisons; the same pair may come twice."""
    pairs = list(combinations(sorted(items), 2))
    asked = pairs if complete else lots.choices(pairs, k=lots.randint(0, 4)) if pairs else []
    return tuple(sorted((a, b, lots.choice([a, b, "="])) for a, b in asked))


def some_marks(lots, kind, items, complete):
    """Canonical marks for some items."""
    if kind == "ranking":
        placed = lots.sample(items, len(items) if complete else lots.randint(0, len(items)))
        return {item: place for place, item in enumerate(placed, 1)}
    if kind == "allocation":
        wishes = {item: lots.choice([0, COSTS[item] // 2, COSTS[item] // 1, 7]) for item in items}
        left = SCALES[kind].budget
        given = {}
        for item, wish in wishes.items():
            if 0 < wish <= left:
                given[item], left = int(wish), left - wish
        return given
    lo, hi = {"score": (1 if complete else 0, 5), "approval": (0, 1), "dots": (0, 3)}[kind]
    marks = {item: lots.randint(lo, hi) for item in items}
    return {item: mark for item, mark in marks.items() if mark}
