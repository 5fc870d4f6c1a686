"""The planner's pages: everything by plain forms, nothing typed is lost, nobody else gets in."""

import pytest

from sfc_workshop.core.db import db
from sfc_workshop.domain.roles import Role
from sfc_workshop.plans import actions, history, listing, sheets
from sfc_workshop.plans.models import Project
from tests.cast import PASSWORD, make_person
from tests.plans.making import edit, make_tree, newest, project

DATABASES = ["sqlite"]


@pytest.fixture
def at_plan(visit, plan):
    visit.sign_in("planner", PASSWORD)
    return f"/desk/lampang/plans/{plan.id}"


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


def filled(page) -> dict:
    """What the longest form of a page would send as it stands."""
    form = max(page.forms, key=lambda one: len(one["fields"]))
    there = {one.get("name"): one.get("value", "") for one in form["fields"] if one["tag"] == "input"}
    return {name: value for name, value in there.items() if name and name not in ("csrf_token", "programmes")}


def whole(plan, number=1, **changes):
    """A project's form with everything it says, as a browser would send it."""
    values = {**sheets.read(project(plan, number)), **changes}
    left_out = ("removed", "position")
    return {name: "" if value is None else value for name, value in values.items() if name not in left_out}


def test_a_planner_edits_a_project_in_thai_as_she_writes(visit, at_plan, plan):
    url = f"{at_plan}/projects/{project(plan).id}/edit"
    seen = visit(url).hidden("seen")
    typed = {
        "baht_2566": "๑,๖๓๒,๘๒๐",
        "baht_2567": " 10,500,000.00 ",
        "baht_2568": "-",
        "more_year": "๒๕๗๕",
        "more_baht": "7",
    }
    page = visit.post(url, whole(plan, seen=seen, horizon="long", output_th="ท่อ 500 เมตร", **typed))
    assert "1,632,820" in page.html
    assert "ท่อ 500 เมตร" in page.html
    budget = {line.fiscal_year: line.baht for line in project(plan).budget}
    assert budget == {2566: 1_632_820, 2567: 10_500_000, 2568: 0, 2575: 7}


BAD = [
    ("title_th", "", "โปรดระบุชื่อภาษาไทย"),
    ("title_th", "ก" * 501, "โปรดย่อ"),
    ("title_en", "ก" + 9 * "\u0e48", "แสดงผลไม่ได้"),
    ("baht_2566", "-5", "ติดลบ"),
    ("baht_2566", "12.50", "สตางค์"),
    ("baht_2566", "สิบบาท", "อ่านจำนวนเงินนี้ไม่ได้"),
    ("baht_2566", "1000000000001", "1,000,000,000,000"),
    ("more_year", "2026", "2569"),
    ("more_year", "26", "2500"),
    ("more_baht", "5", "ทั้งปีงบประมาณ"),
    ("horizon", "soon", "โปรดเลือก"),
    ("goal_id", "999999", "โปรดเลือก"),
    ("goal_id", "x", "โปรดเลือก"),
    ("tactic_id", "-1", "โปรดเลือก"),
    ("division_id", "9" * 40, "โปรดเลือก"),
    ("programmes", "99999", "โปรดเลือก"),
    ("form_kind", "03", "โปรดเลือก"),
    ("form_kind", "02/2", "ชื่อหน่วยงาน"),
    ("origin", "", "โปรดเลือก"),
    ("edition", "last", "โปรดเลือก"),
    ("edition", "addition", "พุทธศักราช"),
    ("edition_number", "0", "1 ถึง 999"),
    ("edition_number", "two", "จำนวนเต็ม"),
    ("edition_year", "2026", "2569"),
]


@pytest.mark.parametrize(("field", "typed", "sentence"), BAD, ids=[f"{field}-{typed[:9]}" for field, typed, _s in BAD])
def test_every_bad_input_is_a_sentence_and_nothing_typed_is_lost(visit, at_plan, plan, field, typed, sentence):
    url = f"{at_plan}/projects/{project(plan).id}/edit"
    seen = visit(url).hidden("seen")
    before = sheets.read(project(plan))
    sent = whole(plan, seen=seen, expected_result_th="ที่พิมพ์ไว้", **{field: typed})
    page = visit.post(url, sent, status=422)
    summary = page.html[page.html.index('id="wrong"') :]
    assert sentence in summary[: summary.index("</div>")]
    assert "ที่พิมพ์ไว้" in page.html
    if field.startswith(("title", "baht", "more")):
        assert typed[:40] in page.html
    assert sheets.read(project(plan)) == before


