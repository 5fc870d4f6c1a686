"""The house keeps its own rules: floors, languages, doors."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from flask import Flask

from sfc_workshop.app import create_app
from sfc_workshop.config import Settings
from sfc_workshop.core import access

HOUSE = Path(__file__).resolve().parents[1]
CODE = HOUSE / "sfc_workshop"
THAI = re.compile("[\u0e01-\u0e5b]")
PLACEHOLDER = re.compile(r"%\(\w+\)s")
METHODS = [("sfc_workshop/**.py", "python"), ("sfc_workshop/**/templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "_l": None, "lazy_gettext": None, "pgettext": ((1, "c"), 2)}


@pytest.fixture
def lonely_app(tmp_path: Path) -> Flask:
    return create_app(Settings(instance=tmp_path, database=f"sqlite:///{tmp_path / 'x.sqlite'}"))


def test_thai_is_written_only_where_translators_look():
    sources = [path for ending in ("py", "html", "js", "css") for path in CODE.rglob(f"*.{ending}")]
    thai = {str(path.relative_to(CODE)) for path in sources if THAI.search(path.read_text(encoding="utf-8"))}
    assert thai == {"demo/words.py"}


def test_every_way_in_is_in_the_checked_in_table(lonely_app):
    entries = lonely_app.config["ENTRIES"]
    table = sorted(
        f"{rule.rule} {','.join(sorted((rule.methods or set()) - {'HEAD', 'OPTIONS'}))}: {entries[rule.endpoint]}"
        for rule in lonely_app.url_map.iter_rules()
    )
    assert table == (HOUSE / "tests" / "routes.txt").read_text().splitlines()


def test_a_view_that_does_not_say_who_may_enter_stops_the_application(lonely_app):
    lonely_app.add_url_rule("/forgotten", "forgotten", lambda: "in")
    with pytest.raises(access.EntryNotDeclared, match="forgotten"):
        access.entries(lonely_app)


def thai_catalogue() -> Catalog:
    with (HOUSE / "translations/th/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale="th")


def extracted() -> dict[str | tuple[str, ...], str]:
    found = extract_from_dir(HOUSE, METHODS, {"**.html": {"trimmed": "true"}}, KEYWORDS, directory_filter=_is_ours)
    return {message: path for path, _line, message, _comments, _context in found}


def _is_ours(path: str) -> bool:
    return not Path(path).name.startswith((".", "_"))


def test_every_english_text_has_a_thai_one():
    catalogue = thai_catalogue()
    missing = [
        (path, message)
        for message, path in extracted().items()
        if (known := catalogue.get(message[0] if isinstance(message, tuple) else message)) is None
        or not all([known.string] if isinstance(known.string, str) else known.string)
        or known.fuzzy
    ]
    assert missing == []


def test_thai_and_english_have_the_same_placeholders():
    for message in thai_catalogue():
        if not message.id:
            continue
        english = message.id if isinstance(message.id, str) else message.id[-1]
        thai = message.string if isinstance(message.string, str) else message.string[-1]
        assert sorted(set(PLACEHOLDER.findall(english))) == sorted(set(PLACEHOLDER.findall(thai))), english


def test_the_readme_names_commands_that_exist():
    makefile = (HOUSE / "Makefile").read_text()
    for text in ("README.md", "CONTRIBUTING.md"):
        for target in re.findall(r"`make ([a-z-]+)", (HOUSE / text).read_text()):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"{text} names make {target}"


def test_every_folder_of_the_map_exists():
    named = set(re.findall(r"^  ([a-z]+)/", (HOUSE / "README.md").read_text(), re.MULTILINE))
    rooms = {path.name for path in CODE.iterdir() if path.is_dir() and (path / "__init__.py").exists()}
    assert named == rooms
