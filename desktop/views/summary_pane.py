"""The Summary of a household: its contacts and what is going on with them, on one page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from desktop.fields import ACTIVITY, OPPORTUNITY, RELATED_CONTACT, SERVICE_REQUEST
from desktop.models.child_list import ChildRow
from desktop.models.sights import Sight
from desktop.views import layouts
from desktop.views.children_pane import ChildrenPane
from desktop.views.desk import Desk
from desktop.views.members_pane import member_rows
from desktop.views.parts import column
from desktop.views.roll_up_pane import RollUpPane


class MembersSummary(ChildrenPane):
    """The contacts, whose relationship and dates can be edited in the list."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        columns = layouts.member_columns()
        super().__init__(
            RELATED_CONTACT, columns, desk, acts=(), buttons=(), parent=parent, name="summary.contacts"
        )
        self.setLayout(column(self.list, margins=(0, 0, 0, 0)))
        self.list.set_empty_state("contact", self.tr("Nobody is in this household yet."))

    def rows_of(self, sight: Sight) -> list[ChildRow]:
        return member_rows(sight)


class SummaryPane(QSplitter):
    """Four lists; every row leads to where it is edited."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setObjectName("summary.split")
        left = QSplitter(Qt.Orientation.Vertical, self)
        right = QSplitter(Qt.Orientation.Vertical, self)
        self.panes: tuple[ChildrenPane, ...] = (
            MembersSummary(desk, left),
            RollUpPane(SERVICE_REQUEST, desk, "service-request", left, "summary.service_requests"),
            RollUpPane(ACTIVITY, desk, "activity", right, "summary.activities"),
            RollUpPane(OPPORTUNITY, desk, "opportunity", right, "summary.opportunities"),
        )
        for each in (self, left, right):
            each.setChildrenCollapsible(False)
