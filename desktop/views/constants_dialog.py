"""Says which elements of a request always carry the same text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from desktop.models.mapping_rows import Options
from desktop.views.dialog import Dialog
from desktop.views.mapping_cells import let_type, offer, typed_in
from desktop.views.parts import column, icon_button, label, push_button, row
from desktop.views.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL

_SIZE: Final = (680, 220)


class _Line(QWidget):
    """An element and its text."""

    def __init__(self, number: int, elements: Options, parent: QWidget) -> None:
        super().__init__(parent)
        self.element = QComboBox(self)
        self.element.setObjectName(f"constants.{number}.element")
        self.element.setAccessibleName(self.tr("Element"))
        offer(self.element, ("", ""), *elements)
        let_type(self.element)
        self.element.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        inside = self.element.lineEdit()
        if inside is not None:
            inside.setAccessibleName(self.tr("Element"))
            inside.setPlaceholderText(self.tr("Element"))
        self.text = QLineEdit(self)
        self.text.setObjectName(f"constants.{number}.text")
        self.text.setAccessibleName(self.tr("Always says"))
        self.text.setPlaceholderText(self.tr("Always says"))
        self.remove = icon_button(f"constants.{number}.remove", "minus", self.tr("Take this line away"), self)
        line = row(self.element, self.text, self.remove, spacing=SPACE_M)
        line.setStretch(0, 3)
        line.setStretch(1, 2)
        self.setLayout(line)


class ConstantsDialog(Dialog):
    """The constants there are, and a line for each element that the WSDL demands and nothing fills.

    ``wanted`` carries those that were changed, by path; an empty text takes one away.
    """

    wanted = Signal(object)

    def __init__(
        self, constants: Mapping[str, str], demanded: Sequence[str], elements: Options, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("constants")
        self.setWindowTitle(self.tr("Constants"))
        self.setAccessibleName(self.windowTitle())
        self.setModal(True)
        self.resize(*_SIZE)
        self._before = dict(constants)
        self._elements = elements
        self._made = 0
        self.lines: list[_Line] = []
        self._box = QVBoxLayout()
        self._box.setSpacing(SPACE_S)
        self.add = push_button("constants.add", self.tr("One More Line"), parent=self)
        self.take = push_button("constants.take", self.tr("Take"), "primary", self)
        self.cancel = push_button("constants.cancel", self.tr("Cancel"), parent=self)
        self.take.setDefault(True)
        self._lay_out()
        self.add.clicked.connect(self._add_another)
        self.take.clicked.connect(self._take)
        self.cancel.clicked.connect(self.reject)
        self.finished.connect(self.deleteLater)
        for path in dict.fromkeys((*constants, *demanded)) or ("",):
            self._add_line(path, constants.get(path, ""))
        self._begin()

    def _add_line(self, path: str = "", text: str = "") -> _Line:
        self._made += 1
        line = _Line(self._made, self._elements, self)
        line.element.setEditText(path)
        line.text.setText(text)
        line.remove.clicked.connect(lambda: self._remove(line))
        self.lines.append(line)
        self._box.addWidget(line)
        return line

    def _add_another(self) -> None:
        self._add_line().element.setFocus()

    def _remove(self, line: _Line) -> None:
        self.lines.remove(line)
        line.hide()
        line.deleteLater()

    def _begin(self) -> None:
        """Let the keyboard begin at the first text that is missing."""
        missing = next((each for each in self.lines if not each.text.text()), self.lines[0])
        (missing.text if missing.element.currentText() else missing.element).setFocus()

    def _take(self) -> None:
        now = {typed_in(each.element): each.text.text().strip() for each in self.lines}
        now = {path: text for path, text in now.items() if path}
        changed = {path: text for path, text in now.items() if text != self._before.get(path, "")}
        gone = {path: "" for path in self._before if path not in now}
        self.accept()
        self.wanted.emit(changed | gone)

    def _lay_out(self) -> None:
        told = self.tr(
            "These elements say the same in each message. A path begins at the record; one that begins with /"
            " lies beside it."
        )
        words = label(told, "muted", self)
        words.setWordWrap(True)
        buttons = row(self.add, None, self.take, self.cancel, spacing=SPACE_M)
        margins = (SPACE_XL, SPACE_L, SPACE_XL, SPACE_L)
        self.setLayout(column(words, self._box, None, buttons, spacing=SPACE_L, margins=margins))
