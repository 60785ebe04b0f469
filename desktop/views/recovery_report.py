"""Says what became of a damaged store, and shows which changes could not be made again."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.models import recovered
from desktop.models.child_list import ChildListModel
from desktop.store.recovery import Recovered
from desktop.views import layouts
from desktop.views.dialog import Dialog
from desktop.views.list import ListApplet
from desktop.views.message_bar import MessageBar, MessageKind, WayOut
from desktop.views.parts import column, push_button, row
from desktop.views.tokens import SPACE_L, SPACE_M

_SIZE = (1180, 420)


def tell(bar: MessageBar, done: Recovered) -> None:
    """Say in the bar what became of the store; what could not be made again is a click away."""
    ways_out = [
        WayOut(
            QCoreApplication.translate("MissingDialog", "Show What Is Missing"),
            partial(_show_missing, done, bar.window()),
        )
    ]
    kind = MessageKind.GOOD if done.whole else MessageKind.WARNING
    bar.show_message(kind, recovered.sentence(done), *(ways_out if done.not_made else ()))


def _show_missing(done: Recovered, window: QWidget) -> None:
    MissingDialog(done, window).open()


class MissingDialog(Dialog):
    """The changes with who made them when, and why each could not be made again."""

    def __init__(self, done: Recovered, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("missing")
        self.setWindowTitle(self.tr("Not Made Again"))
        self.setAccessibleName(self.windowTitle())
        self.setModal(True)
        self.resize(*_SIZE)
        columns = layouts.missing_columns()
        self.list = ListApplet("missing_list", columns, self, acts=(), buttons=())
        self.model = ChildListModel(columns, self)
        self.list.set_model(self.model)
        self.list.set_title(self.windowTitle())
        self.close_button = push_button("missing.close", self.tr("Close"), "primary", self)
        buttons = row(None, self.close_button, spacing=SPACE_M)
        margins = (SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        self.setLayout(column(self.list, buttons, spacing=SPACE_L, margins=margins))
        self.model.show(recovered.missing(done))
        self.close_button.clicked.connect(self.reject)
        self.list.stepped_back.connect(self.reject)
        self.finished.connect(self.deleteLater)