def test_what_is_not_filled_in_at_all_is_refused_and_not_a_fault(visit, at_plan, plan):
    for path in ("/projects/new", "/facts", "/goals/new", f"/tactics/new?strategy={plan.strategies[0].id}",
                 f"/indicators/new?goal={plan.goals[0].id}", "/strategies/new", "/divisions/new"):  # fmt: skip
        visit(at_plan + path)
        visit.post(at_plan + path, {}, status=422)
    visit("/desk/lampang/plans/new")
    visit.post("/desk/lampang/plans/new", {}, status=422)


def test_the_second_planner_sees_both_and_saves_on_top(visit, at_plan, plan, colleague):
    url = f"{at_plan}/projects/{project(plan).id}/edit"
    seen = visit(url).hidden("seen")
    edit(project(plan), colleague, horizon="medium", output_th="ของเพื่อนร่วมงาน", baht_2567=7)
    mine = {"horizon": "long", "kpi_th": "ของฉัน", "output_th": "", "baht_2567": "", "seen": seen}
    page = visit.post(url, whole(plan) | mine, status=409)
    for words in ("Colleague", "ของเพื่อนร่วมงาน", "ของฉัน", "ระยะปานกลาง"):
        assert words in page.html
    assert project(plan).horizon == "medium"
    told = filled(page)
    assert told["baht_2567"] == "7"
    again = whole(plan) | {"horizon": "long", "kpi_th": "ของฉัน", "seen": told["seen"]}
    visit.post(url, again)
    assert (project(plan).horizon, project(plan).kpi_th, project(plan).output_th) == ("long", "ของฉัน", "ของเพื่อนร่วมงาน")


def test_two_projects_of_one_name_are_warned_about_and_kept(visit, at_plan, plan):
    url = f"{at_plan}/projects/new"
    seen = visit(url).hidden("seen")
    page = visit.post(url, whole(plan, 1, seen=seen))
    assert "ชื่อเดียวกัน" in page.html
    assert len(plan.projects) == 4


def test_a_horizon_that_the_years_do_not_bear_out_is_warned_about(visit, at_plan, plan, planner):
    edit(project(plan), planner, baht_2566=0, baht_2570=5)
    assert "ระยะปานกลาง" in visit(f"{at_plan}/projects/{project(plan).id}").html


def test_ticked_projects_are_changed_and_undone_by_two_buttons(visit, at_plan, plan):
    page = visit(f"{at_plan}/projects?lang=en")
    bulk = next(form for form in page.forms if form.get("id") == "bulk")
    assert {"seen", "all_found", "horizon", "goal_id", "agency_th"} <= {one.get("name") for one in bulk["fields"]}
    assert [one["form"] for one in page.inputs if one.get("name") == "project"] == ["bulk"] * 3
    ids = [str(project(plan, number).id) for number in (1, 3)]
    page = visit.post(f"{at_plan}/projects", {"project": ids, "horizon": "long", "seen": page.hidden("seen")})
    assert "2 projects are changed." in page.html
    assert [one.horizon for one in plan.projects] == ["long", "short", "long"]
    visit.post(f"{at_plan}/changes/{newest(plan).id}/undoing", {"back": f"{at_plan}/projects?page=1"})
    assert visit.opened == f"{at_plan}/projects"
    assert [one.horizon for one in plan.projects] == ["short"] * 3


def test_all_that_were_found_are_changed_on_every_page(visit, at_plan, plan, monkeypatch):
    monkeypatch.setattr(listing, "ON_A_PAGE", 2)
    page = visit(f"{at_plan}/projects?q=Project")
    assert "Project 3" not in page.html
    visit.post(f"{at_plan}/projects?q=Project", {"all_found": "y", "horizon": "long", "seen": page.hidden("seen")})
    assert {one.horizon for one in plan.projects} == {"long"}


