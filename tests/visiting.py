"""A visitor without JavaScript who looks closely at every page."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from sqlalchemy import event
from werkzeug.test import TestResponse

from sfc_workshop.core.db import db

VOID = {"input", "meta", "link", "br", "img", "hr"}
ORIGIN = {"Origin": "http://localhost"}


class Page(HTMLParser):
    """What a page is made of, as far as the house rules ask."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.ids: list[str] = []
        self.headings: list[str] = []
        self.title = ""
        self.lang = ""
        self.labels: set[str] = set()
        self.inputs: list[dict[str, str]] = []
        self.forms: list[dict[str, Any]] = []
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self._open.append(tag)
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "html":
            self.lang = given.get("lang", "")
        elif tag == "h1":
            self.headings.append("")
        elif tag == "label":
            self.labels.add(given.get("for", ""))
        elif tag == "form":
            self.forms.append({**given, "fields": []})
        elif tag in ("input", "select", "textarea"):
            given["tag"] = tag
            given["wrapped"] = "yes" if "label" in self._open else ""
            self.inputs.append(given)
            if self.forms and "form" in self._open:
                self.forms[-1]["fields"].append(given)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "title" in self._open and "svg" not in self._open:
            self.title += data
        if "h1" in self._open and self.headings:
            self.headings[-1] += data

    def hidden(self, name: str) -> str:
        """The value of a hidden field."""
        return next(one["value"] for one in self.inputs if one.get("name") == name)

    def value_of(self, field_id: str) -> str:
        """The value of the field with an id."""
        return next(one["value"] for one in self.inputs if one.get("id") == field_id)

    def faults(self) -> list[str]:
        """What is wrong with the page, in words."""
        found = []
        if len(self.headings) != 1:
            found.append(f"it has {len(self.headings)} first headings")
        elif not self.title.strip().startswith(self.headings[0].strip()):
            found.append(f"its title {self.title!r} does not start with {self.headings[0]!r}")
        if self.lang not in ("th", "en"):
            found.append("it does not say its language")
        found += [f"the id {one} stands twice" for one in {i for i in self.ids if self.ids.count(i) > 1}]
        for one in self.inputs:
            if one.get("type") in ("hidden", "submit") or one.get("wrapped") or one.get("aria-label"):
                continue
            if one.get("id") not in self.labels:
                found.append(f"the field {one.get('name')} has no label")
        for form in self.forms:
            names = [one.get("name") for one in form["fields"]]
            if form.get("method", "get").lower() == "post" and "csrf_token" not in names:
                found.append(f"the form to {form.get('action')} has no token")
        if re.search(r"<[a-z][^>]*\s(style|on[a-z]+)=", self.html):
            found.append("it has a style or a script inside a tag")
        return found


class Visitor:
    """Opens pages, posts forms with their tokens, and fails on a page that breaks the house rules."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()
        self.page: Page | None = None
        self.opened = ""

    def __call__(self, url: str, *, status: int = 200) -> Page:
        """Open a page, follow where it leads, inspect it."""
        return self._inspect(self._open(url, method="GET"), url, status)

    def post(self, url: str, data: dict[str, Any] | None = None, *, status: int = 200, follow: bool = True) -> Page:
        """Send a form of the page that is open."""
        token = {"csrf_token": self.page.hidden("csrf_token")} if self.page else {}
        sent = self._open(url, method="POST", data={**token, **(data or {})}, headers=ORIGIN, follow=follow)
        return self._inspect(sent, url, status)

    def send(self, url: str, body: Any) -> TestResponse:
        """Send an answer as the script on a phone does."""
        return self._open(url, method="POST", json=body, headers={**ORIGIN, "Sec-Fetch-Site": "same-origin"})

    def queries(self, url: str) -> int:
        """Count the queries a page takes."""
        with statements() as said:
            self(url)
        return sum(statement.startswith("SELECT") for statement in said)

    def sign_in(self, login: str, password: str) -> Page:
        """Sign in as somebody of the staff."""
        self("/sign-in")
        return self.post("/sign-in", {"login": login, "password": password})

    def _open(self, url: str, *, follow: bool = True, **how: Any) -> TestResponse:
        """Ask in a context of its own, as a server does; the test then sees what the request has written."""
        with self.app.app_context():
            response = self.client.open(url, **how)
        db.session.rollback()
        self.opened = response.request.path
        if follow and response.status_code in (302, 303):
            return self._open(response.location, method="GET")
        return response

    def _inspect(self, response: TestResponse, url: str, status: int) -> Page:
        assert response.status_code == status, f"{url} answered {response.status_code}: {response.text[:2000]}"
        if response.mimetype != "text/html":
            self.raw = response.data
            response.close()
            return self.page  # type: ignore[return-value]
        self.page = Page(response.text)
        assert not self.page.faults(), f"{url}: {self.page.faults()}"
        return self.page


@contextmanager
def statements() -> Iterator[list[str]]:
    """Listen to what is said to the database while the block lasts."""
    said: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
