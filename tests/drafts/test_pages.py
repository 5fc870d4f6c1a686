"""The pages of a draft: what is shown, what is asked, what is kept when it is refused, who may."""

import re

import pytest
from sqlalchemy import func, select

from sfc_workshop.core.db import db
from sfc_workshop.domain.roles import Role
from sfc_workshop.drafts import actions
from sfc_workshop.drafts.models import Draft
from tests.cast import PASSWORD, make_person
from tests.drafts.making import OTHER_REASON, REASON, line, make_consultation, make_draft, mark, move, order, person

DATABASES = ["sqlite"]  # pages; what is behind them is tested on both

DESK = "/desk/lampang/drafts"


@pytest.fixture
def at_desk(visit, planner):
    visit("/?lang=en")
    visit.sign_in("planner", PASSWORD)
    return visit


def place_of(draft, key):
    return f"{DESK}/{draft.id}/lines/{line(draft, key).id}/place"


def mark_of(draft, key):
    return place_of(draft, key).replace("place", "mark")


def body(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.html.split("<main")[1]))


def test_without_a_count_the_list_says_what_to_do_first(at_desk):
    make_consultation(counted=False)
    page = at_desk(DESK)
    assert "Nothing to start from yet" in page.html
    assert "Go to the priorities" in page.html


def test_a_planner_starts_a_draft_from_a_count(at_desk):
    consultation = make_consultation()
    at_desk(DESK)
    page = at_desk.post(DESK, {"consultation": consultation.id, "kind": "project"})
    assert page.headings == ["A test"]
    assert "Each move from now on asks for a reason" in page.html
    assert "A test" in at_desk(DESK).html


def test_a_form_that_is_sent_twice_starts_one_draft(at_desk):
    """A double click sends it twice; the page drawn anew asks for another draft."""
    consultation = make_consultation()
    asked = {"consultation": consultation.id, "kind": "project"}
    for _ in range(2):
        key = re.search(r'name="key" value="([0-9a-f]{32})"', at_desk(DESK).html)[1]
        at_desk.post(DESK, {**asked, "key": key})
        first = at_desk.opened
        at_desk.post(DESK, {**asked, "key": key})
        assert at_desk.opened == first
    assert db.session.scalar(select(func.count()).select_from(Draft)) == 2


def test_a_key_no_page_has_drawn_is_none(at_desk):
    consultation = make_consultation()
    at_desk(DESK)
    for key in ("\0", "x" * 5000, ""):
        page = at_desk.post(DESK, {"consultation": consultation.id, "kind": "project", "key": key})
        assert page.headings == ["A test"]


@pytest.mark.parametrize("sent", [{"kind": "vision"}, {"kind": "planet"}, {"consultation": "x"}, {"consultation": 0}])
def test_there_is_no_draft_of_what_was_not_asked(at_desk, sent):
    consultation = make_consultation()
    at_desk(DESK)
    at_desk.post(DESK, {"consultation": consultation.id, "kind": "project", **sent}, status=404)


def test_the_page_shows_both_orders_the_reason_and_how_far_they_are_apart(at_desk, draft, planner):
    move(draft, "p3", 1, planner)
    page = body(at_desk(f"{DESK}/{draft.id}"))
    assert "Moved with a reason 1" in page
    assert "Agreement with the count (Kendall's tau) 0.3333" in page
    assert "Moved from 3 to 1" in page
    assert "From 1 to 2, because others were moved" in page
    assert REASON in page
    assert "computed: rank 3" in page
    assert page.index("Project 3") < page.index("Project 1")


def test_a_budget_that_is_not_enough_is_said(at_desk, planner):
    draft = make_draft(planner, budgets={"short": 4000})
    page = body(at_desk(f"{DESK}/{draft.id}"))
    assert "6,000 of 4,000 baht" in page
    assert "2,000 baht too much" in page


def test_by_goal_it_is_read_and_not_changed(at_desk, draft):
    page = at_desk(f"{DESK}/{draft.id}?by=goal")
    assert "Goal short" in page.html
    assert "/place" not in re.sub(r'data-url="[^"]*"', "", page.html)


def test_a_button_leads_to_the_form_with_the_place_filled_in(at_desk, draft):
    page = at_desk(f"{DESK}/{draft.id}")
    url = re.search(r'href="([^"]+)" aria-label="Move up: Project 3"', page.html).group(1).replace("&amp;", "&")
    form = at_desk(url)
    assert '<option selected value="2">2</option>' in form.html
    assert "autofocus" in form.html
    assert form.hidden("version") == "1"
    page = at_desk.post(place_of(draft, "p3"), {"place": 2, "reason": REASON, "version": 1})
    assert "It has been moved." in page.html
    assert order(draft) == "p1 p3 p2"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"reason": "too short"}, "at least 20 characters"),
        ({"reason": REASON + "\x00"}, "signs that cannot be shown"),
        ({"reason": REASON * 100}, "2,000 characters"),
        ({"place": "7"}, "from 1 to 3"),
        ({"place": "up"}, "from 1 to 3"),
        ({"place": "99999999999999999999"}, "from 1 to 3"),
    ],
)
def test_a_refused_move_keeps_what_was_typed(at_desk, draft, sent, said):
    at_desk(place_of(draft, "p3"))
    given = {"place": "1", "reason": REASON, "version": "1", **sent}
    page = at_desk.post(place_of(draft, "p3"), given, status=422)
    assert said in page.html
    assert given["reason"].replace("\x00", "\ufffd") in page.html.replace("\x00", "\ufffd")
    if given["place"] == "1":
        assert '<option selected value="1">' in page.html
    assert (order(draft), draft.version) == ("p1 p2 p3", 1)


