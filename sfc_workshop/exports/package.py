"""The package: the files with which anybody can recount, and those that tell what was made of the count.

config.json, ballots.jsonl   what was declared and what was cast; the count needs nothing else
result.json                  the count
draft.json                   the planner's order beside the computed one     } only where a plan
comments.json                words that were shown, and what they are about  } was published
audit.json                   where the audit log stood                       }
manifest.json                SHA-256 of each of them, and what they were made with
README.txt                   how to recount, in both languages
"""

import hashlib
import platform
from collections.abc import Mapping
from importlib.metadata import version
from typing import Final

import numpy as np

from sfc_workshop.documents.archive import packed
from sfc_workshop.domain.ballot_file import BALLOTS, write_ballots
from sfc_workshop.domain.config_file import CONFIG, document, write_round
from sfc_workshop.domain.counting import count
from sfc_workshop.domain.publishing import Published
from sfc_workshop.domain.result_file import write_result

FORMAT: Final = "package/1"
PRODUCT: Final = "sfc-workshop"
RESULT, DRAFT, COMMENTS, AUDIT = "result.json", "draft.json", "comments.json", "audit.json"
MANIFEST, README = "manifest.json", "README.txt"
OF_A_COUNT: Final = frozenset({CONFIG, BALLOTS, RESULT, README})
OF_A_PLAN: Final = OF_A_COUNT | {DRAFT, COMMENTS, AUDIT}


def files(published: Published, result: bytes | None = None) -> dict[str, bytes]:
    """Write the three files of a count by name.

    result:  the bytes of result.json where they were computed before; else they are computed now.
    """
    return {
        CONFIG: write_round(published.round),
        BALLOTS: b"".join(write_ballots(published.ballots)),
        RESULT: write_result(count(published.round, published.ballots)) if result is None else result,
    }


def zipped(contents: Mapping[str, bytes]) -> bytes:
    """Put files into a package and add the manifest; the same files make the same bytes."""
    return packed({**contents, MANIFEST: manifest(contents)})


def manifest(contents: Mapping[str, bytes]) -> bytes:
    """Name every file with its SHA-256 and its size, and what whoever repeats the count should have."""
    return document(
        {
            "format": FORMAT,
            "files": {
                name: {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
                for name, content in contents.items()
            },
            "made_with": made_with(),
        }
    )


def made_with() -> dict[str, str]:
    """Say which versions count here. The same bytes are promised for the same versions (docs/adr/0008)."""
    return {PRODUCT: version(PRODUCT), "python": platform.python_version(), "numpy": np.__version__}
