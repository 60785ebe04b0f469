"""The rows that a pick dialog found: few, all there, each with the id of what it stands for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.models.column_model import ColumnModel
from desktop.models.columns import Column, Role

Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()


@dataclass(frozen=True, slots=True)
class PickRow:
    """Something that can be picked; ``cells`` are its texts as shown, in the order of the columns."""

    id: str
    cells: tuple[str, ...]


class PickRowsModel(ColumnModel):
    """Holds what the last search found."""

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(columns, parent)
        self._rows: tuple[PickRow, ...] = ()

    def show_rows(self, rows: Sequence[PickRow]) -> None:
        """Replace what was found before."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def id_at(self, row: int) -> str:
        """Return the id of what stands in ``row``."""
        return self._rows[row].id

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 -- as Qt declares it
        if not index.isValid() or role not in {Role.CELL, Qt.ItemDataRole.DisplayRole}:
            return None
        return self._rows[index.row()].cells[index.column()]
