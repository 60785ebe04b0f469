"""The page on which an administrator looks at a mapping, changes it, and plays a sending by it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final, cast

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QWidget

from desktop import language
from desktop.errors import HearthError
from desktop.fields import Component, component
from desktop.models.mapping_rows import MappingRows
from desktop.models.rehearsal_rows import Played
from desktop.store import connections
from desktop.store.types import RecordKind
from desktop.store.unit import View
from desktop.views.desk import Desk
from desktop.views.mapping_cells import let_type
from desktop.views.mapping_dialogs import MappingDialogs
from desktop.views.mapping_sight import Laid, called, demanded, errors
from desktop.views.mapping_table import MappingTable
from desktop.views.message_bar import MessageBar, MessageKind, WayOut
from desktop.views.page import Then
from desktop.views.parts import column, frame, label, push_button, row
from desktop.views.reading_bar import ReadingBar
from desktop.views.tokens import SPACE_L, SPACE_M

_SAVE: Final = "save"
_SHOWN: Final = frozenset({"show", _SAVE, "reset", "accept", "export", "import"})
_KEPT: Final = frozenset({_SAVE, "reset", "accept", "import"})
_MOST_ERRORS: Final = 2


class MappingPage(QWidget):
    """One external system and one kind of record: its lines, what is wrong, and what a sending would do."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mapping_page")
        self._desk = desk
        self._laid: Laid | None = None
        self._place = ("", RecordKind.HOUSEHOLD.value)
        self._awaited = 0
        self._then: Then | None = None
        self.message_bar = MessageBar(self)
        self.connection = self._choice("mapping.connection", self.tr("External System"))
        self.kind = self._choice("mapping.kind", self.tr("Kind of record"))
        self.kind.addItem(self.tr("Household"), RecordKind.HOUSEHOLD.value)
        self.kind.addItem(self.tr("Contact"), RecordKind.CONTACT.value)
        self.operation = self._choice("mapping.operation", self.tr("Operation"))
        self.record = self._choice("mapping.record", self.tr("Record in it"))
        self.words = self._made_filter()
        self.rows = MappingRows(self)
        self.table = MappingTable(self.rows, self)
        self.save_button = push_button("mapping.save", self.tr("Save"), "primary", self)
        self.undo_button = push_button("mapping.undo", self.tr("Undo"), "", self)
        self.codes_button = push_button("mapping.codes", self.tr("Values…"), "", self)
        self.constants_button = push_button("mapping.constants", self.tr("Constants…"), "", self)
        self.questions_button = push_button("mapping.questions", self.tr("Replies and Questions…"), "", self)
        self.accept_button = push_button("mapping.accept", self.tr("Agree to the WSDL"), "", self)
        self.reset_button = push_button("mapping.reset", self.tr("Forget…"), "", self)
        self.export_button = push_button("mapping.export", self.tr("Export…"), "", self)
        self.import_button = push_button("mapping.import", self.tr("Import…"), "", self)
        self.rehearse_button = push_button("mapping.rehearse", self.tr("Rehearse…"), "", self)
        self.reading = ReadingBar("mapping.reading", desk.bench, self)
        self.dialogs = MappingDialogs(self.rows, self)
        self._state = label("", "muted", self)
        self._lay_out()
        self._connect()
        self._look()

    def visit(self) -> None:
        """Read the external systems, then the mapping of the one that is chosen."""
        self._desk.operations.read(_names, self._take_names)

    def leave(self, then: Then) -> None:
        """Save what was changed, then call ``then``; what cannot be saved stays in sight."""
        if self.rows.changes:
            self._save(then)
        else:
            then()

    def save(self) -> None:
        """Save the mapping with what was changed."""
        self._save(None)

    def _save(self, then: Then | None) -> None:
        self._then = then
        self._ask(_SAVE, self.rows.changes.all())

    # --- Asking -------------------------------------------------------------------------------------------

    def _take_names(self, names: Sequence[str]) -> None:
        chosen = self.connection.currentText()
        self.connection.clear()
        self.connection.addItems(list(names))
        self.connection.setCurrentText(chosen if chosen in names else (names[0] if names else ""))
        self.connection.setVisible(len(names) > 1)
        self._begin_anew()

    def _begin_anew(self) -> None:
        self._place = (self.connection.currentText(), str(self.kind.currentData()))
        self.rows.forget_changes()
        self._laid = None
        self._show()

    def _show(self) -> None:
        """Lay the mapping out as it is with the changes, and check it."""
        self._ask("show", self.rows.changes.all())

    def _ask(self, errand: str, argument: object = None) -> None:
        if not self._place[0]:
            self._state.setText(self.tr("No external system is defined yet."))
            return
        self._awaited += 1
        if errand != "show" or self._laid is None:
            # What is asked from here on is about what comes back.
            self.table.setEnabled(False)
        self.message_bar.clear()
        self.reading.begin()
        self._look()
        self._desk.bench.map(*self._place, errand, argument)

    # --- What comes back ----------------------------------------------------------------------------------

    @Slot(str, object)
    def _take(self, errand: str, result: object) -> None:
        if errand == "rehearse":
            self._come_to_rest()
            if self.dialogs.rehearsal is not None:
                self.dialogs.rehearsal.show_played(cast("Played", result))
        elif errand in _SHOWN:
            self._come_to_rest()
            if errand in _KEPT:
                self.rows.changes.forget()
            # Whatever was asked after it will be laid out instead.
            if self._awaited == 0:
                self._lay(cast("Laid", result))
            if errand in _KEPT:
                self._desk.line.send_all()
                then = self._taken_then(errand)
                if then is not None:
                    then()

    def _come_to_rest(self) -> None:
        self._awaited = max(0, self._awaited - 1)
        if self._awaited == 0:
            self.reading.end()
            self.table.setEnabled(True)
        self._look()

    def _taken_then(self, errand: str) -> Then | None:
        """Return what was to follow this saving; once, whether it succeeds or not."""
        if errand != _SAVE:
            return None
        then, self._then = self._then, None
        return then

    def _give_up(self, then: Then) -> None:
        self.rows.forget_changes()
        then()

    @Slot(str, object)
    def _refuse(self, errand: str, problem: HearthError) -> None:
        if errand == "rehearse":
            self._come_to_rest()
            if self.dialogs.rehearsal is not None:
                self.dialogs.rehearsal.refuse(problem)
        elif errand in _SHOWN:
            self._come_to_rest()
            then = self._taken_then(errand)
            ways = [WayOut(self.tr("Leave without Saving"), partial(self._give_up, then))] if then else []
            self._state.clear()
            self.message_bar.show_message(MessageKind.ERROR, str(problem), *ways)

    def _lay(self, laid: Laid) -> None:
        self._laid = laid
        self.rows.take(laid.rows, laid.lists, laid.elements)
        _fill(self.operation, laid.operations, laid.mapping.operation)
        _fill(self.record, laid.records, laid.mapping.record)
        self._say(laid)
        self._look()

    def _say(self, laid: Laid) -> None:
        states = {
            "saved": self.tr("An administrator's mapping."),
            "wsdl": self.tr("This follows from the WSDL."),
            "proposed": self.tr("A proposal; nothing is sent by it before it is saved."),
        }
        changed = self.tr("Changed, and not saved yet.")
        self._state.setText(changed if self.rows.changes else states[str(laid.origin)])
        told = [f"{called(laid, each.about)}: {language.sentence(each.text)}" for each in errors(laid)]
        if laid.differences:
            changes = "; ".join(language.sentence(str(each)) for each in laid.differences)
            sentence = self.tr("The WSDL has changed: {changes}").format(changes=changes)
            self.message_bar.show_message(MessageKind.WARNING, sentence)
        elif told:
            more = self.tr("And more: {count}.").format(count=len(told) - _MOST_ERRORS)
            shown = [*told[:_MOST_ERRORS], *([more] if len(told) > _MOST_ERRORS else [])]
            self.message_bar.show_message(MessageKind.ERROR, " ".join(shown), *self._ways_out(laid))

    def _ways_out(self, laid: Laid) -> list[WayOut]:
        offer = WayOut(self.tr("Give It a Constant…"), self.edit_constants)
        return [offer] if demanded(laid) else []

    def _look(self) -> None:
        laid, resting = self._laid, self._awaited == 0
        self.save_button.setEnabled(
            resting and laid is not None and (bool(self.rows.changes) or str(laid.origin) == "proposed")
        )
        self.undo_button.setEnabled(resting and bool(self.rows.changes))
        self.codes_button.setEnabled(self.rows.has_values(self.table.current()))
        self.accept_button.setVisible(laid is not None and bool(laid.differences))
        self.reset_button.setEnabled(resting and laid is not None and str(laid.origin) == "saved")
        for each in (self.constants_button, self.questions_button, self.export_button, self.rehearse_button):
            each.setEnabled(laid is not None)

    # --- Changing -----------------------------------------------------------------------------------------

    def _choose_operation(self) -> None:
        """Look anew at another operation: the record and the lines in it are proposed."""
        wanted = self.operation.currentText().strip()
        if self._laid is None or wanted != self._laid.mapping.operation:
            self.rows.changes.begin(wanted, "")
            self._show()

    def _choose_record(self) -> None:
        if self._laid is not None and self.record.currentText() != self._laid.mapping.record:
            self.rows.changes.begin(self.operation.currentText().strip(), self.record.currentText())
            self._show()

    def undo(self) -> None:
        """Let all be as it was saved."""
        self._begin_anew()

    # --- Dialogs ------------------------------------------------------------------------------------------

    def edit_codes(self) -> None:
        """Ask what the values of the current line are called there."""
        line = self.table.current()
        if line is not None and self.rows.has_values(line):
            self.dialogs.edit_codes(line)

    def edit_constants(self) -> None:
        """Ask which elements always say the same."""
        if self._laid is not None:
            self.dialogs.edit_constants(self._laid)

    def edit_questions(self) -> None:
        """Ask how replies name the record, and what the external system is asked by."""
        if self._laid is not None:
            self.dialogs.edit_questions(self._laid, self._component())

    def rehearse(self) -> None:
        """Open what plays a sending by the mapping as it is with its changes."""
        self.dialogs.rehearse(self._component(), self._play)

    def _play(self, record: str, file: str) -> None:
        self._ask("rehearse", (record, file, self.rows.changes.all()))

    def _component(self) -> Component:
        return component(RecordKind(self._place[1]))

    # --- Files and agreements -----------------------------------------------------------------------------

    def _accept(self) -> None:
        self._ask("accept")

    def _ask_to_reset(self) -> None:
        self.message_bar.ask(
            self.tr("Forget this mapping? What follows from the WSDL, or nothing, takes its place."),
            WayOut(self.tr("Forget"), partial(self._ask, "reset"), danger=True),
            WayOut(self.tr("Keep"), self.message_bar.clear),
        )

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

    def _made_filter(self) -> QLineEdit:
        made = QLineEdit(self)
        made.setObjectName("mapping.filter")
        made.setAccessibleName(self.tr("Filter"))
        made.setPlaceholderText(self.tr("Filter"))
        made.setClearButtonEnabled(True)
        return made

    def _connect(self) -> None:
        self.connection.activated.connect(self._change_place)
        self.kind.activated.connect(self._change_place)
        self.operation.activated.connect(self._choose_operation)
        self.record.activated.connect(self._choose_record)
        self.words.textChanged.connect(self.rows.filter)
        self.rows.edited.connect(self._show)
        self.table.selectionModel().currentChanged.connect(self._look)
        self.rows.modelReset.connect(self._look)
        self.save_button.clicked.connect(self.save)
        self.undo_button.clicked.connect(self.undo)
        self.codes_button.clicked.connect(self.edit_codes)
        self.constants_button.clicked.connect(self.edit_constants)
        self.questions_button.clicked.connect(self.edit_questions)
        self.accept_button.clicked.connect(self._accept)
        self.reset_button.clicked.connect(self._ask_to_reset)
        self.export_button.clicked.connect(partial(self._choose_file, "export"))
        self.import_button.clicked.connect(partial(self._choose_file, "import"))
        self.rehearse_button.clicked.connect(self.rehearse)
        keys = QShortcut(QKeySequence("Ctrl+S"), self)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self.save)
        self._desk.bench.mapped.connect(self._take)
        self._desk.bench.not_mapped.connect(self._refuse)

    def _change_place(self) -> None:
        """Go to another external system or kind of record; what was changed in this one is saved first."""
        wanted = (self.connection.currentText(), str(self.kind.currentData()))
        self._choose(self._place)
        self.leave(partial(self._go_to, wanted))

    def _go_to(self, place: tuple[str, str]) -> None:
        self._choose(place)
        self._begin_anew()

    def _choose(self, place: tuple[str, str]) -> None:
        self.connection.setCurrentText(place[0])
        self.kind.setCurrentIndex(self.kind.findData(place[1]))

    def _lay_out(self) -> None:
        let_type(self.operation)
        inside = self.operation.lineEdit()
        if inside is not None:
            inside.setAccessibleName(self.operation.accessibleName())
            inside.returnPressed.connect(self._choose_operation)
        self.operation.setMinimumWidth(240)
        self.record.setMinimumWidth(240)
        self.record.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box = frame("applet", "mapping.box", self)
        head = row(self.connection, self.kind, self.words, self._state, None, self.reading, spacing=SPACE_M)
        named = (
            self._named(self.tr("&Operation"), self.operation),
            self._named(self.tr("&Record in it"), self.record),
        )
        which = row(
            named[0], self.operation, named[1], self.record, self.questions_button, None, spacing=SPACE_M
        )
        foot = row(
            self.save_button,
            self.undo_button,
            self.codes_button,
            self.constants_button,
            self.accept_button,
            None,
            self.reset_button,
            self.export_button,
            self.import_button,
            self.rehearse_button,
        )
        margins = (SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        box.setLayout(
            column(head, which, self.message_bar, self.table, foot, spacing=SPACE_M, margins=margins)
        )
        self.setLayout(column(box))

    def _named(self, text: str, part: QWidget) -> QWidget:
        made = label(text, "label", self)
        made.setBuddy(part)
        return made


def _fill(box: QComboBox, offered: Sequence[str], current: str) -> None:
    """Offer what may be chosen, unless somebody is choosing."""
    typing = box.lineEdit()
    if typing is not None and typing.hasFocus() and typing.isModified():
        return
    box.clear()
    box.addItems(list(offered))
    box.setCurrentIndex(box.findText(current))
    if box.isEditable():
        box.setEditText(current)


def _names(view: View) -> tuple[str, ...]:
    return tuple(each.name for each in connections.everyone(view))
