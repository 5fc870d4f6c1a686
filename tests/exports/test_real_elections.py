"""Real participatory budgets go in, are counted, and come out with the numbers their cities published."""

import csv
import io
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from sfc_workshop.domain.ballot_file import BALLOTS
from sfc_workshop.exports import actions, package
from sfc_workshop.exports.readme import readme
from sfc_workshop.imports.actions import import_pabulib
from sfc_workshop.imports.pabulib import parse
from sfc_workshop.imports.sections import decode
from sfc_workshop.priorities.queries import published
from sfc_workshop.publications.verify import verify

FILES = ["poland_gdansk_2020_wzgorze-mickiewicza.pb", "poland_warszawa_2017_las.pb"]


@pytest.mark.parametrize("groups", [None, "sex", "age"])
@pytest.mark.parametrize("name", FILES)
def test_the_files_carry_the_tallies_the_cities_published(app, shared_data: Path, tmp_path: Path, name, groups):
    election = parse(decode((shared_data / name).read_bytes()))
    consultation = import_pabulib(shared_data / name, groups=groups)
    actions.write_all(consultation.id, "project", tmp_path / "out")
    lines = list(csv.DictReader(io.StringIO((tmp_path / "out/priorities.csv").read_text("utf-8-sig"))))
    told = {line["Identifier"]: line for line in lines}
    sheet = openpyxl.load_workbook(tmp_path / "out/priorities.xlsx")["Priorities"]
    heads = [cell.value for cell in sheet[1]]
    cells = {row[-1]: dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)}
    for project in election.projects:
        assert int(told[project.id]["Votes"]) == cells[project.id]["Votes"] == project.votes
        if project.score is not None:
            assert int(told[project.id]["Points"]) == cells[project.id]["Points"] == project.score
        assert int(told[project.id]["Cost"]) == project.cost


@pytest.mark.parametrize("name", FILES)
def test_the_count_command_agrees_without_a_database(app, shared_data: Path, tmp_path: Path, name):
    consultation = import_pabulib(shared_data / name, groups="sex")
    folder = tmp_path / "out"
    actions.write_all(consultation.id, "project", folder)
    command = [Path(sys.executable).with_name("sfc-workshop"), "count", folder, "--out", tmp_path / "again.json"]
    nowhere = {"PATH": "/usr/bin", "DATABASE_URL": "sqlite:////nowhere/none.sqlite"}
    subprocess.run(command, check=True, timeout=120, env=nowhere, capture_output=True)
    assert (tmp_path / "again.json").read_bytes() == (folder / "result.json").read_bytes()


@pytest.mark.parametrize("name", FILES)
def test_the_package_of_a_real_election_holds(app, shared_data: Path, tmp_path: Path, name):
    consultation = import_pabulib(shared_data / name, groups="sex")
    contents = package.files(published(consultation, "project"))
    (tmp_path / "package.zip").write_bytes(package.zipped({**contents, package.README: readme(is_plan=False)}))
    assert verify(tmp_path / "package.zip").ballots == len(contents[BALLOTS].splitlines())
