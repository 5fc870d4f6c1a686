"""How much of a person rides on each ballot: the unit split over one's ballots, times the weight of one's class."""

from collections import defaultdict
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from sfc_workshop.ballots import round_keys
from sfc_workshop.ballots.models import Ballot, Consultation, Participant, Question
from sfc_workshop.core.db import db
from sfc_workshop.domain.raking import Margin, rake
from sfc_workshop.domain.weights import split_units


def weigh(ballots: Any, questions: dict[int, Question]) -> list[tuple[Ballot, str]]:
    """Split each person's unit in a criterion over the ballots they cast in it, in the latest runs.

    Where margins were declared, the unit is the weight of the person's class instead of 1. The class is
    known as long as the round key is; only the weight stays on the ballot, never what it was made of.

    returns: ballots that were not withdrawn, each with its weight as a fraction such as 1/2.
    """
    standing = [ballot for ballot in ballots if ballot.marks is not None]
    shares = split_units([(ballot.ballot_ref, _unit(ballot, questions)) for ballot in standing])
    classes = _classes(next(iter(questions.values())).consultation) if questions else {}
    weights = [share * classes.get(ballot.ballot_ref, 1) for ballot, share in zip(standing, shares, strict=True)]
    return list(zip(standing, map(str, weights), strict=True))


def _unit(ballot: Ballot, questions: dict[int, Question]) -> tuple[Any, ...]:
    """What a person's unit is split over: a criterion and kind of item; other runs stand alone."""
    question = questions[ballot.question_id]
    if question.criterion_id is None or ballot.run != question.run:
        return ("alone", question.id, ballot.run)
    return (question.criterion_id, question.items[0].kind)


def _classes(consultation: Consultation) -> dict[str, Fraction]:
    """Rake each group that has declared margins; gives the weight of a class by ballot reference.

    Without the key nobody can be joined to a ballot, and everybody has the weight 1.
    """
    if not consultation.margins or not round_keys.exists(consultation.public_id):
        return {}
    weights: dict[str, Fraction] = {}
    for group, people in _communities(consultation).items():
        if declared := consultation.margins.get(group):
            margin = Margin({community: Fraction(share) for community, share in declared.items()})
            weights |= zip(people, rake([(community,) for community in people.values()], [margin]), strict=True)
    return weights


def _communities(consultation: Consultation) -> dict[str, dict[str, str | None]]:
    """Say where those live who have a ballot in the latest runs: {group: {reference: community}}."""
    voters = (
        select(Ballot.ballot_ref, Ballot.group_key)
        .join(Question, (Question.id == Ballot.question_id) & (Question.run == Ballot.run))
        .where(Question.consultation_id == consultation.id, Ballot.marks.is_not(None))
        .distinct()
    )
    people = select(Participant.digest, Participant.community_id).where(
        Participant.consultation_id == consultation.id, Participant.community_id.is_not(None)
    )
    key_of = consultation.public_id
    homes = {round_keys.ballot_ref(key_of, digest): str(home) for digest, home in db.session.execute(people)}
    found: dict[str, dict[str, str | None]] = defaultdict(dict)
    for ref, group in db.session.execute(voters):
        found[group][ref] = homes.get(ref)
    return found
