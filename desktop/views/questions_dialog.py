"""Says how a record is named in replies, and by which operations the external system is asked about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QWidget

from desktop.models import mapping_changes
from desktop.views.dialog import Dialog
from desktop.views.mapping_cells import let_type
from desktop.views.parts import column, label, push_button, row
from desktop.views.tokens import SPACE_L, SPACE_M, SPACE_XL

_WIDTH: Final = 560


class Asked(Protocol):
    """An operation that asks by one key."""

    @property
    def operation(self) -> str: ...
    @property
    def argument(self) -> str: ...
    @property
    def asks(self) -> str: ...


class Mapping(Protocol):
    """What of a mapping stands here."""

    @property
    def reply(self) -> str: ...
    @property
    def by_id(self) -> Asked | None: ...
    @property
    def by_example(self) -> str: ...


class QuestionsDialog(Dialog):
    """``wanted`` carries what was changed: pairs of what and its value."""

    wanted = Signal(object)

    def __init__(
        self, mapping: Mapping, operations: Sequence[str], keys: Iterable[tuple[str, str]], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("questions")
        self.setWindowTitle(self.tr("Replies and Questions"))
        self.setAccessibleName(self.windowTitle())
        self.setModal(True)
        self.setMinimumWidth(_WIDTH)
        asked = mapping.by_id
        self.reply = self._line("reply", mapping.reply, self.tr("The same as in requests"))
        self.by_id = self._operation("by_id", operations, asked.operation if asked else "")
        self.argument = self._line("argument", asked.argument if asked else "", self.tr("Its argument"))
        self.asks = QComboBox(self)
        self.asks.setObjectName("questions.asks")
        for name, words in (("", self.tr("Whatever is known")), *keys):
            self.asks.addItem(words, name)
        self.asks.setCurrentIndex(max(0, self.asks.findData(asked.asks if asked else "")))
        self.by_example = self._operation("by_example", operations, mapping.by_example)
        self.take = push_button("questions.take", self.tr("Take"), "primary", self)
        self.cancel = push_button("questions.cancel", self.tr("Cancel"), parent=self)
        self.take.setDefault(True)
        self._before = self._told()
        self._lay_out()
        self.take.clicked.connect(self._take)
        self.cancel.clicked.connect(self.reject)
        self.finished.connect(self.deleteLater)

    def _told(self) -> dict[str, str]:
        operation = self.by_id.currentText().strip()
        asked = (operation, self.argument.text().strip(), str(self.asks.currentData()))
        return {
            mapping_changes.REPLY: self.reply.text().strip(),
            mapping_changes.BY_ID: ":".join(filter(None, asked)) if operation else "",
            mapping_changes.BY_EXAMPLE: self.by_example.currentText().strip(),
        }

    def _take(self) -> None:
        now = self._told()
        self.accept()
        self.wanted.emit({what: value for what, value in now.items() if value != self._before[what]})

    def _line(self, name: str, text: str, otherwise: str) -> QLineEdit:
        made = QLineEdit(text, self)
        made.setObjectName(f"questions.{name}")
        made.setPlaceholderText(otherwise)
        return made

    def _operation(self, name: str, operations: Sequence[str], text: str) -> QComboBox:
        made = QComboBox(self)
        made.setObjectName(f"questions.{name}")
        made.addItems(["", *operations])
        let_type(made)
        made.setEditText(text)
        return made

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_L)
        grid.setVerticalSpacing(SPACE_M)
        grid.setColumnStretch(1, 1)
        named = (
            (self.tr("&Record in replies"), self.reply),
            (self.tr("Asks by &key"), self.by_id),
            (self.tr("&Argument"), self.argument),
            (self.tr("&Which key"), self.asks),
            (self.tr("Asks by &example"), self.by_example),
        )
        for number, (text, part) in enumerate(named):
            words = label(text, "label", self)
            words.setBuddy(part)
            part.setAccessibleName(text.replace("&", ""))
            inside = part.lineEdit() if isinstance(part, QComboBox) else None
            if inside is not None:
                inside.setAccessibleName(text.replace("&", ""))
            grid.addWidget(words, number, 0)
            grid.addWidget(part, number, 1)
        told = label(self.tr("Without a question, what became of a lost reply cannot be found out."), "muted")
        told.setWordWrap(True)
        buttons = row(None, self.take, self.cancel, spacing=SPACE_M)
        margins = (SPACE_XL, SPACE_L, SPACE_XL, SPACE_L)
        self.setLayout(column(grid, told, buttons, spacing=SPACE_L, margins=margins))
