"""Two people who do the same work with everything the window offers: one by mouse, one by keyboard alone."""

from __future__ import annotations

from functools import partial
from typing import Protocol

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit

from desktop.views.actions import Act
from desktop.views.applet import Applet
from desktop.views.editors import Editor, PickEditor
from desktop.views.hands import Hands, KeyboardHands, MouseHands, come_back, replace_text, tab_to
from desktop.views.pick_dialog import PickDialog
from desktop.views.table import ListTable

_LEFT = Qt.MouseButton.LeftButton
_POPUP_MS = 30


class Agent(Hands, Protocol):
    """What a person does beyond the walk; each method returns when the events are delivered."""

    def do(self, applet: Applet, act: Act) -> None:
        """Do something with the record of an applet."""
        ...

    def push(self, button: QAbstractButton) -> None:
        """Push a button."""
        ...

    def choose(self, editor: Editor, text: str) -> None:
        """Choose a value of a list of values."""
        ...

    def ask_for(self, editor: Editor) -> None:
        """Ask for the dialog behind a field."""
        ...

    def pick(self, dialog: PickDialog, row: int) -> None:
        """Pick a row that was found."""
        ...

    def turn(self, table: ListTable, row: int, column: str) -> None:
        """Turn a star or a check box."""
        ...

    def edit(self, table: ListTable, row: int, column: str, text: str) -> None:
        """Write another value into a cell."""
        ...


class MouseAgent(MouseHands):
    """Points and clicks; only text is typed."""

    def do(self, applet: Applet, act: Act) -> None:
        action = applet.actions_of_record[act]
        shown = [each for each in applet.findChildren(QAbstractButton) if action in each.actions()]
        if shown and shown[0].isVisible():
            self.push(shown[0])
        else:
            self.use_menu(applet, act)

    def push(self, button: QAbstractButton) -> None:
        QTest.mouseClick(button, _LEFT)

    def choose(self, editor: Editor, text: str) -> None:
        assert isinstance(editor, QComboBox)
        if editor.isEditable():
            self.type_into(editor, text)
            return
        QTimer.singleShot(_POPUP_MS, editor, partial(_click_item, editor, text))
        QTest.mouseClick(editor, _LEFT)
        QTest.qWait(3 * _POPUP_MS)

    def ask_for(self, editor: Editor) -> None:
        assert isinstance(editor, QLineEdit)
        QTest.mouseClick(editor, _LEFT, pos=QPoint(editor.width() - 12, editor.height() // 2))
        button = editor.findChild(QAbstractButton)
        assert button is not None
        self.push(button)

    def pick(self, dialog: PickDialog, row: int) -> None:
        self.click_cell(dialog.table, row, 0)
        self.push(_named(dialog, "ok"))
        come_back(dialog.parentWidget() or dialog)

    def turn(self, table: ListTable, row: int, column: str) -> None:
        QTest.mouseClick(table.viewport(), _LEFT, pos=_middle(table, row, column))

    def edit(self, table: ListTable, row: int, column: str, text: str) -> None:
        where = _middle(table, row, column)
        QTest.mouseClick(table.viewport(), _LEFT, pos=where)
        QTest.mouseDClick(table.viewport(), _LEFT, pos=where)
        _write_cell(table, text)


class KeyboardAgent(KeyboardHands):
    """Never touches the mouse."""

    def do(self, applet: Applet, act: Act) -> None:
        tab_to(applet)
        keys = applet.actions_of_record[act].shortcut()
        assert not keys.isEmpty(), f"{act} has no key."
        QTest.keySequence(QApplication.focusWidget() or applet, keys)

    def push(self, button: QAbstractButton) -> None:
        tab_to(button)
        QTest.keyClick(button, Qt.Key.Key_Space)

    def choose(self, editor: Editor, text: str) -> None:
        assert isinstance(editor, QComboBox)
        tab_to(editor)
        if editor.isEditable():
            replace_text(editor, text)
            QTest.keyClick(QApplication.focusWidget() or editor, Qt.Key.Key_Tab)
            come_back(editor)
        else:
            QTest.keyClicks(editor, text)

    def ask_for(self, editor: Editor) -> None:
        assert isinstance(editor, PickEditor)
        tab_to(editor)
        QTest.keyClick(editor, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)

    def pick(self, dialog: PickDialog, row: int) -> None:
        self.select_row(dialog.table, row)
        QTest.keyClick(dialog.table, Qt.Key.Key_Return)
        come_back(dialog.parentWidget() or dialog)

    def turn(self, table: ListTable, row: int, column: str) -> None:
        self._go_to_cell(table, row, column)
        QTest.keyClick(table, Qt.Key.Key_Space)

    def edit(self, table: ListTable, row: int, column: str, text: str) -> None:
        self._go_to_cell(table, row, column)
        QTest.keyClick(table, Qt.Key.Key_F2)
        _write_cell(table, text)

    def _go_to_cell(self, table: ListTable, row: int, column: str) -> None:
        self.select_row(table, row)
        number = table.column_number(column)
        step = Qt.Key.Key_Right if number > table.currentIndex().column() else Qt.Key.Key_Left
        for _ in range(abs(number - table.currentIndex().column())):
            QTest.keyClick(table, step)


def _middle(table: ListTable, row: int, column: str) -> QPoint:
    """Return the middle of a cell, which is brought into sight first."""
    cell = table.model().index(row, table.column_number(column))
    table.scrollTo(cell)
    return table.visualRect(cell).center()


def _named(dialog: PickDialog, name: str) -> QAbstractButton:
    button = dialog.findChild(QAbstractButton, f"{dialog.objectName()}.{name}")
    assert button is not None
    return button


def _click_item(editor: QComboBox, text: str) -> None:
    view = editor.view()
    item = view.visualRect(view.model().index(editor.findText(text), 0))
    # A list below a field takes no click before the pointer has moved: it may be the one that opened it.
    QTest.mouseMove(view.viewport(), item.topLeft())
    QTest.mouseMove(view.viewport(), item.center())
    QTest.mouseClick(view.viewport(), _LEFT, pos=item.center())


def _write_cell(table: ListTable, text: str) -> None:
    """Write into the cell that is being edited, and leave it with Enter."""
    editor = QApplication.focusWidget()
    assert editor is not None
    assert table.isAncestorOf(editor)
    replace_text(editor, text)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    come_back(table)
