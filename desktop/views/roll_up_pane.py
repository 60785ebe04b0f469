"""What a household's contacts have of one kind in one list; some kinds can be added to the household."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QWidget

from desktop.fields import Component
from desktop.models import roll_ups
from desktop.models.child_list import ChildRow
from desktop.models.sights import Sight
from desktop.store.types import Child
from desktop.views import layouts
from desktop.views.children_pane import ChildrenPane
from desktop.views.desk import Desk
from desktop.views.message_bar import MessageKind, WayOut
from desktop.views.owned_pane import OwnedPane
from desktop.views.parts import column


class RollUpPane(ChildrenPane):
    """Shows; each row leads to its contact, where it is edited."""

    def __init__(
        self, component: Component, desk: Desk, icon: str, parent: QWidget | None = None, name: str = ""
    ) -> None:
        columns = layouts.roll_up_columns(component)
        super().__init__(component, columns, desk, acts=(), buttons=(), parent=parent, name=name)
        plural = QCoreApplication.translate("Component", component.plural)
        self.list.set_title(self.tr("{plural} of all contacts").format(plural=plural))
        sentence = self.tr("{plural}: none yet. Open a contact to add one.").format(plural=plural)
        self.list.set_empty_state(icon, sentence)
        self.setLayout(column(self.list, margins=(0, 0, 0, 0)))

    def rows_of(self, sight: Sight) -> list[ChildRow]:
        return roll_ups.rows(sight, self.component.name)


class SharedPane(OwnedPane):
    """Shows the contacts' rows and the household's own; new ones are the household's.

    A contact's row stands in the form to be read, and its link leads to where it is edited.
    """

    def __init__(self, component: Component, desk: Desk, icon: str, parent: QWidget | None = None) -> None:
        columns = layouts.roll_up_columns(component, editable=True)
        super().__init__(component, desk, icon, parent, columns=columns)
        plural = QCoreApplication.translate("Component", component.plural)
        self.list.set_title(self.tr("{plural} of the household and its contacts").format(plural=plural))

    def rows_of(self, sight: Sight) -> list[ChildRow]:
        return roll_ups.rows(sight, self.component.name)

    def children_of(self, sight: Sight) -> dict[str, Child]:
        return roll_ups.children(sight, self.component.name)

    def ask_to_remove(self) -> None:
        row = self.current()
        if row is None or not row.locked:
            super().ask_to_remove()
            return
        sentence = self.tr("This belongs to {name} and is removed there.")
        self.list.message_bar.show_message(
            MessageKind.INFO,
            sentence.format(name=row.values[roll_ups.WHOSE]),
            WayOut(self.tr("Open Contact"), partial(self.drilled.emit, row)),
        )

    def _drill(self, at: int, _column: int) -> None:
        row = self.model.row(at)
        if row is not None and row.target is None:
            self.form.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super()._drill(at, _column)

    def _show(self, child_id: str) -> None:
        super()._show(child_id)
        row = self.current()
        self.form.set_read_only(row is not None and row.locked)

    def _new(self) -> None:
        self.form.set_read_only(False)
        super()._new()
