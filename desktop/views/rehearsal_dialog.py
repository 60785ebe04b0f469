"""Plays a sending by a mapping before anybody works with it: request, reply, and what would follow."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QStackedWidget, QWidget

from desktop.errors import HearthError
from desktop.fields import Component
from desktop.models import rehearsal_rows
from desktop.models.child_list import ChildListModel
from desktop.models.envelope_tree import lines_of
from desktop.models.rehearsal_rows import Played
from desktop.views import layouts, theme
from desktop.views.dialog import Dialog
from desktop.views.envelope_view import EnvelopeView
from desktop.views.list import ListApplet
from desktop.views.message_bar import MessageBar, MessageKind
from desktop.views.parts import column, label, push_button, row
from desktop.views.tabs import Tabs
from desktop.views.tokens import SPACE_L, SPACE_M

_SIZE: Final = (1000, 600)
_BUILT_IN, _RECORDED = "built_in", "recorded"
OUTCOME, REQUEST, REPLY = "outcome", "request", "reply"


class RehearsalDialog(Dialog):
    """``wanted`` carries the record, empty for any, and the file of a reply, empty for the built-in one."""

    wanted = Signal(str, str)

    def __init__(self, component: Component, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("rehearsal")
        self.setWindowTitle(self.tr("Rehearsal"))
        self.setAccessibleName(self.windowTitle())
        self.setModal(True)
        self.resize(*_SIZE)
        self._component = component
        self.record = self._line("record", self.tr("Record"), self.tr("Household #, row id; empty: any"))
        self.answered = QComboBox(self)
        self.answered.setObjectName("rehearsal.answered")
        self.answered.setAccessibleName(self.tr("Answered by"))
        self.answered.addItem(self.tr("The built-in external system"), _BUILT_IN)
        self.answered.addItem(self.tr("A recorded reply"), _RECORDED)
        self.file = self._line("file", self.tr("File of the reply"), self.tr("File of the reply"))
        self.browse = push_button("rehearsal.browse", self.tr("Browse…"), "", self)
        self.play = push_button("rehearsal.play", self.tr("Rehearse"), "primary", self)
        self.close_button = push_button("rehearsal.close", self.tr("Close"), "", self)
        self.message_bar = MessageBar(self)
        self.sentence = label("", "strong", self)
        self.sentence.setWordWrap(True)
        self.parts = Tabs("rehearsal.parts", self.tr("What was said"), self)
        self._stack = QStackedWidget(self)
        self.list = ListApplet("rehearsal_list", layouts.rehearsal_columns(), self, acts=(), buttons=())
        self.model = ChildListModel(layouts.rehearsal_columns(), self)
        self.request = EnvelopeView("rehearsal.request", self.tr("Request"), self)
        self.reply = EnvelopeView("rehearsal.reply", self.tr("Reply"), self)
        self._lay_out()
        self._connect()
        self._look()

    def show_played(self, played: Played) -> None:
        """Show what a rehearsal found."""
        self.play.setEnabled(True)
        self.message_bar.clear()
        self.sentence.setText(rehearsal_rows.sentence(played))
        self.model.show(rehearsal_rows.rows(self._component, played))
        notes = " ".join(played.notes)
        self.list.set_empty_state("done", notes or self.tr("Nothing would change here."))
        self.request.show_lines(lines_of(played.request), self.tr("Nothing would be sent."))
        self.reply.show_lines(lines_of(played.reply), self.tr("No reply came back."))
        theme.announce(self, self.sentence.text())

    def refuse(self, problem: HearthError) -> None:
        """Say why nothing was played."""
        self.play.setEnabled(True)
        self.sentence.clear()
        self.message_bar.show_message(MessageKind.ERROR, str(problem))

    def _play(self) -> None:
        recorded = self.answered.currentData() == _RECORDED
        if recorded and not self.file.text().strip():
            self._browse()
            return
        self.play.setEnabled(False)
        self.message_bar.clear()
        self.sentence.setText(self.tr("Rehearsing…"))
        self.wanted.emit(self.record.text().strip(), self.file.text().strip() if recorded else "")

    def _browse(self) -> None:
        dialog = QFileDialog(self, self.tr("File of the reply"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.file.setText)
        dialog.open()

    def _look(self) -> None:
        for each in (self.file, self.browse):
            each.setVisible(self.answered.currentData() == _RECORDED)

    def _show_part(self, key: str) -> None:
        parts: dict[str, QWidget] = {OUTCOME: self.list, REQUEST: self.request, REPLY: self.reply}
        self._stack.setCurrentWidget(parts[key])

    def _line(self, name: str, words: str, hint: str) -> QLineEdit:
        made = QLineEdit(self)
        made.setObjectName(f"rehearsal.{name}")
        made.setAccessibleName(words)
        made.setPlaceholderText(hint)
        made.setMinimumWidth(220)
        return made

    def _connect(self) -> None:
        self.answered.currentIndexChanged.connect(self._look)
        self.browse.clicked.connect(self._browse)
        self.play.clicked.connect(self._play)
        self.record.returnPressed.connect(self._play)
        self.close_button.clicked.connect(self.reject)
        self.parts.chosen.connect(self._show_part)
        self.list.stepped_back.connect(self.reject)
        self.finished.connect(self.deleteLater)

    def _lay_out(self) -> None:
        self.list.set_model(self.model)
        self.list.set_title(self.tr("What Would Change Here"))
        told = self.tr("Nothing leaves this computer, and nothing is changed in the record.")
        self.list.set_empty_state("info", told)
        for key, text, drawn in (
            (OUTCOME, self.tr("Outcome"), "done"),
            (REQUEST, self.tr("Request"), "forward"),
            (REPLY, self.tr("Reply"), "back"),
        ):
            self.parts.add(key, text, drawn)
        for each in (self.list, self.request, self.reply):
            self._stack.addWidget(each)
        self.request.show_lines((), told)
        self.reply.show_lines((), told)
        words = label(self.tr("Answered &by"), "label", self)
        words.setBuddy(self.answered)
        head = row(
            self.record, words, self.answered, self.file, self.browse, None, self.play, spacing=SPACE_M
        )
        buttons = row(None, self.close_button, spacing=SPACE_M)
        margins = (SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        whole = column(
            head, self.message_bar, self.sentence, self.parts, self._stack, buttons,
            spacing=SPACE_M, margins=margins,
        )  # fmt: skip
        whole.setStretch(4, 1)
        self.setLayout(whole)
