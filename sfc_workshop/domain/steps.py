"""How far long work has come, for whoever waits for it."""

from collections.abc import Callable

Tell = Callable[[int, int], None]  # steps done, steps in all


class Steps:
    """Counts steps of work, each about as long as any other, and tells now and then."""

    def __init__(self, total: int, tell: Tell | None) -> None:
        self.done, self.total, self._tell = 0, total, tell

    def add(self, steps: int) -> None:
        """Note that some more are done."""
        self.done += steps
        if self._tell:
            self._tell(self.done, self.total)
