"""The list view of a screen: all households or contacts, and the form of the current one under them."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QSplitter, QWidget

from desktop.models import formats, saving, sights
from desktop.models.record_list import RecordListModel
from desktop.models.sights import Sight
from desktop.store import lists
from desktop.store.drafts import KeptDraft
from desktop.store.lists import ListQuery
from desktop.store.types import Changes, RecordKind, Ref, Values
from desktop.views import layouts
from desktop.views.actions import Act
from desktop.views.applet import Applet
from desktop.views.desk import Desk
from desktop.views.file_exchange import FILE_ACTS, FileExchange
from desktop.views.find_there import FindThere
from desktop.views.form import FORM_ACTS, FormApplet
from desktop.views.list import LIST_ACTS, ListApplet
from desktop.views.list_tools import TOOL_ACTS, ListTools
from desktop.views.listing import LISTING_ACTS, Listing
from desktop.views.message_bar import MessageKind
from desktop.views.page import Page, Then
from desktop.views.parts import column
from desktop.views.record_form import RecordForm
from desktop.views.rows_in_sight import RowsInSight
from desktop.views.thread import PageName, Place
from desktop.views.tokens import SPACE_M

PLACES: Final = {RecordKind.HOUSEHOLD: PageName.HOUSEHOLDS, RecordKind.CONTACT: PageName.CONTACTS}
_LIST_ACTS: Final = (*LIST_ACTS, *LISTING_ACTS, *TOOL_ACTS, *FILE_ACTS, Act.FIND_THERE)
_FORM_ACTS: Final = (*FORM_ACTS, Act.QUERY, Act.REFINE, Act.FIND_THERE)
_FIND_WIDTH: Final = 300
_DETAIL: Final = {RecordKind.HOUSEHOLD: PageName.HOUSEHOLD, RecordKind.CONTACT: PageName.CONTACT}


class RecordListPage(Page):
    """A list over a form; the row that is current stands in the form."""

    def __init__(self, kind: RecordKind, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self.setObjectName(f"{kind}_list_page")
        self._desk = desk
        self._shown: int | None = None
        self._wanted: int | None = None
        self._moving = False
        columns = layouts.record_columns(kind)
        # Made where they will stand: moved later, all in them would be styled once more.
        self._splitter = QSplitter(Qt.Orientation.Vertical, self)
        self.list = ListApplet(
            f"{kind}_list",
            columns,
            self._splitter,
            acts=_LIST_ACTS,
            pick_lists=desk.values.choices,
            many=True,
        )
        self.model = RecordListModel(ListQuery(kind), columns, desk.operations, self)
        component, fields = layouts.COMPONENTS[kind], layouts.FORMS[kind]
        self.form = FormApplet(component, fields, desk.values.choices, self._splitter, acts=_FORM_ACTS)
        self.record = RecordForm(self.form, desk)
        self.listing = Listing(self.list, self.form, self.model, desk, self.leave)
        self.find_box = self.listing.find_box
        self.querying = self.listing.querying
        self.tools = ListTools(self.list, self.model, self.listing, desk, self.leave)
        self.files = FileExchange(self.list, self.model, desk, self.leave, self._read_again)
        self._lay_out()
        self._connect()
        self.form.hide()
        self.listing.start()

    # --- What the frame asks --------------------------------------------------------------------------------

    def visit(self, place: Place) -> None:
        """Show the list, at the place's record if it names one."""
        if place.ref is not None:
            self._select_ref(place.ref)
        self.list.table.setFocus()

    def leave(self, then: Then) -> None:
        self.record.leave(then)

    def main_applet(self) -> Applet | None:
        return self.form

    def save_state(self) -> None:
        name = self.objectName()
        self._desk.state.setValue(f"{name}/split", self._splitter.saveState())
        self._desk.state.setValue(f"{name}/columns", self.list.table.save_columns())

    # --- Making ---------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        household = self.kind is RecordKind.HOUSEHOLD
        title = self.tr("Households") if household else self.tr("Contacts")
        self.list.set_title(title)
        new = self.tr("New Household") if household else self.tr("New Contact")
        for applet in (self.list, self.form):
            applet.actions_of_record[Act.NEW].setText(new)
        self._splitter.setObjectName(f"{self.objectName()}.split")
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setStretchFactor(1, 0)
        RowsInSight(self.form, self)
        self.setLayout(column(self._splitter, margins=(SPACE_M, SPACE_M, SPACE_M, SPACE_M)))
        self.list.set_model(self.model)
        self.list.table.show_sorted(self.list.table.columns[0].name, descending=False)
        self._restore_state()

    def _restore_state(self) -> None:
        name, state = self.objectName(), self._desk.state
        if split := state.value(f"{name}/split"):
            self._splitter.restoreState(split)
        columns = state.value(f"{name}/columns")
        self.tools.begin(bytes(columns) if columns else b"")

    def _connect(self) -> None:
        self.list.current_changed.connect(self._follow_row)
        self.list.drilled.connect(self._drill)
        self.list.jump_requested.connect(self._jump)
        self.list.stepped_back.connect(self.stepped_back)
        self.form.stepped_back.connect(self.list.table.setFocus)
        self.querying.closed.connect(self._after_querying)
        self.model.filled.connect(self._after_filling)
        self.model.counted.connect(self._seek_wanted)
        self.record.created.connect(self._follow_created)
        self.record.gone.connect(self._after_loss)
        self.record.stayed.connect(self._go_back_to_shown)
        self.record.shown.connect(self._tell_place)
        self.record.guard.chosen.connect(self._open_instead)
        self._desk.broadcast.told.connect(self.model.follow)
        self._desk.broadcast.told.connect(self._show_made)
        self._connect_acts()

    def _connect_acts(self) -> None:
        for applet in (self.list, self.form):
            acts = applet.actions_of_record
            acts[Act.NEW].triggered.connect(self.new)
            acts[Act.COPY].triggered.connect(self.copy)
            acts[Act.FIND_THERE].triggered.connect(self.find_there)
        in_list = {
            Act.SAVE: self.record.save,
            Act.UNDO: self.record.undo,
            Act.DELETE: self.record.delete,
            Act.UPDATE: self._update,
            Act.UPDATE_ONE: self.record.elsewhere.update_one,
            Act.REFRESH: self.record.elsewhere.refresh,
            Act.ABOUT: self.record.elsewhere.about,
        }
        for act, method in in_list.items():
            self.list.actions_of_record[act].triggered.connect(method)
        self.form.actions_of_record[Act.PREVIOUS].triggered.connect(self._previous)
        self.form.actions_of_record[Act.NEXT].triggered.connect(self._next)

    # --- Records --------------------------------------------------------------------------------------------

    def new(self) -> None:
        """Show an empty form, once the current record is saved."""
        self.leave(self._new)

    def new_with(self, values: Values) -> None:
        """Show a form that begins with these values, once the current record is saved."""
        self.leave(partial(self._new, values))

    def take_up_new(self, draft: KeptDraft) -> None:
        """Show a new record with what was typed into it before a crash."""
        self._new()
        self.record.new(household=draft.subject.household)
        self.record.drafts.take_up(draft)

    def copy(self) -> None:
        """Show a new record that begins with what the current one holds."""
        self.leave(self._copy)

    def find_there(self) -> None:
        """Look for records in an external system, by what is typed or asked here."""
        dialog = FindThere(self.kind, self.listing.example(), self._desk, self)
        dialog.opened.connect(self._open_found)
        dialog.made.connect(self._show_found)
        dialog.open()

    def _open_found(self, ref: Ref) -> None:
        place = Place(_DETAIL[self.kind], ref, title=screen_title(self.kind))
        self.leave(partial(self.drilled.emit, place, True))

    def _show_found(self, refs: tuple[Ref, ...]) -> None:
        if len(refs) == 1:
            self._open_found(refs[0])
        elif refs:
            text = self.tr("Here now: {count}.").format(count=formats.number(len(refs)))
            self.list.message_bar.show_message(MessageKind.GOOD, text)
            self.leave(partial(self._select_ref, refs[0]))

    def _new(self, values: Values | None = None) -> None:
        self.querying.close()
        self._forget_row()
        self.form.show()
        self.record.new(values)

    def _copy(self) -> None:
        if self.record.sight is not None:
            self._new(saving.copied(self.kind, self.record.sight.record.values))

    def _drill(self, row: int, _column: int) -> None:
        ref = self.model.ref(row)
        if ref is not None:
            name = str(self.model.index(row, 0).data() or "")
            place = Place(_DETAIL[self.kind], ref, title=screen_title(self.kind), value=name)
            self.leave(partial(self.drilled.emit, place, True))

    def _show_sight(self, number: int, sight: Sight | None) -> None:
        # While rows fly past under the arrow key, only the one that stays is shown.
        if sight is not None and number == self._shown:
            self.form.setVisible(not self.querying.is_open)
            self.record.show_sight(sight)
        elif number == self._shown:
            self._shown = None  # it went before it could be shown

    def _tell_place(self, sight: Sight) -> None:
        self.amended.emit(Place(PLACES[self.kind], sight.record.ref, title=screen_title(self.kind)))

    def _open_instead(self, ref: Ref) -> None:
        """Go to the record that the agent says the new one is; the new one goes as if undone."""
        self.record.undo()
        self.drilled.emit(Place(_DETAIL[self.kind], ref, title=screen_title(self.kind)), True)

    def _after_loss(self) -> None:
        """Go to the row that took the place of the one that went, or to none."""
        self._shown = None
        self.form.hide()
        rows = self.model.rowCount()
        if rows:
            self._go_to(min(max(self.list.current_row(), 0), rows - 1))
            self._follow_row(self.list.current_row())
        self.list.table.setFocus()

    def _update(self) -> None:
        """Send the record; where several are selected, all of them."""
        self.tools.with_selected(self._update_all)

    def _update_all(self, numbers: list[int]) -> None:
        if len(numbers) > 1:
            command = partial(saving.send_all, kind=self.kind, numbers=numbers)
            self.leave(partial(self._desk.operations.change, command, None, self.tools.refuse))
        else:
            self.record.update_external_system()

    # --- Rows -----------------------------------------------------------------------------------------------

    def _follow_row(self, row: int) -> None:
        number = self.model.number(row)
        if not self._moving and number is not None and number != self._shown:
            self.leave(partial(self._show_number, number))

    def _show_number(self, number: int) -> None:
        self._shown = number
        self._desk.operations.read(
            partial(sights.at, kind=self.kind, number=number), partial(self._show_sight, number)
        )

    def _go_to(self, row: int) -> None:
        """Make a row current without leaving the record for it."""
        self._moving = True
        self.list.table.go_to(row)
        self._moving = False

    def _forget_row(self) -> None:
        self._shown, self._moving = None, True
        self.list.table.clearSelection()
        self.list.table.selectionModel().clearCurrentIndex()
        self._moving = False

    def _go_back_to_shown(self) -> None:
        row = None if self._shown is None else self.model.row_of(self._shown)
        if row is None:
            self._forget_row()
        else:
            self._go_to(row)

    def _select_ref(self, ref: Ref) -> None:
        self._desk.operations.read(partial(lists.place, ref=ref), self._select_number)

    def _show_made(self, changes: Changes) -> None:
        """Go to a record that came, or came back, while none is shown."""
        made = [ref for ref in changes.created if ref.kind is self.kind]
        if made and self._shown is None and not self.form.is_new():
            self._select_ref(made[0])

    def _follow_created(self, ref: Ref) -> None:
        self._desk.operations.read(partial(lists.place, ref=ref), partial(self._take_created, ref))

    def _take_created(self, ref: Ref, number: int | None) -> None:
        if number is not None and self.record.ref == ref:
            self._shown = number
            self._select_number(number)

    def _select_number(self, number: int | None) -> None:
        self._wanted = number
        self._seek_wanted()

    def _read_again(self) -> None:
        """Show what came into the store at one blow, and have the other pages show it too."""
        self.model.read_again()
        if self._shown is not None:
            self._show_number(self._shown)
        self.renewed.emit()

    def _seek_wanted(self) -> None:
        """Go to the wanted row as soon as the list has it."""
        row = None if self._wanted is None else self.model.row_of(self._wanted)
        if row is not None:
            self._wanted = None
            self.list.table.go_to(row)

    def _previous(self) -> None:
        self.list.table.go_to(max(self.list.current_row() - 1, 0))

    def _next(self) -> None:
        self.list.table.go_down()

    # --- Which rows -----------------------------------------------------------------------------------------

    def begin_query(self) -> None:
        self.listing.begin_query()

    def _jump(self, text: str) -> None:
        seek = partial(lists.first_named, query=self.model.query, text=text)
        self._desk.operations.read(seek, self._select_number)

    def _after_querying(self) -> None:
        self.form.setVisible(self._shown is not None)
        self.list.table.setFocus()

    def _after_filling(self) -> None:
        row = None if self._shown is None else self.model.row_of(self._shown)
        if row is not None:
            self._go_to(row)
        elif self._shown is not None and not self.model.is_whole:
            # It may stand further down.
            self.model.when_whole(self._after_filling)
        elif not self.form.is_new():
            self._show_first()

    def _show_first(self) -> None:
        self._shown = None
        if self.model.rowCount() and self._wanted is None:
            self._go_to(0)
            self._follow_row(0)
        elif not self.model.rowCount():
            self.form.hide()


def screen_title(kind: RecordKind) -> str:
    """Return what the thread calls a record of this kind."""
    return QCoreApplication.translate("Component", layouts.COMPONENTS[kind].label)
