"""The audit log: whoever changes, drops, moves, adds or cuts off an entry is found."""

import os
import random
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import text, update

from sfc_workshop.ballots import actions as box
from sfc_workshop.core import anchors, audit
from sfc_workshop.core.anchors import Anchor
from sfc_workshop.core.audit import AuditEntry
from sfc_workshop.core.audit_check import check
from sfc_workshop.core.db import db, writing
from sfc_workshop.domain.roles import Role
from sfc_workshop.exports.actions import make_export
from tests.cast import make_person, make_survey
from tests.priorities.test_priorities import answer

TAMPERINGS = 1000
COLUMNS = ("at", "person_id", "action", "subject", "facts", "hash")


def entries(n: int) -> None:
    """Append entries, each in a transaction of its own, as actions do."""
    for number in range(n):
        with writing():
            audit.remember("tried", f"thing {number}", by=None, number=number)
            db.session.commit()


def run(sql: str, **values: Any) -> None:
    db.session.execute(text(sql), values)


def edit(draw: random.Random, last: int) -> None:
    """Change one column of one entry."""
    values = {
        "at": text("'2001-02-03 04:05:06.000000'" if db.engine.dialect.name == "sqlite" else "'2001-02-03 04:05:06Z'"),
        "person_id": draw.randrange(1, 99),
        "action": draw.choice(["", "tried ", "never"]),
        "subject": f"thing {draw.randrange(1000, 2000)}",
        "facts": {"number": draw.choice([-1, True, "1", None])},
        "hash": f"{draw.getrandbits(256):064x}",
    }
    column = draw.choice(COLUMNS)
    entry = draw.randrange(1, last + 1)
    db.session.execute(update(AuditEntry).where(AuditEntry.number == entry).values({column: values[column]}))


def drop(draw: random.Random, last: int) -> None:
    run("DELETE FROM audit_entry WHERE number = :at", at=draw.randrange(1, last + 1))


def drop_and_close_the_gap(draw: random.Random, last: int) -> None:
    at = draw.randrange(1, last)
    run("DELETE FROM audit_entry WHERE number = :at", at=at)
    for number in range(at + 1, last + 1):
        run("UPDATE audit_entry SET number = :to WHERE number = :at", at=number, to=number - 1)


def swap(draw: random.Random, last: int) -> None:
    one, other = draw.sample(range(1, last + 1), 2)
    for at, to in ((one, -1), (other, one), (-1, other)):
        run("UPDATE audit_entry SET number = :to WHERE number = :at", at=at, to=to)


def insert(draw: random.Random, last: int) -> None:
    """Put an entry in, at the beginning, in the middle or after the end; the others move on."""
    at = draw.randrange(0, last + 2)
    for number in range(last, at - 1, -1) if at else ():
        run("UPDATE audit_entry SET number = :to WHERE number = :at", at=number, to=number + 1)
    run(
        "INSERT INTO audit_entry (number, at, person_id, action, subject, facts, hash) "
        "SELECT :at, at, person_id, action, subject, facts, hash FROM audit_entry WHERE number = :like",
        at=at,
        like=at - 1 if at > 1 else last,
    )


def cut(draw: random.Random, last: int) -> None:
    """Cut the tail off: one entry, some, or all."""
    run("DELETE FROM audit_entry WHERE number > :at", at=last - draw.randrange(1, last + 1))


def rewrite(draw: random.Random, last: int) -> None:
    """Change an entry and make every hash after it fit again, as whoever has the code can."""
    at = draw.randrange(1, last + 1)
    db.session.execute(update(AuditEntry).where(AuditEntry.number == at).values(subject="thing rewritten"))
    rows = db.session.execute(AuditEntry.__table__.select().order_by(AuditEntry.number)).all()
    previous = audit.BEGINNING
    for row in rows:
        previous = audit.hash_of(row, previous)
        run("UPDATE audit_entry SET hash = :hash WHERE number = :at", hash=previous, at=row.number)


WAYS: list[Callable[[random.Random, int], None]] = [edit, drop, drop_and_close_the_gap, swap, insert, cut, rewrite]


def test_a_thousand_tamperings_are_found(app):
    entries(12)
    assert check({}).fault is None
    draw = random.Random(40)
    for number in range(TAMPERINGS):
        way = WAYS[number % len(WAYS)]
        with writing():
            way(draw, 12)
            assert check({}).fault is not None, f"tampering {number} ({way.__name__}) was not found"
            db.session.rollback()
    checked = check({})
    assert (checked.entries, checked.fault, checked.anchored) == (12, None, True)


