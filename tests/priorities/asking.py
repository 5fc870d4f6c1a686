"""What the tests of the priorities share: people who answer, and where the pages are."""

from sfc_workshop.ballots import actions as box
from tests.cast import sent


def answer(survey, group: str, marks: dict, times: int = 1) -> None:
    for _ in range(times):
        token = box.join(survey.door, group_key=group)
        for question in survey.door.consultation.questions:
            box.cast(token, sent(question, marks))


def path(survey, end: str = "") -> str:
    return f"/desk/lampang/consultations/{survey.door.consultation_id}{end}"
