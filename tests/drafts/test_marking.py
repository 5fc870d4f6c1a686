"""Marks with reasons, and the words for the committee."""

import pytest

from sfc_workshop.drafts import actions, queries, sheet
from tests.drafts.making import OTHER_REASON, REASON, line, make_draft, mark, move


def state(draft, key):
    one = line(draft, key)
    into = one.merged_into.item.key if one.merged_into else None
    return one.mark, into, one.exclusive, one.mark_reason


@pytest.mark.parametrize("what", ["must", "withdrawn"])
def test_a_mark_comes_with_its_reason_and_can_be_taken_back(draft, planner, what):
    mark(draft, "p2", what, planner)
    assert state(draft, "p2") == (what, None, "", REASON)
    assert queries.summary(draft).marked == 1
    mark(draft, "p2", "unmark", planner, reason=OTHER_REASON)
    assert state(draft, "p2") == ("", None, "", "")
    assert [change.facts.get("reason") for change in queries.changes_of(draft)] == [OTHER_REASON, REASON, None]


@pytest.mark.parametrize("what", ["must", "withdrawn", "merged", "exclusive"])
def test_no_mark_without_a_reason(draft, planner, what):
    with pytest.raises(actions.NotThisChange, match="20 characters") as refused:
        mark(draft, "p2", what, planner, other="p3", reason="because")
    assert (refused.value.field, state(draft, "p2"), draft.version) == ("reason", ("", None, "", ""), 1)


def test_taking_back_needs_a_reason_too(draft, planner):
    mark(draft, "p2", "must", planner)
    with pytest.raises(actions.NotThisChange, match="20 characters"):
        mark(draft, "p2", "unmark", planner, reason="")


def test_a_mark_moves_nothing(draft, planner):
    mark(draft, "p1", "withdrawn", planner)
    assert [line(draft, key).position for key in ("p1", "p2", "p3")] == [1, 2, 3]
    assert queries.summary(draft).tau == 1


def test_merging_names_the_line_it_goes_into(draft, planner):
    mark(draft, "p2", "merged", planner, other="p4")
    assert state(draft, "p2") == ("merged", "p4", "", REASON)
    mark(draft, "p2", "unmark", planner)
    assert state(draft, "p2") == ("", None, "", "")


@pytest.mark.parametrize("other", [None, "p2"])
def test_a_line_is_merged_into_another_one(draft, planner, other):
    with pytest.raises(actions.NotThisChange) as refused:
        mark(draft, "p2", "merged", planner, other=other)
    assert refused.value.field == "other"


def test_nothing_is_merged_into_another_draft(draft, planner):
    second = actions.start_draft(draft.count.consultation, "project", by=planner)
    with pytest.raises(actions.NotThisChange):
        actions.mark(line(draft, "p2"), what="merged", other=line(second, "p3"), reason=REASON, version=1, by=planner)


@pytest.mark.parametrize("what", ["withdrawn", "merged"])
def test_nothing_is_merged_into_what_does_not_stand(draft, planner, what):
    mark(draft, "p3", what, planner, other="p1")
    with pytest.raises(actions.NotThisChange, match="stands"):
        mark(draft, "p2", "merged", planner, other="p3")


@pytest.mark.parametrize(("what", "other"), [("withdrawn", None), ("merged", "p1"), ("merged", "p2")])
def test_what_others_are_merged_into_stays(draft, planner, what, other):
    mark(draft, "p2", "merged", planner, other="p3")
    with pytest.raises(actions.NotThisChange):  # no circle, no chain, nothing merged into what is gone
        mark(draft, "p3", what, planner, other=other)
    mark(draft, "p2", "unmark", planner)
    mark(draft, "p3", "withdrawn", planner)


