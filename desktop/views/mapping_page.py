"""The page on which an administrator looks at a mapping, changes it, and plays a sending by it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Protocol, cast

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QTableView,
    QWidget,
)

from desktop import language
from desktop.errors import HearthError
from desktop.models.mapping_rows import Column, MappingRows, Row
from desktop.store import connections
from desktop.store.types import RecordKind
from desktop.store.unit import View
from desktop.views.desk import Desk
from desktop.views.message_bar import MessageBar, MessageKind
from desktop.views.page import Then
from desktop.views.parts import column, frame, label, push_button, row
from desktop.views.tokens import SPACE_L, SPACE_M


class Finding(Protocol):
    """What is to be said of the mapping, and how bad it is."""

    @property
    def weight(self) -> str: ...
    @property
    def about(self) -> str: ...
    @property
    def text(self) -> str: ...


class Laid(Protocol):
    """A mapping laid out line by line."""

    @property
    def origin(self) -> str: ...
    @property
    def rows(self) -> Sequence[Row]: ...
    @property
    def findings(self) -> Sequence[Finding]: ...
    @property
    def differences(self) -> Sequence[object]: ...


class MappingPage(QWidget):
    """One external system and one kind of record: its lines, what is wrong, and what a sending would do."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mapping_page")
        self._desk = desk
        self.message_bar = MessageBar(self)
        self.connection = self._choice("mapping.connection", self.tr("External System"))
        self.kind = self._choice("mapping.kind", self.tr("Record"))
        self.kind.addItem(self.tr("Household"), RecordKind.HOUSEHOLD.value)
        self.kind.addItem(self.tr("Contact"), RecordKind.CONTACT.value)
        self.words = self._line("mapping.filter", self.tr("Filter"))
        self.record = self._line("mapping.record", self.tr("Record to rehearse: #, id"))
        self.record.setMinimumWidth(240)
        self.rows = MappingRows(self)
        self.table = self._table()
        self.played = QPlainTextEdit(self)
        self.played.setObjectName("mapping.played")
        self.played.setAccessibleName(self.tr("Rehearsal"))
        self.played.setReadOnly(True)
        self.played.hide()
        self.save_button = push_button("mapping.save", self.tr("Save"), "primary", self)
        self.accept_button = push_button("mapping.accept", self.tr("Agree to the WSDL"), "", self)
        self.reset_button = push_button("mapping.reset", self.tr("Forget"), "", self)
        self.export_button = push_button("mapping.export", self.tr("Export…"), "", self)
        self.import_button = push_button("mapping.import", self.tr("Import…"), "", self)
        self.rehearse_button = push_button("mapping.rehearse", self.tr("Rehearse"), "", self)
        self._state = label("", "muted", self)
        self._lay_out()
        self._connect()

    def visit(self) -> None:
        """Read the external systems, then the mapping of the one that is chosen."""
        self._desk.operations.read(_names, self._take_names)

    def leave(self, then: Then) -> None:
        """Save what was changed, then call ``then``."""
        if self.rows.changes:
            self.save()
        then()

    def save(self) -> None:
        """Save what was changed in the table."""
        self._ask("save", self.rows.changes)

    def rehearse(self) -> None:
        """Play a sending of the record that is named."""
        if self.record.text().strip():
            self._ask("rehearse", self.record.text().strip())
        else:
            self.record.setFocus()

    # --- What comes back ----------------------------------------------------------------------------------

    def _take_names(self, names: Sequence[str]) -> None:
        chosen = self.connection.currentText()
        self.connection.blockSignals(True)
        self.connection.clear()
        self.connection.addItems(list(names))
        self.connection.setCurrentText(chosen if chosen in names else (names[0] if names else ""))
        self.connection.blockSignals(False)
        self.connection.setVisible(len(names) > 1)
        self._show()

    def _show(self) -> None:
        self._ask("show")

    def _ask(self, errand: str, argument: object = None) -> None:
        if not self.connection.currentText():
            self._state.setText(self.tr("No external system is defined yet."))
            return
        self._state.setText(self.tr("Reading the WSDL…"))
        self.message_bar.clear()
        self._desk.line.map(self.connection.currentText(), str(self.kind.currentData()), errand, argument)

    @Slot(str, object)
    def _take(self, errand: str, result: object) -> None:
        if errand == "rehearse":
            self._state.clear()
            self.played.setPlainText(str(result))
            self.played.show()
            return
        laid = cast("Laid", result)
        self.rows.take(laid.rows)
        self._say(laid)
        if errand in ("save", "import", "accept"):
            self._desk.line.send_all()

    def _say(self, laid: Laid) -> None:
        states = {
            "saved": self.tr("An administrator's mapping."),
            "wsdl": self.tr("This follows from the WSDL."),
            "proposed": self.tr("A proposal; nothing is sent by it before it is saved."),
        }
        self._state.setText(states[str(laid.origin)])
        self.accept_button.setVisible(bool(laid.differences))
        errors = [
            f"{each.about}: {language.sentence(each.text)}"
            for each in laid.findings
            if str(each.weight) == "error"
        ]
        if laid.differences:
            told = "; ".join(language.sentence(str(each)) for each in laid.differences)
            sentence = self.tr("The WSDL has changed: {changes}").format(changes=told)
            self.message_bar.show_message(MessageKind.WARNING, sentence)
        elif errors:
            self.message_bar.show_message(MessageKind.ERROR, " ".join(errors))

    @Slot(str, object)
    def _refuse(self, _errand: str, problem: HearthError) -> None:
        self._state.clear()
        self.message_bar.show_message(MessageKind.ERROR, str(problem))

    # --- Files --------------------------------------------------------------------------------------------

    def _accept(self) -> None:
        self._ask("accept")

    def _reset(self) -> None:
        self._ask("reset")

    def _export(self) -> None:
        self._choose_file("export")

    def _import(self) -> None:
        self._choose_file("import")

    def _choose_file(self, errand: str) -> None:
        dialog = QFileDialog(self, self.tr("Mapping"), "", self.tr("Mappings (*.json)"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if errand == "export":
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setDefaultSuffix("json")
        dialog.fileSelected.connect(partial(self._ask, errand))
        dialog.open()

    # --- Making -------------------------------------------------------------------------------------------

    def _choice(self, name: str, spoken: str) -> QComboBox:
        made = QComboBox(self)
        made.setObjectName(name)
        made.setAccessibleName(spoken)
        return made

    def _line(self, name: str, spoken: str) -> QLineEdit:
        made = QLineEdit(self)
        made.setObjectName(name)
        made.setAccessibleName(spoken)
        made.setPlaceholderText(spoken)
        made.setClearButtonEnabled(True)
        return made

    def _table(self) -> QTableView:
        table = QTableView(self)
        table.setObjectName("mapping.table")
        table.setAccessibleName(self.tr("Mapping"))
        table.setModel(self.rows)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        table.verticalHeader().hide()
        table.setTabKeyNavigation(False)
        table.horizontalHeader().setStretchLastSection(True)
        for place, width in (
            (Column.FIELD, 240),
            (Column.ELEMENT, 240),
            (Column.TYPE, 160),
            (Column.SAMPLE, 140),
        ):
            table.setColumnWidth(place, width)
        return table

    def _connect(self) -> None:
        self.connection.currentTextChanged.connect(self._show)
        self.kind.currentIndexChanged.connect(self._show)
        self.words.textChanged.connect(self.rows.filter)
        self.record.returnPressed.connect(self.rehearse)
        self.save_button.clicked.connect(self.save)
        self.accept_button.clicked.connect(self._accept)
        self.reset_button.clicked.connect(self._reset)
        self.export_button.clicked.connect(self._export)
        self.import_button.clicked.connect(self._import)
        self.rehearse_button.clicked.connect(self.rehearse)
        keys = QShortcut(QKeySequence("Ctrl+S"), self)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self.save)
        self._desk.line.mapped.connect(self._take)
        self._desk.line.not_mapped.connect(self._refuse)

    def _lay_out(self) -> None:
        self.accept_button.hide()
        box = frame("applet", "mapping.box", self)
        head = row(self.connection, self.kind, self.words, self._state, None, spacing=SPACE_M)
        foot = row(
            self.save_button,
            self.accept_button,
            self.reset_button,
            self.export_button,
            self.import_button,
            None,
            self.record,
            self.rehearse_button,
        )
        margins = (SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        box.setLayout(
            column(head, self.message_bar, self.table, self.played, foot, spacing=SPACE_M, margins=margins)
        )
        self.setLayout(column(box))


def _names(view: View) -> tuple[str, ...]:
    return tuple(each.name for each in connections.everyone(view))
