"""People are weighed at closing by margins that were declared before; where they live goes nowhere."""

from collections import Counter
from fractions import Fraction

import pytest
import sqlalchemy as sa
from flask import Flask

from sfc_workshop.ballots import actions, queries, round_keys
from sfc_workshop.ballots.actions.opening import CannotOpen, declared
from sfc_workshop.ballots.models import Consultation, SealedBallot
from sfc_workshop.cities.models import Community
from sfc_workshop.core.db import db, writing
from sfc_workshop.priorities.queries import published
from tests.cast import city, make_survey, sent

HALF = {"north": "1/2", "south": "1/2"}


@pytest.fixture
def communities(app: Flask) -> dict[str, str]:
    """The ids of two communities, by name."""
    with writing():
        town = city().id
        made = {name: Community(city_id=town, name_th=name) for name in HALF}
        db.session.add_all(made.values())
        db.session.commit()
    return {name: str(community.id) for name, community in made.items()}


def asked(communities: dict[str, str], shares: dict[str, str] | None) -> Consultation:
    """Twenty citizens of the north, ten of the south, five who do not say; two questions on one criterion."""
    margins = {"citizens": {communities[name]: share for name, share in shares.items()}} if shares else {}
    consultation = make_survey(kinds=("score", "score", "community"), margins=margins).door.consultation
    for home, people in (("north", 20), ("south", 10), ("", 5)):
        for number in range(people):
            vote(consultation, communities.get(home), twice=number == 0)
    return consultation


def vote(consultation: Consultation, community: str | None, *, group: str = "citizens", twice: bool = False) -> None:
    token = actions.join(consultation.doors[0], group_key=group)
    first, second, home = consultation.questions
    if community:
        actions.cast(token, sent(home, community))
    for question in (first, second) if twice else (first,):
        actions.cast(token, sent(question, {"p1": 5}))


def weights(consultation: Consultation) -> Counter[Fraction]:
    """The sealed weights of the first question."""
    question = consultation.questions[0]
    sealed = db.session.scalars(sa.select(SealedBallot).where(SealedBallot.question_id == question.id))
    return Counter(ballot.share for ballot in sealed)


def test_nobody_is_weighed_unless_margins_were_declared(communities):
    consultation = asked(communities, None)
    actions.close_consultation(consultation, by=None)
    assert weights(consultation) == {Fraction(1): 32, Fraction(1, 2): 3}


def test_the_weight_of_ones_class_is_split_over_ones_ballots(communities):
    """The north stands for 15 of 30 with 20 people: 3/4, which is 2/3 on the ladder; the south for 15 with 10: 3/2."""
    consultation = asked(communities, HALF)
    actions.close_consultation(consultation, by=None)
    assert weights(consultation) == {
        Fraction(2, 3): 19, Fraction(1, 3): 1,
        Fraction(3, 2): 9, Fraction(3, 4): 1,
        Fraction(1): 4, Fraction(1, 2): 1,
    }  # fmt: skip


def test_an_interim_look_weighs_as_closing_does(communities):
    consultation = asked(communities, HALF)
    before = Counter(ballot.weight for ballot in published(consultation, "project").ballots)
    actions.close_consultation(consultation, by=None)
    assert Counter(ballot.weight for ballot in published(consultation, "project").ballots) == before


def test_other_groups_are_left_as_they_are(communities):
    consultation = asked(communities, HALF)
    for _ in range(6):
        vote(consultation, communities["north"], group="government")
    actions.close_consultation(consultation, by=None)
    sealed = db.session.scalars(sa.select(SealedBallot).where(SealedBallot.group_key == "government"))
    assert {ballot.weight for ballot in sealed} == {"1"}


def test_who_took_everything_back_is_not_weighed(communities):
    consultation = asked(communities, HALF)
    token = actions.join(consultation.doors[0], group_key="citizens")
    actions.cast(token, sent(consultation.questions[2], communities["north"]))
    actions.cast(token, sent(consultation.questions[0], {"p1": 1}))
    actions.withdraw(queries.participant_of(token, consultation))
    actions.close_consultation(consultation, by=None)
    assert sum(weights(consultation).values()) == 35


def test_the_community_is_on_no_sealed_ballot_and_the_key_is_gone(communities):
    consultation = asked(communities, HALF)
    actions.close_consultation(consultation, by=None)
    assert not round_keys.exists(consultation.public_id)
    columns = set(SealedBallot.__table__.columns.keys())
    assert columns == {"id", "question_id", "run", "group_key", "door", "integrity", "weight", "seen", "marks"}
    by_class = Counter(Fraction(2, 3) <= w < 1 for w in weights(consultation).elements())
    assert min(by_class.values()) >= 5


def test_margins_are_declared_only_where_there_are_any(communities):
    assert "margins" not in declared(asked(communities, None))
    consultation = asked(communities, HALF)
    assert declared(consultation)["margins"] == {"citizens": {communities[name]: "1/2" for name in HALF}}
    assert actions.is_as_declared(consultation)
    with writing():
        consultation.margins = {}
        db.session.commit()
    assert not actions.is_as_declared(consultation)


@pytest.mark.parametrize(
    "margins",
    [
        {"kings": {"north": "1"}},
        {"citizens": {"north": "1/2"}},
        {"citizens": {"north": "3/2", "south": "-1/2"}},
        {"citizens": {"north": "half", "south": "1/2"}},
        {"citizens": {"nowhere": "1"}},
        {"citizens": {}},
        {"citizens": None},
    ],
)
def test_margins_that_do_not_fit_cannot_be_opened(communities, margins):
    named = {
        group: shares and {communities.get(name, "0"): share for name, share in shares.items()}
        for group, shares in margins.items()
    }
    with pytest.raises(CannotOpen, match="shares of the communities"):
        make_survey(margins=named)
