"""What the kinds of activity are called, and what each is for, as a planner reads it."""

from typing import Any

from flask_babel import lazy_gettext as _l

from sfc_workshop.domain.agenda import Kind

NAMES: dict[str, Any] = {
    Kind.CHECK_IN: _l("Check-in"),
    Kind.INFORMATION: _l("Information"),
    Kind.QUESTION: _l("Question"),
    Kind.IDEAS: _l("Ideas"),
    Kind.CLOUD: _l("Word cloud"),
    Kind.AGAIN: _l("Vote again"),
    Kind.TALK: _l("Table talk"),
    Kind.FEEDBACK: _l("Feedback"),
}
LEDES: dict[str, Any] = {
    Kind.CHECK_IN: _l("The wall shows the code; people say their group, agency and table."),
    Kind.INFORMATION: _l("Wall and phones show words while somebody speaks."),
    Kind.QUESTION: _l("Phones ask a question of the consultation; the wall shows the result when you say so."),
    Kind.IDEAS: _l("People write; you check what appears on the wall; then they tap the ideas they support."),
    Kind.CLOUD: _l("People write a word or two; what many write is drawn large."),
    Kind.AGAIN: _l("A question once more, after talking; the wall shows how each group has moved."),
    Kind.TALK: _l("The wall shows what to talk about, and the time that is left."),
    Kind.FEEDBACK: _l("What people thought of the meeting."),
}
USUAL_MINUTES = {
    Kind.CHECK_IN: 15,
    Kind.INFORMATION: 20,
    Kind.QUESTION: 10,
    Kind.IDEAS: 20,
    Kind.CLOUD: 10,
    Kind.AGAIN: 10,
    Kind.TALK: 15,
    Kind.FEEDBACK: 5,
}
