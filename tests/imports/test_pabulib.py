"""Reading Pabulib files: each type of vote, each fault with its line, and whatever chance makes of a file."""

from collections import Counter
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sfc_workshop.domain.scales import Kind, Scale
from sfc_workshop.imports import sections
from sfc_workshop.imports.pabulib import parse
from sfc_workshop.imports.sections import BadFile, decode, read_bytes
from tests.imports.pb_files import (
    APPROVAL,
    CHOOSE_1,
    CUMULATIVE,
    EACH,
    ORDINAL,
    REAL_NAMES,
    SCORING,
    real_file,
)


def marks_of(text):
    election = parse(text)
    return [election.marks(voter) for voter in election.voters]


def test_an_approval_is_ticks():
    election = parse(APPROVAL)
    assert election.scale == Scale(Kind.APPROVAL, cap=2)
    assert marks_of(APPROVAL) == [{"a": 1}, {"a": 1, "c": 1}, {"b": 1}, {"a": 1}]
    assert election.attributes == ("age", "sex", "voting_method")
    assert election.voters[1].attributes == {"age": "10", "sex": "M", "voting_method": "paper"}


def test_a_project_keeps_what_the_file_says_of_it():
    drain = parse(APPROVAL).projects[1]
    assert (drain.id, drain.cost, drain.name) == ("b", Fraction(1601, 2), 'Drain; the "long" one')
    assert (drain.votes, drain.score, drain.selected) == (1, None, 1)


def test_choosing_one_is_an_approval_of_one():
    assert parse(CHOOSE_1).scale == Scale(Kind.APPROVAL, cap=1)


def test_an_approval_without_a_limit_has_none():
    assert parse(APPROVAL.replace("max_length;2\n", "")).scale == Scale(Kind.APPROVAL)


def test_an_order_is_places():
    assert parse(ORDINAL).scale == Scale(Kind.RANKING, places=2)
    assert marks_of(ORDINAL) == [{"a": 1, "b": 2}, {"a": 2, "b": 1}, {"c": 1}, {"a": 1}]
    assert parse(ORDINAL.replace("max_length;2\n", "")).scale.places == 3


def test_points_to_give_away_are_dots():
    assert parse(CUMULATIVE).scale == Scale(Kind.DOTS, dots=5, cap=4)
    assert parse(CUMULATIVE.replace("max_points;4\n", "")).scale == Scale(Kind.DOTS, dots=5, cap=5)
    assert marks_of(CUMULATIVE) == [{"a": 4, "b": 1}, {"a": 2, "b": 3}, {"c": 2}, {"a": 3}]


def test_scores_count_zero_where_nothing_was_said():
    assert parse(SCORING).scale == Scale(Kind.SCORE, lo=-1, hi=3)
    assert marks_of(SCORING)[0] == {"a": 3, "b": -1, "c": 0}


def test_scores_count_the_default_where_the_file_has_one():
    text = SCORING.replace("max_points;3\n", "max_points;3\ndefault_score;-2\n")
    assert parse(text).scale == Scale(Kind.SCORE, lo=-2, hi=3)
    assert marks_of(text)[0] == {"a": 3, "b": -1, "c": -2}


def test_scores_without_ends_take_them_from_the_votes():
    text = SCORING.replace("min_points;-1\nmax_points;3\n", "")
    assert parse(text).scale == Scale(Kind.SCORE, lo=-1, hi=3)


@pytest.mark.parametrize("text", EACH.values(), ids=EACH)
def test_every_vote_is_an_answer_of_ours(text):
    election = parse(text)
    seen = [project.id for project in election.projects]
    for voter in election.voters:
        marks = election.marks(voter)
        assert election.scale.check(marks, seen) == marks


@pytest.mark.parametrize(
    ("begin", "end", "days"),
    [
        ("date_begin;14.06.2020", "date_end;24.06.2020", (date(2020, 6, 14), date(2020, 6, 24))),
        ("date_begin;2019", "date_end;2020", (date(2019, 1, 1), date(2020, 12, 31))),
        ("date_begin;2019", "comment;", (date(2019, 1, 1), date(2019, 12, 31))),
        ("comment;", "acknowledgments;", (date(2020, 1, 1), date(2020, 12, 31))),
    ],
)
def test_days_may_be_years_or_be_missing(begin, end, days):
    meta = parse(APPROVAL.replace("date_begin;14.06.2020", begin).replace("date_end;24.06.2020", end)).meta
    assert (meta.begins, meta.ends) == days


