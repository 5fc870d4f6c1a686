"""No table of the box says whose a ballot is, when it came, or in which order."""

import pytest
import sqlalchemy as sa

from sfc_workshop.ballots import actions
from sfc_workshop.ballots.models import Ballot, LateAnswer, Participant, Receipt, SealedBallot
from sfc_workshop.core.db import db
from tests.ballots.pocket import Phone
from tests.cast import make_survey

BOX = (Ballot, Receipt, SealedBallot, LateAnswer)
MAY_HOLD = {
    "ballot": {
        "id", "question_id", "run", "ballot_ref", "revision", "key_hash", "group_key", "door", "integrity", "day",
        "seen", "marks",
    },
    "receipt": {"key_hash", "content_hash", "question_id"},
    "sealed_ballot": {"id", "question_id", "run", "group_key", "door", "integrity", "weight", "seen", "marks"},
    "late_answer": {"key_hash", "question_id", "day", "marks"},
}  # fmt: skip


@pytest.mark.parametrize("table", BOX)
def test_a_table_of_the_box_holds_nothing_but_what_was_decided(app, table):
    name = table.__tablename__
    inspector = sa.inspect(db.engine)
    columns = {column["name"]: column["type"] for column in inspector.get_columns(name)}
    assert set(columns) == MAY_HOLD[name]
    assert not any(isinstance(kind, sa.DateTime | sa.Time) for kind in columns.values())
    assert inspector.get_pk_constraint(name)["constrained_columns"] in (["id"], ["key_hash"])
    assert {key["referred_table"] for key in inspector.get_foreign_keys(name)} == {"question"}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # a promise of SQLite
@pytest.mark.parametrize("table", BOX)
def test_sqlite_keeps_no_order_of_arrival(app, table):
    with pytest.raises(sa.exc.OperationalError, match="rowid"), db.engine.connect() as connection:
        connection.execute(sa.text(f"SELECT rowid FROM {table.__tablename__}"))


def test_ids_say_nothing_about_the_order_of_arrival(app):
    survey = make_survey()
    question = survey.door.consultation.questions[0]
    for number in range(60):
        assert Phone(app, survey.door).send(question, {"p1": 1 + number % 5, "p2": 1 + number // 12}).status_code == 201
    arrived = [{"p1": 1 + n % 5, "p2": 1 + n // 12} for n in range(60)]
    assert [row.marks for row in in_order_of_ids(Ballot)] != arrived
    before = [row.id for row in in_order_of_ids(Ballot)]
    actions.close_consultation(survey.door.consultation, by=None)
    after = in_order_of_ids(SealedBallot)
    assert [row.marks for row in after] != arrived
    assert not {row.id for row in after} & set(before)


def test_the_secret_of_a_phone_is_nowhere_in_the_database(app, settings):
    survey = make_survey(kinds=("score", "text"))
    phone = Phone(app, survey.door)
    key = "c0ffee00" * 4
    for question, answer in zip(survey.door.consultation.questions, ({"p1": 5}, "Shade"), strict=True):
        phone.send(question, answer, key=key if question.kind == "score" else "d" * 32)
    secrets = (phone.token, key, "d" * 32)
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(sa.select(table)):
            assert not any(secret in str(value) for value in row for secret in secrets), table.name
    digests = db.session.scalars(sa.select(Participant.digest)).all()
    refs = db.session.scalars(sa.select(Ballot.ballot_ref)).all()
    assert not set(digests) & set(refs)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # a promise of SQLite
def test_after_closing_no_byte_of_a_tie_is_left_in_the_file(app, settings):
    survey = make_survey()
    for _ in range(20):
        Phone(app, survey.door).send(survey.door.consultation.questions[0], {"p1": 5})
    ties = [
        value.encode() for row in db.session.execute(sa.select(Ballot.ballot_ref, Ballot.key_hash)) for value in row
    ]
    actions.close_consultation(survey.door.consultation, by=None)
    files = b"".join(path.read_bytes() for path in settings.instance.glob("test.sqlite*"))
    assert len(ties) == 40
    assert not [tie for tie in ties if tie in files]


def in_order_of_ids(table: type) -> list[sa.Row]:
    return list(db.session.execute(sa.select(table.__table__).order_by(table.__table__.c.id)))
