"""What every answer carries, and what every request must bring."""

import re
from dataclasses import replace

import pytest

from sfc_workshop.app import create_app
from sfc_workshop.core.db import db
from sfc_workshop.core.web import HEADERS, is_local_path
from tests.cast import make_survey

PAGES = ["/", "/privacy", "/sign-in", "/me", "/patterns", "/nowhere", "/static/css/tokens.css"]
DATABASES = ["sqlite"]  # nothing here is said about databases


@pytest.mark.parametrize("url", PAGES)
def test_every_answer_has_the_same_headers(app, url):
    with app.test_client().get(url) as response:
        _inspect(url, response)


def _inspect(url, response):
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    if url.startswith("/static"):  # a style or script is no page: more headers would only cost bytes
        return
    for name, value in HEADERS.items():
        assert response.headers[name] == value
    assert "unsafe-inline" not in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "no-store"
    assert "Cookie" in response.headers["Vary"]


def test_a_file_with_its_fingerprint_may_be_kept_for_ever(app):
    with app.test_request_context():
        url = app.jinja_env.globals["asset"]("css/tokens.css")
    with app.test_client().get(url) as response:
        assert "immutable" in response.headers["Cache-Control"]


@pytest.mark.parametrize("url", ["/", "/static/css/base.css", "/static/js/behaviours/live.js"])
def test_pages_and_files_are_compressed_whatever_the_server_thinks_of_files(app, url):
    client = app.test_client()
    with client.get(url) as plain, client.get(url, headers={"Accept-Encoding": "br, gzip"}) as answer:
        assert answer.headers["Content-Encoding"] == "br"
        assert int(answer.headers["Content-Length"]) == len(answer.data) < len(plain.data) / 2


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "8.8.8.8"])
def test_a_foreign_host_is_refused(app, host):
    assert app.test_client().get("/", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "192.168.1.20:8000"])
def test_this_machines_own_addresses_are_served(app, host):
    assert app.test_client().get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {}],
)
def test_nothing_is_changed_for_a_page_of_another_site(app, headers):
    survey = make_survey()
    client = app.test_client()
    assert client.post(f"/s/{survey.slug}", data={"group": "citizens"}, headers=headers).status_code == 403
    question = survey.door.consultation.questions[0].id
    assert client.post(f"/q/{question}/ballot", json={}, headers=headers).status_code == 403


def an_address(rule) -> str:
    """Fill in what a rule leaves open."""
    address = re.sub(r"<int:\w+>", "1", rule.rule)
    address = re.sub(r"<any\('?(\w+).*?\):\w+>", r"\1", address)
    return re.sub(r"<\w+>", "x", address)


def test_every_route_that_changes_something_refuses_without_token_or_origin(app):
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if "POST" in rule.methods:
            assert client.post(an_address(rule)).status_code == 403, rule


def test_cookies_are_bound_to_https_where_the_address_is_https(settings):
    app = create_app(replace(settings, base_url="https://plan.example.go.th"))
    with app.app_context():
        survey = make_survey()
        client = app.test_client()
        base = {"base_url": "https://plan.example.go.th"}
        page = client.get(f"/s/{survey.slug}", **base).text
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        sent = client.post(
            f"/s/{survey.slug}",
            data={"csrf_token": token, "group": "citizens"},
            headers={"Origin": "https://plan.example.go.th", "Referer": "https://plan.example.go.th/"},
            **base,
        )
        own = [c for c in sent.headers.getlist("Set-Cookie") if c.startswith("__Host-p-")]
        assert sent.status_code == 303
        assert len(own) == 1
        db.session.remove()
        db.engine.dispose()
        assert all(word in own[0] for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))


FOREIGN = [
    "//evil",
    "/\\evil",
    "\\\\evil",
    "https://evil",
    "/%09/evil\t",
    "/a@b",
    "javascript:x",
    "",
    None,
    "evil",
    "/ก",
]


@pytest.mark.parametrize("target", FOREIGN)
def test_only_local_paths_are_gone_to(target):
    assert not is_local_path(target)


def test_an_unknown_address_is_a_calm_page_in_both_languages(visit):
    assert visit("/nowhere?lang=th", status=404).lang == "th"
    assert visit("/nowhere?lang=en", status=404).lang == "en"


@pytest.mark.parametrize("path", ["/p/%00", "/desk/lampang/consultations/99999999999999999999", "/q/2147483648/ballot"])
def test_an_address_no_database_could_hold_is_not_there(app, path):
    client = app.test_client()
    assert client.get(path).status_code in (404, 405)
    assert client.post(path, headers={"Origin": "http://localhost"}).status_code in (403, 404, 405)
