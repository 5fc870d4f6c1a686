"""Who came to a workshop against who was invited: by group, agency, table and door; never a name."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from sfc_workshop.ballots.models import Ballot, Question, SealedBallot
from sfc_workshop.core.db import db
from sfc_workshop.domain.attendance import shown_apart
from sfc_workshop.workshops.models import Agency, Attendee, Workshop

LEAST_N_MIN = 5


@dataclass(frozen=True)
class OfGroup:
    """One group: how many were invited (None: nobody said), and how many came by each door."""

    group: Any
    invited: int | None
    phones: int
    paper: int

    @property
    def came(self) -> int:
        """How many came, by whatever door."""
        return self.phones + self.paper


@dataclass(frozen=True)
class Attendance:
    """Who came. Only phones say an agency and a table.

    agencies:      those with enough people to stand by themselves, largest first
    others:        how many are of other agencies, or named none
    tables:        {number: how many}, every table there is
    without_table: how many named no table
    n_min:         how many an agency needs to stand by itself
    """

    groups: Sequence[OfGroup]
    agencies: Sequence[tuple[Agency, int]]
    others: int
    tables: dict[int, int]
    without_table: int
    n_min: int

    @property
    def phones(self) -> int:
        """How many joined with a phone."""
        return sum(row.phones for row in self.groups)

    @property
    def paper(self) -> int:
        """How many handed in paper."""
        return sum(row.paper for row in self.groups)

    @property
    def came(self) -> int:
        """How many came."""
        return self.phones + self.paper

    @property
    def invited(self) -> int | None:
        """How many were invited; None where nobody said."""
        known = [row.invited for row in self.groups if row.invited is not None]
        return sum(known) if known else None


def attendance_table(workshop: Workshop) -> Attendance:
    """Count who came to a workshop, in a fixed number of queries.

    A person with a phone who hands in paper as well, under another code, is counted twice: nothing ties the two.
    """
    phones, paper = _phones_by(workshop, Attendee.group_key), _paper(workshop)
    groups = {group.key: group for door in workshop.doors for group in door.consultation.groups}
    by_agency = _phones_by(workshop, Attendee.agency_id)
    by_table = _phones_by(workshop, Attendee.table_number)
    n_min = max([LEAST_N_MIN, *(door.consultation.n_min for door in workshop.doors)])
    named = {agency.id: by_agency[agency.id] for agency in workshop.agencies if by_agency[agency.id]}
    apart, others = shown_apart({**named, None: sum(by_agency.values()) - sum(named.values())}, n_min=n_min)
    others += apart.pop(None, 0)
    agencies = {agency.id: agency for agency in workshop.agencies}
    return Attendance(
        groups=[OfGroup(one, workshop.invited.get(key), phones[key], paper[key]) for key, one in groups.items()],
        agencies=[(agencies[one], n) for one, n in apart.items() if one is not None],
        others=others,
        tables={number: by_table[number] for number in range(1, workshop.tables + 1)},
        without_table=by_table[None],
        n_min=n_min,
    )


def _phones_by(workshop: Workshop, column: Any) -> Counter[Any]:
    """Count phones by what a column says."""
    rows = db.session.execute(select(column, func.count()).where(Attendee.workshop_id == workshop.id).group_by(column))
    return Counter(dict(rows.all()))


def _paper(workshop: Workshop) -> Counter[str]:
    """Count people who handed in paper, by group: as many as the best-answered question has paper ballots."""
    most: Counter[str] = Counter()
    consultations = [door.consultation for door in workshop.doors]
    for table, is_sealed in ((Ballot, False), (SealedBallot, True)):
        asked = [one.id for one in consultations if one.is_sealed == is_sealed]
        if not asked:
            continue
        model: Any = table
        rows = db.session.execute(
            select(model.group_key, func.count())
            .join(Question, (Question.id == model.question_id) & (Question.run == model.run))
            .where(Question.consultation_id.in_(asked), model.door == "paper", model.marks.is_not(None))
            .group_by(model.group_key, model.question_id)
        )
        for key, n in rows:
            most[key] = max(most[key], n)
    return most
