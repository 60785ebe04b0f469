"""The Outbox: what is kept to be sent, why it still waits, and the ways to send, hold or cancel it."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from desktop.errors import HearthError, MayHaveArrived
from desktop.models import formats, saving, systems
from desktop.models.outbox_list import OutboxModel
from desktop.models.pace import Pace
from desktop.models.systems import System
from desktop.store import cancelling, lines
from desktop.store.outbox_list import Entry
from desktop.store.types import Changes, DeliveryState, Line, RecordKind
from desktop.store.unit import Unit
from desktop.views import layouts
from desktop.views.actions import Act
from desktop.views.applet import Applet
from desktop.views.conflict_dialog import ConflictDialog
from desktop.views.desk import Desk
from desktop.views.list import ListApplet
from desktop.views.message_bar import MessageKind, WayOut
from desktop.views.page import Page
from desktop.views.parts import column, frame, label, push_button, row
from desktop.views.record_list_page import screen_title
from desktop.views.thread import PageName, Place
from desktop.views.tokens import SPACE_L, SPACE_M, SPACE_S

_PAGES: Final = {RecordKind.HOUSEHOLD: PageName.HOUSEHOLD, RecordKind.CONTACT: PageName.CONTACT}
_ACTS: Final = (Act.UPDATE, Act.SEND_ALL, Act.PAUSE, Act.FINISHED, Act.SETTLE, Act.CANCEL)
_FOR_A_PERSON: Final = frozenset({DeliveryState.CONFLICT, DeliveryState.DOUBTFUL, DeliveryState.REFUSED})
# So long after the last delivery left a run of sending counts as over.
_OVER_MS: Final = 5000


class OutboxPage(Page):
    """The deliveries that are not finished, or those that were finished today."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("outbox_page")
        self._desk = desk
        self._paused: tuple[Line, ...] = ()
        self._pace = Pace()
        self._seen = 0
        columns = layouts.outbox_columns()
        self.list = ListApplet("outbox", columns, self, acts=_ACTS, buttons=_ACTS)
        self.model = OutboxModel(columns, desk.operations, self)
        self.progress = frame("bar", "outbox.progress", self)
        self.progress_label = label("", "muted", self.progress)
        self.stop = push_button("outbox.stop", self.tr("Stop"), parent=self.progress)
        self._over = QTimer(self, singleShot=True, interval=_OVER_MS)
        self._lay_out()
        self._connect()
        self._read()

    # --- What the frame asks --------------------------------------------------------------------------------

    def visit(self, place: Place) -> None:
        self._read()
        self.list.table.setFocus()

    def main_applet(self) -> Applet | None:
        return self.list

    # --- Sending --------------------------------------------------------------------------------------------

    def send_current(self) -> None:
        """Send the current unit now, whatever it waits for."""
        entry = self._current()
        for each in entry.unfinished if entry else ():
            if each.state in _FOR_A_PERSON:
                # Nobody tries these by themselves: sending again is a new command.
                self._desk.operations.change(partial(saving.send, ref=each.ref), None, self._refuse)
            else:
                self._desk.line.send_now(each.id)

    def settle_current(self) -> None:
        """Show the conflicts of the current row's record side by side."""
        entry = self._current()
        waiting = entry.unfinished if entry else ()
        clashing = next((each for each in waiting if each.state is DeliveryState.CONFLICT), None)
        if clashing is not None:
            ConflictDialog(clashing.ref, self._desk, self).open()
        else:
            self.list.message_bar.show_message(MessageKind.INFO, self.tr("Nothing is in conflict here."))

    def send_all(self) -> None:
        """Send everything that waits, due or not."""
        self._desk.line.send_all()

    def cancel_current(self) -> None:
        """Take the current unit out of the outbox."""
        entry = self._current()
        if entry is not None and entry.unfinished:
            self._cancel(entry, knowing=False)

    def _cancel(self, entry: Entry, *, knowing: bool) -> None:
        self.list.message_bar.clear()
        ids = tuple(each.id for each in entry.unfinished)
        command = partial(_cancel, ids=ids, knowing=knowing)
        self._desk.operations.change(command, self._tell_cancelled, partial(self._refuse_to_cancel, entry))

    def _tell_cancelled(self, count: int) -> None:
        text = self.tr("Cancelled: {count}. The records stay as they are here.")
        self.list.message_bar.show_message(MessageKind.GOOD, text.format(count=formats.number(count)))

    def _refuse_to_cancel(self, entry: Entry, error: HearthError) -> None:
        if not isinstance(error, MayHaveArrived):
            self._refuse(error)
            return
        self.list.message_bar.ask(
            self.tr("This update may have arrived there. Cancelling does not take it back."),
            WayOut(self.tr("Cancel All the Same"), partial(self._cancel, entry, knowing=True), danger=True),
            WayOut(self.tr("Leave It"), self.list.message_bar.clear),
        )

    # --- Pausing --------------------------------------------------------------------------------------------

    def pause(self) -> None:
        """Hold everything for the current unit's external system, or let it leave again."""
        if self._paused:
            self.resume()
            return
        entry = self._current()
        named = entry.main.connection if entry else None
        self._desk.operations.change(partial(_pause, connection=named), self._read_lines, self._refuse)

    def resume(self) -> None:
        """Let everything leave again."""
        names = tuple(each.connection for each in self._paused)
        self._desk.operations.change(partial(_resume, connections=names), self._go_on, self._refuse)

    def _go_on(self, _result: None) -> None:
        self._read_lines()
        self._desk.line.send_due()

    def _read_lines(self, _result: object = None) -> None:
        self._desk.operations.read(lines.everyone, self._show_lines)

    def _show_lines(self, found: tuple[Line, ...]) -> None:
        before, self._paused = self._paused, tuple(each for each in found if each.paused)
        pausing = self.list.actions_of_record[Act.PAUSE]
        pausing.setChecked(bool(self._paused))
        pausing.setText(self.tr("Resume Sending") if self._paused else self.tr("Pause Sending"))
        pausing.setIconText(self.tr("Resume") if self._paused else self.tr("Pause"))
        pausing.setEnabled(bool(found))
        if self._paused:
            self._say_paused(self._paused[0])
        elif before:
            self.list.message_bar.clear()

    def _say_paused(self, line: Line) -> None:
        text = self.tr("{who} paused {name} at {when}. Nothing leaves until somebody resumes it.")
        when = formats.moment(line.paused_at or "")
        told = text.format(who=line.paused_by, name=line.connection, when=when)
        self.list.message_bar.show_message(MessageKind.WARNING, told, WayOut(self.tr("Resume"), self.resume))

    # --- Following ------------------------------------------------------------------------------------------

    def _follow(self, changes: Changes) -> None:
        self.model.follow(changes)
        if changes.lines:
            self._read_lines()

    def _read(self) -> None:
        self._desk.operations.read(systems.of, self._show_systems)
        self.model.read()
        self._read_lines()

    def _show_systems(self, found: tuple[System, ...]) -> None:
        """Say of each delivery where it goes only where there are several external systems."""
        names = [each.name for each in self.list.table.columns]
        self.list.table.setColumnHidden(names.index("to"), len(found) <= 1)

    def _look(self, count: int) -> None:
        finished = self.list.actions_of_record[Act.FINISHED].isChecked()
        self.list.actions_of_record.enable(
            update_external_system=count > 0 and not finished,
            send_all=count > 0 and not finished,
            cancel=count > 0 and not finished,
        )
        if count and self.list.current_row() < 0:
            self.list.table.go_to(0)
        if not finished:
            self._show_progress(count)

    def _show_progress(self, count: int) -> None:
        """Show how sending goes while it does: two units or more that leave one after the other."""
        if not self._over.isActive():
            self._pace.begin(max(count, self._seen))
        self._seen, before = count, self._pace.done
        self._pace.note(count)
        if self._pace.done > before and count:
            self._over.start()
        self.progress_label.setText(self._pace.sentence())
        self.progress.setVisible(self._over.isActive() and count > 0)

    def _end_progress(self) -> None:
        self.progress.hide()

    def _show_finished(self, finished: bool) -> None:
        self.list.set_title(self.tr("Finished Today") if finished else self.tr("Outbox"))
        sentence = self.tr("Nothing waits. Everything that was sent has arrived.")
        self.list.set_empty_state("outbox", self.tr("Nothing was finished today.") if finished else sentence)
        self.model.show_finished(finished)

    # --- Rows -----------------------------------------------------------------------------------------------

    def _current(self) -> Entry | None:
        return self.model.entry(max(self.list.current_row(), 0))

    def _drill(self, at: int, _column: int) -> None:
        there = self.model.row(at)
        if there is not None and there.target is not None:
            kind = there.target.kind
            name = str(there.values["name"])
            self.drilled.emit(Place(_PAGES[kind], there.target, title=screen_title(kind), value=name), False)

    def _refuse(self, error: HearthError) -> None:
        self.list.message_bar.show_message(MessageKind.ERROR, str(error))

    # --- Making ---------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.list.set_model(self.model)
        acts = self.list.actions_of_record
        acts[Act.UPDATE].setText(self.tr("Send Now"))
        acts[Act.UPDATE].setIconText(self.tr("Send Now"))
        self.list.button(Act.UPDATE).setAccessibleName(self.tr("Send Now"))
        self._show_finished(False)
        margins = (SPACE_L, SPACE_S, SPACE_L, SPACE_S)
        self.progress.setLayout(row(self.progress_label, None, self.stop, margins=margins))
        self.progress.hide()
        whole = column(self.progress, self.list, margins=(SPACE_M, SPACE_M, SPACE_M, SPACE_M))
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def _connect(self) -> None:
        acts = self.list.actions_of_record
        acts[Act.UPDATE].triggered.connect(self.send_current)
        acts[Act.SEND_ALL].triggered.connect(self.send_all)
        acts[Act.SETTLE].triggered.connect(self.settle_current)
        acts[Act.CANCEL].triggered.connect(self.cancel_current)
        acts[Act.PAUSE].triggered.connect(self.pause)
        acts[Act.FINISHED].toggled.connect(self._show_finished)
        self.stop.clicked.connect(self.pause)
        self.list.drilled.connect(self._drill)
        self.list.stepped_back.connect(self.stepped_back)
        self.model.counted.connect(self._look)
        self._over.timeout.connect(self._end_progress)
        self._desk.broadcast.told.connect(self._follow)


def _cancel(unit: Unit, ids: tuple[str, ...], knowing: bool) -> int:
    for each in ids:
        cancelling.cancel(unit, each, may_have_arrived=knowing)
    return len(ids)


def _pause(unit: Unit, connection: str | None) -> None:
    lines.pause(unit, connection or unit.default_connection)


def _resume(unit: Unit, connections: tuple[str, ...]) -> None:
    for each in connections:
        lines.resume(unit, each)
