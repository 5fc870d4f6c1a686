"""A participant's answers as a page shows them, at every door."""

import secrets
from dataclasses import dataclass, field
from typing import Any

from sfc_workshop.ballots import queries
from sfc_workshop.ballots.models import Item, Participant, Question
from sfc_workshop.cities.models import Community
from sfc_workshop.domain.pairs import FIRST, SECOND, draw_pairs, pair


@dataclass(frozen=True)
class Duel:
    """A pair to compare, as it is shown: its name, both items, and the mark that stands for each."""

    name: str
    left: Item
    right: Item
    marks: tuple[int, int]


@dataclass
class Answer:
    """What stands, or what was typed and refused; the key and revision the next send will use.

    duels: the pairs this participant is asked to compare, where the question is of that kind
    """

    marks: dict[str, Any] | None = None
    words: str = ""
    choice: str = ""
    agreed: bool = False
    revision: int = 0
    duels: list[Duel] = field(default_factory=list)
    key: str = field(default_factory=lambda: secrets.token_hex(16))

    def with_typed(self, question: Question, typed: Any) -> "Answer":
        """Keep what was typed on a page that is shown again."""
        if question.is_ballot:
            self.marks = typed
        elif question.kind == "text":
            self.words = typed
        elif question.kind == "community":
            self.choice = typed
        else:
            self.agreed = bool(typed)
        return self


@dataclass(frozen=True)
class CommunityChoice:
    """A community as something to choose."""

    key: str
    title_th: str
    title_en: str


def answers_of(participant: Participant, questions: list[Question]) -> dict[int, Answer]:
    """Read a participant's present answers, in a fixed number of queries."""
    answers = {question.id: Answer() for question in questions}
    for question_id, ballot in queries.own_ballots(participant).items():
        if question_id in answers:
            answers[question_id].marks = ballot.marks
            answers[question_id].revision = ballot.revision
    for comment in queries.own_comments(participant):
        if comment.question_id in answers:
            answers[comment.question_id].words = comment.words
            answers[comment.question_id].revision = comment.revision
    agreed = queries.own_consents(participant)
    for question in questions:
        answers[question.id].agreed = question.id in agreed
        answers[question.id].choice = str(participant.community_id or "")
        if question.kind == "pairwise":
            answers[question.id].duels = [_duel(*two) for two in queries.pairs_for(participant, question)]
    return answers


def preview_of(questions: list[Question]) -> dict[int, Answer]:
    """Answer nothing yet, for somebody who only tries the questions; pairs are drawn as for anybody."""
    answers = {question.id: Answer() for question in questions}
    for question in questions:
        if question.kind == "pairwise":
            items = {item.key: item for item in question.items}
            drawn = draw_pairs(list(items), question.settings["pairs"], question.key)
            answers[question.id].duels = [_duel(items[one], items[other]) for one, other in drawn]
    return answers


def _duel(left: Item, right: Item) -> Duel:
    """Name a pair by its earlier item, whichever is shown first."""
    if left.position < right.position:
        return Duel(pair(left.key, right.key), left, right, (FIRST, SECOND))
    return Duel(pair(right.key, left.key), left, right, (SECOND, FIRST))


def community_choices(communities: list[Community]) -> list[CommunityChoice]:
    """Turn a city's communities into choices of a question."""
    return [CommunityChoice(str(c.id), c.name_th, c.name_en) for c in communities]