@pytest.mark.parametrize(
    ("sent", "status", "sentence"),
    [
        ({"horizon": "long"}, 422, "tick the projects"),
        ({"project": "1", "horizon": "soon"}, 422, "choose one of the list"),
        ({"project": "1", "form_kind": "02/2"}, 422, "name the agency"),
        ({"project": "1"}, 200, "Nothing was changed"),
        ({"project": "x"}, 422, "tick the projects"),
    ],
)
def test_a_bulk_change_that_does_not_fit_says_why(visit, at_plan, plan, sent, status, sentence):
    seen = visit(f"{at_plan}/projects?lang=en").hidden("seen")
    if sent.get("project") == "1":
        sent = {**sent, "project": str(project(plan).id)}
    page = visit.post(f"{at_plan}/projects", {**sent, "seen": seen}, status=status)
    assert sentence in page.html
    assert {one.horizon for one in plan.projects} == {"short"}


def test_a_bulk_change_over_somebody_elses_is_asked_again_and_keeps_the_ticks(visit, at_plan, plan, colleague):
    seen = visit(f"{at_plan}/projects?lang=en").hidden("seen")
    edit(project(plan), colleague, horizon="medium")
    sent = {"project": str(project(plan).id), "horizon": "long"}
    page = visit.post(f"{at_plan}/projects", {**sent, "seen": seen}, status=409)
    assert "checked" in page.html
    visit.post(f"{at_plan}/projects", {**sent, "seen": page.hidden("seen")})
    assert project(plan).horizon == "long"


def test_parts_are_added_moved_and_taken_out_by_buttons(visit, at_plan, plan):
    visit(f"{at_plan}?lang=en")
    visit.post(f"{at_plan}/goals/new", {"title_th": "เป้าประสงค์ใหม่", "title_en": "New goal"})
    goal = plan.goals[-1]
    visit.post(f"{at_plan}/goals/{goal.id}/place", {"step": "up"})
    assert [one.title_en for one in plan.goals] == ["goal A", "New goal", "goal B"]
    page = visit.post(f"{at_plan}/goals/{goal.id}/removal")
    assert "is taken out" in page.html
    assert [one.title_en for one in plan.goals] == ["goal A", "goal B"]
    visit.post(f"{at_plan}/projects/{project(plan).id}/place", {"step": "down"})
    assert plan.projects[0].title_en == "Project 2"


def test_a_new_plan_begins_with_its_years_and_edition(visit, at_plan, plan):
    visit("/desk/lampang/plans/new?lang=en")
    facts = {"title_th": "แผนใหม่", "years": "5", "short_until": "2", "medium_until": "5", "template_set": "B",
             "edition": "addition", "edition_number": "2", "edition_year": "๒๕๗๒"}  # fmt: skip
    page = visit.post("/desk/lampang/plans/new", {**facts, "first_year": "2028"}, status=422)
    assert "Buddhist era: 2571" in page.html
    page = visit.post("/desk/lampang/plans/new", {**facts, "first_year": "2571"})
    assert "Addition no. 2/2572" in page.html
    assert "Add a development issue" in page.html
    visit("/desk/lampang/plans")


def test_there_are_as_many_queries_for_many_projects_as_for_few(visit, at_plan, plan, planner):
    paths = ("", "/projects", "/changes", f"/projects/{project(plan).id}", "/divisions")
    few = [visit.queries(at_plan + path) for path in paths]
    ids = [one.id for one in plan.projects]
    for _round in range(2):
        for one in ids:
            actions.copy_project(db.session.get_one(Project, one), by=planner)
    actions.edit_chosen(plan, [p.id for p in plan.projects], {"horizon": "long"}, seen=history.newest(plan), by=planner)
    many = [visit.queries(at_plan + path) for path in paths]
    assert all(now <= then for now, then in zip(many, few, strict=True)), (many, few)
    assert max(many) < 25


