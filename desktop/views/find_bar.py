"""Find in list (Ctrl+F): a line over the rows that goes from match to match in what the columns show."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.errors import HearthError
from desktop.models import formats
from desktop.models.record_list import RecordListModel
from desktop.store import lists
from desktop.views.desk import Desk
from desktop.views.editors.line import LineEdit
from desktop.views.list import ListApplet
from desktop.views.parts import icon_button, label, row
from desktop.views.tokens import SPACE_L, SPACE_M, SPACE_S

_PAUSE_MS: Final = 250
_WIDTH: Final = 260


class FindBar(QWidget):
    """Stands over one list's rows while something is looked for; ``closed`` tells that it went."""

    closed = Signal()

    def __init__(self, applet: ListApplet, model: RecordListModel, desk: Desk) -> None:
        super().__init__(applet)
        name = f"{applet.objectName()}.find_bar"
        self.setObjectName(name)
        self._list = applet
        self._model = model
        self._desk = desk
        self._rows: list[int] = []
        self.line = LineEdit(self)
        self.line.setObjectName(f"{name}.line")
        self.line.setAccessibleName(self.tr("Find in the list"))
        self.line.setPlaceholderText(self.tr("Find in the list"))
        self.line.setFixedWidth(_WIDTH)
        self.said = label("", "muted", self)
        self.said.setObjectName(f"{name}.said")
        before = icon_button(f"{name}.before", "chevron-up", self.tr("Match before (Shift+Enter)"), self)
        after = icon_button(f"{name}.after", "chevron-down", self.tr("Next match (Enter)"), self)
        close = icon_button(f"{name}.close", "close", self.tr("Close (Esc)"), self)
        before.clicked.connect(partial(self.step, -1))
        after.clicked.connect(partial(self.step, 1))
        close.clicked.connect(self.leave)
        parts = row(self.line, before, after, self.said, None, close, spacing=SPACE_M)
        parts.setContentsMargins(SPACE_L, 0, SPACE_S, SPACE_S)
        self.setLayout(parts)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self.line.textEdited.connect(self._wait)
        model.filled.connect(self._search_again)
        model.completed.connect(self._search_again)
        self.hide()

    def open(self) -> None:
        """Show the line with what was looked for last."""
        self.show()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()
        self._search_again()

    def leave(self) -> None:
        """Go back to the row that was found."""
        self.hide()
        self._list.table.setFocus()
        self.closed.emit()

    def step(self, way: int) -> None:
        """Go to the next match or the one before, and on from the other end."""
        if self._pause.isActive():
            self._search()
        elif self._rows:
            here = self._list.current_row()
            place = bisect_right(self._rows, here) if way > 0 else bisect_left(self._rows, here) - 1
            self._go(place % len(self._rows))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.step(-1 if shift else 1)
        else:
            super().keyPressEvent(event)

    # --- Searching ------------------------------------------------------------------------------------------

    def _wait(self) -> None:
        self._pause.start()

    def _search_again(self) -> None:
        if self.isVisible() and self.line.text().strip():
            self._search()

    def _search(self) -> None:
        self._pause.stop()
        text = self.line.text().strip()
        if not text:
            self._take(text, array("q"))
            return
        self.said.setText(self.tr("Searching…"))
        names = tuple(each.name for each in self._list.table.shown_columns())
        find = partial(lists.containing, query=self._model.query, text=text, names=names)
        self._desk.operations.read(find, partial(self._take, text), self._refuse)

    def _take(self, text: str, numbers: array[int]) -> None:
        if text != self.line.text().strip():
            return
        self._rows = self._model.rows_of(numbers)
        if not text:
            self.said.clear()
        elif not self._rows:
            self.said.setText(self.tr("Nothing found"))
        else:
            self._go(bisect_left(self._rows, max(self._list.current_row(), 0)) % len(self._rows))

    def _go(self, place: int) -> None:
        self._list.table.go_to(self._rows[place])
        count = self.tr("{number} of {total}")
        number, total = formats.number(place + 1), formats.number(len(self._rows))
        self.said.setText(count.format(number=number, total=total))

    def _refuse(self, error: HearthError) -> None:
        self.said.setText(str(error))
