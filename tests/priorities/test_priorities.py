"""From ballots to the page: order, parts, groups, interim looks."""

import re
import threading
from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import func, select, update

from sfc_workshop.ballots import actions as box
from sfc_workshop.ballots.models import Consultation, Criterion, Door, Group, Item
from sfc_workshop.core import clock
from sfc_workshop.core.audit import AuditEntry
from sfc_workshop.core.db import db, writing
from sfc_workshop.domain.roles import Role
from sfc_workshop.people.models import Person
from sfc_workshop.priorities import actions, queries
from sfc_workshop.priorities.models import Count, InterimCount
from sfc_workshop.priorities.table import table_of
from tests.cast import make_person, make_survey, sent
from tests.priorities.asking import answer, path


@pytest.fixture
def survey(app):
    """Ten citizens like p1 best, five of the government p2; the weights are equal."""
    survey = make_survey()
    answer(survey, "citizens", {"p1": 5, "p2": 3, "p3": 2, "p4": 1}, times=10)
    answer(survey, "government", {"p1": 1, "p2": 5, "p3": 2, "p4": 1}, times=5)
    return survey


def table(survey, **chosen):
    consultation = survey.door.consultation
    return table_of(consultation, "project", queries.counted(consultation, "project"), **chosen)


def test_the_order_counts_groups_and_not_heads(survey):
    box.close_consultation(survey.door.consultation, by=None)
    rows = {row.item.key: row for row in table(survey).rows}
    # b citizens: 1, 2/3, 1/3, 0 · government: 1/6, 1, 2/3, 1/6
    assert rows["p2"].index == Fraction(5, 6)
    assert rows["p1"].index == Fraction(7, 12)
    assert [row.item.key for row in table(survey).rows] == ["p2", "p1", "p3", "p4"]
    assert rows["p1"].raw == Fraction(13, 18)
    assert rows["p2"].raw == Fraction(7, 9)


def test_the_parts_on_the_page_add_up_to_the_index_exactly(survey, planner):
    box.close_consultation(survey.door.consultation, by=None)
    page = planner(path(survey, "/priorities"))
    sums = re.findall(r'<ul class="sum">(.*?)</ul>', page.html, re.DOTALL)
    assert len(sums) == 4
    for words in sums:
        *parts, whole = [Fraction(found) for found in re.findall(r">(\d+(?:/\d+)?) = ", words)]
        assert len(parts) == 2
        assert sum(parts) == whole


def test_a_filter_renumbers_and_does_not_recount(survey):
    with writing():
        db.session.execute(update(Item).where(Item.key.in_(["p1", "p4"])).values(horizon="long"))
        db.session.commit()
    box.close_consultation(survey.door.consultation, by=None)
    whole = {row.item.key: row.index for row in table(survey).rows}
    rows = table(survey, horizon="long").rows
    assert [(row.item.key, row.rank, row.index) for row in rows] == [("p1", 1, whole["p1"]), ("p4", 2, whole["p4"])]


def test_a_group_too_small_to_show_is_counted_with_another(app):
    survey = make_survey()
    answer(survey, "citizens", {"p1": 5, "p2": 1}, times=6)
    answer(survey, "government", {"p1": 1, "p2": 5}, times=2)
    box.close_consultation(survey.door.consultation, by=None)
    groups = table(survey).groups
    assert [(group.id, group.weight) for group in groups] == [("citizens+government", 1)]
    published = queries.published(survey.door.consultation, "project")
    assert {ballot.group for ballot in published.ballots} == {"citizens+government"}


def test_while_people_answer_the_order_needs_a_click_that_is_remembered(survey, planner):
    page = planner(path(survey, "/priorities"))
    assert "15 people have answered" in page.html
    assert "Together" not in page.html
    page = planner.post(path(survey, "/interim"))
    assert "Interim order" in page.html
    assert "Together" in page.html
    assert db.session.scalars(select(AuditEntry.action)).all()[-1] == "interim order seen"


