"""How Chromium is started: Debian's own without its windows, saying nothing to anybody but the page it is sent to."""

import shutil
from typing import Any

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def launch_arguments() -> dict[str, Any]:
    """What Playwright is told when it starts the browser."""
    return {"executable_path": shutil.which("chromium-headless-shell"), "args": ARGUMENTS}
