"""What is declared before opening: weights of a whole, limits, budgets; frozen from then on."""

from fractions import Fraction

import pytest
from sqlalchemy import select

from sfc_workshop.ballots import actions as box
from sfc_workshop.ballots.models import Consultation, Item
from sfc_workshop.core.audit import AuditEntry
from sfc_workshop.core.db import db, writing
from sfc_workshop.domain.roles import Role
from sfc_workshop.priorities.queries import round_of
from tests.cast import PASSWORD, make_person, make_survey
from tests.visiting import Page, Visitor

TYPED = {
    "groups-0-key": "citizens", "groups-0-title_th": "ประชาชน", "groups-0-title_en": "Citizens",
    "groups-0-weight": "1/3", "groups-0-expected": "300",
    "groups-1-key": "government", "groups-1-title_th": "ภาครัฐ", "groups-1-title_en": "Government",
    "groups-1-weight": "1/3",
    "groups-2-key": "", "groups-2-title_th": "เยาวชน", "groups-2-title_en": "Youth", "groups-2-weight": "1/3",
    "criteria-0-key": "importance", "criteria-0-title_th": "ความสำคัญ", "criteria-0-title_en": "",
    "criteria-0-weight": "62.5",
    "criteria-1-key": "", "criteria-1-title_th": "ความเร่งด่วน", "criteria-1-title_en": "Urgency",
    "criteria-1-weight": "37.5 %",
    "n_min": "6", "top_k_project": "3", "budget_short": "", "budget_medium": "", "budget_long": "",
    "budget_all": "7000",
}  # fmt: skip


@pytest.fixture
def consultation(app) -> Consultation:
    return make_survey(opened=False).door.consultation


@pytest.fixture
def planner(app, visit) -> Visitor:
    make_person("planner", Role.PLANNER)
    visit("/?lang=en")
    visit.sign_in("planner", PASSWORD)
    return visit


def path(consultation: Consultation, end: str = "/declaration") -> str:
    return f"/desk/lampang/consultations/{consultation.id}{end}"


def typed(page: Page, **changes: str) -> dict[str, str]:
    """What the page shows, with TYPED and some changes on top."""
    shown = {one["name"]: one.get("value", "") for one in page.inputs if one.get("type") not in ("checkbox", "hidden")}
    return {**shown, **TYPED, **changes}


def test_what_a_planner_declares_is_what_is_counted_with(consultation, planner):
    page = planner(path(consultation))
    planner.post(path(consultation), typed(page, threshold_low_support="0.4"))
    db.session.refresh(consultation)
    round_ = round_of(consultation, "project")
    assert {g.id: g.weight for g in round_.groups} == {g: Fraction(1, 3) for g in ("citizens", "government", "g1")}
    assert {c.key: c.weight for c in consultation.criteria} == {"importance": "5/8", "c1": "3/8"}
    assert (round_.n_min, round_.top_k, consultation.groups[0].expected) == (6, 3, 300)
    assert [(b.horizon, b.baht) for b in round_.portfolio] == [(None, 7000)]
    assert round_.thresholds.low_support == Fraction(2, 5)
    assert consultation.thresholds == {"low_support": "2/5"}
    assert db.session.scalars(select(AuditEntry.action)).all()[-1] == "declared"
    again = {one["name"]: one.get("value") for one in planner(path(consultation)).inputs}
    assert (again["groups-0-weight"], again["criteria-1-weight"]) == ("1/3", "37.5")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # nothing of it reaches the database
@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"groups-0-weight": "1/2"}, "The weights add up to 116.6667%"),
        ({"criteria-1-weight": "30"}, "The weights add up to 92.5%"),
        ({"groups-0-weight": "a third"}, "Please write a percentage"),
        ({"groups-0-weight": "1/0"}, "Please write a percentage"),
        ({"groups-0-weight": "-5"}, "Please write a percentage"),
        ({"groups-0-weight": "0"}, "Please give it some weight"),
        ({"groups-2-title_th": ""}, "Please write its name in Thai"),
        ({"n_min": "4"}, "Please write 5 or more"),
        ({"n_min": "many"}, "Not a valid integer value"),
        ({"top_k_project": "0"}, "Please write 1 or more"),
        ({"budget_all": "0"}, "A budget of nothing pays for nothing"),
        ({"budget_long": "5000"}, "No project has this horizon"),
        ({"threshold_low_support": "2"}, "This number is out of range"),
        ({"threshold_within_n": ""}, "Please write a number"),
    ],
)
def test_what_does_not_fit_is_said_and_what_was_typed_stays(consultation, planner, changes, says):
    page = planner.post(path(consultation), typed(planner(path(consultation)), **changes), status=422)
    assert says in page.html
    shown = {one["name"]: one.get("value", "") for one in page.inputs}
    assert all(shown[name] == value for name, value in changes.items())
    assert shown["groups-2-title_en"] == "Youth"
    db.session.refresh(consultation)
    assert [g.weight for g in consultation.groups] == ["1/2", "1/2"]


