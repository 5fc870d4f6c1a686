"""What people proposed goes into the plan: an idea that was shown becomes a project or a vision."""

import re
from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from sfc_workshop.core import audit
from sfc_workshop.core.db import db, writing
from sfc_workshop.core.refusals import Refused
from sfc_workshop.domain.horizons import Horizon
from sfc_workshop.people.models import Person
from sfc_workshop.plans.actions import Tree, step_add_part, step_begin, step_finish
from sfc_workshop.workshops import lookups
from sfc_workshop.workshops.models import Workshop

KINDS = ("project", "vision")
THAI = re.compile("[\u0e01-\u0e5b]")


def promote(workshop: Workshop, comment_ids: Sequence[str], *, to: str, horizon: str = "short", by: Person) -> int:
    """Put ideas into the plan, as they were written; whoever edits the plan completes them.

    What the plan has already, word by word, is left out, so promoting twice is promoting once.

    to:       project or vision
    horizon:  of a project: short, medium or long
    returns:  how many are new in the plan
    raises:   Refused where nothing is left to put there, or an idea is not shown any more
    """
    if to not in KINDS or horizon not in set(Horizon):
        raise Refused(_l("Please choose from the list."), status=422)
    wanted = list(dict.fromkeys(comment_ids))
    if not wanted:
        raise Refused(_l("Please tick at least one idea."), status=422)
    with writing():
        change = step_begin(workshop.plan, what="added", by=by)
        shown = {idea.id: idea.words for idea in lookups.shown_ideas(workshop)}
        if not set(wanted) <= set(shown):
            raise Refused(_l("One of these ideas is not shown any more. Please look at the list again."), status=409)
        there = lookups.titles_in_plan(workshop.plan, to, list(shown.values()))
        words = [said for said in dict.fromkeys(shown[one] for one in wanted) if said not in there]
        if not words:
            raise Refused(_l("The plan has all of these already."), status=409)
        for said in words:
            step_add_part(to, Tree(workshop.plan), _values(said, to, horizon), change=change)
        step_finish(change)
        audit.remember("ideas promoted", f"workshop {workshop.id}", by=by.id, to=to, ideas=len(words))
        db.session.commit()
    return len(words)


def _values(said: str, to: str, horizon: str) -> dict[str, Any]:
    """Say an idea as a part of a plan; a title in Thai is needed, so words in another language stand in for it."""
    titles = {"title_th": said, "title_en": "" if THAI.search(said) else said}
    return titles if to == "vision" else {**titles, "horizon": horizon, "origin": "workshop"}
