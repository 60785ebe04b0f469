"""A whole office for a test: the real window, its store, and the external system in a process of its own."""

from __future__ import annotations

import importlib
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.app import Program
from desktop.integration.external_system import RunningExternalSystem, start
from desktop.settings import Settings
from desktop.store import children, connections, journal, members, outbox, preferences, records
from desktop.store.store import Store, open_store
from desktop.store.types import ConnectionSettings, Delivery, JournalEntry, Record, RecordKind, Ref, SyncState
from desktop.views.contact_page import ContactPage
from desktop.views.hands import wait_until
from desktop.views.household_page import HouseholdPage
from desktop.views.main_window import MainWindow
from desktop.views.page import Page
from desktop.views.record_list_page import RecordListPage
from desktop.views.thread import PageName, Place
from tests.support.homes import bare

P = TypeVar("P", bound=Page)
HOUSEHOLD = {"category": "Silver", "income": "68250.50"}
ADDRESS = {"personal_street_address": "Kvarngatan 12", "personal_city": "Uppsala"}
PEOPLE = (("Ngozi", "Okafor", "Head"), ("Emil", "Lindqvist", "Spouse"), ("Maja", "Okafor-Lindqvist", "Child"))


class Office:
    """The window on one side, the store and the external system on the other."""

    def __init__(self, program: Program, store: Store, system: RunningExternalSystem, home: Ref) -> None:
        self.program = program
        self.store = store
        self.system = system
        self.home = home

    @property
    def window(self) -> MainWindow:
        return self.program.window

    # --- Waiting ----------------------------------------------------------------------------------------

    def until(self, condition: Callable[[], bool], what: str = "") -> None:
        """Let the window work until the condition holds; it is a failure if it does not in time."""
        assert wait_until(condition, 20.0), what or "What was waited for did not happen."

    def settle(self) -> None:
        """Let the window come to rest: all that was asked of the store has been done and shown."""
        for _ in range(3):
            self.until(lambda: self.program.operations.idle)
            QTest.qWait(10)

    # --- The window -------------------------------------------------------------------------------------

    def page(self, kind: type[P]) -> P:
        """Returns the page that is shown, which must be of this kind."""
        self.until(lambda: isinstance(self.window.current_page(), kind), f"No {kind.__name__} is shown.")
        self.settle()
        page = self.window.current_page()
        assert isinstance(page, kind)
        return page

    def households(self) -> RecordListPage:
        self.window.go_to_screen(PageName.HOUSEHOLDS)
        return self.page(RecordListPage)

    def household(self) -> HouseholdPage:
        """Returns the detail view of the office's household."""
        return self._detail(HouseholdPage, PageName.HOUSEHOLD, self.home, "Household")

    def contact(self, row: int = 0) -> ContactPage:
        """Returns the detail view of a contact of the office's household."""
        return self._detail(ContactPage, PageName.CONTACT, self.people()[row], "Contact")

    def _detail(self, kind: type[P], name: PageName, ref: Ref, title: str) -> P:
        self.window.thread_.to_screen(Place(name, ref, title=self.window.tr(title)))
        self.window._arrive()
        return self.page(kind)

    def type_into(self, field: QWidget, text: str) -> None:
        """Replaces what the field holds, as a person does."""
        field.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(field, text)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Presses a key where the focus is."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifiers)
        self.settle()

    def shot(self, folder: Path, name: str) -> None:
        """Takes a picture of the window."""
        self.settle()
        self.window.grab().save(str(folder / f"{name}.png"))

    # --- The store and the external system --------------------------------------------------------------

    def read(self, ref: Ref) -> Record:
        with self.store.read() as view:
            return records.read(view, ref)

    def send_households_alone(self) -> None:
        """Sets the classic behaviour, for what is about a household and no family."""
        with self.store.write() as unit:
            preferences.put(unit, preferences.FAMILY_COMMAND, preferences.Family.ALONE)

    def people(self) -> list[Ref]:
        """Returns the household's contacts, in the order in which they came."""
        rows = self.read(self.home).children["related_contact"]
        return [Ref(RecordKind.CONTACT, str(row.picked_id)) for row in rows]

    def until_state(self, ref: Ref, state: SyncState) -> None:
        self.until(lambda: self.read(ref).sync.state is state, f"{ref.kind} did not become {state}.")
        self.settle()

    def until_state_in(self, program: Program, ref: Ref, state: SyncState) -> None:
        """Let another program's window work until a record stands so."""
        assert wait_until(lambda: self.read(ref).sync.state is state and program.operations.idle, 20.0)

    def waiting(self) -> list[Delivery]:
        with self.store.read() as view:
            return outbox.waiting(view)

    def history(self, ref: Ref) -> tuple[JournalEntry, ...]:
        with self.store.read() as view:
            return journal.entries(view, ref)

    def arrived(self) -> list[str]:
        """Returns the operations of the messages that reached the external system."""
        return [each.operation for each in self.system.journal()]


