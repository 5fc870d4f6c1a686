"""Builds the application: every room named once, templates found, errors drawn."""

from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, current_app, g, jsonify, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_compress import Compress
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError
from jinja2 import FileSystemLoader, PrefixLoader
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import RoutingException

from sfc_workshop.admin import views as admin
from sfc_workshop.admin.actions import CHECK, check_once_a_day, make_check
from sfc_workshop.ballots import views as ballots
from sfc_workshop.ballots.actions import close_what_is_over, finish_closings
from sfc_workshop.ballots.models import Door
from sfc_workshop.config import PACKAGE, Settings, beside_or_inside, settings_from_environment
from sfc_workshop.core import access, i18n, web
from sfc_workshop.core.db import db, random_id, tune
from sfc_workshop.core.jobs import Work, every, work_off
from sfc_workshop.core.logs import hide_secrets
from sfc_workshop.core.refusals import Refused
from sfc_workshop.domain.roles import Action
from sfc_workshop.drafts import views as drafts
from sfc_workshop.exports import views as exports
from sfc_workshop.exports.actions import write_form
from sfc_workshop.home import communities
from sfc_workshop.home import views as home
from sfc_workshop.imports import views as imports
from sfc_workshop.imports.actions import forget_old_uploads, import_waiting
from sfc_workshop.paper import views as paper
from sfc_workshop.people import views as people
from sfc_workshop.people.access import current_person, login_manager, person_or_none
from sfc_workshop.plans import views as plans
from sfc_workshop.priorities import views as priorities
from sfc_workshop.priorities.actions import make_count
from sfc_workshop.publications import views as publications
from sfc_workshop.surveys import views as surveys
from sfc_workshop.surveys.queries import link_of as link_of_survey
from sfc_workshop.ui import views as ui
from sfc_workshop.workshops import views as workshops
from sfc_workshop.workshops.queries import link_of as link_of_hall

ROOMS = (
    "ui",
    "people",
    "plans",
    "ballots",
    "surveys",
    "workshops",
    "paper",
    "priorities",
    "drafts",
    "exports",
    "imports",
    "publications",
    "home",
    "admin",
)
LARGEST_REQUEST = 256 * 1024
SECONDS_TO_COME_BACK = 10
SECONDS_BETWEEN_LOOKS = 20
SECONDS_BETWEEN_JOBS = 1
WORKS: dict[str, Work] = {
    "count": make_count,
    "form": write_form,
    "projects": import_waiting,
    CHECK: make_check,
}

csrf = CSRFProtect()
compress = Compress()


def create_app(settings: Settings | None = None) -> Flask:
    """Build an application from settings, or from the environment."""
    settings = settings or settings_from_environment()
    app = Flask("sfc_workshop", static_folder=str(PACKAGE / "ui" / "static"))
    _configure(app, settings)
    _find_templates(app)
    for extension in (db, csrf, compress, login_manager):
        extension.init_app(app)
    Migrate(app, db, directory=str(beside_or_inside("migrations")), render_as_batch=True)
    i18n.babel.init_app(app, locale_selector=i18n.choose_language)
    with app.app_context():
        tune(db.engine)
    web.guard(app)
    hide_secrets(app.logger)
    app.after_request(i18n.remember_language)
    for bp in (
        ui.bp, people.bp, people.links, people.staff, plans.bp, ballots.bp, ballots.desk, surveys.bp, surveys.desk,
        workshops.bp, workshops.desk, workshops.console, workshops.wall, workshops.report, paper.bp, paper.desk,
        priorities.bp, drafts.bp, exports.bp, exports.forms, imports.bp, publications.bp, home.bp, communities.bp,
        admin.bp, admin.accounts, admin.audit,
    ):  # fmt: skip
        app.register_blueprint(bp)
    workshops.keep_current(app, most=settings.streams)
    csrf.exempt(ballots.receive)  # live votes prove their origin instead (rulings on CSRF: docs/adr/0005)
    app.config["ENTRIES"] = access.entries(app)
    _draw_errors(app)
    return app


def keep_time(app: Flask) -> None:
    """While we serve: close what has ended, finish closings, check the log daily, do long jobs, erase old files."""

    def look() -> None:
        with app.app_context():
            close_what_is_over()
            finish_closings()
            check_once_a_day()
            forget_old_uploads()

    def work() -> None:
        with app.app_context():
            work_off(WORKS, logger=app.logger)

    every(SECONDS_BETWEEN_LOOKS, look, logger=app.logger)
    every(SECONDS_BETWEEN_JOBS, work, logger=app.logger)


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        KEYS_DIR=str(settings.keys),
        SQLALCHEMY_DATABASE_URI=settings.database,
        SQLALCHEMY_ENGINE_OPTIONS={"pool_size": 20, "max_overflow": 20, "pool_timeout": 10, "pool_use_lifo": True},
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_REQUEST,
        WTF_CSRF_TIME_LIMIT=None,
        SESSION_COOKIE_NAME="__Host-session" if settings.is_https else "session",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        BABEL_DEFAULT_LOCALE="en",
        BABEL_DEFAULT_TIMEZONE="Asia/Bangkok",
        BABEL_TRANSLATION_DIRECTORIES=str(beside_or_inside("translations")),
        COMPRESS_MIN_SIZE=400,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_STREAMS=False,
    )
    if settings.proxies:
        n = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]


