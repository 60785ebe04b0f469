"""The Outbox: what is kept to be sent, why it still waits, and the ways to send it now."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.errors import HearthError
from desktop.models import saving, waiting
from desktop.models.child_list import ChildListModel, ChildRow
from desktop.store.types import Changes, RecordKind, SyncState
from desktop.views import layouts
from desktop.views.actions import Act
from desktop.views.applet import Applet
from desktop.views.desk import Desk
from desktop.views.list import ListApplet
from desktop.views.message_bar import MessageKind
from desktop.views.page import Page
from desktop.views.parts import column, push_button
from desktop.views.record_list_page import screen_title
from desktop.views.thread import PageName, Place
from desktop.views.tokens import SPACE_M

_PAGES = {RecordKind.HOUSEHOLD: PageName.HOUSEHOLD, RecordKind.CONTACT: PageName.CONTACT}


class OutboxPage(Page):
    """The deliveries that are not finished."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("outbox_page")
        self._desk = desk
        columns = layouts.outbox_columns()
        self.list = ListApplet("outbox", columns, acts=(Act.UPDATE,), buttons=())
        self.model = ChildListModel(columns, self)
        self.list.set_model(self.model)
        self.list.set_title(self.tr("Outbox"))
        self.list.set_empty_state("outbox", self.tr("Nothing waits. Everything that was sent has arrived."))
        self.send_now = push_button("outbox.send_now", self.tr("Send Now"), parent=self)
        self.send_all = push_button("outbox.send_all", self.tr("Send All"), "primary", parent=self)
        self.list.add_before_buttons(self.send_now)
        self.list.add_before_buttons(self.send_all)
        self.setLayout(column(self.list, margins=(SPACE_M, SPACE_M, SPACE_M, SPACE_M)))
        self.list.actions_of_record[Act.UPDATE].setText(self.tr("Send Now"))
        self.list.actions_of_record[Act.UPDATE].triggered.connect(self._send_current)
        self.send_now.clicked.connect(self._send_current)
        self.send_all.clicked.connect(self._send_all)
        self.list.drilled.connect(self._drill)
        self.list.stepped_back.connect(self.stepped_back)
        self.model.counted.connect(self._look)
        desk.broadcast.told.connect(self._follow)
        self._read()

    def visit(self, place: Place) -> None:
        self._read()
        self.list.table.setFocus()

    def main_applet(self) -> Applet | None:
        return self.list

    def _follow(self, changes: Changes) -> None:
        if changes.deliveries:
            self._read()

    def _read(self) -> None:
        self._desk.operations.read(waiting.rows, self.model.show)

    def _look(self, count: int) -> None:
        self.send_now.setEnabled(count > 0)
        self.send_all.setEnabled(count > 0)

    def _send_all(self) -> None:
        self._desk.line.send_all()

    def _send_current(self) -> None:
        row = self.model.row(max(self.list.current_row(), 0))
        if row is None:
            return
        if _waits_for_a_person(row) and row.target is not None:
            self._desk.operations.change(partial(saving.send, ref=row.target), None, self._refuse)
        else:
            self._desk.line.send_now(row.id)

    def _refuse(self, error: HearthError) -> None:
        self.list.message_bar.show_message(MessageKind.ERROR, str(error))

    def _drill(self, at: int, _column: int) -> None:
        row = self.model.row(at)
        if row is not None and row.target is not None:
            kind = row.target.kind
            name = str(row.values["last_name"])
            self.drilled.emit(Place(_PAGES[kind], row.target, title=screen_title(kind), value=name), False)


def _waits_for_a_person(row: ChildRow) -> bool:
    """Tell whether sending again is a new command: nobody tries these by themselves."""
    state = getattr(row.values["state"], "state", None)
    return state in {SyncState.CONFLICT, SyncState.DOUBTFUL}
