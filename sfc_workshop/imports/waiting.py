"""The cells of a file while it waits: one file of a random name in the instance folder, never in reach of the web.

The file itself is not kept, only what it says.
"""

import contextlib
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from flask import current_app

from sfc_workshop.domain.project_cells import Cell, Odd, Sheet


def keep(upload_id: str, sheets: list[Sheet]) -> None:
    """Put the cells down under the id of their upload."""
    path = _path(upload_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(orjson.dumps([asdict(sheet) for sheet in sheets]))


def sheets_of(upload_id: str) -> list[Sheet] | None:
    """Read the cells of an upload, or None once they are erased."""
    try:
        raw = _path(upload_id).read_bytes()
    except FileNotFoundError:
        return None
    return [
        Sheet(
            one["name"],
            [(number, [_cell(cell) for cell in cells]) for number, cells in one["rows"]],
            [tuple(place) for place in one["merged"]],
            hidden=one["hidden"],
        )
        for one in orjson.loads(raw)
    ]


def erase(upload_id: str) -> None:
    """Erase the cells of an upload."""
    _path(upload_id).unlink(missing_ok=True)


def erase_old(before: datetime) -> None:
    """Erase whatever was put down before a moment, also what a broken transaction left behind."""
    for path in _path("").parent.glob("*.json"):
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime < before.timestamp():
                path.unlink()


def _cell(value: Any) -> Cell:
    return Odd(**value) if isinstance(value, dict) else value


def _path(upload_id: str) -> Path:
    return Path(current_app.config["SETTINGS"].instance) / "imports" / f"{upload_id}.json"
