"""The sheet of keys: what each key does, and how to give it another one."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from desktop.views import keymap, theme
from desktop.views.dialog import Dialog
from desktop.views.keymap import Assignment
from desktop.views.parts import column, label, push_button, row
from desktop.views.tokens import SPACE_L, SPACE_M, SPACE_XL

_SIZE: Final = (620, 620)
_NAME: Final = Qt.ItemDataRole.UserRole


class KeySheet(Dialog):
    """Lists every action with its key; the current one's key can be changed below the list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("key_sheet")
        self.setWindowTitle(self.tr("Keys"))
        self.setAccessibleName(self.tr("Keys"))
        self.setModal(True)
        self.resize(*_SIZE)
        self._keymap = keymap.current()
        self.find_box = self._made_find_box()
        self.table = self._made_table()
        self.recorder = self._made_recorder()
        self.said = self._made_said()
        self.set_button = push_button("key_sheet.set", self.tr("Use This Key"), "primary", self)
        self.default_button = push_button("key_sheet.default", self.tr("As It Came"), parent=self)
        self.none_button = push_button("key_sheet.none", self.tr("No Key"), parent=self)
        self.close_button = push_button("key_sheet.close", self.tr("Close"), parent=self)
        self._lay_out()
        self._connect()
        self._fill()

    def choose(self, name: str) -> None:
        """Make an action the current one."""
        for at in range(self.table.rowCount()):
            if self._cell(at, 0).data(_NAME) == name:
                self.table.setCurrentCell(at, 0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Record every key, also those that would do something in the window behind."""
        if watched is self.recorder and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().eventFilter(watched, event)

    # --- The list -----------------------------------------------------------------------------------------

    def _fill(self) -> None:
        assignments = self._keymap.assignments()
        self.table.setRowCount(len(assignments))
        for at, each in enumerate(assignments):
            self._show(at, each)
        self.table.setCurrentCell(0, 0)

    def _show(self, at: int, assignment: Assignment) -> None:
        name = QTableWidgetItem(assignment.text)
        name.setData(_NAME, assignment.name)
        keys = QTableWidgetItem(keymap.shown(assignment.keys) or self.tr("no key"))
        if assignment.is_changed:
            came = keymap.shown(assignment.default) or self.tr("none")
            keys.setText(self.tr("{keys} (came as {default})").format(keys=keys.text(), default=came))
        self.table.setItem(at, 0, name)
        self.table.setItem(at, 1, keys)

    def _cell(self, at: int, place: int) -> QTableWidgetItem:
        item = self.table.item(at, place)
        assert item is not None  # noqa: S101 -- every cell was filled
        return item

    def _find(self, text: str) -> None:
        wanted = text.strip().casefold()
        for at in range(self.table.rowCount()):
            cells = (self._cell(at, place).text().casefold() for place in range(2))
            self.table.setRowHidden(at, not any(wanted in cell for cell in cells))

    def _current(self) -> Assignment | None:
        at = self.table.currentRow()
        name = self._cell(at, 0).data(_NAME) if at >= 0 else None
        return next((each for each in self._keymap.assignments() if each.name == name), None)

    def _follow(self) -> None:
        assignment = self._current()
        self.recorder.setKeySequence(assignment.keys if assignment else QKeySequence())
        self.default_button.setEnabled(assignment is not None and assignment.is_changed)

    def _begin_recording(self) -> None:
        self.recorder.setFocus()

    # --- Changing -----------------------------------------------------------------------------------------

    def _look(self) -> None:
        """Say whether the recorded key can be had."""
        problem = self._problem(self.recorder.keySequence())
        self.said.setText(problem)
        self.set_button.setEnabled(not problem)

    def _problem(self, keys: QKeySequence) -> str:
        assignment = self._current()
        if assignment is None:
            return self.tr("Choose an action first.")
        if not keys.isEmpty() and not keymap.can_be_key(keys):
            return self.tr("Fields and lists need this key. Take one with Ctrl or Alt, or a function key.")
        holder = self._keymap.holder(keys, assignment.name)
        if holder is not None:
            return self.tr("{keys} is the key of “{action}”. Give that another one first.").format(
                keys=keymap.shown(keys), action=holder.text
            )
        return ""

    def _set(self) -> None:
        self._change(self.recorder.keySequence())

    def _set_default(self) -> None:
        assignment = self._current()
        if assignment is not None:
            self._change(assignment.default)

    def _set_none(self) -> None:
        self._change(QKeySequence())

    def _change(self, keys: QKeySequence) -> None:
        assignment, problem = self._current(), self._problem(keys)
        if problem or assignment is None:
            self.said.setText(problem)
            return
        self._keymap.change(assignment.name, keys)
        self._show(self.table.currentRow(), assignment)
        self._follow()

    # --- Making -------------------------------------------------------------------------------------------

    def _made_find_box(self) -> QLineEdit:
        box = QLineEdit(self)
        box.setObjectName("key_sheet.find")
        box.setPlaceholderText(self.tr("Find an action or a key…"))
        box.setAccessibleName(self.tr("Find an action or a key"))
        box.setClearButtonEnabled(True)
        return box

    def _made_table(self) -> QTableWidget:
        table = QTableWidget(0, 2, self)
        table.setObjectName("key_sheet.table")
        table.setAccessibleName(self.tr("Actions and their keys"))
        table.setHorizontalHeaderLabels([self.tr("Action"), self.tr("Key")])
        heading = table.horizontalHeader()
        heading.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        heading.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        heading.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(theme.row_height())
        table.setShowGrid(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        return table

    def _made_recorder(self) -> QKeySequenceEdit:
        recorder = QKeySequenceEdit(self)
        recorder.setObjectName("key_sheet.recorder")
        recorder.setAccessibleName(self.tr("Press the new key"))
        recorder.setMaximumSequenceLength(1)
        for line in recorder.findChildren(QLineEdit):  # which is where screen readers look
            line.setAccessibleName(recorder.accessibleName())
        recorder.installEventFilter(self)
        return recorder

    def _made_said(self) -> QLabel:
        said = label("", "problem", self)
        said.setObjectName("key_sheet.said")
        said.setWordWrap(True)
        # Room for two lines from the start, so that nothing jumps when there is something to say.
        said.setMinimumHeight(said.fontMetrics().lineSpacing() * 2)
        return said

    def _lay_out(self) -> None:
        words = label(self.tr("&Key of the chosen action"), "label", self)
        words.setBuddy(self.recorder)
        change = row(self.recorder, self.set_button, self.default_button, self.none_button, spacing=SPACE_M)
        change.setStretch(0, 1)
        closing = row(None, self.close_button)
        parts = (self.find_box, self.table, words, change, self.said, closing)
        self.setLayout(column(*parts, spacing=SPACE_M, margins=(SPACE_XL, SPACE_L, SPACE_XL, SPACE_L)))

    def _connect(self) -> None:
        self.find_box.textChanged.connect(self._find)
        self.table.itemSelectionChanged.connect(self._follow)
        self.table.itemActivated.connect(self._begin_recording)
        self.recorder.keySequenceChanged.connect(self._look)
        self.set_button.clicked.connect(self._set)
        self.default_button.clicked.connect(self._set_default)
        self.none_button.clicked.connect(self._set_none)
        self.close_button.clicked.connect(self.accept)
