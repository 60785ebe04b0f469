"""The item model of the Outbox: it holds ids in order, and fetches the rows that are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from desktop import language
from desktop.fields import component
from desktop.models import formats
from desktop.models.cells import cell, spoken
from desktop.models.child_list import ChildRow
from desktop.models.column_model import ColumnModel
from desktop.models.columns import Column, Role
from desktop.models.operations import Operations
from desktop.models.wait_words import wait_sentence
from desktop.store import outbox_list
from desktop.store.outbox_list import Entry
from desktop.store.types import Changes, DeliveryState, Sync, SyncState
from desktop.store.unit import View, iso
from desktop.values import Value

Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()
_BEFORE, _AFTER = 64, 64
# The order is read again at most so often, however many deliveries settle meanwhile.
_CALM_MS: Final = 250
_STATES: Final = {
    DeliveryState.QUEUED: SyncState.QUEUED,
    DeliveryState.SENDING: SyncState.SENDING,
    DeliveryState.DELIVERED: SyncState.SYNCHRONIZED,
    DeliveryState.REFUSED: SyncState.REFUSED,
    DeliveryState.CONFLICT: SyncState.CONFLICT,
    DeliveryState.DOUBTFUL: SyncState.DOUBTFUL,
    DeliveryState.CANCELLED: SyncState.PENDING,
}
_NAMED: Final = 3


class OutboxModel(ColumnModel):
    """What waits, or what was finished today; ``counted`` tells how many units there are."""

    counted = Signal(int)

    def __init__(
        self, columns: Sequence[Column], operations: Operations, parent: QObject | None = None
    ) -> None:
        super().__init__(columns, parent)
        self._operations = operations
        self._order: list[str] = []
        self._rows: dict[str, tuple[Entry, ChildRow]] = {}
        self._wanted: int | None = None
        self._fetching = False
        self._finished = False
        self._fetch_soon = QTimer(self, singleShot=True, interval=0)
        self._fetch_soon.timeout.connect(self._fetch)
        self._read_soon = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._read_soon.timeout.connect(self.read)

    # --- What the page asks ---------------------------------------------------------------------------------

    def show_finished(self, finished: bool) -> None:
        """List what was finished today instead of what waits, or the other way round."""
        self._finished = finished
        self.read()

    def read(self) -> None:
        """Read the order anew."""
        self._operations.read(partial(_order, finished=self._finished), partial(self._take, self._finished))

    def follow(self, changes: Changes) -> None:
        """Look whether the changes concern the list."""
        if changes.lines:
            self._rows.clear()
            self._redraw(0, len(self._order) - 1)
        if changes.deliveries or changes.deleted:
            for unit in [each for each, (entry, _) in self._rows.items() if _concerns(changes, entry)]:
                del self._rows[unit]
            if not self._read_soon.isActive():
                self._read_soon.start()

    def row(self, at: int) -> ChildRow | None:
        """Return the row at ``at``, if it is there and has been fetched."""
        there = self._rows.get(self._order[at]) if 0 <= at < len(self._order) else None
        return there[1] if there else None

    def entry(self, at: int) -> Entry | None:
        """Return the unit at ``at``, if it is there and has been fetched."""
        there = self._rows.get(self._order[at]) if 0 <= at < len(self._order) else None
        return there[0] if there else None

    # --- What Qt asks ---------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._order)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 -- as Qt declares it
        if role not in _ANSWERED or not index.isValid():
            return None
        there = self._rows.get(self._order[index.row()])
        if there is None:
            self._want(index.row())
            return None
        column = self._columns[index.column()]
        value = there[1].values.get(column.name)
        shown = value if isinstance(value, Sync) else cell(column, value)
        return shown if role == Role.CELL else spoken(shown)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren

    # --- Order and rows -------------------------------------------------------------------------------------

    def _take(self, finished: bool, order: list[str]) -> None:
        if finished != self._finished:
            return
        before = self._order
        start = _common(before, order)
        end = _common(before[start:][::-1], order[start:][::-1])
        if start < len(before) - end:
            self.beginRemoveRows(QModelIndex(), start, len(before) - end - 1)
            self._order = before[:start] + before[len(before) - end :]
            self.endRemoveRows()
        if start < len(order) - end:
            self.beginInsertRows(QModelIndex(), start, len(order) - end - 1)
            self._order = order
            self.endInsertRows()
        self._forget_gone()
        self._redraw(0, len(self._order) - 1)
        self.counted.emit(len(self._order))

    def _forget_gone(self) -> None:
        there = set(self._order)
        for unit in [each for each in self._rows if each not in there]:
            del self._rows[unit]

    def _want(self, row: int) -> None:
        self._wanted = row
        if not self._fetching and not self._fetch_soon.isActive():
            self._fetch_soon.start()

    def _fetch(self) -> None:
        row, self._wanted = self._wanted, None
        if row is None:
            return
        near = self._order[max(0, row - _BEFORE) : row + _AFTER]
        missing = [each for each in near if each not in self._rows]
        if missing:
            self._fetching = True
            self._operations.read(partial(_fetched, units=missing), self._keep)

    def _keep(self, fetched: list[tuple[Entry, ChildRow]]) -> None:
        self._fetching = False
        self._rows.update({entry.id: (entry, row) for entry, row in fetched})
        self._redraw(0, len(self._order) - 1)
        if self._wanted is not None:
            self._fetch_soon.start()

    def _redraw(self, first: int, last: int) -> None:
        if first <= last:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self._columns) - 1))


_ANSWERED: Final = frozenset({Role.CELL, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole})


def _order(view: View, finished: bool) -> list[str]:
    if not finished:
        return outbox_list.waiting(view)
    today = datetime.combine(datetime.now().astimezone().date(), time.min).astimezone(UTC)
    return outbox_list.finished_since(view, iso(today))


def _fetched(view: View, units: Sequence[str]) -> list[tuple[Entry, ChildRow]]:
    return [(each, _row(each)) for each in outbox_list.entries(view, units)]


def _row(entry: Entry) -> ChildRow:
    main = entry.main
    problem = next((each.error for each in entry.deliveries if each.error), None)
    values: dict[str, Value | Sync] = {
        "record": _name(entry),
        "kind": _kind(entry),
        "to": main.connection,
        "state": Sync(_STATES[entry.state], main.finished_at, delivery_id=main.id),
        "age": formats.moment(min(each.created_at for each in entry.deliveries)),
        "attempts": sum(each.attempts for each in entry.deliveries),
        "wait": _wait(entry),
        "error": language.sentence(problem.message) if problem else "",
        "name": entry.names[-1],
    }
    return ChildRow(entry.id, values, main.ref)


def _name(entry: Entry) -> str:
    *members, household = entry.names
    if not members:
        return household
    shown = ", ".join(members[:_NAMED]) + (" …" if len(members) > _NAMED else "")
    return QCoreApplication.translate("Outbox", "{household} with {members}").format(
        household=household, members=shown
    )


def _kind(entry: Entry) -> str:
    translate = QCoreApplication.translate
    if len(entry.deliveries) > 1:
        text = translate("Outbox", "Family of {count}")
        return text.format(count=formats.number(len(entry.deliveries)))
    return translate("Component", component(entry.main.ref.kind).label)


def _wait(entry: Entry) -> str:
    translate = QCoreApplication.translate
    if entry.wait is not None:
        return wait_sentence(entry.wait, formats.moment, translate)
    return translate("Outbox", "Finished {when}.").format(when=formats.moment(entry.main.finished_at or ""))


def _concerns(changes: Changes, entry: Entry) -> bool:
    return any(each.id in changes.deliveries or each.ref in changes.deleted for each in entry.deliveries)


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many of both are the same from the beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
