"""Real ballots read in the plainest way, and answers written down; for the oracles beside this file.

Nothing of the product is imported, and nothing but Python's own library: each oracle runs in an environment of its
own, and what it reads is not what our importer made of it.
"""

import csv
import hashlib
import io
import json
from importlib.metadata import version
from pathlib import Path

WARSAW = "poland_warszawa_2017_las.pb"
GDANSK = "poland_gdansk_2020_wzgorze-mickiewicza.pb"
LONDON = "london.youth.policing.participants-votes.csv"
HERE = Path(__file__).parent


def budget_of(path):
    """A Pabulib file: its projects' ids in order, and its voters, each with marks for all of them.

    A tick is 1, and points are themselves; a project without is 0.
    """
    sections, rows = {}, None
    for row in csv.reader(path.read_text(encoding="utf-8").splitlines(), delimiter=";"):
        if row and row[0] in ("META", "PROJECTS", "VOTES"):
            rows = sections[row[0]] = []
        elif row:
            rows.append(row)
    projects = [row["project_id"] for row in _told(sections["PROJECTS"])]
    voters = _told(sections["VOTES"])
    for voter in voters:
        chosen = voter["vote"].split(",")
        points = voter["points"].split(",") if "points" in voter else ["1"] * len(chosen)
        given = dict(zip(chosen, map(int, points), strict=True))
        voter["marks"] = {project: given.get(project, 0) for project in projects}
    return projects, voters


def _told(rows):
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def conversation_of(path):
    """A Polis conversation: its comments, and its participants, each with group ("" for none) and votes -1, 0, 1."""
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    comments = [head for head in rows[0] if head.isdecimal()]
    return comments, [
        {"group": row["group-id"], "marks": {c: int(row[c]) for c in comments if row[c] != ""}} for row in rows
    ]


def keep(name, library, folder, inputs, answers):
    """Write what a library answered beside this file, with its version and a hash of each input."""
    kept = {
        "made_with": f"{library} {version(library)}",
        "inputs": {one: hashlib.sha256((folder / one).read_bytes()).hexdigest() for one in inputs},
        **answers,
    }
    text = json.dumps(kept, indent=1)
    (HERE / f"{name}.json").write_text(text + "\n", encoding="utf-8")
