# /// script
# requires-python = ">=3.11"
# dependencies = ["red-dwarf==0.4.0"]
# ///
"""Ask red-dwarf for group-aware consensus: uv run tests/domain/oracles/consensus.py ../shared/data

It is not among our own libraries, for it needs 25 packages, among them scikit-learn, and names no licence.
"""

import sys
from pathlib import Path

import pandas as pd
from reading import GDANSK, LONDON, WARSAW, budget_of, conversation_of, keep
from reddwarf.utils.stats import calculate_comment_statistics_dataframes

HALF_THE_DOTS = 2.5  # of the five a voter of Gdansk may give to one project


def consensus(items, votes, groups):
    """Say how likely somebody of each group agrees, multiplied; votes are {item: -1, 0 or 1}."""
    matrix = pd.DataFrame([[marks.get(item) for item in items] for marks in votes], columns=items, dtype=float)
    labels = [sorted(set(groups)).index(group) for group in groups]
    _, across = calculate_comment_statistics_dataframes(matrix, labels)
    return {item: float(across["group-aware-consensus"][item]) for item in items}


def ticks(path):
    """A tick agrees, none disagrees."""
    projects, voters = budget_of(path)
    votes = [{project: 2 * mark - 1 for project, mark in voter["marks"].items()} for voter in voters]
    return consensus(projects, votes, [voter["sex"] for voter in voters])


def dots(path):
    """More than half of the dots one may give agree."""
    projects, voters = budget_of(path)
    votes = [{p: 1 if mark > HALF_THE_DOTS else -1 for p, mark in voter["marks"].items()} for voter in voters]
    return consensus(projects, votes, [voter["sex"] for voter in voters])


def conversation(path):
    """Who belongs to one of the opinion groups Polis found."""
    comments, people = conversation_of(path)
    grouped = [one for one in people if one["group"]]
    return consensus(comments, [one["marks"] for one in grouped], [one["group"] for one in grouped])


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    answers = {
        WARSAW: ticks(folder / WARSAW),
        GDANSK: dots(folder / GDANSK),
        LONDON: conversation(folder / LONDON),
    }
    keep("consensus", "red-dwarf", folder, answers, {"consensus": answers})
