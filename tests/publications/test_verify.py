"""`verify` counts again and finds whatever was changed, without database, network or application."""

import io
import json
import os
import random
import re
import subprocess
import sys
import time
import tracemalloc
import zipfile
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from sfc_workshop.documents.archive import LARGEST, packed, unpacked
from sfc_workshop.domain.ballot_file import BALLOTS, write_ballots
from sfc_workshop.domain.config_file import CONFIG, document, parse_round, write_round
from sfc_workshop.domain.rounds import Activity, Ballot, Item, Smaa
from sfc_workshop.domain.scales import Scale
from sfc_workshop.exports import package
from sfc_workshop.publications.verify import MOST_CELLS, NotVerified, verify
from tests.publications.packages import fingerprint, make_files, make_published, repacked, with_manifest

FLIPS = 100


@pytest.fixture(scope="module")
def raw() -> bytes:
    return package.zipped(make_files(make_published()))


@pytest.fixture
def told(tmp_path):
    """Says what verify says: None if the package holds, else the sentence."""

    def tell(content: bytes, **rest: Any) -> str | None:
        path = tmp_path / "package.zip"
        path.write_bytes(content)
        try:
            verify(path, **rest)
        except NotVerified as error:
            return str(error)
        return None

    return tell


def test_a_package_holds(raw, tmp_path):
    (tmp_path / "p.zip").write_bytes(raw)
    found = verify(tmp_path / "p.zip", fingerprint(raw).upper())
    assert (found.ballots, found.items, found.files, found.is_plan) == (120, 6, 8, True)
    assert found.fingerprint == fingerprint(raw)


def test_the_same_content_makes_the_same_bytes(raw):
    assert package.zipped(make_files(make_published())) == raw


def test_the_files_of_a_count_alone_hold_too(told):
    files = package.files(make_published())
    assert told(package.zipped({**files, package.README: b"x"})) is None


def test_another_package_is_told_by_its_fingerprint(raw, told):
    other = repacked(raw, lambda files: files.update({package.README: b"Come to the fair.\n"}))
    assert told(other) is None
    assert "another package" in told(other, fingerprint=fingerprint(raw))


def test_one_flipped_bit_anywhere_is_found(raw, told):
    draw = random.Random(41)
    heads = [found.start() + draw.randrange(30) for found in re.finditer(b"PK\x03\x04|PK\x01\x02|PK\x05\x06", raw)]
    for at in [*heads, *(draw.randrange(len(raw)) for _ in range(FLIPS - len(heads)))]:
        changed = bytearray(raw)
        changed[min(at, len(raw) - 1)] ^= 1 << draw.randrange(8)
        assert told(bytes(changed)), f"the flip at {at} was not found"


def test_a_package_cut_off_or_longer_is_found(raw, told):
    draw = random.Random(42)
    for end in [0, 1, 21, 22, len(raw) - 1, *(draw.randrange(len(raw)) for _ in range(10))]:
        assert told(raw[:end]), f"the cut at {end} was not found"
    for more in (b"\0", b"PK", raw):
        assert told(raw + more)
        assert told(more + raw)


def _ballots(change):
    def apply(files):
        lines = files[BALLOTS].decode().splitlines()
        files[BALLOTS] = ("\n".join(change(lines)) + "\n").encode()

    return apply


def _config(change):
    def apply(files):
        config = json.loads(files[CONFIG])
        change(config)
        files[CONFIG] = document(config)

    return apply


def _as_written(words: bytes, others: bytes):
    def apply(files):
        assert words in files[CONFIG]
        files[CONFIG] = files[CONFIG].replace(words, others)

    return apply


def _result(change):
    def apply(files):
        result = json.loads(files[package.RESULT])
        change(result)
        files[package.RESULT] = document(result)

    return apply


def _draft(change):
    def apply(files):
        draft = json.loads(files[package.DRAFT])
        change(draft)
        files[package.DRAFT] = document(draft)

    return apply


