"""Bringing an election in: what stands afterwards, that a refusal leaves nothing, and the real elections."""

from collections import Counter
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, inspect, select

from sfc_workshop.ballots.actions.opening import is_as_declared
from sfc_workshop.ballots.models import Ballot, Participant, SealedBallot
from sfc_workshop.cities.models import City
from sfc_workshop.core.audit import AuditEntry
from sfc_workshop.core.audit_check import check
from sfc_workshop.core.db import db, writing
from sfc_workshop.core.refusals import Refused
from sfc_workshop.imports.actions import elections, import_pabulib
from sfc_workshop.imports.pabulib import parse
from sfc_workshop.imports.sections import BadFile, decode, read_bytes
from sfc_workshop.people.models import Person
from tests.imports.pb_files import APPROVAL, CUMULATIVE, EACH, ORDINAL, REAL_NAMES, SCORING, real_file

HALF = Fraction(1, 2)


@pytest.fixture
def bring_in(app, tmp_path):
    """Write text to a file and bring it in."""

    def bring(text, **options):
        path = tmp_path / "election.pb"
        path.write_bytes(text.encode())
        return import_pabulib(path, **options)

    return bring


def ballots_of(consultation):
    ids = [question.id for question in consultation.questions]
    return db.session.scalars(select(SealedBallot).where(SealedBallot.question_id.in_(ids))).all()


def rows_everywhere():
    db.session.rollback()
    names = inspect(db.engine).get_table_names()
    tables = {**db.metadata.tables}
    return {n: db.session.scalar(select(func.count()).select_from(tables[n])) for n in names if n in tables}


def keys_left(app):
    return list(Path(app.config["KEYS_DIR"]).glob("*"))


def test_an_election_becomes_a_plan_and_a_sealed_consultation(bring_in):
    consultation = bring_in(APPROVAL)
    city, plan = consultation.plan.city, consultation.plan
    assert (city.kind, city.slug, city.name_en, city.province_en) == (
        "guest",
        "little-town",
        "Little Town",
        "Nowhere",
    )
    assert (plan.title_en, plan.title_th, plan.first_year) == ("Budget of Little Town", "", 2563)
    assert [(p.title_en, p.cost, p.horizon) for p in plan.projects] == [
        ("Shade trees", 100, "short"),
        ('Drain; the "long" one', 801, "short"),
        ("Bus stop", 300, "short"),
    ]
    assert [line.fiscal_year for project in plan.projects for line in project.budget] == [2563] * 3
    assert consultation.is_closed
    assert consultation.is_sealed
    assert (consultation.n_min, consultation.top_k) == (5, 2)


def test_the_items_are_the_projects(bring_in):
    consultation = bring_in(APPROVAL)
    assert [(i.key, i.kind, i.cost, i.project_id) for i in consultation.items] == [
        (key, "project", project.cost, project.id)
        for key, project in zip("abc", consultation.plan.projects, strict=True)
    ]
    (question,) = consultation.questions
    assert question.choices == ["a", "b", "c"]
    assert (question.kind, question.settings, question.criterion.key) == (
        "approval",
        {"cap": 2},
        "importance",
    )
    assert question.title_th
    assert question.title_en == "Which projects should be carried out?"


def test_what_was_declared_still_stands_and_the_log_holds(bring_in):
    consultation = bring_in(APPROVAL, groups="sex")
    db.session.expire_all()
    assert is_as_declared(consultation)
    assert check({}).fault is None
    entry = db.session.scalar(select(AuditEntry).where(AuditEntry.action == "ballots imported"))
    assert entry.subject == f"consultation {consultation.id}"
    assert (entry.facts["projects"], entry.facts["groups"], entry.facts["ballots"]) == (3, 3, 4)
    assert len(entry.facts["sha256"]) == 64


def test_the_days_of_the_vote_are_days_of_the_city(bring_in):
    doors = bring_in(APPROVAL).doors
    assert [door.kind for door in doors] == ["survey", "paper"]
    for door in doors:
        assert door.opens_at == datetime(2020, 6, 13, 17, tzinfo=UTC)
        assert door.closes_at == datetime(2020, 6, 24, 16, 59, tzinfo=UTC)
        assert not door.is_open


def test_autumn_belongs_to_the_next_fiscal_year(bring_in):
    text = APPROVAL.replace("14.06.2020", "01.10.2020").replace("24.06.2020", "02.10.2020")
    assert bring_in(text).plan.first_year == 2564


