"""Sets what was sent, what is here and what came back side by side; a person chooses what stays."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.errors import HearthError, InvalidValue
from desktop.models import preview, question_words, words
from desktop.models.child_list import ChildListModel, ChildRow
from desktop.models.preview import Clash
from desktop.store import conflicts
from desktop.store.types import Conflict, Origin, Ref
from desktop.values import Value
from desktop.views import layouts
from desktop.views.actions import Act
from desktop.views.desk import Desk
from desktop.views.dialog import Dialog
from desktop.views.editors import Editor, make_editor
from desktop.views.list import ListApplet
from desktop.views.message_bar import MessageKind
from desktop.views.parts import column, label, push_button, row
from desktop.views.tokens import SPACE_L, SPACE_M

_SIZE = (1140, 480)
_ACTS = (Act.KEEP_MINE, Act.TAKE_THEIRS, Act.KEEP_ALL_MINE, Act.TAKE_ALL_THEIRS)


class ConflictDialog(Dialog):
    """The conflicts of one record. What is not chosen stays in the conflict and in History."""

    def __init__(self, ref: Ref, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("conflicts")
        self.setWindowTitle(self.tr("Changed Here and There"))
        self.setAccessibleName(self.windowTitle())
        self.setModal(True)
        self.resize(*_SIZE)
        self._ref = ref
        self._desk = desk
        self._clashes: dict[str, Clash] = {}
        self._choices: dict[str, Value] = {}
        self.editor: Editor | None = None
        columns = layouts.conflict_columns()
        self.list = ListApplet("conflict_list", columns, self, acts=_ACTS, buttons=_ACTS)
        self.model = ChildListModel(columns, self)
        self.list.set_model(self.model)
        self.list.set_title(self.windowTitle())
        self._other = QHBoxLayout()
        self._other_label = label(self.tr("Or another value"), "label", self)
        self.use_other = push_button("conflicts.other", self.tr("Use This Value"), parent=self)
        self.settle = push_button("conflicts.settle", self.tr("Settle"), "primary", self)
        self.later = push_button("conflicts.later", self.tr("Later"), parent=self)
        self._lay_out()
        self._connect()
        self._read()

    # --- Choosing -------------------------------------------------------------------------------------------

    def choose(self, choice: str) -> None:
        """Let mine or theirs stay in the current row, and go to the next."""
        clash = self._current()
        if clash is not None:
            self._choices[clash.row.id] = choice
            self._draw()
            self.list.table.go_down()

    def choose_all(self, choice: str) -> None:
        """Let mine or theirs stay everywhere."""
        self._choices = dict.fromkeys(self._clashes, choice)
        self._draw()

    def choose_other(self) -> None:
        """Let the value that was typed stay in the current row."""
        clash = self._current()
        if clash is None or self.editor is None:
            return
        try:
            value = self.editor.value()
        except InvalidValue as error:
            self._refuse(error)
            return
        self.list.message_bar.clear()
        self._choices[clash.row.id] = value
        self._draw()

    def _settle(self) -> None:
        choices = {self._clashes[row_id].conflict.key: choice for row_id, choice in self._choices.items()}
        if choices:
            command = partial(conflicts.resolve, ref=self._ref, choices=choices)
            self._desk.operations.change(command, self._after_settling, self._refuse, Origin.RESOLVE)

    def _after_settling(self, left: list[Conflict]) -> None:
        if left:
            self._read()
        else:
            self.accept()

    def _refuse(self, error: HearthError) -> None:
        said = error.what if isinstance(error, InvalidValue) else str(error)
        self.list.message_bar.show_message(MessageKind.ERROR, said)

    # --- Showing --------------------------------------------------------------------------------------------

    def _read(self) -> None:
        self._desk.operations.read(partial(preview.clashes, ref=self._ref), self._show, self._refuse)

    def _show(self, found: list[Clash]) -> None:
        self._clashes = {each.row.id: each for each in found}
        self._choices = {row_id: kept for row_id, kept in self._choices.items() if row_id in self._clashes}
        self._draw()
        if found and self.list.current_row() < 0:
            self.list.table.go_to(0)
        self.list.table.setFocus()

    def _draw(self) -> None:
        self.model.show([self._row(each) for each in self._clashes.values()])
        chosen, every = len(self._choices), len(self._clashes)
        self.settle.setEnabled(bool(chosen))
        text = self.tr("Settle {count} of {all}")
        self.settle.setText(text.format(count=chosen, all=every) if chosen < every else self.tr("Settle"))
        self.settle.setShortcut("Ctrl+Return")  # a new text takes the key away

    def _row(self, clash: Clash) -> ChildRow:
        return ChildRow(clash.row.id, {**clash.row.values, "stays": self._stays(clash)})

    def _stays(self, clash: Clash) -> str:
        if clash.row.id not in self._choices:
            return ""
        choice = self._choices[clash.row.id]
        named = {conflicts.MINE: self.tr("Mine"), conflicts.THEIRS: self.tr("Theirs")}
        if clash.field is None:
            told = question_words.words(clash.conflict, QCoreApplication.translate)
            return told.mine if choice == conflicts.MINE else told.theirs
        return named.get(str(choice)) or preview.shown(clash.field, choice)

    def _current(self) -> Clash | None:
        there = self.model.row(self.list.current_row())
        return self._clashes.get(there.id) if there else None

    def _offer_other(self, _row: int) -> None:
        """Put an editor of the current row's field under the list."""
        if self.editor is not None:
            gone = self.editor.as_widget()
            self._other.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        clash, self.editor = self._current(), None
        field = clash.field if clash is not None else None
        self.use_other.setVisible(field is not None)
        self._other_label.setVisible(field is not None)
        if clash is not None and field is not None:
            choices = self._desk.values.choices(field.pick_list) if field.pick_list else None
            self.editor = make_editor(field, self, choices=choices)
            self.editor.set_value(clash.conflict.mine)
            text = self.tr("Another value for {field}")
            named = text.format(field=words.label(field, QCoreApplication.translate))
            self.editor.as_widget().setAccessibleName(named)
            self._other.insertWidget(1, self.editor.as_widget(), 1)

    # --- Making ---------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._other.addWidget(self._other_label)
        self._other.addWidget(self.use_other)
        self._other.setSpacing(SPACE_M)
        buttons = row(None, self.settle, self.later, spacing=SPACE_M)
        margins = (SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        self.setLayout(column(self.list, self._other, buttons, spacing=SPACE_L, margins=margins))

    def _connect(self) -> None:
        acts = self.list.actions_of_record
        acts[Act.KEEP_MINE].triggered.connect(partial(self.choose, conflicts.MINE))
        acts[Act.TAKE_THEIRS].triggered.connect(partial(self.choose, conflicts.THEIRS))
        acts[Act.KEEP_ALL_MINE].triggered.connect(partial(self.choose_all, conflicts.MINE))
        acts[Act.TAKE_ALL_THEIRS].triggered.connect(partial(self.choose_all, conflicts.THEIRS))
        self.use_other.clicked.connect(self.choose_other)
        self.settle.clicked.connect(self._settle)
        self.later.clicked.connect(self.reject)
        self.list.stepped_back.connect(self.reject)
        self.list.current_changed.connect(self._offer_other)
        self.finished.connect(self.deleteLater)
