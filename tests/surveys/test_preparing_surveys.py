"""The desk of surveys: begin, write, refuse with what was typed, preview without storing, share, open, answer."""

import html
import re
from datetime import UTC, datetime
from urllib.parse import unquote

import pytest
from flask_babel import force_locale
from sqlalchemy import func, select

from sfc_workshop.ballots import queries as box
from sfc_workshop.ballots.models import Ballot, Consultation, Participant, Question
from sfc_workshop.core import clock
from sfc_workshop.core.db import db, writing
from sfc_workshop.documents.pdf import FontIsMissing, pdf
from sfc_workshop.domain.roles import Role
from sfc_workshop.plans.models import BudgetLine, Plan, Project
from sfc_workshop.surveys import actions, sharing
from sfc_workshop.surveys.models import Survey
from tests.cast import PASSWORD, make_community, make_person, make_plan, make_survey
from tests.visiting import Page, Visitor

DATABASES = ["sqlite"]  # pages; what is behind them is tested on both

DESK = "/desk/lampang"
FILLED = {
    "slug": "our-town-2569",
    "title_th": "เมืองของเรา",
    "title_en": "Our town",
    "welcome_th": "ขอเชิญร่วมแสดงความคิดเห็น",
    "welcome_en": "",
    "minutes": "4",
    "opens": "hand",
    "closes": "day",
    "closes_on": "2099-12-31",
    "closes_hour": "16:30",
}


@pytest.fixture
def plan(app) -> Plan:
    plan = make_plan()
    with writing():
        for n, horizon in enumerate(["short", "short", "long"], start=1):
            project = Project(position=n, horizon=horizon, title_th=f"โครงการ {n}", title_en=f"Project {n}")
            project.budget = [BudgetLine(fiscal_year=2566, baht=1000 * n)]
            plan.projects.append(project)
        db.session.commit()
    return plan


@pytest.fixture
def planner(app, visit) -> Visitor:
    make_person("planner", Role.PLANNER)
    visit("/?lang=en")
    visit.sign_in("planner", PASSWORD)
    return visit


def body(page: Page) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.html.split("<main")[1])))


def values(page: Page) -> dict[str, str]:
    return {one["name"]: one.get("value", "") for one in page.inputs if one.get("type") not in ("hidden", "radio")}


def test_a_planner_asks_from_nothing_and_a_phone_answers(planner, plan):
    planner(f"{DESK}/consultations/new")
    page = planner.post(planner.opened, {"title_th": "ถามโครงการ", "title_en": "", "begin": f"plan-{plan.id}"})
    made = db.session.scalars(select(Consultation)).one()
    at = f"{DESK}/consultations/{made.id}"
    assert "2 things are missing" in body(page)
    assert "Open the consultation" in body(page)

    planner(f"{at}/items?horizon=short")
    shown = [project.id for project in plan.projects[:2]]
    page = planner.post(f"{at}/items?horizon=short", {"kind": "project", "shown": shown, "do": "all"})
    assert "2 are asked about now" in body(page)
    page = planner.post(f"{at}/items", {"kind": "project", "shown": shown, "row": shown[:1], "do": "go on"})
    assert planner.opened == f"{at}/questions"
    assert "1 are asked about now" in body(page), "going on from the end of the list keeps the ticks"
    planner(f"{at}/items?horizon=short")
    planner.post(f"{at}/items?horizon=short", {"kind": "project", "shown": shown, "do": "all"})

    assert "2 items are in no question yet" in body(planner(at))
    planner(f"{at}/questions/new?kind=score")
    typed = {
        "title_th": "สำคัญเพียงใด",
        "title_en": "",
        "lo": "1",
        "hi": "5",
        "which": "project",
        "criterion": "importance",
    }
    page = planner.post(f"{at}/questions/new?kind=score", {**typed, "direction": "1"})
    assert "English missing" in body(page)
    assert "สำคัญเพียงใด" in body(page)

    planner(f"{at}/surveys/new")
    page = planner.post(f"{at}/surveys/new", FILLED)
    assert page.headings == ["Preview"]
    survey = db.session.scalars(select(Survey)).one()
    assert survey.door.closes_at == datetime(2099, 12, 31, 9, 30, tzinfo=UTC)

    page = planner(at)
    assert "in no question yet" not in body(page)
    assert "Everything that is needed is there" in body(page)
    assert "not open yet" in planner(f"/s/{survey.slug}").html
    planner(at)
    planner.post(f"{at}/opening")
    opening = db.session.scalars(select(Consultation)).one().opening
    assert (opening.person.login, survey.door.opens_at <= clock.now()) == ("planner", True)

    planner(f"/s/{survey.slug}")
    page = planner.post(f"/s/{survey.slug}", {"group": "citizens"})
    question = db.session.scalars(select(Question)).one()
    name = f"q{question.id}"
    answer = {
        f"{name}-p1": "5",
        **{f"{name}-{part}": page.hidden(f"{name}-{part}") for part in ("key", "revision", "run")},
    }
    assert planner.post(planner.opened, answer).headings == ["Thank you"]
    assert db.session.scalars(select(Ballot.marks)).all() == [{"p1": 5}]
    assert "frozen" in planner(f"{at}/title", status=409).html