def _lines(draft, chapter=0):
    return draft["chapters"][chapter]["lines"]


def _mark(lines: list[str]) -> list[str]:
    """Change one mark of one ballot."""
    at = next(number for number, line in enumerate(lines) if '"p1":5' in line)
    return [*lines[:at], lines[at].replace('"p1":5', '"p1":4'), *lines[at + 1 :]]


CHANGES = {
    "a mark": _ballots(_mark),
    "a ballot dropped": _ballots(lambda lines: lines[1:]),
    "a ballot more": _ballots(lambda lines: [*lines, lines[-1].replace('"id":"120"', '"id":"121"')]),
    "a ballot twice": _ballots(lambda lines: [*lines, lines[-1]]),
    "ballots in another order": _ballots(lambda lines: [lines[1], lines[0], *lines[2:]]),
    "a group changed": _ballots(lambda lines: [lines[0].replace('"citizens"', '"elders"'), *lines[1:]]),
    "a door left out": _ballots(lambda lines: [re.sub(r',"door":"\w+"', "", lines[0]), *lines[1:]]),
    "a space in a line": _ballots(lambda lines: [lines[0].replace(",", ", ", 1), *lines[1:]]),
    "no JSON": _ballots(lambda lines: ["{", *lines[1:]]),
    "weights": _config(lambda c: (c["groups"][0].update(weight="2/5"), c["groups"][1].update(weight="2/5"))),
    "a criterion": _config(lambda c: (c["criteria"][0].update(weight="1/2"), c["criteria"][1].update(weight="1/2"))),
    "the seed": _config(lambda c: c.update(seed="0" * 64)),
    "the smallest group": _config(lambda c: c.update(n_min=4)),
    "room": _config(lambda c: c.update(top_k=1)),
    "a threshold": _config(lambda c: c["thresholds"].update(thin_share="2")),
    "a horizon": _config(lambda c: c["items"][0].update(horizon="long")),
    "a cost": _config(lambda c: c["items"][0].update(cost="1")),
    "an index": _result(lambda r: r["index"].update(p1="1/2")),
    "an order": _result(lambda r: r["order"].reverse()),
    "a flag": _result(lambda r: r["flags"]["p1"].append("LOW")),
    "a field more": _result(lambda r: r.update(note="x")),
    "another result": lambda files: files.update({package.RESULT: b"[]"}),
    "a rank": _draft(lambda d: _lines(d)[0].update(computed_rank=9)),
    "a computed place": _draft(lambda d: _lines(d)[0].update(computed_place=9)),
    "a place": _draft(lambda d: _lines(d)[0].update(place=9)),
    "a reason taken away": _draft(lambda d: [line.update(reason="") for line in _lines(d) + _lines(d, 1)]),
    "an item twice": _draft(lambda d: _lines(d).append(_lines(d)[0])),
    "an item less": _draft(lambda d: _lines(d).pop()),
    "an item elsewhere": _draft(lambda d: _lines(d, 1).append(_lines(d).pop())),
    "a chapter that is a list": _draft(lambda d: d["chapters"][0].update(horizon=[])),
    "fewer overrides": _draft(lambda d: d["overrides"].update(count=0)),
    "a nicer tau": _draft(lambda d: d["overrides"].update(tau="1")),
    "comments that are a list": lambda files: files.update({package.COMMENTS: b"[]"}),
    "a file less": lambda files: files.pop(package.AUDIT),
    "a file more": lambda files: files.update({"notes.txt": b"x"}),
    "no config": lambda files: files.pop(CONFIG),
    "a chapter twice": _draft(lambda d: d["chapters"].insert(0, d["chapters"][0] | {"lines": _lines(d)[::-1]})),
    "the smallest group twice": _as_written(b'"n_min": 5', b'"n_min": 500,\n "n_min": 5'),
    "a field nobody knows": _config(lambda c: c.update(note="x")),
    "everything moved": _draft(lambda d: [chapter["lines"].reverse() for chapter in d["chapters"]]),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_change_with_a_manifest_that_fits_is_found(raw, told, change):
    changed = repacked(raw, change)
    assert changed != raw
    assert told(changed)


def test_the_first_difference_is_named(raw, told):
    said = told(repacked(raw, _result(lambda r: r["index"].update(p1="1/2"))))
    assert re.search(r'index\.p1 says "1/2", the ballots say "\d+/\d+"', said)
    assert "other versions" not in said


def test_other_versions_are_named_where_the_result_differs(raw, told):
    changed = repacked(raw, _result(lambda r: r["index"].update(p1="1/2")))
    said = told(with_manifest(changed, lambda m: m["made_with"].update(numpy="1.0")))
    assert re.search(r"other versions: numpy 1\.0, not \d", said)


@pytest.mark.parametrize(
    "change",
    [
        lambda m: m.update(format="package/2"),
        lambda m: m["files"].pop(BALLOTS),
        lambda m: m["files"][BALLOTS].update(sha256="0" * 64),
        lambda m: m["files"].update({"ghost.txt": {"sha256": "0" * 64, "size": 0}}),
        lambda m: m.update(files=[]),
    ],
)
def test_a_manifest_that_does_not_fit_is_found(raw, told, change):
    assert told(with_manifest(raw, change))


def _zip(entries, method=zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return buffer.getvalue()


def _encrypted(raw: bytes) -> bytes:
    changed = bytearray(raw)
    for found in re.finditer(b"PK\x03\x04|PK\x01\x02", raw):
        changed[found.start() + (6 if raw[found.start() + 2] == 3 else 8)] |= 1
    return bytes(changed)


def test_what_is_no_package_is_refused_in_a_sentence_quickly_and_in_little_memory(raw, told, tmp_path):
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = _zip([("a.txt", b"x"), ("a.txt", b"y")])
    bad = {
        "nothing": b"",
        "words": b"This is a letter.",
        "a bomb": _zip([("result.json", b"\0" * 200_000_000)], zipfile.ZIP_DEFLATED),
        "many entries": _zip((f"{n}", b"") for n in range(5000)),
        "a way out": _zip([("../../etc/cron.d/x", b"x")]),
        "a way down": _zip([("/etc/passwd", b"x")]),
        "a folder": _zip([("a/b.txt", b"x")]),
        "twice": twice,
        "encrypted": _encrypted(raw),
        "no manifest": packed({"a.txt": b"x"}),
        "deep": packed({"manifest.json": b'{"a":' * 100_000}),
    }
    for name, content in bad.items():
        tracemalloc.start()
        begun = time.perf_counter()
        said = told(content)
        seconds, most = time.perf_counter() - begun, tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert said, f"{name} was let through"
        assert said.endswith("."), said
        assert seconds < 1, name
        assert most < 3 * len(content) + 4_000_000, name
    assert sorted(path.name for path in tmp_path.iterdir()) == ["package.zip"]


def test_a_file_without_end_is_not_read_to_its_end(tmp_path, monkeypatch):
    monkeypatch.setattr("sfc_workshop.publications.verify.LARGEST", 1000)
    with pytest.raises(NotVerified):
        verify(Path("/dev/zero"))
    with pytest.raises(NotVerified, match="cannot be read"):
        verify(tmp_path / "nothing.zip")
    assert LARGEST == 256 * 1024 * 1024


def test_what_nobody_could_count_is_refused(raw, told):
    for change in (
        _config(lambda c: c.update(bootstrap=10**9)),
        _config(lambda c: c.update(smaa={"samples": 10**9, "delta": ["1"]})),
        _config(lambda c: c.update(items=[{"id": f"i{n}"} for n in range(2000)])),
    ):
        assert "not counted here" in told(repacked(raw, change))


IDS = [f"i{n}" for n in range(40)]


@pytest.mark.parametrize(
    ("scale", "cast"),
    [
        (Scale("approval"), [{"marks": {}, "door": f"d{n}"} for n in range(20)]),
        (Scale("ranking"), [{"marks": {}, "seen": frozenset(IDS[:n])} for n in range(2, 40)]),
        (Scale("allocation", budget=5000), [{"marks": dict.fromkeys(IDS[:30], n)} for n in range(1, 30)]),
    ],
    ids=["doors", "lengths", "sums"],
)
def test_what_would_take_all_memory_is_refused_before_it_is_counted(raw, told, monkeypatch, scale, cast):
    """The limit is lowered here, for without it these would be counted."""

    def tell_apart(files):
        round_ = replace(
            parse_round(files[CONFIG]),
            items=tuple(Item(one, cost=Fraction(5000)) for one in IDS),
            activities=(Activity("a", "importance", replace(scale, costs=())),),
        )
        ballots = [Ballot(str(n), "a", "citizens", **{"seen": None, **one}) for n, one in enumerate(cast, start=1)]
        files[CONFIG], files[BALLOTS] = write_round(round_), b"".join(write_ballots(ballots))

    assert MOST_CELLS == 10**8
    monkeypatch.setattr("sfc_workshop.publications.verify.MOST_CELLS", 25_000)
    monkeypatch.setattr("sfc_workshop.publications.verify.publish", None)  # not reached
    said = told(repacked(raw, tell_apart))
    assert re.search(r"a count would keep \d+ numbers; more than 25000 are not counted here\.$", said)


def test_scribbles_in_any_file_are_never_more_than_a_sentence(raw, told):
    draw = random.Random(43)
    for _ in range(60):
        name = draw.choice([one for one in unpacked(raw) if one not in (package.README, package.MANIFEST)])

        def scribble(files, name=name):
            content = bytearray(files[name])
            at = draw.randrange(len(content))
            content[at : at + draw.randrange(4)] = draw.choice([b"[", b"null", b'"', b"9" * 30, b"\xff", b"{}", b""])
            files[name] = bytes(content)

        told(repacked(raw, scribble))


def run(path: Path, *words: str, folder: Path) -> subprocess.CompletedProcess:
    """Run the command where there is neither a database nor an instance, and look at what it leaves."""
    nowhere = {"PATH": os.environ["PATH"], "DATABASE_URL": "sqlite:////nowhere/none.sqlite", "HOME": str(folder)}
    words = (str(Path(sys.executable).with_name("sfc-workshop")), "verify", str(path), *words)
    return subprocess.run(words, env=nowhere, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


def test_the_command_says_one_line_and_leaves_nothing_behind(raw, tmp_path):
    folder = tmp_path / "empty"
    folder.mkdir()
    (tmp_path / "p.zip").write_bytes(raw)
    done = run(tmp_path / "p.zip", "--fingerprint", fingerprint(raw), folder=folder)
    assert (done.returncode, done.stderr, done.stdout.count("\n")) == (0, "", 1)
    assert fingerprint(raw) in done.stdout
    (tmp_path / "p.zip").write_bytes(raw[:-1])
    done = run(tmp_path / "p.zip", folder=folder)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("sign", ["\\ud800", "\\n"])
@pytest.mark.parametrize("before", [b'"order": [\n  "', b'"flags": {\n  "'], ids=["value", "name"])
def test_signs_nobody_can_print_still_give_one_line(raw, tmp_path, before, sign):
    def scribble(files):
        assert before in files[package.RESULT]
        files[package.RESULT] = files[package.RESULT].replace(before, before + sign.encode())

    (tmp_path / "p.zip").write_bytes(repacked(raw, scribble))
    with pytest.raises(NotVerified) as refused:
        verify(tmp_path / "p.zip")
    assert str(refused.value).isprintable()
    done = run(tmp_path / "p.zip", folder=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)


@pytest.mark.slow
def test_five_thousand_ballots_on_forty_items_take_less_than_a_minute(told):
    raw = package.zipped(make_files(make_published(2500, 40, bootstrap=1000, smaa=Smaa())))
    begun = time.perf_counter()
    assert told(raw) is None
    assert time.perf_counter() - begun < 60
