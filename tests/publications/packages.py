"""Packages for the tests, made without a database."""

import hashlib
import json
import random
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from sfc_workshop.documents.archive import packed, unpacked
from sfc_workshop.domain.config_file import document
from sfc_workshop.domain.overrides import joint_tau
from sfc_workshop.domain.publishing import Published, publish
from sfc_workshop.domain.rounds import Activity, Ballot, Criterion, Group, Item, Round
from sfc_workshop.domain.scales import Scale
from sfc_workshop.exports import package
from sfc_workshop.publications.draft_check import computed_order, exact

Files = dict[str, bytes]


def make_published(people: int = 60, items: int = 6, *, n_min: int = 5, seed: int = 41, **rest: Any) -> Published:
    """A round of three groups, two criteria and two doors, answered by lots."""
    draw = random.Random(seed)
    ids = [f"p{n}" for n in range(1, items + 1)]
    round_ = Round(
        items=tuple(Item(one, None, ("short", "long")[n % 2], Fraction(1000 * n)) for n, one in enumerate(ids)),
        groups=tuple(Group(key, Fraction(w)) for key, w in (("citizens", "1/2"), ("firms", "3/10"), ("elders", "1/5"))),
        criteria=(Criterion("importance", Fraction(3, 5)), Criterion("urgency", Fraction(2, 5))),
        activities=(
            Activity("important", "importance", Scale("score", lo=1, hi=5)),
            Activity("urgent", "urgency", Scale("dots", dots=5, cap=3)),
        ),
        n_min=n_min,
        top_k=3,
        **rest,
    )
    ballots = [ballot for number in range(people) for ballot in _ballots(draw, number, ids)]
    return publish(round_, ballots)


def _ballots(draw: random.Random, number: int, ids: list[str]) -> list[Ballot]:
    group = ("citizens", "citizens", "firms", "elders")[number % 4]
    door, integrity = (("survey", "open"), ("paper", "code"))[number % 2]
    scores = {one: draw.randint(1, 5) for one in ids if draw.random() < 0.9}
    dots = dict(zip(draw.sample(ids, 3), (3, 1, 1), strict=True))
    return [
        Ballot(f"{number}{activity}", activity, group, marks, None, Fraction(1), door, integrity)
        for activity, marks in (("important", scores), ("urgent", dots))
    ]


def make_files(published: Published, **changes: Any) -> Files:
    """The files of a publication whose planner has moved one project to the first place."""
    files = package.files(published)
    comments = {"format": "comments/1", "comments": [{"about": {"question": "q"}, "words": "More trees."}]}
    return {
        **files,
        package.DRAFT: document({**draft_of(published, json.loads(files[package.RESULT])), **changes}),
        package.COMMENTS: document(comments),
        package.AUDIT: document({"format": "audit/1", "head": "a" * 64, "declared": "b" * 64}),
        package.README: b"How to recount.\n",
    }


def draft_of(published: Published, result: Mapping[str, Any]) -> dict[str, Any]:
    costs = {item.id: item.cost for item in published.round.items}
    orders, chapters, moved = [], [], 0
    for chapter, (order, ranks) in computed_order(published.round, result).items():
        planned = [order[-1], *order[:-1]] if chapter == "short" else order
        reasons = {order[-1]: "The bridge has to be closed this year."} if planned != order else {}
        moved += len(reasons)
        orders.append((order, planned))
        lines = [
            {
                "item": item,
                "place": place,
                "computed_place": order.index(item) + 1,
                "computed_rank": ranks[item],
                "cost": exact(costs[item]),
                "reason": reasons.get(item, ""),
            }
            for place, item in enumerate(planned, start=1)
        ]
        chapters.append({"horizon": chapter, "lines": lines})
    overrides = {"count": moved, "tau": exact(joint_tau(orders))}
    return {"format": "draft/1", "chapters": chapters, "overrides": overrides}


def repacked(raw: bytes, change: Callable[[Files], Any]) -> bytes:
    """Change files in a package and write a manifest that fits, as whoever knows the format would."""
    files = unpacked(raw)
    del files[package.MANIFEST]
    change(files)
    return package.zipped(files)


def with_manifest(raw: bytes, change: Callable[[dict[str, Any]], Any]) -> bytes:
    """Change the manifest only."""
    files = unpacked(raw)
    manifest = json.loads(files[package.MANIFEST])
    change(manifest)
    return packed({**files, package.MANIFEST: document(manifest)})


def fingerprint(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
