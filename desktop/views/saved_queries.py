"""The drop-down of saved queries over a list: run, saved, renamed, deleted, and which one it opens with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.errors import HearthError
from desktop.store import saved_queries
from desktop.store.lists import ListQuery
from desktop.store.saved_queries import LONGEST_NAME, SavedQuery
from desktop.store.unit import Unit
from desktop.views.actions import Act
from desktop.views.desk import Desk
from desktop.views.drop_down import DropDown
from desktop.views.list import ListApplet
from desktop.views.message_bar import MessageKind, WayOut
from desktop.views.name_dialog import NameDialog

_NONE: Final = ""
_ACTS: Final = (Act.SAVE_QUERY, Act.RENAME_QUERY, Act.DELETE_QUERY, Act.OPEN_WITH_QUERY)


class SavedQueries(QObject):
    """Knows the saved queries of one list and which of them is shown.

    ``chosen`` carries the SavedQuery to run, or None for no query; ``read`` tells that they are known.
    """

    chosen = Signal(object)
    read = Signal()

    def __init__(self, applet: ListApplet, query: ListQuery, desk: Desk) -> None:
        super().__init__(applet)
        self._applet = applet
        self._desk = desk
        self._kind = query.kind
        self._shown = query
        self._current: SavedQuery | None = None
        self._there: dict[str, SavedQuery] = {}
        name = f"{applet.objectName()}.queries"
        self._key = f"{applet.objectName()}/opens_with"
        self.drop_down = DropDown(name, self.tr("Saved queries"), applet)
        self.drop_down.chosen.connect(self._choose)
        self._connect()
        self._offer(())
        self.read_again()

    def read_again(self) -> None:
        """Read which queries are saved."""
        self._desk.operations.read(partial(saved_queries.everyone, kind=self._kind), self._take)

    def opens_with_one(self) -> bool:
        """Tell whether the list is opened with a saved query."""
        return bool(self._desk.state.value(self._key))

    def opening(self) -> SavedQuery | None:
        """Return the query with which the list is opened, once they are read."""
        return self._there.get(str(self._desk.state.value(self._key) or ""))

    def show_query(self, query: ListQuery) -> None:
        """Follow what is listed: the drop-down names it as long as it is what was saved."""
        self._shown = query
        if self._current is not None and self._current.text != query.text:
            self._current = None
        self._draw()

    def show_saved(self, saved: SavedQuery) -> None:
        """Take note that a saved query is listed now."""
        self._current = saved
        self._draw()

    # --- What can be done -----------------------------------------------------------------------------------

    def _connect(self) -> None:
        acts = self._applet.actions_of_record
        acts[Act.SAVE_QUERY].triggered.connect(self._ask_name)
        acts[Act.RENAME_QUERY].triggered.connect(self._ask_new_name)
        acts[Act.DELETE_QUERY].triggered.connect(self._ask_to_delete)
        acts[Act.OPEN_WITH_QUERY].triggered.connect(self._open_with)

    def _ask_name(self) -> None:
        before = self._current.name if self._current and not self._current.by_administrator else ""
        dialog = self._dialog("save_query", self.tr("Save Query As"), self.tr("Save"), before)
        dialog.named.connect(partial(self._save, dialog))
        dialog.open()

    def _ask_new_name(self) -> None:
        if self._current is not None:
            title = self.tr("Rename Query")
            dialog = self._dialog("rename_query", title, self.tr("Rename"), self._current.name)
            dialog.named.connect(partial(self._rename, dialog, self._current.name))
            dialog.open()

    def _ask_to_delete(self) -> None:
        if self._current is not None:
            question = self.tr("Delete the query {name}? The records stay.")
            self._applet.message_bar.ask(
                question.format(name=self._current.name),
                WayOut(self.tr("Delete"), partial(self._delete, self._current.name), danger=True),
                WayOut(self.tr("Keep"), self._applet.message_bar.clear),
            )

    def _open_with(self, on: bool) -> None:
        if self._current is not None:
            self._desk.state.setValue(self._key, self._current.name if on else "")

    def _dialog(self, name: str, title: str, ok: str, before: str) -> NameDialog:
        parent: QWidget = self._applet
        return NameDialog(f"{self._applet.objectName()}.{name}", title, ok, before, LONGEST_NAME, parent)

    def _save(self, dialog: NameDialog, name: str) -> None:
        wanted = SavedQuery(self._kind, name, self._shown.text, self._shown.order)
        self._change(dialog, partial(saved_queries.save, wanted=wanted))

    def _rename(self, dialog: NameDialog, name: str, new_name: str) -> None:
        command = partial(saved_queries.rename, kind=self._kind, name=name, new_name=new_name)
        self._change(dialog, command)

    def _change(self, dialog: NameDialog, command: Callable[[Unit], SavedQuery]) -> None:
        done = partial(self._after_change, dialog)
        self._desk.operations.change(command, done, lambda error: dialog.refuse(str(error)))

    def _after_change(self, dialog: NameDialog, saved: SavedQuery) -> None:
        dialog.accept()
        opens_with = self._desk.state.value(self._key)
        if self._current is not None and opens_with and opens_with == self._current.name:
            self._desk.state.setValue(self._key, saved.name)
        self._current = saved
        self.read_again()

    def _delete(self, name: str) -> None:
        self._applet.message_bar.clear()
        command = partial(saved_queries.remove, kind=self._kind, name=name)
        self._desk.operations.change(command, self._after_deleting, self._refuse)

    def _after_deleting(self, _result: None) -> None:
        if self._current is not None and self._desk.state.value(self._key) == self._current.name:
            self._open_with(False)
        self._current = None
        self.read_again()

    def _refuse(self, error: HearthError) -> None:
        self._applet.message_bar.show_message(MessageKind.ERROR, str(error))

    # --- What is offered ------------------------------------------------------------------------------------

    def _take(self, found: tuple[SavedQuery, ...]) -> None:
        self._there = {each.name: each for each in found}
        if self._current is not None:
            self._current = self._there.get(self._current.name)
        self._offer(found)
        self.read.emit()

    def _offer(self, found: tuple[SavedQuery, ...]) -> None:
        nothing = {_NONE: self.tr("No Query")}
        given = {each.name: each.name for each in found if each.by_administrator}
        own = {each.name: each.name for each in found if not each.by_administrator}
        acts = self._applet.actions_of_record
        self.drop_down.set_choices(nothing, given, own, acts=[acts[each] for each in _ACTS])
        self._draw()

    def _draw(self) -> None:
        current, acts = self._current, self._applet.actions_of_record
        self.drop_down.set_current(current.name if current else _NONE)
        if current is None and self._shown.text:
            self.drop_down.set_text(self.tr("Not Saved"))
        own = current is not None and not current.by_administrator
        acts.enable(
            save_query=bool(self._shown.text.strip()),
            rename_query=own,
            delete_query=own,
            open_with_query=current is not None,
        )
        is_first = current is not None and self._desk.state.value(self._key) == current.name
        acts[Act.OPEN_WITH_QUERY].setChecked(is_first)

    def _choose(self, name: str) -> None:
        self.chosen.emit(self._there.get(name))


def as_listed(query: ListQuery, saved: SavedQuery | None) -> ListQuery:
    """Return what a saved query lists, in its order if it has one."""
    if saved is None:
        return replace(query, text="")
    asked = replace(query, text=saved.text)
    return asked.sorted_by(saved.order) if saved.order else asked