def test_nobody_can_be_told_from_a_ballot(bring_in, app):
    ballots = ballots_of(bring_in(APPROVAL))
    assert {len(ballot.id) for ballot in ballots} == {32}
    assert Counter((b.door, b.integrity, b.weight, b.seen, b.run) for b in ballots) == {
        ("survey", "open", "1", None, 1): 3,
        ("paper", "open", "1", None, 1): 1,
    }
    assert db.session.scalar(select(func.count()).select_from(Ballot)) == 0
    assert db.session.scalar(select(func.count()).select_from(Participant)) == 0
    assert keys_left(app) == []


def test_without_a_column_everybody_is_one_group(bring_in):
    (group,) = bring_in(APPROVAL).groups
    assert (group.key, group.weight, group.title_en) == ("all", "1", "Everybody")


def test_a_column_makes_groups_of_equal_weight(bring_in):
    consultation = bring_in(APPROVAL, groups="sex")
    assert [(g.key, g.weight, g.title_en) for g in consultation.groups] == [
        ("F", "1/3", "Women"),
        ("M", "1/3", "Men"),
        ("unknown", "1/3", "Not stated"),
    ]
    assert Counter(b.group_key for b in ballots_of(consultation)) == {"F": 2, "M": 1, "unknown": 1}


def test_ages_become_bands(bring_in):
    consultation = bring_in(APPROVAL.replace("3;59;", "3;60;"), groups="age")
    assert [(g.key, g.title_en) for g in consultation.groups] == [
        ("under 10", "Under 10 years"),
        ("10-19", "10 to 19 years"),
        ("60+", "60 years and over"),
        ("unknown", "Not stated"),
    ]


def test_other_words_name_their_groups_themselves(bring_in):
    groups = bring_in(CUMULATIVE, groups="neighborhood").groups
    assert [(g.key, g.title_en, g.title_th) for g in groups][:2] == [
        ("North", "North", ""),
        ("South", "South", ""),
    ]


def test_weights_are_kept_as_fractions(bring_in):
    weights = {"F": Fraction(3, 10), "M": Fraction(1, 2), "unknown": Fraction(1, 5)}
    groups = bring_in(APPROVAL, groups="sex", weights=weights).groups
    assert [g.weight for g in groups] == ["3/10", "1/2", "1/5"]


def test_a_city_of_ours_may_be_given(bring_in):
    with writing():
        city = City(slug="sukhothai", kind="town", name_th="สุโขทัย", name_en="Sukhothai")
        db.session.add(city)
        db.session.commit()
    assert bring_in(APPROVAL, city=city).plan.city_id == city.id


def test_the_same_place_twice_gets_two_addresses(bring_in):
    slugs = [bring_in(APPROVAL).plan.city.slug for _ in range(3)]
    assert slugs == ["little-town", "little-town-2", "little-town-3"]


@pytest.mark.parametrize(
    ("unit", "slug"),
    [("Gdańsk", "gdansk"), ("Łódź", "lodz"), ("สุโขทัย", "guest"), ("x" * 200, "x" * 55), ("%_", "guest")],
)
def test_an_address_is_plain_letters(bring_in, unit, slug):
    assert bring_in(APPROVAL.replace("unit;Little Town", f"unit;{unit}")).plan.city.slug == slug


def test_long_titles_are_cut(bring_in):
    consultation = bring_in(APPROVAL.replace("Budget of Little Town", "Budget " * 200))
    assert len(consultation.title_en) == len(consultation.plan.title_en) == 300


@pytest.mark.parametrize(("name", "text"), EACH.items())
def test_every_type_of_vote_is_kept_as_it_was_cast(bring_in, name, text):
    election = parse(text)
    consultation = bring_in(text)
    kept = sorted(sorted(ballot.marks.items()) for ballot in ballots_of(consultation))
    assert kept == sorted(sorted(election.marks(voter).items()) for voter in election.voters)
    assert consultation.questions[0].scale == election.scale


OPTIONS = [
    ({"groups": "colour"}, "age, sex, voting_method"),
    ({"groups": "vote"}, "age, sex, voting_method"),
    ({"groups": "voter_id"}, "age, sex, voting_method"),
    ({"groups": "sex", "weights": {"F": HALF, "M": HALF}}, "F, M, unknown"),
    ({"groups": "sex", "weights": {"F": HALF, "M": HALF, "X": Fraction(0)}}, "F, M, unknown"),
    ({"groups": "sex", "weights": {"F": HALF, "M": HALF, "unknown": HALF}}, "add up to one"),
    ({"groups": "sex", "weights": {"F": 1 + HALF, "M": -HALF, "unknown": Fraction(0)}}, "above zero"),
    ({"groups": "sex", "weights": {"F": HALF, "M": HALF, "unknown": Fraction(0)}}, "above zero"),
    ({"weights": {"F": Fraction(1)}}, "all"),
]