WRONG = [
    ({"slug": "Our town!"}, "Please use 3 to 60 small Latin letters"),
    ({"slug": "a--b"}, "Please use 3 to 60 small Latin letters"),
    ({"slug": "taken-already"}, "Another survey has this address"),
    ({"title_th": " "}, "Please write this in Thai"),
    ({"welcome_th": ""}, "Please write this in Thai"),
    ({"title_en": "x" * 301}, "Please shorten this to 300 characters"),
    ({"title_en": "x\x00"}, "signs that cannot be shown"),
    ({"minutes": "many"}, "Please write a whole number"),
    ({"minutes": "0"}, "Please write a number of minutes"),
    ({"closes_on": ""}, "Please choose a day"),
    ({"closes_on": "31/12/2569"}, "Please write a day such as"),
    ({"closes_on": "2569-02-30"}, "Please write a day such as"),
    ({"closes_on": "2001-01-01"}, "This moment has passed"),
    ({"closes_hour": "25:00"}, "Please write a time such as"),
    ({"opens": "day", "opens_on": "2100-01-01"}, "It would close before it opens"),
]


def test_a_survey_that_cannot_be_is_refused_with_all_that_was_typed(refusing):
    planner, address = refusing
    planner(address)
    for changes, says in WRONG:
        page = planner.post(address, {**FILLED, **changes}, status=422)
        assert says in body(page), changes
        shown = values(page)
        kept = {name: typed for name, typed in {**FILLED, **changes}.items() if name.endswith(("_on", "_hour"))}
        assert {name: shown[name] for name in kept} == kept
        assert (shown["slug"], shown["minutes"]) == tuple(
            {**FILLED, **changes}[name].lower() for name in ("slug", "minutes")
        )
    assert db.session.scalar(select(func.count()).select_from(Survey)) == 1


@pytest.fixture
def refusing(planner) -> tuple[Visitor, str]:
    other = make_survey(opened=False)
    with writing():
        other.slug = "taken-already"
        db.session.commit()
    return planner, f"{DESK}/consultations/{other.door.consultation_id}/surveys/new"


def test_a_day_of_the_buddhist_era_is_understood_and_the_end_of_a_day_is_its_last_minute(refusing):
    planner, address = refusing
    planner(address)
    planner.post(address, {**FILLED, "closes_on": "2642-02-28", "closes_hour": ""})
    survey = db.session.scalars(select(Survey).where(Survey.slug == FILLED["slug"])).one()
    assert survey.door.closes_at == datetime(2099, 2, 28, 16, 59, tzinfo=UTC)
    planner(f"{DESK}/surveys/{survey.id}")
    planner.post(f"{DESK}/surveys/{survey.id}", {**FILLED, "closes": "hand", "closes_on": ""})
    db.session.expire_all()
    assert survey.door.closes_at is None
    assert "until somebody closes it" in body(planner(f"{DESK}/consultations/{survey.door.consultation_id}"))
    planner.post(f"{DESK}/surveys/{survey.id}/deletion")
    assert db.session.scalar(select(func.count()).select_from(Survey)) == 1


KINDS = ("score", "approval", "dots", "ranking", "allocation", "pairwise", "single", "text", "community", "consent")


