"""The item model of a record's children: few rows, all there, with exact signals for each that changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop.models.cells import cell, spoken
from desktop.models.column_model import ColumnModel
from desktop.models.columns import Column, Look, Role
from desktop.store.types import Child, Ref, Sync
from desktop.values import Value

Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()
_TURNED: Final = frozenset({Look.CHECK, Look.STAR})
PRIMARY: Final = "primary"


@dataclass(frozen=True, slots=True)
class ChildRow:
    """One row: the child's id, its values by column name, and the record that a link in it leads to.

    A ``locked`` row belongs to another record and is not edited here.
    """

    id: str
    values: Mapping[str, Value | Sync]
    target: Ref | None = None
    parent: Ref | None = None
    locked: bool = False


def child_row(child: Child, target: Ref | None = None, **more: Value | Sync) -> ChildRow:
    """Return the row of a child component, with ``more`` values beside the child's own."""
    return ChildRow(child.id, {**child.values, PRIMARY: child.primary, **more}, target)


class ChildListModel(ColumnModel):
    """The children that ``show`` was given last; editing a cell asks for the change and keeps the old value.

    ``edit_asked`` carries the child's id, the column's name and the value in the form its field takes.
    """

    edit_asked = Signal(str, str, object)
    counted = Signal(int)

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(columns, parent)
        self._rows: list[ChildRow] = []

    @property
    def rows(self) -> tuple[ChildRow, ...]:
        """Return the rows in order."""
        return tuple(self._rows)

    def row(self, at: int) -> ChildRow | None:
        """Return the row at ``at``, if there is one."""
        return self._rows[at] if 0 <= at < len(self._rows) else None

    def row_of(self, child_id: str) -> int | None:
        """Return where the child stands."""
        return next((at for at, each in enumerate(self._rows) if each.id == child_id), None)

    def show(self, rows: Sequence[ChildRow]) -> None:
        """Show these rows: those that went go, those that came come, those that differ are drawn again."""
        kept = {each.id for each in rows}
        for at in range(len(self._rows) - 1, -1, -1):
            if self._rows[at].id not in kept:
                self.beginRemoveRows(QModelIndex(), at, at)
                del self._rows[at]
                self.endRemoveRows()
        for at, wanted in enumerate(rows):
            self._place(at, wanted)
        self.counted.emit(len(self._rows))

    def _place(self, at: int, wanted: ChildRow) -> None:
        source = self.row_of(wanted.id)
        if source is None:
            self.beginInsertRows(QModelIndex(), at, at)
            self._rows.insert(at, wanted)
            self.endInsertRows()
            return
        if source != at:
            self.beginMoveRows(QModelIndex(), source, source, QModelIndex(), at)
            self._rows.insert(at, self._rows.pop(source))
            self.endMoveRows()
        if self._rows[at] != wanted:
            self._rows[at] = wanted
            self.dataChanged.emit(self.index(at, 0), self.index(at, len(self._columns) - 1))

    # --- What Qt asks ---------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 -- as Qt declares it
        if role not in _ANSWERED or not index.isValid():
            return None
        column = self._columns[index.column()]
        value = self._rows[index.row()].values.get(column.name)
        if role == Qt.ItemDataRole.EditRole:
            return value
        shown = value if isinstance(value, Sync) else cell(column, value)
        return shown if role == Role.CELL else spoken(shown)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: ANN401 -- as Qt declares it
        if role != Qt.ItemDataRole.EditRole or not self.flags(index) & _MAY_CHANGE:
            return False
        name, row = self._columns[index.column()].name, self._rows[index.row()]
        if value != row.values.get(name):
            self.edit_asked.emit(row.id, name, value)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
        column = self._columns[index.column()]
        if column.editable and not self._rows[index.row()].locked:
            flags |= Qt.ItemFlag.ItemIsUserCheckable if column.look in _TURNED else Qt.ItemFlag.ItemIsEditable
        return flags


_MAY_CHANGE: Final = Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsUserCheckable
_ANSWERED: Final = frozenset(
    {Role.CELL, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.AccessibleTextRole}
)
