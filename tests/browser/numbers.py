"""Reads the numbers a planner sees and the numbers in the files, in the same words."""

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from playwright.sync_api import Page

CELLS = """rows => rows.map(row => {
    const words = (css) => (row.querySelector(css) || { innerText: "" }).innerText;
    return {
        key: row.id, rank: row.cells[0].innerText, title: row.cells[1].firstElementChild.textContent,
        index: words(".index > .number"), raw: words(".raw > .number"), cost: words(".cost"), votes: words(".votes"),
        groups: [...row.querySelectorAll(".said")].map((cell) => cell.innerText),
    };
})"""

ORIGIN = 5  # columns at the end of a CSV: source, state, when and what was counted, head of the audit log


@dataclass(frozen=True)
class Line:
    """One item of the priorities, as written: marks to four places, money with its commas, "" for nothing."""

    key: str
    rank: str
    title: str
    index: str
    raw: str
    groups: tuple[str, ...]
    n: tuple[str, ...]
    cost: str
    votes: str


def on_the_page(page: Page) -> list[Line]:
    """Read the table of priorities row by row."""
    return [_line(cells) for cells in page.locator("main table tbody tr").evaluate_all(CELLS)]


def _line(cells: dict[str, Any]) -> Line:
    groups = cells["groups"]
    return Line(
        key=cells["key"].removeprefix("item-"),
        rank=_first(r"\d+", cells["rank"]),
        title=cells["title"],
        index=_first(r"\d\.\d{4}", cells["index"]),
        raw=_first(r"\d\.\d{4}", cells["raw"]),
        groups=tuple(_first(r"\d\.\d{4}", cell) for cell in groups),
        n=tuple(_first(r"\d+", cell.partition("\n")[2]) for cell in groups),
        cost=_first(r"[\d,]+", cells["cost"]),
        votes=_first(r"\d+", cells["votes"]),
    )


def _first(pattern: str, words: str) -> str:
    found = re.search(pattern, words)
    return found[0] if found else ""


def group_names(page: Page) -> list[str]:
    """The names of the groups as the table's heads give them."""
    return [head.strip() for head in page.locator("main table thead th.said").all_inner_texts()]


def in_the_workbook(path: Path, groups: int, kind: str) -> list[Line]:
    """Read the same lines from an XLSX file."""
    book = openpyxl.load_workbook(path)
    sheets = [list(sheet.iter_rows(min_row=2, values_only=True)) for sheet in book.worksheets]
    order, by_group = sheets[0], sheets[1 : 1 + groups]
    return [
        _row(list(row), groups, kind, n=tuple(_whole(sheet[at][6]) for sheet in by_group))
        for at, row in enumerate(order)
    ]


def in_the_text_file(path: Path, groups: int, kind: str) -> list[Line]:
    """Read the same lines from a CSV file, which has no numbers of people; where they come from is left out."""
    rows = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))[1:]
    return [_row([_number(cell) for cell in row[:-ORIGIN]], groups, kind, n=()) for row in rows]


def _row(row: list[Any], groups: int, kind: str, n: tuple[str, ...]) -> Line:
    rank, title, _goal, _horizon, cost, index, raw, _raw_rank, *rest = row
    *_others, votes, _points, key = rest
    return Line(
        key=str(key),
        rank=_whole(rank),
        title=title,
        index=_four(index),
        raw=_four(raw),
        groups=tuple(_four(value) for value in rest[:groups]),
        n=n,
        cost=f"{int(cost):,}" if kind == "project" and cost is not None else "",
        votes=_whole(votes),
    )


def _four(value: Any) -> str:
    return "" if value is None else f"{float(value):.4f}"


def _whole(value: Any) -> str:
    return "" if value is None else str(int(value))


def _number(cell: str) -> Any:
    if cell == "":
        return None
    return float(cell) if re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", cell) else cell
