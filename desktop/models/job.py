"""Long work that says how far it is and can be stopped; the window looks at it from a thread of its own."""

from __future__ import annotations

from desktop.errors import HearthError


class Stopped(HearthError):
    """A person stopped the work; nothing of it was kept."""

    def __init__(self) -> None:
        super().__init__("Stopped; everything is as it was.")


class Job:
    """How far a piece of work is; ``tell`` is what the work calls."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = 0
        self._stopped = False

    def stop(self) -> None:
        """Let the work end at its next step."""
        self._stopped = True

    def tell(self, done: int) -> None:
        """Take note of how much is done; raise Stopped once that is asked for."""
        self.done = done
        if self._stopped:
            raise Stopped
