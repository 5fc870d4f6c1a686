"""What a page offers to somebody, they may open: no menu of anybody's leads to a page that is not there for them."""

import re
from collections import Counter
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest

from tests.browser.places import DESK, PARTICIPANT, STRANGER, People

LINK = re.compile(r'<a\b[^>]*?\bhref="([^"#]+)')
NUMBER = re.compile(r"\d+|[0-9a-f]{12,}")
ALIKE = 2  # pages that differ in a number or in what is chosen


@pytest.mark.parametrize(
    "who", [STRANGER, PARTICIPANT, "facilitator", "planner", "planner-lampang", "officer", "administrator"]
)
def test_every_link_leads_somewhere(people: People, who: str) -> None:
    with_cookies = people.context(who, DESK, language="th")
    wait, seen, alike, dead = ["/", "/desk"], {"/", "/desk"}, Counter[str](), {}
    while wait:
        path = wait.pop(0)
        answer = with_cookies.request.get(people.demo(path))
        if answer.status >= 400:
            dead[path] = answer.status
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        for link in LINK.findall(answer.text()):
            where = urlsplit(urljoin(answer.url, unescape(link)))
            name = NUMBER.sub("N", where.path)
            found = where.path + (f"?{where.query}" if where.query else "")
            if "lang=" in where.query:  # the same page
                continue
            if f"{where.scheme}://{where.netloc}" == people.demo.base and found not in seen and alike[name] < ALIKE:
                seen.add(found)
                alike[name] += 1
                wait.append(found)
    with_cookies.close()
    assert dead == {}
    assert len(seen) > (4 if who in (STRANGER, PARTICIPANT) else 15)
