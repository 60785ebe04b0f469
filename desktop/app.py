"""Puts store, worker and window together: the only place that knows all three."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QApplication, QMessageBox

from desktop import defaults, installed, language
from desktop.calls import Answer, Call, NoWindow, ring
from desktop.errors import ExitCode, HearthError, StoreDamaged
from desktop.integration.inquirer import Inquirer
from desktop.integration.worker import Worker
from desktop.integration.workshop import Workshop
from desktop.models.changes import Broadcast
from desktop.models.operations import Operations
from desktop.settings import Settings
from desktop.store.types import Changes
from desktop.views import language_menu, theme, translations
from desktop.views.first_paint import FirstPaint
from desktop.views.interrupts import Interrupts
from desktop.views.main_window import MainWindow
from desktop.views.message_bar import WayOut
from desktop.views.only_window import OnlyWindow
from desktop.views.tokens import Density, Scheme
from desktop.views.tour_report import Tour
from desktop.views.upgrade_watch import UpgradeWatch

_TOUR_HOUSEHOLD: Final = "Okafor-Lindqvist"
_TOUR_SIZE: Final = (1366, 768)
_TOUR_PATIENCE: Final = 60.0
_STARTS_WITHIN: Final = 10
# The store in which something could not be read: it is looked through before it is opened again.
_SUSPECTED: Final = "store/suspected"

if TYPE_CHECKING:  # The frame is painted before anything of these is loaded.
    from desktop.beginning import Guide
    from desktop.files import Files
    from desktop.models.beginnings import Beginning
    from desktop.models.indexing import Indexing
    from desktop.models.sights import OutboxSight
    from desktop.store.recovery import Recovered
    from desktop.store.store import Store
    from desktop.views.desk import Bench, Desk, Inquiries, Line
    from desktop.views.doorbell import Doorbell
    from desktop.views.first_page import Guide as FirstGuide
    from desktop.views.notices import Notices
    from desktop.views.reception import Question
    from desktop.views.slow_work import SlowWork
    from desktop.views.tour import ExternalSystem
    from desktop.views.undoing import Undoing


Tell = Callable[[Answer], object]


def _keep_quiet(_said: Answer) -> None:
    """Tell nobody."""


@dataclass(slots=True)
class FirstQuestion:
    """What the program was started for, answered to whoever started it."""

    call: Call
    tell: Tell
    answered: bool = False

    def answer(self, answer: Answer) -> None:
        """Tell what the window shows, once."""
        if not self.answered:
            self.answered = True
            self.tell(answer)


class Program(QObject):
    """One running Hearth: its window, the store's thread and the courier's.

    ``upgrading`` tells, from the store's thread, the phase of the store's upgrade and how far that is, and
    ``recovered`` what became of a damaged store.
    """

    upgrading = Signal(str, int, int)
    recovered = Signal(object)

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self.exit_code = ExitCode.DONE
        self.state = QSettings(str(settings.home / "window.ini"), QSettings.Format.IniFormat)
        self._dress()
        self.window = MainWindow(self.state)
        self.broadcast = Broadcast(self)
        self.operations = Operations(self)
        self.worker: Worker | None = None
        self.inquirer: Inquirer | None = None
        self.workshop: Workshop | None = None
        self.desk: Desk | None = None
        self.restart = False
        self.notices: Notices | None = None
        self.undoing: Undoing | None = None
        self.slow_work: SlowWork | None = None
        self._questions: list[Question] = []
        self.indexing: Indexing | None = None
        self._recovered: Recovered | None = None
        self.guide: Guide | None = None
        self.files: Files | None = None
        self._connect()

    def start(self) -> None:
        """Show the window, then open the store behind it."""
        self._open_behind = FirstPaint(self.window, self._open_store)
        self.window.show()

    def _open_store(self) -> None:
        self.exit_code = ExitCode.DONE
        self.window.message_bar.clear()
        self.window.opening.begin()
        suspected = self.state.value(_SUSPECTED) == self.settings.store_url
        self.operations.open(partial(_open, self.settings, self.upgrading.emit, suspected=suspected))

    def close(self) -> bool:
        """End all threads in order; return whether they ended."""
        self.window.hide()
        guide_ended = self.guide is None or self.guide.close()
        files_ended = self.files is None or self.files.close()
        asked = self.inquirer is None or self.inquirer.close()
        defined = self.workshop is None or self.workshop.close()
        courier_ended = self.worker is None or self.worker.close()
        return self.operations.close() and courier_ended and guide_ended and files_ended and asked and defined

    def _open_palette(self) -> None:
        if self.window.current_page() is not None:
            from desktop.views.palette import open_palette

            open_palette(self.window, self.operations)

    def receive(self, question: Question) -> None:
        """Take what is asked from outside to its record, as soon as there are pages to show it."""
        if self.window.current_page() is None:
            self._questions.append(question)
            return
        from desktop.views.reception import Reception

        Reception(self.window, self.operations).take(question)

    # --- Opening ----------------------------------------------------------------------------------------

    def _after_opening(self) -> None:
        # These load the database's library, which the store's thread has imported by now.
        from desktop.files import Files
        from desktop.models.indexing import Indexing
        from desktop.views.desk import Desk, ListsOfValues

        self.state.remove(_SUSPECTED)
        self.worker = Worker(self.settings, self)
        self._connect_worker(self.worker)
        self.inquirer = Inquirer(self.settings, self.worker.environment, self)
        self.inquirer.changed.connect(self._take_changes)
        self.inquirer.password_needed.connect(self.window.password_bar.ask)
        self.workshop = Workshop(self.settings, self.worker.environment, self)
        self._connect_workshop(self.workshop)
        values = ListsOfValues(self.operations, self)
        # A signal of Qt's is one thing on the class and another on the object; only the first has a type.
        lines = cast("Line", self.worker), cast("Inquiries", self.inquirer), cast("Bench", self.workshop)
        self.files = Files(self.settings, self)
        self.desk = Desk(self.operations, self.broadcast, *lines, values, self.state, self.files)
        self.indexing = Indexing(self.operations, self)
        values.changed.connect(self._after_reading_values)
        values.read()

    def _after_reading_values(self) -> None:
        if self.guide is not None:
            return
        from desktop.beginning import Guide
        from desktop.models import beginnings

        self.guide = Guide(self.window, self.operations, self.settings, self.state)
        self.operations.read(beginnings.of, self._show_pages)

    def _show_pages(self, beginning: Beginning) -> None:
        if self.desk is None or self.guide is None:
            return
        from desktop.views import recovery_report, screens
        from desktop.views.draft_offer import DraftOffer
        from desktop.views.notices import Notices
        from desktop.views.slow_work import SlowWork
        from desktop.views.undoing import Undoing

        self.guide.take(beginning)
        # As with the line: a signal's type is the object's, and not the class's.
        makers = screens.makers(self.desk, cast("FirstGuide", self.guide))
        self.undoing = Undoing(self.window, self.operations, self.broadcast)
        self.slow_work = SlowWork(self.window.statusBar(), self.operations)
        self.window.take_pages(makers, self.guide.first_screen)
        self.guide.renewed.connect(self.window.renew_pages)
        self._look_at_outbox()
        while self._questions:
            self.receive(self._questions.pop(0))
        if self.worker is not None:
            self.guide.password_given.connect(self.worker.keep_password)
            self.worker.send_due()
            self.worker.look_for_passwords()
        self.guide.look_at_folders()
        if self._recovered is None:
            DraftOffer(self.window, self.operations).look()
        else:
            recovery_report.tell(self.window.message_bar, self._recovered)
        self.notices = Notices(self.window, self.operations, self.broadcast)
        if self.indexing is not None:
            self.indexing.start()

    def _after_not_opening(self, problem: HearthError) -> None:
        self.exit_code = problem.exit_code
        not_open = self.tr("The store is not open.")
        self.window.say(not_open)
        self.window.opening.stop(not_open)
        ways_out = [
            WayOut(self.tr("Try Again"), self._open_store),
            WayOut(self.tr("Check This Workstation"), self._check_workstation),
            WayOut(self.tr("Quit"), self.window.close),
        ]
        if isinstance(problem, StoreDamaged):
            ways_out.insert(0, WayOut(self.tr("Restore Newest Back-up"), self._recover))
        self.window.show_problem(str(problem), *ways_out)

    def _recover(self) -> None:
        """Put the newest good back-up in the damaged store's place, with what was changed since."""
        self.exit_code = ExitCode.DONE
        self.window.say(self.tr("The newest back-up is being restored…"))
        tell = self.recovered.emit
        self.operations.open(partial(_recover_and_open, self.settings, self.upgrading.emit, tell))

    def _note_recovered(self, done: Recovered) -> None:
        self._recovered = done

    # --- What changed -----------------------------------------------------------------------------------

    def _take_changes(self, changes: Changes) -> None:
        self.broadcast.tell(changes)
        if changes.deliveries and self.worker is not None:
            self.worker.send_due()

    def _follow(self, changes: Changes) -> None:
        if changes.deliveries or changes.deleted:
            self._look_at_outbox()

    def _look_at_outbox(self) -> None:
        from desktop.models import sights

        self.operations.read(sights.outbox_sight, self._show_outbox)

    def _show_outbox(self, sight: OutboxSight) -> None:
        online = self.worker.online if self.worker is not None and sight.connection else None
        self.window.show_line(online=online, waiting=sight.waiting)
        if not sight.connection:
            self.window.say(self.tr("No external system is defined; an administrator can define one."))
        elif sight.waiting:
            self.window.say(self.tr("Waiting to be sent: {count}").format(count=sight.waiting))
        else:
            self.window.say(self.tr("Nothing waits to be sent."))

    def _suspect(self, problem: StoreDamaged) -> None:
        """Let the next start look the whole store through, and offer the back-up if it is damaged."""
        self.state.setValue(_SUSPECTED, self.settings.store_url)
        self.state.sync()
        text = self.tr("{problem} A restart looks it through and offers to restore it.")
        restart = WayOut(self.tr("Restart Now"), self._restart)
        self.window.show_problem(text.format(problem=language.sentence(problem.what)), restart)

    def _fail(self, problem: HearthError) -> None:
        self.window.show_problem(str(problem))

    # --- Wiring -----------------------------------------------------------------------------------------

    def _dress(self) -> None:
        scheme = str(self.state.value("window/scheme", Scheme.SYSTEM.value))
        density = str(self.state.value("window/density", Density.COMFORTABLE.value))
        application = cast("QApplication", QApplication.instance())
        # The language says from which side one reads, and the theme dresses accordingly.
        translations.install(application, language_menu.wanted(self.state))
        theme.apply(application, _scheme(scheme), _density(density))

    def _connect(self) -> None:
        self.upgrading.connect(self.window.opening.show_upgrade)
        self.recovered.connect(self._note_recovered)
        self.operations.opened.connect(self._after_opening)
        self.operations.not_opened.connect(self._after_not_opening)
        self.operations.changed.connect(self._take_changes)
        self.operations.failed.connect(self._fail)
        self.operations.damaged.connect(self._suspect)
        self.broadcast.told.connect(self._follow)
        self.window.check_asked.connect(self._check_workstation)
        self.window.search_asked.connect(self._open_palette)
        self.window.language_menu.chosen.connect(self._offer_language)
        self.upgrade_watch = UpgradeWatch(self)
        self.upgrade_watch.upgraded.connect(self._offer_restart)
        self.window.message_bar.closed.connect(self._let_rest)

    def _connect_worker(self, worker: Worker) -> None:
        worker.changed.connect(self.broadcast.tell)
        worker.online_changed.connect(self._look_at_outbox)
        worker.failed.connect(self._fail)
        worker.password_needed.connect(self.window.password_bar.ask)
        worker.password_missing.connect(self._ask_at_start)
        self.window.password_bar.given.connect(worker.keep_password)

    def _connect_workshop(self, workshop: Workshop) -> None:
        workshop.changed.connect(self._take_changes)
        workshop.failed.connect(self._fail)
        workshop.defined.connect(self._send_anew)

    def _send_anew(self) -> None:
        """Send what waited for another definition or password."""
        if self.worker is not None:
            self.worker.send_all()
            self.worker.look_for_passwords()

    def _ask_at_start(self, name: str, keychain: bool) -> None:
        # The first steps ask for it in a place of their own.
        if self.guide is not None and not self.guide.is_asking:
            self.window.password_bar.ask_at_start(name, keychain)

    def take_interrupt(self, times: int) -> None:
        """Close the window when asked from outside; the second time without regard for what is open in it."""
        if times == 1:
            self.window.close()
        else:
            QApplication.exit(ExitCode.UNEXPECTED)

    def _check_workstation(self) -> None:
        from desktop.views.workstation_dialog import WorkstationDialog

        # An address may hold a password, which the words of a command would show to everyone on the machine.
        where = {"HEARTH_HOME": str(self.settings.home), "HEARTH_STORE": self.settings.store_url}
        WorkstationDialog(installed.command(), where, self.window).open()

    def _offer_language(self) -> None:
        self.window.offer_restart(self.tr("The language changes with the next start."), self._restart)

    def _offer_restart(self) -> None:
        # What is being said already concerns what the agent does now.
        if not self.window.message_bar.isVisible():
            self.window.offer_restart(self._upgraded(), self._restart)

    def _upgraded(self) -> str:
        return self.tr(
            "Hearth was upgraded. What you are doing goes on; the new version comes with a restart."
        )

    def _let_rest(self, read: str) -> None:
        if read == self._upgraded():
            self.upgrade_watch.rest()

    def _restart(self) -> None:
        self.restart = True
        self.window.close()

    def quit(self) -> None:
        """End the application's event loop."""
        QApplication.exit(self.exit_code)


