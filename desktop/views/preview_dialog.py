"""Shows before anything leaves what would change at the external system, and sends it from there."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.models.child_list import ChildListModel
from desktop.models.preview import PreviewSight
from desktop.views import layouts
from desktop.views.dialog import Dialog
from desktop.views.list import ListApplet
from desktop.views.parts import column, label, push_button, row
from desktop.views.tokens import SPACE_L, SPACE_M

_SIZE = (860, 460)


class PreviewDialog(Dialog):
    """What would go out; ``send_requested`` asks to send it. It never blocks its caller."""

    send_requested = Signal()

    def __init__(self, sight: PreviewSight, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("preview")
        self.setWindowTitle(self.tr("Before It Is Sent"))
        self.setAccessibleName(self.windowTitle())
        self.setModal(True)
        self.resize(*_SIZE)
        columns = layouts.preview_columns()
        self.list = ListApplet("preview_list", columns, self, acts=(), buttons=())
        self.model = ChildListModel(columns, self)
        self.list.set_model(self.model)
        self.list.set_title(self.windowTitle())
        self.list.set_empty_state("done", self.tr("Nothing would change there."))
        self.sentence = label(sight.sentence, "", self)
        self.sentence.setWordWrap(True)
        self.send = push_button("preview.send", self.tr("Update External System"), "primary", self)
        self.close_button = push_button("preview.close", self.tr("Close"), parent=self)
        self.send.setDefault(True)
        buttons = row(None, self.send, self.close_button, spacing=SPACE_M)
        margins = (SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        self.setLayout(column(self.sentence, self.list, buttons, spacing=SPACE_L, margins=margins))
        self.model.show(sight.rows)
        self.send.clicked.connect(self._send)
        self.close_button.clicked.connect(self.reject)
        self.list.stepped_back.connect(self.reject)
        self.finished.connect(self.deleteLater)

    def _send(self) -> None:
        self.accept()
        self.send_requested.emit()
