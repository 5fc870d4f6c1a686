"""How files are put into one ZIP, always in the same bytes, and how such a ZIP is read; knows no feature.

Nothing is compressed, for what a compressor makes of the same bytes differs from version to version. So an
archive can be made again from its contents, and whoever does so finds every byte that was changed, those of
its own headers too. And a small archive can never become a large one.
"""

import io
import re
import struct
import zipfile
from collections.abc import Mapping
from typing import Final

LARGEST: Final = 256 * 1024 * 1024
MOST_FILES: Final = 20
LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)  # every archive has the same day, the first one a ZIP knows
_UNIX, _READABLE, _VERSION = 3, 0o644 << 16, 20
_ENCRYPTED: Final = 0x1
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_END: Final = struct.Struct("<4sHHHHIIH")  # signature, disks, entries, size and place of the directory, comment
_DIRECTORY_LARGEST: Final = MOST_FILES * 200
_BROKEN: Final = (
    zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, OverflowError, struct.error, OSError,
)  # fmt: skip


class BadArchive(ValueError):
    """Not an archive as packed() makes it; the words are an English sentence."""


def packed(files: Mapping[str, bytes]) -> bytes:
    """Put files into an archive, sorted by name.

    files:  {name: content}; plain names, no folders.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.create_system, entry.external_attr = _UNIX, _READABLE
            entry.create_version = entry.extract_version = _VERSION
            archive.writestr(entry, files[name])
    return buffer.getvalue()


def unpacked(raw: bytes) -> dict[str, bytes]:
    """Take the files out of an archive that packed() made; nothing is written anywhere.

    How many files there are is read before they are listed, and how large each is before it is read.

    raises:  BadArchive.
    """
    _look_at_the_end(raw)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            entries = archive.infolist()
            _look_at_entries(entries, len(raw))
            files = {entry.filename: archive.read(entry) for entry in entries}
    except BadArchive:
        raise
    except _BROKEN as error:
        raise BadArchive(f"The file is damaged and cannot be taken apart ({error}).") from None
    if packed(files) != raw:
        raise BadArchive("The file was changed: its own contents make an archive of other bytes.")
    return files


def _look_at_the_end(raw: bytes) -> None:
    """Refuse what is no archive, is cut off, or has more entries than we ever write."""
    if len(raw) > LARGEST:
        raise BadArchive(f"The file is larger than the {LARGEST // 1024**2} MB that are read.")
    if not raw.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        raise BadArchive("The file is not a ZIP archive.")
    end = raw[-_END.size :]
    if len(end) < _END.size or not end.startswith(b"PK\x05\x06"):
        raise BadArchive("The file does not end as an archive does: it was cut off, or something was added.")
    _, _, _, here, entries, size, _, _ = _END.unpack(end)
    if not 0 < entries <= MOST_FILES or here != entries or size > _DIRECTORY_LARGEST:
        raise BadArchive(f"The archive says it has {entries} entries; one to {MOST_FILES} are expected.")


def _look_at_entries(entries: list[zipfile.ZipInfo], whole: int) -> None:
    """Refuse names that lead elsewhere or come twice, and contents that are hidden or larger than they look."""
    names: set[str] = set()
    for entry in entries:
        if _NAME.fullmatch(entry.filename) is None:
            raise BadArchive(f"The archive holds a file with a name that is not allowed: {entry.filename[:100]!r}.")
        if entry.filename in names:
            raise BadArchive(f"The archive holds {entry.filename} twice.")
        if entry.flag_bits & _ENCRYPTED:
            raise BadArchive(f"The file {entry.filename} in the archive is encrypted.")
        if entry.compress_type != zipfile.ZIP_STORED or entry.compress_size != entry.file_size:
            raise BadArchive(f"The file {entry.filename} in the archive is compressed; packages never are.")
        names.add(entry.filename)
    if sum(entry.file_size for entry in entries) > whole:
        raise BadArchive("The archive says it holds more than there is.")
