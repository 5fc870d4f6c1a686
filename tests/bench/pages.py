"""What a survey costs a phone in bytes, and how many people a server takes through it."""

import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from tests.bench.browsing import Browser, Seen, fill

AT_ONCE = 4
FLOWS = 24


def measure(survey: str) -> dict[str, float]:
    """Take the bytes first, on a server that has just been started, then the flows."""
    return _bytes(survey) | _flows(survey)


def _bytes(survey: str) -> dict[str, float]:
    """First visit: the start page and all it links; next page: the page alone, since the rest never changes."""
    browser = Browser(survey)
    start = browser.get(browser.path)
    cached = set(start.linked)
    first = _join(browser, start)
    pages = [first]
    while (after := browser.post(pages[-1].path, fill(pages[-1].seen.page))).status == 303:
        if after.leads_to.endswith("/thanks"):
            break
        pages.append(Visit(after.leads_to, browser.get(after.leads_to)))
    new = {path for visit in pages for path in visit.seen.linked} - cached
    figures = {
        "survey_first_visit_bytes": start.bytes + _fetched(browser, cached),
        "survey_first_question_page_bytes": first.seen.bytes,
        "survey_first_question_page_new_files_bytes": _fetched(browser, set(first.seen.linked) - cached),
        "survey_next_page_bytes": max(visit.seen.bytes for visit in pages),
        "survey_later_files_bytes": _fetched(browser, new),
    }
    browser.close()
    return figures


class Visit:
    """A page and its address."""

    def __init__(self, path: str, seen: Seen) -> None:
        self.path, self.seen = urlsplit(path).path, seen


def _join(browser: Browser, start: Seen) -> Visit:
    sent = browser.post(browser.path, fill(start.page))
    assert sent.status == 303, sent
    return Visit(sent.leads_to, browser.get(sent.leads_to))


def _fetched(browser: Browser, paths: set[str]) -> int:
    return sum(browser.get(path).bytes for path in sorted(paths))


def _flows(survey: str) -> dict[str, float]:
    """Start, join, post seven pages and be thanked, several people at a time."""
    _flow(survey)
    began = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as people:
        list(people.map(_flow, [survey] * FLOWS))
    return {"survey_flows_per_s": FLOWS / (time.monotonic() - began)}


def _flow(survey: str) -> None:
    browser = Browser(survey)
    visit = _join(browser, browser.get(browser.path))
    for _ in range(7):
        sent = browser.post(visit.path, fill(visit.seen.page))
        assert sent.status == 303, sent.words[:4000]
        visit = Visit(sent.leads_to, browser.get(sent.leads_to))
    assert visit.path.endswith("/thanks")
    browser.close()
