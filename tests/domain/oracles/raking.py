# /// script
# requires-python = ">=3.11"
# dependencies = ["ipfn==1.4.4"]
# ///
"""Ask ipfn for raking factors: uv run tests/domain/oracles/raking.py ../shared/data

The voters of one city are raked to the sexes and ages of the other. It is not among our own libraries, for it needs
pandas.
"""

import sys
from collections import Counter
from pathlib import Path

import numpy as np
from ipfn.ipfn import ipfn
from reading import GDANSK, WARSAW, budget_of, keep

SEXES = ["F", "M"]
AGES = ["under 30", "30 to 39", "40 to 49", "50 and over"]


def age_of(voter):
    """The band of an age in years."""
    return AGES[sum(int(voter["age"]) >= lowest for lowest in (30, 40, 50))]


def table_of(path):
    """How many voters there are of each sex and age."""
    _, voters = budget_of(path)
    cells = Counter((voter["sex"], age_of(voter)) for voter in voters)
    return np.array([[cells[sex, age] for age in AGES] for sex in SEXES], dtype=float)


def factors(table, towards):
    """Find the factor of each cell that gives a table the margins of another, its own number kept."""
    margins = [towards.sum(axis=axis) * table.sum() / towards.sum() for axis in (1, 0)]
    fitted = ipfn(table.copy(), margins, [[0], [1]], convergence_rate=1e-14, rate_tolerance=0).iteration()
    return {
        f"{sex}, {age}": float(fitted[a, b] / table[a, b])
        for a, sex in enumerate(SEXES)
        for b, age in enumerate(AGES)
        if table[a, b]
    }


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    warsaw, gdansk = table_of(folder / WARSAW), table_of(folder / GDANSK)
    answers = {WARSAW: factors(warsaw, gdansk), GDANSK: factors(gdansk, warsaw)}
    keep("raking", "ipfn", folder, answers, {"factors": answers})
