"""Draws that anybody can repeat: the same lots for ever, each as likely as any other."""

import hashlib
import itertools

import numpy as np
import pytest

from sfc_workshop.domain.draws import Draws


def philox(words):
    """Philox 4x64-10 straight from its paper: 64 bits after 64 bits for ever."""
    key = int.from_bytes(hashlib.sha256(words.encode()).digest()[:16], "big")
    for counter in itertools.count(1):
        a, b, c, d = counter, 0, 0, 0
        low, high = key % 2**64, key >> 64
        for _ in range(10):
            first, second = 0xD2E7470EE14C6C93 * a, 0xCA5A826395121157 * c
            a, b, c, d = (second >> 64) ^ b ^ low, second % 2**64, (first >> 64) ^ d ^ high, first % 2**64
            low, high = (low + 0x9E3779B97F4A7C15) % 2**64, (high + 0xBB67AE8584CAA73B) % 2**64
        yield from (a, b, c, d)


def test_ballots_are_drawn_as_a_plain_program_draws_them():
    """Five ballots, so three times 64 bits a draw: their lower halves first, then their upper ones."""
    bits = philox("bootstrap|g|q|seed")
    expected = []
    for _ in range(7):
        row = [next(bits) for _ in range(3)]
        halves = [one % 2**32 for one in row] + [one >> 32 for one in row]
        drawn = [half * 5 >> 32 for half in halves[:5]]
        expected.append([drawn.count(0), drawn.count(1) + drawn.count(2), drawn.count(3) + drawn.count(4)])
    assert Draws("seed", "bootstrap", "g", "q").resample(np.array([1, 2, 2]), 7).tolist() == expected


def test_shares_are_drawn_as_a_plain_program_draws_them():
    bits = philox("smaa|seed")
    expected = []
    for _ in range(7):
        one, two, three = (next(bits) >> 32 for _ in range(3))
        low, high = min(one, two), max(one, two)
        expected.append([low + 1, high - low + 1, 2**32 - high + 1, three + 1, 2**32 - three + 1])
    assert np.concatenate(Draws("seed", "smaa").simplex(7, 3, 2)).T.tolist() == expected


def test_no_seed_yet_is_an_empty_seed():
    assert np.array_equal(Draws(None, "x").simplex(5, 3)[0], Draws("", "x").simplex(5, 3)[0])


def test_each_purpose_and_each_seed_has_its_own_lots():
    streams = [Draws("a", "x"), Draws("b", "x"), Draws("a", "y"), Draws("a", "x", "y")]
    assert len({stream.simplex(1, 2)[0].tobytes() for stream in streams}) == 4


@pytest.mark.parametrize("ballots", [1, 2, 5, 1001])
def test_many_draws_are_few_draws_and_then_some_more(ballots):
    alike = np.ones(ballots, dtype=np.int64)
    stream = Draws("s", "x")
    in_two = np.concatenate([stream.resample(alike, 3), stream.resample(alike, 8)])
    assert np.array_equal(in_two, Draws("s", "x").resample(alike, 11))


def test_alike_ballots_are_drawn_as_often_as_there_are_of_them():
    drawn = Draws("s", "x").resample(np.array([1, 5, 94]), 20_000)
    assert (drawn.sum(axis=1) == 100).all()
    assert np.allclose(drawn.mean(axis=0), [1, 5, 94], rtol=0.02)
    assert np.allclose(drawn.var(axis=0), [0.99, 4.75, 5.64], rtol=0.05)  # n p (1 - p)


def test_shares_of_a_whole_are_spread_evenly():
    """Each of k shares has mean 1/k and variance (k - 1)/(k²(k + 1)), if none is preferred."""
    shares = Draws("s", "x").simplex(40_000, 4, 1, 2)
    assert [len(own) for own in shares] == [4, 1, 2]
    for own in shares:
        size = len(own)
        assert (own > 0).all()
        assert (own.sum(axis=0) == 2**32 + size).all()
        assert np.allclose(own.mean(axis=1) / 2**32, 1 / size, atol=0.005)
        assert np.allclose((own / 2**32).var(axis=1), (size - 1) / (size**2 * (size + 1)), atol=0.001)


def test_the_smallest_share_of_two_is_as_likely_here_as_there():
    one, other = Draws("s", "x").simplex(40_000, 2)[0]
    assert abs((one < other).mean() - 0.5) < 0.01