def test_a_preview_shows_every_kind_and_stores_nothing(planner):
    make_community()
    survey = make_survey(kinds=KINDS, opened=False)
    at = f"{DESK}/surveys/{survey.id}/preview"
    page = planner(at)
    assert page.html.count("<iframe") == 2
    start = planner(f"{at}/th/0")
    assert (start.lang, start.forms) == ("th", [])
    page = planner(f"{at}/en/1")
    assert page.lang == "en"
    assert "Nothing you tap here is stored" in body(page)
    assert "save-ballot" not in page.html
    assert page.forms == []
    assert all(f"Question {n}" in body(page) for n in range(len(KINDS)))
    assert db.session.scalar(select(func.count()).select_from(Participant)) == 0
    assert planner(f"{DESK}/consultations").lang == "en"  # a preview changes nobody's language
    for wrong in ("th/2", "de/0"):
        planner(f"{at}/{wrong}", status=404)


def test_only_a_preview_may_be_framed_and_only_by_our_own_pages(planner):
    survey = make_survey(opened=False)
    rules = {}
    for name in ("preview", "preview/th/0", "share"):
        answered = planner.client.get(f"{DESK}/surveys/{survey.id}/{name}")
        rules[name] = answered.headers["Content-Security-Policy"]
    assert "frame-src 'self'" in rules["preview"]
    assert "frame-ancestors 'none'" in rules["preview"]
    assert "frame-ancestors 'self'" in rules["preview/th/0"]
    assert "frame-ancestors 'none'" in rules["share"]
    assert "frame-src" not in rules["share"]


def test_a_copy_has_everything_but_answers_and_addresses(planner):
    survey = make_survey(kinds=("score", "single"))
    earlier = survey.door.consultation
    page = planner(f"{DESK}/consultations/{earlier.id}")
    planner(html.unescape(re.search(r'href="([^"]*begin=copy[^"]*)"', page.html)[1]))
    begin = {"title_th": "ถามอีกครั้ง", "title_en": "Again", "begin": f"copy-{earlier.id}"}
    planner.post(f"{DESK}/consultations/new", begin)
    made = db.session.scalars(select(Consultation).order_by(Consultation.id.desc())).first()
    assert made is not None
    assert [(q.key, q.title_en, q.choices, q.settings) for q in made.questions] == [
        (q.key, q.title_en, q.choices, q.settings) for q in earlier.questions
    ]
    assert {q.criterion.consultation_id for q in made.questions if q.criterion} == {made.id}
    assert {i.consultation_id for q in made.questions for i in q.items} == {made.id}
    copied = db.session.scalars(select(Survey).where(Survey.id != survey.id)).one()
    assert copied.slug != survey.slug
    assert (copied.door.opens_at, copied.door.closes_at, made.opening) == (None, None, None)


def test_nothing_begins_with_what_is_not_offered(planner, plan):
    planner(f"{DESK}/consultations/new")
    for begin in ("plan-999", "copy-1", "nothing", ""):
        sent = {"title_th": "ถาม", "title_en": "Kept", "begin": begin}
        page = planner.post(f"{DESK}/consultations/new", sent, status=422)
        assert "Please choose from the list" in body(page)
        assert values(page)["title_en"] == "Kept"


def test_free_addresses_count_on(app):
    survey = make_survey(opened=False)
    with writing():
        survey.slug = "town-plan"
        db.session.commit()
    assert actions.free_slug("town-plan") == "town-plan-2"
    assert actions.free_slug("town_none") == "town_none"


def test_what_is_handed_out_leads_to_the_configured_address(planner, app):
    survey = make_survey(opened=False)
    at = f"{DESK}/surveys/{survey.id}"
    page = planner(f"{at}/share")
    link = f"http://localhost/s/{survey.slug}"
    assert f'href="{link}"' in page.html
    line = unquote(re.search(r'href="(https://line\.me/[^"]+)"', page.html)[1])
    assert line.endswith(f"\n{link}?openExternalBrowser=1")
    planner(f"{at}/qr.png")
    assert planner.raw.startswith(b"\x89PNG")
    planner(f"{at}/qr.svg?save=1")
    assert planner.raw.startswith(b"<svg")
    for one in ("th", "en"):
        planner(f"{at}/poster-{one}.pdf")
        assert planner.raw.startswith(b"%PDF")
    planner(f"{at}/poster-de.pdf", status=404)


