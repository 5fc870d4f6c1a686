"""Work beside the requests."""

import threading
from collections.abc import Callable
from logging import Logger


def every(seconds: float, work: Callable[[], None], *, logger: Logger) -> threading.Event:
    """Do something again and again in a thread of its own; a failure is logged and tried again.

    returns: an event that ends it when set.
    """
    end = threading.Event()

    def keep_going() -> None:
        while not end.wait(seconds):
            try:
                work()
            except Exception:
                logger.exception("background work failed; it is tried again in %s s", seconds)

    threading.Thread(target=keep_going, daemon=True).start()
    return end
