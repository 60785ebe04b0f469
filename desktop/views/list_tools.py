"""What is done with the rows of a list: columns, order, finding, copying, editing in place, changing many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QCoreApplication, QMimeData, QObject
from PySide6.QtWidgets import QApplication

from desktop.errors import HearthError, InvalidValue
from desktop.models import copying, formats, saving, words
from desktop.models.copying import CopiedTable
from desktop.models.job import Job
from desktop.models.record_list import RecordListModel
from desktop.models.saving import Draft
from desktop.store.types import Ref
from desktop.values import Value
from desktop.views import layouts
from desktop.views.actions import Act
from desktop.views.change_dialog import ChangeDialog
from desktop.views.columns_dialog import ColumnsDialog
from desktop.views.desk import Desk
from desktop.views.find_bar import FindBar
from desktop.views.frozen_columns import FrozenColumns
from desktop.views.list import ListApplet
from desktop.views.listing import Listing
from desktop.views.message_bar import MessageKind
from desktop.views.page import Then
from desktop.views.sort_dialog import SortDialog

TOOL_ACTS: Final = (Act.SORT, Act.COLUMNS, Act.FIND, Act.COPY_ROWS, Act.CHANGE_RECORDS)


class ListTools(QObject):
    """Serves the list of one page; what it changes is saved after the record that is shown was left."""

    def __init__(
        self,
        applet: ListApplet,
        model: RecordListModel,
        listing: Listing,
        desk: Desk,
        leave: Callable[[Then], object],
    ) -> None:
        super().__init__(applet)
        self._list = applet
        self._table = applet.table
        self._model = model
        self._listing = listing
        self._desk = desk
        self._leave = leave
        self._first = tuple(each.name for each in layouts.first_columns(listing.kind))
        self.frozen = FrozenColumns(applet.table, desk.values.choices)
        self.find_bar = FindBar(applet, model, desk)
        applet.add_over_rows(self.find_bar)
        self._connect()

    def begin(self, kept: bytes) -> None:
        """Show the columns that were left at the last start, or those that a list begins with."""
        if not self._table.restore_columns(kept):
            self._table.show_columns(self._first)
        self._follow_columns()
        self.frozen.setModel(self._model)
        self.frozen.freeze(int(str(self._desk.state.value(self._key()) or 0)))

    def with_selected(self, then: Callable[[list[int]], None]) -> None:
        """Call with the numbers of the selected records in the order of the list, once all are known."""
        ranges = self._table.selected_ranges()
        numbers = [number for first, last in ranges for number in self._model.numbers_in(first, last)]
        if len(numbers) == sum(last - first + 1 for first, last in ranges):
            then(numbers)
        else:
            self._model.when_whole(partial(self.with_selected, then))

    def refuse(self, error: HearthError) -> None:
        """Say over the list why something was not done."""
        self._list.message_bar.show_message(MessageKind.ERROR, self._worded(error))

    # --- Order and columns ----------------------------------------------------------------------------------

    def _ask_order(self) -> None:
        titles = {each.name: each.title for each in self._table.columns if each.sortable}
        order = [(name or self._first[0], down) for name, down in self._model.query.order]
        dialog = SortDialog(titles, order, self._list)
        dialog.sorted_by.connect(self._listing.sort_by)
        dialog.open()

    def _ask_columns(self) -> None:
        shown = [each.name for each in self._table.shown_columns()]
        others = [each.name for each in self._table.columns if each.name not in shown]
        titles = {each.name: each.title for each in self._table.columns}
        offered = [(name, titles[name], name in shown) for name in (*shown, *others)]
        dialog = ColumnsDialog(offered, self.frozen.count, self._list)
        dialog.chosen.connect(self._show_columns)
        dialog.reset_asked.connect(partial(self._show_columns, self._first, 0))
        dialog.open()

    def _show_columns(self, names: Sequence[str], frozen: int) -> None:
        self._table.show_columns(names)
        self.frozen.freeze(frozen)
        self._desk.state.setValue(self._key(), frozen)

    def _key(self) -> str:
        return f"{self._list.objectName()}/frozen"

    def _follow_columns(self) -> None:
        self._model.show_columns(frozenset(each.name for each in self._table.shown_columns()))

    # --- Copying --------------------------------------------------------------------------------------------

    def _copy(self) -> None:
        """Put the selected rows on the clipboard, for spreadsheets and for mails."""
        self.with_selected(self._copy_rows)

    def _copy_rows(self, numbers: list[int]) -> None:
        if len(numbers) > copying.MOST:
            sentence = self.tr("At most {count} rows fit the clipboard; hearth export takes any number.")
            self._say(MessageKind.WARNING, sentence, copying.MOST)
        elif numbers:
            columns, job = self._table.shown_columns(), Job(len(numbers))
            kind = self._listing.kind
            copy = partial(copying.copied, kind=kind, numbers=numbers, columns=columns, job=job)
            self._desk.operations.read(copy, self._take_copied, self.refuse)

    def _take_copied(self, table: CopiedTable) -> None:
        held = QMimeData()
        held.setText(table.text)
        held.setHtml(table.html)
        QApplication.clipboard().setMimeData(held)
        self._say(MessageKind.INFO, self.tr("Rows copied: {count}"), table.rows)

    # --- Changing -------------------------------------------------------------------------------------------

    def _ask_change(self) -> None:
        self._leave(partial(self.with_selected, self._open_change))

    def _open_change(self, numbers: list[int]) -> None:
        if not numbers:
            self._list.message_bar.show_message(MessageKind.INFO, self.tr("Select the records first."))
            return
        dialog = ChangeDialog(self._listing.kind, numbers, self._desk, self._list)
        dialog.changed.connect(partial(self._say, MessageKind.GOOD, self.tr("Records changed: {count}")))
        dialog.open()

    def _edit_cell(self, ref: Ref, name: str, value: Value) -> None:
        """Save what was put into a cell, after the record that is shown."""
        draft = Draft(self._listing.kind, ref, {name: value})
        self._list.message_bar.clear()
        save = partial(saving.save, draft=draft)
        self._leave(partial(self._desk.operations.change, save, None, self.refuse))

    # --- Saying ---------------------------------------------------------------------------------------------

    def _say(self, kind: MessageKind, sentence: str, count: int) -> None:
        self._list.message_bar.show_message(kind, sentence.format(count=formats.number(count)))

    def _worded(self, error: HearthError) -> str:
        of = layouts.COMPONENTS[self._listing.kind]
        if isinstance(error, InvalidValue) and error.field in of:
            field, translate = of[error.field], QCoreApplication.translate
            problem = words.problem(error, field, formats.example(field.kind), translate)
            return f"{words.label(field, translate)}: {problem}"
        return str(error)

    def _connect(self) -> None:
        acts: dict[Act, Callable[[], None]] = {
            Act.SORT: self._ask_order,
            Act.COLUMNS: self._ask_columns,
            Act.FIND: self.find_bar.open,
            Act.COPY_ROWS: self._copy,
            Act.CHANGE_RECORDS: self._ask_change,
        }
        for act, method in acts.items():
            self._list.actions_of_record[act].triggered.connect(method)
        self._table.copy_asked.connect(self._copy)
        self._table.columns_chosen.connect(self._follow_columns)
        self._model.edit_asked.connect(self._edit_cell)
