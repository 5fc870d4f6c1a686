"""A code is written on its sheet and nowhere else: no row, no entry of the audit log, no line of a server's log."""

import logging

import sqlalchemy as sa

from sfc_workshop.core.audit import AuditEntry
from sfc_workshop.core.db import db
from sfc_workshop.core.logs import WRITERS, HideSecrets
from sfc_workshop.domain.codes import spaced
from tests.ballots.pocket import Phone
from tests.cast import PASSWORD
from tests.paper.cast import Hall

DATABASES = ["sqlite"]


def test_no_code_is_left_behind_by_whatever_is_done_with_it(app, visit, caplog):
    hall = Hall(app)
    code = hall.codes[0]
    caplog.set_level(logging.DEBUG)
    for phone in (Phone(app), hall.phone()):
        hall.enter(phone, code)
        hall.join(phone)
        phone.send(hall.question, {"p1": 5})
    hall.key(code, {"p1": 1})
    visit.sign_in("facilitator", PASSWORD)
    visit(hall.desk + "/paper")
    visit.post(hall.desk + "/paper", {"code": code, "group": "citizens", f"q{hall.question.id}-1": "2"}, status=409)
    for written in (code, spaced(code), code.lower()):
        for table in db.metadata.sorted_tables:
            assert written not in repr(db.session.execute(sa.select(table)).all()), table.name
        assert written not in repr([(one.subject, one.facts) for one in db.session.scalars(sa.select(AuditEntry))])
        assert written not in caplog.text


def test_servers_log_the_address_of_a_sheet_without_its_code(app, caplog):
    for name in WRITERS:
        assert any(isinstance(one, HideSecrets) for one in logging.getLogger(name).filters)
    for address in (
        "/code?code=ABCDE23456",
        "/code?lang=th&code=abcde-23456 HTTP/1.1",
        "/code?code=ABCDE+23456&next=%2Fme",
    ):
        with caplog.at_level(logging.INFO, "werkzeug"):
            logging.getLogger("werkzeug").info('"GET %s"', address)
    said = caplog.text.upper()
    assert "CODE=…" in said
    assert "23456" not in said
