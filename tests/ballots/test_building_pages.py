"""The pages on which questions and margins are written: every kind, every refusal, moving by buttons."""

import html
import re

import pytest
from sqlalchemy import select

from sfc_workshop.ballots.models import Question
from sfc_workshop.core.db import db
from sfc_workshop.domain.roles import Role
from tests.cast import PASSWORD, make_community, make_person, make_survey
from tests.visiting import Page, Visitor

DATABASES = ["sqlite"]  # pages; what is behind them is tested on both

EVERY = {
    "score": {"lo": "0", "hi": "10", "low_label_th": "น้อย", "high_label_th": "มาก"},
    "approval": {"cap": ""},
    "dots": {"dots": "9", "cap": "3"},
    "ranking": {"places": "2"},
    "allocation": {"budget": "5,000"},
    "pairwise": {"pairs": "6"},
    "single": {
        "options-0-title_th": "ใช่",
        "options-0-title_en": "Yes",
        "options-2-title_th": "ไม่",
        "options-2-key": "o9" * 99,
    },
    "text": {},
    "community": {},
    "consent": {"purpose": "quote", "required": "y"},
}
SETTINGS = {
    "score": {"lo": 0, "hi": 10},
    "dots": {"dots": 9, "cap": 3},
    "ranking": {"places": 2},
    "allocation": {"budget": 5000},
    "pairwise": {"pairs": 6},
    "consent": {"purpose": "quote"},
}
ON_ITEMS = {"which": "project", "criterion": "importance", "direction": "-1"}
WRONG = [
    ("text", {"title_th": ""}, "Please write this in Thai"),
    ("text", {"title_th": "x" * 2001}, "Please shorten this to 2,000 characters"),
    ("text", {"help_en": "x\x00"}, "signs that cannot be shown"),
    ("score", {"lo": "one"}, "Please write a whole number."),
    ("score", {"hi": ""}, "Please write a whole number from -100 to 100"),
    ("score", {"hi": "99999999999999999"}, "Please write a whole number."),
    ("score", {"which": "ticked"}, "Please choose what this question asks about"),
    ("score", {"which": "planets"}, "Please choose what this question asks about"),
    ("score", {"criterion": "beauty"}, "needs a criterion"),
    ("ranking", {"places": "9"}, "Please write a whole number from 1 to 4"),
    ("ranking", {"which": "ticked", "item": "p1"}, "Please choose at least two"),
    ("allocation", {"budget": "10"}, "the cheapest costs 1,000 baht"),
    ("dots", {"dots": "100", "cap": "3"}, "nobody can use all"),
    ("single", {"options-0-title_th": "", "options-0-title_en": "Yes"}, "Please write this in Thai"),
    ("single", {"options-2-title_th": ""}, "Please give at least two answers"),
    ("consent", {"purpose": "spying"}, "Please choose from the list"),
]


@pytest.fixture
def planner(app, visit) -> Visitor:
    make_person("planner", Role.PLANNER)
    visit("/?lang=en")
    visit.sign_in("planner", PASSWORD)
    return visit


def desk(consultation) -> str:
    return f"/desk/lampang/consultations/{consultation.id}"


def filled(kind: str, **changes: str) -> dict[str, str]:
    on_items = ON_ITEMS if kind in ("score", "approval", "dots", "ranking", "allocation", "pairwise") else {}
    return {"title_th": f"คำถาม {kind}", "title_en": kind, **EVERY[kind], **on_items, **changes}


def body(page: Page) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.html.split("<main")[1])))


def test_every_kind_is_written_and_shown_again_as_it_was_written(planner):
    consultation = make_survey(kinds=(), opened=False).door.consultation
    planner(f"{desk(consultation)}/questions")
    for kind in EVERY:
        address = f"{desk(consultation)}/questions/new?kind={kind}"
        planner(address)
        planner.post(address, filled(kind))
    db.session.expire_all()
    made = {question.kind: question for question in consultation.questions}
    assert list(made) == list(EVERY)
    assert {kind: q.settings for kind, q in made.items()} == {kind: SETTINGS.get(kind, {}) for kind in EVERY}
    answers = [(o.key, o.title_th, o.title_en) for o in made["single"].options]
    assert answers == [("o1", "ใช่", "Yes"), ("o2", "ไม่", "")]  # a key nobody gave out is forgotten
    assert (made["score"].direction, made["score"].choices, made["consent"].required) == (
        -1,
        ["p1", "p2", "p3", "p4"],
        True,
    )
    for kind, question in made.items():
        address = f"/desk/lampang/consultations/questions/{question.id}"
        shown = {one["name"]: one.get("value", "") for one in planner(address).inputs if one["tag"] == "input"}
        assert shown["title_th"] == f"คำถาม {kind}"
        planner.post(address, {**filled(kind), "title_en": "Written anew"})
    db.session.expire_all()
    assert {question.title_en for question in consultation.questions} == {"Written anew"}
    assert len(consultation.questions) == len(EVERY)
    planner(f"{desk(consultation)}/questions/new?kind=community", status=404)  # once is enough


