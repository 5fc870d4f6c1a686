"""Work beside the requests: a clock that ticks, and long jobs with a lease, a progress and a second try.

A job is a row. Whoever serves takes the next one for a minute and renews that lease as it goes; if its
process ends, another takes the job up when the lease has run out. So a job's work must be able to start anew.
One that has ended its process a few times is given up, or it would end every process there is.
"""

import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from logging import Logger

from sqlalchemy import CheckConstraint, String, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from sfc_workshop.core import clock
from sfc_workshop.core.db import Model, UtcDateTime, db, random_id, writing

LEASE = timedelta(seconds=60)
SECONDS_BETWEEN_STEPS = 0.5
MOST_TRIES = 3

Tell = Callable[[int, int], None]  # done, total
Work = Callable[[str, Tell], None]  # subject, tell


class Job(Model):
    """Something long that was asked for. kind says what is done, subject to what."""

    __table_args__ = (CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name="state"),)
    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    kind: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(10), default="waiting", index=True)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    lease: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens with it."""
        return self.state in ("done", "failed")

    @property
    def percent(self) -> int:
        """How far it is, 0 to 100."""
        return 100 if self.state == "done" else min(99, 100 * self.done // self.total) if self.total else 0


class LeaseIsLost(Exception):
    """Somebody else has taken the job up meanwhile; what we did is thrown away."""


def step_ask(kind: str, subject: str) -> Job:
    """Ask for a job inside the caller's transaction."""
    job = Job(id=random_id(), kind=kind, subject=subject, asked_at=clock.now())
    db.session.add(job)
    db.session.flush()
    return job


def work_off(works: Mapping[str, Work], *, logger: Logger) -> int:
    """Do every job that waits, or whose lease has run out; say how many were taken up."""
    _give_up(list(works), logger)
    taken = 0
    while (job := _take(list(works))) is not None:
        taken += 1
        job_id, kind, subject, lease = job
        try:
            works[kind](subject, _teller(job_id, lease))
        except LeaseIsLost:
            logger.warning("job %s was taken up by somebody else", job_id)
        except Exception:
            logger.exception("job %s (%s) failed", job_id, kind)
            _put_back(job_id, lease)
        else:
            _change(job_id, lease, state="done", lease=None, lease_until=None)
    return taken


def _give_up(kinds: list[str], logger: Logger) -> None:
    """Let nobody take up again a job whose process has ended each time it was tried."""
    left = Job.kind.in_(kinds) & (Job.state == "running") & (Job.lease_until < clock.now())
    ended = left & (Job.tries >= MOST_TRIES)
    if db.session.scalar(select(Job.id).where(ended).limit(1)) is None:
        db.session.rollback()
        return
    with writing():
        failed = update(Job).where(ended).values(state="failed", lease=None, lease_until=None).returning(Job.id)
        given_up = db.session.scalars(failed).all()
        db.session.commit()
    for job_id in given_up:
        logger.error("job %s ended its process %s times and is given up", job_id, MOST_TRIES)


def _take(kinds: list[str]) -> tuple[str, str, str, str] | None:
    """Take the oldest job that nobody works on: (id, kind, subject, lease)."""
    now, lease = clock.now(), random_id()
    left = (Job.state == "running") & (Job.lease_until < now) & (Job.tries < MOST_TRIES)
    free = or_(Job.state == "waiting", left)
    oldest = select(Job.id).where(Job.kind.in_(kinds), free).order_by(Job.asked_at, Job.id).limit(1)
    if db.session.scalar(oldest) is None:
        db.session.rollback()
        return None
    with writing():
        found = db.session.execute(
            update(Job)
            .where(Job.id == oldest.with_for_update(skip_locked=True).scalar_subquery())
            .values(state="running", lease=lease, lease_until=now + LEASE, tries=Job.tries + 1, done=0, total=0)
            .returning(Job.id, Job.kind, Job.subject)
        ).one_or_none()
        db.session.commit()
    return (*found, lease) if found else None


def _teller(job_id: str, lease: str) -> Tell:
    """Make what a job's work calls now and then: it writes down the progress and renews the lease."""
    last = -SECONDS_BETWEEN_STEPS

    def tell(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= SECONDS_BETWEEN_STEPS:
            last = time.monotonic()
            if not _change(job_id, lease, done=done, total=total, lease_until=clock.now() + LEASE):
                raise LeaseIsLost(job_id)

    return tell


def _put_back(job_id: str, lease: str) -> None:
    """Let a failed job be tried again, a few times."""
    db.session.rollback()
    job = db.session.get_one(Job, job_id)
    state = "waiting" if job.tries < MOST_TRIES else "failed"
    _change(job_id, lease, state=state, lease=None, lease_until=None)


def _change(job_id: str, held: str, **values: object) -> bool:
    """Change a job while we hold its lease; say whether we do."""
    with writing():
        ours = update(Job).where(Job.id == job_id, Job.lease == held).values(**values).returning(Job.id)
        is_ours = db.session.scalar(ours) is not None
        db.session.commit()
    return is_ours


def every(seconds: float, work: Callable[[], None], *, logger: Logger) -> threading.Event:
    """Do something again and again in a thread of its own; a failure is logged and tried again.

    returns: an event that ends it when set.
    """
    end = threading.Event()

    def keep_going() -> None:
        while not end.wait(seconds):
            try:
                work()
            except Exception:
                logger.exception("background work failed; it is tried again in %s s", seconds)

    threading.Thread(target=keep_going, daemon=True).start()
    return end