def test_a_file_may_be_written_in_harmless_other_ways():
    other = APPROVAL.replace(";", "; ").replace("\n", "\r\n").replace("PROJECTS", "\r\nPROJECTS")
    assert marks_of(decode("\ufeff".encode() + other.encode())) == marks_of(APPROVAL)


def test_a_vote_for_nothing_stands_where_no_least_is_stated():
    text = APPROVAL.replace("min_length;1\n", "").replace("3;59;F;internet;b", "3;59;F;internet;")
    assert marks_of(text.replace("b;800.50;1;", "b;800.50;0;"))[2] == {}


FAULTS = [
    # of the file as a whole
    (APPROVAL, "", 1, "META", "missing"),
    (APPROVAL, "\n\n \n", 1, "META", "missing"),
    (APPROVAL, "hello", 1, "META", "must begin with META"),
    (APPROVAL, "<!DOCTYPE html>", 1, "META", "must begin with META"),
    ("VOTES\n", "META\nkey;value\nVOTES\n", 22, "META", "twice"),
    # of the sections
    ("VOTES\n", "", 26, "VOTES", "missing"),
    ("META\nkey", "key", 1, "META", "must begin"),
    ("project_id;cost;", "project;cost;", 18, "project_id", "Add it"),
    ("cost;votes", "price;votes", 18, "cost", "Add it"),
    ("voter_id;age", "voter;age", 23, "voter_id", "Add it"),
    ("voting_method;vote", "voting_method;votes", 23, "vote", "Add it"),
    ("key;value", "key;worth", 2, "value", "Add it"),
    ("age;sex", "sex;sex", 23, "sex", "name of its own"),
    ("age;sex", "age;", 23, "VOTES", "name of its own"),
    ("1;9;F;internet;a", "1;9;F;internet;a;", 24, "VOTES", "6 fields"),
    ("1;9;F;internet;a", "1;9;F;a", 24, "VOTES", "4 fields"),
    ("country;Nowhere", "country", 4, "META", "1 fields"),
    ('"Drain; the', "Drain; the", 20, "PROJECTS", "6 fields"),
    ('"Drain; the ""long"" one"', '"Drain; the "long" one"', 20, '"', "quotation marks"),
    ("3;59;F;internet;b", '3;59;F;internet;"b', 26, '"', "quotation marks"),
    # of META
    ("country;Nowhere", "unit;Nowhere", 5, "unit", "twice"),
    ("unit;Little Town\n", "", 1, "unit", "Add the key"),
    ("unit;Little Town", "unit;", 5, "unit", "Add the key"),
    ("vote_type;approval\n", "", 1, "vote_type", "Add the key"),
    ("vote_type;approval", "vote_type;lottery", 13, "vote_type", "approval, choose-1"),
    ("num_projects;3\n", "", 1, "num_projects", "Add the key"),
    ("num_projects;3", "num_projects;4", 7, "num_projects", "4, and the file has 3"),
    ("num_votes;4", "num_votes;5", 8, "num_votes", "5, and the file has 4"),
    ("num_votes;4", "num_votes;four", 8, "num_votes", "whole number"),
    ("budget;1000", "budget;lots", 9, "budget", "amount of money"),
    ("date_begin;14.06.2020", "date_begin;June", 11, "date_begin", "24.06.2016"),
    ("date_begin;14.06.2020", "date_begin;31.06.2020", 11, "date_begin", "24.06.2016"),
    ("date_begin;14.06.2020", "date_begin;14.06.0020", 11, "date_begin", "24.06.2016"),
    ("date_end;24.06.2020", "date_end;13.06.2020", 12, "date_end", "before it begins"),
    ("max_length;2", "max_length;two", 15, "max_length", "whole number"),
    # of the projects
    ("b;800.50;1;", "a;800.50;1;", 20, "project_id", "line 19"),
    ("c;300;1;", ";300;1;", 21, "project_id", "1 to 64"),
    ("c;300;1;", "c,d;300;1;", 21, "project_id", "comma"),
    ("c;300;1;", f"{'c' * 65};300;1;", 21, "project_id", "1 to 64"),
    ("c;300;", "c;;", 21, "cost", "amount of money"),
    ("c;300;", "c;-300;", 21, "cost", "amount of money"),
    ("c;300;", "c;three;", 21, "cost", "“three”"),
    ("c;300;", 'c;"300,5";', 21, "cost", "1500.50"),
    ("c;300;", "c;1e999;", 21, "cost", "amount of money"),
    ("c;300;", "c;nan;", 21, "cost", "amount of money"),
    ("c;300;1;", "c;300;2;", 21, "votes", "2, and its votes add up to 1"),
    ("c;300;1;", "c;300;-1;", 21, "votes", "below zero"),
    ("Bus stop;0", "Bus stop;no", 21, "selected", "whole number"),
    # of the votes
    ("2;10;M", "1;10;M", 25, "voter_id", "line 24"),
    ("2;10;M", ";10;M", 25, "voter_id", "needs an id"),
    ("paper;a,c", "paper;a,d", 25, "vote", "“d”"),
    ("paper;a,c", "paper;a,,c", 25, "vote", "“”"),
    ("paper;a,c", "paper;a,a", 25, "vote", "twice"),
    ("paper;a,c", "paper;a,b,c", 25, "vote", "max_length allows 2, not 3"),
    ("paper;a,c", "paper;", 25, "vote", "min_length asks for 1, not 0"),
    ("paper;a,c", "paper;a,b", 25, "vote", "max_sum_cost allows 900, not 1801/2"),
]


