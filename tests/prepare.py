"""Makes sure the programs the tests drive are there: installs them when root, else names them and stops."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGES = {
    "chromium-headless-shell": "chromium-headless-shell",
    "libreoffice": "libreoffice-calc-nogui",
    "pdftotext": "poppler-utils",
}
WRITER = "libreoffice-writer-nogui"
FONTS = "fonts-thai-tlwg"


def main() -> None:
    """Install what is missing, or say how."""
    wanted = [package for program, package in PACKAGES.items() if shutil.which(program) is None]
    if not has_writer():
        wanted.append(WRITER)
    if not has_thai_font():
        wanted.append(FONTS)
    if not wanted:
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing {', '.join(wanted)} for the tests …", flush=True)
        quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
        subprocess.run(["apt-get", "update", "-q"], check=True, **quiet)
        subprocess.run(["apt-get", "install", "-y", "-q", "--no-install-recommends", *wanted], check=True, **quiet)
        return
    sys.exit(f"The tests need these programs. Please install them first:\n  sudo apt-get install {' '.join(wanted)}")


def has_writer() -> bool:
    """LibreOffice comes in parts, and the one that opens Word's files is no program of its own."""
    office = shutil.which("soffice")
    return office is not None and (Path(office).resolve().parent / "libswlo.so").exists()


def has_thai_font() -> bool:
    """Pictures of Thai pages need letters; without fontconfig there are none."""
    if shutil.which("fc-list") is None:
        return False
    listed = subprocess.run(["fc-list", ":lang=th"], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip())


if __name__ == "__main__":
    main()
