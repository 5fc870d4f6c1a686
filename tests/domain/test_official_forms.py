"""The forms as they are laid out: header lines, columns, sums, what is left out of them."""

import tomllib

import pytest

from sfc_workshop.config import PACKAGE
from sfc_workshop.domain.form_layout import Head, Kind, digits, in_thai_digits, placed, shown
from sfc_workshop.domain.form_template import changed, template_of
from sfc_workshop.domain.official_forms import FormPlan, FormProject, Heading, form
from tests.exports.made_plans import PLACE, YEARS, made_plan, plain_counts, plain_sums

SETS = {
    name: template_of(tomllib.loads((PACKAGE / "reference/forms" / f"set-{name}.toml").read_text("utf-8")))
    for name in "ab"
}
ROADS = Heading((0, "00310"), "", "แผนงานอุตสาหกรรมและการโยธา")
HEALTH = Heading((0, "00220"), "", "แผนงานสาธารณสุข")
FIRST = Heading((1, ""), "1", "ยุทธศาสตร์การพัฒนาเมือง", {"sdg": ("11", "เมืองและชุมชนยั่งยืน")})
TACTIC = Heading((2, ""), "1.2", "พัฒนาถนน")


def project(title="ถนน", kind="02", baht=None, levels=None, **words):
    at = {"strategy": FIRST, "tactic": TACTIC, "programme": ROADS} if levels is None else levels
    return FormProject(kind, {"title": title, **words}, {2566: 100} if baht is None else baht, at)


def plan(*projects, edition="first"):
    return FormPlan(YEARS, PLACE, edition, 2, 2567, projects)


def cells_of(section, kind):
    return [row.cells for row in section.rows if row.kind is kind]


def test_form_02_of_set_a_has_the_lines_and_columns_laid_down():
    made = form(plan(project()), SETS["a"], "02")
    assert made.code == "แบบ ผ.02"
    assert made.titles == (
        "รายละเอียดโครงการพัฒนา",
        "แผนพัฒนาท้องถิ่น (พ.ศ. 2566 - 2570)",
        "เทศบาลเมืองทดสอบ อำเภอเมืองทดสอบ จังหวัดทดสอบ",
    )
    [section] = made.sections
    assert [(line.words, line.indent) for line in section.lines] == [
        ("ก.ยุทธศาสตร์ชาติ 20 ปี ยุทธศาสตร์ที่ ........ ........", 0),
        ("ข.แผนพัฒนาเศรษฐกิจและสังคมแห่งชาติ ฉบับที่ 13 หมุดหมายที่ ........ ........", 0),
        ("ค.Sustainable Development Goals : SDGs เป้าหมายที่ 11 เมืองและชุมชนยั่งยืน", 0),
        ("ง.ยุทธศาสตร์จังหวัดที่ ........ ........", 0),
        ("จ.ยุทธศาสตร์การพัฒนาของ อปท. ในเขตจังหวัดที่ ........ ........", 0),
        ("1. ยุทธศาสตร์การพัฒนาเมือง", 0),
        ("1.2 กลยุทธ์พัฒนาถนน", 1),
        ("(1) แผนงานอุตสาหกรรมและการโยธา", 2),
    ]
    first, years, units = made.head
    assert [cell.words for cell in first] == [
        "ที่", "โครงการ", "วัตถุประสงค์", "เป้าหมาย (ผลผลิตของโครงการ)", "งบประมาณ",
        "ตัวชี้วัด (KPI)", "ผลที่คาดว่าจะได้รับ", "หน่วยงานรับผิดชอบหลัก",
    ]  # fmt: skip
    assert [cell.words for cell in years] == ["2566", "2567", "2568", "2569", "2570"]
    assert {cell.words for cell in units} == {"(บาท)"}
    assert first[4] == Head("งบประมาณ", across=5)
    assert len(made.columns) == 12
    assert made.footer == "แผนพัฒนาท้องถิ่น (พ.ศ. 2566 - 2570) เทศบาลเมืองทดสอบ"