def make_home(store: Store, name: str = "Okafor-Lindqvist") -> Ref:
    """Makes the household of three that the tests work on."""
    with store.write() as unit:
        home = records.create(unit, "household", {**HOUSEHOLD, "household_name": name})
        for first, last, relationship in PEOPLE:
            person = records.create(unit, "contact", {"first_name": first, "last_name": last})
            children.add(unit, person, "personal_address", ADDRESS)
            members.add(unit, home, person, relationship=relationship, entered="2021-02-14")
    return home


@pytest.fixture
def external_system(tmp_path: Path) -> Iterator[RunningExternalSystem]:
    """The built-in external system, in a process of its own, knowing nobody yet."""
    with start(tmp_path / "external.sqlite") as running:
        yield running


@pytest.fixture
def window_settings(home: Path, sqlite_url: str) -> Settings:
    """The settings of a window on a new store of its own."""
    return Settings.gather(str(home), sqlite_url, environment={})


@contextmanager
def running(settings: Settings, size: tuple[int, int] | None = (1366, 768)) -> Generator[Program]:
    """Yields a program whose window can be worked with, and ends it in order whatever happens."""
    program = Program(settings)
    if size is not None:
        program.window.resize(*size)
    try:
        program.start()
        assert wait_until(lambda: program.window.current_page() is not None, 20.0)
        assert wait_until(lambda: program.operations.idle, 20.0)
        yield program
    finally:
        ended = program.close()
        program.window.deleteLater()
    assert ended


@contextmanager
def _opened(settings: Settings, system: RunningExternalSystem) -> Generator[Office]:
    """Yields an office with one household of three, connected to the external system."""
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    with open_store(settings.store_url, who="agent07") as store:
        address = system.household_address.removesuffix("/asi/household")
        with store.write() as unit:
            connections.save(unit, ConnectionSettings("crm", address=address, timeout=60))
        home = make_home(store)
        with running(settings) as program:
            yield Office(program, store, system, home)
    QLocale.setDefault(before)


@contextmanager
def lasting_office(folder: Path, store_model: Path) -> Generator[Office]:
    """Yields an office for many tests, whose files are in a folder; its store is a copy of the model."""
    # Loaded by the worker, zeep's own care for warnings would meet that of pytest between two tests.
    importlib.import_module("desktop.integration.courier")
    with pytest.MonkeyPatch.context() as patch, start(folder / "external.sqlite") as system:
        bare(patch, folder)
        url = f"sqlite:///{shutil.copy(store_model, folder / 'store.db')}"
        with _opened(Settings.gather(str(folder / "home"), url, environment={}), system) as office:
            yield office


@pytest.fixture
def office(
    qtbot: QtBot, window_settings: Settings, external_system: RunningExternalSystem
) -> Iterator[Office]:
    """An office with one household of three, connected to the external system."""
    with _opened(window_settings, external_system) as office:
        yield office
