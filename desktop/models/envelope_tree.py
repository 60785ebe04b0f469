"""The item model of an envelope: a tree of lines, made off the window's thread and never changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from desktop.models import formats
from desktop.store import envelopes
from desktop.store.envelopes import Compared

Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()


class LineRole(IntEnum):
    """``MARK`` is ``+`` or ``-`` for a line that one of two envelopes has alone, else a blank."""

    MARK = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its text, what closes it, the line it stands in, and whether it is closed at first."""

    text: str
    closing: str = ""
    parent: int = -1
    folded: bool = False
    mark: str = " "


def lines_of(envelope: str) -> tuple[Line, ...]:
    """Return an envelope as the lines of a tree."""
    pieces = envelopes.pieces(envelope)
    closed = envelopes.folded(pieces)
    parents: list[int] = []
    lines: list[Line] = []
    for at, piece in enumerate(pieces):
        del parents[piece.depth :]
        lines.append(Line(piece.text, piece.closing, parents[-1] if parents else -1, at in closed))
        parents.append(at)
    return tuple(lines)


def lines_of_comparison(compared: Iterable[Compared]) -> tuple[Line, ...]:
    """Return two envelopes, set against each other, as lines beneath each other."""
    return tuple(Line(_told(each), mark=each.mark) for each in compared)


class EnvelopeTree(QAbstractItemModel):
    """The lines that ``show`` was given last."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[Line, ...] = ()
        self._inside: dict[int, list[int]] = {}
        self._rows: list[int] = []

    def show(self, lines: Sequence[Line]) -> None:
        """Show these lines."""
        self.beginResetModel()
        self._lines = tuple(lines)
        self._inside, self._rows = {}, []
        for at, line in enumerate(self._lines):
            siblings = self._inside.setdefault(line.parent, [])
            self._rows.append(len(siblings))
            siblings.append(at)
        self.endResetModel()

    def folded(self) -> list[QModelIndex]:
        """Return which lines are closed at first."""
        return [self._index(at) for at, line in enumerate(self._lines) if line.folded]

    def text(self, index: Index | None = None) -> str:
        """Return a line with all that stands inside it, indented; without one all lines."""
        tops = self._inside.get(-1, []) if index is None else [index.internalId()]
        return "\n".join(line for top in tops for line in self._text(top, 0))

    def _text(self, at: int, depth: int) -> list[str]:
        inner = [line for child in self._inside.get(at, ()) for line in self._text(child, depth + 1)]
        line, indent = self._lines[at], "  " * depth
        return [indent + line.text, *inner, *([indent + line.closing] if line.closing else [])]

    def _index(self, at: int) -> QModelIndex:
        return self.createIndex(self._rows[at], 0, at)

    # --- What Qt asks ---------------------------------------------------------------------------------------

    def index(self, row: int, column: int, parent: Index = _ROOT) -> QModelIndex:
        inside = self._inside.get(parent.internalId() if parent.isValid() else -1, [])
        if column or not 0 <= row < len(inside):
            return QModelIndex()
        return self.createIndex(row, 0, inside[row])

    def parent(self, child: Index = _ROOT) -> Any:  # noqa: ANN401 -- Qt has two methods of that name
        if not child.isValid():
            return QModelIndex()
        above = self._lines[child.internalId()].parent
        return QModelIndex() if above < 0 else self._index(above)

    def rowCount(self, parent: Index = _ROOT) -> int:
        return len(self._inside.get(parent.internalId() if parent.isValid() else -1, ()))

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 -- as Qt declares it
        if not index.isValid():
            return None
        line = self._lines[index.internalId()]
        if role == LineRole.MARK:
            return line.mark
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return line.text
        return None


def _told(compared: Compared) -> str:
    if compared.skipped:
        text = QCoreApplication.translate("Envelope", "… {count} equal lines")
        return text.format(count=formats.number(compared.skipped))
    return f"{compared.mark} {compared.text}"
