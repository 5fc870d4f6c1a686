"""The audit log in words: a sentence for each kind of entry; one nobody has a sentence for is shown as it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sfc_workshop.cities.models import City
from sfc_workshop.core.audit import AuditEntry
from sfc_workshop.core.i18n import text
from sfc_workshop.people.models import Person
from sfc_workshop.people.sentences import role_name


class Family(StrEnum):
    """What an entry is about, coarsely: people look for these."""

    PEOPLE = "people"
    CITIES = "cities"
    PLANS = "plans"
    ASKING = "asking"
    WORKSHOPS = "workshops"
    COUNTING = "counting"
    DRAFTS = "drafts"
    PUBLISHING = "publishing"
    FILES = "files"
    OTHER = "other"


FAMILY_NAMES: dict[Family, Any] = {
    Family.PEOPLE: _l("People and roles"),
    Family.CITIES: _l("Cities"),
    Family.PLANS: _l("Plans"),
    Family.ASKING: _l("Consultations"),
    Family.WORKSHOPS: _l("Workshops"),
    Family.COUNTING: _l("Counts"),
    Family.DRAFTS: _l("Drafts"),
    Family.PUBLISHING: _l("Publications"),
    Family.FILES: _l("Files"),
    Family.OTHER: _l("Other things"),
}


@dataclass(frozen=True)
class Kind:
    """A kind of entry: what it is about, its sentence, and another one where no city is named.

    A sentence may name the subject, the city, the role and whatever stands in the entry's facts.
    """

    family: Family
    sentence: Any
    nationally: Any = None


def _kinds(family: Family, **kinds: Any) -> dict[str, Kind]:
    found = {}
    for name, sentence in kinds.items():
        words = sentence if isinstance(sentence, tuple) else (sentence,)
        found[name.replace("_", " ")] = Kind(family, *words)
    return found


KINDS: dict[str, Kind] = {
    **_kinds(
        Family.PEOPLE,
        person_added=_l("Added the account of %(subject)s from the console."),
        person_invited=(_l("Invited %(subject)s to %(city)s."), _l("Invited %(subject)s.")),
        invitation_renewed=_l("Made a new invitation for %(subject)s."),
        invitation_withdrawn=(
            _l("Withdrew the invitation of %(subject)s to %(city)s."),
            _l("Withdrew the invitation of %(subject)s."),
        ),
        invitation_followed=_l("%(subject)s followed the invitation and chose a password."),
        password_link_made=_l("Made a link for a new password of %(subject)s."),
        password_chosen=_l("%(subject)s chose a new password by a link."),
        password_changed=_l("%(subject)s changed the own password."),
        role_given=(
            _l("Gave %(subject)s the role %(role)s in %(city)s."),
            _l("Gave %(subject)s the national role %(role)s."),
        ),
        role_taken=(
            _l("Took the role %(role)s in %(city)s from %(subject)s."),
            _l("Took the national role %(role)s from %(subject)s."),
        ),
        reporter_moved=_l("Changed the division for which %(subject)s reports in %(city)s."),
        access_ended=_l("Ended the access of %(subject)s to %(city)s."),
        all_access_ended=_l("Ended every access of %(subject)s."),
    ),
    **_kinds(
        Family.CITIES,
        city_added=_l("Added the city %(subject)s."),
        city_changed=_l("Changed what is known of the city %(subject)s."),
        division_list_written=_l("Changed the list of divisions of %(subject)s."),
        community_list_written=_l("Changed the list of communities of %(subject)s."),
        forms_changed=_l("Changed words or columns of the official forms of %(subject)s."),
    ),
    **_kinds(
        Family.PLANS,
        plan_added=_l("Added something to “%(subject)s”."),
        plan_edited=_l("Changed something in “%(subject)s”."),
        plan_bulk=_l("Changed several projects of “%(subject)s” at once."),
        plan_removed=_l("Removed something from “%(subject)s”."),
        plan_reordered=_l("Changed an order in “%(subject)s”."),
        plan_copied=_l("Copied a project in “%(subject)s”."),
        plan_imported=_l("Brought projects into “%(subject)s”."),
        plan_undone=_l("Undid a change of “%(subject)s”."),
        projects_imported=_l("Brought %(projects)s projects into “%(subject)s”."),
    ),
    **_kinds(
        Family.ASKING,
        consultation_prepared=_l("Prepared “%(subject)s”."),
        consultation_named=_l("Changed title or words of “%(subject)s”."),
        consultation_deleted=_l("Deleted a consultation that had not been opened."),
        items_chosen=_l("Chose what is judged in “%(subject)s”."),
        margins_declared=_l("Declared the make-up of the population for “%(subject)s”."),
        question_added=_l("Added a question to “%(subject)s”."),
        question_changed=_l("Changed a question of “%(subject)s”."),
        question_moved=_l("Moved a question of “%(subject)s”."),
        question_deleted=_l("Deleted a question of “%(subject)s”."),
        page_written=_l("Wrote a page of “%(subject)s”."),
        page_moved=_l("Moved a page of “%(subject)s”."),
        page_deleted=_l("Deleted a page of “%(subject)s”."),
        survey_prepared=_l("Prepared a survey of “%(subject)s”."),
        survey_changed=_l("Changed a survey of “%(subject)s”."),
        survey_deleted=_l("Deleted a survey of “%(subject)s”."),
        declared=_l("Declared groups, weights and limits of “%(subject)s”."),
        consultation_opened=_l("Opened “%(subject)s” for answers."),
        question_started_anew=_l("Asked the question “%(subject)s” anew, as run %(run)s."),
        comment_shown=_l("Showed a comment of “%(subject)s”."),
        comment_hidden=_l("Hid a comment of “%(subject)s”."),
        consultation_closed=_l("Closed “%(subject)s”."),
        consultation_sealed=_l("Untied %(ballots)s ballots of “%(subject)s” from whoever cast them, for ever."),
        codes_issued=_l("Printed %(codes)s sheets with single-use codes for “%(subject)s”."),
        sheet_keyed_anew=_l("Keyed a sheet of “%(subject)s” anew, with other marks (%(answers)s questions)."),
        paper_answer_let_stand=_l("Let a sheet stand instead of a phone's answer to the question “%(subject)s”."),
        hands_counted=_l("Wrote down a show of hands on the question “%(subject)s”."),
        hands_corrected=_l("Corrected a show of hands on the question “%(subject)s”."),
        ballots_imported=_l("Brought in %(ballots)s ballots as “%(subject)s”."),
    ),
    **_kinds(
        Family.WORKSHOPS,
        workshop_prepared=_l("Prepared the workshop “%(subject)s”."),
        workshop_changed=_l("Changed what is said of “%(subject)s”."),
        workshop_deleted=_l("Deleted a workshop that had not begun."),
        workshop_code_renewed=_l("Made a new join code for “%(subject)s”."),
        consultation_added_to_workshop=_l("Let “%(subject)s” ask in one more consultation."),
        consultation_taken_off_workshop=_l("Let “%(subject)s” ask in a consultation no longer."),
        activity_added=_l("Put an activity on the agenda of “%(subject)s”."),
        activity_changed=_l("Changed an activity of “%(subject)s”."),
        activity_moved=_l("Moved an activity of “%(subject)s” to place %(place)s."),
        activity_deleted=_l("Took an activity off the agenda of “%(subject)s”."),
        workshop_started=_l("Began “%(subject)s”."),
        workshop_ended=_l("Ended “%(subject)s”."),
        activity_began=_l("Went to another activity of “%(subject)s”."),
        activity_opened=_l("Opened an activity of “%(subject)s” for answers, in run %(run)s."),
        activity_opened_for_support=_l("Let people support ideas in “%(subject)s”."),
        activity_closed=_l("Closed an activity of “%(subject)s”."),
        activity_shown=_l("Showed the result of an activity of “%(subject)s”."),
        activity_hidden=_l("Hid the result of an activity of “%(subject)s”."),
        activity_asked_anew=_l("Set an activity of “%(subject)s” back, to ask anew."),
        joining_locked=_l("Let nobody new join “%(subject)s”."),
        joining_unlocked=_l("Let people join “%(subject)s” again."),
        ideas_merged=_l("Merged ideas of “%(subject)s”."),
        idea_taken_out_again=_l("Took a merged idea of “%(subject)s” out again."),
        cloud_changed=_l("Left a word out of the cloud of “%(subject)s”, or let it in again."),
        ideas_promoted=_l("Put %(ideas)s ideas of “%(subject)s” into the plan."),
    ),
    **_kinds(
        Family.COUNTING,
        count_asked_for=_l("Asked for a count of “%(subject)s”."),
        counted=_l("Counted “%(subject)s”."),
        interim_order_seen=_l("Looked at an interim order of “%(subject)s” while people were answering."),
    ),
    **_kinds(
        Family.DRAFTS,
        draft_started=_l("Started the draft “%(subject)s”."),
        draft_moved=_l("Moved an item of the draft “%(subject)s” from place %(from)s to place %(to)s."),
        draft_marked=_l("Marked an item of the draft “%(subject)s”, or took a mark back."),
        draft_words=_l("Changed title or words of the draft “%(subject)s”."),
    ),
    **_kinds(
        Family.PUBLISHING,
        plan_published=_l("Published “%(subject)s” as publication %(number)s."),
    ),
    **_kinds(
        Family.FILES,
        file_made=_l("Made files of “%(subject)s”."),
    ),
}


def family_of(entry: AuditEntry) -> Family:
    """Say what an entry is about."""
    return KINDS[entry.action].family if entry.action in KINDS else Family.OTHER


def sentence(entry: AuditEntry, rows: Mapping[str, Any], cities: Mapping[str, City]) -> str | None:
    """Say what an entry says; None for one that has no sentence, or lacks what its sentence needs.

    rows:    {subject: the row it names}; what is not there is gone, and its number stands for it
    cities:  {slug: city}
    """
    kind = KINDS.get(entry.action)
    if kind is None or not isinstance(entry.facts, dict):
        return None
    row = rows.get(entry.subject) or cities.get(entry.subject.removeprefix("city "))
    words = {**entry.facts, "subject": _name(entry.subject, row)}
    slug = entry.facts.get("city")
    if slug is not None:
        words["city"] = text(cities[slug], "name") if slug in cities else slug
    if "role" in words:
        words["role"] = role_name(str(words["role"]))
    said = kind.nationally if slug is None and kind.nationally is not None else kind.sentence
    try:
        return str(said) % words
    except (KeyError, TypeError, ValueError):
        return None


def doer(entry: AuditEntry, rows: Mapping[str, Any]) -> str:
    """Name whoever did it."""
    if entry.person_id is None:
        return _("The system")
    person = rows.get(f"person {entry.person_id}")
    return person.name if person is not None else _("Somebody whose account is closed")


def _name(subject: str, row: Any) -> str:
    if row is None:
        return subject
    if isinstance(row, Person):
        return row.name
    return text(row, "name" if isinstance(row, City) else "title") or subject
