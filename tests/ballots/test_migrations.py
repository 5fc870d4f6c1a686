"""Every migration goes up, down and up again with data on the way, and ends where the models are."""

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from flask_migrate import downgrade, upgrade

from sfc_workshop.core.db import db
from tests.ballots.pocket import Phone
from tests.cast import make_survey

DATA_FOR = ("ballot", "receipt", "participant", "question", "item", "audit_entry")


def revisions() -> list[str]:
    """All revisions, the first one first."""
    folder = current_app.extensions["migrate"].directory
    scripts = ScriptDirectory(folder).walk_revisions()
    return [script.revision for script in scripts][::-1]


def go_down(revision: str) -> None:
    leave_the_database()
    downgrade(revision=revision)


def leave_the_database() -> None:
    """Let go of connections: a table somebody reads cannot be rebuilt."""
    db.session.remove()
    db.engine.dispose()


def content() -> dict[str, list[tuple[object, ...]]]:
    with db.engine.connect() as connection:
        tables = [table for table in db.metadata.sorted_tables if table.name in DATA_FOR]
        return {t.name: sorted((tuple(r) for r in connection.execute(sa.select(t))), key=repr) for t in tables}


def differences() -> list[object]:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        return compare_metadata(context, db.metadata)


@pytest.fixture
def full(app) -> Flask:
    """A database in which somebody has answered."""
    survey = make_survey(kinds=("score", "single", "text"))
    for question, answer in zip(survey.door.consultation.questions, ({"p1": 5}, {"a": 1}, "Shade"), strict=True):
        assert Phone(app, survey.door).send(question, answer).status_code == 201
    leave_the_database()
    return app


def test_the_schema_is_what_the_models_say(app):
    assert differences() == []


def test_all_the_way_down_and_up_again_is_the_same_schema(full):
    go_down("base")
    left = set(sa.inspect(db.engine).get_table_names()) - {"alembic_version"}
    assert not left
    upgrade()
    assert differences() == []


def test_each_migration_goes_down_and_up_with_data(full):
    """What the newer migrations add may be lost on the way down; what the older ones hold must not be."""
    before = content()
    for older in revisions()[-2::-1]:
        go_down(older)
        upgrade()
        assert differences() == []
        assert content() == before, f"down to {older}"


def test_going_down_leaves_out_kinds_that_were_not_known(app):
    survey = make_survey(kinds=("score", "allocation", "pairwise"))
    for question, answer in zip(
        survey.door.consultation.questions, ({"p1": 5}, {"p1": 1000}, {"p1|p2": 1}), strict=True
    ):
        assert Phone(app, survey.door).send(question, answer).status_code == 201
    leave_the_database()
    go_down("0001")
    upgrade()
    assert [len(content()[table]) for table in ("question", "ballot")] == [1, 1]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # a promise of SQLite
def test_a_file_that_was_migrated_keeps_no_order_of_arrival(full):
    go_down("base")
    upgrade()
    with db.engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
        made = {name: sql for name, sql in rows}  # noqa: C416
    for table in ("ballot", "receipt", "sealed_ballot", "late_answer"):
        assert "WITHOUT ROWID" in made[table]
