"""The contacts of a household: who is in it, since when, in which role, and how each was last sent."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QSplitter, QWidget

from desktop import language
from desktop.fields import CONTACT, RELATED_CONTACT
from desktop.models import saving
from desktop.models.child_list import PRIMARY, ChildRow, child_row
from desktop.models.sights import Sight
from desktop.store.types import Child, RecordKind, Ref
from desktop.values import Value
from desktop.views import layouts, picker
from desktop.views.actions import Act
from desktop.views.children_pane import ChildrenPane
from desktop.views.desk import Desk
from desktop.views.form import FormApplet
from desktop.views.page import Then
from desktop.views.parts import column
from desktop.views.record_form import RecordForm


class MembersPane(ChildrenPane):
    """The list of members: add an existing contact, make a new one, exit, remove, move the primary star."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        acts = (Act.ADD, Act.NEW, Act.EXIT, Act.DELETE, Act.UPDATE)
        columns, buttons = layouts.member_columns(), (Act.ADD, Act.NEW, Act.EXIT)
        super().__init__(RELATED_CONTACT, columns, desk, acts=acts, buttons=buttons, parent=parent)
        self._contacts: frozenset[str] = frozenset()
        self._new_member: Ref | None = None
        form_acts = (Act.MORE, Act.SAVE, Act.UNDO)
        self.form = FormApplet(
            CONTACT, layouts.NEW_MEMBER, desk.values.choices, self, acts=form_acts, buttons=form_acts
        )
        self.new_contact = RecordForm(self.form, desk)
        self.form.hide()
        self._word_actions()
        self._lay_out()
        self._connect()

    # --- What the page asks -----------------------------------------------------------------------------

    def rows_of(self, sight: Sight) -> list[ChildRow]:
        return member_rows(sight)

    def show_sight(self, sight: Sight) -> None:
        if sight.record.ref != self._ref:
            self.form.hide()
        members = sight.record.children[RELATED_CONTACT.name]
        self._contacts = frozenset(child.picked_id for child in members if child.picked_id)
        super().show_sight(sight)
        self._select_new(members)

    def leave(self, then: Then) -> None:
        if self.form.isHidden():
            then()
        else:
            self.new_contact.leave(then)

    # --- Acts -------------------------------------------------------------------------------------------

    def add(self) -> None:
        """Open the dialog with the contacts that are kept already."""
        self.leave(self._open_dialog)

    def new(self) -> None:
        """Show an empty form for a contact who is a member once it is saved."""
        self.leave(self._new)

    def exit_today(self) -> None:
        """Let the current member leave the household today."""
        self._on_current(saving.leave_household)

    def update_external_system(self) -> None:
        """Keep the command to send the current member."""
        row = self.current()
        if row is not None and row.target is not None:
            self.change(partial(saving.send, ref=row.target))

    def _change_cell(self, child_id: str, column: str, value: Value) -> None:
        """Change the membership, or what the contact itself has: its income belongs to the person."""
        row = self.model.row(self.model.row_of(child_id) or 0)
        if column in RELATED_CONTACT or column == PRIMARY or row is None or row.target is None:
            super()._change_cell(child_id, column, value)
        else:
            self.change(partial(saving.change, ref=row.target, name=column, value=value))

    def question(self, row: ChildRow) -> str:
        text = self.tr(
            "Remove {name} from this household? It is then cut off from the contact’s history; "
            "for someone who leaves, set the date of exit instead."
        )
        return text.format(name=language.full_name(row.values["first_name"], row.values["last_name"]))

    def _open_dialog(self) -> None:
        self.form.hide()
        picker.add_contacts(self, self._desk, self._join, self.new, self._contacts)

    def _join(self, ids: tuple[str, ...]) -> None:
        if self._ref is not None:
            contacts = tuple(Ref(RecordKind.CONTACT, each) for each in ids)
            self.change(partial(saving.join, household=self._ref, contacts=contacts), self._select_last)

    def _join_instead(self, ref: Ref) -> None:
        """Take the contact in whom the agent says the new one is; the new one goes as if undone."""
        self.new_contact.undo()
        if ref.id not in self._contacts:
            self._join((ref.id,))

    def _new(self) -> None:
        if self._ref is not None:
            self.form.show()
            self.new_contact.new({}, household=self._ref)

    def _on_current(self, command: saving.OfMembers) -> None:
        row = self.current()
        if row is not None and row.target is not None and self._ref is not None:
            self.change(partial(command, household=self._ref, contacts=(row.target,)))

    # --- Making -----------------------------------------------------------------------------------------

    def _word_actions(self) -> None:
        acts = self.list.actions_of_record
        acts[Act.ADD].setText(self.tr("Add Existing Contacts…"))
        acts[Act.NEW].setText(self.tr("New Contact"))
        acts[Act.DELETE].setText(self.tr("Remove from Household…"))

    def _lay_out(self) -> None:
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setObjectName(f"{self.objectName()}.split")
        splitter.addWidget(self.list)
        splitter.addWidget(self.form)
        splitter.setChildrenCollapsible(False)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        self.setLayout(column(splitter, margins=(0, 0, 0, 0)))
        sentence = QCoreApplication.translate("MembersPane", "Nobody is in this household yet.")
        self.list.set_empty_state("contact", sentence, self.list.actions_of_record[Act.ADD])

    def _connect(self) -> None:
        acts = self.list.actions_of_record
        acts[Act.ADD].triggered.connect(self.add)
        acts[Act.NEW].triggered.connect(self.new)
        acts[Act.EXIT].triggered.connect(self.exit_today)
        acts[Act.UPDATE].triggered.connect(self.update_external_system)
        self.new_contact.created.connect(self._after_new)
        self.new_contact.gone.connect(self._close_form)
        self.new_contact.guard.chosen.connect(self._join_instead)
        self.form.stepped_back.connect(self._close_form)

    def _after_new(self, ref: Ref) -> None:
        self.form.hide()
        self._new_member = ref
        self.list.table.setFocus()

    def _select_new(self, members: tuple[Child, ...]) -> None:
        for child in members:
            if self._new_member is not None and child.picked_id == self._new_member.id:
                self._new_member = None
                self.go_to(child.id)

    def _close_form(self) -> None:
        if self.form.is_new():
            self.form.set_record({})
        self.form.hide()
        self.list.table.setFocus()

    def _select_last(self, membership_ids: tuple[str, ...]) -> None:
        if membership_ids:
            self.go_to(membership_ids[-1])


def member_rows(sight: Sight) -> list[ChildRow]:
    """Return a row for each contact of a household."""
    return [_member_row(child, sight) for child in sight.record.children[RELATED_CONTACT.name]]


def _member_row(child: Child, sight: Sight) -> ChildRow:
    contact = sight.members.get(child.picked_id or "")
    target = Ref(RecordKind.CONTACT, child.picked_id) if child.picked_id else None
    if contact is None:
        return child_row(child, target)
    more = {name: contact.values[name] for name in ("income", "alias")}
    return child_row(child, target, sync=contact.sync, **more)
