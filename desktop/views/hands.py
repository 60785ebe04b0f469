"""The two ways in which a person works with the window, as real events: by mouse, or by keyboard alone."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Final, Protocol

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QTabBar, QWidget

from desktop.views.actions import Act
from desktop.views.applet import Applet
from desktop.views.main_window import MainWindow
from desktop.views.table import ListTable
from desktop.views.tokens import SPACE_M

_LEFT: Final = Qt.MouseButton.LeftButton
_INSIDE_TEXT: Final = 6
_MENU_MS: Final = 50
_STEP_MS: Final = 10
_MOST_TABS: Final = 200
_NEARER: Final = 3  # a message, a card: Esc leaves the nearest first


class Hands(Protocol):
    """What a person does in the window; each method returns when the events are delivered."""

    def go_to_screen(self, window: MainWindow, number: int) -> None:
        """Go to the screen tab ``number``, from 0."""
        ...

    def find_row(self, find_box: QWidget, table: ListTable, name: str) -> None:
        """Look for a record by its name."""
        ...

    def select_row(self, table: ListTable, row: int) -> None:
        """Make a row current without following its link."""
        ...

    def follow_link(self, table: ListTable, row: int) -> None:
        """Follow the link of a row."""
        ...

    def choose_tab(self, tabs: QTabBar, number: int) -> None:
        """Go to a view tab."""
        ...

    def type_into(self, field: QWidget, text: str) -> None:
        """Replace what a field holds."""
        ...

    def use_menu(self, applet: Applet, act: Act) -> None:
        """Choose an action in the menu of an applet."""
        ...

    def back_in_thread(self, window: MainWindow) -> None:
        """Go to the entry of the thread before the last one."""
        ...


class MouseHands:
    """Points and clicks; only text is typed."""

    def go_to_screen(self, window: MainWindow, number: int) -> None:
        self.choose_tab(window.tabs, number)

    def find_row(self, find_box: QWidget, table: ListTable, name: str) -> None:
        self.type_into(find_box, name)
        QTest.keyClick(find_box, Qt.Key.Key_Return)

    def select_row(self, table: ListTable, row: int) -> None:
        plain = next(at for at, each in enumerate(table.columns) if not each.editable and at)
        self.click_cell(table, row, plain)

    def follow_link(self, table: ListTable, row: int) -> None:
        self.click_cell(table, row, 0)

    def choose_tab(self, tabs: QTabBar, number: int) -> None:
        QTest.mouseClick(tabs, _LEFT, pos=tabs.tabRect(number).center())

    def type_into(self, field: QWidget, text: str) -> None:
        QTest.mouseClick(field, _LEFT, pos=QPoint(8, field.height() // 2))
        replace_text(field, text)

    def use_menu(self, applet: Applet, act: Act) -> None:
        # The button's menu has an event loop of its own: what clicks in it must be under way before.
        QTimer.singleShot(_MENU_MS, applet.menu, partial(_click_in, applet.menu, applet, act))
        QTest.mouseClick(applet.menu_button, _LEFT)
        come_back(applet)

    def back_in_thread(self, window: MainWindow) -> None:
        entry = window.thread_bar.entry(len(window.thread_bar.texts()) - 2)
        if entry is not None:
            QTest.mouseClick(entry, _LEFT)

    def click_cell(self, table: ListTable, row: int, column: int) -> None:
        table.scrollTo(table.model().index(row, 0))
        place = QPoint(
            table.columnViewportPosition(column) + SPACE_M + _INSIDE_TEXT,
            table.rowViewportPosition(row) + table.rowHeight(row) // 2,
        )
        QTest.mouseClick(table.viewport(), _LEFT, pos=place)


class KeyboardHands:
    """Never touches the mouse."""

    def go_to_screen(self, window: MainWindow, number: int) -> None:
        keys = (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4)
        focus = QApplication.focusWidget() or window
        QTest.keyClick(focus, keys[number], Qt.KeyboardModifier.ControlModifier)

    def find_row(self, find_box: QWidget, table: ListTable, name: str) -> None:
        del find_box  # typing in the list jumps to the row
        tab_to(table)
        QTest.keyClick(table, Qt.Key.Key_Home)
        QTest.keyClicks(table, name)

    def select_row(self, table: ListTable, row: int) -> None:
        tab_to(table)
        QTest.keyClick(table, Qt.Key.Key_Home)
        for _ in range(row):
            QTest.keyClick(table, Qt.Key.Key_Down)

    def follow_link(self, table: ListTable, row: int) -> None:
        if table.currentIndex().row() != row:
            self.select_row(table, row)
        tab_to(table)
        QTest.keyClick(table, Qt.Key.Key_Return)

    def choose_tab(self, tabs: QTabBar, number: int) -> None:
        tab_to(tabs)
        step = Qt.Key.Key_Right if number > tabs.currentIndex() else Qt.Key.Key_Left
        for _ in range(abs(number - tabs.currentIndex())):
            QTest.keyClick(tabs, step)

    def type_into(self, field: QWidget, text: str) -> None:
        tab_to(field)
        replace_text(field, text)

    def use_menu(self, applet: Applet, act: Act) -> None:
        tab_to(applet)
        focus = QApplication.focusWidget() or applet
        # What the platform makes of the Menu key.
        asked = QContextMenuEvent(
            QContextMenuEvent.Reason.Keyboard, QPoint(8, 8), focus.mapToGlobal(QPoint(8, 8))
        )
        QApplication.sendEvent(focus, asked)
        wanted = applet.actions_of_record[act]
        for _ in applet.menu.actions():
            if applet.menu.activeAction() is wanted:
                break
            QTest.keyClick(applet.menu, Qt.Key.Key_Down)
        QTest.keyClick(applet.menu, Qt.Key.Key_Return)
        come_back(applet)

    def back_in_thread(self, window: MainWindow) -> None:
        before = len(window.thread_bar.texts())
        for _ in range(_NEARER):
            QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Escape)
            if wait_until(lambda: len(window.thread_bar.texts()) < before, 0.3):
                return


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Let events be delivered until the condition holds; return False if it does not in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        QTest.qWait(_STEP_MS)
    return True


def _click_in(menu: QMenu, applet: Applet, act: Act) -> None:
    place = menu.actionGeometry(applet.actions_of_record[act]).center()
    QTest.mouseClick(menu, _LEFT, pos=place)


def come_back(to: QWidget) -> None:
    """Give the keyboard back to the window under a closed menu or dialog, as a window manager does."""
    window = to.window()
    window.activateWindow()
    wait_until(window.isActiveWindow, 2.0)


def replace_text(field: QWidget, text: str) -> None:
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, text)


def tab_to(wanted: QWidget) -> None:
    """Press Tab until the focus is in the widget, once around the window at most."""
    for _ in range(_MOST_TABS):
        focus = QApplication.focusWidget()
        if focus is not None and (focus is wanted or wanted.isAncestorOf(focus)):
            return
        QTest.keyClick(focus or wanted.window(), Qt.Key.Key_Tab)
    raise LookupError(f"Tab does not lead to {wanted.objectName()}.")