def test_a_new_row_never_takes_the_place_of_one_that_goes(consultation, planner):
    planner.post(path(consultation), typed(planner(path(consultation))))
    gone = {"criteria-0-weight": "50", "criteria-1-key": "c1", "criteria-1-remove": "y"}
    new = {"criteria-2-key": "c1", "criteria-2-title_th": "ต้นทุน", "criteria-2-weight": "50"}
    planner.post(path(consultation), typed(planner(path(consultation)), **gone, **new))
    db.session.refresh(consultation)
    assert [(c.key, c.title_th) for c in consultation.criteria] == [("importance", "ความสำคัญ"), ("c2", "ต้นทุน")]


def test_keys_and_names_no_page_of_ours_would_send_are_harmless(consultation, planner):
    odd = {"groups-2-key": "a|b", "groups-1-key": "citizens", "groups-²-weight": "1", f"groups-{'9' * 5000}-key": "x"}
    planner.post(path(consultation), typed(planner(path(consultation)), **odd))
    db.session.refresh(consultation)
    assert [group.key for group in consultation.groups] == ["citizens", "g1", "g2"]
    page = planner.post(
        path(consultation), typed(planner(path(consultation)), **{"groups-0-title_en": "a\x00b"}), status=422
    )
    assert "signs that cannot be shown" in page.html


def test_who_was_invited_and_margins_are_part_of_what_was_declared(consultation):
    with writing():
        box.step_open(consultation, by=None)
        db.session.commit()
    assert box.is_as_declared(consultation)
    for change in ({"margins": {"citizens": {"1": "1"}}}, {"expected": 5}):
        with writing():
            if "margins" in change:
                consultation.margins = change["margins"]
            else:
                consultation.margins = {}
                consultation.groups[0].expected = 5
            db.session.commit()
        assert not box.is_as_declared(consultation)


def test_criteria_are_compared_two_by_two_and_nothing_is_saved_by_it(consultation, planner):
    three = {"criteria-2-key": "", "criteria-2-title_th": "ความเป็นไปได้", "criteria-2-weight": "1"}
    asked = {**typed(planner(path(consultation)), **three), "do": "compare"}
    page = planner.post(path(consultation), {**asked, "pair-0-1": "3", "pair-0-2": "5", "pair-1-2": "3"})
    shown = {one["name"]: one.get("value", "") for one in page.inputs}
    assert [shown[f"criteria-{n}-weight"] for n in range(3)] == ["64", "26", "10"]
    assert "Consistency ratio: 0.033" in page.html
    assert shown["groups-2-title_en"] == "Youth"
    page = planner.post(path(consultation), {**asked, "pair-0-1": "9", "pair-0-2": "1/9", "pair-1-2": "9"})
    assert "These comparisons contradict each other" in page.html
    assert {one["name"]: one.get("value") for one in page.inputs}["criteria-2-weight"] == "1"
    db.session.refresh(consultation)
    assert [criterion.key for criterion in consultation.criteria] == ["importance"]


def test_a_group_can_be_removed_and_a_criterion_that_is_asked_about_cannot(consultation, planner):
    page = planner(path(consultation))
    alone = {"groups-0-weight": "100", "groups-1-remove": "y", "groups-2-title_th": "", "groups-2-title_en": ""}
    planner.post(path(consultation), typed(page, **alone))
    db.session.refresh(consultation)
    assert [(g.key, g.weight) for g in consultation.groups] == [("citizens", "1")]
    without = {"criteria-0-remove": "y", "criteria-1-weight": "100"}
    page = planner.post(path(consultation), typed(planner(path(consultation)), **without), status=409)
    assert "A question asks about this criterion" in page.html


def test_opening_freezes_what_was_declared(consultation, planner):
    page = planner(path(consultation))
    with writing():
        box.step_open(consultation, by=None)
        db.session.commit()
    refused = planner.post(path(consultation), typed(page), status=409)
    assert "please start a new consultation" in refused.html
    page = planner(path(consultation))
    assert consultation.opening.declared_hash in page.html
    assert all("disabled" in one for one in page.inputs if one.get("type") != "hidden")
    assert [g.weight for g in consultation.groups] == ["1/2", "1/2"]


def test_who_may_only_read_cannot_declare(consultation, visit):
    make_person("facilitator", Role.FACILITATOR)
    visit.sign_in("facilitator", PASSWORD)
    page = visit(path(consultation))
    assert all("disabled" in one for one in page.inputs if one.get("type") != "hidden")
    visit.post(path(consultation), typed(page), status=404)


def test_the_consultation_of_another_city_is_not_there(consultation, visit):
    make_person("stranger", Role.PLANNER, "sukhothai-thani")
    visit.sign_in("stranger", PASSWORD)
    visit(f"/desk/sukhothai-thani/consultations/{consultation.id}/declaration", status=404)


def test_each_budget_belongs_to_a_horizon_with_projects(consultation, planner):
    with writing():
        for item in db.session.scalars(select(Item).where(Item.consultation_id == consultation.id)):
            item.horizon = "short"
        db.session.commit()
    planner.post(path(consultation), typed(planner(path(consultation)), budget_short="5000"))
    db.session.refresh(consultation)
    assert [(b.horizon, b.baht) for b in round_of(consultation, "project").portfolio] == [("short", 5000), (None, 7000)]