def run(settings: Settings, call: Call | None = None, tell: Tell = _keep_quiet) -> int:
    """Open the window and return the exit code when it is closed.

    ``call`` is what it goes to first, and ``tell`` hears what it shows then. Where a window is open on this
    home already, that one is asked to go there. Raises HearthError when it does not answer.
    """
    application = make_application()
    only = OnlyWindow(settings.home)
    if not only.take():
        tell(_hand_over(settings, call or Call()))
        return ExitCode.DONE
    program = Program(settings)
    try:
        code = _run(application, program, call, tell)
    finally:
        only.release()
    if program.restart:
        _start_anew()
    return code


def show_refusal(problem: HearthError) -> None:
    """Say, before there is a window, why none can be opened; return when the person has read it."""
    application = make_application()
    translations.install(application, defaults.language().name)
    theme.apply(application)
    refusal(problem).exec()


def refusal(problem: HearthError) -> QMessageBox:
    """Return the message that says why no window can be opened, and the way out."""
    box = QMessageBox(QMessageBox.Icon.Critical, "Hearth", language.sentence(problem.what))
    box.setObjectName("refusal")
    box.setInformativeText(language.sentence(problem.way_out))
    return box


def _start_anew() -> None:
    """Become the program that lies now where this one was started from, with the same options."""
    words = sys.argv[1:]
    # Whoever called then has been answered.
    options = words[: words.index("open")] if "open" in words else words
    command = [*installed.command(), *options]
    # What the packaged program tells its own kind by would make the newer one take itself for a part of this.
    os.execve(command[0], command, {**os.environ, "PYINSTALLER_RESET_ENVIRONMENT": "1"})  # noqa: S606 -- itself


