"""Differences, turning them back, and two people's changes put together."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from sfc_workshop.domain.plan_changes import changed_since, difference, merge, turned_back, values_at

FIELDS = ("title_th", "horizon", "baht_2566", "programmes")
SHEETS = st.dictionaries(st.sampled_from(FIELDS), st.integers(0, 3) | st.none())


def known(sheet):
    """A field that is not there is None."""
    return {name: value for name, value in sheet.items() if value is not None}


@settings(deadline=None)
@given(SHEETS, SHEETS)
def test_a_difference_turned_back_gives_what_was_there(before, after):
    fields = difference(before, after)
    assert known({**after, **turned_back(fields)}) == known(before)
    assert not changed_since(fields, after)


@settings(deadline=None)
@given(st.lists(SHEETS, min_size=1, max_size=5))
def test_the_history_leads_back_to_every_state(states):
    states = [dict.fromkeys(FIELDS) | state for state in states]
    steps = [difference(old, new) for old, new in pairwise(states)]
    for number, state in enumerate(states):
        assert values_at(states[-1], steps[number:]) == state


def test_what_was_added_is_taken_out_not_emptied():
    added = {"removed": [True, False], "title_th": [None, "a"], "position": [None, 3]}
    assert turned_back(added) == {"removed": True}
    assert turned_back({"removed": [False, True]}) == {"removed": False}


def test_another_place_in_the_list_is_not_in_the_way_unless_places_are_all_it_was_about():
    assert changed_since({"horizon": ["short", "long"], "position": [1, 2]}, {"horizon": "long", "position": 9}) == []
    assert changed_since({"position": [1, 2]}, {"position": 9}) == ["position"]
    assert changed_since({"horizon": ["short", "long"]}, {"horizon": "medium"}) == ["horizon"]


def test_mine_wins_where_both_wrote_and_theirs_stays_where_i_wrote_nothing():
    base = {"title_th": "a", "horizon": "short", "output_th": ""}
    mine = {"title_th": "mine", "horizon": "short", "output_th": "same"}
    theirs = {"title_th": "theirs", "horizon": "long", "output_th": "same"}
    assert merge(mine, base, theirs) == ({"title_th": "mine", "horizon": "long", "output_th": "same"}, ["title_th"])
