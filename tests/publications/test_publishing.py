"""Publishing freezes a draft with its ballots, says no in a sentence, and never changes what is out."""

import io
import json
import threading
from csv import reader as read_csv

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import IntegrityError

from sfc_workshop.ballots import actions as box
from sfc_workshop.ballots.models import Comment, Consultation, Criterion, Group
from sfc_workshop.core import audit, clock
from sfc_workshop.core.audit import AuditEntry
from sfc_workshop.core.db import db, random_id, writing
from sfc_workshop.documents.archive import unpacked
from sfc_workshop.domain.result_file import four_places
from sfc_workshop.drafts.actions import start_draft
from sfc_workshop.drafts.models import Draft, Line
from sfc_workshop.plans.models import Plan
from sfc_workshop.priorities.models import Count
from sfc_workshop.priorities.table import table_of
from sfc_workshop.publications import actions, queries
from sfc_workshop.publications.actions import CannotPublish, publish
from sfc_workshop.publications.document import freeze
from sfc_workshop.publications.models import Publication
from sfc_workshop.publications.verify import verify
from tests.cast import make_survey, sent
from tests.drafts.making import REASON, count, move


def package_of(publication: Publication) -> bytes:
    return queries.file_of(publication.id, "package.zip").content


def change(model, **values) -> None:
    """Change rows behind everybody's back."""
    with writing():
        db.session.execute(update(model).values(**values))
        db.session.commit()


def comment(draft: Draft, *states: str) -> None:
    """Say something about the first items, one comment in each state."""
    consultation = draft.count.consultation
    with writing():
        for number, state in enumerate(states):
            row = {"words": f"words {number}", "state": state, "day": clock.today(), "subject": f"item:{number}"}
            item = consultation.items[number]
            db.session.add(Comment(id=random_id(), consultation_id=consultation.id, item_id=item.id, **row))
        db.session.commit()


def refusal(draft: Draft, planner) -> str:
    with pytest.raises(CannotPublish) as refused:
        publish(draft, by=planner)
    assert db.session.scalar(select(func.count()).select_from(Publication)) == 0
    return str(refused.value)


def test_a_published_package_is_verified_by_anybody(draft, planner, tmp_path):
    publication = publish(draft, by=planner)
    (tmp_path / "package.zip").write_bytes(package_of(publication))
    found = verify(tmp_path / "package.zip", publication.fingerprint)
    assert (found.is_plan, found.ballots, found.items) == (True, 15, 6)


def test_everything_said_is_in_the_document_in_both_languages(draft, planner):
    told = publish(draft, by=planner).document
    assert told["title"] == {"th": "ถามทดสอบ", "en": "A test"}
    assert [chapter["horizon"] for chapter in told["chapters"]] == ["short", "long"]
    first = told["chapters"][0]["lines"][0]
    assert (first["item"], first["place"], first["computed_place"], first["reason"]) == ("p3", 1, 3, REASON)
    assert first["groups"]["citizens"]["n"] == 10
    assert told["overrides"] == {"count": 1, "marked": 0, "tau": "1/3"}


def test_a_group_is_told_of_by_the_criteria_an_item_was_asked_in(planner):
    consultation = make_survey(items=4, kinds=("score", "dots"), opened=False).door.consultation
    with writing():
        urgency = Criterion(key="urgency", position=1, weight="1/3", title_th="ความเร่งด่วน", title_en="Urgency")
        consultation.criteria[0].weight = "2/3"
        consultation.criteria.append(urgency)
        consultation.questions[1].criterion = urgency
        consultation.questions[1].items = consultation.items[:2]
        box.step_open(consultation, by=None)
        db.session.commit()
    for _ in range(5):
        token = box.join(consultation.doors[0], group_key="citizens")
        box.cast(token, sent(consultation.questions[0], {"p1": 5, "p2": 4, "p3": 3, "p4": 1}))
        box.cast(token, sent(consultation.questions[1], {"p1": 1, "p2": 3}))
    box.close_consultation(consultation, by=None)
    count(consultation)
    draft = start_draft(consultation, "project", by=planner)
    rows = table_of(consultation, "project", draft.count.numbers).rows
    (chapter,) = freeze(draft, comments=0)["chapters"]
    told = {line["item"]: line["groups"]["citizens"]["index"] for line in chapter["lines"]}
    # importance: 1, 2/3, 1/3, 0; urgency, asked about two only: 0, 1
    assert told == {"p1": "0.6667", "p2": "0.7778", "p3": "0.3333", "p4": "0.0000"}
    assert told == {row.item.key: four_places(row.by_group["citizens"].index) for row in rows}


def test_the_files_are_made_once_in_each_language_they_have(draft, planner):
    publication = publish(draft, by=planner)
    assert [file.name for file in publication.files] == [
        "package.zip", "priorities.en.csv", "priorities.en.xlsx", "priorities.th.csv", "priorities.th.xlsx",
    ]  # fmt: skip
    csv = queries.file_of(publication.id, "priorities.th.csv").content.decode("utf-8-sig")
    assert "โครงการ 3" in csv.splitlines()[1]
    assert REASON in csv
    for name, source in (("th", "ลำปาง"), ("en", "Lampang")):
        content = queries.file_of(publication.id, f"priorities.{name}.csv").content.decode("utf-8-sig")
        rows = list(read_csv(io.StringIO(content, newline="")))
        assert {len(row) for row in rows} == {len(rows[0])}
        assert {row[-1] for row in rows[1:]} == {publication.audit_head}
        assert {row[-2] for row in rows[1:]} == {draft.count.input_hash}
        assert all(source in row[-4] for row in rows[1:])


