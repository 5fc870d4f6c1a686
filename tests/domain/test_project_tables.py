"""Rows become projects: the forms as cities print them, and tables of their own."""

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sfc_workshop.domain.project_cells import Odd, Sheet, Wrong
from sfc_workshop.domain.project_tables import (
    Entry,
    likely_heads,
    read_sheet,
    same_names,
    settle_horizons,
)
from sfc_workshop.domain.project_words import FIELDS, Vocabulary
from tests.imports.tables import HEADS, UNITS, YEARS, block, project

REFERENCE = Path(__file__).resolve().parents[2] / "sfc_workshop" / "reference"


def rows_of(name):
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return [tuple(row) for row in list(csv.reader(file))[1:]]


WORDS = Vocabulary(rows_of("import-words.csv"), rows_of("programmes.csv"))


def read(rows, words=WORDS, **sheet):
    return read_sheet(Sheet("แผ่น 1", [(at, list(row)) for at, row in enumerate(rows, 1)], **sheet), words)


def wrongs(found):
    return [(fault.wrong, fault.row, fault.column) for fault in found.faults]


def test_a_page_of_form_02_is_read_with_what_stands_over_it():
    found = read(block(project(1, "โครงการก่อสร้างถนน", 1_000_000, "-", None, "๕๐๐,๐๐๐")))
    (entry,) = found.entries
    assert found.faults == []
    assert entry.title == "โครงการก่อสร้างถนน"
    assert entry.budget == {2566: 1_000_000, 2567: 0, 2569: 500_000}
    assert entry.names["strategy"] == ("ยุทธศาสตร์การพัฒนาเมืองน่าอยู่", "")
    assert entry.names["tactic"] == ("กลยุทธ์ปรับปรุงโครงสร้างพื้นฐาน", "")
    assert entry.names["division"] == ("สำนักช่าง", "")
    assert entry.programmes == ("00310",)
    assert entry.form_kind == "02"
    assert [(one.line, one.number) for one in entry.alignments] == [
        ("national", "5"), ("milestone", "8"), ("sdg", "11"), ("province", "2"), ("locality", "1"),
    ]  # fmt: skip
    assert entry.alignments[0].title.startswith("ด้านการสร้าง")


def test_blocks_stand_one_under_another_and_closing_rows_are_no_projects():
    found = read(
        block(project(1, "ก", 1), project(2, "ข", 2))
        + block(
            project(1, "ค", 3),
            strategy="2. ยุทธศาสตร์ที่ 2 ด้านการศึกษา",
            tactic=None,
            programme="(2) แผนงานการศึกษา",
            code="แบบ ผ.02/1",
        )
        + [HEADS, YEARS, UNITS, project(2, "ง", 4), ["รวม 2 โครงการ", None, None, None, 7]]
    )
    assert found.faults == []
    assert [(e.title, e.form_kind, e.programmes, e.names["tactic"][0]) for e in found.entries] == [
        ("ก", "02", ("00310",), "กลยุทธ์ปรับปรุงโครงสร้างพื้นฐาน"),
        ("ข", "02", ("00310",), "กลยุทธ์ปรับปรุงโครงสร้างพื้นฐาน"),
        ("ค", "02/1", ("00210",), ""),
        ("ง", "02/1", ("00210",), ""),
    ]
    assert found.entries[2].names["strategy"] == ("ด้านการศึกษา", "")


def test_development_issues_of_the_newer_forms_are_strategies():
    heads = [
        "ที่",
        "โครงการ",
        "วัตถุประสงค์",
        "เป้าหมาย (ผลผลิตของโครงการ)",
        *[f"งบประมาณ พ.ศ. {y} (บาท)" for y in range(2571, 2576)],
    ]
    found = read([["1. ประเด็นการพัฒนาด้านสิ่งแวดล้อม"], ["แผนงานเคหะและชุมชน"], heads, [1, "ก", "", "", 5, 0, 0, 0, 7]])
    (entry,) = found.entries
    assert entry.names["strategy"] == ("ประเด็นการพัฒนาด้านสิ่งแวดล้อม", "")
    assert (entry.budget[2571], entry.budget[2575], entry.programmes) == (5, 7, ("00240",))


