"""The tables of the ballot box, by subject."""

from sfc_workshop.ballots.models.box import Ballot, LateAnswer, Receipt, SealedBallot
from sfc_workshop.ballots.models.codes import IssuedCode, Keying
from sfc_workshop.ballots.models.consultation import (
    KINDS,
    ON_ITEMS,
    Closing,
    Consultation,
    Criterion,
    Door,
    Gate,
    Group,
    Item,
    Opening,
    Option,
    Question,
    Section,
    question_item,
)
from sfc_workshop.ballots.models.voices import Comment, Consent, Participant, Support

__all__ = [
    "KINDS",
    "ON_ITEMS",
    "Ballot",
    "Closing",
    "Comment",
    "Consent",
    "Consultation",
    "Criterion",
    "Door",
    "Gate",
    "Group",
    "IssuedCode",
    "Item",
    "Keying",
    "LateAnswer",
    "Opening",
    "Option",
    "Participant",
    "Question",
    "Receipt",
    "SealedBallot",
    "Section",
    "Support",
    "question_item",
]
