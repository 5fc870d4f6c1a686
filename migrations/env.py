"""Runs migrations through the application's own engine and write gate."""

from alembic import context
from flask import current_app
from sqlalchemy import text

from sfc_workshop.core.db import UtcDateTime, writing

db = current_app.extensions["migrate"].db


def plainly(kind: str, thing: object, _context: object) -> str | bool:
    """Write our own column type by what it is in the database: migrations outlive the code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, UtcDateTime) else False


def run() -> None:
    """Migrate inside one transaction; on SQLite foreign keys rest meanwhile and are checked after."""
    with writing("migrate"), db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=plainly,
        )
        with context.begin_transaction():
            context.run_migrations()
        if connection.dialect.name == "sqlite":
            broken = connection.execute(text("PRAGMA foreign_key_check")).fetchall()
            if broken:
                raise RuntimeError(f"migration would leave rows without their parents: {broken[:5]}")
        connection.commit()


run()
