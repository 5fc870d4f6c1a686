"""What people do to the ballot box; each is one transaction."""

from sfc_workshop.ballots.actions.casting import (
    Outcome,
    Sent,
    cast,
    join,
    step_cast,
    step_join,
    withdraw,
    withdraw_consent,
)
from sfc_workshop.ballots.actions.closing import (
    close_consultation,
    close_what_is_over,
    finish_closings,
    seal,
    step_close,
    step_seal,
)
from sfc_workshop.ballots.actions.codes import enter_code, issue_codes, step_issue_codes
from sfc_workshop.ballots.actions.keying import (
    Keyed,
    KeyedBefore,
    NotThisSheet,
    key_sheet,
    let_phone_stand,
    step_let_paper_stand,
)
from sfc_workshop.ballots.actions.moderating import moderate
from sfc_workshop.ballots.actions.opening import is_as_declared, open_consultation, start_new_run, step_open
from sfc_workshop.ballots.actions.weighing import weigh

__all__ = [
    "Keyed",
    "KeyedBefore",
    "NotThisSheet",
    "Outcome",
    "Sent",
    "cast",
    "close_consultation",
    "close_what_is_over",
    "enter_code",
    "finish_closings",
    "is_as_declared",
    "issue_codes",
    "join",
    "key_sheet",
    "let_phone_stand",
    "moderate",
    "open_consultation",
    "seal",
    "start_new_run",
    "step_cast",
    "step_close",
    "step_issue_codes",
    "step_join",
    "step_let_paper_stand",
    "step_open",
    "step_seal",
    "weigh",
    "withdraw",
    "withdraw_consent",
]