def test_a_move_to_no_place_at_all_is_refused(at_desk, draft):
    at_desk(place_of(draft, "p3"))
    page = at_desk.post(place_of(draft, "p3"), {"reason": REASON, "version": "1"}, status=422)
    assert "from 1 to 3" in page.html


def test_a_refused_mark_keeps_what_was_typed(at_desk, draft):
    at_desk(mark_of(draft, "p3"))
    other = line(draft, "p1").id
    given = {"what": "merged", "other": other, "reason": "too short", "version": 1}
    page = at_desk.post(mark_of(draft, "p3"), given, status=422)
    assert re.search(r'checked id="what-\d+" name="what" type="radio" value="merged"', page.html)
    assert f'<option selected value="{other}">' in page.html
    assert "too short" in page.html


@pytest.mark.parametrize("what", ["must", "withdrawn", "merged", "exclusive"])
def test_every_mark_is_shown_with_its_reason(at_desk, draft, what):
    at_desk(mark_of(draft, "p3"))
    given = {"what": what, "other": line(draft, "p1").id, "reason": REASON, "version": 1}
    page = body(at_desk.post(mark_of(draft, "p3"), given))
    assert REASON in page
    said = {"must": "Must be done", "withdrawn": "Withdrawn", "merged": "Merged", "exclusive": "At most one of set A"}
    assert said[what] in page
    assert "Reason for the mark" in at_desk(mark_of(draft, "p3")).html


def test_nothing_chosen_is_asked_for(at_desk, draft):
    at_desk(mark_of(draft, "p3"))
    page = at_desk.post(mark_of(draft, "p3"), {"reason": REASON, "version": 1}, status=422)
    assert "Please choose what to do." in page.html


def test_words_are_saved_and_shown_in_the_readers_language(at_desk, draft):
    at_desk(f"{DESK}/{draft.id}/words")
    sent = {"title_th": "ชื่อ", "title_en": "A name", "words_th": "หนึ่ง\nสอง", "words_en": "One\nTwo", "version": 1}
    page = at_desk.post(f"{DESK}/{draft.id}/words", sent)
    assert page.headings == ["A name"]
    assert "<p>Two</p>" in page.html
    assert "<p>สอง</p>" in at_desk(f"{DESK}/{draft.id}?lang=th").html


def test_a_missing_title_keeps_the_rest(at_desk, draft):
    at_desk(f"{DESK}/{draft.id}/words")
    page = at_desk.post(f"{DESK}/{draft.id}/words", {"title_th": " ", "words_en": "Mine", "version": 1}, status=422)
    assert "Please write a title in Thai." in page.html
    assert "Mine" in page.html


def test_history_tells_everything(at_desk, draft, planner, other_planner):
    move(draft, "p3", 1, planner)
    mark(draft, "p2", "merged", other_planner, other="p1", reason=OTHER_REASON)
    actions.reword(draft, {"title_th": "ก", "title_en": "", "words_th": "", "words_en": ""}, version=3, by=planner)
    page = body(at_desk(f"{DESK}/{draft.id}/changes"))
    for words in ("Started the draft", "from place 3 to place 1", REASON, OTHER_REASON, "Colleague", "Changed: Title"):
        assert words in page, words


# Two planners at once.


def test_who_comes_second_sees_both_and_may_do_theirs_on_top(at_desk, draft, other_planner):
    form = at_desk(place_of(draft, "p3") + "?place=2&version=1")
    move(draft, "p2", 1, other_planner, reason=OTHER_REASON)
    sent = {"place": 2, "reason": REASON, "version": form.hidden("version")}
    page = at_desk.post(place_of(draft, "p3"), sent, status=409)
    assert order(draft) == "p2 p1 p3"
    for words in ("Colleague", "from place 2 to place 1", OTHER_REASON, REASON, "The order with yours on top"):
        assert words in body(page).replace("“", ""), words
    assert page.hidden("version") == "2"
    at_desk.post(place_of(draft, "p3"), {**sent, "version": page.hidden("version")})
    assert order(draft) == "p2 p3 p1"
    assert draft.version == 3


def test_a_link_drawn_before_the_change_carries_the_version_it_was_drawn_with(at_desk, draft, other_planner):
    move(draft, "p2", 1, other_planner)
    assert at_desk(place_of(draft, "p3") + "?place=1&version=1").hidden("version") == "1"
    assert at_desk(place_of(draft, "p3") + "?place=1&version=7").hidden("version") == "2"