@pytest.mark.parametrize(("old", "new", "line", "field", "says"), FAULTS)
def test_a_fault_is_refused_with_its_line_and_what_to_do(old, new, line, field, says):
    assert old in APPROVAL
    text = APPROVAL.replace(old, new, 1)
    check_refusal(text, line, field, says)


FAULTS_OF_POINTS = [
    (CHOOSE_1, "paper;c", "paper;a,c", 25, "vote", "max_length allows 1"),
    (CUMULATIVE, "vote;points;", "vote;stars;", 22, "points", "Add it"),
    (CUMULATIVE, "1;a,b;4,1;", "1;a,b;4;", 24, "points", "1 points for 2"),
    (CUMULATIVE, "1;a,b;4,1;", "1;a,b;;", 24, "points", "0 points for 2"),
    (CUMULATIVE, "1;a,b;4,1;", "1;a,b;4,x;", 24, "points", "whole number"),
    (CUMULATIVE, "1;a,b;4,1;", "1;a,b;4,0.5;", 24, "points", "whole number"),
    (CUMULATIVE, "1;a,b;4,1;", "1;a,b;4,2;", 24, "points", "max_sum_points allows 5, not 6"),
    (CUMULATIVE, "1;a,b;4,1;", "1;a,b;5,0;", 24, "points", "max_points allows 4, not 5"),
    (CUMULATIVE, "1;a,b;4,1;", "1;a,b;0,0;", 24, "points", "min_sum_points asks for 1, not 0"),
    (CUMULATIVE, "1;a,b;4,1;", "1;a,b;4,-1;", 24, "points", "below zero"),
    (CUMULATIVE, "a;100;3;9", "a;100;3;8", 19, "score", "8, and its votes add up to 9"),
    (CUMULATIVE, "max_sum_points;5\n", "", 1, "max_sum_points", "Add the key"),
    (CUMULATIVE, "max_sum_points;5", "max_sum_points;2000", 15, "max_sum_points", "1 to 1,000"),
    (SCORING, "3;c;1", "3;c;4", 25, "points", "max_points allows 3"),
    (SCORING, "3;c;1", "3;c;-2", 25, "points", "min_points asks for -1"),
    (SCORING, "max_points;3", "max_points;30000", 15, "max_points", "1 to 1,000"),
    (ORDINAL, "1;a,b", "1;a,b,c", 22, "vote", "max_length allows 2"),
    (ORDINAL, "b;800;2", "b;800;3", 18, "votes", "add up to 2"),
]


@pytest.mark.parametrize(("good", "old", "new", "line", "field", "says"), FAULTS_OF_POINTS)
def test_points_and_places_are_held_against_the_rules(good, old, new, line, field, says):
    assert old in good
    check_refusal(good.replace(old, new, 1), line, field, says)


