"""The steps of a walk through the window: an action, what it opens, and the way out of that again."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget
from shiboken6 import isValid

from desktop.views.actions import Act
from desktop.views.applet import Applet
from tests.support.offices import Office

View = tuple[str, QWidget]
_ESC_AT_MOST = 2  # a question inside, or a text to be cleared, may come first


def trigger(office: Office, applet: Applet, act: Act) -> None:
    applet.actions_of_record[act].trigger()
    rest(office)


def opened(office: Office, dialog: QDialog, name: str) -> Iterator[View]:
    dialog.open()
    yield from over_it(office, name)


def over_it(office: Office, name: str) -> Iterator[View]:
    """Gives what is open over the window, and leaves it with Esc."""
    rest(office)
    dialog = (
        QApplication.activePopupWidget() or QApplication.activeModalWidget() or QApplication.activeWindow()
    )
    assert dialog is not None
    assert dialog is not office.window, f"Nothing was opened for {name}."
    yield name, dialog
    for _ in range(_ESC_AT_MOST):
        if isValid(dialog) and dialog.isVisible():
            QTest.keyClick(_focus(dialog), Qt.Key.Key_Escape)
            rest(office)
    assert not (isValid(dialog) and dialog.isVisible()), f"Esc does not leave {name}."
    office.window.activateWindow()
    rest(office)


def _focus(dialog: QWidget) -> QWidget:
    focus = QApplication.focusWidget()
    return focus if focus is not None and dialog.isAncestorOf(focus) else dialog


def submenu(applet: Applet, number: int) -> QMenu:
    found = applet.findChild(QMenu, f"action.{applet.objectName()}.menu.{number}")
    assert isinstance(found, QMenu)
    return found


def menu(office: Office, menu: QMenu, name: str) -> Iterator[View]:
    menu.popup(office.window.mapToGlobal(office.window.rect().center()))
    rest(office)
    yield name, menu
    QTest.keyClick(menu, Qt.Key.Key_Escape)
    rest(office)


def rest(office: Office) -> None:
    """Lets the window come to rest, without more waiting than that takes."""
    for _ in range(3):
        office.until(lambda: office.program.operations.idle)
        QTest.qWait(1)
