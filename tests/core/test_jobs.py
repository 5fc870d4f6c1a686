"""Long work: taken up once, told as it goes, tried again, taken over from who is gone."""

import logging
from datetime import timedelta

import pytest
import time_machine

from sfc_workshop.core import clock, jobs
from sfc_workshop.core.db import db, writing
from sfc_workshop.core.jobs import LEASE, Job, step_ask, work_off

LOGGER = logging.getLogger(__name__)


@pytest.fixture
def job_id(app) -> str:
    with writing():
        job_id = step_ask("dig", "a well").id
        db.session.commit()
    return job_id


def job(job_id: str) -> Job:
    db.session.rollback()
    return db.session.get_one(Job, job_id)


def test_a_job_is_done_once(job_id):
    done = []
    assert work_off({"dig": lambda subject, _tell: done.append(subject)}, logger=LOGGER) == 1
    assert work_off({"dig": lambda subject, _tell: done.append(subject)}, logger=LOGGER) == 0
    assert done == ["a well"]
    assert (job(job_id).state, job(job_id).percent) == ("done", 100)


def test_a_job_nobody_here_can_do_waits(job_id):
    assert work_off({"paint": lambda _subject, _tell: None}, logger=LOGGER) == 0
    assert job(job_id).state == "waiting"


def test_its_progress_is_seen_while_it_runs(job_id):
    seen = []

    def dig(_subject, tell):
        tell(1, 4)
        seen.append((job(job_id).state, job(job_id).percent))

    work_off({"dig": dig}, logger=LOGGER)
    assert seen == [("running", 25)]


def test_what_fails_is_tried_again_and_then_given_up(job_id, caplog):
    def dig(_subject, _tell):
        raise OSError("rock")

    assert work_off({"dig": dig}, logger=LOGGER) == jobs.MOST_TRIES
    assert job(job_id).state == "failed"


def test_what_a_dead_server_left_is_taken_up_when_its_lease_has_run_out(job_id):
    done = []

    def dig(subject, _tell):
        done.append(subject)
        if len(done) == 1:
            raise SystemExit  # the process ends here

    with pytest.raises(SystemExit):
        work_off({"dig": dig}, logger=LOGGER)
    assert work_off({"dig": dig}, logger=LOGGER) == 0
    with time_machine.travel(clock.now() + LEASE + timedelta(seconds=1)):
        assert work_off({"dig": dig}, logger=LOGGER) == 1
    assert len(done) == 2


def test_what_ends_its_server_each_time_is_given_up(job_id):
    done, now = [], clock.now()

    def dig(subject, _tell):
        done.append(subject)
        raise SystemExit

    for n in range(jobs.MOST_TRIES):
        with time_machine.travel(now + n * (LEASE + timedelta(seconds=1))), pytest.raises(SystemExit):
            work_off({"dig": dig}, logger=LOGGER)
    assert job(job_id).state == "running"
    with time_machine.travel(now + 9 * LEASE):
        assert work_off({"dig": dig}, logger=LOGGER) == 0
    assert len(done) == jobs.MOST_TRIES
    assert (job(job_id).state, job(job_id).lease) == ("failed", None)


def test_who_was_too_slow_cannot_spoil_what_another_does(job_id):
    def slow(_subject, tell):
        with time_machine.travel(clock.now() + LEASE + timedelta(seconds=1)):
            assert work_off({"dig": lambda _subject, _tell: None}, logger=LOGGER) == 1
        tell(3, 4)
        raise AssertionError("this server should have stopped")

    assert work_off({"dig": slow}, logger=LOGGER) == 1
    assert job(job_id).state == "done"