def check_refusal(text, line, field, says):
    with pytest.raises(BadFile) as refused:
        parse(decode(text.encode()))
    fault = refused.value
    assert (fault.line, fault.field, fault.status) == (line, field, 422)
    assert says in str(fault)
    assert f"Line {line}, " in str(fault)
    assert str(fault).rstrip().endswith(".")


def test_a_section_that_is_not_there_is_missed_at_the_end():
    text = APPROVAL[: APPROVAL.index("VOTES")]
    check_refusal(text, 21, "VOTES", "The section VOTES is missing")
    check_refusal(text + "VOTES\n", 22, "VOTES", "missing")
    check_refusal(text + "VOTES\nvoter_id;vote\n", 22, "VOTES", "Nobody has voted")


@pytest.mark.parametrize(
    ("data", "line", "says"),
    [
        (APPROVAL.encode("utf-16"), 1, "UTF-8"),
        (APPROVAL.replace("Bus stop", "Bushaltestelle Süd").encode("latin-1"), 21, "UTF-8"),
        (APPROVAL.replace("Bus stop", "Bus\x00stop").encode(), 21, "no text"),
        (b"PK\x03\x04\x14\x00\x06\x00", 1, "no text"),
        (b"\x89PNG\r\n\x1a\n", 1, "UTF-8"),
        (bytes(range(256)) * 40, 2, "UTF-8"),
    ],
)
def test_what_is_no_text_is_refused(data, line, says):
    with pytest.raises(BadFile) as refused:
        parse(decode(data))
    assert refused.value.line == line
    assert says in str(refused.value)


def test_a_field_without_an_end_is_refused():
    check_refusal(APPROVAL.replace("Bus stop", "x" * 200_000), 21, '"', "far too long")


def test_a_file_of_100_megabytes_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "large.pb"
    with path.open("wb") as file:
        file.truncate(100 * 1024**2)
    with pytest.raises(BadFile, match="larger than 32 MB"):
        read_bytes(path)


def test_a_file_that_cannot_be_opened_is_refused(tmp_path):
    for path in (tmp_path, tmp_path / "nowhere.pb"):
        with pytest.raises(BadFile, match="cannot be opened"):
            read_bytes(path)


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr(sections, "MOST_ROWS", 12)
    check_refusal(APPROVAL, 15, "META", "more than 12 rows")


def test_a_refusal_repeats_little_of_the_file():
    with pytest.raises(BadFile) as refused:
        parse(APPROVAL.replace("paper;a,c", "paper;" + "z" * 5000))
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize("name", REAL_NAMES)
def test_real_elections_agree_with_themselves(name):
    election = parse(decode(read_bytes(real_file(name))))
    votes = Counter(choice for voter in election.voters for choice in voter.choices)
    assert {project.id: project.votes for project in election.projects} == votes
    seen = [project.id for project in election.projects]
    assert all(election.scale.check(election.marks(voter), seen) is not None for voter in election.voters)


PIECES = st.sampled_from(
    [
        ";",
        ",",
        "\n",
        '"',
        "a",
        "b",
        "-1",
        "0",
        "99999999999",
        "1.5",
        "\x00",
        "META\n",
        "VOTES\n",
        "\ufeff",
        "ก",
        "",
    ]
)


@st.composite
def spoilt(draw):
    """A good file with a few places cut out and other pieces put there."""
    text = draw(st.sampled_from(list(EACH.values())))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = start + draw(st.integers(0, 12))
        text = text[:start] + draw(PIECES | st.text(max_size=5)) + text[end:]
    return text


def refusal_of(data):
    """What is said of a file that is refused; of one that is not, every vote must be an answer of ours."""
    try:
        election = parse(decode(data))
    except BadFile as refused:
        return str(refused)
    seen = [project.id for project in election.projects]
    for voter in election.voters:
        assert election.scale.check(election.marks(voter), seen) == election.marks(voter)
    return "not refused"


@settings(deadline=None)
@given(spoilt())
def test_only_a_refusal_ever_comes_of_a_spoilt_file(text):
    assert refusal_of(text.encode())


@settings(deadline=None)
@given(st.binary(max_size=400), st.integers(0, 400))
def test_only_a_refusal_ever_comes_of_junk(junk, place):
    data = APPROVAL.encode()
    assert refusal_of(data[:place] + junk + data[place:])
