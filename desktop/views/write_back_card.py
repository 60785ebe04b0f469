"""What a reply of the external system changed in the record, each change with its undo, conflicts first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QEasingCurve, QPropertyAnimation, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QScrollArea, QWidget

from desktop.views import theme
from desktop.views.icons import pixmap
from desktop.views.parts import ElidedLabel, column, icon_button, label, push_button, row
from desktop.views.tokens import ICON, SPACE_L, SPACE_M, SPACE_S

# Four rows are seen at once, more are scrolled to: the card must not push the fields away.
_ROWS_SEEN: Final = 4
_ROW: Final = 32
_NO_LIMIT: Final = 16_777_215


@dataclass(frozen=True, slots=True)
class WriteBackRow:
    """One field that a reply changed, in words: ``key`` says which for whoever undoes it.

    In a conflict ``before`` is the agent's value and ``after`` the external system's; ``keep`` and ``take``
    say what each answer does where it is more than a value that stays. What cannot be put back by hand, such
    as an integration id, is not ``undoable``.
    """

    key: str
    label: str
    before: str
    after: str
    conflict: bool = False
    undoable: bool = True
    keep: str = ""
    take: str = ""


class WriteBackCard(QFrame):
    """Slides in under a form and stays until it is closed or the agent moves on.

    Undoing and settling are the owner's work: the signals carry the row's key.
    """

    undo_requested = Signal(str)
    keep_requested = Signal(str)
    take_requested = Signal(str)
    settle_requested = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("write_back_card")
        self.setProperty("role", "card")
        self._rows: tuple[WriteBackRow, ...] = ()
        self._by = ""
        self._mark = QLabel(self)
        self._title = label("", "strong", self)
        close = icon_button("write_back_card.close", "close", self.tr("Close the card"), self)
        close.clicked.connect(self.close_card)
        self._list = QScrollArea(self)
        self._list.setWidgetResizable(True)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.compare = push_button("write_back_card.compare", self.tr("Side by Side"), "quiet", self)
        self.compare.clicked.connect(self.settle_requested)
        head = row(self._mark, self._title, None, self.compare, close, margins=(SPACE_L, SPACE_S, SPACE_S, 0))
        self.setLayout(column(head, self._list, spacing=0, margins=(0, 0, 0, SPACE_S)))
        self._slide = QPropertyAnimation(self, b"maximumHeight", self)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._slide.finished.connect(self._stand)
        theme.current().changed.connect(self._draw)
        self.hide()

    def show_rows(self, rows: Sequence[WriteBackRow], by: str = "") -> None:
        """Show what changed, conflicts first; without rows the card goes away.

        ``by`` names the external system where there are several.
        """
        self._by = by
        self._rows = tuple(sorted(rows, key=lambda each: not each.conflict))
        if not self._rows:
            self.clear()
            return
        came = self.isHidden()
        self._draw()
        self.setAccessibleName(self._title.text())
        if came:
            self._slide_in()
        theme.announce(self, self._spoken())

    def rows(self) -> tuple[WriteBackRow, ...]:
        """Return the rows in the order in which they are shown."""
        return self._rows

    def title(self) -> str:
        """Return the card's heading."""
        return self._title.text()

    def button(self, key: str, what: str = "undo") -> QPushButton:
        """Return the button ``undo``, ``keep`` or ``take`` of the row ``key``."""
        found = self.findChild(QPushButton, f"write_back.{key}.{what}")
        if found is None:
            raise LookupError(f"The card has no button {what} for {key}.")
        return found

    def clear(self) -> None:
        """Take the card away because the agent moves on."""
        self._slide.stop()
        self.hide()
        self._rows = ()

    def close_card(self) -> None:
        """Take the card away because the agent has read it."""
        self.clear()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_card()
        else:
            super().keyPressEvent(event)

    # --- Drawing ----------------------------------------------------------------------------------------

    def _draw(self) -> None:
        if not self._rows:
            return
        conflicts = sum(each.conflict for each in self._rows)
        tokens, ratio = theme.tokens(), self.devicePixelRatioF()
        name, colour = ("conflict", tokens.attention) if conflicts else ("done", tokens.good)
        self.compare.setVisible(bool(conflicts))
        self._mark.setPixmap(pixmap(name, colour, ICON, ratio))
        self._title.setText(self._heading(conflicts))
        self._list.setWidget(self._table())
        seen = min(len(self._rows), _ROWS_SEEN)
        self._list.setFixedHeight(seen * _ROW + SPACE_S)

    def _heading(self, conflicts: int) -> str:
        changed = len(self._rows) - conflicts
        if not conflicts:
            text = self.tr("Changed by the external system: {count}")
            named = self.tr("Changed by {name}: {count}")
        elif not changed:
            text = self.tr("Changed here and there: {conflicts}")
            named = self.tr("Changed here and at {name}: {conflicts}")
        else:
            text = self.tr("Changed here and there: {conflicts}. Changed by the external system: {count}")
            named = self.tr("Changed here and at {name}: {conflicts}. Changed by {name}: {count}")
        told = named if self._by else text
        return told.format(name=self._by, conflicts=conflicts, count=changed)

    def _table(self) -> QWidget:
        canvas = QWidget(self)
        canvas.setProperty("role", "canvas")
        grid = QGridLayout(canvas)
        grid.setContentsMargins(SPACE_L, 0, SPACE_L, 0)
        grid.setHorizontalSpacing(SPACE_M)
        grid.setVerticalSpacing(0)
        for number, each in enumerate(self._rows):
            grid.setRowMinimumHeight(number, _ROW)
            for at, part in enumerate(self._parts(each)):
                grid.addWidget(part, number, at)
        for at, share in ((1, 2), (2, 3), (4, 5)):
            grid.setColumnStretch(at, share)
        grid.setRowStretch(len(self._rows), 1)
        return canvas

    def _parts(self, each: WriteBackRow) -> list[QWidget]:
        tokens, ratio = theme.tokens(), self.devicePixelRatioF()
        mark, arrow = QLabel(self), QLabel(self)
        mark.setFixedWidth(ICON)
        if each.conflict:
            mark.setPixmap(pixmap("conflict", tokens.attention, ICON, ratio))
        arrow.setPixmap(pixmap("forward", tokens.muted, ICON, ratio))
        before, after = self._values(each)
        name = ElidedLabel(each.label, "strong", self)
        return [
            mark,
            name,
            ElidedLabel(before, "muted", self),
            arrow,
            ElidedLabel(after, "", self),
            self._buttons(each),
        ]

    def _values(self, each: WriteBackRow) -> tuple[str, str]:
        nothing = self.tr("(empty)")
        before, after = each.before or nothing, each.after or nothing
        if not each.conflict:
            return before, after
        return self.tr("Here: {value}").format(value=before), self.tr("There: {value}").format(value=after)

    def _buttons(self, each: WriteBackRow) -> QWidget:
        if each.conflict:
            offered = [
                ("keep", each.keep or self.tr("Keep mine"), self.keep_requested),
                ("take", each.take or self.tr("Take theirs"), self.take_requested),
            ]
        else:
            offered = [("undo", self.tr("Undo"), self.undo_requested)] if each.undoable else []
        holder = QWidget(self)
        made: list[QWidget | None] = [None]
        for what, text, signal in offered:
            button = push_button(f"write_back.{each.key}.{what}", text, "quiet", holder)
            button.setAccessibleName(f"{text}: {each.label}")
            button.clicked.connect(partial(signal.emit, each.key))
            made.append(button)
        holder.setLayout(row(*made, spacing=SPACE_S))
        return holder

    def _spoken(self) -> str:
        changes = [f"{each.label}: {' → '.join(self._values(each))}" for each in self._rows]
        return ". ".join([self._title.text(), *changes])

    # --- Moving -----------------------------------------------------------------------------------------

    def _slide_in(self) -> None:
        duration = theme.slide_ms(self)
        if not duration or not self.parentWidget() or not self.window().isVisible():
            self._stand()
            self.show()
            return
        self.setMaximumHeight(0)
        self.show()
        self._slide.setDuration(duration)
        self._slide.setStartValue(0)
        self._slide.setEndValue(self.sizeHint().height())
        self._slide.start()

    def _stand(self) -> None:
        self.setMaximumHeight(_NO_LIMIT)