def _run(application: QApplication, program: Program, call: Call | None, tell: Tell) -> int:
    interrupts = Interrupts(program)
    interrupts.asked.connect(program.take_interrupt)
    # Only here: without the application's own event loop, asking it to end would stop all that follow.
    program.window.closing.connect(program.quit)
    program.start()
    doorbell = _listen(program)
    if call is not None:
        program.receive(FirstQuestion(call, tell))
    code = application.exec()
    doorbell.close()
    interrupts.close()
    if not program.close():
        # A thread that hangs in a system call cannot be ended; what it claimed is asked about next time.
        sys.stderr.flush()
        os._exit(int(ExitCode.UNEXPECTED))
    return code


def _listen(program: Program) -> Doorbell:
    # Loads the network, which the painted frame does not need.
    from desktop.views.doorbell import Doorbell

    doorbell = Doorbell(program.settings.home, program)
    doorbell.rung.connect(program.receive)
    doorbell.listen()
    return doorbell


def _hand_over(settings: Settings, call: Call) -> Answer:
    """Ask the window that is open, which may have been started only a moment ago."""
    for _ in range(_STARTS_WITHIN * 10):
        with contextlib.suppress(NoWindow):
            return ring(settings.home, call)
        time.sleep(0.1)
    return ring(settings.home, call)