@pytest.mark.parametrize("version", ["", "x", "0", "-1", "99", "9" * 30])
def test_a_version_nobody_has_seen_overwrites_nothing(at_desk, draft, version):
    at_desk(place_of(draft, "p3"))
    page = at_desk.post(place_of(draft, "p3"), {"place": 1, "reason": REASON, "version": version}, status=409)
    assert REASON in page.html
    assert order(draft) == "p1 p2 p3"


def test_a_second_mark_is_compared_too(at_desk, draft, other_planner):
    at_desk(mark_of(draft, "p3"))
    mark(draft, "p3", "withdrawn", other_planner, reason=OTHER_REASON)
    page = at_desk.post(mark_of(draft, "p3"), {"what": "must", "reason": REASON, "version": 1}, status=409)
    assert "Withdrew" in page.html
    assert line(draft, "p3").mark == "withdrawn"
    at_desk.post(mark_of(draft, "p3"), {"what": "must", "reason": REASON, "version": 2})
    db.session.rollback()
    assert line(draft, "p3").mark == "must"


def test_words_of_two_are_joined_where_each_wrote_elsewhere_and_shown_where_both_wrote(at_desk, draft, other_planner):
    at_desk(f"{DESK}/{draft.id}/words")
    before = {name: getattr(draft, name) for name in actions.WORDS}
    theirs = {**before, "title_en": "Theirs", "words_en": "Their text"}
    actions.reword(draft, theirs, version=1, by=other_planner)
    mine = {**before, "words_en": "My text", "version": 1}
    page = at_desk.post(f"{DESK}/{draft.id}/words", mine, status=409)
    assert 'value="Theirs"' in page.html  # I had not touched the title
    assert "My text" in page.html
    assert "Both of you changed this: Words for the committee in English" in page.html
    assert "Their text" in page.html
    fields = {one["name"]: one.get("value", "") for one in page.inputs if one["name"] in ("title_th", "title_en")}
    at_desk.post(f"{DESK}/{draft.id}/words", {**fields, "words_en": "My text", "version": 2})
    db.session.rollback()
    assert (draft.title_en, draft.words_en) == ("Theirs", "My text")


# Who may.


def test_who_only_reads_gets_no_buttons_and_cannot_change(visit, draft):
    make_person("officer", Role.OFFICER, None)
    visit("/?lang=en")
    visit.sign_in("officer", PASSWORD)
    page = visit(f"{DESK}/{draft.id}")
    assert "Project 3" in page.html
    assert "Move up" not in page.html
    visit(f"{DESK}/{draft.id}/changes")
    assert "Start from this count" not in visit(DESK).html
    for url in (place_of(draft, "p3"), mark_of(draft, "p3"), f"{DESK}/{draft.id}/words"):
        visit(url, status=404)
        visit(DESK)
        visit.post(url, {"place": 1, "reason": REASON, "version": 1}, status=404)
    assert order(draft) == "p1 p2 p3"


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.REPORTER])
def test_who_may_not_see_priorities_sees_no_draft(visit, draft, role):
    make_person("somebody", role)
    visit.sign_in("somebody", PASSWORD)
    visit(DESK, status=404)
    visit(f"{DESK}/{draft.id}", status=404)


def test_another_citys_draft_does_not_exist(visit, draft):
    make_person("elsewhere", Role.PLANNER, "sukhothai-thani")
    visit.sign_in("elsewhere", PASSWORD)
    there = DESK.replace("lampang", "sukhothai-thani")
    for end in ("", "/changes", "/words", f"/lines/{line(draft, 'p3').id}/place"):
        visit(f"{DESK}/{draft.id}{end}", status=404)
        visit(f"{there}/{draft.id}{end}", status=404)
    assert str(draft.count.consultation_id) not in re.findall(r'name="consultation" value="(\d+)"', visit(there).html)


@pytest.mark.parametrize("number", [0, 99, 2**31, 2**70])
def test_unknown_numbers_are_not_there(at_desk, draft, number):
    at_desk(f"{DESK}/{number}", status=404)
    at_desk(f"{DESK}/{draft.id}/lines/{number}/place", status=404)


def test_a_line_of_another_draft_is_not_a_line_of_this_one(at_desk, draft, planner):
    second = actions.start_draft(draft.count.consultation, "project", by=planner)
    at_desk(f"{DESK}/{second.id}/lines/{line(draft, 'p3').id}/place", status=404)


def test_nobody_signed_in_is_asked_who_they_are(visit, draft):
    assert "Sign in" in visit(f"{DESK}/{draft.id}?lang=en").html


def test_the_page_takes_the_same_number_of_queries_however_long_the_draft(at_desk):
    planner = person("planner")
    small, large = make_draft(planner), make_draft(planner, items=12)
    for draft in (small, large):
        move(draft, "p3", 1, planner)
    assert at_desk.queries(f"{DESK}/{small.id}") == at_desk.queries(f"{DESK}/{large.id}")
