"""The method once more, straight from its formulas: ballot by ballot, pair by pair, in fractions.

Slow, and shares no step with the code it is compared with.
"""

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
    else:
        place = {item: marks.get(item, 1000) for item in seen}
        u = {}
        for item in seen if len(seen) > 1 else ():
            others = [place[other] for other in seen if other != item]
            below = sum(1 for other in others if other > place[item])
            tied = sum(1 for other in others if other == place[item])
            u[item] = Fraction(2 * below + tied, 2 * (len(seen) - 1))
    return {item: 1 - value for item, value in u.items()} if activity.direction == -1 else u


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
    orders = [(b.weight, order(activities[b.activity], b, round_.items_of(activities[b.activity]))) for b in ballots]
    b = {}
    for j in round_.item_ids:
        shares = []
        for other in round_.item_ids:
            both = [(w, x) for w, x in orders if j != other and j in x and other in x]
            if both:
                n = sum(w for w, _ in both)
                won = sum(w * (Fraction(x[j] > x[other]) + Fraction(x[j] == x[other], 2)) for w, x in both)
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