def tour(settings: Settings, system: ExternalSystem, screenshots: Path | None = None) -> Tour:
    """Play the seven steps of Update External System in a window of its own, by mouse.

    ``system`` is the built-in external system that the store's connection leads to.
    """
    # Loads the store and the simulation of events, which no other window needs.
    from desktop.store.store import open_store
    from desktop.views.hands import MouseHands, wait_until
    from desktop.views.tour import Player

    make_application()
    program = Program(settings)
    program.window.resize(*_TOUR_SIZE)
    program.start()
    try:
        wait_until(lambda: program.window.current_page() is not None, _TOUR_PATIENCE)
        with open_store(settings.store_url, settings.who) as store:
            player = Player(program.window, program.operations, store, system, MouseHands())
            return player.play(_TOUR_HOUSEHOLD, screenshots)
    finally:
        program.close()


def make_application() -> QApplication:
    """Return the one application object of this process."""
    there = QApplication.instance()
    application = there if isinstance(there, QApplication) else QApplication([sys.argv[0]])
    application.setApplicationName("hearth")
    application.setApplicationDisplayName("Hearth")
    return application


def _open(settings: Settings, tell: Callable[[str, int, int], object], *, suspected: bool = False) -> Store:
    # Loads the database's library, on the store's thread.
    from desktop.store.opening import open_own

    if suspected:
        from desktop.store.recovery import refuse_damaged

        refuse_damaged(settings.store_url)
    return open_own(settings, tell)


def _recover_and_open(
    settings: Settings, tell: Callable[[str, int, int], object], done: Callable[[Recovered], object]
) -> Store:
    from desktop.store.recovery import recover

    done(recover(settings.store_url, settings.backup_folder, datetime.now(UTC), settings.who))
    return _open(settings, tell)


def _scheme(kept: str) -> Scheme:
    return Scheme(kept) if kept in set(Scheme) else Scheme.SYSTEM


def _density(kept: str) -> Density:
    return Density(kept) if kept in set(Density) else Density.COMFORTABLE
