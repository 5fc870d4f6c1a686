"""Watches what a browser asks for and complains about."""

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response

NOT_A_FAULT = "Failed to load resource"  # the response itself is looked at


class Watch:
    """Requests to other hosts, refusals and errors on the console, of every browser of one test."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.allowed: set[int] = set()
        self.posts: list[str] = []

    def allow(self, *statuses: int) -> None:
        """Say which refusals this test provokes."""
        self.allowed |= set(statuses)

    def over(self, context: BrowserContext) -> None:
        """Watch everything that happens in a browser's windows."""
        context.on("request", self._asked)
        context.on("response", self._answered)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.faults.append(f"script error: {error.error}"))

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
            self.faults.append(f"asked another host: {request.url}")
        if request.method == "POST":
            self.posts.append(parts.path)

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.allowed:
            self.faults.append(f"{response.status} from {response.url}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(NOT_A_FAULT):
            self.faults.append(f"console: {message.text}")
