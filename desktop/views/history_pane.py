"""The History tab: the journal of one record in words, what of it can be taken back, and the past."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.errors import HearthError
from desktop.models import history
from desktop.models.child_list import ChildListModel
from desktop.models.history import Change, Listed
from desktop.store.reverting import Reverted
from desktop.store.types import Origin, Ref
from desktop.views import layouts
from desktop.views.actions import Act
from desktop.views.desk import Desk
from desktop.views.list import ListApplet
from desktop.views.message_bar import MessageKind, WayOut
from desktop.views.parts import column

_ACTS = (Act.REVERT, Act.REVERT_ALL, Act.AS_IT_WAS)


class HistoryPane(QWidget):
    """What happened to one record, newest first; read when it is looked at.

    ``past_requested`` carries the moment (ISO, UTC) at which the record is to be seen.
    """

    past_requested = Signal(str)

    def __init__(self, name: str, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}_history_pane")
        self._desk = desk
        self._ref: Ref | None = None
        self._changes: dict[str, Change] = {}
        columns = layouts.history_columns()
        self.list = ListApplet(f"{name}_history", columns, self, acts=_ACTS, buttons=_ACTS)
        self.model = ChildListModel(columns, self)
        self.list.set_model(self.model)
        self.list.set_title(self.tr("History"))
        self.list.set_empty_state("history", self.tr("Nothing has been changed by hand yet."))
        self.setLayout(column(self.list, margins=(0, 0, 0, 0)))
        acts = self.list.actions_of_record
        acts[Act.REVERT].triggered.connect(self.revert_field)
        acts[Act.REVERT_ALL].triggered.connect(self.ask_to_revert_all)
        acts[Act.AS_IT_WAS].triggered.connect(self._ask_for_past)
        self.list.current_changed.connect(self._look)
        self._look()

    def read(self, ref: Ref) -> None:
        """Read the journal of the record."""
        if ref != self._ref:
            self._ref = ref
            self.list.message_bar.clear()
        self._desk.operations.read(partial(history.listed, ref=ref), partial(self._show, ref))

    def current(self) -> Change | None:
        """Return what the current row is about."""
        row = self.model.row(self.list.current_row())
        return self._changes.get(row.id) if row else None

    # --- Taking back ----------------------------------------------------------------------------------------

    def revert_field(self) -> None:
        """Put the current row's field back to what it was before."""
        change = self.current()
        if change is not None and change.revertible:
            self._revert(change, whole=False)

    def ask_to_revert_all(self) -> None:
        """Ask whether all that was changed together with the current row is to be taken back."""
        change = self.current()
        if change is None:
            return
        count = sum(each.revertible for each in self._together(change))
        question = self.tr("Take back everything that was changed together here? Fields and rows: {count}.")
        self.list.message_bar.ask(
            question.format(count=count),
            WayOut(self.tr("Take Back"), partial(self._revert, change, whole=True)),
            WayOut(self.tr("Leave It"), self.list.message_bar.clear),
        )

    def _together(self, change: Change | None) -> list[Change]:
        """Return what was changed in one go with ``change``."""
        of = change.change_set if change else None
        return [each for each in self._changes.values() if each.change_set == of]

    def _revert(self, change: Change, *, whole: bool) -> None:
        if self._ref is not None:
            self.list.message_bar.clear()
            command = partial(history.revert, ref=self._ref, change=change, whole=whole)
            self._desk.operations.change(command, self._tell_reverted, self._refuse, Origin.REVERT)

    def _tell_reverted(self, done: Reverted) -> None:
        kind = MessageKind.INFO if done.left else MessageKind.GOOD
        self.list.message_bar.show_message(kind, history.reverted_sentence(done))

    def _refuse(self, error: HearthError) -> None:
        self.list.message_bar.show_message(MessageKind.ERROR, str(error))

    # --- Rows -----------------------------------------------------------------------------------------------

    def _ask_for_past(self) -> None:
        change = self.current()
        if change is not None:
            self.past_requested.emit(change.at)

    def _show(self, ref: Ref, found: Listed) -> None:
        if ref == self._ref:
            self._changes = found.changes
            self.model.show(found.rows)
            if found.rows and self.list.current_row() < 0:
                self.list.table.go_to(0)
            self._look()

    def _look(self, _row: int = 0) -> None:
        change = self.current()
        acts = self.list.actions_of_record
        acts[Act.REVERT].setEnabled(change is not None and change.revertible)
        acts[Act.REVERT_ALL].setEnabled(any(each.revertible for each in self._together(change)))
        acts[Act.AS_IT_WAS].setEnabled(change is not None)
