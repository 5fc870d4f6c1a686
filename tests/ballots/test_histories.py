"""T5: whatever people do and in whatever order, the box holds what a model of ten lines holds."""

import hashlib
from collections import Counter
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from sfc_workshop.ballots import actions, queries, round_keys
from sfc_workshop.ballots.actions import Sent, casting
from sfc_workshop.ballots.actions.closing import ConsultationIsClosed
from sfc_workshop.ballots.actions.opening import CannotOpen
from sfc_workshop.ballots.models import Ballot, LateAnswer, Receipt, SealedBallot
from sfc_workshop.ballots.sentences import DoorIsClosed, KeyIsTaken
from sfc_workshop.core.db import db, insert, writing
from tests.cast import make_plan, make_survey

PEOPLE = st.integers(0, 2)
QUESTIONS = st.integers(0, 1)
MARKS = st.dictionaries(st.sampled_from(["p1", "p2"]), st.integers(1, 5))
ANY = st.integers(0, 1_000_000)

Slot = tuple[int, int]


class Model:
    """The ten lines: the greatest (revision, key) of a person and question stands, until the box is closed."""

    def __init__(self) -> None:
        self.standing: dict[Slot, tuple[int, str, Any]] = {}

    def cast(self, slot: Slot, revision: int, key: str, marks: Any) -> None:
        if slot not in self.standing or self.standing[slot][:2] < (revision, key):
            self.standing[slot] = (revision, key, marks)

    def withdraw(self, person: int) -> None:
        for slot, (revision, key, marks) in self.standing.items():
            if slot[0] == person and marks is not None:
                self.standing[slot] = (revision + 1, key, None)