def test_two_looks_never_differ_by_a_few_people(survey, planner):
    planner(path(survey, "/priorities"))
    first = planner.post(path(survey, "/interim")).html.count("n = 10")
    answer(survey, "citizens", {"p1": 1, "p2": 5, "p3": 2, "p4": 4}, times=4)
    assert planner.post(path(survey, "/interim")).html.count("n = 10") == first > 0
    answer(survey, "citizens", {"p1": 1, "p2": 5, "p3": 2, "p4": 4}, times=1)
    page = planner.post(path(survey, "/interim"))
    assert "n = 10" not in page.html
    assert "n = 15" in page.html


def test_a_changed_mind_alone_is_never_looked_at(survey, planner):
    token = box.join(survey.door, group_key="citizens")
    question = survey.door.consultation.questions[0]
    box.cast(token, sent(question, {"p1": 5, "p2": 1}))
    planner(path(survey, "/priorities"))
    numbers = planner.post(path(survey, "/interim")).html.split("<tbody>")[1]
    box.cast(token, sent(question, {"p1": 1, "p2": 5}, revision=2))
    assert planner.post(path(survey, "/interim")).html.split("<tbody>")[1] == numbers


def test_two_looks_never_differ_by_a_few_people_in_one_question(app, planner):
    """Five more answer the first question, and one of them the second, which has a criterion of its own."""
    survey = make_survey(kinds=("score", "score"), opened=False)
    consultation = survey.door.consultation
    with writing():
        consultation.criteria[0].weight = "1/2"
        other = Criterion(key="urgency", position=1, weight="1/2", title_th="ความเร่งด่วน", title_en="Urgency")
        consultation.criteria.append(other)
        consultation.questions[1].criterion = other
        box.step_open(consultation, by=None)
        db.session.commit()
    answer(survey, "citizens", {"p1": 5, "p2": 3, "p3": 2, "p4": 1}, times=10)
    planner(path(survey, "/priorities"))
    planner.post(path(survey, "/interim"))
    first, second = survey.door.consultation.questions
    tokens = [box.join(survey.door, group_key="citizens") for _ in range(5)]
    for token in tokens:
        box.cast(token, sent(first, {"p1": 1, "p2": 5, "p3": 2, "p4": 4}))
    box.cast(tokens[0], sent(second, {"p1": 1, "p2": 5, "p3": 2, "p4": 4}))
    assert "n = 10" in planner.post(path(survey, "/interim")).html
    for token in tokens[1:]:
        box.cast(token, sent(second, {"p1": 1, "p2": 5, "p3": 2, "p4": 4}))
    assert "n = 15" in planner.post(path(survey, "/interim")).html


def test_a_look_tells_no_door_from_another(app, planner):
    """Ten by the survey and five on paper become 14 and 6: the paper's scores would be one person's."""
    survey = make_survey()
    with writing():
        now = clock.now()
        paper = Door(kind="paper", integrity="login", opens_at=now, closes_at=now + timedelta(days=1))
        survey.door.consultation.doors.append(paper)
        db.session.commit()
    marks = {"p1": 5, "p2": 3, "p3": 2, "p4": 1}
    answer(survey, "citizens", marks, times=10)
    answer_on_paper(survey, paper, marks, times=5)
    planner(path(survey, "/priorities"))
    planner.post(path(survey, "/interim"))
    answer(survey, "citizens", {"p1": 1, "p2": 5, "p3": 2, "p4": 1}, times=4)
    answer_on_paper(survey, paper, {"p1": 1, "p2": 5, "p3": 2, "p4": 1}, times=1)
    assert "n = 20" in planner.post(path(survey, "/interim")).html
    page = planner(path(survey, "/priorities/items/p1")).html
    assert "By door" not in page
    assert "anyone with the link" not in page
    box.close_consultation(survey.door.consultation, by=None)
    page = planner(path(survey, "/priorities/items/p1")).html
    assert "By door" in page
    assert "anyone with the link" in page


def answer_on_paper(survey, paper: Door, marks: dict, times: int) -> None:
    with writing():
        for _ in range(times):
            token = box.step_join(paper, group_key="citizens")
            box.step_cast(token, sent(survey.door.consultation.questions[0], marks), at_desk=True)
        db.session.commit()