def test_a_project_over_several_rows_is_one():
    found = read(block(project(1, "ก", 10), [None, None, None, None, None, None, None, None, None, "ท่อ 2 แห่ง"]))
    (entry,) = found.entries
    assert entry.texts["kpi_th"] == "ถนน 1 สาย\nท่อ 2 แห่ง"
    assert found.faults == []


def test_money_without_a_name_is_a_fault():
    found = read(block(project(1, "ก", 10), project(2, None, 20)))
    assert [wrong for wrong, _row, _column in wrongs(found)] == [Wrong.NO_NAME]


def test_a_merged_division_is_meant_for_every_project_beside_it():
    rows = block(project(1, "ก", 10), project(2, "ข", 20, division=None), project(3, "ค", 30, division=None))
    first = next(at for at, row in enumerate(rows, 1) if row[1:2] == ["ก"])
    found = read(rows, merged=[(first, 11, first + 1, 11)])
    assert [entry.names["division"][0] for entry in found.entries] == ["สำนักช่าง", "สำนักช่าง", ""]


def test_a_merged_budget_is_counted_once():
    rows = block(project(1, "ก", 10), project(2, "ข"))
    first = next(at for at, row in enumerate(rows, 1) if row[1:2] == ["ก"])
    found = read(rows, merged=[(first, 4, first + 1, 4)])
    assert [entry.budget for entry in found.entries] == [{2566: 10}, {}]


def test_forms_that_list_no_projects_are_left_alone():
    found = read([["แบบ ผ.01"], ["ยุทธศาสตร์", "ปี 2566"], ["แผนงานการศึกษา", 3], ["รวมทั้งสิ้น", 3]])
    assert found.is_other_form
    assert (found.entries, found.faults) == ([], [])


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("แผนงานการรักษาความสงบภายใน", "00120"), ("แผนงานรักษาความสงบภายใน", "00120"),
        ("การพานิชย์", "00330"), ("แผนงานเคหะชุมชน", "00240"), ("เเผนงานการศึกษา", "00210"),
        ("แผนงานการศาสนา วัฒนธรรม และนันทนาการ", "00260"), ("การศาสนา, วัฒนธรรมและนันทนาการ", "00260"),
        ("งบกลาง", "00410"), ("Education", "00210"),
    ],
)  # fmt: skip
def test_programmes_are_known_however_they_are_spelt(written, code):
    assert WORDS.programmes_of(written) == (code,)


@pytest.mark.parametrize(
    "written",
    [
        "ยุทธศาสตร์เมืองน่าอยู่", "1. ยุทธศาสตร์เมืองน่าอยู่", "ยุทธศาสตร์ที่ 1 เมืองน่าอยู่", "ยุทธศาสตร์ที่ ๑: เมือง น่าอยู่",
        "ประเด็นการพัฒนายุทธศาสตร์เมืองน่าอยู่", "2. ประเด็นการพัฒนา เมืองน่าอยู่",
    ],
)  # fmt: skip
def test_a_strategy_is_the_same_however_it_is_headed(written):
    assert WORDS.bare_title(written) == WORDS.bare_title("เมืองน่าอยู่")


def test_several_programmes_stand_in_one_cell():
    assert WORDS.programmes_of("แผนงานการศึกษา\nแผนงานสาธารณสุข") == ("00210", "00220")


def test_an_unknown_programme_is_told_with_the_nearest():
    found = read(block(project(1, "ก", 1), programme="(1) แผนงานอุตสาหกรรมและการโย"))
    (fault,) = found.faults
    assert fault.wrong is Wrong.PROGRAMME
    assert fault.facts["nearest"] == "แผนงานอุตสาหกรรมและการโยธา"


