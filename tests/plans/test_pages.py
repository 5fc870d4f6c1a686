"""The planner's pages: everything by plain forms, nothing typed is lost, nobody else gets in."""

import pytest

from tests.cast import PASSWORD
from tests.plans.making import project

DATABASES = ["sqlite"]


@pytest.fixture
def at_plan(visit, plan):
    visit.sign_in("planner", PASSWORD)
    return f"/desk/lampang/plans/{plan.id}"


def form_of(page) -> dict:
    """What the main form of a page would send untouched."""
    html = max(page.forms, key=lambda form: len(form["fields"]))
    told: dict = {}
    for one in html["fields"]:
        name, value = one.get("name"), one.get("value", "")
        if not name or (one.get("type") in ("checkbox", "radio") and "checked" not in one):
            continue
        if one["tag"] == "input":
            told.setdefault(name, []).append(value)
    return told


def test_every_page_opens(visit, at_plan, plan):
    one = project(plan)
    for path in (
        "", "/facts", "/projects", "/projects/new", f"/projects/{one.id}", f"/projects/{one.id}/edit",
        f"/projects/{one.id}/changes", "/changes", "/divisions", "/visions/new", "/goals/new", "/strategies/new",
        f"/tactics/new?strategy={plan.strategies[0].id}", f"/indicators/new?goal={plan.goals[0].id}",
        f"/indicators/new?project={one.id}", f"/goals/{plan.goals[0].id}", f"/strategies/{plan.strategies[0].id}",
        f"/divisions/{plan.city.divisions[0].id}", f"/tactics/{plan.strategies[0].tactics[0].id}",
    ):  # fmt: skip
        for lang in ("th", "en"):
            visit(f"{at_plan}{path}{'&' if '?' in path else '?'}lang={lang}")
    visit("/desk/lampang/plans/new")
    visit("/desk/lampang/plans")
