"""What stands in a PDF is found by whoever searches it, in Thai."""

import io
import subprocess
from pathlib import Path

import pdfplumber
import pytest
import typst

from sfc_workshop.documents import pdf as maker
from sfc_workshop.documents.pdf_text import readable

WORDS = (
    "เพื่อเพิ่มพื้นที่จำหน่ายท้องถิ่น พ.ศ. น้ำ ที่ ทิ้ง สิ่ง นี้ ป่า ปั้น ญี่ปุ่น ผู้ กตัญญู ฐาน ปู่ กำ ทำ ฎีกา ฤดู ๆ ๑๒๓ ก็ การณ์ ซื้อ เปิ้ล "
    "ฟ้า ป๊า โน้ต ก๋วยเตี๋ยว ดำเนินการ จำนวน น้ำท่วม ไม้ไผ่ ใต้ฝุ่น"
)
SECONDS = 60


def searched(content: bytes, folder: Path) -> str:
    (folder / "x.pdf").write_bytes(content)
    said = subprocess.run(
        ["pdftotext", folder / "x.pdf", "-"], capture_output=True, text=True, check=True, timeout=SECONDS
    )
    assert said.stderr == ""
    return said.stdout


@pytest.mark.parametrize("source", ["= {}", "*{}*", "#text(size: 8pt)[{}]", "#table(columns: 2cm, [{}])"])
def test_every_word_is_found_as_it_was_written(source, tmp_path):
    content = maker.pdf(source.replace("{}", WORDS), {}, title="x")
    found = searched(content, tmp_path)
    joined = "".join(found.split())
    assert [word for word in WORDS.split() if word not in joined] == []
    assert joined.rstrip("\f") == "".join(WORDS.split())


def test_programs_that_read_letter_by_letter_find_them_in_order():
    with pdfplumber.open(io.BytesIO(maker.pdf(WORDS, {}, title="x"))) as pages:
        letters = "".join(char["text"] for char in pages.pages[0].chars)
    in_parts = {"้ำ": "ํ้า", "่ำ": "ํ่า", "ำ": "ํา"}  # drawn as a ring and a vowel, with the tone mark between them
    wanted = WORDS
    for whole, parts in in_parts.items():
        wanted = wanted.replace(whole, parts)
    assert "".join(letters.split()) == "".join(wanted.split())


def test_pages_look_as_before(tmp_path):
    source = f'#set text(font: "Sarabun", lang: "th")\n= {WORDS}\n*{WORDS}*'.encode()
    before = typst.compile(source, font_paths=[maker.FOLDER], ignore_system_fonts=True)
    pictures = []
    for name, content in (("before", before), ("after", readable(before))):
        (tmp_path / f"{name}.pdf").write_bytes(content)
        command = ["pdftoppm", "-r", "60", "-gray", tmp_path / f"{name}.pdf", tmp_path / name]
        subprocess.run(command, check=True, timeout=SECONDS)
        pictures.append((tmp_path / f"{name}-1.pgm").read_bytes())
    assert pictures[0] == pictures[1]