def test_lines_that_exclude_each_other_share_a_letter_and_there_are_always_two(draft, planner):
    mark(draft, "p2", "exclusive", planner, other="p3")
    mark(draft, "p4", "exclusive", planner, other="p5")
    mark(draft, "p1", "exclusive", planner, other="p2")
    assert {key: line(draft, key).exclusive for key in ("p1", "p2", "p3", "p4", "p5", "p6")} == {
        "p1": "A", "p2": "A", "p3": "A", "p4": "B", "p5": "B", "p6": "",
    }  # fmt: skip
    mark(draft, "p4", "apart", planner)
    assert (state(draft, "p4"), state(draft, "p5")) == (("", None, "", ""),) * 2
    mark(draft, "p1", "apart", planner)
    assert [line(draft, key).exclusive for key in ("p1", "p2", "p3")] == ["", "A", "A"]


@pytest.mark.parametrize(("item", "other"), [("p2", "p3"), ("p2", "p4"), ("p1", "p6")])
def test_sets_that_exclude_each_other_do_not_mix(draft, planner, item, other):
    mark(draft, "p2", "exclusive", planner, other="p3")
    mark(draft, "p4", "exclusive", planner, other="p5")
    mark(draft, "p6", "withdrawn", planner)
    with pytest.raises(actions.NotThisChange):
        mark(draft, item, "exclusive", planner, other=other)


def test_a_line_keeps_its_mark_and_reason_when_it_leaves_a_set(draft, planner):
    mark(draft, "p2", "must", planner)
    mark(draft, "p3", "exclusive", planner, other="p2", reason=OTHER_REASON)
    assert (state(draft, "p2")[3], state(draft, "p3")[3]) == (REASON, OTHER_REASON)
    mark(draft, "p3", "apart", planner)
    assert state(draft, "p2") == ("must", None, "", REASON)


def test_a_set_that_stands_twice_among_the_first_is_warned_of(planner):
    draft = make_draft(planner, top_k=2)
    mark(draft, "p1", "exclusive", planner, other="p3")
    assert sheet.clashes(draft) == []
    move(draft, "p3", 2, planner)
    assert [(one.letter, len(one.lines), one.as_musts) for one in sheet.clashes(draft)] == [("A", 2, False)]
    mark(draft, "p1", "withdrawn", planner)
    assert sheet.clashes(draft) == []


def test_two_musts_that_exclude_each_other_are_warned_of(planner):
    draft = make_draft(planner, top_k=1)
    mark(draft, "p3", "exclusive", planner, other="p5")
    mark(draft, "p3", "must", planner)
    assert sheet.clashes(draft) == []
    mark(draft, "p5", "must", planner)
    assert [one.as_musts for one in sheet.clashes(draft)] == [True]


def test_money_adds_up_beside_the_budget_and_what_does_not_stand_costs_nothing(planner):
    draft = make_draft(planner, budgets={"short": 4000})
    short, long_ = sheet.chapters(draft)
    assert [row.total for row in short.rows] == [1000, 3000, 6000]
    assert (short.total, short.budget, long_.budget) == (6000, 4000, None)
    mark(draft, "p2", "withdrawn", planner)
    mark(draft, "p3", "merged", planner, other="p1")
    assert sheet.chapters(draft)[0].total == 1000


def words(draft, **changes):
    return {name: getattr(draft, name) for name in actions.WORDS} | changes


def test_words_are_kept_in_both_languages_and_the_history_says_what_changed(draft, planner):
    actions.reword(draft, words(draft, title_en="A draft", words_th="ข้อความ"), version=1, by=planner)
    assert (draft.title_en, draft.words_th, draft.version) == ("A draft", "ข้อความ", 2)
    assert queries.changes_of(draft)[0].facts == {"title_en": "A draft", "words_th": "ข้อความ"}
    assert queries.words_at(draft, 1)["title_en"] == "A test"
    assert queries.words_at(draft, 2)["title_en"] == "A draft"


def test_a_draft_has_a_thai_title_and_nothing_new_is_nothing_saved(draft, planner):
    for changes in ({"title_th": ""}, {}):
        with pytest.raises(actions.NotThisChange):
            actions.reword(draft, words(draft, **changes), version=1, by=planner)
    assert draft.version == 1
