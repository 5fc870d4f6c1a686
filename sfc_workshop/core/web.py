"""What every answer of the server carries, and what every request must bring."""

import hashlib
import ipaddress
import socket
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from sfc_workshop.core.db import GREATEST_ID

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; manifest-src 'self'; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
A_YEAR = 365 * 86400


def guard(app: Flask) -> None:
    """Check hosts and origins before, set headers after."""
    app.before_request(_refuse_impossible_address)
    app.before_request(_refuse_foreign_host)
    app.before_request(_refuse_foreign_origin)
    app.after_request(_set_headers)
    app.jinja_env.globals["asset"] = asset


def let_frame(response: Response) -> Response:
    """Let a page show other pages of ours in frames."""
    response.headers["Content-Security-Policy"] = f"{POLICY}; frame-src 'self'"
    return response


def let_be_framed(response: Response) -> Response:
    """Let a page be shown in a frame, on pages of ours alone."""
    framed = POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    response.headers["Content-Security-Policy"] = framed
    return response


def asset(path: str) -> str:
    """Address a file of ui/static so that a browser may keep it until it changes."""
    folder = Path(str(current_app.static_folder))
    version = _fingerprint(folder / path, (folder / path).stat().st_mtime_ns)
    return url_for("static", filename=path, v=version)


@lru_cache(maxsize=256)
def _fingerprint(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


def cookie_name(name: str) -> str:
    """Name a cookie: with the __Host- prefix where the address is https."""
    return f"__Host-{name}" if current_app.config["SETTINGS"].is_https else name


def set_cookie(response: BaseResponse, name: str, value: str) -> None:
    """Give the phone something to keep, for this server alone and out of reach of scripts."""
    response.set_cookie(
        cookie_name(name),
        value,
        max_age=A_YEAR,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SETTINGS"].is_https,
    )


def public_address(path: str) -> str:
    """Address a page of ours for somebody elsewhere: at the configured base, whatever host was asked for.

    A base that only this machine can reach is of no use to others; then the host that was asked for is taken.
    """
    base: str = current_app.config["SETTINGS"].base_url
    host = urlsplit(base).hostname or ""
    return (request.host_url if host in ("localhost", "127.0.0.1", "::1") else base).rstrip("/") + path


def is_local_path(target: str | None) -> bool:
    """Whether an address leads nowhere but to a page of ours.

    >>> [is_local_path(t) for t in ("/desk", "//evil", "/\\\\evil", "https://evil", "/a b")]
    [True, False, False, False, False]
    """
    if not target or not target.startswith("/") or target.startswith("//"):
        return False
    if any(letter in target for letter in "\\@") or not target.isascii() or not target.isprintable() or " " in target:
        return False
    parts = urlsplit(target)
    return not parts.scheme and not parts.netloc


def _refuse_impossible_address() -> None:
    """Say that nothing is there before a database stumbles over a number or a sign it cannot hold."""
    numbers = [value for value in (request.view_args or {}).values() if isinstance(value, int)]
    if "\x00" in request.path or any(number > GREATEST_ID for number in numbers):
        abort(404)


def _refuse_foreign_host() -> None:
    host = request.host.rsplit(":", 1)[0].strip("[]").lower()
    if host in _own_hosts(current_app.config["SETTINGS"].base_url):
        return
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        abort(400)
    if not (address.is_loopback or address.is_private):
        abort(400)


@lru_cache(maxsize=4)
def _own_hosts(base_url: str) -> frozenset[str]:
    own = {urlsplit(base_url).hostname or "", "localhost", socket.gethostname().lower()}
    return frozenset(own - {""})


def _refuse_foreign_origin() -> None:
    """Refuse to change anything for a page of another site; forms bring a token besides."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in ("same-origin", "none"):
        abort(403)
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc.lower() != request.host.lower():
        abort(403)


def proves_same_origin() -> bool:
    """Whether the browser itself says that one of our pages sent this."""
    return request.headers.get("Sec-Fetch-Site") == "same-origin" or (
        "Sec-Fetch-Site" not in request.headers and "Origin" in request.headers
    )


def _set_headers(response: Response) -> Any:
    if request.endpoint == "static" and response.status_code == 200:
        response.direct_passthrough = False
        response.make_sequence()  # our files are small; sent piece by piece, as servers like, none is compressed
        response.headers["X-Content-Type-Options"] = "nosniff"
        if "v" in request.args:
            response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
        for costly in ("Content-Disposition", "Last-Modified", "Date"):
            response.headers.pop(costly, None)
        return response
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    response.vary.update(("Cookie", "Accept-Language"))
    return response
