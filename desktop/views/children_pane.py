"""A list of a record's children: shown, edited in place, made primary, removed after asking."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from desktop.errors import HearthError, InvalidValue
from desktop.fields import Component
from desktop.models import formats, saving, words
from desktop.models.child_list import ChildListModel, ChildRow, child_row
from desktop.models.columns import Column
from desktop.models.sights import Sight
from desktop.store.types import Ref
from desktop.store.unit import Unit
from desktop.values import Value
from desktop.views.actions import Act
from desktop.views.desk import Desk
from desktop.views.list import ListApplet
from desktop.views.message_bar import MessageKind, WayOut
from desktop.views.page import Then

T = TypeVar("T")


class ChildrenPane(QWidget):
    """One tab's list of children.

    ``drilled`` carries the row whose link was followed, ``current_changed`` the id of the current row, or
    empty text. ``name`` begins the object names where the component's own is taken.
    """

    drilled = Signal(object)
    current_changed = Signal(str)

    def __init__(
        self,
        component: Component,
        columns: Sequence[Column],
        desk: Desk,
        *,
        acts: Iterable[Act],
        buttons: Iterable[Act],
        parent: QWidget | None = None,
        name: str = "",
    ) -> None:
        super().__init__(parent)
        self.component = component
        self._desk = desk
        self._ref: Ref | None = None
        self._wanted = ""
        self.setObjectName(f"{name or component.name}_pane")
        self.list = ListApplet(
            f"{name or component.name}_list",
            columns,
            self,
            acts=acts,
            buttons=buttons,
            pick_lists=desk.values.choices,
        )
        self.model = ChildListModel(columns, self)
        self.list.set_model(self.model)
        self.list.set_title(QCoreApplication.translate("Component", component.plural))
        self.model.edit_asked.connect(self._change_cell)
        self.list.drilled.connect(self._drill)
        self.list.current_changed.connect(self._tell_current)
        if Act.DELETE in self.list.actions_of_record:
            self.list.actions_of_record[Act.DELETE].triggered.connect(self.ask_to_remove)

    # --- What the page asks -------------------------------------------------------------------------------

    def show_sight(self, sight: Sight) -> None:
        """Show the children of a record."""
        self._ref = sight.record.ref
        self.model.show(self.rows_of(sight))
        self._seek_wanted()

    def rows_of(self, sight: Sight) -> list[ChildRow]:
        """Return the rows to show."""
        return [child_row(child) for child in sight.record.children[self.component.name]]

    def leave(self, then: Then) -> None:
        """Save what is to be saved, then call ``then``."""
        then()

    def count(self) -> int:
        """Return how many children there are."""
        return self.model.rowCount()

    def current(self) -> ChildRow | None:
        """Return the current row."""
        return self.model.row(self.list.current_row())

    def go_to(self, child_id: str) -> None:
        """Make a row current as soon as it is there."""
        self._wanted = child_id
        self._seek_wanted()

    # --- Changing -----------------------------------------------------------------------------------------

    def change(self, command: Callable[[Unit], T], on_done: Callable[[T], None] | None = None) -> None:
        """Run a command; what is refused is said over the list."""
        self.list.message_bar.clear()
        self._desk.operations.change(command, on_done, self.refuse)

    def refuse(self, error: HearthError) -> None:
        """Say over the list why a change is not possible."""
        self.list.message_bar.show_message(MessageKind.ERROR, self._worded(error))

    def ask_to_remove(self) -> None:
        """Ask whether the current row may go."""
        row = self.current()
        if row is not None:
            self.list.message_bar.ask(
                self.question(row),
                WayOut(self.tr("Remove"), partial(self._remove, row), danger=True),
                WayOut(self.tr("Keep"), self.list.message_bar.clear),
            )

    def question(self, row: ChildRow) -> str:
        """Return what is asked before a row goes."""
        label = QCoreApplication.translate("Component", self.component.label)
        named = next((str(value) for value in row.values.values() if value and isinstance(value, str)), "")
        return self.tr("Remove {kind} {name}?").format(kind=label, name=named).replace(" ?", "?")

    def _remove(self, row: ChildRow) -> None:
        if self._ref is not None:
            name = self.component.name
            self.change(partial(saving.remove_children, ref=self._ref, name=name, child_ids=(row.id,)))

    def _change_cell(self, child_id: str, column: str, value: Value) -> None:
        if self._ref is not None:
            of = {"ref": self._ref, "name": self.component.name, "child_id": child_id}
            self.change(partial(saving.change_child, **of, column=column, value=value))

    def _worded(self, error: HearthError) -> str:
        if isinstance(error, InvalidValue) and error.field in self.component:
            field = self.component[error.field]
            translate = QCoreApplication.translate
            problem = words.problem(error, field, formats.example(field.kind), translate)
            return f"{words.label(field, translate)}: {problem}"
        return error.what if isinstance(error, InvalidValue) else str(error)

    # --- Rows ---------------------------------------------------------------------------------------------

    def _seek_wanted(self) -> None:
        at = self.model.row_of(self._wanted) if self._wanted else None
        if at is not None:
            self._wanted = ""
            self.list.table.go_to(at)

    def _drill(self, at: int, _column: int) -> None:
        row = self.model.row(at)
        if row is not None and row.target is not None:
            self.drilled.emit(row)

    def _tell_current(self, at: int) -> None:
        row = self.model.row(at)
        self.current_changed.emit(row.id if row else "")
