"""Real people with real browsers: phones and desks on a running demo."""

import fcntl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.launching import launch_arguments
from tests.browser.places import DESK, PATIENCE, PHONE, People
from tests.browser.town import Demo, copy_of, running
from tests.browser.watching import Watch

expect.set_options(timeout=PATIENCE)
Opener = Callable[..., Page]
LONGEST = "test_every_page.py"


@pytest.hookimpl(tryfirst=True)  # before -m asks for marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all of these, and let the longest begin: nobody should wait for it in the end."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: item.path != here / LONGEST)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, **launch_arguments()}


@pytest.fixture(scope="session")
def built_demo(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder with the demo as it was built, to copy; whichever worker comes first builds it for all."""
    own = tmp_path_factory.mktemp("built")
    folder = (own if worker_id == "master" else tmp_path_factory.getbasetemp().parent) / "built-demo"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            with running(folder):
                pass
    return folder


@pytest.fixture(scope="session")
def demo(built_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo everybody of a worker looks at; nothing in it is closed."""
    with running(copy_of(built_demo, tmp_path_factory.mktemp("demo"))) as copied:
        yield copied


@pytest.fixture
def own_demo(built_demo: Path, tmp_path: Path) -> Iterator[Demo]:
    """A demo for one test alone, which may close what it likes."""
    with running(copy_of(built_demo, tmp_path / "own-demo")) as copied:
        yield copied


@pytest.fixture(scope="session")
def people(browser: Browser, demo: Demo) -> People:
    """Those who signed in or answered before a test begins."""
    return People(browser, demo)


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Sees every request and every word on the console; a test ends badly if one was wrong."""
    watch = Watch()
    yield watch
    assert watch.faults == []


@pytest.fixture
def opened(browser: Browser, watch: Watch) -> Iterator[Opener]:
    """Open a browser of one's own: opened(PHONE), opened(DESK, java_script_enabled=False)."""
    contexts = []

    def open_(kind: dict[str, Any], **changes: Any) -> Page:
        context = browser.new_context(**{**kind, **changes})
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        watch.over(context)
        return context.new_page()

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture
def phone(opened: Opener) -> Page:
    """A small phone with Thai as its language."""
    return opened(PHONE)


@pytest.fixture
def desk(opened: Opener) -> Page:
    """A laptop."""
    return opened(DESK)
