"""What is missing before a workshop can begin, each with the page on which it is put right."""

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l

from sfc_workshop.ballots.checks import Fault
from sfc_workshop.domain.agenda import ASKING, Kind
from sfc_workshop.workshops.models import Activity, Workshop

OUTSIDE = frozenset({"survey", "interview"})  # doors at which people answer by themselves


def faults_of(workshop: Workshop) -> list[Fault]:
    """List what is missing; a fault stands on the page of the workshop, its agenda, an activity or a consultation."""
    return [*_faults_of_doors(workshop), *_faults_of_agenda(workshop)]


def _faults_of_doors(workshop: Workshop) -> Iterator[Fault]:
    if not workshop.entrances:
        yield Fault(_l("It asks in no consultation yet. Please add one."), "workshop")
    for consultation in (door.consultation for door in workshop.doors):
        if consultation.opening is None:
            yield Fault(_l("The consultation is not open yet."), "consultation", consultation.id, consultation)
        elif not consultation.is_open:
            yield Fault(
                _l("The consultation is closed. To ask again, make a copy of the workshop."),
                "workshop",
                about=consultation,
            )


def _faults_of_agenda(workshop: Workshop) -> Iterator[Fault]:
    if not workshop.activities:
        yield Fault(_l("Nothing is on the agenda."), "agenda")
    outside = {
        door.consultation_id for door in workshop.doors if any(one.kind in OUTSIDE for one in door.consultation.doors)
    }
    asked: set[int] = set()
    for activity in workshop.activities:
        yield from _faults_of_activity(activity, asked, outside)
        if activity.question_id is not None:
            asked.add(activity.question_id)


def _faults_of_activity(activity: Activity, asked: set[int], outside: set[int]) -> Iterator[Fault]:
    kind, question = Kind(activity.kind), activity.question
    if kind not in ASKING:
        return
    if question is None:
        yield _of(activity, _l("It asks nothing yet. Please choose its question."))
    elif kind is Kind.AGAIN and question.id not in asked:
        yield _of(activity, _l("Its question has not been asked before it. Please move it behind the first vote."))
    elif kind is Kind.AGAIN and question.consultation_id in outside:
        yield _of(
            activity,
            _l(
                "People answer this question in a survey too, so there can be no second vote: the answers of the "
                "survey would be lost. Please ask in a consultation of the workshop's own."
            ),
        )


def _of(activity: Activity, sentence: object) -> Fault:
    return Fault(sentence, "activity", activity.id, activity)
