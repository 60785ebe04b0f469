"""Looks for records in an external system by an example, and makes those that are picked here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QGridLayout, QLabel, QLineEdit, QWidget

from desktop.errors import HearthError, NotSent
from desktop.models import systems, there, words
from desktop.models.child_list import ChildListModel
from desktop.models.systems import System
from desktop.store.types import RecordKind, Ref
from desktop.views import layouts
from desktop.views.desk import Desk, FoundThere
from desktop.views.dialog import Dialog
from desktop.views.list import ListApplet
from desktop.views.message_bar import MessageKind, WayOut
from desktop.views.parts import column, push_button, row
from desktop.views.tokens import SPACE_L, SPACE_M, SPACE_XL

_SIZE = (980, 560)
_IN_A_ROW = 3


class FindThere(Dialog):
    """An example, what is like it there, and the choice of what to make here; nothing is made twice.

    ``opened`` carries the one record to go to, ``made`` all that were made or were here already.
    """

    opened = Signal(object)
    made = Signal(tuple)

    def __init__(self, kind: RecordKind, example: Mapping[str, str], desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("find_there")
        self.setWindowTitle(self.tr("Find in External System"))
        self.setAccessibleName(self.windowTitle())
        self.setModal(True)
        self.resize(*_SIZE)
        self._kind = kind
        self._desk = desk
        self._number = 0
        self._taking = 0
        self._found: Sequence[FoundThere] = ()
        self.system = self._made_system()
        self.lines = {each.name: self._line(each.name) for each in there.fields(kind, dict(example))}
        for name, line in self.lines.items():
            line.setText(example.get(name, ""))
        self.search_button = push_button("find_there.search", self.tr("Search"), "", self)
        columns = layouts.there_columns(kind)
        self.list = ListApplet("there_list", columns, self, acts=(), buttons=())
        self.model = ChildListModel(columns, self)
        self.create_button = push_button("find_there.create", self.tr("Create Here"), "primary", self)
        self.open_button = push_button("find_there.open", self.tr("Open"), "", self)
        self.close_button = push_button("find_there.close", self.tr("Close"), "", self)
        self._lay_out()
        self._connect()
        self._say(self.tr("Say above what to look for; * stands for any text."))
        desk.operations.read(systems.of, self._take_systems)

    # --- Searching ------------------------------------------------------------------------------------------

    def search(self) -> None:
        """Ask the external system for what is like the example, or stop asking."""
        if self._number:
            self.give_up()
            return
        values = {name: line.text().strip() for name, line in self.lines.items() if line.text().strip()}
        self._show(())
        if not values:
            self._say(self.tr("Say above what to look for; * stands for any text."))
            next(iter(self.lines.values())).setFocus()
            return
        self._number = self._desk.inquiries.find(self._kind, values, self.system.currentText())
        self._say(self.tr("Asking {name}…").format(name=self.system.currentText()))
        self._look()

    def give_up(self) -> None:
        """Stop asking."""
        self._desk.inquiries.give_up(self._number)
        self._number = 0
        self._say(self.tr("The search was stopped."))
        self._look()

    def found(self) -> Sequence[FoundThere]:
        """Return what was found."""
        return self._found

    @Slot(int, object)
    def _take(self, number: int, result: object) -> None:
        if number == self._number:
            self._number = 0
            self._show(cast("Sequence[FoundThere]", result))
            self._say(self.tr("Nothing like it is there."))
            if self._found:
                self.list.table.go_to(0)
                self.list.table.setFocus()
        elif number == self._taking:
            self._finish(cast("tuple[Ref, ...]", result))

    @Slot(int, object)
    def _refuse(self, number: int, problem: HearthError) -> None:
        if number not in (self._number, self._taking):
            return
        again = WayOut(self.tr("Try Again"), self.search if number == self._number else self.take)
        self._number = self._taking = 0
        told = str(problem)
        if isinstance(problem, NotSent):
            text = self.tr("{name} cannot be reached now: {reason}")
            told = text.format(name=self.system.currentText(), reason=problem.what)
        self._say(self.tr("Nothing was found out."))
        self.list.message_bar.show_message(MessageKind.ERROR, told, again)
        self._look()

    # --- Picking --------------------------------------------------------------------------------------------

    def chosen(self) -> list[FoundThere]:
        """Return what is picked."""
        marked = self.list.table.selectionModel().selectedRows()
        return [self._found[int(there_row.id)] for at in marked if (there_row := self.model.row(at.row()))]

    def take(self) -> None:
        """Make what is picked, but not what is here already."""
        chosen = self.chosen()
        if chosen and not self._taking:
            self._taking = self._desk.inquiries.take(chosen, self._kind, self.system.currentText())
            self._look()

    def open_chosen(self) -> None:
        """Go to the one that is here already."""
        known = [each.ref for each in self.chosen() if each.ref is not None]
        if known:
            self.accept()
            self.opened.emit(known[0])

    def _finish(self, refs: tuple[Ref, ...]) -> None:
        self._taking = 0
        self.accept()
        self.made.emit(refs)

    def _choose(self) -> None:
        """Take the current one by Enter: go to it if it is here, make it if not."""
        chosen = self.chosen()
        if len(chosen) == 1 and chosen[0].ref is not None:
            self.open_chosen()
        else:
            self.take()

    # --- Showing --------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if enter and any(line.hasFocus() for line in self.lines.values()):
            self.search()
        elif event.key() == Qt.Key.Key_Escape and self._number:
            self.give_up()
        else:
            super().keyPressEvent(event)

    def _show(self, found: Sequence[FoundThere]) -> None:
        self._found = found
        self.list.message_bar.clear()
        self.model.show(there.rows(found))
        self._look()

    def _say(self, sentence: str) -> None:
        self.list.set_empty_state("search", sentence)

    def _look(self) -> None:
        chosen = self.chosen()
        self.search_button.setText(self.tr("Stop") if self._number else self.tr("Search"))
        self.create_button.setEnabled(not self._taking and any(each.ref is None for each in chosen))
        self.open_button.setEnabled(len(chosen) == 1 and chosen[0].ref is not None)

    def _take_systems(self, found: tuple[System, ...]) -> None:
        self.system.addItems([each.name for each in found])
        self.system.setVisible(len(found) > 1)
        if not found:
            self._say(self.tr("No external system is defined; an administrator can define one."))
            self.search_button.setEnabled(False)
        elif any(line.text() for line in self.lines.values()):
            self.search()

    # --- Making ---------------------------------------------------------------------------------------------

    def _made_system(self) -> QComboBox:
        made = QComboBox(self)
        made.setObjectName("find_there.system")
        made.setAccessibleName(self.tr("External System"))
        return made

    def _line(self, name: str) -> QLineEdit:
        line = QLineEdit(self)
        line.setObjectName(f"find_there.{name}")
        line.setClearButtonEnabled(True)
        return line

    def _example(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_M)
        fields = there.fields(self._kind, dict.fromkeys(self.lines, ""))
        for number, field in enumerate(fields):
            text = QLabel(words.label(field, QCoreApplication.translate), self)
            text.setProperty("role", "label")
            text.setBuddy(self.lines[field.name])
            self.lines[field.name].setAccessibleName(text.text())
            at, beside = divmod(number, _IN_A_ROW)
            grid.addWidget(text, at * 2, beside)
            grid.addWidget(self.lines[field.name], at * 2 + 1, beside)
        return grid

    def _lay_out(self) -> None:
        self.list.set_model(self.model)
        self.list.set_title(self.tr("Found There"))
        self.list.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.system.hide()
        asking = row(self.system, None, self.search_button, spacing=SPACE_M)
        buttons = row(None, self.create_button, self.open_button, self.close_button, spacing=SPACE_M)
        for each in (self.search_button, self.create_button, self.open_button, self.close_button):
            each.setAutoDefault(False)
        margins = (SPACE_XL, SPACE_XL, SPACE_XL, SPACE_XL)
        whole = column(self._example(), asking, self.list, buttons, spacing=SPACE_L, margins=margins)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def _connect(self) -> None:
        self._desk.inquiries.answered.connect(self._take)
        self._desk.inquiries.not_answered.connect(self._refuse)
        self.search_button.clicked.connect(self.search)
        self.create_button.clicked.connect(self.take)
        self.open_button.clicked.connect(self.open_chosen)
        self.close_button.clicked.connect(self.reject)
        self.list.table.activated.connect(self._choose)
        self.list.stepped_back.connect(self.reject)
        self.list.table.selectionModel().selectionChanged.connect(self._look)
        self.finished.connect(self._end)

    def _end(self) -> None:
        if self._number:
            self._desk.inquiries.give_up(self._number)
        self.deleteLater()
