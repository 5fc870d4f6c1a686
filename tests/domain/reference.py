"""The method once more, straight from its formulas: ballot by ballot, pair by pair, in fractions.

Slow, and shares no step with the code it is compared with.
"""

from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction
from itertools import combinations


def order(activity, ballot, about):
    """x of one ballot."""
    seen = about if ballot.seen is None else ballot.seen
    kind = activity.scale.kind
    if kind == "score":
        x = dict(ballot.marks)
    elif kind == "ranking":
        x = {item: -ballot.marks[item] if item in ballot.marks else -1000 for item in seen}
    elif kind == "allocation":
        x = {item: ballot.marks.get(item, 0) / dict(activity.scale.costs)[item] for item in seen}
    else:
        x = {item: ballot.marks.get(item, 0) for item in seen}
    return {item: -value for item, value in x.items()} if activity.direction == -1 else x


def level(activity, ballot, about):
    """u of one ballot."""
    seen = about if ballot.seen is None else ballot.seen
    scale, marks = activity.scale, ballot.marks
    if scale.kind == "score":
        u = {item: Fraction(mark - scale.lo, scale.hi - scale.lo) for item, mark in marks.items()}
    elif scale.kind == "approval":
        u = {item: Fraction(item in marks) for item in seen}
    elif scale.kind == "dots":
        u = {item: Fraction(marks.get(item, 0), scale.cap) for item in seen}
    elif scale.kind == "allocation":
        u = {item: marks.get(item, 0) / dict(scale.costs)[item] for item in seen}
    elif scale.kind == "pairwise":
        u = {}
    else:
        place = {item: marks.get(item, 1000) for item in seen}
        u = {}
        for item in seen if len(seen) > 1 else ():
            others = [place[other] for other in seen if other != item]
            below = sum(1 for other in others if other > place[item])
            tied = sum(1 for other in others if other == place[item])
            u[item] = Fraction(2 * below + tied, 2 * (len(seen) - 1))
    return {item: 1 - value for item, value in u.items()} if activity.direction == -1 else u


def chances(round_, ballots, activities):
    """({(j, o): P}, T) from comparisons, by climbing to the likeliest strengths with 30 digits."""
    about = {item for b in ballots for item in round_.items_of(activities[b.activity])}
    duels = [
        (b.weight / len(b.pairs), p, q, better, activities[b.activity].direction)
        for b in ballots
        for p, q, better in b.pairs
    ]
    total = sum(duel[0] for duel in duels)
    if not total:
        return {}, 0
    wins = {(j, o): Fraction(1, 10) / (len(about) * (len(about) - 1)) for j in about for o in about if j != o}
    for w, p, q, better, direction in duels:
        share = {p: Fraction(1), q: Fraction(0), "=": Fraction(1, 2)}[better]
        share = share if direction == 1 else 1 - share
        wins[p, q] += share * w / total
        wins[q, p] += (1 - share) * w / total
    return strengths_to_chances(about, wins), total


def strengths_to_chances(about, wins):
    """Each item in turn gets the strength at which it wins as often as expected, until nothing moves."""
    with localcontext(prec=30, rounding=ROUND_HALF_EVEN):
        won = {pair: Decimal(w.numerator) / Decimal(w.denominator) for pair, w in wins.items()}
        p = dict.fromkeys(sorted(about), Decimal(1))
        moved = 1
        while moved > Decimal("1e-14"):
            moved = 0
            for j in p:
                others = [o for o in p if o != j]
                new = sum(won[j, o] for o in others) / sum((won[j, o] + won[o, j]) / (p[j] + p[o]) for o in others)
                moved, p[j] = max(moved, abs(new / p[j] - 1)), new
        exact = {(j, o): Fraction(p[j] / (p[j] + p[o])) for j in p for o in p if j != o}
        first = {(j, o): Fraction(round(v * 10**9), 10**9) for (j, o), v in exact.items() if j < o}
        return first | {(o, j): 1 - v for (j, o), v in first.items()}


def most_in_one(ballots):
    return max([sum(1 for b in ballots if b.activity == a) for a in {b.activity for b in ballots}], default=0)