def test_set_b_sorts_by_development_issue_and_has_no_indicator():
    made = form(plan(project()), SETS["b"], "02")
    assert [line.words for line in made.sections[0].lines] == [
        "1. ประเด็นการพัฒนายุทธศาสตร์การพัฒนาเมือง",
        "(1) แผนงานอุตสาหกรรมและการโยธา",
    ]
    assert [cell.words for cell in made.head[0]] == [
        "ที่", "โครงการ", "วัตถุประสงค์", "เป้าหมาย (ผลผลิตของโครงการ)", "งบประมาณ",
        "ผลที่คาดว่าจะได้รับ", "หน่วยงานรับผิดชอบหลัก",
    ]  # fmt: skip
    assert made.titles[0] == "บัญชีรายละเอียดโครงการพัฒนาท้องถิ่น"
    assert made.head[1][0].words == "พ.ศ. 2566"


def test_a_later_edition_is_named_and_says_why():
    made = form(plan(project(reason="ตามมติประชาคม"), edition="change"), SETS["a"], "02")
    assert made.titles[1] == "แผนพัฒนาท้องถิ่น (พ.ศ. 2566 - 2570) เปลี่ยนแปลง ครั้งที่ 2/2567"
    assert made.head[0][-1].words == "เหตุผลความจำเป็น"
    assert made.sections[0].rows[0].cells[-1] == "ตามมติประชาคม"


def test_a_project_is_counted_in_each_year_it_has_money_in():
    made = form(plan(project(baht={2566: 100, 2567: 0, 2568: 50}), project(baht={})), SETS["a"], "01")
    total = made.sections[0].rows[-1]
    assert (total.kind, total.cells) == (Kind.TOTAL, ("รวมทั้งสิ้น", 1, 100, 0, 0, 1, 50, 0, 0, 0, 0, 2, 150))
    assert made.notes == (
        ("จำนวนโครงการ (นับโครงการละหนึ่งครั้ง)", "2 โครงการ"),
        ("โครงการที่ไม่มีงบประมาณในช่วงปีของแผน", "1 โครงการ"),
    )


def test_form_01_has_thirteen_columns_and_a_line_for_each_strategy():
    made = form(plan(project(), project(levels={"programme": HEALTH})), SETS["a"], "01")
    assert len(made.columns) == 13
    assert [cell.words for cell in made.head[0]] == [
        "ยุทธศาสตร์ / แผนงาน", "ปี 2566", "ปี 2567", "ปี 2568", "ปี 2569", "ปี 2570", "รวม 5 ปี",
    ]  # fmt: skip
    assert [cell.words for cell in made.head[1]] == ["จำนวนโครงการ", "งบประมาณ (บาท)"] * 5 + [
        "จำนวนโครงการ",
        "งบรวม (บาท)",
    ]
    assert [(row.kind.value, row.cells[0]) for row in made.sections[0].rows] == [
        ("band", "ยุทธศาสตร์: ยุทธศาสตร์การพัฒนาเมือง"),
        ("entry", "แผนงานอุตสาหกรรมและการโยธา"),
        ("sum", "รวม"),
        ("band", "ไม่ระบุยุทธศาสตร์"),
        ("entry", "แผนงานสาธารณสุข"),
        ("sum", "รวม"),
        ("total", "รวมทั้งสิ้น"),
    ]


def test_what_others_are_asked_for_is_no_part_of_the_citys_total():
    made = form(plan(project(), project(kind="02/2", baht={2566: 7_000})), SETS["a"], "01")
    assert made.sections[0].rows[-1].cells[2] == 100
    assert made.notes[-1] == ("โครงการที่เกินศักยภาพ (ผ.02/2) ไม่รวมในยอดข้างต้น", "1 โครงการ งบประมาณ 7,000 บาท")


def test_projects_without_a_strategy_are_printed_in_one_block_at_the_end():
    made = form(plan(project("ก", levels={}), project("ข"), project("ค", levels={})), SETS["a"], "02")
    assert [section.name for section in made.sections] == ["1.2 (1)", "- (-)"]
    last = made.sections[-1]
    assert [line.words for line in last.lines][-3:] == ["ไม่ระบุยุทธศาสตร์", "ไม่ระบุกลยุทธ์", "ไม่ระบุแผนงาน"]
    assert [row.cells[:2] for row in last.rows[:2]] == [(2, "ก"), (3, "ค")]


