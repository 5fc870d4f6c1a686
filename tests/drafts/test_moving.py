"""Starting from a count, and moving with reasons."""

import json
from fractions import Fraction

import pytest
from sqlalchemy import select, update

from sfc_workshop.ballots.models import Group
from sfc_workshop.core.audit import AuditEntry
from sfc_workshop.core.audit_check import check
from sfc_workshop.core.db import db, writing
from sfc_workshop.core.refusals import Refused
from sfc_workshop.domain.overrides import REASON_LEAST
from sfc_workshop.drafts import actions, queries
from sfc_workshop.drafts.models import Change
from tests.drafts.making import OTHER_REASON, REASON, line, make_consultation, make_draft, move, order


def facts(draft):
    return [change.facts for change in reversed(queries.changes_of(draft))]


def test_a_draft_starts_as_the_computed_order_in_chapters(draft):
    assert order(draft, "short") == "p1 p2 p3"
    assert order(draft, "long").startswith("p4 ")
    assert [line(draft, key).computed_rank for key in ("p1", "p2", "p3", "p4")] == [1, 2, 3, 1]
    assert queries.summary(draft) == queries.Summary(overrides=0, marked=0, unexplained=0, tau=1)


def test_tied_items_share_a_rank_and_stand_by_lot(draft):
    # p5 and p6 have the lowest mark on every ballot
    assert {line(draft, key).computed_rank for key in ("p5", "p6")} == {2}
    assert {line(draft, key).computed_place for key in ("p5", "p6")} == {2, 3}
    by_lot = [key for key in draft.count.numbers["weighted"]["order"] if key in ("p5", "p6")]
    assert order(draft, "long") == " ".join(["p4", *by_lot])


def test_items_without_an_index_come_last_as_they_were_declared(planner):
    consultation = make_consultation()
    count = queries.counts_to_start_from(consultation.plan.city)[0]
    numbers = count.numbers["weighted"]
    numbers["order"].remove("p1")
    numbers["rank"]["p1"] = None
    with writing():
        count.result = json.dumps(numbers)
        db.session.commit()
    draft = actions.start_draft(consultation, "project", by=planner)
    assert order(draft) == "p2 p3 p1"
    assert [line(draft, key).computed_rank for key in ("p2", "p3", "p1")] == [1, 2, None]


def test_nothing_starts_without_a_count(planner):
    consultation = make_consultation(counted=False)
    with pytest.raises(Refused, match="make the count first"):
        actions.start_draft(consultation, "project", by=planner)


def test_nothing_starts_from_what_was_changed_behind_our_back(planner):
    consultation = make_consultation()
    with writing():
        db.session.execute(update(Group).where(Group.key == "citizens").values(weight="9/10"))
        db.session.commit()
    with pytest.raises(Refused, match="must not be used"):
        actions.start_draft(consultation, "project", by=planner)


def test_a_move_takes_one_line_and_its_reason_and_the_others_close_up(draft, planner):
    move(draft, "p3", 1, planner)
    assert order(draft) == "p3 p1 p2"
    moved = line(draft, "p3")
    assert (moved.reason, moved.person, moved.computed_place) == (REASON, planner, 3)
    assert [line(draft, key).reason for key in ("p1", "p2")] == ["", ""]
    assert queries.unexplained(draft) == []
    summary = queries.summary(draft)
    # of three pairs in each of two chapters, two are turned round
    assert (summary.overrides, summary.tau) == (1, 1 - 2 * Fraction(2, 6))


@pytest.mark.parametrize("reason", ["", "too short", "x" * (REASON_LEAST - 1), " " * 40, "a" + " " * 40 + "b"])
def test_a_move_without_a_reason_changes_nothing(draft, planner, reason):
    with pytest.raises(actions.NotThisChange, match=str(REASON_LEAST)) as refused:
        move(draft, "p3", 1, planner, reason=reason)
    assert refused.value.field == "reason"
    assert (order(draft), draft.version, len(queries.changes_of(draft))) == ("p1 p2 p3", 1, 1)