@pytest.mark.parametrize(("options", "says"), OPTIONS)
def test_groups_and_weights_that_do_not_fit_are_refused(app, bring_in, options, says):
    before = rows_everywhere()
    with pytest.raises(Refused, match=says) as refused:
        bring_in(APPROVAL, **options)
    assert refused.value.status == 422
    assert (rows_everywhere(), keys_left(app)) == (before, [])


@pytest.mark.parametrize(
    ("old", "new", "groups", "says"),
    [
        ("3;59;", "3;old;", "age", "whole number"),
        ("3;59;", "3;159;", "age", "nobody's age"),
        ("59;F", "59;F|M", "sex", "cannot name a group"),
        ("59;F", "59;_all", "sex", "cannot name a group"),
        ("59;F", f"59;{'F' * 65}", "sex", "cannot name a group"),
    ],
)
def test_a_value_that_names_no_group_is_refused_with_its_line(bring_in, old, new, groups, says):
    with pytest.raises(BadFile, match=says) as refused:
        bring_in(APPROVAL.replace(old, new), groups=groups)
    assert refused.value.line == 26


def test_a_group_may_not_be_called_like_others_together(bring_in):
    with pytest.raises(Refused, match="cannot name a group"):
        bring_in(APPROVAL.replace("4;;;", "4;;F+M;"), groups="sex")


def test_a_column_of_many_values_makes_no_groups(bring_in):
    head, votes = ORDINAL.replace("voter_id;vote", "voter_id;street;vote").split("street;vote\n")
    many = "".join(f"{n};street {n};a\n" for n in range(50))
    text = f"{head}street;vote\n{many}".replace("num_votes;4", "num_votes;50")
    text = text.replace("a;100;3", "a;100;50").replace("b;800;2", "b;800;0").replace("c;300;1", "c;300;0")
    assert votes
    with pytest.raises(Refused, match="more than 40 groups"):
        bring_in(text, groups="street")


def test_an_import_that_breaks_off_leaves_nothing(app, bring_in, monkeypatch):
    before = rows_everywhere()
    monkeypatch.setattr(elections, "_put_ballots", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        bring_in(APPROVAL)
    assert (rows_everywhere(), keys_left(app)) == (before, [])


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([APPROVAL, SCORING]), st.data())
def test_a_spoilt_file_is_refused_or_brought_in_whole(app, bring_in, text, data):
    start = data.draw(st.integers(0, len(text)))
    end = start + data.draw(st.integers(1, 8))
    before = rows_everywhere()
    try:
        consultation = bring_in(text[:start] + text[end:])
    except BadFile:
        assert rows_everywhere() == before
    else:
        assert len(ballots_of(consultation)) == 4
    assert keys_left(app) == []


@pytest.mark.parametrize("name", REAL_NAMES)
def test_real_elections_tally_to_their_own_results(app, name):
    path = real_file(name)
    election = parse(decode(read_bytes(path)))
    consultation = import_pabulib(path, groups="sex")
    votes, score = Counter(), Counter()
    for ballot in ballots_of(consultation):
        votes.update(ballot.marks.keys())
        score.update(ballot.marks)
    assert votes == {project.id: project.votes for project in election.projects}
    stated = {project.id: project.score for project in election.projects}
    assert score == (stated if all(stated.values()) else votes)
    assert [(item.key, item.cost) for item in consultation.items] == [
        (project.id, project.cost) for project in election.projects
    ]


def test_real_elections_keep_their_place_year_and_scale(app):
    warsaw, gdansk = (import_pabulib(real_file(name), groups="age") for name in REAL_NAMES)
    assert (warsaw.plan.city.name_en, warsaw.plan.first_year, warsaw.top_k) == ("Warszawa, Las", 2559, 5)
    assert (gdansk.plan.city.slug, gdansk.plan.first_year, gdansk.top_k) == (
        "gdansk-wzgorze-mickiewicza",
        2562,
        5,
    )
    assert warsaw.questions[0].settings == {}
    assert gdansk.questions[0].settings == {"cap": 5, "dots": 5}
    assert [group.key for group in gdansk.groups][0::6] == ["under 10", "60+"]
    assert warsaw.closing.person_id is None


def test_who_brought_it_in_is_remembered(bring_in):
    with writing():
        person = Person(login="p", name="A planner", password_hash="x")
        db.session.add(person)
        db.session.commit()
    consultation = bring_in(APPROVAL, by=person)
    assert (consultation.opening.person_id, consultation.closing.person_id) == (person.id, person.id)
