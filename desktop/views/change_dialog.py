"""Change Records: one field of all selected records gets one value, after a look at what that changes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QCoreApplication, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QComboBox, QProgressBar, QVBoxLayout, QWidget

from desktop import language
from desktop.errors import HearthError, InvalidValue
from desktop.fields import Field
from desktop.models import formats, words
from desktop.models.columns import Column
from desktop.models.job import Job, Stopped
from desktop.models.pick_rows import PickRow, PickRowsModel
from desktop.store import changing_many
from desktop.store.changing_many import Difference, Plan, Wanted
from desktop.store.types import RecordKind
from desktop.views import layouts
from desktop.views.desk import Desk
from desktop.views.dialog import Dialog
from desktop.views.editors import Choices, Editor, make_editor
from desktop.views.editors.editor import check
from desktop.views.list import no_pick_lists
from desktop.views.parts import column, frame, label, push_button, row
from desktop.views.table import ListTable
from desktop.views.tokens import SPACE_L, SPACE_M, SPACE_XL

_SIZE: Final = (760, 520)
_PAUSE_MS: Final = 300
_LOOK_MS: Final = 100
_FIELD_WIDTH: Final = 220


class ChangeDialog(Dialog):
    """Offers the fields of a kind; ``done`` carries how many records are different afterwards.

    Work on many records tells how far it is and can be stopped: then nothing is changed.
    """

    changed = Signal(int)

    def __init__(self, kind: RecordKind, numbers: Sequence[int], desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("change_dialog")
        self.setWindowTitle(self.tr("Change Records"))
        self.setAccessibleName(self.windowTitle())
        self.setModal(True)
        self.resize(*_SIZE)
        self._kind = kind
        self._numbers = numbers
        self._desk = desk
        self._job: Job | None = None
        self._wanted: Wanted | None = None
        self._working = False
        self.field = self._made_fields()
        self._place = QVBoxLayout()
        self.value = self._made_value()
        self.model = PickRowsModel(_columns(), self)
        self.table = self._made_table()
        self.said = label("", "", self)
        self.said.setObjectName("change_dialog.said")
        self.said.setWordWrap(True)
        self.progress = QProgressBar(self)
        self.progress.setObjectName("change_dialog.progress")
        self.progress.setAccessibleName(self.tr("How far it is"))
        self.change = push_button("change_dialog.change", self.tr("Change"), "primary", self)
        self.cancel = push_button("change_dialog.cancel", self.tr("Cancel"), parent=self)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._look)
        self._watch = QTimer(self, interval=_LOOK_MS)
        self._watch.timeout.connect(self._show_progress)
        self._lay_out()
        self._wait()

    # --- Looking at what it would do ------------------------------------------------------------------------

    def _wait(self) -> None:
        self.change.setEnabled(False)
        self._stop()
        self._pause.start()

    def _look(self) -> None:
        if check(self.value) is not None:
            self.model.show_rows([])
            self.said.setText(self.value.as_widget().accessibleDescription())
            return
        field = str(self.field.currentData())
        wanted = self._wanted = Wanted(self._kind, self._numbers, field, self.value.value())
        self.said.setText(self.tr("Looking at what changes…"))
        job = self._begin()
        look = partial(changing_many.look, wanted=wanted, tell=job.tell)
        self._desk.operations.read(look, partial(self._show_plan, wanted), partial(self._refuse, wanted))

    def _show_plan(self, wanted: Wanted, plan: Plan) -> None:
        if wanted is not self._wanted:
            return
        self._end()
        field = layouts.COMPONENTS[self._kind][wanted.field]
        self.model.show_rows([_row(field, each, plan) for each in plan.told])
        self.said.setText(self._summary(plan))
        self.change.setEnabled(plan.changing > 0)

    def _summary(self, plan: Plan) -> str:
        parts = [self.tr("Will be changed: {count}").format(count=formats.number(plan.changing))]
        if plan.alike:
            parts.append(self.tr("have this value already: {count}").format(count=formats.number(plan.alike)))
        if plan.refused:
            parts.append(self.tr("refused: {count}").format(count=formats.number(plan.refused)))
        return ", ".join(parts) + "."

    # --- Doing it -------------------------------------------------------------------------------------------

    def _do(self) -> None:
        wanted = self._wanted
        if wanted is None:
            return
        self._working = True
        for part in (self.field, self.value.as_widget(), self.change):
            part.setEnabled(False)
        self.said.setText(self.tr("Changing…"))
        job = self._begin()
        command = partial(changing_many.carry_out, wanted=wanted, tell=job.tell)
        self._desk.operations.change(command, self._after_doing, partial(self._refuse, wanted))

    def _after_doing(self, count: int) -> None:
        self._end()
        self.accept()
        self.changed.emit(count)

    def _refuse(self, wanted: Wanted, error: HearthError) -> None:
        if wanted is not self._wanted:
            return
        self._end()
        told = error.what if isinstance(error, InvalidValue | Stopped) else str(error)
        self.said.setText(language.sentence(told))
        self.change.setEnabled(isinstance(error, Stopped))

    # --- How far it is --------------------------------------------------------------------------------------

    def _begin(self) -> Job:
        self._job = Job(len(self._numbers))
        self.progress.setRange(0, len(self._numbers))
        self.progress.setValue(0)
        self._watch.start()
        return self._job

    def _show_progress(self) -> None:
        if self._job is not None:
            self.progress.setValue(self._job.done)
            self.progress.setVisible(True)

    def _end(self) -> None:
        self._job, self._working = None, False
        self._watch.stop()
        self.progress.hide()
        for part in (self.field, self.value.as_widget()):
            part.setEnabled(True)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.stop()

    def _cancel(self) -> None:
        """Stop what is being done; without anything, leave."""
        if self._working:
            self._stop()
        else:
            self.reject()

    def reject(self) -> None:
        self._stop()
        if not self._working:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._stop()
        super().closeEvent(event)

    # --- Making ---------------------------------------------------------------------------------------------

    def _made_fields(self) -> QComboBox:
        combo = QComboBox(self)
        combo.setObjectName("change_dialog.field")
        combo.setAccessibleName(self.tr("Field"))
        combo.setMinimumWidth(_FIELD_WIDTH)
        translate = QCoreApplication.translate
        for field in _changeable(self._kind):
            combo.addItem(words.label(field, translate), field.name)
        combo.currentIndexChanged.connect(self._change_field)
        return combo

    def _made_value(self) -> Editor:
        field = layouts.COMPONENTS[self._kind][str(self.field.currentData())]
        choices = self._desk.values.choices(field.pick_list) if field.pick_list else Choices()
        editor = make_editor(field, self, choices=choices)
        editor.set_value(None)
        editor.edited.connect(self._wait)
        self._place.addWidget(editor.as_widget())
        return editor

    def _change_field(self) -> None:
        before, self.value = self.value.as_widget(), self._made_value()
        before.hide()
        before.deleteLater()
        self._wait()

    def _made_table(self) -> ListTable:
        table = ListTable("change_dialog", _columns(), no_pick_lists, self)
        table.setAccessibleName(self.tr("What changes"))
        table.setModel(self.model)
        return table

    def _lay_out(self) -> None:
        self.change.clicked.connect(self._do)
        self.cancel.clicked.connect(self._cancel)
        self.finished.connect(self.deleteLater)
        count = formats.number(len(self._numbers))
        title = label(self.tr("Selected records: {count}").format(count=count), "strong", self)
        becomes = label(self.tr("becomes"), "muted", self)
        top = row(self.field, becomes, self._place, spacing=SPACE_M)
        top.setStretch(2, 1)
        box = frame("applet", parent=self)
        box.setLayout(column(self.table, margins=(1, 1, 1, 1)))
        self.progress.hide()
        buttons = row(None, self.change, self.cancel, spacing=SPACE_M)
        margins = (SPACE_XL, SPACE_L, SPACE_XL, SPACE_L)
        parts = column(title, top, box, self.said, self.progress, buttons, spacing=SPACE_M, margins=margins)
        parts.setStretch(2, 1)
        self.setLayout(parts)


def _changeable(kind: RecordKind) -> list[Field]:
    """Return the fields that many records may share: none that names a record or is its key."""
    picks = layouts.FORMS[kind].picks
    own = {"person_u_id", "login_name", "social_security_number", "household_name", "last_name", "first_name"}
    of = layouts.COMPONENTS[kind]
    return [each for each in of.kept if each.editable and each.name not in picks | own]


def _columns() -> tuple[Column, ...]:
    translate = QCoreApplication.translate
    return (
        Column("name", translate("Columns", "Record"), width=220, sortable=False),
        Column("before", translate("Columns", "Before"), width=160, sortable=False),
        Column("after", translate("Columns", "After"), width=160, sortable=False),
        Column("refusal", translate("Columns", "Refused Because"), width=170, sortable=False),
    )


def _row(field: Field, each: Difference, plan: Plan) -> PickRow:
    before = formats.shown(field.kind, each.before)
    after = before if each.refusal else formats.shown(field.kind, plan.value)
    return PickRow(each.ref.id, (each.name, before, after, each.refusal))
