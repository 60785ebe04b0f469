"""Lets a person write a query: a row over the list and a form in the record's place, both saying the same."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QSplitter

from desktop.models import criteria
from desktop.models.criteria import CriterionProblem
from desktop.store.types import RecordKind
from desktop.views.actions import Act
from desktop.views.criterion import CriterionEdit
from desktop.views.form import FormApplet
from desktop.views.list import ListApplet
from desktop.views.message_bar import MessageKind
from desktop.views.query_form import QueryForm
from desktop.views.query_row import QueryRow
from desktop.views.row_delegate import PickLists


class Querying(QObject):
    """Stands over one list and its form.

    ``asked`` carries a query that makes sense, ``closed`` tells that the list is as it was.
    """

    asked = Signal(str)
    closed = Signal()

    def __init__(
        self, kind: RecordKind, lists: ListApplet, form: FormApplet, splitter: QSplitter, choices: PickLists
    ) -> None:
        super().__init__(lists)
        self._kind = kind
        self._list = lists
        self._record = form
        self._splitter = splitter
        self._choices = choices
        self._typed: dict[str, str] = {}
        self.is_open = False
        self.row = QueryRow(lists.table, lists.table.header, choices)
        self.form: QueryForm | None = None
        self._follow(self.row)
        self._enable()

    def begin(self, typed: dict[str, str], *, in_form: bool = False) -> None:
        """Show the row and the form, with what is asked so far; the list stays until the query is run."""
        self._typed = dict(typed)
        self.is_open = True
        self._list.message_bar.clear()
        self.row.open()
        self._show_form()
        for edit in self._edits():
            edit.write(self._typed.get(edit.field, ""))
        (self.form if in_form and self.form else self.row).focus()
        self._enable()

    def typed(self) -> dict[str, str]:
        """Return what is written for each field."""
        return {name: text for name, text in self._typed.items() if text.strip()}

    def run(self) -> None:
        """Ask for what is written; what makes no sense is marked."""
        if not self.is_open:
            return
        self._list.message_bar.clear()
        try:
            text = criteria.put_together(self._kind, self._typed)
        except CriterionProblem as problem:
            self._mark(problem)
            return
        self.close()
        self.asked.emit(text)

    def cancel(self) -> None:
        """Forget what is written; the list is as it was."""
        if self.is_open:
            self.close()
            self.closed.emit()

    def close(self) -> None:
        """Take row and form away."""
        self.is_open = False
        self._list.message_bar.clear()
        self.row.close()
        if self.form is not None:
            self.form.hide()
        self._enable()

    def _show_form(self) -> None:
        if self.form is None:
            self.form = QueryForm(self._kind, self._choices, self._splitter)
            self._follow(self.form)
            acts = self.form.actions_of_record
            acts[Act.RUN_QUERY].triggered.connect(self.run)
            acts[Act.CANCEL_QUERY].triggered.connect(self.cancel)
            acts[Act.QUERY_HELP].triggered.connect(self._list.actions_of_record[Act.QUERY_HELP].trigger)
        self.form.setMinimumHeight(self._record.minimumSizeHint().height())
        sizes = self._splitter.sizes()
        self._record.hide()
        self.form.show()
        place, own = self._splitter.indexOf(self._record), self._splitter.indexOf(self.form)
        sizes[own], sizes[place] = sizes[place] or sizes[own], 0
        self._splitter.setSizes(sizes)

    def _follow(self, part: QueryRow | QueryForm) -> None:
        part.run_asked.connect(self.run)
        part.cancelled.connect(self.cancel)
        part.written.connect(self._write)

    def _write(self, field: str, text: str) -> None:
        """Keep what was typed in one place, and let the other say it as well."""
        self._typed[field] = text
        for edit in self._edits(field):
            if edit.text() != text:
                edit.write(text)

    def _edits(self, field: str = "") -> Iterator[CriterionEdit]:
        parts = [part for part in (self.row, self.form) if part is not None]
        for part in parts:
            for edit in part.edits():
                if edit.field == (field or edit.field):
                    yield edit

    def _mark(self, problem: CriterionProblem) -> None:
        marked = list(self._edits(problem.field))
        wrong = next((edit for edit in marked if edit.hasFocus()), marked[0])
        sentence = f"{wrong.label}: {problem}"
        self._list.message_bar.show_message(MessageKind.ERROR, sentence)
        wrong.show_problem(sentence, problem.at, problem.length)

    def _enable(self) -> None:
        self._list.actions_of_record.enable(run_query=self.is_open, cancel_query=self.is_open)
