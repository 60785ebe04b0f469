"""What a window finds when it opens: whether anything is in the store, and what is set up already."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.store import condition, connections, locks
from desktop.store.types import ConnectionSettings
from desktop.store.unit import View


@dataclass(frozen=True, slots=True)
class Beginning:
    """Whether the store is empty, its first external system, and the file of the administrator who set it.

    ``locked`` tells that nobody else may change the external system.
    """

    empty: bool = True
    connection: ConnectionSettings | None = None
    administrator: str = ""
    locked: bool = False

    @property
    def asks_something(self) -> bool:
        """Tell whether there is something to choose, or a password to be given, before the work begins."""
        return self.empty and (self.connection is None or self.connection.auth.wants_password)


@dataclass(frozen=True, slots=True)
class Filled:
    """What was put into a store; ``rejects`` is the file of what could not be taken."""

    created: int
    updated: int = 0
    rejected: int = 0
    rejects: str = ""
    kind: str = "household"
    stopped: bool = False


def of(view: View) -> Beginning:
    """Return what the store's agent begins with."""
    defined = connections.everyone(view)
    first = defined[0] if defined else None
    known = locks.taken(view)
    set_by_file = first is not None and first.name in known.connections
    return Beginning(
        empty=condition.is_empty(view),
        connection=first,
        administrator=known.file if set_by_file else "",
        locked=first is not None and first.name in known.locked_connections,
    )
