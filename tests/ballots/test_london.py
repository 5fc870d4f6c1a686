"""A real vote in this box: 640 votes of a Polis conversation in London in 2022, some of them changed later."""

import csv
import hashlib
from collections import Counter
from pathlib import Path

import pytest

from sfc_workshop.ballots import actions, queries, round_keys
from sfc_workshop.ballots.models import Consultation, Question
from sfc_workshop.core.db import db, writing
from tests.ballots import box
from tests.ballots.pocket import Phone
from tests.cast import make_survey

Vote = tuple[str, str, int]


@pytest.fixture(scope="module")
def votes(shared_data: Path) -> list[Vote]:
    """Voter, comment and vote, in the order of the file."""
    with (shared_data / "london.youth.policing.votes.csv").open(encoding="utf-8", newline="") as file:
        return [(row["voter-id"], row["comment-id"], int(row["vote"])) for row in csv.DictReader(file)]


def ask(comments: list[str]) -> Consultation:
    """Ask about every comment in a question of its own: for, against, or neither."""
    consultation = make_survey(items=len(comments), kinds=("score",) * len(comments), opened=False).door.consultation
    with writing():
        for question, item in zip(consultation.questions, list(consultation.items), strict=True):
            question.items = [item]
            question.settings = {"lo": -1, "hi": 1}
        db.session.commit()
    actions.open_consultation(consultation, by=None)
    return consultation


@pytest.mark.slow
def test_every_vote_is_taken_in_and_the_last_one_stands(app, votes):
    assert len(votes) == 640
    comments = sorted({comment for _, comment, _ in votes}, key=int)
    consultation = ask(comments)
    asked: dict[str, Question] = dict(zip(comments, consultation.questions, strict=True))
    phones = {voter: Phone(app, consultation.doors[0]) for voter, _, _ in votes}
    sent: Counter[tuple[str, str]] = Counter()
    for number, (voter, comment, vote) in enumerate(votes):
        sent[voter, comment] += 1
        question = asked[comment]
        key = hashlib.sha256(str(number).encode()).hexdigest()[:32]
        mark = {question.items[0].key: vote}
        response = phones[voter].send(question, mark, revision=sent[voter, comment], key=key)
        assert response.status_code == 201
        assert response.json["overtaken"] is False
    last = {(voter, comment): vote for voter, comment, vote in votes}
    assert len(box.ballots()) == len(last) == 638
    assert standing(consultation, phones, asked) == last


def standing(
    consultation: Consultation, phones: dict[str, Phone], asked: dict[str, Question]
) -> dict[tuple[str, str], int]:
    """What the box says each voter thinks of each comment."""
    refs = {
        round_keys.ballot_ref(consultation.public_id, queries.digest_of(phone.token, consultation.public_id)): voter
        for voter, phone in phones.items()
    }
    comments = {question.id: comment for comment, question in asked.items()}
    return {(refs[row.ballot_ref], comments[row.question_id]): next(iter(row.marks.values())) for row in box.ballots()}
