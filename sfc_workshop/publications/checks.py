"""What stands in the way of publishing a draft."""

from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _l

from sfc_workshop.ballots.actions import is_as_declared
from sfc_workshop.domain.publishing import Published
from sfc_workshop.drafts import queries as drafts
from sfc_workshop.drafts.models import Draft
from sfc_workshop.priorities.queries import input_hash
from sfc_workshop.publications.queries import publication_of_version

LEAST_N_MIN = 5


def faults(draft: Draft) -> list[Any]:
    """List what has to be put right first, as sentences; empty where the draft may be published."""
    return [sentence for is_wrong, sentence in _checks(draft) if is_wrong]


def _checks(draft: Draft) -> Iterator[tuple[bool, Any]]:
    count = draft.count
    consultation = count.consultation
    yield (
        not draft.lines,
        _l("The draft has no lines. Please start a draft from a count that ranks something."),
    )
    yield (
        bool(drafts.unexplained(draft)),
        _l("Some lines were moved without a reason. Please write why on the draft's page."),
    )
    yield (
        not consultation.is_sealed,
        _l("The consultation is not closed. Please wait until the ballots have been put away."),
    )
    yield (
        not count.is_done,
        _l("The count under this draft is not done. Please wait until it is."),
    )
    yield (
        not is_as_declared(consultation),
        _l("What was declared before opening has been changed since. It must not be published."),
    )
    yield (
        consultation.n_min < LEAST_N_MIN,
        _l("The consultation would show groups of fewer than five people. It must not be published."),
    )
    yield (
        publication_of_version(draft) is not None,
        _l("This draft has been published as it stands. Change it before you publish again."),
    )


def is_what_was_counted(draft: Draft, published: Published) -> bool:
    """Whether the ballots, as they may be published now, are those the draft's count was made from."""
    return draft.count.input_hash == input_hash(published)
