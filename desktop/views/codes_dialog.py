"""Says what the values of one field are called at the external system."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QScrollArea, QWidget

from desktop import language
from desktop.models.mapping_rows import Row
from desktop.views.dialog import Dialog
from desktop.views.mapping_cells import let_type
from desktop.views.parts import column, label, push_button, row
from desktop.views.tokens import SPACE_L, SPACE_M, SPACE_XL

_WIDTH: Final = 560
_ROW: Final = 40
_FRAME: Final = 130
_HIGHEST: Final = 460


class CodesDialog(Dialog):
    """Each value of ours, and what it is called there; ``wanted`` carries those that were changed."""

    wanted = Signal(object)

    def __init__(self, line: Row, codes: Mapping[str, str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("codes")
        name = QCoreApplication.translate("Field", line.label)
        self.setWindowTitle(self.tr("Values of {field}").format(field=name))
        self.setAccessibleName(self.windowTitle())
        self.setModal(True)
        self._before = dict(codes)
        self.boxes = {ours: self._box(ours, line) for ours in _ours(line, codes)}
        self.take = push_button("codes.take", self.tr("Take"), "primary", self)
        self.cancel = push_button("codes.cancel", self.tr("Cancel"), parent=self)
        self.take.setDefault(True)
        self._lay_out(line.pick_list)
        self.resize(_WIDTH, min(_HIGHEST, _FRAME + _ROW * len(self.boxes)))
        self.take.clicked.connect(self._take)
        self.cancel.clicked.connect(self.reject)
        self.finished.connect(self.deleteLater)

    def _take(self) -> None:
        now = {ours: box.currentText().strip() for ours, box in self.boxes.items()}
        self.accept()
        self.wanted.emit({ours: there for ours, there in now.items() if there != self._before.get(ours, "")})

    def _box(self, ours: str, line: Row) -> QComboBox:
        made = QComboBox(self)
        made.setObjectName(f"codes.{ours}")
        made.setAccessibleName(
            self.tr("{value} is called there").format(value=language.value(line.pick_list, ours))
        )
        made.addItems(["", *line.theirs])
        let_type(made)
        made.setEditText(self._before.get(ours, ""))
        inside = made.lineEdit()
        if inside is not None:
            inside.setPlaceholderText(ours)
            inside.setAccessibleName(made.accessibleName())
        return made

    def _lay_out(self, pick_list: str) -> None:
        canvas = QWidget(self)
        canvas.setProperty("role", "canvas")
        grid = QGridLayout(canvas)
        grid.setHorizontalSpacing(SPACE_L)
        grid.setVerticalSpacing(SPACE_M)
        grid.setColumnStretch(1, 1)
        for number, (ours, box) in enumerate(self.boxes.items()):
            words = label(language.value(pick_list, ours), "label", self)
            words.setBuddy(box)
            grid.addWidget(words, number, 0)
            grid.addWidget(box, number, 1)
        grid.setRowStretch(len(self.boxes), 1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(canvas)
        told = label(self.tr("What is left empty is called the same there."), "muted", self)
        buttons = row(None, self.take, self.cancel, spacing=SPACE_M)
        margins = (SPACE_XL, SPACE_L, SPACE_XL, SPACE_L)
        self.setLayout(column(told, area, buttons, spacing=SPACE_L, margins=margins))


def _ours(line: Row, codes: Mapping[str, str]) -> tuple[str, ...]:
    """Return our values: those of the list, and those that have a name there already."""
    return tuple(dict.fromkeys((*line.ours, *codes)))
