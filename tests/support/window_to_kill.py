"""A window in which an agent changes a contact and gives the command, for a process that is to be killed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.app import Program, make_application
from desktop.settings import Settings
from desktop.store import outbox, records
from desktop.store.store import Store, open_store
from desktop.store.types import RecordKind, Ref, SyncState
from desktop.views.contact_page import ContactPage
from desktop.views.hands import wait_until
from desktop.views.thread import PageName, Place

_PATIENCE = 30.0


def main(words: list[str], begin: Callable[[], None]) -> int:
    """Wait for what the last window left, change the alias and send it; ``begin`` is called in between."""
    home, url, contact, alias = words
    make_application()
    program = Program(Settings.gather(home, url, environment={}))
    program.start()
    with open_store(url, "agent07") as store:
        _wait(lambda: program.window.current_page() is not None)
        _wait(lambda: _at_rest(program, store))
        ref = Ref(RecordKind.CONTACT, contact)
        page = _contact_page(program, ref)
        begin()
        _type(page.form.editor("alias").as_widget(), alias)
        QTest.keyClick(QApplication.focusWidget() or program.window, Qt.Key.Key_F9)
        _wait(lambda: _is_sent(store, ref, alias))
    return 0 if program.close() else 1


def _contact_page(program: Program, ref: Ref) -> ContactPage:
    program.window.thread_.to_screen(Place(PageName.CONTACT, ref, title="Contact"))
    program.window._arrive()
    _wait(lambda: isinstance(program.window.current_page(), ContactPage) and program.operations.idle)
    page = program.window.current_page()
    assert isinstance(page, ContactPage)
    return page


def _type(field: QWidget, text: str) -> None:
    field.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, text)


def _at_rest(program: Program, store: Store) -> bool:
    with store.read() as view:
        return program.operations.idle and not outbox.waiting(view)


def _is_sent(store: Store, ref: Ref, alias: str) -> bool:
    with store.read() as view:
        record = records.read(view, ref)
    return record.values["alias"] == alias and record.sync.state is SyncState.SYNCHRONIZED


def _wait(condition: Callable[[], bool]) -> None:
    assert wait_until(condition, _PATIENCE)