def test_a_question_that_cannot_be_asked_is_refused_with_all_that_was_typed(planner):
    consultation = make_survey(kinds=(), opened=False).door.consultation
    planner(f"{desk(consultation)}/questions/new?kind=text")
    for kind, changes, says in WRONG:
        page = planner.post(
            f"{desk(consultation)}/questions/new?kind={kind}",
            filled(kind, **{"title_en": "Kept", **changes}),
            status=422,
        )
        assert says in body(page), (kind, changes)
        shown = {one.get("name"): one.get("value", "") for one in page.inputs if one["tag"] == "input"}
        assert shown["title_en"] == "Kept"
        for name, typed in changes.items():
            if name in shown and name not in ("which", "criterion", "item", "purpose"):
                assert shown[name] == typed, (kind, name)
    assert db.session.scalars(select(Question)).all() == []
    page = planner.post(f"{desk(consultation)}/questions/new?kind=single", filled("single", do="more"))
    assert "options-3-title_th" in page.html
    for kind in ("planets", ""):
        planner(f"{desk(consultation)}/questions/new?kind={kind}", status=404)


def test_questions_are_moved_copied_and_deleted_by_buttons_that_keep_the_focus(planner):
    consultation = make_survey(kinds=("text", "score"), opened=False).door.consultation
    first, second = consultation.questions
    planner(f"{desk(consultation)}/questions")
    page = planner.post(f"/desk/lampang/consultations/questions/{second.id}/place", {"way": "up"})
    assert re.search(rf'value="up" formaction="[^"]*/{second.id}/place"', page.html) is None  # it is the first now
    page = planner.post(f"/desk/lampang/consultations/questions/{second.id}/place", {"way": "down"})
    page = planner.post(f"/desk/lampang/consultations/questions/{first.id}/place", {"way": "down"})
    assert re.search(rf'value="up"[^>]*/{first.id}/place', page.html)
    planner.post(f"/desk/lampang/consultations/questions/{first.id}/place", {"way": "sideways"}, status=404)
    planner(f"{desk(consultation)}/questions")
    page = planner.post(f"/desk/lampang/consultations/questions/{first.id}/copy")
    assert "Here is the copy" in body(page)
    planner.post(f"/desk/lampang/consultations/questions/{first.id}/deletion")
    assert len(db.session.scalars(select(Question)).all()) == 2
    planner.post("/desk/lampang/consultations/questions/999999/deletion", status=404)


def test_numbers_of_people_become_shares_and_are_shown_again(planner):
    consultation = make_survey(kinds=("score", "community"), opened=False).door.consultation
    address = f"{desk(consultation)}/margins"
    assert "no list of communities yet" in body(planner(address))
    home, away = make_community().id, make_community("nan").id
    page = planner(address)
    assert f"people_0_{away}" not in page.html
    for typed, says in (("many", "Please write a whole number"), ("-5", "0 or more"), ("5", "nothing to weigh")):
        page = planner.post(address, {f"people_0_{home}": typed}, status=422)
        assert says in body(page)
        assert f'value="{typed}"' in page.html
    db.session.expire_all()
    assert consultation.margins == {}


def test_a_consultation_is_deleted_only_before_it_was_opened(planner):
    consultation = make_survey(opened=False).door.consultation
    opened = desk(make_survey(plan=consultation.plan).door.consultation)
    prepared = desk(consultation)
    planner(prepared)
    planner.post(f"{prepared}/deletion")
    planner(prepared, status=404)
    planner(opened)
    planner.post(f"{opened}/deletion", status=409)
    planner(opened)


def test_opening_too_early_lists_everything_with_links(planner):
    consultation = make_survey(kinds=("community",), opened=False).door.consultation
    planner(desk(consultation))
    page = planner.post(f"{desk(consultation)}/opening", status=409)
    assert "One thing is missing" in body(page)
    assert 'href="/desk/lampang/communities"' in page.html
    db.session.expire_all()
    assert consultation.opening is None
