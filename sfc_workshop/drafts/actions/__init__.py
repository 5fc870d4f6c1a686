"""What planners do to a draft; each is one transaction and makes one version."""

from sfc_workshop.drafts.actions.marking import DONE_TO_A_LINE, mark
from sfc_workshop.drafts.actions.moving import move
from sfc_workshop.drafts.actions.starting import start_draft
from sfc_workshop.drafts.actions.versions import HasMovedOn, NotThisChange
from sfc_workshop.drafts.actions.wording import WORDS, reword

__all__ = ["DONE_TO_A_LINE", "WORDS", "HasMovedOn", "NotThisChange", "mark", "move", "reword", "start_draft"]
