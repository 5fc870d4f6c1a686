"""T22: whatever people write stays words in every file, for openpyxl, for LibreOffice, and back to the byte."""

import csv
import io
import subprocess
from itertools import product
from pathlib import Path

import openpyxl
import pytest

from sfc_workshop.documents import layout_xlsx
from sfc_workshop.documents.sheets import Column, Sheet, comma_separated, workbook
from tests.documents.test_layouts import laid_out
from tests.domain.test_official_forms import plan, project

pytestmark = pytest.mark.slow
BEGINNINGS = ("=", "+", "-", "@", "\t=", " =", "＝", "'=")
BODIES = ("1+1", "SUM(A1:A9)", 'HYPERLINK("http://x.th")', "cmd|' /C calc'!A0", "WEBSERVICE(A1)", "ผลรวม")
PAYLOADS = [begin + body for begin, body in product(BEGINNINGS, BODIES)]
SECONDS = 240


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """A table with a number beside each payload, as workbook and as CSV, and a form with payloads everywhere."""
    sheet = Sheet("ข้อมูล", [Column("คำ"), Column("จำนวน")], [[words, -5] for words in PAYLOADS])
    words = ("objective", "output", "kpi", "expected", "agency")
    told = plan(*[project(one, **dict.fromkeys(words, one)) for one in PAYLOADS])
    return {
        "table.xlsx": workbook([sheet]),
        "form.xlsx": layout_xlsx.workbook(laid_out("a", "02", told)),
        "table.csv": comma_separated(sheet),
    }


def test_there_are_as_many_as_the_promise_names():
    assert len(set(PAYLOADS)) >= 40


def test_openpyxl_finds_words_where_words_were_written(files):
    for name in ("table.xlsx", "form.xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(files[name]))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
        assert {cell.value for cell in cells} >= {words for words in PAYLOADS if words == words.strip()}
    numbers = openpyxl.load_workbook(io.BytesIO(files["table.xlsx"])).active["B"][1:]
    assert {(cell.data_type, cell.value) for cell in numbers} == {("n", -5)}


def test_libreoffice_computes_nothing(files, tmp_path: Path):
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path / 'profile'}", "--headless", "--convert-to", "fods"]
    paths = [tmp_path / name for name in files]
    subprocess.run([*command, "--outdir", tmp_path, *paths[:2]], check=True, timeout=SECONDS, capture_output=True)
    opened = tmp_path / "csv"
    utf_8 = "--infilter=CSV:44,34,76"
    subprocess.run([*command, utf_8, "--outdir", opened, paths[2]], check=True, timeout=SECONDS, capture_output=True)
    for path in (tmp_path / "table.fods", tmp_path / "form.fods", opened / "table.fods"):
        said = path.read_text(encoding="utf-8")
        assert "table:formula" not in said, path
        assert "ผลรวม" in said, path
        assert "-5" in said or path.stem == "form"


def test_the_guard_of_a_csv_comes_off_to_the_byte_and_numbers_have_none(files):
    rows = list(csv.reader(io.StringIO(files["table.csv"].decode("utf-8-sig"), newline="")))[1:]
    for words, (said, number) in zip(PAYLOADS, rows, strict=True):
        assert number == "-5"
        assert (said[1:] if said.startswith("'") else said) == words
        assert said[0] not in "=+-@\t\r"
