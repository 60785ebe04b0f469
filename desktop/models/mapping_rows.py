"""The lines of a mapping as a table that an administrator changes: field, element, direction, findings."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Final, Protocol

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from desktop import language

DIRECTIONS: Final = ("both", "out", "in", "none")
_Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()


class Finding(Protocol):
    """What is to be said of a line."""

    @property
    def text(self) -> str: ...


class Row(Protocol):
    """One line as it comes."""

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def element(self) -> str: ...
    @property
    def direction(self) -> str: ...
    @property
    def there(self) -> str: ...
    @property
    def length(self) -> int: ...
    @property
    def sample(self) -> str: ...
    @property
    def findings(self) -> Sequence[Finding]: ...


class Column(IntEnum):
    """The columns, in order."""

    FIELD = 0
    ELEMENT = 1
    DIRECTION = 2
    TYPE = 3
    LENGTH = 4
    SAMPLE = 5
    FINDINGS = 6


class MappingRows(QAbstractTableModel):
    """Holds the lines and what was changed in them; a filter leaves those that have its words."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []
        self._shown: list[Row] = []
        self._words = ""
        self._changes: dict[str, tuple[str, str]] = {}

    @property
    def changes(self) -> tuple[tuple[str, str, str], ...]:
        """Return what was changed: field, element, direction."""
        return tuple((name, element, direction) for name, (element, direction) in self._changes.items())

    def take(self, rows: Sequence[Row]) -> None:
        """Show these lines; what was changed before is forgotten."""
        self._rows = list(rows)
        self._changes.clear()
        self.filter(self._words)

    def filter(self, words: str) -> None:
        """Show the lines that have all these words in field, label or element."""
        self._words = words
        wanted = words.casefold().split()
        self.beginResetModel()
        self._shown = [each for each in self._rows if all(word in _spoken(each) for word in wanted)]
        self.endResetModel()

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _headings()[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, column = self._shown[index.row()], Column(index.column())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._text(row, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{_headings()[column]}: {self._text(row, column)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.name if column is Column.FIELD else self._text(row, column)
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        editable = index.column() in (Column.ELEMENT, Column.DIRECTION)
        return usual | Qt.ItemFlag.ItemIsEditable if editable else usual

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole:
            return False
        row = self._shown[index.row()]
        element, direction = self._state(row)
        text = str(value).strip()
        if index.column() == Column.DIRECTION:
            direction = text if text in DIRECTIONS else direction
        else:
            element, direction = text, direction if direction != "none" else "both"
        self._changes[row.name] = (element, direction)
        self.dataChanged.emit(self.index(index.row(), 0), self.index(index.row(), len(Column) - 1))
        return True

    def _state(self, row: Row) -> tuple[str, str]:
        return self._changes.get(row.name, (row.element, str(row.direction)))

    def _text(self, row: Row, column: Column) -> str:
        element, direction = self._state(row)
        texts = {
            Column.FIELD: QCoreApplication.translate("Field", row.label),
            Column.ELEMENT: element,
            Column.DIRECTION: direction if element else "",
            Column.TYPE: row.there,
            Column.LENGTH: str(row.length),
            Column.SAMPLE: row.sample,
            Column.FINDINGS: " ".join(language.sentence(each.text) for each in row.findings),
        }
        return texts[column]


def _spoken(row: Row) -> str:
    return f"{row.name} {row.label} {row.element}".casefold()


def _headings() -> tuple[str, ...]:
    translate = QCoreApplication.translate
    return (
        translate("MappingRows", "Field"),
        translate("MappingRows", "Element"),
        translate("MappingRows", "Direction"),
        translate("MappingRows", "Type there"),
        translate("MappingRows", "Length here"),
        translate("MappingRows", "Sample"),
        translate("MappingRows", "Findings"),
    )
