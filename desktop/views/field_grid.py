"""Lays out the fields of a form in columns: as many as there is room for, all aligned to one grid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop.fields import Field
from desktop.models import words
from desktop.values import Kind
from desktop.views import theme
from desktop.views.editors import Editor
from desktop.views.icons import pixmap
from desktop.views.parts import column, frame, label, row
from desktop.views.tokens import ICON, SPACE_L, SPACE_M, SPACE_S, SPACE_XL

_MOST_COLUMNS: Final = 4
_COLUMN_WIDTH: Final = 208
# Room for one line of a problem's text, always there, so that a problem moves nothing.
_PROBLEM_HEIGHT: Final = 14


class GridCell(QWidget):
    """What stands in one place of the grid; one that ``is_wide`` takes two columns."""

    is_wide = False


class FieldCell(GridCell):
    """One field: its label above, its editor, and below it what is wrong with the value."""

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editor = editor
        self.is_wide = editor.field.kind is Kind.NOTE
        self._label = QLabel(self)
        self._label.setProperty("role", "label")
        if editor.field.kind is not Kind.FLAG:
            self._label.setText(label_text(editor.field))
            self._label.setBuddy(editor.as_widget())
        self._icon = QLabel(self)
        self._icon.setFixedWidth(ICON)
        self._problem = label("", "problem", self)
        self._problem.setObjectName(f"problem.{editor.field.name}")
        self._problem.setWordWrap(True)
        self._problem.setMinimumHeight(_PROBLEM_HEIGHT)
        problem = row(self._icon, self._problem, spacing=SPACE_S)
        problem.setAlignment(self._icon, Qt.AlignmentFlag.AlignTop)
        problem.setStretch(1, 1)
        self.setLayout(column(self._label, editor.as_widget(), problem, None, spacing=2))
        editor.problem_changed.connect(self._show_problem)
        self._show_problem("")

    def show_unit(self, unit: str) -> None:
        """Write behind the label in what the value is counted, or nothing."""
        text = label_text(self.editor.field)
        self._label.setText(f"{text} ({unit})" if unit else text)

    def problem(self) -> str:
        """Return what is shown to be wrong, or empty text."""
        return self._problem.text()

    def _show_problem(self, text: str) -> None:
        self._problem.setText(text)
        self._icon.setVisible(bool(text))
        if text:
            self._icon.setPixmap(pixmap("error", theme.tokens().bad, 14, self.devicePixelRatioF()))


def label_text(field: Field) -> str:
    """Return the label as it stands over a field: with an asterisk where the field must be filled in."""
    text = words.label(field, QCoreApplication.translate).replace("&", "&&")
    return f"{text} *" if field.required else text


class FieldGrid(QWidget):
    """Cells in reading order, spread over one to four columns of equal width; wide ones take two."""

    def __init__(self, cells: Sequence[GridCell], heading: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cells = cells
        self._columns = 0
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(SPACE_XL)
        self._grid.setVerticalSpacing(2)
        self._grid.setContentsMargins(0, 0, 0, 0)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(SPACE_S)
        if heading:
            outer.addLayout(self._heading(heading))
        outer.addLayout(self._grid)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._fillers = [self._filler(number) for number in range(_MOST_COLUMNS)]
        self._place(_MOST_COLUMNS)

    def columns(self) -> int:
        """Return how many columns there are now."""
        return self._columns

    def minimumSizeHint(self) -> QSize:
        return QSize(_COLUMN_WIDTH, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fitting = (event.size().width() + SPACE_XL) // (_COLUMN_WIDTH + SPACE_XL)
        self._place(max(1, min(_MOST_COLUMNS, fitting)))

    def _place(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        at = 0
        for cell in self._cells:
            width = min(columns, 2 if cell.is_wide else 1)
            if at % columns + width > columns:
                at += columns - at % columns
            self._grid.addWidget(cell, at // columns, at % columns, 1, width)
            at += width
        for number, filler in enumerate(self._fillers):
            self._grid.setColumnStretch(number, 1 if number < columns else 0)
            filler.setVisible(number < columns)
        self.updateGeometry()

    def _filler(self, number: int) -> QWidget:
        # A column without anything in it would get no spacing, and the others would be wider than elsewhere.
        filler = QWidget(self)
        filler.setFixedHeight(0)
        self._grid.addWidget(filler, len(self._cells), number)
        return filler

    def _heading(self, text: str) -> QVBoxLayout:
        rule: QFrame = frame("rule")
        title = label(text, "section")
        title.setContentsMargins(0, SPACE_M, 0, 0)
        return column(rule, title, spacing=0, margins=(0, SPACE_S, 0, SPACE_S if text else SPACE_L))
