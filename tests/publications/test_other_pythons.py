"""The same bytes come out on every Python we support: a package made here is verified there."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sfc_workshop.exports import package
from tests.publications.packages import fingerprint, make_files, make_published

HOUSE = Path(__file__).resolve().parents[2]
UV = Path(sys.executable).with_name("uv")
pytestmark = pytest.mark.long


def python_of(version: str) -> str | None:
    """Find an interpreter that is already there: where uv knows one, or among pyenv's."""
    words = [UV, "python", "find", "--no-python-downloads", "--system", version]
    found = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False, cwd="/")
    if found.returncode == 0:
        return found.stdout.strip()
    if pyenv := shutil.which("pyenv"):
        root = subprocess.run([pyenv, "root"], capture_output=True, text=True, timeout=60, check=True).stdout.strip()
        return next((str(one) for one in sorted(Path(root).glob(f"versions/{version}.*/bin/python"))), None)
    return None


@pytest.mark.parametrize("version", ["3.12", "3.13"])
def test_a_package_made_here_is_verified_by_another_python(tmp_path, version):
    python = python_of(version)
    if python is None:
        pytest.skip(f"there is no Python {version} on this machine")
    raw = package.zipped(make_files(make_published(200, 12, bootstrap=200)))
    (tmp_path / "package.zip").write_bytes(raw)
    there = tmp_path / "venv"
    install = [UV, "pip", "install", "-q", "-p", there]
    for words in (
        [UV, "venv", "-q", "-p", python, there],
        [*install, "--require-hashes", "-r", HOUSE / "requirements.txt"],
        [*install, "--no-deps", HOUSE],
    ):
        subprocess.run(words, timeout=300, check=True, cwd=tmp_path)
    command = [there / "bin" / "sfc-workshop", "verify", "package.zip", "--fingerprint", fingerprint(raw)]
    nowhere = {"PATH": os.environ["PATH"], "DATABASE_URL": "sqlite:////nowhere/none.sqlite"}
    done = subprocess.run(command, env=nowhere, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    made = [there / "bin" / "python", "-c", MAKE_AGAIN]
    again = subprocess.run(made, cwd=HOUSE, capture_output=True, timeout=120, check=True).stdout
    assert again == package.files(make_published(200, 12, bootstrap=200))[package.RESULT]


MAKE_AGAIN = """
import sys
from sfc_workshop.exports import package
from tests.publications.packages import make_published
sys.stdout.buffer.write(package.files(make_published(200, 12, bootstrap=200))[package.RESULT])
"""