@pytest.mark.parametrize(
    ("who", "role", "slug", "reads"),
    [
        ("facilitator", Role.FACILITATOR, "lampang", True),
        ("reporter", Role.REPORTER, "lampang", True),
        ("officer", Role.OFFICER, None, True),
        ("administrator", Role.ADMINISTRATOR, None, True),
        ("stranger", Role.PLANNER, "nan", False),
    ],
)
def test_others_read_at_most(visit, plan, who, role, slug, reads):
    make_person(who, role, slug)
    visit.sign_in(who, PASSWORD)
    base, one, goal = f"/desk/lampang/plans/{plan.id}", project(plan), plan.goals[0]
    before = history.newest(plan)
    for path in ("", "/projects", f"/projects/{one.id}", "/changes", f"/projects/{one.id}/changes", "/divisions"):
        page = visit(base + path, status=200 if reads else 404)
        assert "/removal" not in page.html
        assert "/undoing" not in page.html
    for path in ("/facts", "/goals/new", f"/goals/{goal.id}", "/projects/new", f"/projects/{one.id}/edit"):
        visit(base + path, status=404)
    with_token = visit(f"/desk/{slug or 'lampang'}")
    for path in (
        "/facts", "/goals/new", f"/goals/{goal.id}", f"/goals/{goal.id}/removal", f"/goals/{goal.id}/place",
        "/projects", "/projects/new", f"/projects/{one.id}/edit", f"/projects/{one.id}/removal",
        f"/projects/{one.id}/copies", f"/projects/{one.id}/place", f"/changes/{before}/undoing",
    ):  # fmt: skip
        sent = {"title_th": "x", "step": "down", "project": str(one.id), "horizon": "long"}
        visit.page = with_token
        visit.post(base + path, sent, status=404)
    assert history.newest(plan) == before


def test_unknown_numbers_are_404(visit, at_plan, plan, planner):
    other = make_tree(planner, slug="nan")
    theirs = project(other)
    for path in (
        "/projects/999999", f"/projects/{theirs.id}", f"/projects/{theirs.id}/edit", f"/goals/{other.goals[0].id}",
        f"/tactics/{other.strategies[0].tactics[0].id}", "/tactics/new", "/tactics/new?strategy=999999",
        f"/tactics/new?strategy={other.strategies[0].id}", "/indicators/new", "/indicators/999999",
        f"/divisions/{other.city.divisions[0].id}", "/projects/99999999999999999999", "/nothing/new",
    ):  # fmt: skip
        visit(at_plan + path, status=404)
    for number in (newest(other).id, 999_999):
        visit(at_plan)
        visit.post(f"{at_plan}/changes/{number}/undoing", status=404)


def test_a_project_that_was_taken_out_can_be_read_and_brought_back(visit, at_plan, plan):
    one = project(plan)
    page = visit(f"{at_plan}/projects/{one.id}?lang=en")
    page = visit.post(f"{at_plan}/projects/{one.id}/removal")
    assert "has been taken out of the plan" in page.html
    assert visit(f"{at_plan}/projects/{one.id}/edit", status=404)
    visit(f"{at_plan}/projects/{one.id}")
    page = visit.post(f"{at_plan}/changes/{newest(plan).id}/undoing", {"back": f"{at_plan}/projects/{one.id}"})
    assert "has been taken out" not in page.html


@pytest.mark.parametrize("kind", ["projects", "goals"])
def test_what_was_typed_for_something_just_taken_out_is_not_lost(visit, at_plan, plan, colleague, kind):
    row = project(plan) if kind == "projects" else plan.goals[0]
    url = f"{at_plan}/projects/{row.id}/edit" if kind == "projects" else f"{at_plan}/goals/{row.id}"
    seen = visit(f"{url}?lang=en").hidden("seen")
    actions.remove_part(row, where=plan, by=colleague)
    sent = whole(plan) if kind == "projects" else {}
    page = visit.post(url, {**sent, "title_th": "ที่พิมพ์ไว้", "seen": seen}, status=409)
    assert "ที่พิมพ์ไว้" in page.html
    assert "It was taken out of the plan." in page.html
    page = visit.post(url, {**sent, "title_th": "ที่พิมพ์ไว้", "seen": page.hidden("seen")}, status=409)
    assert "ที่พิมพ์ไว้" in page.html
    assert "bring it back" in page.html
    assert row.title_th != "ที่พิมพ์ไว้"


@pytest.mark.parametrize(
    "query",
    ["programme=%00", "q=%00", "goal=%00", "edition=first-%00-", "edition=first-1-99999999999", "page=x", "sort=%00"],
)
def test_no_address_of_the_list_is_a_fault(visit, at_plan, query):
    visit(f"{at_plan}/projects?{query}")


def test_a_programme_sent_twice_is_one(visit, at_plan, plan):
    url = f"{at_plan}/projects/{project(plan).id}/edit"
    seen = visit(url).hidden("seen")
    visit.post(url, whole(plan, seen=seen, programmes=["00110", "00110"]))
    assert [one.code for one in project(plan).programmes] == ["00110"]