def pools(round_, ballots):
    """[(members, weight)], the weights as declared and added."""
    own = {g.id: [b for b in ballots if b.group == g.id] for g in round_.groups}
    weight = {g.id: g.weight for g in round_.groups}
    alive = [g for g in own if own[g]]
    n = {g: most_in_one(own[g]) for g in alive}
    small = [g for g in alive if n[g] < round_.n_min and weight[g] > 0]
    large = sorted((g for g in alive if g not in small and weight[g] > 0), key=lambda g: (n[g], g))
    pool = list(small)
    while pool and large and most_in_one([b for g in pool for b in own[g]]) < round_.n_min:
        pool.append(large.pop(0))
    sets = [[g] for g in alive if g not in pool] + ([sorted(pool)] if pool else [])
    return [(members, sum(weight[g] for g in members)) for members in sets]


def score(round_, ballots, activities):
    """b of every item, from some ballots pooled."""
    marked = [b for b in ballots if b.pairs is None]
    orders = [(b.weight, order(activities[b.activity], b, round_.items_of(activities[b.activity]))) for b in marked]
    duels, people = chances(round_, [b for b in ballots if b.pairs is not None], activities)
    b = {}
    for j in round_.item_ids:
        shares = []
        for other in round_.item_ids:
            both = [(w, x) for w, x in orders if j != other and j in x and other in x]
            n = sum(w for w, _ in both)
            won = sum(w * (Fraction(x[j] > x[other]) + Fraction(x[j] == x[other], 2)) for w, x in both)
            if (j, other) in duels:
                n, won = n + people, won + people * duels[j, other]
            if n:
                shares.append(won / n)
        b[j] = sum(shares) / len(shares) if shares else Fraction(1, 2)
    return b


def index(round_, ballots):
    """(I, {(group, criterion): b}), nothing hidden."""
    activities = {a.id: a for a in round_.activities}
    by_cell, by_criterion = {}, {}
    for criterion in round_.criteria:
        heard = []
        for members, weight in pools(round_, ballots):
            own = [b for b in ballots if b.group in members and activities[b.activity].criterion == criterion.id]
            if own:
                b = score(round_, own, activities)
                by_cell["+".join(members), criterion.id] = b
                heard.append((weight, b))
        if sum(w for w, _ in heard) > 0:
            by_criterion[criterion] = {
                j: sum(w * b[j] for w, b in heard) / sum(w for w, _ in heard) for j in round_.item_ids
            }
    whole = sum(criterion.weight for criterion in by_criterion)
    return {
        j: sum(c.weight * by_criterion[c][j] for c in by_criterion) / whole if whole else None for j in round_.item_ids
    }, by_cell


def support(round_, ballots, members, item):
    """(n, a, S, α) of one group."""
    activities = {a.id: a for a in round_.activities}
    levels = []
    for ballot in ballots:
        activity = activities[ballot.activity]
        u = level(activity, ballot, round_.items_of(activity))
        if ballot.group in members and item in u:
            levels.append((ballot.weight, u[item]))
    if not levels:
        return None
    whole = sum(w for w, _ in levels)
    above = [(w, u) for w, u in levels if u > Fraction(1, 2)]
    return len(levels), len(above), sum(w * u for w, u in levels) / whole, sum(w for w, _ in above) / whole


def agreement(histogram):
    """A, by peeling one unit-thin layer after the other and looking at every triple."""
    left, total, steps = list(histogram), sum(histogram), len(histogram)
    result = Fraction(0)
    while any(left):
        thin = min(height for height in left if height)
        pattern = [int(height > 0) for height in left]
        ones = sum(pattern)
        triples = [(pattern[a], pattern[b], pattern[c]) for a, b, c in combinations(range(steps), 3)]
        tu = triples.count((1, 1, 0)) + triples.count((0, 1, 1))
        tdu = triples.count((1, 0, 1))
        if ones == 1:
            a = Fraction(1)
        elif ones == steps:
            a = Fraction(0)
        else:
            u = Fraction((steps - 2) * tu - (steps - 1) * tdu, (steps - 2) * (tu + tdu))
            a = u * (1 - Fraction(ones - 1, steps - 1))
        result += Fraction(thin * ones, total) * a
        left = [height - thin if height else 0 for height in left]
    return result
