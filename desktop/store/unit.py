"""Units of work: a consistent view of the store, and a view that may also write."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, CursorResult
from sqlalchemy.sql import Executable

from desktop.store import entities
from desktop.store.database import translated
from desktop.store.prepared import Prepared, parameter
from desktop.store.types import Changes, Origin, Ref

# No wait between tries and no lease is longer.
LONGEST_WAIT: Final = timedelta(hours=25)
_DEFAULT: Final = Prepared(
    sa.select(entities.connection.c.name).order_by(entities.connection.c.place).limit(1)
)
_SIGNED: Final = ("at", "who", "origin", "delivery_id")
_OPEN: Final = Prepared(
    sa.insert(entities.change_set)
    .values({name: parameter(name) for name in _SIGNED})
    .returning(entities.change_set.c.id)
)


class View:
    """A consistent view of the store; valid inside the block that opened it, for one thread.

    ``who`` is who looks at it.
    """

    def __init__(self, connection: Connection, now: datetime, who: str = "") -> None:
        self.connection = connection
        self.now = now.astimezone(UTC)
        self.who = who
        self._default_connection: str | None = None

    @property
    def at(self) -> str:
        """Return the moment of this unit of work as ISO text in UTC."""
        return iso(self.now)

    @property
    def default_connection(self) -> str:
        """Return the name of the external system that was defined first, or an empty text."""
        if self._default_connection is None:
            named = _DEFAULT.rows(self)
            self._default_connection = str(named[0][0]) if named else ""
        return self._default_connection

    def execute(
        self, statement: Executable, rows: Sequence[Mapping[str, object]] | Mapping[str, object] | None = None
    ) -> CursorResult[*tuple[Any, ...]]:
        """Run one statement with the values of its parameters, or one for each of several rows."""
        return self.connection.execute(statement, rows)

    def cursor(self) -> Any:  # noqa: ANN401 -- the driver's own
        """Return a cursor of the database's driver inside this unit of work."""
        if not self.connection.in_transaction():
            self.connection.begin()
        return self.connection.connection.cursor()


class Unit(View):
    """A view that writes; all of it is committed together or not at all.

    ``changes`` is complete after the block. ``who`` and ``origin`` sign the journal.
    """

    def __init__(self, connection: Connection, now: datetime, who: str, origin: Origin) -> None:
        super().__init__(connection, now, who)
        self.origin = origin
        self.delivery_id: str | None = None
        self._change_set: int | None = None
        self._created: set[Ref] = set()
        self._deleted: set[Ref] = set()
        self._deliveries: set[str] = set()
        self._lines: set[str] = set()
        self._changed: defaultdict[Ref, set[str]] = defaultdict(set)

    @property
    def changes(self) -> Changes:
        """Return what this unit of work changed."""
        return Changes(
            created=frozenset(self._created),
            changed={ref: frozenset(names) for ref, names in self._changed.items()},
            deleted=frozenset(self._deleted),
            deliveries=frozenset(self._deliveries),
            change_set=self._change_set,
            lines=frozenset(self._lines),
        )

    def change_set(self) -> int:
        """Return the number under which the journal keeps this unit of work, opening it at first use."""
        if self._change_set is None:
            self._change_set = self._opened(self.delivery_id)
        return self._change_set

    def change_sets(self, delivery_ids: Sequence[str]) -> Mapping[str, int]:
        """Open a change set for each of several deliveries, and return their numbers."""
        return {each: self._opened(each) for each in delivery_ids}

    def _opened(self, delivery_id: str | None) -> int:
        signed = (self.at, self.who, self.origin, delivery_id)
        ((number,),) = _OPEN.rows(self, dict(zip(_SIGNED, signed, strict=True)))
        return int(number)

    def begin(self, delivery_id: str) -> None:
        """Sign what follows with a delivery; it gets a change set of its own."""
        self.delivery_id, self._change_set = delivery_id, None

    @contextmanager
    def savepoint(self) -> Generator[None]:
        """Run a block whose changes are undone by an exception while those before it stay."""
        with self.connection.begin_nested(), translated():
            yield

    def note_created(self, ref: Ref) -> None:
        """Remember that the record was made."""
        self._created.add(ref)

    def note_changed(self, ref: Ref, *names: str) -> None:
        """Remember that these fields or child components of the record changed."""
        self._changed[ref].update(names)

    def note_deleted(self, ref: Ref) -> None:
        """Remember that the record was deleted."""
        self._deleted.add(ref)

    def note_delivery(self, delivery_id: str) -> None:
        """Remember that the delivery was added or moved on."""
        self._deliveries.add(delivery_id)

    def note_line(self, connection: str) -> None:
        """Remember that the line to the external system stands otherwise now."""
        self._lines.add(connection)


def iso(moment: datetime) -> str:
    """Return a moment as the store keeps it: ISO, UTC, to the millisecond, so that text sorts by time."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def lies_ahead(moment: str | None, now: datetime) -> bool:
    """Tell whether a moment to wait for is still to come.

    One further ahead than anybody waits was written before the clock was set back, and is not waited for.
    """
    return moment is not None and iso(now) < moment <= iso(now + LONGEST_WAIT)
