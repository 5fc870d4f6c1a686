"""The anchor of the audit log: a small file outside the database that names its newest entry.

A chain shows that an entry was changed. It does not show that its end was cut off, for what is left of it still
holds; whoever knows the newest entry sees that too. Why it is kept so: docs/adr/0014.
"""

import fcntl
import os
import re
from pathlib import Path
from typing import NamedTuple

_LINE = re.compile(r"([1-9][0-9]{0,17}) ([0-9a-f]{64})\n")


class Anchor(NamedTuple):
    """The newest entry as somebody outside the log remembers it."""

    number: int
    hash: str


class AnchorIsUnreadable(Exception):
    """The file is there and holds no anchor."""


def kept(path: Path) -> Anchor | None:
    """Read the anchor; None where none was ever written.

    raises:  AnchorIsUnreadable.
    """
    try:
        found = _LINE.fullmatch(path.read_text(encoding="ascii"))
    except FileNotFoundError:
        return None
    except ValueError:
        found = None
    if found is None:
        raise AnchorIsUnreadable(path)
    return Anchor(int(found[1]), found[2])


def advance(path: Path, anchor: Anchor) -> None:
    """Put a newer anchor in the place of an older one: whole or not at all, and never back.

    Several servers may come at once and in any order; the greatest number stays.

    raises:  OSError, AnchorIsUnreadable.
    """
    with path.with_name(f"{path.name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        old = kept(path)
        if old is not None and old.number >= anchor.number:
            return
        new = path.with_name(f"{path.name}.new")
        with new.open("w", encoding="ascii") as file:
            file.write(f"{anchor.number} {anchor.hash}\n")
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