@pytest.mark.parametrize("place", [0, -1, 4, 10**6])
def test_there_is_no_place_outside_the_chapter(draft, planner, place):
    with pytest.raises(actions.NotThisChange, match="from 1 to 3"):
        move(draft, "p3", place, planner)


def test_moving_to_the_same_place_is_no_move(draft, planner):
    with pytest.raises(actions.NotThisChange, match="already"):
        move(draft, "p2", 2, planner)


def test_moving_back_needs_no_reason_and_clears_it_but_history_keeps_all(draft, planner):
    move(draft, "p3", 1, planner)
    move(draft, "p3", 3, planner, reason="")
    assert (order(draft), line(draft, "p3").reason) == ("p1 p2 p3", "")
    assert queries.summary(draft).overrides == 0
    assert [one.get("reason") for one in facts(draft)] == [None, REASON, ""]


def test_going_back_to_ones_number_is_not_going_back_if_the_others_are_not_in_order(draft, planner):
    move(draft, "p3", 1, planner)
    with pytest.raises(actions.NotThisChange) as refused:
        move(draft, "p2", 2, planner, reason="")  # place 2 is where it was computed, yet it passes p1
    assert refused.value.field == "reason"


def test_a_reason_can_be_reworded_at_the_same_place(draft, planner, other_planner):
    move(draft, "p3", 1, planner)
    move(draft, "p3", 1, other_planner, reason=OTHER_REASON)
    assert (line(draft, "p3").reason, line(draft, "p3").person) == (OTHER_REASON, other_planner)
    with pytest.raises(actions.NotThisChange, match="already"):
        move(draft, "p3", 1, planner, reason=OTHER_REASON)


def test_a_reason_goes_when_its_line_stands_as_computed_towards_all_others_again(draft, planner):
    move(draft, "p2", 1, planner)
    move(draft, "p1", 1, planner, reason="")
    assert (order(draft), line(draft, "p2").reason) == ("p1 p2 p3", "")
    assert facts(draft)[-1]["settled"] == ["p2"]


def test_a_reason_stays_while_its_line_stands_apart_from_any_other(draft, planner):
    move(draft, "p2", 1, planner)
    move(draft, "p3", 1, planner, reason=OTHER_REASON)
    assert order(draft) == "p3 p2 p1"
    assert (line(draft, "p2").reason, line(draft, "p3").reason) == (REASON, OTHER_REASON)


def test_each_version_says_who_did_what_and_when(draft, planner, other_planner):
    move(draft, "p3", 1, planner)
    move(draft, "p4", 2, other_planner, reason=OTHER_REASON)
    changes = db.session.scalars(select(Change).order_by(Change.version)).all()
    assert [(one.version, one.what, one.person) for one in changes] == [
        (1, "started", planner),
        (2, "moved", planner),
        (3, "moved", other_planner),
    ]
    assert changes[1].facts == {"item": "p3", "from": 3, "to": 1, "reason": REASON}
    assert draft.version == 3


def test_the_audit_log_tells_of_it_and_holds_no_words(draft, planner):
    move(draft, "p3", 1, planner)
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.subject == f"draft {draft.id}")).all()
    assert [entry.action for entry in entries] == ["draft started", "draft moved"]
    assert entries[1].facts["item"] == "p3"
    assert REASON not in str(entries[1].facts)
    assert check({}).fault is None


def test_two_drafts_of_one_count_know_nothing_of_each_other(draft, planner):
    second = actions.start_draft(draft.count.consultation, "project", by=planner)
    move(second, "p3", 1, planner)
    assert (order(draft), order(second)) == ("p1 p2 p3", "p3 p1 p2")


def test_a_reason_written_behind_our_back_too_short_is_found(draft, planner):
    move(draft, "p3", 1, planner)
    with writing():
        line(draft, "p3").reason = "because"
        db.session.commit()
    assert [one.item.key for one in queries.unexplained(draft)] == ["p3"]
    assert queries.summary(draft).unexplained == 1


def test_a_draft_can_be_made_of_many_items(planner):
    draft = make_draft(planner, items=12)
    move(draft, "p12", 1, planner)
    assert queries.unexplained(draft) == []
