"""Gets a fresh workstation to work: sees what its agent begins with, and carries out what is chosen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QSettings, Signal

from desktop.findings import Finding, Standing
from desktop.integration import credentials
from desktop.models import beginnings
from desktop.models.beginnings import Beginning, Filled
from desktop.models.errand import Errand, Tell
from desktop.models.operations import Operations
from desktop.settings import Settings
from desktop.store import connections
from desktop.store.types import ConnectionSettings
from desktop.store.unit import Unit
from desktop.views.main_window import MainWindow
from desktop.views.message_bar import MessageKind, WayOut
from desktop.views.thread import PageName

if TYPE_CHECKING:  # Loaded on the errand's thread, when somebody asks for it.
    from desktop.store.store import Store

_HOUSEHOLDS: Final = 200
_LEFT: Final = "first_steps/left"
_YES: Final = "yes"


class Guide(QObject):
    """The first steps of a workstation; ``password_given`` carries an external system's name and password.

    ``renewed`` tells that the store was filled behind the pages that are shown.
    """

    found = Signal(object)
    looked = Signal(object, str)
    advanced = Signal(int, int)
    filled = Signal(object)
    failed = Signal(object)
    password_given = Signal(str, str)
    renewed = Signal()

    def __init__(
        self, window: MainWindow, operations: Operations, settings: Settings, state: QSettings
    ) -> None:
        super().__init__(window)
        self._window = window
        self._operations = operations
        self._settings = settings
        self._state = state
        self._errands: list[Errand] = []
        self.beginning = Beginning()

    @property
    def first_screen(self) -> PageName:
        """Return the screen with which the window opens."""
        left = self._state.value(_LEFT, "") == _YES
        return PageName.FIRST_STEPS if self.beginning.asks_something and not left else PageName.HOUSEHOLDS

    @property
    def is_asking(self) -> bool:
        """Tell whether the first steps are what is shown."""
        here = self._window.thread_.here
        return here is not None and here.page is PageName.FIRST_STEPS

    def look(self) -> None:
        """Look at the store and the machine; ``found`` and ``looked`` follow."""
        self._operations.read(beginnings.of, self.take)
        self._run(partial(_look_around, self._settings), self._tell_surroundings)

    def look_at_folders(self) -> None:
        """Say over the pages what is wrong with where everything is kept, unless the first steps say it."""
        if not self.is_asking:
            self._run(partial(_look_at_folders, self._settings), self._warn)

    def take(self, beginning: Beginning) -> None:
        """Take what was found in the store."""
        self.beginning = beginning
        self.found.emit(beginning)

    def add_sample(self) -> None:
        """Put invented households into the store; ``filled`` or ``failed`` follows."""
        self._run(partial(_add_sample, self._settings), self._tell_filled)

    def take_in(self, file: str) -> None:
        """Import a file; ``filled`` or ``failed`` follows."""
        self._run(partial(_take_in, self._settings, Path(file)), self._tell_filled)

    def stop(self) -> None:
        """End what was begun after the step that it is at."""
        for each in self._errands:
            each.stop()

    def sign_in(self, settings: ConnectionSettings, password: str) -> None:
        """Keep a password that was given, and the user it is for; then begin."""
        if settings != self.beginning.connection:
            self._operations.change(partial(_keep, settings=settings), None, self.failed.emit)
        self.password_given.emit(settings.name, password)
        self.begin(PageName.HOUSEHOLDS)

    def begin(self, screen: PageName) -> None:
        """Leave the first steps for good."""
        self._state.setValue(_LEFT, _YES)
        self._window.go_to_screen(screen)

    def close(self) -> bool:
        """Stop what is on its way; return whether it ended."""
        closed = [each.close() for each in self._errands]
        return all(closed)

    def _run(self, work: Callable[[Tell], object], take: Callable[[Any], None]) -> None:
        errand = Errand(work, self)
        self._errands.append(errand)
        errand.advanced.connect(self.advanced)
        errand.done.connect(take)
        errand.failed.connect(self.failed)
        errand.done.connect(self._forget)
        errand.failed.connect(self._forget)
        errand.start()

    def _forget(self, _result: object) -> None:
        ended = self.sender()
        self._errands = [each for each in self._errands if each is not ended]

    def _tell_surroundings(self, found: _Surroundings) -> None:
        self.looked.emit(found.findings, found.keychain)

    def _warn(self, wrong: list[Finding]) -> None:
        bar = self._window.message_bar
        if wrong and not bar.isVisible():
            sentence = f"{wrong[0].text} {wrong[0].cure}"
            check = WayOut(self.tr("Check This Workstation"), self._window.check_asked.emit)
            bar.show_message(MessageKind.WARNING, sentence, check)

    def _tell_filled(self, filled: Filled) -> None:
        self.renewed.emit()
        self.filled.emit(filled)
        self._operations.read(beginnings.of, self.take)


@dataclass(frozen=True, slots=True)
class _Surroundings:
    findings: list[Finding]
    keychain: str


def _look_around(settings: Settings, _tell: Tell) -> _Surroundings:
    """Look at the folders and the keychain: either may answer late, a folder of the network's above all."""
    from desktop.doctor import folders, machine

    findings = [*folders.examine(settings), machine.keychain()]
    return _Surroundings(findings, credentials.keychain_name())


def _look_at_folders(settings: Settings, _tell: Tell) -> list[Finding]:
    from desktop.doctor import folders

    return [each for each in folders.examine(settings) if each.standing is Standing.PROBLEM]


def _add_sample(settings: Settings, tell: Tell) -> Filled:
    from desktop.store import sample

    with _opened(settings) as store:
        households, _ = sample.fill(store, households=_HOUSEHOLDS, progress=tell)
    return Filled(households)


def _take_in(settings: Settings, file: Path, tell: Tell) -> Filled:
    from desktop.exchange import importing

    with _opened(settings) as store:
        result = importing.take_in(store, importing.Plan(file), tell)
    reached = result.reached
    return Filled(
        reached.created,
        reached.updated,
        reached.rejected,
        str(result.rejects or ""),
        reached.kind,
        stopped=result.stopped,
    )


def _opened(settings: Settings) -> Store:
    from desktop.store.store import open_store

    return open_store(settings.store_url, settings.who)


def _keep(unit: Unit, settings: ConnectionSettings) -> None:
    connections.save(unit, settings)
