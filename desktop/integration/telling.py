"""A store for a thread of its own that tells each unit of work's changes, so that the window can follow."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager

from desktop.settings import Settings
from desktop.store.database import Database
from desktop.store.store import Store
from desktop.store.types import Changes, Origin
from desktop.store.unit import Unit

Tell = Callable[[Changes], object]


class TellingStore(Store):
    """Tells what was changed, once it is committed; open it on the thread that works with it."""

    def __init__(self, settings: Settings, tell: Tell) -> None:
        # The window has opened it before, and thereby brought it up to date.
        super().__init__(Database(settings.store_url), settings.who)
        self._tell = tell

    @contextmanager
    def write(self, origin: Origin = Origin.AGENT, who: str | None = None) -> Generator[Unit]:
        with super().write(origin, who) as unit:
            yield unit
        if unit.changes:
            self._tell(unit.changes)
