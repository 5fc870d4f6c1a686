"""Every view says who may enter; an application with a view that does not say so will not start."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask

View = TypeVar("View", bound=Callable[..., Any])


class EntryNotDeclared(Exception):
    """A view says nothing about who may enter it."""


def entry(who: str) -> Callable[[View], View]:
    """Declare, in one word, who may enter a view."""

    def declare(view: View) -> View:
        view.entry = who  # type: ignore[attr-defined]
        return view

    return declare


anyone = entry("anyone")


def entries(app: Flask) -> dict[str, str]:
    """List who may enter, by endpoint.

    raises: EntryNotDeclared, naming the view.
    """
    declared = {"static": "anyone"}
    for endpoint, view in app.view_functions.items():
        who = declared.get(endpoint) or getattr(view, "entry", None)
        if who is None:
            raise EntryNotDeclared(endpoint)
        declared[endpoint] = who
    return declared
