"""Keeps a form on one record: reads it, saves it when it is left, sends it, and says what became of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from desktop.errors import HearthError, InvalidValue, RecordNotFound, StaleRecord
from desktop.models import preview, saving, sights
from desktop.models.saving import Draft
from desktop.models.sights import Sight
from desktop.store.drafts import KeptDraft, Subject
from desktop.store.types import Changes, RecordKind, Ref, SyncState, Values
from desktop.store.unit import Unit, View
from desktop.views.actions import Act
from desktop.views.aftermath import Aftermath
from desktop.views.conflict_dialog import ConflictDialog
from desktop.views.desk import Desk
from desktop.views.draft_keeper import DraftKeeper
from desktop.views.duplicate_guard import DuplicateGuard
from desktop.views.elsewhere import Elsewhere
from desktop.views.field_picks import FieldPicks
from desktop.views.form import FormApplet
from desktop.views.message_bar import MessageKind, WayOut
from desktop.views.preview_dialog import PreviewDialog

Then = Callable[[], object]


class Look(Protocol):
    """Reads what the form shows of a record."""

    def __call__(self, view: View, ref: Ref) -> Sight: ...


class Command(Protocol):
    """Saves a draft, and perhaps more, in one unit of work."""

    def __call__(self, unit: Unit, draft: Draft) -> Ref: ...


class RecordForm(QObject):
    """One record in one form.

    ``shown`` carries the Sight each time it was read, ``created`` the Ref of a new record that was saved, and
    ``gone`` tells that the record was deleted, here or elsewhere, ``stayed`` that it could not be saved and
    therefore not be left.
    """

    shown = Signal(object)
    created = Signal(object)
    gone = Signal()
    stayed = Signal()

    def __init__(self, form: FormApplet, desk: Desk, look: Look = sights.of) -> None:
        super().__init__(form)
        self.form = form
        self.sight: Sight | None = None
        self._desk = desk
        self._look_at = look
        self._kind = RecordKind(form.component.name)
        self._ref: Ref | None = None
        self._household: Ref | None = None
        self._system = ""
        self._then: Then | None = None
        self._saving = False
        self._sends = False
        self._reading = False
        self._read_again = False
        self._edits = 0
        self._edits_saved = 0
        self._whole = True
        self._aftermath = Aftermath(form, desk)
        self.elsewhere = Elsewhere(self, desk, self._aftermath)
        self.drafts = DraftKeeper(form, desk)
        self._taking_up: KeptDraft | None = None
        self.guard = DuplicateGuard(form, desk)
        self.picks = FieldPicks(form, desk, lambda: self.sight, self.leave)
        desk.broadcast.told.connect(self.follow)
        desk.values.changed.connect(form.refresh_pick_lists)
        form.edited.connect(self._count_edit)
        form.write_back_card.settle_requested.connect(self.settle_conflicts)
        self._connect_acts()

    @property
    def ref(self) -> Ref | None:
        """Return the record that is shown; None while it is new or there is none."""
        return self._ref

    # --- Coming and going -----------------------------------------------------------------------------------

    def show(self, ref: Ref) -> None:
        """Show another record; the one before must have been left."""
        if ref != self._ref:
            self._move_on()
            self.drafts.begin(Subject(self._kind, ref))
        self.form.message_bar.clear()
        self._ref, self._household, self.sight = ref, None, None
        self._read()

    def take_up(self, draft: KeptDraft) -> None:
        """Put what was typed before a crash into the record that is shown, as soon as it is there."""
        self._taking_up = draft
        if self.sight is not None:
            self._look_at_drafts(self.sight)

    def show_sight(self, sight: Sight) -> None:
        """Show a record that was read already."""
        if sight.record.ref != self._ref:
            self._move_on()
            self.drafts.begin(Subject(self._kind, sight.record.ref))
        self.form.message_bar.clear()
        self._ref, self._household, self.sight = sight.record.ref, None, None
        self._take(sight)

    def new(self, values: Values | None = None, household: Ref | None = None) -> None:
        """Show an empty record, which a new contact's ``household`` gets as a member when it is saved."""
        self._move_on()
        self.drafts.begin(Subject(self._kind, household=household))
        self._ref, self._household, self.sight = None, household, None
        self.form.new_record(values or {})

    def leave(self, then: Then) -> None:
        """Save what is to be saved, then call ``then``; what cannot be saved is shown, and nobody leaves."""
        if self._saving:
            self._then = then
        elif not self._has_to_be_saved():
            then()
        else:
            self._save(saving.save, then)

    def save(self) -> None:
        """Save the record and stay."""
        if self.form.is_dirty() and not self._saving:
            self._save(saving.save, None)

    def undo(self) -> None:
        """Restore what was saved last; a record that was never saved goes."""
        if self._ref is None:
            self._lose()
        else:
            self._whole = True
            self.form.message_bar.clear()
            self.drafts.end()
            self._read()

    def update_external_system(self) -> None:
        """Save the record and keep the command to send it, in one."""
        self.send_to("")

    def send_to(self, connection: str) -> None:
        """Save the record and keep the command to send it to this external system; empty for the default.

        How it stands there is shown until another record is.
        """
        if self._ref is not None or self.form.is_new():
            self._follow_system(connection)
            self._save(
                partial(saving.update_external_system, connection=connection or None), None, sends=True
            )

    def preview(self) -> None:
        """Save the record, then show what would be sent of it."""
        self.leave(self._read_preview)

    def settle_conflicts(self) -> None:
        """Show the record's conflicts side by side."""
        if self._ref is not None:
            ConflictDialog(self._ref, self._desk, self.form).open()

    def _read_preview(self) -> None:
        if self._ref is not None:
            read = partial(preview.read, ref=self._ref)
            self._desk.operations.read(read, self._show_preview, self._refuse)

    def _show_preview(self, sight: preview.PreviewSight) -> None:
        dialog = PreviewDialog(sight, self.form)
        dialog.send_requested.connect(self.update_external_system)
        dialog.open()

    def delete(self) -> None:
        """Ask whether the record may go."""
        if self.sight is None:
            return
        sentence = self.tr("Delete {name}? What it held stays in the journal.")
        self.form.message_bar.ask(
            sentence.format(name=sights.name_of(self.sight.record)),
            WayOut(self.tr("Delete"), self._delete, danger=True),
            WayOut(self.tr("Keep"), self.form.message_bar.clear),
        )

    # --- Saving ---------------------------------------------------------------------------------------------

    def _has_to_be_saved(self) -> bool:
        return self.form.has_input() if self.form.is_new() else self.form.is_dirty()

    def _save(self, command: Command, then: Then | None, *, sends: bool = False) -> None:
        try:
            values = self.form.changed_values()
        except InvalidValue:
            self.stayed.emit()  # the form has marked the field and gone to it
            return
        version = self.sight.record.version if self.sight else None
        draft = Draft(self._kind, self._ref, values, version, self._household, self.drafts.draft_id)
        self._saving, self._then, self._edits_saved = True, then, self._edits
        self._sends = sends
        self.form.message_bar.clear()
        self._forget_cards()
        self._desk.operations.change(partial(command, draft=draft), self._after_saving, self._refuse)

    def _after_saving(self, ref: Ref) -> None:
        was_new = self._ref is None
        self._saving, self._ref, self._household = False, ref, None
        self._whole = self._edits == self._edits_saved
        self.drafts.begin(Subject(self._kind, ref))
        if self._sends:
            self._aftermath.expect()
        if not self._whole:
            self.drafts.keep_soon()
        then, self._then = self._then, None
        if was_new:
            self.created.emit(ref)
        self._read()
        if then is not None:
            then()

    def _refuse(self, error: HearthError) -> None:
        self._saving, self._then = False, None
        if isinstance(error, InvalidValue):
            self.form.show_errors(error)
        else:
            self.form.message_bar.show_message(MessageKind.ERROR, str(error))
        if isinstance(error, StaleRecord):
            self._read()
        self.stayed.emit()

    def _delete(self) -> None:
        self.form.message_bar.clear()
        if self._ref is not None:
            self._desk.operations.change(partial(saving.delete, ref=self._ref), None, self._refuse)

    # --- Reading --------------------------------------------------------------------------------------------

    def follow(self, changes: Changes) -> None:
        """Look whether the changes concern the record, and read it again if so."""
        if self._ref is None or self._saving:
            return
        if self._ref in changes.deleted:
            self._lose()
        elif changes.concerns(self._ref) or changes.lines or self._concerns_members(changes):
            self._read()

    def _concerns_members(self, changes: Changes) -> bool:
        """Tell whether a contact of the household changed, whose address and name are shown with it."""
        rows = self.sight.record.children.get("related_contact", ()) if self.sight else ()
        return any(Ref(RecordKind.CONTACT, row.picked_id or "") in changes.changed for row in rows)

    def _read(self) -> None:
        if self._ref is None:
            return
        # One reading at a time; what changes while one is under way is read once more after it.
        if self._reading:
            self._read_again = True
            return
        self._reading = True
        look = partial(_seen, look=self._look_at, ref=self._ref, system=self._system)
        self._desk.operations.read(look, self._take_read, self._fail_read)

    def _take_read(self, sight: Sight) -> None:
        self._reading = False
        if self._read_again:
            self._read_again = False
            self._read()
        elif sight.record.ref == self._ref:
            self._take(sight)
        else:
            self._read()

    def _fail_read(self, error: HearthError) -> None:
        self._reading = self._read_again = False
        if isinstance(error, RecordNotFound):
            self._lose()
        else:
            self.form.message_bar.show_message(MessageKind.ERROR, str(error))

    def _lose(self) -> None:
        """Forget the record with all that was typed: it was deleted, or never saved and undone."""
        self.drafts.end()
        self._ref = self._household = self.sight = None
        self.form.set_record({})
        self._forget_cards()
        self.gone.emit()

    def _take(self, sight: Sight) -> None:
        whole = self._whole or self.sight is None
        self.sight, self._whole = sight, False
        write = self.form.renew if whole else self.form.refresh
        write(sight.record.values, shown=sight.shown, sync=sight.record.sync)
        self.form.sync_mark.show_wait(sight.wait)
        self.form.actions_of_record.enable(settle=sight.record.sync.state is SyncState.CONFLICT)
        self._aftermath.look(sight.record)
        if whole:
            self._look_at_drafts(sight)
        self.shown.emit(sight)

    def _move_on(self) -> None:
        self._follow_system("")
        self._forget_cards()

    def _forget_cards(self) -> None:
        self._aftermath.forget()
        self.elsewhere.forget()
        self.guard.forget()

    # --- Acts -----------------------------------------------------------------------------------------------

    def _look_at_drafts(self, sight: Sight) -> None:
        draft, self._taking_up = self._taking_up, None
        self.drafts.look(sight.record.version)
        if draft is not None and draft.subject.ref == sight.record.ref:
            self.drafts.take_up(draft)

    def _count_edit(self) -> None:
        # What is typed while a save or an undo is under way must not be wiped by the reading after it.
        self._edits += 1
        self._whole = False

    def _follow_system(self, connection: str) -> None:
        self._system = connection
        self.form.sync_mark.name_system(connection)

    def _connect_acts(self) -> None:
        acts = {
            Act.SAVE: self.save,
            Act.UNDO: self.undo,
            Act.DELETE: self.delete,
            Act.UPDATE: self.update_external_system,
            Act.UPDATE_ONE: self.elsewhere.update_one,
            Act.REFRESH: self.elsewhere.refresh,
            Act.PREVIEW: self.preview,
            Act.SETTLE: self.settle_conflicts,
            Act.ABOUT: self.elsewhere.about,
        }
        for act, method in acts.items():
            if act in self.form.actions_of_record:
                self.form.actions_of_record[act].triggered.connect(method)


def _seen(view: View, look: Look, ref: Ref, system: str) -> Sight:
    sight = look(view, ref)
    return sights.at_system(view, sight, system) if system else sight