def test_a_look_kept_by_an_older_version_is_none(survey, planner):
    numbers = queries.counted(survey.door.consultation, "project")
    for support in numbers["weighted"]["support"].values():
        for one in support.values():
            if isinstance(one, dict):
                del one["opposed"], one["agreeing"]
    with writing():
        number = survey.door.consultation_id
        db.session.add(InterimCount(consultation_id=number, at=clock.now(), counted={"project": numbers}))
        db.session.commit()
    assert table_of(survey.door.consultation, "project", numbers).rows[0].by_group["citizens"].opinions is None
    pages = ("/groups", "/weights", "/items/p1")
    for end in pages:
        planner(path(survey, f"/priorities{end}"), status=404)
    assert "Interim order" not in planner(path(survey, "/priorities")).html
    assert "Interim order" in planner.post(path(survey, "/interim")).html
    for end in pages:
        planner(path(survey, f"/priorities{end}"))


def twice_at_once(app, monkeypatch, found: str, work) -> None:
    """Do something in two threads, each with a while between looking for what there is and adding to it."""
    find = getattr(queries, found)

    def slowly(*args, **chosen):
        there = find(*args, **chosen)
        threading.Event().wait(0.5)
        return there

    def do() -> None:
        with app.app_context():
            work()
            db.session.remove()

    monkeypatch.setattr(queries, found, slowly)
    db.session.rollback()
    threads = [threading.Thread(target=do) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    db.session.rollback()


def test_two_who_look_at_once_see_one_look(app, survey, monkeypatch):
    number, person = survey.door.consultation_id, make_person("planner", Role.PLANNER).id

    def look() -> None:
        actions.look_early(db.session.get_one(Consultation, number), by=db.session.get_one(Person, person))

    twice_at_once(app, monkeypatch, "last_look", look)
    assert db.session.scalar(select(func.count()).select_from(InterimCount)) == 1
    entries = db.session.scalars(select(AuditEntry.action)).all()
    assert entries.count("interim order seen") == 2


def test_two_who_ask_at_once_ask_for_one_count(app, survey, monkeypatch):
    number = survey.door.consultation_id
    box.close_consultation(survey.door.consultation, by=None)

    def ask() -> None:
        actions.ask_for_count(db.session.get_one(Consultation, number), "project", by=None)

    twice_at_once(app, monkeypatch, "newest_count", ask)
    assert db.session.scalar(select(func.count()).select_from(Count)) == 1


def test_what_was_declared_cannot_be_changed_unnoticed(survey, planner):
    assert "must not be used" not in planner(path(survey, "/priorities")).html
    with writing():
        db.session.execute(update(Group).where(Group.key == "citizens").values(weight="9/10"))
        db.session.commit()
    assert "must not be used" in planner(path(survey, "/priorities")).html


def test_nobody_voted_is_said_plainly(app, planner):
    survey = make_survey()
    box.close_consultation(survey.door.consultation, by=None)
    assert "Nobody has answered yet" in planner(path(survey, "/priorities")).html


def test_all_tied_is_said_plainly(app, planner):
    survey = make_survey()
    answer(survey, "citizens", {f"p{n}": 3 for n in range(1, 5)}, times=5)
    box.close_consultation(survey.door.consultation, by=None)
    page = planner(path(survey, "/priorities"))
    assert page.html.count("tied, order by lot") == 4


def test_the_page_takes_the_same_number_of_queries_however_much_there_is(app, planner):
    small, large = make_survey(items=3), make_survey(items=12)
    for survey, times in ((small, 6), (large, 30)):
        marks = {choice: 1 + n % 5 for n, choice in enumerate(survey.door.consultation.questions[0].choices)}
        answer(survey, "citizens", marks, times=times)
        box.close_consultation(survey.door.consultation, by=None)
    assert planner.queries(path(small, "/priorities")) == planner.queries(path(large, "/priorities"))


@pytest.mark.parametrize("query", ["?kind=planet", "?kind=vision"])
def test_a_kind_nobody_asked_about_is_not_there(survey, planner, query):
    planner(path(survey, "/priorities") + query, status=404)


def test_without_a_question_on_items_there_are_no_priorities(app, planner):
    survey, other = make_survey(kinds=("single",)), make_survey()
    planner(path(survey, "/priorities"), status=404)
    page = planner("/desk/lampang/priorities")
    assert f'href="{path(survey, "/priorities")}"' not in page.html
    assert f'href="{path(other, "/priorities")}"' in page.html
    assert page.html.count("so there is no order") == 1