def test_the_same_draft_makes_the_same_package(draft, planner):
    told, files, head, said = actions._make(draft)
    again, same, _head, _said = actions._make(draft)
    assert (told, files["package.zip"]) == (again, same["package.zip"])
    assert json.loads(unpacked(files["package.zip"])["audit.json"])["head"] == head
    assert said == []


def test_it_is_in_the_log_and_the_plan_is_published(draft, planner):
    before = audit.head()
    publication = publish(draft, by=planner)
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.number.desc()).limit(1)).one()
    assert (entry.action, entry.person_id) == ("plan published", planner.id)
    assert entry.facts["package"] == publication.fingerprint
    assert publication.audit_head == before
    assert db.session.get_one(Plan, publication.plan_id).stage == "published"


def test_only_comments_that_were_shown_go_along_and_nothing_leads_to_a_person(draft, planner):
    comment(draft, "shown", "pending", "hidden", "shown")
    files = unpacked(package_of(publish(draft, by=planner)))
    assert json.loads(files["comments.json"])["comments"] == [
        {"about": {"item": "p1"}, "words": "words 0"},
        {"about": {"item": "p4"}, "words": "words 3"},
    ]


@pytest.mark.parametrize("meanwhile", [{"state": "hidden"}, {"words": ""}], ids=["hidden", "taken back"])
def test_a_comment_that_changes_while_the_files_are_made_is_not_published(draft, planner, monkeypatch, meanwhile):
    comment(draft, "shown", "shown")
    made = actions.files_of

    def slowly(*of):
        files = made(*of)
        change(Comment, **meanwhile)
        return files

    monkeypatch.setattr(actions, "files_of", slowly)
    assert "comments have changed" in refusal(draft, planner)


def test_a_line_without_its_reason_stops_it(draft, planner):
    change(Line, reason="")
    assert "without a reason" in refusal(draft, planner)


def test_a_draft_without_lines_stops_it(draft, planner):
    with writing():
        db.session.execute(update(Draft).values(version=2))
        for line in list(draft.lines):
            db.session.delete(line)
        db.session.commit()
    db.session.expire_all()
    assert "no lines" in refusal(draft, planner)


def test_a_count_that_is_not_done_stops_it(draft, planner):
    change(Count, result=None)
    assert "not done" in refusal(draft, planner)


def test_a_consultation_that_is_not_sealed_stops_it(draft, planner):
    change(type(draft.count.consultation.closing), sealed_at=None)
    assert "not closed" in refusal(draft, planner)


def test_weights_changed_since_opening_stop_it(draft, planner):
    change(Group, weight="1/4")
    assert "changed since" in refusal(draft, planner)


def test_groups_of_fewer_than_five_stop_it(draft, planner):
    change(Consultation, n_min=4)
    assert "fewer than five" in refusal(draft, planner) or "changed since" in refusal(draft, planner)


def test_other_ballots_than_those_counted_stop_it(draft, planner):
    change(Count, input_hash="0" * 64)
    assert "not those that were counted" in refusal(draft, planner)


def test_a_package_too_large_to_be_verified_stops_it(draft, planner, monkeypatch):
    size = len(actions._make(draft)[1]["package.zip"])
    monkeypatch.setattr(actions, "LARGEST", size - 1)
    assert "larger than 0 MB" in refusal(draft, planner)
    monkeypatch.setattr(actions, "LARGEST", size)
    publish(draft, by=planner)


def test_a_draft_that_was_changed_meanwhile_is_looked_at_again(draft, planner):
    seen = draft.version
    move(draft, "p5", 1, planner)
    with pytest.raises(CannotPublish, match="changed in the meantime"):
        publish(draft, by=planner, version=seen)


def test_the_same_version_is_published_once(draft, planner):
    publish(draft, by=planner)
    with pytest.raises(CannotPublish, match="has been published"):
        publish(draft, by=planner)


def test_a_later_publication_follows_and_changes_nothing_of_the_older_one(draft, planner):
    first = publish(draft, by=planner)
    told, files = dict(first.document), {file.name: file.fingerprint for file in first.files}
    move(draft, "p5", 1, planner)
    second = publish(draft, by=planner)
    assert (first.number, second.number) == (1, 2)
    assert queries.follower_of(first).id == second.id
    assert queries.follower_of(second) is None
    db.session.expire_all()
    assert (first.document, {file.name: file.fingerprint for file in first.files}) == (told, files)


def test_two_who_publish_at_once_publish_once(app, draft, planner):
    draft_id, said = draft.id, []

    def go() -> None:
        with app.app_context():
            try:
                said.append(publish(db.session.get_one(Draft, draft_id), by=None).number)
            except CannotPublish as refused:
                said.append(str(refused))
            db.session.remove()

    threads = [threading.Thread(target=go) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    assert sorted(map(str, said))[0] == "1"
    assert db.session.scalar(select(func.count()).select_from(Publication)) == 1


@pytest.mark.parametrize("table", ["plan", "publication"])
def test_the_database_keeps_what_is_published(draft, planner, table):
    publish(draft, by=planner)
    with writing():
        with pytest.raises(IntegrityError):
            db.session.execute(text(f"DELETE FROM {table}"))
        db.session.rollback()
