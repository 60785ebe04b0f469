"""Import: a file's columns are given fields, it is tried without changing anything, then taken in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QCoreApplication, QDir, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QProgressBar, QScrollArea, QWidget

from desktop import language
from desktop.errors import HearthError
from desktop.models import file_columns, formats
from desktop.models.columns import Column
from desktop.models.errand import Errand
from desktop.models.file_columns import FileSight
from desktop.models.file_work import TakeIn, TakenBack, TakenIn
from desktop.models.pick_rows import PickRow, PickRowsModel
from desktop.views.desk import Desk
from desktop.views.dialog import Dialog
from desktop.views.list import no_pick_lists
from desktop.views.parts import column, frame, label, push_button, row
from desktop.views.table import ListTable
from desktop.views.tokens import SPACE_L, SPACE_M, SPACE_XL

_SIZE: Final = (860, 600)
_WHOLE: Final = 1000
_FIELD_WIDTH: Final = 260
_SAMPLE_SIGNS: Final = 40


class ImportDialog(Dialog):
    """Serves one file; ``filled`` tells that the store was changed by it.

    While something is done, Cancel ends it after the batch that it is at: what was taken in or back by then
    stays so, and the same goes on from there.
    """

    filled = Signal()

    def __init__(self, file: str, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("import_dialog")
        self.setWindowTitle(self.tr("Import"))
        self.setAccessibleName(self.windowTitle())
        self.setModal(True)
        self.resize(*_SIZE)
        self._file = Path(file)
        self._desk = desk
        self._sight = FileSight("contact")
        self._errand: Errand | None = None
        self._taken = ""
        self._back = TakenBack(0, 0)
        self.fields: list[QComboBox] = []
        self.kind = self._made_kinds()
        self.area = self._made_area()
        self.said = label("", "", self)
        self.said.setObjectName("import_dialog.said")
        self.said.setWordWrap(True)
        self.model = PickRowsModel(_columns(), self)
        self.left_lines = self._made_table()
        self.progress = QProgressBar(self)
        self.progress.setObjectName("import_dialog.progress")
        self.progress.setAccessibleName(self.tr("How far it is"))
        self.take_back = push_button("import_dialog.take_back", self.tr("Take Back"), parent=self)
        self.try_out = push_button("import_dialog.try", self.tr("Try Without Changing Anything"), parent=self)
        self.take_in = push_button("import_dialog.take_in", self.tr("Import"), "primary", self)
        self.leave = push_button("import_dialog.leave", self.tr("Cancel"), parent=self)
        self._lay_out()
        self._connect()

    def open(self) -> None:
        """Show the dialog and look at the file."""
        super().open()
        self.said.setText(self.tr("Looking at the file…"))
        self._begin(self._desk.files.look(self._file), self._show_sight)

    # --- What the columns are meant for -----------------------------------------------------------------

    def mapping(self) -> dict[str, str]:
        """Return the field of each column as it is chosen, or nothing for one that is left out."""
        chosen = [str(each.currentData()) for each in self.fields]
        return dict(zip(self._sight.headings, chosen, strict=True))

    def _show_sight(self, sight: FileSight) -> None:
        self._sight = sight
        self.kind.setCurrentIndex(self.kind.findData(sight.kind))
        self.said.clear()
        self._offer_fields()
        self.kind.setEnabled(bool(sight.headings))
        (self.fields[0] if self.fields else self.take_in).setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer_fields(self, _index: int = 0) -> None:
        """Show a line for each column: what it is called, what stands in it, which field it is for."""
        kind = str(self.kind.currentData())
        grid, holder = QGridLayout(), QWidget(self.area)
        guessed = file_columns.guess(self._sight.headings, kind)
        named = zip(self._sight.headings, self._sight.samples, guessed, strict=True)
        self.fields = [self._add_line(holder, grid, kind, each) for each in named]
        if not self.fields:
            grid.addWidget(label(self.tr("vCards say themselves what they hold."), "muted", holder), 0, 0)
        grid.setRowStretch(grid.rowCount(), 1)
        grid.setColumnStretch(1, 1)
        holder.setLayout(grid)
        self.area.setWidget(holder)
        self._look()

    def _add_line(
        self, holder: QWidget, grid: QGridLayout, kind: str, line: tuple[str, str, str]
    ) -> QComboBox:
        heading, sample, guessed = line
        at = grid.rowCount()
        combo = QComboBox(holder)
        combo.setObjectName(f"import_dialog.field.{at}")
        combo.setAccessibleName(self.tr("Field for the column {name}").format(name=heading))
        combo.setMinimumWidth(_FIELD_WIDTH)
        combo.addItem(self.tr("(left out)"), "")
        for name, text in file_columns.fields(kind).items():
            combo.addItem(text, name)
        combo.setCurrentIndex(combo.findData(guessed))
        combo.currentIndexChanged.connect(self._look)
        words = label(heading, "label", holder)
        words.setTextFormat(Qt.TextFormat.PlainText)
        shown = label(sample[:_SAMPLE_SIGNS], "muted", holder)
        shown.setTextFormat(Qt.TextFormat.PlainText)
        for place, part in enumerate((words, shown, combo)):
            grid.addWidget(part, at, place)
        return combo

    def _look(self, _index: int = 0) -> None:
        """Say whether the columns can be taken in as they are meant."""
        meant = [each for each in self.mapping().values() if each]
        twice = [each for each in dict.fromkeys(meant) if meant.count(each) > 1]
        if twice:
            text = self.tr("Two columns are meant for {field}; leave one of them out.")
            self.said.setText(text.format(field=file_columns.fields(str(self.kind.currentData()))[twice[0]]))
        elif self.fields and not meant:
            self.said.setText(self.tr("Choose the field of a column first."))
        else:
            self.said.clear()
        self._show_buttons(ready=not twice and (bool(meant) or not self.fields))

    # --- Trying and taking in ---------------------------------------------------------------------------

    def _run(self, _checked: bool = False, *, dry: bool) -> None:
        asked = TakeIn(self._file, str(self.kind.currentData()), self.mapping(), dry)
        self.said.setText(self.tr("Trying…") if dry else self.tr("Importing…"))
        self.model.show_rows([])
        self._begin(self._desk.files.take_in(asked), partial(self._show_result, dry))

    def _show_result(self, dry: bool, result: TakenIn) -> None:
        first = self.tr("Would be added: {count}") if dry else self.tr("Added: {count}")
        changed = self.tr("would be changed: {count}") if dry else self.tr("changed: {count}")
        counted = [(first, result.created), (changed, result.updated)]
        counted.append((self.tr("not taken: {count}"), result.rejected))
        texts = [", ".join(text.format(count=formats.number(count)) for text, count in counted) + "."]
        if result.rejects:
            file = QDir.toNativeSeparators(result.rejects)
            texts.append(self.tr("Each line that is not taken is in {file}.").format(file=file))
        if result.stopped:
            texts.append(self.tr("It was stopped; the same file goes on from there."))
        self.said.setText(" ".join(texts))
        self._show_rejected(result)
        if dry:
            # Disabled while it was tried, the buttons lost the focus.
            self.take_in.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._end_with(result)

    def _end_with(self, result: TakenIn) -> None:
        """Offer to take back what was taken in; there is nothing else to do with this file."""
        self._taken, self._back = result.id, TakenBack(0, 0)
        self._show_buttons(ready=result.stopped)
        self.leave.setFocus(Qt.FocusReason.OtherFocusReason)
        self.filled.emit()

    def _show_rejected(self, result: TakenIn) -> None:
        rows = [
            PickRow(
                str(number),
                (formats.number(each.number), self._labelled(each.field), _sentence(each.why)),
            )
            for number, each in enumerate(result.left)
        ]
        self.model.show_rows(rows)
        self._box.setVisible(bool(rows))

    def _labelled(self, field: str) -> str:
        return file_columns.labelled(field, str(self.kind.currentData()))

    def _undo(self) -> None:
        self.said.setText(self.tr("Taking back…"))
        self._begin(self._desk.files.take_back(self._taken), self._show_undone)

    def _show_undone(self, undone: TakenBack) -> None:
        done, kept = self._back.done + undone.done, self._back.kept + undone.kept
        self._back = TakenBack(done, kept)
        text = self.tr("Taken back: {count}.").format(count=formats.number(done))
        if kept:
            left = self.tr("Left as they are, because they were changed or used since: {count}.")
            text += " " + left.format(count=formats.number(kept))
        if undone.stopped:
            text += " " + self.tr("It was stopped; Take Back goes on from there.")
        else:
            self._taken = ""
        self.said.setText(text)
        self._show_buttons(ready=not undone.stopped)
        self.filled.emit()

    # --- How far it is ----------------------------------------------------------------------------------

    def _begin(self, errand: Errand, take: Callable[[Any], None]) -> None:
        self._errand = errand
        self.progress.setRange(0, 0)
        self.progress.show()
        self._show_buttons(ready=False)
        errand.advanced.connect(self._advance)
        errand.done.connect(partial(self._end, take))
        errand.failed.connect(self._fail)
        errand.start()

    def _advance(self, done: int, total: int) -> None:
        self.progress.setRange(0, _WHOLE)
        self.progress.setValue(_WHOLE * done // max(total, 1))

    def _end(self, take: Callable[[Any], None], result: object) -> None:
        self._rest()
        take(result)

    def _fail(self, problem: HearthError) -> None:
        self._rest()
        self.said.setText(language.sentence(str(problem)))

    def _rest(self) -> None:
        self._errand = None
        self.progress.hide()
        self._show_buttons(ready=bool(self._sight.headings) or bool(self.area.widget()))

    def _show_buttons(self, *, ready: bool) -> None:
        working = self._errand is not None
        for part in (self.kind, *self.fields):
            part.setEnabled(not working and (part is not self.kind or bool(self.fields)))
        self.try_out.setEnabled(ready and not working)
        self.take_in.setEnabled(ready and not working)
        self.take_back.setVisible(bool(self._taken) and not working)
        self.leave.setText(self.tr("Close") if self._taken and not working else self.tr("Cancel"))

    def reject(self) -> None:
        """Stop what is being done; without anything, leave."""
        if self._errand is not None:
            self._errand.stop()
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._errand is not None:
            self._errand.stop()
            event.ignore()
        else:
            super().closeEvent(event)

    # --- Making -----------------------------------------------------------------------------------------

    def _made_kinds(self) -> QComboBox:
        combo = QComboBox(self)
        combo.setObjectName("import_dialog.kind")
        combo.setAccessibleName(self.tr("What the file holds"))
        combo.addItem(self.tr("Households"), "household")
        combo.addItem(self.tr("Contacts"), "contact")
        combo.addItem(self.tr("Members of Households"), "member")
        return combo

    def _made_area(self) -> QScrollArea:
        area = QScrollArea(self)
        area.setObjectName("import_dialog.columns")
        area.setAccessibleName(self.tr("The file's columns and their fields"))
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return area

    def _made_table(self) -> ListTable:
        table = ListTable("import_dialog", _columns(), no_pick_lists, self)
        table.setAccessibleName(self.tr("What is not taken"))
        table.setModel(self.model)
        return table

    def _connect(self) -> None:
        self.kind.activated.connect(self._offer_fields)
        self.try_out.clicked.connect(partial(self._run, dry=True))
        self.take_in.clicked.connect(partial(self._run, dry=False))
        self.take_back.clicked.connect(self._undo)
        self.leave.clicked.connect(self.reject)
        self.finished.connect(self.deleteLater)

    def _lay_out(self) -> None:
        title = label(self._file.name, "strong", self)
        title.setTextFormat(Qt.TextFormat.PlainText)
        holds = label(self.tr("holds"), "muted", self)
        self._box = frame("applet", parent=self)
        self._box.setLayout(column(self.left_lines, margins=(1, 1, 1, 1)))
        self._box.hide()
        self.progress.hide()
        self.take_back.hide()
        buttons = row(self.take_back, None, self.try_out, self.take_in, self.leave, spacing=SPACE_M)
        top = row(title, holds, self.kind, None, spacing=SPACE_M)
        parts: Iterable[Any] = (top, self.area, self._box, self.said, self.progress, buttons)
        layout = column(*parts, spacing=SPACE_M, margins=(SPACE_XL, SPACE_L, SPACE_XL, SPACE_L))
        layout.setStretch(1, 2)
        layout.setStretch(2, 1)
        self.setLayout(layout)


def _sentence(why: str) -> str:
    said = language.sentence(why)
    return said[:1].upper() + said[1:]


def _columns() -> tuple[Column, ...]:
    translate = QCoreApplication.translate
    return (
        Column("line", translate("Columns", "Line"), width=80, sortable=False),
        Column("field", translate("Columns", "Field"), width=200, sortable=False),
        Column("why", translate("Columns", "Not Taken Because"), width=480, sortable=False),
    )
