"""Surveys at the desk: begin an asking, prepare its survey, try it as a phone, hand it out."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from sfc_workshop.ballots import building
from sfc_workshop.ballots import queries as box
from sfc_workshop.ballots.actions.declaring import refuse_frozen
from sfc_workshop.ballots.actions.preparing import Title, prepare
from sfc_workshop.ballots.answers import preview_of
from sfc_workshop.ballots.models import Consultation
from sfc_workshop.core.i18n import LANGUAGES, language
from sfc_workshop.core.web import let_be_framed, let_frame
from sfc_workshop.documents import qr
from sfc_workshop.domain.roles import Action
from sfc_workshop.people.access import current_person, needs
from sfc_workshop.plans import queries as plans
from sfc_workshop.surveys import actions, queries, sharing
from sfc_workshop.surveys.forms import SurveyForm, present
from sfc_workshop.surveys.models import Survey
from sfc_workshop.surveys.views.answer import page_words

bp = Blueprint("surveys_desk", __name__, url_prefix="/desk/<city_slug>")
PICTURES: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "qr.png": ("image/png", qr.png),
    "qr.svg": ("image/svg+xml", qr.svg),
}


@bp.route("/consultations/new", methods=["GET", "POST"])
@needs(Action.RUN_CONSULTATIONS)
def new() -> ResponseReturnValue:
    """Begin a consultation: a blank one about a plan, or a copy of an earlier one."""
    form = building.NewForm(begin=request.args.get("begin"))
    form.offer(plans.plans_of(g.city), box.consultations_of(g.city))
    if form.validate_on_submit():
        made = _begin(form.begin.data, Title(form.title_th.data, form.title_en.data))
        flash(_("The consultation has been begun. Nobody sees it before it is opened."))
        return redirect(url_for("consultations.show", consultation_id=made.id), 303)
    return _draw("new", form, consultation=None)


def _begin(wish: str, title: Title) -> Consultation:
    how, _dash, number = wish.partition("-")
    if how == "copy":
        earlier = box.consultation_in(g.city, int(number))
        return actions.copy_consultation(earlier, title, by=current_person())
    return prepare(plans.plan_in(g.city, int(number)), title, by=current_person())


@bp.route("/consultations/<int:consultation_id>/surveys/new", methods=["GET", "POST"])
@needs(Action.RUN_CONSULTATIONS)
def new_survey(consultation_id: int) -> ResponseReturnValue:
    """Give a consultation a survey."""
    consultation = box.consultation_in(g.city, consultation_id)
    refuse_frozen(consultation)
    usual = {
        "slug": actions.free_slug(f"{g.city.slug}-{consultation.id}"),
        "title_th": consultation.title_th,
        "title_en": consultation.title_en,
        "minutes": 5,
        "opens": "hand",
        "closes": "day",
    }
    form = SurveyForm(data=usual)

    def do() -> Survey:
        return actions.prepare_survey(consultation, form.read(), by=current_person())

    return _answer(form, consultation, do, None)


@bp.get("/doors/<int:door_id>/survey")
@needs(Action.READ_CITY)
def of_door(door_id: int) -> ResponseReturnValue:
    """Lead to the page of the survey behind a door: its form, or what can be handed out once it is open."""
    survey = queries.survey_of_door(g.city, door_id)
    to = "preview" if request.args.get("to") == "preview" else "share"
    if to == "share" and survey.door.consultation.opening is None and _may_change():
        to = "edit"
    return redirect(url_for(f".{to}", survey_id=survey.id))


@bp.route("/surveys/<int:survey_id>", methods=["GET", "POST"])
@needs(Action.RUN_CONSULTATIONS)
def edit(survey_id: int) -> ResponseReturnValue:
    """Write a survey anew, as long as nobody has answered."""
    survey = queries.survey_in(g.city, survey_id)
    consultation = survey.door.consultation
    refuse_frozen(consultation)
    form = SurveyForm(data=present(survey))

    def do() -> Survey:
        actions.change_survey(survey, form.read(), by=current_person())
        return survey

    return _answer(form, consultation, do, survey)


@bp.post("/surveys/<int:survey_id>/deletion")
@needs(Action.RUN_CONSULTATIONS)
def delete(survey_id: int) -> ResponseReturnValue:
    """Take a survey away."""
    survey = queries.survey_in(g.city, survey_id)
    consultation_id = survey.door.consultation_id
    actions.delete_survey(survey, by=current_person())
    flash(_("The survey has been deleted."))
    return redirect(url_for("consultations.show", consultation_id=consultation_id), 303)


@bp.get("/surveys/<int:survey_id>/preview")
@needs(Action.READ_CITY)
def preview(survey_id: int) -> ResponseReturnValue:
    """Show the survey as a phone does, in both languages, in frames on the page."""
    survey = queries.survey_in(g.city, survey_id)
    return let_frame(
        make_response(
            render_template(
                "surveys/preview.html",
                city=g.city,
                survey=survey,
                consultation=survey.door.consultation,
                languages=(language(), *(one for one in LANGUAGES if one != language())),
            )
        )
    )


@bp.get("/surveys/<int:survey_id>/preview/<in_language>/<int:number>")
@needs(Action.READ_CITY)
def preview_page(survey_id: int, in_language: str, number: int) -> ResponseReturnValue:
    """Show one page of a survey, 0 is the start; what is tapped there is stored nowhere."""
    survey = queries.survey_in(g.city, survey_id)
    pages = box.pages_of(survey.door.consultation)
    if in_language not in LANGUAGES or number > len(pages):
        abort(404)

    def address(page: int, spoken: str = in_language) -> str:
        return url_for(".preview_page", survey_id=survey_id, in_language=spoken, number=page)

    other = next(one for one in LANGUAGES if one != in_language)
    common = {"preview": address, "other_language_url": address(number, other), "language": in_language}
    with force_locale(in_language):
        if number == 0:
            city, consultation = survey.door.consultation.plan.city, survey.door.consultation
            drawn = render_template(
                "surveys/start.html", survey=survey, city=city, consultation=consultation, total=0, **common
            )
        else:
            words = page_words(survey, pages, number)
            drawn = render_template("surveys/page.html", **words, answers=preview_of(words["questions"]), **common)
    return let_be_framed(make_response(drawn))


@bp.get("/surveys/<int:survey_id>/share")
@needs(Action.READ_CITY)
def share(survey_id: int) -> ResponseReturnValue:
    """Show what can be handed out: the link, a QR code, a poster, a link for LINE."""
    survey = queries.survey_in(g.city, survey_id)
    link = sharing.link_to(survey)
    return render_template(
        "surveys/share.html",
        city=g.city,
        survey=survey,
        consultation=survey.door.consultation,
        link=link,
        line=sharing.line_link(survey),
        until=sharing.until(survey),
    )


@bp.get("/surveys/<int:survey_id>/<any('qr.png', 'qr.svg'):name>")
@needs(Action.READ_CITY)
def picture(survey_id: int, name: str) -> ResponseReturnValue:
    """Hand out the QR code as a picture."""
    survey = queries.survey_in(g.city, survey_id)
    mimetype, draw = PICTURES[name]
    return _file(draw(sharing.link_to(survey)), mimetype, f"{survey.slug}-{name}")


@bp.get("/surveys/<int:survey_id>/poster-<any('th', 'en'):in_language>.pdf")
@needs(Action.READ_CITY)
def poster(survey_id: int, in_language: str) -> ResponseReturnValue:
    """Hand out the poster."""
    survey = queries.survey_in(g.city, survey_id)
    return _file(sharing.poster(survey, in_language), "application/pdf", f"{survey.slug}-{in_language}.pdf")


def _file(content: bytes, mimetype: str, name: str) -> Response:
    """Answer with a file; it is shown where the browser can, and saved under its name."""
    response = Response(content, mimetype=mimetype)
    saved = "attachment" if "save" in request.args else "inline"
    response.headers["Content-Disposition"] = f'{saved}; filename="{name}"'
    return response


def _may_change() -> bool:
    return current_person().may(Action.RUN_CONSULTATIONS, g.city)


def _answer(
    form: SurveyForm, consultation: Consultation, do: Callable[[], Survey], survey: Survey | None
) -> ResponseReturnValue:
    """Do what a posted form asks for and lead on; else show it with whatever was typed."""
    if form.validate_on_submit():
        try:
            made = do()
        except actions.NotThisSurvey as refusal:
            form[refusal.field].errors = [str(refusal)]
        else:
            flash(_("The survey has been saved."))
            return redirect(url_for(".preview", survey_id=made.id), 303)
    return _draw("edit", form, consultation=consultation, survey=survey)


def _draw(name: str, form: Any, **what: Any) -> ResponseReturnValue:
    """Draw a form; 422 where something typed has to be looked at again."""
    return render_template(f"surveys/{name}.html", city=g.city, form=form, **what), 422 if form.errors else 200
