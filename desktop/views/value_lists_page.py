"""The page on which an administrator looks at the lists of values and adds to them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QListWidget, QListWidgetItem, QWidget

from desktop.errors import HearthError
from desktop.store import pick_lists
from desktop.views import theme
from desktop.views.desk import Desk
from desktop.views.message_bar import MessageBar, MessageKind
from desktop.views.parts import column, frame, label, push_button, row
from desktop.views.tokens import SPACE_L, SPACE_M


class ValueListsPage(QWidget):
    """One list at a time: its values in order, whether others are refused, and a line to add one."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("value_lists_page")
        self._desk = desk
        self.message_bar = MessageBar(self)
        self.choice = QComboBox(self)
        self.choice.setObjectName("value_lists.choice")
        self.choice.setAccessibleName(self.tr("List"))
        self.values = QListWidget(self)
        self.values.setObjectName("value_lists.values")
        self.values.setAccessibleName(self.tr("Values"))
        self.new_value = QLineEdit(self)
        self.new_value.setObjectName("value_lists.new_value")
        self.new_value.setAccessibleName(self.tr("New value"))
        self.new_value.setPlaceholderText(self.tr("New value"))
        self.new_value.setMaxLength(pick_lists.LONGEST)
        self.add_button = push_button("value_lists.add", self.tr("Add"), "primary", self)
        self._rule = label("", "muted", self)
        self._lay_out()
        self.choice.currentTextChanged.connect(self._show)
        self.new_value.returnPressed.connect(self.add)
        self.add_button.clicked.connect(self.add)
        desk.values.changed.connect(self._fill)
        self._fill()

    def add(self) -> None:
        """Add the typed value at the end of the list."""
        text = self.new_value.text().strip()
        if text:
            command = partial(pick_lists.add, name=self.choice.currentText(), value=text)
            self._desk.operations.change(command, self._after_adding, self._refuse)

    def _after_adding(self, _result: None) -> None:
        self.message_bar.clear()
        self.new_value.clear()
        self._desk.values.read()

    def _refuse(self, error: HearthError) -> None:
        self.message_bar.show_message(MessageKind.ERROR, str(error))

    def _fill(self) -> None:
        chosen = self.choice.currentText()
        names = self._desk.values.names()
        if [self.choice.itemText(at) for at in range(self.choice.count())] != names:
            self.choice.clear()
            self.choice.addItems(names)
            self.choice.setCurrentText(chosen or names[0] if names else "")
        self._show(self.choice.currentText())

    def _show(self, name: str) -> None:
        choices = self._desk.values.choices(name)
        self.values.clear()
        for value in choices.values:
            item = QListWidgetItem(value, self.values)
            item.setSizeHint(QSize(1, theme.row_height()))
        self.values.scrollToBottom()
        if choices.bounded:
            self._rule.setText(self.tr("Only these values are accepted."))
        else:
            self._rule.setText(self.tr("These values are suggested; others are accepted."))

    def _lay_out(self) -> None:
        words = QLabel(QCoreApplication.translate("ValueListsPage", "List"), self)
        words.setBuddy(self.choice)
        box = frame("applet", "value_lists.box", self)
        head = row(words, self.choice, self._rule, None, spacing=SPACE_L)
        foot = row(self.new_value, self.add_button, spacing=SPACE_M)
        margins = (SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        box.setLayout(column(head, self.message_bar, self.values, foot, spacing=SPACE_M, margins=margins))
        self.setLayout(column(box))
