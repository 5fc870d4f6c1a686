"""Bytes become cells, or a sentence: hostile, broken, locked, old and foreign files."""

import io
import struct
import time
import tracemalloc
import zipfile
import zlib

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sfc_workshop.domain.project_cells import Odd
from sfc_workshop.imports.workbooks import LARGEST_FILE, NotATable, read_table_file
from tests.imports.tables import block, project, workbook

GOOD = workbook(("ผ.02", block(project(1, "ก", 1_000_000))))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def repacked(change):
    """The good workbook with parts changed or added: change(name, content) gives new content, or None."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return buffer.getvalue()


def added(**parts):
    buffer = io.BytesIO(GOOD)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


def bomb():
    """About one megabyte that unpacks to a gigabyte: one packed block, again and again."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(b" " * 4 * 1024**2) + packer.flush(zlib.Z_FULL_FLUSH)
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, block * 256 + packer.flush() if name.endswith("sheet1.xml") else old.read(name))
    raw = bytearray(buffer.getvalue())
    at = raw.rindex(b"PK\x01\x02", 0, raw.rindex(b"sheet1.xml"))
    raw[at + 10 : at + 12] = struct.pack("<H", zipfile.ZIP_DEFLATED)
    raw[at + 24 : at + 28] = struct.pack("<I", 1024**3)
    return bytes(raw)


def lying_bomb(raw):
    """The same, saying in its directory that it is small, with the sum that fits the little it says to be."""
    at = raw.rindex(b"PK\x01\x02", 0, raw.rindex(b"sheet1.xml"))
    check = struct.pack("<I", zlib.crc32(b" " * 1000))
    return raw[: at + 16] + check + raw[at + 20 : at + 24] + struct.pack("<I", 1000) + raw[at + 28 :]