def _find_templates(app: Flask) -> None:
    """Map room names to folders, so surveys/start.html lies in surveys/templates/start.html."""
    rooms = {room: FileSystemLoader(PACKAGE / room / "templates") for room in ROOMS}
    app.jinja_loader = PrefixLoader(rooms)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        text=i18n.text,
        lang_of=i18n.lang_of,
        format_day=i18n.format_day,
        format_moment=i18n.format_moment,
        plan_year=i18n.plan_year,
        money=i18n.money,
        link_of=_link_of,
        random_id=random_id,
    )

    @app.context_processor
    def _about_the_reader() -> dict[str, Any]:
        person = person_or_none()
        return {
            "language": i18n.language(),
            "other_language_url": _in_the_other_language(),
            "is_demo": app.config["SETTINGS"].demo,
            "current_person": person,
            "rail": _rail() if person else [],
        }

    @app.url_defaults
    def _keep_the_city(endpoint: str, values: dict[str, Any]) -> None:
        if "city_slug" not in values and "city" in g and app.url_map.is_endpoint_expecting(endpoint, "city_slug"):
            values["city_slug"] = g.city.slug


def _link_of(door: Door) -> str | None:
    """Address the public page of a door; doors themselves do not know each other."""
    return link_of_survey(door) or link_of_hall(door)


def _rail() -> list[tuple[str, str, bool]]:
    """The nouns of a city's desk, or of the administrator's, and which of them this page belongs to."""
    nouns = _nouns_of_a_city() if "city" in g else _nouns_of_the_country()
    return [(label, url_for(endpoint), request.blueprint in rooms) for label, endpoint, rooms in nouns]


def _nouns_of_a_city() -> list[tuple[str, str, tuple[str, ...]]]:
    nouns = [
        (_("City"), "home.city_desk", ("home", "communities")),
        (_("Plan"), "plans.list_", ("plans", "imports", "forms")),
        (_("Ask"), "consultations.list_", ("consultations", "surveys_desk", "paper_desk")),
        (_("Rooms"), "workshops_desk.list_", ("workshops_desk", "console", "report")),
    ]
    if current_person().may(Action.SEE_PRIORITIES, g.city):
        nouns.append((_("Priorities"), "priorities.list_", ("priorities", "exports")))
        nouns.append((_("Draft"), "drafts.list_", ("drafts",)))
    nouns.append((_("Published"), "publications.list_", ("publications",)))
    if current_person().may(Action.MANAGE_PEOPLE, g.city):
        nouns.append((_("Staff"), "staff.list_", ("staff",)))
    if current_person().may(Action.READ_AUDIT, g.city):
        nouns.append((_("Audit log"), "audit.of_city", ("audit",)))
    return nouns


def _nouns_of_the_country() -> list[tuple[str, str, tuple[str, ...]]]:
    if not current_person().may_everywhere(Action.ADMINISTER):
        return []
    return [
        (_("Cities"), "admin.cities", ("admin",)),
        (_("Accounts"), "accounts.list_", ("accounts",)),
        (_("Audit log"), "audit.of_all", ("audit",)),
    ]


def _in_the_other_language() -> str:
    """Address this page in the other language; what can only be posted has no page, so it leads to the front."""
    other = "en" if i18n.language() == "th" else "th"
    path = request.path if request.method == "GET" or _can_be_opened(request.path) else "/"
    return f"{request.script_root}{path}?{urlencode({**request.args, 'lang': other})}"


def _can_be_opened(path: str) -> bool:
    try:
        current_app.url_map.bind("localhost").match(path, method="GET")
    except (HTTPException, RoutingException):
        return False
    return True


SENTENCES = {
    400: _l("This request could not be read. Please go back and try again."),
    403: _l(
        "This page could not confirm that the request came from you. Please go back, reload the page and try again."
    ),
    404: _l("There is no page at this address. Please check the link, or start from the front page."),
    405: _l("This address cannot be used that way. Please start from the front page."),
    413: _l("What you sent is too large. Please shorten it and send it again."),
    429: _l("Too many tries. Please wait a little and try again."),
    500: _l("Something went wrong on our side. Nothing you sent before is lost. Please try again."),
    503: _l("The server is very busy. Please try again in a moment. What you typed stays on your phone."),
}


def _draw_errors(app: Flask) -> None:
    @app.errorhandler(Refused)
    def _refused(refusal: Refused) -> Any:
        return _draw(refusal.status, refusal.sentence)

    @app.errorhandler(CSRFError)
    def _no_token(_error: CSRFError) -> Any:
        return _draw(403, SENTENCES[403])

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Any:
        if error.code is not None and error.code < 400:
            return error
        status = error.code or 500
        return _draw(status, SENTENCES.get(status, SENTENCES[400 if status < 500 else 500]))

    @app.errorhandler(OperationalError)
    @app.errorhandler(PoolTimeout)
    @app.errorhandler(TimeoutError)
    def _busy(error: Exception) -> Any:
        app.logger.warning("database not available: %s", type(error).__name__)
        db.session.rollback()
        return _draw(503, SENTENCES[503])


def _draw(status: int, sentence: Any) -> Response:
    """Answer a program in JSON and a person with a page; both get the sentence."""
    if request.is_json or request.path.startswith("/q/"):
        response = jsonify(message=str(sentence), saved=False)
    else:
        response = Response(render_template("ui/error.html", code=status, advice=sentence))
    response.status_code = status
    if status in (429, 503):
        response.headers["Retry-After"] = str(SECONDS_TO_COME_BACK)
    return response