class Box(RuleBasedStateMachine):
    """One consultation, three people, two questions; after every step the box is compared with the model."""

    def __init__(self) -> None:
        super().__init__()
        self.consultation = make_survey(make_plan(), items=2, kinds=("score", "score")).door.consultation
        self.door = self.consultation.doors[0]
        self.questions = list(self.consultation.questions)
        self.tokens = [actions.join(self.door, group_key="citizens") for _ in range(3)]
        self.model, self.is_closed = Model(), False
        self.sends: list[tuple[int, Sent]] = []
        self.late: set[str] = set()

    def teardown(self) -> None:
        """Forget the keys, so that the next history may use the same ones."""
        with writing():
            for table in (Receipt, LateAnswer):
                db.session.execute(sa.delete(table))
            db.session.commit()

    @rule(person=PEOPLE, question=QUESTIONS, marks=MARKS, ahead=st.integers(1, 3))
    def cast(self, person: int, question: int, marks: Any, ahead: int) -> None:
        """Answer, or change an answer."""
        self._send(person, question, self._revision(person, question) + ahead, marks)

    @rule(person=PEOPLE, question=QUESTIONS, marks=MARKS)
    def answer_in_a_second_tab(self, person: int, question: int, marks: Any) -> None:
        """Send the revision that stands, with another key."""
        self._send(person, question, max(1, self._revision(person, question)), marks)

    @rule(person=PEOPLE, question=QUESTIONS, marks=MARKS)
    def come_back_from_the_desert(self, person: int, question: int, marks: Any) -> None:
        """Send something that has long been overtaken."""
        self._send(person, question, 1, marks)

    @rule(which=ANY)
    @precondition(lambda self: self.sends)
    def replay(self, which: int) -> None:
        """Send again what was sent before."""
        person, sent = self.sends[which % len(self.sends)]
        if self.is_closed:
            self._too_late(person, sent)
            return
        outcome = actions.cast(self.tokens[person], sent)
        standing = self.model.standing[person, self._number(sent)]
        assert not outcome.is_new
        assert outcome.revision == standing[0]
        assert outcome.overtaken == (standing[1] != _hash(sent.key))

    @rule(which=ANY, marks=MARKS)
    @precondition(lambda self: self.sends and not self.is_closed)
    def send_a_known_key_with_other_marks(self, which: int, marks: Any) -> None:
        """A key that stands for something else already is refused."""
        person, sent = self.sends[which % len(self.sends)]
        if marks != sent.answer:
            other = Sent(sent.question_id, sent.key, sent.revision, sent.run, marks)
            with pytest.raises(KeyIsTaken):
                actions.cast(self.tokens[person], other)

    @rule(person=PEOPLE)
    def withdraw(self, person: int) -> None:
        """Take everything back; once the box is closed nobody knows what to take."""
        participant = queries.participant_of(self.tokens[person], self.consultation)
        assert participant is not None
        actions.withdraw(participant)
        if not self.is_closed:
            self.model.withdraw(person)

    @rule(person=PEOPLE, group=st.sampled_from(["citizens", "government"]))
    @precondition(lambda self: not self.is_closed)
    def choose_a_group(self, person: int, group: str) -> None:
        """Choose a group, perhaps anew; it stays the same while a ballot stands."""
        actions.join(self.door, group_key=group, token=self.tokens[person])

    @rule(twice=st.booleans())
    @precondition(lambda self: len(self.sends) > 3 and not self.is_closed)
    def close(self, twice: bool) -> None:
        """Close, perhaps by two clicks."""
        actions.close_consultation(self.consultation, by=None)
        self.is_closed = True
        if twice:
            with pytest.raises(ConsultationIsClosed):
                actions.close_consultation(self.consultation, by=None)

    @rule()
    @precondition(lambda self: self.is_closed or self.sends)
    def open_again(self) -> None:
        """Nothing opens a consultation twice, neither an open nor a closed one."""
        with pytest.raises(CannotOpen):
            actions.open_consultation(self.consultation, by=None)

    @invariant()
    def the_box_is_as_the_model_says(self) -> None:
        """Compare what is kept."""
        db.session.rollback()
        ids = {question.id: number for number, question in enumerate(self.questions)}
        if self.is_closed:
            self._is_sealed(ids)
            return
        refs = {self._ref(token): person for person, token in enumerate(self.tokens)}
        rows = db.session.execute(sa.select(Ballot.__table__).where(Ballot.question_id.in_(ids))).all()
        kept = {(refs[r.ballot_ref], ids[r.question_id]): (r.revision, r.key_hash, r.marks) for r in rows}
        assert kept == self.model.standing
        groups = {(refs[r.ballot_ref], r.group_key) for r in rows if r.marks is not None}
        assert groups == {(person, self._group(person)) for person, _ in groups}, "nobody counts in two groups"

    def _is_sealed(self, ids: dict[int, int]) -> None:
        mine = lambda table: sa.select(table.__table__).where(table.question_id.in_(ids))  # noqa: E731
        sealed = db.session.execute(mine(SealedBallot)).all()
        expected = [(slot[1], marks) for slot, (_, _, marks) in self.model.standing.items() if marks is not None]
        assert _bag((ids[row.question_id], row.marks) for row in sealed) == _bag(expected)
        assert {row.key_hash for row in db.session.execute(mine(LateAnswer))} == self.late
        assert not db.session.execute(mine(Ballot)).all()
        assert not db.session.execute(mine(Receipt)).all()
        assert not round_keys.exists(self.consultation.public_id)

    def _send(self, person: int, question: int, revision: int, marks: Any) -> None:
        key = hashlib.sha256(f"send {len(self.sends)}".encode()).hexdigest()[:32]
        sent = Sent(self.questions[question].id, key, revision, 1, dict(sorted(marks.items())))
        self.sends.append((person, sent))
        if self.is_closed:
            self._too_late(person, sent)
            return
        outcome = actions.cast(self.tokens[person], sent)
        self.model.cast((person, question), revision, _hash(key), sent.answer)
        standing = self.model.standing[person, question]
        assert outcome.is_new
        assert (outcome.revision, outcome.overtaken) == (standing[0], standing[1] != _hash(key))

    def _too_late(self, person: int, sent: Sent) -> None:
        with pytest.raises(DoorIsClosed):
            actions.cast(self.tokens[person], sent)
        self.late.add(_hash(sent.key))

    def _revision(self, person: int, question: int) -> int:
        return self.model.standing.get((person, question), (0,))[0]

    def _group(self, person: int) -> str:
        participant = queries.participant_of(self.tokens[person], self.consultation)
        assert participant is not None
        return participant.group_key

    def _number(self, sent: Sent) -> int:
        return [question.id for question in self.questions].index(sent.question_id)

    def _ref(self, token: str) -> str:
        return round_keys.ballot_ref(self.consultation.public_id, queries.digest_of(token, self.consultation.public_id))


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _bag(pairs: Any) -> Counter[str]:
    return Counter(f"{number} {sorted(marks.items())}" for number, marks in pairs)


def live(number: int, phases: tuple[Phase, ...] = tuple(Phase)) -> None:
    """Run so many histories."""
    run_state_machine_as_test(
        Box,
        settings=settings(
            max_examples=number,
            stateful_step_count=15,
            deadline=None,
            database=None,
            phases=phases,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.slow
@pytest.mark.parametrize("number", [100, pytest.param(1000, marks=pytest.mark.long)])
def test_every_history_ends_as_the_model_says(app, settings, number):
    live(number if number > 100 or settings.database.startswith("sqlite") else 25)


@pytest.mark.slow
def test_it_would_be_found_if_the_last_to_arrive_won(app, monkeypatch):
    def last_wins(_dialect: str) -> Any:
        new = insert(Ballot)
        changed = {name: new.excluded[name] for name in ("revision", "key_hash", "day", "seen", "marks")}
        put = new.on_conflict_do_update(index_elements=["question_id", "run", "ballot_ref"], set_=changed)
        return put.returning(Ballot.id)

    monkeypatch.setattr(casting, "_insert_or_replace", last_wins)
    with pytest.raises(AssertionError):
        live(100, (Phase.generate,))
