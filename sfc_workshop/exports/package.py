"""The files with which anybody can recount: config.json, ballots.jsonl, result.json."""

import io
import zipfile

from sfc_workshop.domain.ballot_file import BALLOTS, write_ballots
from sfc_workshop.domain.config_file import CONFIG, write_round
from sfc_workshop.domain.counting import count
from sfc_workshop.domain.publishing import Published
from sfc_workshop.domain.result_file import write_result

RESULT = "result.json"
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # so that the same content makes the same bytes


def files(published: Published) -> dict[str, bytes]:
    """Write the three files by name."""
    return {
        CONFIG: write_round(published.round),
        BALLOTS: b"".join(write_ballots(published.ballots)),
        RESULT: write_result(count(published.round, published.ballots)),
    }


def zipped(published: Published) -> bytes:
    """Put the three files into one."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files(published).items():
            archive.writestr(zipfile.ZipInfo(name, LONG_AGO), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
