"""The public page of a published plan, its files, and publishing at the desk."""

import hashlib
import re
from fractions import Fraction

import pytest
from sqlalchemy import select

from sfc_workshop.core import audit
from sfc_workshop.core.audit import AuditEntry
from sfc_workshop.core.db import db
from sfc_workshop.domain.roles import Role
from sfc_workshop.drafts.models import Line
from sfc_workshop.publications.actions import publish
from tests.cast import PASSWORD, make_person
from tests.drafts.making import REASON, move
from tests.publications.test_publishing import change
from tests.visiting import Visitor

DATABASES = ["sqlite"]  # pages; what is behind them is tested on both


@pytest.fixture
def publication(draft, planner):
    return publish(draft, by=planner)


@pytest.fixture
def at_desk(planner, visit) -> Visitor:
    visit("/?lang=en")
    visit.sign_in("planner", PASSWORD)
    return visit


def test_anybody_reads_the_plan_with_its_reasons(publication, visit):
    page = visit(f"/p/{publication.id}?lang=en")
    assert page.headings == ["A test"]
    assert "Moved by the planner from 3 to 1" in page.html
    assert REASON in page.html
    assert publication.audit_head in page.html
    assert audit.head() in page.html
    assert f"--fingerprint {publication.fingerprint}" in page.html


def test_it_reads_in_thai_with_thai_days_and_marks_what_is_not_thai(publication, visit):
    page = visit(f"/p/{publication.id}?lang=th")
    assert page.headings == ["ถามทดสอบ"]
    assert "โครงการ 3" in page.html
    assert re.search(r"เผยแพร่เมื่อวันที่ \d+ \S+ 25\d\d", page.html)


def test_the_parts_on_the_page_add_up_exactly(publication, visit):
    page = visit(f"/p/{publication.id}?lang=en")
    sums = re.findall(r'<ul class="sum">(.*?)</ul>', page.html, re.DOTALL)
    assert len(sums) == 6
    for words in sums:
        *parts, whole = [Fraction(found) for found in re.findall(r"<code>([\d/]+)</code>", words)]
        assert len(parts) == 2
        assert sum(parts) == whole


def test_the_older_page_says_that_a_newer_one_follows(publication, draft, planner, visit):
    assert "later publication" not in visit(f"/p/{publication.id}?lang=en").html
    move(draft, "p5", 1, planner)
    newer = publish(draft, by=planner)
    page = visit(f"/p/{publication.id}")
    assert "A later publication of this plan follows" in page.html
    assert f"/p/{newer.id}" in page.html
    assert "publication 2 of this plan" in visit(f"/p/{newer.id}").html


def test_what_people_wrote_is_text(draft, planner, visit):
    move(draft, "p2", 1, planner, reason="<script>alert('the mayor')</script>")
    page = visit(f"/p/{publish(draft, by=planner).id}?lang=en")
    assert "<script>alert" not in page.html
    assert "&lt;script&gt;" in page.html


def test_files_may_be_kept_for_ever_and_are_not_logged(publication, visit):
    logged = len(db.session.scalars(select(AuditEntry.number)).all())
    for file in publication.files:
        url = f"/p/{publication.id}/{file.name}"
        answer = visit.client.get(url)
        assert hashlib.sha256(answer.data).hexdigest() == file.fingerprint
        assert len(answer.data) == file.size
        assert "immutable" in answer.headers["Cache-Control"]
        assert visit.client.get(url, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert visit.client.get(f"/p/{publication.id}/package.zip").mimetype == "application/zip"
    db.session.rollback()
    assert len(db.session.scalars(select(AuditEntry.number)).all()) == logged


@pytest.mark.parametrize("path", ["/p/nothing", "/p/{id}/nothing.zip", "/p/nothing/package.zip", "/p/{id}/../x"])
def test_what_is_not_there_is_not_there(publication, visit, path):
    visit(path.format(id=publication.id), status=404)


def test_the_city_and_the_front_page_lead_to_it(publication, visit):
    for address in ("/?lang=en", "/c/lampang"):
        page = visit(address)
        assert "Published plans" in page.html
        assert f"/p/{publication.id}" in page.html


def test_a_planner_sees_what_will_be_frozen_and_publishes(draft, at_desk):
    address = f"/desk/lampang/drafts/{draft.id}/publications"
    page = at_desk(address)
    assert "What will be public, for ever" in page.html
    page = at_desk.post(address, {"version": str(draft.version)})
    assert "The plan is published" in page.html
    assert at_desk.opened.startswith("/p/")
    assert "1" in at_desk("/desk/lampang/publications").html
    assert "has been published as it stands" in at_desk(address).html


def test_what_is_missing_is_listed_before_anything_is_published(draft, planner, at_desk):

    change(Line, reason="")
    page = at_desk(f"/desk/lampang/drafts/{draft.id}/publications")
    assert "Lines without a reason" in page.html
    assert "Publish for ever" not in page.html


def test_a_draft_changed_since_it_was_seen_is_not_published(draft, planner, at_desk):
    at_desk(f"/desk/lampang/drafts/{draft.id}/publications")
    seen = draft.version
    move(draft, "p5", 1, planner)
    page = at_desk.post(f"/desk/lampang/drafts/{draft.id}/publications", {"version": str(seen)}, status=409)
    assert "changed in the meantime" in page.html


@pytest.mark.parametrize("fields", [{}, {"version": ""}, {"version": "two"}, {"version": "2.0"}])
def test_a_draft_is_not_published_by_who_does_not_say_what_was_seen(draft, at_desk, fields):
    at_desk(f"/desk/lampang/drafts/{draft.id}/publications")
    page = at_desk.post(f"/desk/lampang/drafts/{draft.id}/publications", fields, status=409)
    assert "changed in the meantime" in page.html


@pytest.mark.parametrize(("role", "slug"), [(Role.FACILITATOR, "lampang"), (Role.PLANNER, "nan"), (Role.OFFICER, None)])
def test_only_planners_of_the_city_publish(draft, visit, role, slug):
    make_person("other", role, slug)
    visit.sign_in("other", PASSWORD)
    visit(f"/desk/lampang/drafts/{draft.id}/publications", status=404)
    visit(f"/desk/{slug or 'lampang'}")  # a page of their own, whose token they hold
    visit.post(f"/desk/lampang/drafts/{draft.id}/publications", {"version": "2"}, status=404)


def test_an_empty_list_says_what_to_do(planner, at_desk):
    assert "Nothing has been published yet" in at_desk("/desk/lampang/publications").html


def test_the_page_takes_the_same_number_of_queries_whatever_it_holds(publication, visit):
    assert visit.queries(f"/p/{publication.id}") <= 6
