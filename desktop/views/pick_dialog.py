"""The dialog that picks existing records: Find, Starting With, Go, a list, and OK, New, Cancel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHBoxLayout, QLabel, QWidget

from desktop.models.columns import Column
from desktop.models.pick_rows import PickRow, PickRowsModel
from desktop.views.dialog import Dialog
from desktop.views.editors.line import LineEdit
from desktop.views.empty_state import EmptyState
from desktop.views.list import no_pick_lists
from desktop.views.parts import column, frame, label, push_button, row
from desktop.views.table import ListTable
from desktop.views.tokens import SPACE_L, SPACE_M, SPACE_XL

_TYPING_PAUSE_MS: Final = 200
_WIDTH: Final = 840
_HEIGHT: Final = 480


@dataclass(frozen=True, slots=True)
class PickQuery:
    """What a dialog looks for: ``text`` at the beginning of ``find_by``; ``number`` tells answers apart."""

    number: int
    find_by: str
    text: str


class PickDialog(Dialog):
    """Lets a person find and pick one record, or ``many``.

    The owner connects ``searched``, looks where it likes and answers with ``show_rows``; an answer to an
    earlier search is ignored. ``picked`` carries the ids as a tuple; ``new_requested`` asks for a new record
    in place of a found one. Open it with ``open()``: it never blocks its caller.
    """

    searched = Signal(object)
    picked = Signal(tuple)
    new_requested = Signal()

    def __init__(
        self,
        name: str,
        title: str,
        columns: Sequence[Column],
        find_by: Mapping[str, str],
        parent: QWidget | None = None,
        *,
        many: bool = False,
        with_new: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setModal(True)
        self.resize(_WIDTH, _HEIGHT)
        self._number = 0
        self._find = self._made_find(find_by)
        self.text_box = self._made_text()
        self.go_button = push_button(f"{name}.go", self.tr("Go"), parent=self)
        self.go_button.clicked.connect(self.search)
        self.model = PickRowsModel(columns, self)
        self.table = self._made_table(columns, many=many)
        self.nothing = EmptyState(self.table.viewport())
        self._found = label("", "muted", self)
        self._found.setObjectName(f"{name}.found")
        self.new_action = QAction(self.tr("New"), self)
        self.new_action.triggered.connect(self._ask_for_new)
        self._with_new = with_new
        self._pause = QTimer(self, singleShot=True, interval=_TYPING_PAUSE_MS)
        self._pause.timeout.connect(self.search)
        self._lay_out()
        self._look()

    def open(self) -> None:
        """Show the dialog, with the first rows of all."""
        super().open()
        self.text_box.setFocus()
        self.search()

    def search(self) -> None:
        """Ask the owner for what the person is looking for now."""
        self._pause.stop()
        self._number += 1
        self._found.setText(self.tr("Searching…"))
        self.searched.emit(
            PickQuery(self._number, str(self._find.currentData()), self.text_box.text().strip())
        )

    def show_rows(self, query: PickQuery, rows: Sequence[PickRow]) -> None:
        """Show what was found for ``query``, unless something else has been asked since."""
        if query.number != self._number:
            return
        self.model.show_rows(rows)
        if rows:
            self.table.go_to(0, 0)
        self._say_found(query, len(rows))
        self._look()

    def found_text(self) -> str:
        """Return what is said about the rows."""
        return self._found.text()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if enter and self.text_box.hasFocus():
            self.search()
        elif event.key() == Qt.Key.Key_Down and self.text_box.hasFocus():
            self.table.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    def _wait_for_more(self) -> None:
        self._pause.start()

    # --- Picking ----------------------------------------------------------------------------------------

    def _pick(self) -> None:
        ids = tuple(self.model.id_at(each.row()) for each in self.table.selectionModel().selectedRows())
        if ids:
            self.accept()
            self.picked.emit(ids)

    def _activate(self) -> None:
        """Do what Enter does in a row."""
        self._pick()

    def _ask_for_new(self) -> None:
        self.reject()
        self.new_requested.emit()

    def _say_found(self, query: PickQuery, count: int) -> None:
        self._found.setText(self.tr("Found: {count}").format(count=count) if count else "")
        if query.text:
            sentence = self.tr("Nothing starts with “{text}”.").format(text=query.text)
        else:
            sentence = self.tr("There is nothing to pick yet.")
        self.nothing.say("search", sentence, self.new_action if self._with_new else None)
        self.nothing.setVisible(not count)

    def _look(self) -> None:
        self.ok_button.setEnabled(bool(self.table.selectionModel().selectedRows()))

    # --- Making -----------------------------------------------------------------------------------------

    def _made_find(self, find_by: Mapping[str, str]) -> QComboBox:
        find = QComboBox(self)
        find.setObjectName(f"{self.objectName()}.find")
        find.setAccessibleName(self.tr("Find"))
        for key, text in find_by.items():
            find.addItem(text, key)
        find.activated.connect(self.search)
        return find

    def _made_text(self) -> LineEdit:
        text = LineEdit(self)
        text.setObjectName(f"{self.objectName()}.starting_with")
        text.setAccessibleName(self.tr("Starting With"))
        text.textEdited.connect(self._wait_for_more)
        return text

    def _made_table(self, columns: Sequence[Column], *, many: bool) -> ListTable:
        table = ListTable(self.objectName(), columns, no_pick_lists, self)
        table.setAccessibleName(self.windowTitle())
        table.setModel(self.model)
        mode = QAbstractItemView.SelectionMode
        table.setSelectionMode(mode.ExtendedSelection if many else mode.SingleSelection)
        table.selectionModel().selectionChanged.connect(self._look)
        table.activated.connect(self._activate)
        return table

    def _lay_out(self) -> None:
        name = self.objectName()
        self.ok_button = push_button(f"{name}.ok", self.tr("OK"), "primary", self)
        self.ok_button.clicked.connect(self._pick)
        cancel = push_button(f"{name}.cancel", self.tr("Cancel"), parent=self)
        cancel.clicked.connect(self.reject)
        box = frame("applet", parent=self)
        box.setLayout(column(self.table, margins=(1, 1, 1, 1)))
        new = push_button(f"{name}.new", self.tr("New"), parent=self)
        new.setToolTip(self.tr("Make a new record in place of a found one"))
        new.clicked.connect(self._ask_for_new)
        new.setVisible(self._with_new)
        buttons = row(new, self._found, None, self.ok_button, cancel)
        parts = column(
            self._search_row(),
            self._middle(box),
            buttons,
            spacing=SPACE_L,
            margins=(SPACE_XL, SPACE_XL, SPACE_XL, SPACE_XL),
        )
        parts.setStretch(1, 1)
        self.setLayout(parts)

    def _middle(self, box: QWidget) -> QWidget | QHBoxLayout:
        """Return what stands between the search and the buttons: ``box`` with what was found."""
        return box

    def _search_row(self) -> QHBoxLayout:
        find, text = QLabel(self.tr("Find"), self), QLabel(self.tr("Starting With"), self)
        find.setBuddy(self._find)
        text.setBuddy(self.text_box)
        line = row(find, self._find, text, self.text_box, self.go_button, spacing=SPACE_M)
        line.setStretch(3, 1)
        return line


class AddContactsDialog(PickDialog):
    """Picks people who are kept already, to become members of a household; New makes a new person."""

    def __init__(
        self, columns: Sequence[Column], find_by: Mapping[str, str], parent: QWidget | None = None
    ) -> None:
        title = QCoreApplication.translate("AddContactsDialog", "Add Contacts")
        super().__init__("add_contacts", title, columns, find_by, parent, many=True, with_new=True)
        self.table.setToolTip(self.tr("Ctrl and Shift pick several"))