def test_tables_are_closed_by_their_money_and_their_number_of_projects():
    made = form(plan(project(), project(baht={2566: 5, 2570: 6})), SETS["a"], "02")
    money, count = cells_of(made.sections[0], Kind.SUM)
    assert money == ("รวมงบประมาณ", None, None, None, 105, 0, 0, 0, 6, None, None, None)
    assert count == ("รวมจำนวนโครงการ", None, None, None, 2, 0, 0, 0, 1, None, None, None)


@pytest.mark.parametrize("name", ["a", "b"])
@pytest.mark.parametrize("seed", range(5))
def test_every_form_adds_up_to_what_the_projects_cost(name, seed):
    told = made_plan(150, seed=seed)
    for kind in ("02", "02/1", "02/2"):
        made = form(told, SETS[name], kind)
        begin = [column.key for column in made.columns].index("baht 2566")
        closings = [cells_of(section, Kind.SUM) for section in made.sections]
        for at, year in enumerate(YEARS, start=begin):
            assert sum(money[at] for money, _count in closings) == plain_sums(told, kind)[year]
            assert sum(count[at] for _money, count in closings) == plain_counts(told, kind)[year]
        entries = [cells for section in made.sections for cells in cells_of(section, Kind.ENTRY)]
        assert [cells[0] for cells in entries] == list(range(1, len(entries) + 1))
    summary = form(told, SETS[name], "01").sections[0]
    [total] = cells_of(summary, Kind.TOTAL)
    sums, counts = (plain(told, "02", "02/1") for plain in (plain_sums, plain_counts))
    assert list(total[1:-2]) == [number for year in YEARS for number in (counts[year], sums[year])]
    assert total[-2:] == (counts.total(), sums.total())
    for at in range(1, 13):
        assert sum(cells[at] for cells in cells_of(summary, Kind.ENTRY)) == total[at]
        assert sum(cells[at] for cells in cells_of(summary, Kind.SUM)) == total[at]


def test_a_city_words_and_drops_columns_but_not_those_the_form_needs():
    wording = {
        "plan": "แผนของเรา {first}-{last} {other}",
        "titles": {"02": "รายการโครงการ", "03": "x"},
        "heads": {"agency": "หน่วยงานที่รับผิดชอบหลัก", "kpi": ""},
        "hidden": ["objective", "budget", "title"],
        "numbering": "table",
    }
    told = plan(project(), project(levels={}))
    made = form(told, changed(SETS["a"], wording), "02")
    assert made.titles[:2] == ("รายการโครงการ", "แผนของเรา 2566-2570 {other}")
    assert [cell.words for cell in made.head[0]] == [
        "ที่", "โครงการ", "เป้าหมาย (ผลผลิตของโครงการ)", "งบประมาณ", "ตัวชี้วัด (KPI)", "ผลที่คาดว่าจะได้รับ",
        "หน่วยงานที่รับผิดชอบหลัก",
    ]  # fmt: skip
    assert [section.rows[0].cells[0] for section in made.sections] == [1, 1]
    assert all(len(row.cells) == len(made.columns) for section in made.sections for row in section.rows)


def test_numbers_are_written_in_thai_digits_but_addresses_are_not():
    assert digits("ปี 2566 งบ 1,200 บาท") == "ปี ๒๕๖๖ งบ ๑,๒๐๐ บาท"
    assert digits("ฝุ่น PM2.5 เกิน 37 ดูที่ https://a.th/p1?q=2") == "ฝุ่น PM2.5 เกิน ๓๗ ดูที่ https://a.th/p1?q=2"
    assert (shown(0), shown(None), shown(12345, thai_digits=True)) == ("-", "", "๑๒,๓๔๕")
    made = in_thai_digits(form(plan(project()), SETS["a"], "02"))
    assert made.code == "แบบ ผ.๐๒"
    assert made.sections[0].rows[0].cells[4] == 100


def test_cells_of_a_header_stand_where_no_other_reaches():
    head = ((Head("a", down=2), Head("b", across=2), Head("c", down=2)), (Head("d"), Head("e")))
    assert [(down, at, cell.words) for down, at, cell in placed(head)] == [
        (0, 0, "a"), (0, 1, "b"), (0, 3, "c"), (1, 1, "d"), (1, 2, "e"),
    ]  # fmt: skip
