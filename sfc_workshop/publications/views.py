"""A published plan for everybody, and publishing at the desk."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sfc_workshop.core import audit, clock
from sfc_workshop.core.access import anyone
from sfc_workshop.core.web import A_YEAR
from sfc_workshop.domain.roles import Action
from sfc_workshop.drafts import queries as drafts
from sfc_workshop.drafts.forms import whole
from sfc_workshop.exports.readme import recount_steps
from sfc_workshop.people.access import current_person, needs
from sfc_workshop.priorities.sentences import door_name, flag_label, flag_meaning, kinds_name, method_sentence
from sfc_workshop.publications import actions, checks, queries, sentences
from sfc_workshop.publications.document import Document
from sfc_workshop.publications.files import PACKAGE, TYPES

bp = Blueprint("publications", __name__)
WORDS: dict[str, Any] = {
    "flag_label": flag_label,
    "flag_meaning": flag_meaning,
    "kinds_name": kinds_name,
    "method_sentence": method_sentence,
    "parse_moment": datetime.fromisoformat,
    **{
        name: getattr(sentences, name)
        for name in (
            "say", "lang_said", "counted_group_name", "mark_name", "horizon_title", "file_label",
            "size_words", "chance_words", "tau_words", "share_words", "lang_written",
        )
    },
}  # fmt: skip


@bp.get("/p/<publication_id>")
@anyone
def show(publication_id: str) -> ResponseReturnValue:
    """Show a published plan: what comes first and why, who said what, and how anybody can recount it."""
    publication = queries.publication_with(publication_id)
    return render_template(
        "publications/show.html",
        publication=publication,
        told=publication.document,
        follower=queries.follower_of(publication),
        head_today=audit.head(),
        today=clock.today(),
        steps=recount_steps(f"{publication.id}-{PACKAGE}", publication.fingerprint),
        **_named(publication.document),
        **WORDS,
    )


def _named(told: Document) -> dict[str, Any]:
    """What the page looks up by name: titles of items, groups, criteria; ways in, and every flag that stands on it."""
    lines = [line for chapter in told["chapters"] for line in chapter["lines"]]
    return {
        "titles": {line["item"]: line["title"] for line in lines},
        "groups": {group["id"]: group for group in told["groups"]},
        "criteria": {criterion["key"]: criterion for criterion in told["consultation"]["criteria"]},
        "doors": ", ".join(door_name(door) for door in told["consultation"]["doors"]),
        "flags": list(dict.fromkeys(flag for line in lines for flag in line["flags"])),
    }


@bp.get("/p/<publication_id>/<name>")
@anyone
def fetch(publication_id: str, name: str) -> ResponseReturnValue:
    """Hand out a file; it never changes, so whoever has it need not ask again."""
    file = queries.file_of(publication_id, name)
    response = Response(file.content, content_type=TYPES[name.rsplit(".", 1)[-1]])
    response.headers["Content-Disposition"] = f'attachment; filename="{publication_id}-{name}"'
    response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    response.set_etag(file.fingerprint)
    return response.make_conditional(request)


@bp.get("/desk/<city_slug>/publications")
@needs(Action.READ_CITY)
def list_() -> ResponseReturnValue:
    """List what the city has published, and the drafts that could be."""
    may_publish = current_person().may(Action.PUBLISH, g.city)
    return render_template(
        "publications/list.html",
        city=g.city,
        publications=queries.publications_of(g.city),
        drafts=drafts.drafts_of(g.city) if may_publish else [],
    )


@bp.get("/desk/<city_slug>/drafts/<int:draft_id>/publications")
@needs(Action.PUBLISH)
def check(draft_id: int) -> ResponseReturnValue:
    """Show what would be frozen, or what has to be put right first."""
    draft = drafts.draft_in(g.city, draft_id)
    return render_template(
        "publications/check.html",
        city=g.city,
        draft=draft,
        faults=checks.faults(draft),
        unexplained=drafts.unexplained(draft),
        summary=drafts.summary(draft),
        comments=queries.comments_to_publish(draft.count.consultation),
        number=queries.last_number(draft.plan_id) + 1,
        **WORDS,
    )


@bp.post("/desk/<city_slug>/drafts/<int:draft_id>/publications")
@needs(Action.PUBLISH)
def publish(draft_id: int) -> ResponseReturnValue:
    """Publish a draft as it was seen on the page before."""
    draft = drafts.draft_in(g.city, draft_id)
    seen = whole(request.form.get("version"))  # without one it is no version, not the draft as it stands
    publication = actions.publish(draft, by=current_person(), version=seen)
    flash(_("The plan is published. Anybody can read and recount it at this address."))
    return redirect(url_for(".show", publication_id=publication.id), 303)
