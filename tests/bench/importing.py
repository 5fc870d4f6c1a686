"""How long it takes to bring in a plan of 1,500 projects: from the bytes of a workbook to rows in the database."""

import time
from pathlib import Path

from flask_migrate import upgrade

from sfc_workshop.app import create_app
from sfc_workshop.cities.queries import city_at
from sfc_workshop.config import Settings
from sfc_workshop.core.db import db, writing
from sfc_workshop.imports.actions import import_at_once
from sfc_workshop.imports.checking import Choices
from sfc_workshop.plans.actions import lay_ground
from sfc_workshop.plans.models import Plan
from tests.imports.tables import block, project, workbook

PROJECTS = 1_500
ON_A_PAGE = 15


def measure(here: Path) -> dict[str, float]:
    """Bring in form 02 with a heading on every page."""
    raw = _workbook()
    folder = here / "importing"
    folder.mkdir()
    app = create_app(Settings(instance=folder, database=f"sqlite:///{folder / 'x.sqlite'}"))
    with app.app_context():
        upgrade()
        lay_ground()
        with writing():
            plan = Plan(city=city_at("lampang"), title_th="แผน", first_year=2566)
            db.session.add(plan)
            db.session.commit()
        began = time.monotonic()
        checked = import_at_once(plan, raw, Choices(divisions=True), by=None)
        took = time.monotonic() - began
        assert len(checked.entries) == PROJECTS
        db.session.remove()
        db.engine.dispose()
    return {"import_1500_projects_s": took}


def _workbook() -> bytes:
    words = "เพื่อให้ประชาชนในเขตเทศบาลได้รับบริการสาธารณะอย่างทั่วถึงและมีคุณภาพชีวิตที่ดีขึ้น" * 2
    rows: list[list[object]] = []
    for page in range(PROJECTS // ON_A_PAGE):
        numbers = range(page * ON_A_PAGE + 1, (page + 1) * ON_A_PAGE + 1)
        rows += block(*(project(n, f"โครงการที่ {n} {words}", 1000 * n, "-", n, None, 7, kpi=words) for n in numbers))
    return workbook(("ผ.02", rows))
