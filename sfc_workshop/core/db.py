"""The database gate: one way to write, the same promises on SQLite and on PostgreSQL."""

import hashlib
import re
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Engine, MetaData, Table, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

WRITE_PATIENCE_SECONDS = 15
PAUSE_SECONDS = 0.0005  # between two looks whether another process still writes
_ID = re.compile("[0-9a-f]{32}")
GREATEST_ID = 2**31 - 1  # what the number of a row can be; databases stumble over greater ones
NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Common ground of every table: constraints have names, so migrations can find them."""

    metadata = MetaData(naming_convention=NAMES)


db = SQLAlchemy(model_class=Base)
if TYPE_CHECKING:  # the extension builds its base class at run time, where mypy cannot look
    Model = Base
else:
    Model = db.Model


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC; SQLite forgets the zone, so it is put back when read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without a zone: nobody can say which moment it was."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment its zone again."""
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


def random_id() -> str:
    """Make an id that says nothing about when or for whom it was made (128 bits)."""
    return secrets.token_hex(16)


def is_id(words: str) -> bool:
    """Whether words can be such an id; PostgreSQL stumbles over a NUL in what it is asked for."""
    return _ID.fullmatch(words) is not None


_mode: ContextVar[str] = ContextVar("mode", default="read")  # read | write | migrate
_writer = threading.RLock()


@contextmanager
def writing(mode: str = "write") -> Iterator[None]:
    """Surround the one write transaction of an action; readers never wait for it.

    What the session has read so far is let go first, so rows handed in are read again inside the
    transaction that may change them. The body commits; anything else that happens rolls back.
    """
    if mode == "write":
        db.session.rollback()
    token = _mode.set(mode)
    try:
        yield
    except BaseException:
        if mode == "write":
            db.session.rollback()
        raise
    finally:
        _mode.reset(token)


def tune(engine: Engine) -> None:
    """Give an engine its promises: acknowledged means on the disk, forgetting writing() fails at once."""
    if engine.dialect.name == "sqlite":
        _tune_sqlite(engine)
    else:
        _tune_postgresql(engine)


def _tune_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _connect(dbapi: Any, _record: Any) -> None:
        dbapi.isolation_level = None  # SQLAlchemy says BEGIN, not the driver
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=15000", "secure_delete=ON"):
            dbapi.execute("PRAGMA " + pragma)

    event.listen(engine, "begin", _begin_sqlite)

    @event.listens_for(engine, "checkin")  # after commit, rollback and errors alike
    def _checkin(_dbapi: Any, record: Any) -> None:
        if record.info.pop("writer", None):
            _writer.release()


def _begin_sqlite(conn: Any) -> None:
    mode = _mode.get()
    held = conn.connection._connection_record.info
    if mode != "read" and not held.get("writer"):  # a second transaction of one checkout holds it already
        if not _writer.acquire(timeout=WRITE_PATIENCE_SECONDS):
            raise TimeoutError(f"another write has not finished for {WRITE_PATIENCE_SECONDS} s")
        held["writer"] = True
    dbapi = conn.connection.dbapi_connection
    dbapi.execute(f"PRAGMA foreign_keys={'OFF' if mode == 'migrate' else 'ON'}")
    dbapi.execute(f"PRAGMA query_only={'ON' if mode == 'read' else 'OFF'}")
    if mode == "read":
        conn.exec_driver_sql("BEGIN")
    else:
        _take_turn(dbapi)


def _take_turn(dbapi: Any) -> None:
    """Begin to write as soon as the writer of another process has finished.

    SQLite itself would look again after pauses that grow to a tenth of a second, longer than many writes
    take; two processes then wait for each other half of the time.
    """
    until = time.monotonic() + WRITE_PATIENCE_SECONDS
    dbapi.execute("PRAGMA busy_timeout=0")
    try:
        while not _has_begun(dbapi):
            if time.monotonic() > until:
                raise TimeoutError(f"another process has not finished writing for {WRITE_PATIENCE_SECONDS} s")
            time.sleep(PAUSE_SECONDS)
    finally:
        dbapi.execute("PRAGMA busy_timeout=15000")


def _has_begun(dbapi: Any) -> bool:
    try:
        dbapi.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as fault:
        if fault.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True


def _tune_postgresql(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _connect(dbapi: Any, _record: Any) -> None:
        dbapi.autocommit = True  # said outside of a transaction it holds as long as the connection does
        dbapi.execute("SET synchronous_commit=on")
        dbapi.autocommit = False

    @event.listens_for(engine, "begin")
    def _begin(conn: Any) -> None:
        if _mode.get() == "read":
            conn.exec_driver_sql("SET TRANSACTION READ ONLY")


def insert(model: type[Base]) -> Any:
    """Start an INSERT that knows ON CONFLICT, in the dialect of the database at hand."""
    return (sqlite if db.engine.dialect.name == "sqlite" else postgresql).insert(cast(Table, model.__table__))


_SHARE = text("SELECT pg_advisory_xact_lock_shared(:number)")
_ALONE = text("SELECT pg_advisory_xact_lock(:number)")


def hold(name: str, *, shared: bool) -> None:
    """Hold a named lock until the transaction ends; many may share it, or one has it alone.

    Voters share the lock of their consultation, closing takes it alone: no ballot slips in behind a
    closing, and no row is locked by every voter of a room. SQLite has one writer anyway.
    """
    if db.engine.dialect.name == "sqlite":
        return
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
    db.session.connection().execute(_SHARE if shared else _ALONE, {"number": number})


def forget_deleted(*tables: str) -> None:
    """Rewrite what is stored, so that nothing deleted can be read from free pages.

    SQLite rewrites its whole file, PostgreSQL the tables named. Copies of the disk and PostgreSQL's
    write-ahead log are the operator's to let expire.
    """
    db.session.rollback()
    connection = db.engine.raw_connection()
    try:
        if db.engine.dialect.name == "sqlite":
            for sql in ("PRAGMA query_only=OFF", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                connection.cursor().execute(sql).fetchall()
        else:
            driver: Any = connection.driver_connection
            driver.autocommit = True
            driver.execute(f"VACUUM (FULL) {', '.join(tables)}")
            driver.autocommit = False
    finally:
        connection.close()
