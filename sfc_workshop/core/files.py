"""Files that were made for somebody to fetch."""

from pathlib import Path


def put(path: Path, content: bytes) -> None:
    """Write a file at once: whoever fetches it has all of it or nothing."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(content)
    unfinished.replace(path)
