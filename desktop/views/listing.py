"""Which records a list shows: whose, found by words or a query, written by hand, saved or with help."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QLineEdit, QSplitter

from desktop.errors import HearthError
from desktop.models import criteria, formats, there
from desktop.models.record_list import RecordListModel
from desktop.store import lists, query
from desktop.store.lists import ListQuery
from desktop.store.saved_queries import SavedQuery
from desktop.store.types import RecordKind
from desktop.store.visibility import Visibility
from desktop.views import query_help
from desktop.views.actions import Act
from desktop.views.desk import Desk
from desktop.views.drop_down import DropDown
from desktop.views.form import FormApplet
from desktop.views.icons import icon
from desktop.views.list import ListApplet
from desktop.views.message_bar import MessageKind
from desktop.views.page import Then
from desktop.views.query_assistant import QueryAssistant
from desktop.views.query_help import QueryHelp
from desktop.views.querying import Querying
from desktop.views.saved_queries import SavedQueries, as_listed
from desktop.views.tokens import Tone

LISTING_ACTS: Final = (
    Act.QUERY,
    Act.REFINE,
    Act.RUN_QUERY,
    Act.CANCEL_QUERY,
    Act.SAVE_QUERY,
    Act.RENAME_QUERY,
    Act.DELETE_QUERY,
    Act.OPEN_WITH_QUERY,
    Act.ASSISTANT,
    Act.COUNT,
    Act.QUERY_HELP,
)
_FIND_WIDTH: Final = 260


class Listing(QObject):
    """Asks the model of one list for other records, once the record that is shown was left."""

    def __init__(
        self,
        applet: ListApplet,
        form: FormApplet,
        model: RecordListModel,
        desk: Desk,
        leave: Callable[[Then], object],
    ) -> None:
        super().__init__(applet)
        self.kind = model.query.kind
        self._list = applet
        self._form = form
        self._model = model
        self._desk = desk
        self._leave = leave
        splitter = applet.parent()
        assert isinstance(splitter, QSplitter)  # noqa: S101 -- tells the type checker
        self.querying = Querying(self.kind, applet, form, splitter, desk.values.choices)
        self.visibility = DropDown(f"{applet.objectName()}.visibility", self.tr("Whose records"), applet)
        self.saved = SavedQueries(applet, model.query, desk)
        self.find_box = self._make_find_box()
        for part in (self.visibility, self.saved.drop_down, self.find_box):
            applet.add_beside_title(part)
        self._offer_visibility()
        self._connect()

    def start(self) -> None:
        """Ask for the first list: the one that it opens with, else whose records were shown last."""
        kept = str(self._desk.state.value(self._key("visibility")) or "")
        wanted = Visibility(kept) if kept in set(Visibility) else Visibility.ALL
        self.visibility.set_current(wanted)
        self._list.set_loading(True)
        first = replace(self._model.query, visibility=wanted).sorted_by(self._kept_order())
        if self.saved.opens_with_one():
            self.saved.read.connect(partial(self._ask_first, first), Qt.ConnectionType.SingleShotConnection)
        else:
            self._ask(first)

    def example(self) -> dict[str, str]:
        """Return what is being asked, field by field: in the query row, in the find box, or of the list."""
        if self.querying.is_open:
            return self.querying.typed()
        return there.example(self.kind, self.find_box.text() or self._model.query.text)

    def begin_query(self) -> None:
        """Show an empty query row and form, once the current record is saved."""
        self._leave(partial(self.querying.begin, {}))

    # --- Asking ---------------------------------------------------------------------------------------------

    def _ask(self, wanted: ListQuery) -> None:
        self._list.set_loading(True)
        self._list.message_bar.clear()
        self._model.ask(wanted)
        self.find_box.setText(wanted.text)
        self.find_box.setCursorPosition(0)
        self.visibility.set_current(wanted.visibility)
        self.saved.show_query(wanted)
        self._show_order(wanted)

    def _ask_first(self, first: ListQuery) -> None:
        saved = self.saved.opening()
        self._ask(self._with_saved(first, saved))
        if saved is not None:
            self.saved.show_saved(saved)

    def _go(self, wanted: ListQuery) -> None:
        """Ask for other records, once the record that is shown was left."""
        self._leave(partial(self._go_left, wanted))

    def _go_left(self, wanted: ListQuery) -> None:
        self.querying.close()
        self._ask(wanted)
        self._list.table.setFocus()

    def _take_query(self, text: str) -> None:
        self._go(replace(self._model.query, text=text))

    def sort_by(self, order: Sequence[tuple[str, bool]]) -> None:
        """List the same records in another order, which is kept until the next start."""
        wanted = self._model.query.sorted_by(order)
        self._desk.state.setValue(self._key("order"), json.dumps(wanted.order))
        self._model.ask(wanted)
        self._show_order(wanted)

    def _show_order(self, asked: ListQuery) -> None:
        first = self._list.table.columns[0].name
        self._list.table.show_order([(name or first, down) for name, down in asked.order or (("", False),)])

    def _sort(self, name: str, descending: bool) -> None:
        self.sort_by(((name, descending),))

    def _add_to_order(self, name: str) -> None:
        """Let a column decide among equals; one that does already turns round."""
        order = {each or self._list.table.columns[0].name: down for each, down in self._model.query.order}
        order = order or {self._list.table.columns[0].name: False}
        order[name] = not order[name] if name in order else False
        self.sort_by(tuple(order.items()))

    def _find(self) -> None:
        """List what is typed, once it is understood; what is not is marked."""
        text = self.find_box.text().strip()
        self._list.message_bar.clear()
        try:
            if query.is_query(text):
                lists.query_condition(self.kind, text)
        except query.QueryProblem as problem:
            self._list.message_bar.show_message(MessageKind.ERROR, str(problem))
            self.find_box.setSelection(problem.at, problem.length)
            self.find_box.setFocus()
            return
        self._take_query(text)

    def _find_cleared(self, text: str) -> None:
        if not text and self._model.query.text:
            self._find()

    def _see(self, wanted: str) -> None:
        self._desk.state.setValue(self._key("visibility"), wanted)
        self._go(replace(self._model.query, visibility=Visibility(wanted)))

    def _run_saved(self, saved: SavedQuery | None) -> None:
        self._leave(partial(self._run_saved_left, saved))

    def _run_saved_left(self, saved: SavedQuery | None) -> None:
        self._go_left(self._with_saved(self._model.query, saved))
        if saved is not None:
            self.saved.show_saved(saved)

    def _with_saved(self, before: ListQuery, saved: SavedQuery | None) -> ListQuery:
        wanted = as_listed(before, saved)
        # What an administrator gives everyone runs against all data, as everyone is to see the same.
        given = saved is not None and saved.by_administrator
        return replace(wanted, visibility=Visibility.ALL) if given else wanted

    # --- Queries --------------------------------------------------------------------------------------------

    def _query_in_form(self) -> None:
        self._leave(partial(self.querying.begin, {}, in_form=True))

    def _refine(self, in_form: bool, _checked: bool = False) -> None:
        """Go on from what is asked now; what no row can show is refined where it is written."""
        typed = criteria.take_apart(self.kind, self._model.query.text)
        if typed is None:
            self.find_box.setText(self._model.query.text)
            self.find_box.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.find_box.selectAll()
        else:
            self._leave(partial(self.querying.begin, typed, in_form=in_form))

    def _assist(self) -> None:
        assistant = QueryAssistant(self._model.query, self._desk, self._list)
        assistant.asked.connect(self._take_query)
        assistant.open()

    def _say_count(self) -> None:
        """Say how many records the list holds, in full."""
        count = formats.number(self._model.rowCount())
        if self._model.query.holds_all:
            sentence = self.tr("Records in all: {count}").format(count=count)
        else:
            sentence = self.tr("Records that fulfil this: {count}").format(count=count)
        self._list.message_bar.show_message(MessageKind.INFO, sentence)

    def _show_help(self) -> None:
        QueryHelp(self._list.window()).show()

    def _after_filling(self) -> None:
        self._say_empty()
        self._list.set_loading(False)

    def _stay(self, error: HearthError) -> None:
        """Say why the list is what it was before, and let all over it say so too."""
        before = self._model.query
        self._list.set_loading(False)
        self.find_box.setText(before.text)
        self.visibility.set_current(before.visibility)
        self.saved.show_query(before)
        self._show_order(before)
        self._list.message_bar.show_message(MessageKind.WARNING, str(error))

    def _say_empty(self) -> None:
        asked, new = self._model.query, self._list.actions_of_record[Act.NEW]
        if asked.text:
            sentence = self.tr("Nothing is found for “{text}”.").format(text=asked.text)
            self._list.set_empty_state("search", sentence)
        elif asked.visibility is not Visibility.ALL:
            sentence = self.tr("No position with your login is on the team of any of these records.")
            self._list.set_empty_state("search", sentence)
        elif self.kind is RecordKind.HOUSEHOLD:
            self._list.set_empty_state("household", self.tr("There are no households yet."), new)
        else:
            self._list.set_empty_state("contact", self.tr("There are no contacts yet."), new)

    # --- Making ---------------------------------------------------------------------------------------------

    def _key(self, what: str) -> str:
        return f"{self._list.objectName()}/{what}"

    def _kept_order(self) -> list[tuple[str, bool]]:
        kept = json.loads(str(self._desk.state.value(self._key("order")) or "[]"))
        sortable = lists.sortable(self.kind)
        return [(str(name), bool(down)) for name, down in kept if name in sortable]

    def _make_find_box(self) -> QLineEdit:
        box = QLineEdit(self._list)
        box.setObjectName(f"{self.kind}_list.find")
        box.setPlaceholderText(self.tr("Find name, or: category = Gold…"))
        box.setToolTip(self.tr("Words of a name, a number, or a query; F1 says how to write one"))
        box.setAccessibleName(self.tr("Find by name, phone or e-mail, or with a query"))
        box.setClearButtonEnabled(True)
        box.setMinimumWidth(_FIND_WIDTH)
        box.addAction(icon("search", Tone.MUTED), QLineEdit.ActionPosition.LeadingPosition)
        query_help.offer(box)
        return box

    def _offer_visibility(self) -> None:
        household = self.kind is RecordKind.HOUSEHOLD
        choices: dict[str, str] = {
            Visibility.MY: self.tr("My Households") if household else self.tr("My Contacts"),
            Visibility.TEAM: self.tr("My Team's Households") if household else self.tr("My Team's Contacts"),
            Visibility.ALL: self.tr("All Households") if household else self.tr("All Contacts"),
        }
        self.visibility.set_choices(choices)
        self.visibility.set_current(Visibility.ALL)
        self._list.title.hide()  # the drop-down says what it would

    def _connect(self) -> None:
        self._list.sort_requested.connect(self._sort)
        self._list.table.sort_added.connect(self._add_to_order)
        self.find_box.returnPressed.connect(self._find)
        self.find_box.textChanged.connect(self._find_cleared)
        self.visibility.chosen.connect(self._see)
        self.saved.chosen.connect(self._run_saved)
        self.querying.asked.connect(self._take_query)
        self._model.filled.connect(self._after_filling)
        self._model.stayed.connect(self._stay)
        acts = {
            Act.QUERY: self.begin_query,
            Act.RUN_QUERY: self.querying.run,
            Act.CANCEL_QUERY: self.querying.cancel,
            Act.ASSISTANT: self._assist,
            Act.COUNT: self._say_count,
            Act.QUERY_HELP: self._show_help,
        }
        for act, method in acts.items():
            self._list.actions_of_record[act].triggered.connect(method)
        self._form.actions_of_record[Act.QUERY].triggered.connect(self._query_in_form)
        for applet in (self._list, self._form):
            refine = partial(self._refine, applet is self._form)
            applet.actions_of_record[Act.REFINE].triggered.connect(refine)
