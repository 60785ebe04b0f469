"""Children that link to records that exist already: team, organizations, accounts, households."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.fields import PARTY_RELATIONSHIP, RELATED_HOUSEHOLDS, Component
from desktop.models import saving
from desktop.models.child_list import ChildRow, child_row
from desktop.models.sights import Sight
from desktop.store.types import RecordKind, Ref
from desktop.views import layouts, picker
from desktop.views.actions import Act
from desktop.views.children_pane import ChildrenPane
from desktop.views.desk import Desk
from desktop.views.parts import column

# The column that leads to what is linked, where that has a screen of its own.
_LINKS: Final = {RELATED_HOUSEHOLDS.name: "hh_name", PARTY_RELATIONSHIP.name: "last_name"}


class LinkPane(ChildrenPane):
    """A list of links: Add picks existing records, the star makes one of them primary."""

    def __init__(self, component: Component, desk: Desk, icon: str, parent: QWidget | None = None) -> None:
        self._linked: frozenset[str] = frozenset()
        # A relationship begins with whom it is to; all else is a link to what is there.
        self._begin = Act.NEW if component is PARTY_RELATIONSHIP else Act.ADD
        columns = layouts.child_columns(component, links=_LINKS.get(component.name, ""))
        super().__init__(
            component, columns, desk, acts=(self._begin, Act.DELETE), buttons=(self._begin,), parent=parent
        )
        self.setLayout(column(self.list, margins=(0, 0, 0, 0)))
        add = self.list.actions_of_record[self._begin]
        if self._begin is Act.NEW:
            kind = QCoreApplication.translate("Component", component.label)
            add.setText(self.tr("New {kind}").format(kind=kind))
        add.triggered.connect(self.add)
        plural = QCoreApplication.translate("Component", component.plural)
        self.list.set_empty_state(icon, self.tr("{plural}: none yet.").format(plural=plural), add)

    def rows_of(self, sight: Sight) -> list[ChildRow]:
        return [
            child_row(child, Ref(RecordKind(self.component.picks), child.picked_id))
            if self.component.name in _LINKS and child.picked_id
            else child_row(child)
            for child in sight.record.children[self.component.name]
        ]

    def show_sight(self, sight: Sight) -> None:
        self._linked = frozenset(
            child.picked_id for child in sight.record.children[self.component.name] if child.picked_id
        )
        super().show_sight(sight)

    def add(self) -> None:
        """Open the dialog with what can be linked."""
        label = QCoreApplication.translate("Component", self.component.plural)
        title = self.tr("Add {plural}").format(plural=label)
        picker.pick(self, self._desk, self.component.picks, title, self._link, self._linked)

    def _link(self, picked_ids: tuple[str, ...]) -> None:
        if self._ref is not None:
            name = self.component.name
            self.change(partial(saving.link, ref=self._ref, name=name, picked_ids=picked_ids))
