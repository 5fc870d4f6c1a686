"""The title of a draft and its words for the committee, in both languages."""

from flask_babel import lazy_gettext as _l

from sfc_workshop.core.db import db, writing
from sfc_workshop.drafts.actions.versions import NotThisChange, step_claim, step_note
from sfc_workshop.drafts.models import Draft
from sfc_workshop.people.models import Person

WORDS = ("title_th", "title_en", "words_th", "words_en")


def reword(draft: Draft, words: dict[str, str], *, version: int, by: Person) -> None:
    """Write the title and the committee text.

    words:  {field: text}, all of WORDS.
    raises: HasMovedOn; NotThisChange where the Thai title is missing, or nothing is new.
    """
    with writing():
        number = step_claim(draft, version)
        if not words["title_th"]:
            raise NotThisChange("title_th", _l("Please write a title in Thai."))
        new = {name: words[name] for name in WORDS if words[name] != getattr(draft, name)}
        if not new:
            raise NotThisChange("title_th", _l("Nothing was changed, so there is nothing to save."))
        for name, text in new.items():
            setattr(draft, name, text)
        step_note(draft, number, what="words", facts=new, by=by)
        db.session.commit()