def many_parts():
    """A directory of a hundred thousand names for one and the same part."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo("x00000"), b"")
    raw = buffer.getvalue()
    at, end = raw.index(b"PK\x01\x02"), raw.index(b"PK\x05\x06")
    entries = b"".join(raw[at:end].replace(b"x00000", b"x%05d" % number) for number in range(100_000))
    sizes = struct.pack("<HHIIH", 0xFFFF, 0xFFFF, len(entries), at, 0)
    return raw[:at] + entries + b"PK\x05\x06" + bytes(4) + sizes


def laughs(name, content):
    if name != "xl/sharedStrings.xml":
        return content
    entities = b"".join(b'<!ENTITY l%d "%s">' % (n + 1, b"&l%d;" % n * 10) for n in range(9))
    return b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">' + entities + b"]><sst><si><t>&l9;</t></si></sst>"


def hidden_laughs(name, content):
    """Entities in an encoding in which the declaration does not read as such."""
    return (
        laughs(name, content).decode().replace("1.0", '1.0" encoding="utf-16').encode("utf-16")
        if (name == "xl/sharedStrings.xml")
        else content
    )


def outside(name, content):
    if name != "xl/sharedStrings.xml":
        return content
    return (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><sst><si><t>&e;</t></si></sst>'
    )


def rows(count):
    return workbook(("x", [["โครงการ", "2566"], *([f"ก {n}", n] for n in range(count - 1))]))


@pytest.fixture(scope="module")
def big():
    return bomb()


def sheet_of(content):
    """A workbook whose first sheet has this in place of its rows."""
    begin = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    return repacked(lambda name, old: begin + content + b"</worksheet>" if name.endswith("sheet1.xml") else old)


def strings(name, content):
    if name != "xl/sharedStrings.xml":
        return content
    begin = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    return begin + b"<si><t>a</t></si>" * 900_000 + b"</sst>"


HOSTILE = {
    "a million cells in a row": lambda _big: sheet_of(
        b'<sheetData><row r="1">' + b"<c><v>1</v></c>" * 1_000_000 + b"</row></sheetData>"
    ),
    "a row that never ends": lambda _big: sheet_of(b"<sheetData><row><c/>" + b"<c/>" * 200_000),
    "a million boxes in each other": lambda _big: sheet_of(b"<a>" * 1_000_000 + b"</a>" * 1_000_000),
    "a million strings": lambda _big: repacked(strings),
    "a bomb": lambda big: big,
    "a bomb that says it is small": lying_bomb,
    "a hundred thousand parts": lambda _big: many_parts(),
    "entities": lambda _big: repacked(laughs),
    "entities in another encoding": lambda _big: repacked(hidden_laughs),
    "a file of the server": lambda _big: repacked(outside),
    "10,001 rows": lambda _big: rows(10_001),
    "no sheet": lambda _big: repacked(lambda name, content: None if "worksheets" in name else content),
    "a broken sheet": lambda _big: repacked(lambda name, content: content[:300] if "worksheets/s" in name else content),
    "cut in half": lambda _big: GOOD[: len(GOOD) // 2],
    "a document": lambda _big: repacked(lambda name, content: None if "xl/" in name else content),
    "a password": lambda _big: OLE + "EncryptedPackage".encode("utf-16-le"),
    "an old workbook": lambda _big: OLE + "Workbook".encode("utf-16-le"),
    "a picture": lambda _big: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
    "a PDF": lambda _big: b"%PDF-1.7\n" + bytes(range(256)),
    "a web page": lambda _big: b"<html><table><tr><td>1</td></tr></table></html>",
    "nothing": lambda _big: b"",
    "blanks": lambda _big: b" \r\n \n",
    "only commas": lambda _big: b",,,\n,,,\n",
    "50 MB": lambda _big: b"a,b\n" * (50 * 1024 * 1024 // 4),
    "loose quotation marks": lambda _big: 'โครงการ,2566\n"ก,5\n'.encode(),
}


@pytest.fixture(scope="module", params=HOSTILE)
def hostile(request, big):
    return HOSTILE[request.param](big)


def test_what_is_no_table_is_refused_in_a_sentence_within_a_second(hostile, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    began = time.process_time()
    with pytest.raises(NotATable) as refused:
        read_table_file(hostile)
    assert time.process_time() - began <= 1  # of this process alone: others may be busy
    assert str(refused.value).endswith(".")
    assert list(tmp_path.iterdir()) == []


def test_refusing_takes_little_memory(hostile):
    tracemalloc.start()
    try:
        with pytest.raises(NotATable):
            read_table_file(hostile)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak <= 100 * 1024**2


def test_names_that_lead_elsewhere_write_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    raw = added(**{"..__..__evil.xml": b"<x/>", "__tmp__evil.xml": b"<x/>"})
    (sheet,) = read_table_file(raw)
    assert sheet.name == "ผ.02"
    assert list(tmp_path.iterdir()) == []


def test_a_sheet_that_points_at_a_huge_picture_is_refused():
    buffer = io.BytesIO(repacked(lambda name, content: content.replace(b"worksheets/sheet1.xml", b"media/a.png")))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/a.png", b" " * 100 * 1024**2)
    with pytest.raises(NotATable):
        read_table_file(buffer.getvalue())


def test_two_cells_far_apart_take_no_room():
    book = openpyxl.Workbook()
    book.active["A1"] = "โครงการ"
    book.active["XFD1048576"] = 5
    book.active["B1048576"] = "ข"
    buffer = io.BytesIO()
    book.save(buffer)
    (sheet,) = read_table_file(buffer.getvalue())
    assert [(number, len(cells)) for number, cells in sheet.rows] == [(1, 1), (1048576, 2)]


def test_formulas_errors_dates_and_merged_cells_are_told_apart():
    book = openpyxl.Workbook()
    page = book.active
    page.append(["=1+1", "#REF!", "x"])
    page["D1"] = __import__("datetime").date(2026, 1, 31)
    page["E1"] = 5.0
    page["A3"] = "รวม"
    page.merge_cells("A3:A5")
    page["B2"].data_type = "e"
    buffer = io.BytesIO()
    book.save(buffer)
    (sheet,) = read_table_file(buffer.getvalue())
    first = dict(sheet.rows)[1]
    assert first[0] == Odd("formula", "=1+1")
    assert first[1] == Odd("error", "#REF!")
    assert first[3] == Odd("date", "2026-01-31")
    assert first[4] == 5
    assert sheet.merged == [(3, 0, 5, 0)]


def test_the_value_of_a_formula_that_was_saved_is_read():
    buffer = io.BytesIO()
    import xlsxwriter

    with xlsxwriter.Workbook(buffer) as book:
        page = book.add_worksheet("ก")
        page.write_formula(0, 0, "=1+1", None, 2)
    (sheet,) = read_table_file(buffer.getvalue())
    assert sheet.rows == [(1, [2])]


def test_hidden_sheets_are_told():
    book = openpyxl.Workbook()
    book.active.append(["ก"])
    book.create_sheet("ลับ").append(["ข"])
    book["ลับ"].sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    assert [(sheet.name, sheet.hidden) for sheet in read_table_file(buffer.getvalue())] == [
        ("Sheet", False),
        ("ลับ", True),
    ]


TEXT = "ชื่อโครงการ{0}งบประมาณ 2566{0}ตัวชี้วัด\r\nถนน{0}1000{0}'=1+1\r\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874", "tis-620", "utf-16"])
def test_text_tables_are_read_as_spreadsheets_write_them(delimiter, encoding):
    (sheet,) = read_table_file(TEXT.format(delimiter).encode(encoding))
    assert sheet.rows == [(1, ["ชื่อโครงการ", "งบประมาณ 2566", "ตัวชี้วัด"]), (2, ["ถนน", "1000", "=1+1"])]


def test_a_file_as_large_as_may_be_is_read():
    assert read_table_file(b"a,b\n" + b'"' + b"x" * (LARGEST_FILE // 400) + b'",1\n')


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_a_sentence(raw):
    _read(raw)
    _read(b"PK\x03\x04" + raw)


@settings(max_examples=80, deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=8), st.booleans())
def test_a_workbook_with_other_bytes_is_a_table_or_a_sentence(at, other, cut):
    _read(GOOD[:at] + other + (b"" if cut else GOOD[at + len(other) :]))


SHEET = zipfile.ZipFile(io.BytesIO(GOOD)).read("xl/worksheets/sheet1.xml")


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, len(SHEET) - 1), st.sampled_from([b"9" * 400, b"<", b"&#0;", b"", b't="s"', b"-1", b"1e999", b"NaN"])
)
def test_a_sheet_with_other_markup_is_a_table_or_a_sentence(at, other):
    changed = SHEET[:at] + other + SHEET[at + len(other) :]
    _read(repacked(lambda name, content: changed if name == "xl/worksheets/sheet1.xml" else content))


def _read(raw):
    try:
        sheets = read_table_file(raw)
    except NotATable:
        return
    assert sheets
