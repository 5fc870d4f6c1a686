"""Files of projects as people make them: built cell by cell, so that each habit is in sight."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter

HEADS = [
    "ที่", "โครงการ", "วัตถุประสงค์", "เป้าหมาย (ผลผลิตของโครงการ)", "งบประมาณ", None, None, None, None,
    "ตัวชี้วัด (KPI)", "ผลที่คาดว่าจะได้รับ", "หน่วยงานรับผิดชอบหลัก",
]  # fmt: skip
YEARS = [None, None, None, None, 2566, 2567, 2568, 2569, 2570]
UNITS = [None, None, None, None, *["(บาท)"] * 5]
OPENING = [
    ["รายละเอียดโครงการพัฒนา"],
    ["แผนพัฒนาท้องถิ่น (พ.ศ. 2566 - 2570)"],
    ["เทศบาลนครลำปาง อำเภอเมืองลำปาง จังหวัดลำปาง"],
    ["ก.ยุทธศาสตร์ชาติ 20 ปี ยุทธศาสตร์ที่ 5 ด้านการสร้างการเติบโตบนคุณภาพชีวิตที่เป็นมิตรต่อสิ่งแวดล้อม"],
    ["ข.แผนพัฒนาเศรษฐกิจและสังคมแห่งชาติ ฉบับที่ 13 หมุดหมายที่ 8 พื้นที่และเมืองอัจฉริยะที่น่าอยู่"],
    ["ค.Sustainable Development Goals : SDGs เป้าหมายที่ 11 เมืองและถิ่นฐานมนุษย์อย่างยั่งยืน"],
    ["ง.ยุทธศาสตร์จังหวัดที่ 2 สังคมเป็นสุข"],
    ["จ.ยุทธศาสตร์การพัฒนาของ อปท. ในเขตจังหวัดที่ 1 โครงสร้างพื้นฐาน"],
]


def project(number: Any, title: Any, *budget: Any, division: Any = "สำนักช่าง", kpi: Any = "ถนน 1 สาย") -> list[Any]:
    """One row of form 02; years without a figure are empty."""
    figures = [*budget, *[None] * (5 - len(budget))]
    return [number, title, "เพื่อประชาชน", "1 แห่ง", *figures, kpi, "เมืองน่าอยู่", division]


def block(
    *rows: list[Any],
    code: str = "แบบ ผ.02",
    strategy: str = "1. ยุทธศาสตร์การพัฒนาเมืองน่าอยู่",
    tactic: str | None = "1.1 กลยุทธ์ปรับปรุงโครงสร้างพื้นฐาน",
    programme: str = "(1) แผนงานอุตสาหกรรมและการโยธา",
) -> list[list[Any]]:
    """A page of form 02 with its titles, its heading of three rows and its closing rows."""
    above = [[strategy], *([["   " + tactic]] if tactic else []), ["      " + programme]]
    code_row = [*[None] * 11, code]
    return [
        code_row,
        *OPENING,
        *above,
        HEADS,
        YEARS,
        UNITS,
        *rows,
        ["รวมงบประมาณ", None, None, None, 1],
        ["รวมจำนวนโครงการ"],
    ]


def workbook(
    *sheets: tuple[str, Iterable[Sequence[Any]]], merged: Sequence[tuple[int, int, int, int]] = (), **options: Any
) -> bytes:
    """Write rows of cells as they are; merged cells of the first sheet as (first row, column, last row, column)."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, **options}) as book:
        for at, (name, rows) in enumerate(sheets):
            page = book.add_worksheet(name)
            for down, row in enumerate(rows):
                for across, value in enumerate(row):
                    if value is not None:
                        page.write(down, across, value)
            for place in merged if at == 0 else ():
                page.merge_range(*place, "")
                value = list(sheets[0][1])[place[0]][place[1]]
                page.write(place[0], place[1], value)
    return buffer.getvalue()
