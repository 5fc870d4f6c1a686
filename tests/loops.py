"""Running what waits, also in a worker whose browser has an event loop of its own by now."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, TypeVar

Result = TypeVar("Result")


def run(waiting: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine to its end, in a thread that has no event loop yet; it sees the application its caller sees."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(copy_context().run, asyncio.run, waiting).result()
