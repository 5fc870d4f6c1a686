"""Ballots real people cast, counted by us and by the libraries the field uses."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import choix
import numpy as np
import pytest

from sfc_workshop.domain.bradley_terry import PARTS, win_chances
from sfc_workshop.domain.counting import count
from sfc_workshop.domain.raking import Margin, fit, rake, step_of
from sfc_workshop.domain.rounds import Activity
from sfc_workshop.domain.scales import Scale
from tests.domain.domain_rounds import index_of
from tests.domain.real_rounds import (
    CITIES,
    GDANSK,
    HALVES,
    LONDON,
    WARSAW,
    answers_of,
    election_of,
    london_round,
    real_round,
)

ROUNDS = [*CITIES, LONDON]


def round_of(name, folder, groups):
    """A round of real ballots, counted in groups or everybody in one."""
    if name == LONDON:
        return london_round(folder, by_opinion=groups)
    return real_round(folder / name, HALVES if groups else {"g": 1})


@pytest.mark.parametrize("name", ROUNDS)
def test_consensus_is_that_of_red_dwarf(shared_data, name):
    """In London among the opinion groups Polis found; in the cities among women and men."""
    round_, ballots = round_of(name, shared_data, groups=True)
    counted = count(round_, ballots)
    expected = answers_of("consensus", shared_data)["consensus"][name]
    assert set(expected) == set(round_.item_ids)
    for item, consensus in expected.items():
        assert abs(counted.support[item].consensus - consensus) < 1e-9


@pytest.mark.parametrize(
    ("name", "how"),
    [(WARSAW, "everybody"), (WARSAW, "halves"), (GDANSK, "everybody"), (GDANSK, "halves"), (LONDON, "everybody")],
)
def test_schulze_ranks_are_those_of_pref_voting(shared_data, name, how):
    """Everybody alike, and women and men with the same weight; London's 26 people judged 38 comments with many gaps."""
    counted = count(*round_of(name, shared_data, groups=how == "halves"))
    assert counted.certainty.schulze == answers_of("schulze", shared_data)["ranks"][name][how]


def preferences(round_, ballot):
    """Which of each two items one person would say is better, by their marks: what is at 0 twice was not asked."""
    [activity] = round_.activities
    seen = ballot.marks if activity.scale.kind == "score" else round_.item_ids
    given = {item: ballot.marks.get(item, 0) for item in seen}
    for a, b in combinations(sorted(given), 2):
        if given[a] or given[b]:
            yield a, b, "=" if given[a] == given[b] else a if given[a] > given[b] else b


def compared(round_, ballots):
    """The same people, asked for each of those pairs which one they prefer."""
    asked = replace(round_, activities=(Activity("q", "k", Scale("pairwise")),))
    return asked, [replace(b, marks={}, pairs=tuple(preferences(round_, b))) for b in ballots]


def wins_of(items, ballots):
    """How much of each person's one unit went to an item against another one."""
    at = {item: number for number, item in enumerate(items)}
    wins = np.zeros((len(items), len(items)))
    for ballot in ballots:
        for a, b, better in ballot.pairs:
            share = 1 / len(ballot.pairs)
            wins[at[a], at[b]] += share * {a: 1, "=": 0.5}.get(better, 0)
            wins[at[b], at[a]] += share * {b: 1, "=": 0.5}.get(better, 0)
    return wins


def chances_by_choix(wins):
    """Bradley-Terry by choix, on comparisons with the added wins of docs/adr/0011; by another algorithm than ours."""
    size = len(wins)
    added = wins + 0.1 * wins.sum() / (size * (size - 1)) * (1 - np.eye(size))
    strength = np.exp(choix.ilsr_pairwise_dense(added, max_iter=10_000, tol=1e-12))
    return strength[:, None] / (strength[:, None] + strength)


@pytest.mark.parametrize("name", ROUNDS)
def test_chances_of_real_preferences_are_those_of_choix(shared_data, name):
    round_, ballots = compared(*round_of(name, shared_data, groups=False))
    wins = wins_of(round_.item_ids, ballots)
    unit = np.lcm.reduce([len(ballot.pairs) for ballot in ballots if ballot.pairs]).item() * 2
    found = np.array(win_chances([[round(won * unit) for won in row] for row in wins.tolist()])) / PARTS
    np.fill_diagonal(found, 0.5)
    assert np.abs(found - chances_by_choix(wins)).max() < 1e-6


@pytest.mark.parametrize("name", ROUNDS)
def test_the_index_of_real_preferences_is_that_of_choix(shared_data, name):
    """The mean of an item's chances in each group, by the groups' weights: the whole way from ballots to index."""
    round_, ballots = compared(*round_of(name, shared_data, groups=True))
    items = round_.item_ids
    expected = np.zeros(len(items))
    for group in round_.groups:
        chances = chances_by_choix(wins_of(items, [b for b in ballots if b.group == group.id]))
        expected += float(group.weight) * (chances.sum(axis=1) - 0.5) / (len(items) - 1)
    index = index_of(round_, ballots)
    assert np.abs(np.array([float(index[item]) for item in items]) - expected).max() < 1e-6


AGES = ["under 30", "30 to 39", "40 to 49", "50 and over"]


def people_of(path):
    """Sex and age band of every voter of a city."""
    said = [voter.attributes for voter in election_of(path).voters]
    return [(one["sex"], AGES[sum(int(one["age"]) >= lowest for lowest in (30, 40, 50))]) for one in said]


def margins_of(people):
    return [
        {answer: Fraction(n, len(people)) for answer, n in Counter(column).items()}
        for column in zip(*people, strict=True)
    ]


@pytest.mark.parametrize(("name", "other"), [(WARSAW, GDANSK), (GDANSK, WARSAW)])
def test_voters_are_raked_to_another_city_as_by_ipfn(shared_data, name, other):
    """And what is published of it: its factors trimmed to 1/3 and 3, and rounded to the ladder."""
    people = people_of(shared_data / name)
    margins = margins_of(people_of(shared_data / other))
    expected = answers_of("raking", shared_data)["factors"][name]
    factors = fit(Counter(people), margins)
    assert {", ".join(cell) for cell in factors} == set(expected)
    for cell, factor in factors.items():
        assert abs(factor / expected[", ".join(cell)] - 1) < 1e-9
    weights = rake(people, [Margin(shares) for shares in margins])
    assert weights == [step_of(expected[", ".join(one)]) for one in people]