def test_without_the_anchor_a_cut_tail_is_found_by_the_heads_that_were_handed_out(app):
    entries(5)
    head = audit.head()
    entries(2)
    audit.anchor_file().unlink()
    with writing():
        run("DELETE FROM audit_entry WHERE number > 4")
        db.session.commit()
    assert check({}).fault is None
    assert "yesterday's paper" in str(check({head: "yesterday's paper"}).fault)


def test_the_first_break_is_named(app):
    entries(5)
    with writing():
        run("UPDATE audit_entry SET subject = 'x' WHERE number = 3")
        db.session.commit()
    assert (check({}).entries, "Entry 3 " in str(check({}).fault)) == (2, True)


def test_the_empty_log_holds(app):
    assert (check({audit.BEGINNING: "a count"}).fault, check({}).entries) == (None, 0)


def test_the_anchor_follows_each_commit_and_nothing_else(app):
    entries(2)
    assert anchors.kept(audit.anchor_file()) == Anchor(2, audit.head())
    with writing():
        audit.remember("tried", "in vain", by=None)
        db.session.rollback()
    entries(0)
    with writing():
        run("UPDATE throttle SET count = 0")
        db.session.commit()
    assert anchors.kept(audit.anchor_file()) == Anchor(2, audit.head())


def test_a_log_that_was_cut_gets_no_new_anchor(app):
    """Else whoever cuts the tail only has to wait until as much has happened again."""
    entries(6)
    with writing():
        run("DELETE FROM audit_entry WHERE number > 4")
        db.session.commit()
    entries(5)
    assert "Entry 6 is not the one" in str(check({}).fault)


def test_a_crash_between_commit_and_anchor_leaves_an_older_one_that_still_holds(app):
    entries(3)
    before = audit.anchor_file().read_bytes()
    entries(2)
    audit.anchor_file().write_bytes(before)
    assert check({}).fault is None
    entries(1)
    assert anchors.kept(audit.anchor_file()) == Anchor(6, audit.head())


def test_an_anchor_that_cannot_be_written_does_not_undo_what_was_done(app, caplog):
    entries(1)
    audit.anchor_file().write_text("scribbled over")
    entries(1)
    assert audit.head() != audit.BEGINNING
    assert "cannot be read" in str(check({}).fault)


def test_the_anchor_never_goes_back_whoever_comes_last(tmp_path):
    path = tmp_path / "anchor"
    numbers = list(range(1, 101))
    random.Random(1).shuffle(numbers)

    def advance(some: list[int]) -> None:
        for number in some:
            anchors.advance(path, Anchor(number, "a" * 64))

    threads = [threading.Thread(target=advance, args=(numbers[at::4],)) for at in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert anchors.kept(path) == Anchor(100, "a" * 64)


def command(instance: Path, database: str, *words: str) -> tuple[int, str]:
    """Run the command in a process of its own."""
    where = {**os.environ, "DATABASE_URL": database, "INSTANCE": str(instance)}
    audit_command = [Path(sys.executable).with_name("sfc-workshop"), "audit", *words]
    done = subprocess.run(audit_command, env=where, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, (done.stdout + done.stderr).strip()


def command_of(app: Flask, *words: str) -> tuple[int, str]:
    settings = app.config["SETTINGS"]
    db.session.rollback()
    return command(settings.instance, settings.database, *words)


def test_the_command_says_in_one_line_that_all_holds(app):
    survey = make_survey()
    answer(survey, "citizens", {"p1": 5, "p2": 1}, times=5)
    box.close_consultation(survey.door.consultation, by=None)
    planner = make_person("planner", Role.PLANNER)
    make_export(survey.door.consultation, what="csv", kind="project", by=planner, chosen={})
    head = audit.head()
    code, words = command_of(app, "--head", head.upper())
    assert (code, words.count("\n")) == (0, 0)
    assert "2 kept heads" in words
    assert head in words
    code, words = command_of(app, "--head", "f" * 64)
    assert (code, words.count("\n")) == (1, 0)
    assert "f" * 64 in words


def test_the_command_finds_a_cut_that_files_tell_of(app):
    survey = make_survey()
    answer(survey, "citizens", {"p1": 5, "p2": 1}, times=5)
    box.close_consultation(survey.door.consultation, by=None)
    planner = make_person("planner", Role.PLANNER)
    export = make_export(survey.door.consultation, what="csv", kind="project", by=planner, chosen={})
    audit.anchor_file().unlink()
    with writing():
        run("DELETE FROM audit_entry WHERE number > 1")
        db.session.commit()
    code, words = command_of(app)
    assert code == 1
    assert f"file {export.id}" in words


def test_an_instance_without_a_log_is_told_what_to_do(tmp_path):
    code, words = command(tmp_path, "")
    assert code == 1
    assert "sfc-workshop init" in words
