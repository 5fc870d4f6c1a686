"""Looking into the box behind the product's back."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

from sfc_workshop.ballots.models import Ballot, Receipt
from sfc_workshop.core.db import db, writing


def drop_constraint() -> None:
    """Take away what keeps a person's answer to a question single, for builds that must fail."""
    with writing("migrate"), db.engine.connect() as connection:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("ballot") as table:
            table.drop_constraint("uq_ballot_question_id_run_ballot_ref", type_="unique")
        connection.commit()


def ballots() -> Sequence[sa.Row[Any]]:
    """Every row of the box as it is on the disk now."""
    return _fresh(sa.select(Ballot.__table__))


def receipts() -> set[str]:
    """The digests of all keys that were taken in."""
    return {row.key_hash for row in _fresh(sa.select(Receipt.key_hash))}


def is_sound() -> bool:
    """Ask SQLite whether its file is whole; a PostgreSQL has no such question."""
    if db.engine.dialect.name != "sqlite":
        return True
    return [row[0] for row in _fresh(sa.text("PRAGMA integrity_check"))] == ["ok"]


def _fresh(question: Any) -> Sequence[sa.Row[Any]]:
    with db.engine.connect() as connection:
        return connection.execute(question).all()