@pytest.mark.parametrize(
    ("heads", "row", "wrong", "column"),
    [
        (["โครงการ", "งบประมาณ 2026"], ["ก", 1], Wrong.COMMON_ERA, 1),
        (["โครงการ", "งบประมาณ"], ["ก", 1], Wrong.NO_YEAR, 1),
        (["โครงการ", "2566", "2566"], ["ก", 1, 2], Wrong.TWICE, 2),
        (["โครงการ", "งบประมาณ 2450"], ["ก", 1], Wrong.NOT_A_YEAR, 1),
        (["โครงการ", "2566"], ["ก", "-5"], Wrong.NEGATIVE, 1),
        (["โครงการ", "2566"], ["ก", "1.25"], Wrong.SATANG, 1),
        (["โครงการ", "2566"], ["ก", 10**11], Wrong.TOO_MUCH, 1),
        (["โครงการ", "2566"], ["ก", Odd("formula", "=A1")], Wrong.FORMULA, 1),
        (["โครงการ", "ระยะ"], ["ก", "เร็ว ๆ นี้"], Wrong.HORIZON, 1),
        (["โครงการ", "แบบ"], ["ก", "ผ.03"], Wrong.FORM, 1),
        (["โครงการ", "ตัวชี้วัด"], ["ก", Odd("date", "2569-03-01")], Wrong.DATE_OF_OTHER_ERA, 1),
        (["โครงการ", "วัตถุประสงค์"], ["ก" * 1001, ""], Wrong.TOO_LONG, 0),
        (["โครงการ", "ฉบับ", "ปีของฉบับ"], ["ก", "เพิ่มเติม", 2026], Wrong.COMMON_ERA, 2),
    ],
)
def test_what_is_wrong_is_told_with_its_row_and_column(heads, row, wrong, column):
    (fault,) = read([heads, row]).faults
    assert (fault.wrong, fault.column) == (wrong, column)
    assert fault.row in (1, 2)


def test_columns_nobody_knows_can_be_named():
    rows = [["ชื่อ-งาน", "เงินปี 2566"], ["ก", 5]]
    assert read(rows).entries == []
    heads = likely_heads(Sheet("x", [(1, rows[0]), (2, rows[1])]), WORDS)
    assert [(head.words, head.year) for head in heads] == [("ชื่อ-งาน", None), ("เงินปี 2566", 2566)]
    told = Vocabulary(
        rows_of("import-words.csv"), rows_of("programmes.csv"), {heads[0].key: "title_th", heads[1].key: "budget"}
    )
    (entry,) = read(rows, told).entries
    assert (entry.title, entry.budget) == ("ก", {2566: 5})


def test_columns_of_the_budget_act_beside_the_plan_are_left_out():
    found = read([["โครงการ", "งบประมาณ 2566", "เทศบัญญัติ 2566"], ["ก", 5, 4]])
    assert found.faults == []
    assert found.entries[0].budget == {2566: 5}


def test_every_field_the_words_name_exists():
    for kind, field, _words in rows_of("import-words.csv"):
        if kind == "field":
            assert field in FIELDS or f"{field}_th" in FIELDS


def entry(title, budget=None, horizon=None, row=1):
    return Entry("x", row, {"title_th": title, "title_en": ""}, {}, budget or {}, (), horizon, "02")


@pytest.mark.parametrize(
    ("budget", "horizon"),
    [
        ({2566: 5, 2567: 5, 2568: 5}, "short"), ({2566: 0, 2567: 1, 2569: 9}, "medium"), ({2575: 1}, "long"),
        ({2560: 1}, "short"), ({2566: 0}, None), ({}, None),
    ],
)  # fmt: skip
def test_a_horizon_is_that_of_the_year_with_most_of_the_money(budget, horizon):
    one = entry("ก", budget)
    left = settle_horizons([one], first_year=2566, short_until=2, medium_until=5, otherwise=None)
    assert one.horizon == horizon
    assert (left == [one]) == (horizon is None)


def test_names_that_are_there_already_are_told():
    entries = [entry("ถนน ก", row=1), entry("ถนน  ก", row=2), entry("ตลาด", row=3)]
    found = same_names(entries, {"ตลาด": "ตลาด"})
    assert [(at, fault.facts["row"]) for at, fault in found] == [(1, 1), (2, 0)]


CELLS = st.one_of(
    st.none(), st.text(max_size=12), st.integers(-5, 3000), st.floats(allow_nan=False),
    st.sampled_from([*HEADS, "2566", 2567, "แบบ ผ.02", "รวม", "1. ยุทธศาสตร์ ก", "แผนงานการศึกษา", "-"]),
    st.just(Odd("formula", "=1")),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(CELLS, max_size=8), max_size=15))
def test_any_rows_are_read_and_every_amount_is_whole_and_in_its_row(rows):
    found = read(rows)
    for one in found.entries:
        assert one.title
        assert all(baht >= 0 for baht in one.budget.values())
        assert 1 <= one.row <= len(rows)
    assert all(fault.row is None or 1 <= fault.row <= len(rows) for fault in found.faults)