def test_the_poster_stays_one_sheet_and_says_the_last_day_of_its_language(planner):
    survey = make_survey(opened=False)
    with writing():
        survey.title_th, survey.slug = ("จัดลำดับความสำคัญโครงการของเมือง" * 10)[:300], "a1-" * 19 + "abc"
        survey.door.closes_at = datetime(2099, 12, 31, 16, 59, tzinfo=UTC)
        db.session.commit()
    for closes in (survey.door.closes_at, None):
        with writing():
            survey.door.closes_at = closes
            db.session.commit()
        planner(f"{DESK}/surveys/{survey.id}/poster-th.pdf")
        assert len(re.findall(rb"/Type\s*/Page\b", planner.raw)) == 1
    with writing():
        survey.door.closes_at = datetime(2099, 12, 31, 16, 59, tzinfo=UTC)
        db.session.commit()
    for one, day in (("th", "31 ธันวาคม 2642"), ("en", "31 December 2099")):
        with force_locale(one):
            assert sharing.until(survey).endswith(day)


def test_a_font_we_do_not_bring_stops_the_making():
    assert pdf("= #json(bytes(sys.inputs.data)).title", {}, title="ทดสอบ").startswith(b"%PDF")
    with pytest.raises(FontIsMissing, match="courier"):
        pdf('#set text(font: "Courier")\n= #json(bytes(sys.inputs.data)).title', {}, title="ทดสอบ")


def test_a_stranger_and_a_facilitator_prepare_nothing(visit, planner):
    survey = make_survey(opened=False)
    consultation = survey.door.consultation_id
    question = survey.door.consultation.questions[0].id
    changing = [
        f"{DESK}/consultations/new",
        f"{DESK}/consultations/{consultation}/title",
        f"{DESK}/consultations/{consultation}/items",
        f"{DESK}/consultations/{consultation}/surveys/new",
        f"{DESK}/consultations/{consultation}/questions/new?kind=text",
        f"{DESK}/consultations/questions/{question}",
        f"{DESK}/surveys/{survey.id}",
    ]
    for address in changing:
        planner(address)
        visit(address.replace("lampang", "nan"), status=404)
    planner(DESK)
    planner.post("/sign-out")
    make_person("facilitator", Role.FACILITATOR)
    visit.sign_in("facilitator", PASSWORD)
    for address in changing:
        visit(address, status=404)
    page = visit(f"{DESK}/consultations/{consultation}/questions")
    assert "Add" not in body(page).split("Questions", 1)[1]
    visit(f"{DESK}/surveys/{survey.id}/share")


def test_headings_stand_above_the_questions_of_their_page(planner):
    survey = make_survey(kinds=("text",), opened=False)
    at = f"{DESK}/consultations/{survey.door.consultation_id}"
    planner(f"{at}/pages/1")
    planner.post(f"{at}/pages/1", {"title_th": "หมวดแรก", "title_en": "Part one", "words_th": "", "words_en": ""})
    planner(f"{at}/pages/2")
    page = planner.post(f"{at}/pages/2", {"title_th": "", "title_en": "x", "words_th": ""}, status=422)
    assert "Please write a heading or some words in Thai" in body(page)
    planner.post(f"{at}/pages/2", {"title_th": "", "title_en": "", "words_th": "ขอบคุณ", "words_en": "Thanks"})
    planner(f"{at}/pages/4", status=404)
    assert len(box.pages_of(survey.door.consultation)) == 2
    assert "<h2>Part one</h2>" in planner(f"{DESK}/surveys/{survey.id}/preview/en/1").html
    assert "Thanks" in body(planner(f"{DESK}/surveys/{survey.id}/preview/en/2"))


def test_lists_take_no_more_queries_for_more_questions(planner):
    few, many = make_survey(kinds=("score",), opened=False), make_survey(kinds=("score",) * 9, opened=False)
    for end in ("", "/questions", "/items", "/margins"):
        counts = [planner.queries(f"{DESK}/consultations/{s.door.consultation_id}{end}") for s in (few, many)]
        assert counts[0] == counts[1], end
    counts = [planner.queries(f"{DESK}/surveys/{s.id}/preview/th/1") for s in (few, many)]
    assert counts[0] == counts[1]
