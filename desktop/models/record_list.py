"""The item model of a list of records: it holds numbers in order and fetches the rows that are drawn."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from desktop.errors import HearthError
from desktop.models import order
from desktop.models.cells import Cell, cell, spoken
from desktop.models.column_model import ColumnModel
from desktop.models.columns import Column, Role
from desktop.models.operations import Operations
from desktop.store import lists
from desktop.store.lists import ListQuery, ListRow
from desktop.store.types import Changes, Ref
from desktop.store.unit import View
from desktop.values import Value

Index = QModelIndex | QPersistentModelIndex
_Row = tuple[str, tuple[Cell, ...], tuple[Value, ...]]
_Rows = Mapping[int, _Row]
_NO_ROWS: Final[_Rows] = MappingProxyType({})
_ROOT: Final = QModelIndex()
# Rows are drawn from the top down: those before the one drawn last are seen, some after it come next.
_BEFORE: Final = 96
_AFTER: Final = 32
_KEPT_ROWS: Final = 4096
# Stands in the order for a row whose record is not known yet.
_UNKNOWN: Final = 0


class RecordListModel(ColumnModel):
    """The records of a query in its order; a row that is not there yet answers None as its cells.

    ``filled`` is emitted when the order is in, of a long list its beginning, ``completed`` when the rest has
    followed, ``counted`` when the number of rows changed; ``stayed``
    carries the error when the list could not be had, or was stopped, and stays what it was; ``edit_asked``
    carries the record, the column's name and the value that a person put into its cell.
    """

    filled = Signal()
    completed = Signal()
    counted = Signal(int)
    stayed = Signal(object)
    edit_asked = Signal(object, str, object)

    def __init__(
        self,
        query: ListQuery,
        columns: Sequence[Column],
        operations: Operations,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(columns, parent)
        self._query = query
        self._listed = query
        self._operations = operations
        self._order = array("q")
        self._rows: OrderedDict[int, _Row] = OrderedDict()
        self._shown = frozenset(each.name for each in columns)
        self._wanted: int | None = None
        self._fetching: range | None = None
        self._drawn = range(0)
        self._filled = False
        self._generation = 0
        self._then: list[Callable[[], None]] = []
        self._fetch_soon = QTimer(self, singleShot=True, interval=0)
        self._fetch_soon.timeout.connect(self._fetch)

    # --- What is listed -------------------------------------------------------------------------------------

    @property
    def query(self) -> ListQuery:
        """Return which records are listed, in which order."""
        return self._query

    @property
    def is_filled(self) -> bool:
        """Tell whether the order of the query is in."""
        return self._filled

    @property
    def is_whole(self) -> bool:
        """Tell whether it is known which record stands in each row."""
        return _UNKNOWN not in self._order[-1:]

    def when_whole(self, then: Callable[[], None]) -> None:
        """Call it when that is known, now or soon; not any more once something else is asked for."""
        if self.is_whole:
            then()
        else:
            self._then.append(then)

    def ask(self, query: ListQuery) -> None:
        """List other records, or the same in another order."""
        self._query = query
        self._generation += 1
        self._then.clear()
        first = partial(_beginning, query=query, columns=self._columns, shown=self._shown)
        begin, stay = partial(self._take_beginning, self._generation), partial(self._stay, self._generation)
        self._operations.read_long(first, begin, stay)

    def read_again(self) -> None:
        """Read all that is shown anew: the store was filled by somebody who tells of no single record."""
        self._fetch_anew()
        self.ask(self._query)

    def show_columns(self, names: frozenset[str]) -> None:
        """Fetch only what these columns show; the others are hidden."""
        if names != self._shown:
            self._shown = names
            self._rows.clear()
            if self._order:
                self._redraw(0, len(self._order) - 1)

    def numbers_in(self, first: int, last: int) -> list[int]:
        """Return the numbers of the records in these rows, those that are known."""
        return [each for each in self._order[first : last + 1] if each != _UNKNOWN]

    def rows_of(self, numbers: array[int]) -> list[int]:
        """Return the rows in which these records stand, in order."""
        wanted = set(numbers)
        return [row for row, number in enumerate(self._order) if number in wanted] if wanted else []

    def ref(self, row: int) -> Ref | None:
        """Return which record stands in the row, or None while it is not known yet."""
        if not 0 <= row < len(self._order):
            return None
        there = self._rows.get(self._order[row])
        return Ref(self._query.kind, there[0]) if there else None

    def number(self, row: int) -> int | None:
        """Return the number by which the store knows the record in the row."""
        return (self._order[row] or None) if 0 <= row < len(self._order) else None

    def row_of(self, number: int) -> int | None:
        """Return the row in which a record stands, or None if the query does not list it."""
        try:
            return self._order.index(number)
        except ValueError:
            return None

    # --- What Qt asks ---------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._order)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 -- as Qt declares it
        if role not in _ANSWERED or not index.isValid():
            return None
        number = self._order[index.row()]
        there = self._rows.get(number)
        if there is None:
            if number != _UNKNOWN:
                self._want(index.row())
            return None
        if role == Qt.ItemDataRole.EditRole:
            return there[2][index.column()]
        shown = there[1][index.column()]
        return shown if role == Role.CELL else spoken(shown)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
        # Only the cache is asked: selecting all must not fetch every row.
        if self._columns[index.column()].editable and self._order[index.row()] in self._rows:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: ANN401 -- as Qt declares it
        ref = self.ref(index.row()) if index.isValid() else None
        if ref is None or role != Qt.ItemDataRole.EditRole or not self._columns[index.column()].editable:
            return False
        if value != index.data(Qt.ItemDataRole.EditRole):
            self.edit_asked.emit(ref, self._columns[index.column()].name, value)
        return True

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if 0 <= column < len(self._columns) and self._columns[column].sortable:
            descending = order == Qt.SortOrder.DescendingOrder
            wanted = replace(self._query, sort=self._columns[column].name, descending=descending)
            if wanted != self._query:
                self.ask(wanted)

    def match(
        self,
        start: Index,
        role: int,
        value: Any,  # noqa: ANN401 -- as Qt declares it
        hits: int = 1,
        flags: Qt.MatchFlag = Qt.MatchFlag.MatchStartsWith,
    ) -> list[QModelIndex]:
        """Find nothing: Qt would ask for every cell of a hundred thousand rows. ``seek`` asks the store."""
        return []

    # --- What changed ---------------------------------------------------------------------------------------

    def follow(self, changes: Changes) -> None:
        """Look whether the changes concern the list, and show exactly those."""
        kind = self._query.kind
        changed = {ref.id for ref in changes.changed if ref.kind == kind}
        again = {number for number, (row_id, *_) in self._rows.items() if row_id in changed}
        if self._shows_of_others(changes):
            self._fetch_anew()
        elif again:
            self._refetch(again)
        others = any(ref.kind == kind for ref in changes.created | changes.deleted)
        if others or any(self._may_move(names) for ref, names in changes.changed.items() if ref.kind == kind):
            self._reorder(changed)

    def _shows_of_others(self, changes: Changes) -> bool:
        """Tell whether records of the other kind changed in what is shown of them here."""
        kind = self._query.kind
        return any(ref.kind != kind and names & _SHOWN_ELSEWHERE for ref, names in changes.changed.items())

    def _fetch_anew(self) -> None:
        """Fetch the rows that were drawn last again, and let the others be fetched when they are drawn."""
        drawn = {self._order[row] for row in self._drawn if row < len(self._order)}
        for number in set(self._rows) - drawn:
            del self._rows[number]
        self._refetch(drawn)

    def _may_move(self, names: frozenset[str]) -> bool:
        if not self._query.holds_all:
            return bool(names)
        sorts = {name for name, _ in self._query.order}
        return bool(names & (sorts or _NAMING))

    def _reorder(self, changed: set[str]) -> None:
        numbers = {number for number, (row_id, *_) in self._rows.items() if row_id in changed}
        wanted = partial(_new_order, query=self._query, before=array("q", self._order), movable=numbers)
        self._operations.read_long(wanted, partial(self._take_order, self._generation, self._order))

    def _ask_whole(self) -> None:
        whole = partial(lists.numbers, query=self._query)
        stay = partial(self._stay, self._generation)
        self._operations.read_long(whole, partial(self._take_whole, self._generation), stay)

    def _stay(self, generation: int, error: HearthError) -> None:
        """Go on with the list that is shown, as the other one could not be had."""
        if generation == self._generation:
            self._query = self._listed
            self.stayed.emit(error)

    def _take_beginning(self, generation: int, begun: tuple[array[int], _Rows]) -> None:
        """Show the first rows and how many there are in all; the order of the others may follow."""
        if generation != self._generation:
            return
        self._take_query(generation, *begun)
        if not self.is_whole:
            self._ask_whole()

    def _take_whole(self, generation: int, numbers: array[int]) -> None:
        """Take the whole order: quietly, if its beginning is what is shown already."""
        known = self._order.index(_UNKNOWN) if _UNKNOWN in self._order[-1:] else 0
        if generation != self._generation:
            return
        if not known or len(numbers) != len(self._order) or numbers[:known] != self._order[:known]:
            self._take_query(generation, numbers)
            return
        self._order = numbers
        self._redraw(known, len(numbers) - 1)
        self.counted.emit(len(numbers))
        self._complete()

    def _complete(self) -> None:
        self.completed.emit()
        then, self._then = self._then, []
        for each in then:
            each()

    def _take_query(self, generation: int, numbers: array[int], rows: _Rows = _NO_ROWS) -> None:
        if generation != self._generation:
            return
        self._listed = self._query
        self.beginResetModel()
        self._order = numbers
        self._rows.clear()
        self._keep(rows)
        self._filled = True
        self.endResetModel()
        self.counted.emit(len(numbers))
        self.filled.emit()

    def _take_order(
        self, generation: int, before: array[int], found: tuple[array[int], list[order.Step] | None]
    ) -> None:
        numbers, steps = found
        if generation != self._generation:
            return
        if steps is None or before is not self._order:
            self._take_query(generation, numbers)
            return
        for step in steps:
            self._take_step(step)
        if steps:
            self.counted.emit(len(self._order))

    def _take_step(self, step: order.Step) -> None:
        if isinstance(step, order.Removed):
            self.beginRemoveRows(QModelIndex(), step.at, step.at)
            order.apply(self._order, step)
            self.endRemoveRows()
        elif isinstance(step, order.Inserted):
            self.beginInsertRows(QModelIndex(), step.at, step.at)
            order.apply(self._order, step)
            self.endInsertRows()
        else:
            # Qt counts the target on the rows as they were before the move.
            before = step.target + (1 if step.target > step.source else 0)
            self.beginMoveRows(QModelIndex(), step.source, step.source, QModelIndex(), before)
            order.apply(self._order, step)
            self.endMoveRows()

    # --- Fetching -------------------------------------------------------------------------------------------

    def _want(self, row: int) -> None:
        # Only what was drawn last counts: rows that were scrolled past are not fetched.
        self._wanted = row
        if self._fetching is None and not self._fetch_soon.isActive():
            self._fetch_soon.start()

    def _fetch(self) -> None:
        row, self._wanted = self._wanted, None
        if row is None:
            return
        rows = range(max(0, row - _BEFORE), min(len(self._order), row + _AFTER))
        missing = [self._order[each] for each in rows if self._order[each] not in self._rows]
        self._drawn = rows
        if missing:
            self._fetching = rows
            self._ask_rows(missing, self._take_rows)

    def _refetch(self, numbers: set[int]) -> None:
        self._ask_rows(sorted(numbers), self._take_again)

    def _ask_rows(self, numbers: Sequence[int], on_done: Callable[[_Rows], None]) -> None:
        function = partial(
            _fetched,
            kind=self._query.kind,
            numbers=tuple(numbers),
            columns=self._columns,
            shown=self._shown,
        )
        self._operations.read(function, on_done)

    def _take_rows(self, rows: _Rows) -> None:
        drawn, self._fetching = self._fetching or range(0), None
        self._keep(rows)
        last = min(drawn.stop, len(self._order)) - 1
        if last >= drawn.start:
            self._redraw(drawn.start, last)
        if self._wanted is not None:
            self._fetch_soon.start()

    def _take_again(self, rows: _Rows) -> None:
        self._keep(rows)
        for number in rows:
            row = self.row_of(number)
            if row is not None:
                self._redraw(row, row)

    def _keep(self, rows: _Rows) -> None:
        self._rows.update(rows)
        while len(self._rows) > _KEPT_ROWS:
            self._rows.popitem(last=False)

    def _redraw(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(self._columns) - 1))


_ANSWERED: Final = frozenset(
    {Role.CELL, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.AccessibleTextRole}
)
_NAMING: Final = frozenset({"household_name", "last_name", "first_name", "middle_name"})
# The head's name and the address stand in the list of households, the household's name in that of contacts.
_SHOWN_ELSEWHERE: Final = frozenset({"household_name", "last_name", "first_name", "personal_address"})


def _beginning(
    view: View, query: ListQuery, columns: Sequence[Column], shown: frozenset[str]
) -> tuple[array[int], _Rows]:
    """Read the beginning of a list with the rows that are seen first."""
    begun = lists.beginning(view, query)
    return begun, _fetched(view, query.kind, begun[:_BEFORE], columns, shown)


def _fetched(
    view: View, kind: str, numbers: Sequence[int], columns: Sequence[Column], shown: frozenset[str]
) -> _Rows:
    """Read the columns that are shown; in the others stands nothing."""
    asked = [each.name for each in columns if each.name in shown]
    rows = lists.rows(view, kind, numbers, asked)
    return {number: _row(columns, asked, row) for number, row in rows.items()}


def _row(columns: Sequence[Column], asked: Sequence[str], row: ListRow) -> _Row:
    found: dict[str, Value] = dict(zip(asked, row[1:], strict=True))
    cells = tuple(cell(each, found[each.name]) if each.name in found else "" for each in columns)
    return str(row[0]), cells, tuple(found.get(each.name) for each in columns)


def _new_order(
    view: View, query: ListQuery, before: array[int], movable: set[int]
) -> tuple[array[int], list[order.Step] | None]:
    """Read the order anew and work out the steps from the old one, off the window's thread."""
    after = lists.numbers(view, query)
    return after, order.steps(before, after, movable)
