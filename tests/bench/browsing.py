"""A browser of the plainest kind: it keeps cookies and a connection, and counts what comes over the line."""

import gzip
import http.client
import re
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from tests.visiting import Page

LINKED = re.compile(r'<(?:link rel="stylesheet" href|script [^>]*?src)="([^"]+)"')
HEAD_END = len("\r\n\r\n") + len("HTTP/1.1 200 OK\r\n")


@dataclass(frozen=True)
class Seen:
    """An answer: its status, where it leads, its words, and the bytes it took on the line, headers and all."""

    status: int
    leads_to: str
    words: str
    bytes: int

    @property
    def page(self) -> Page:
        """What the page is made of."""
        return Page(self.words)

    @property
    def linked(self) -> list[str]:
        """The styles and scripts the page needs."""
        return LINKED.findall(self.words)


class Browser:
    """One phone, reading Thai."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.host, self.path = parts.netloc, parts.path
        self.line = http.client.HTTPConnection(parts.netloc, timeout=60)
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> Seen:
        """Open an address."""
        return self._ask("GET", path)

    def post(self, path: str, fields: list[tuple[str, str]]) -> Seen:
        """Send a form."""
        return self._ask("POST", path, urlencode(fields).encode())

    @property
    def cookie(self) -> str:
        """The cookies, as they are sent."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def close(self) -> None:
        """Hang up."""
        self.line.close()

    def _ask(self, method: str, path: str, body: bytes | None = None) -> Seen:
        headers = {"Accept-Language": "th", "Accept-Encoding": "gzip", "Origin": f"http://{self.host}"}
        if self.cookies:
            headers["Cookie"] = self.cookie
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.line.request(method, path, body, headers)
        answer = self.line.getresponse()
        content = answer.read()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.split(";")[0]
        head = sum(len(name) + len(value) + 4 for name, value in answer.getheaders()) + HEAD_END
        plain = gzip.decompress(content) if answer.getheader("Content-Encoding") == "gzip" else content
        return Seen(answer.status, answer.getheader("Location") or "", plain.decode(), head + len(content))


def fill(page: Page) -> list[tuple[str, str]]:
    """Answer every question of a page as somebody does who likes what stands first."""
    fields: dict[str, str] = {}
    places: dict[str, int] = {}
    for one in page.inputs:
        name, kind = one.get("name", ""), one.get("type", one["tag"])
        if kind == "hidden":
            fields[name] = one["value"]
        elif kind in ("radio", "checkbox"):
            fields.setdefault(name, one["value"])
        elif kind == "number":
            fields[name] = "1"
        elif kind == "select" and "-" in name:
            question = name.split("-")[0]
            places[question] = places.get(question, 0) + 1
            fields[name] = str(places[question]) if places[question] <= 3 else ""
        elif kind == "select":
            fields[name] = "1"
        elif kind == "textarea":
            fields[name] = "ขอให้มีต้นไม้ริมทางเดินมากขึ้น"
    return list(fields.items())
