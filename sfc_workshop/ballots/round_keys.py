"""Round keys: what ties a participant to a ballot while a consultation is open, and nothing afterwards.

A key is a file, never a row: it is in no backup of the database, and destroying it cuts the tie for good.
"""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from flask import current_app
from flask_babel import lazy_gettext as _l

from sfc_workshop.core.refusals import Refused


class KeyIsMissing(Refused):
    """The key of an open consultation is not where it should be; voting must wait for it."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            _l("Answers cannot be taken just now, because a part of this server is missing. Please try again later.")
        )


def make(public_id: str) -> None:
    """Make the key of a consultation that opens; one that exists is kept."""
    path = _path(public_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(32))
        file.flush()
        os.fsync(file.fileno())


def exists(public_id: str) -> bool:
    """Say whether the key is still there."""
    return _path(public_id).exists()


def all_kept() -> list[str]:
    """List the consultations whose keys are still there."""
    return [path.stem for path in Path(current_app.config["KEYS_DIR"]).glob("*.key")]


def ballot_ref(public_id: str, digest: str) -> str:
    """Name a participant inside the ballot box of one consultation.

    raises: KeyIsMissing where the key has been destroyed or not been brought along.
    """
    return hmac.new(_key(public_id), digest.encode(), hashlib.sha256).hexdigest()


def fingerprint(public_id: str, ballots: str) -> str:
    """Tell ballots from others while the consultation is open; without the key nobody can try which they were.

    raises: KeyIsMissing as ballot_ref() does.
    """
    return hmac.new(_key(public_id), b"ballots " + ballots.encode(), hashlib.sha256).hexdigest()


def destroy(public_id: str) -> None:
    """Overwrite and delete the key; doing it twice is doing it once."""
    path = _path(public_id)
    try:
        with path.open("r+b") as file:
            file.write(bytes(32))
            file.flush()
            os.fsync(file.fileno())
    except FileNotFoundError:
        return
    path.unlink(missing_ok=True)


def _key(public_id: str) -> bytes:
    try:
        return _path(public_id).read_bytes()
    except FileNotFoundError:
        raise KeyIsMissing from None


def _path(public_id: str) -> Path:
    return Path(current_app.config["KEYS_DIR"]) / f"{public_id}.key"
