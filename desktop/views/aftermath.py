"""Says under a form what became of its record's delivery: kept, refused, unconfirmed, or what it changed."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QCoreApplication, QObject

from desktop import language
from desktop.errors import HearthError, InvalidValue
from desktop.fields import Component
from desktop.models import formats, question_words, saving, words
from desktop.store import cancelling, conflicts, connections, families, outbox
from desktop.store.types import Conflict, Delivery, DeliveryState, Origin, Record, Ref, SyncState
from desktop.store.unit import View
from desktop.values import Value
from desktop.views import theme
from desktop.views.desk import Desk, Refreshed
from desktop.views.form import FormApplet
from desktop.views.message_bar import MessageKind, WayOut
from desktop.views.write_back_card import WriteBackRow

_ON_ITS_WAY: Final = frozenset({SyncState.QUEUED, SyncState.SENDING})
# Nobody has to go on with these: the agent may take the command back.
_MAY_BE_LET_BE: Final = frozenset({DeliveryState.QUEUED, DeliveryState.DOUBTFUL})
# After these a new edit makes the record pending again, and the old outcome is no longer its concern.
_TOLD: Final = frozenset(
    {SyncState.QUEUED, SyncState.REFUSED, SyncState.CONFLICT, SyncState.DOUBTFUL, SyncState.SYNCHRONIZED}
)


class Aftermath(QObject):
    """What a form says about the latest delivery of its record, each outcome once."""

    def __init__(self, form: FormApplet, desk: Desk) -> None:
        super().__init__(form)
        self._form = form
        self._desk = desk
        self._ref: Ref | None = None
        self._told: tuple[object, ...] = ()
        self._awaited = ""
        self._said = ""
        self._expects = False
        self._applied: dict[str, tuple[Value, Value]] = {}
        self._conflicts: list[Conflict] = []
        self._by = ""
        form.write_back_card.undo_requested.connect(self._undo)
        form.write_back_card.keep_requested.connect(self._keep_mine)
        form.write_back_card.take_requested.connect(self._take_theirs)

    def forget(self) -> None:
        """Take away what was said, because the agent moves on."""
        self._told, self._awaited, self._applied, self._conflicts = (), "", {}, []
        self._expects = False
        self._form.write_back_card.clear()

    def expect(self) -> None:
        """Tell what becomes of the command that was just given, even if it is over before anybody looked."""
        self._expects = True

    def look(self, record: Record) -> None:
        """Say what is new about the record's latest delivery."""
        sync = record.sync
        self._ref = record.ref
        if (self._expects or sync.state in _ON_ITS_WAY) and sync.delivery_id:
            self._awaited, self._expects = sync.delivery_id, False
        self._follow_conflicts(record.ref, sync.state)
        outcome = (sync.delivery_id, sync.state, sync.last_error, sync.next_attempt)
        if outcome == self._told or sync.state not in _TOLD or not sync.delivery_id:
            return
        self._told = outcome
        if sync.state is SyncState.SYNCHRONIZED and sync.delivery_id != self._awaited:
            return  # delivered before the agent came here
        self._desk.operations.read(partial(_told, delivery_id=sync.delivery_id), self._tell, _ignore)

    def tell_refreshed(self, ref: Ref, connection: str, refreshed: Refreshed) -> None:
        """Show what a look at the external system changed, and what both sides had changed."""
        self._ref = ref
        read = partial(_clashing, ref=ref, connection=connection)
        self._desk.operations.read(read, partial(self._show_refreshed, ref, dict(refreshed.applied)), _ignore)

    def _show_refreshed(
        self, ref: Ref, applied: dict[str, tuple[Value, Value]], found: tuple[list[Conflict], str]
    ) -> None:
        if ref == self._ref:
            self._applied = applied
            self._conflicts, self._by = found
            self._draw_card()

    def _follow_conflicts(self, ref: Ref, state: SyncState) -> None:
        """Let the card show what is left of the conflicts that it shows: they may be settled elsewhere."""
        if self._conflicts and state is SyncState.CONFLICT:
            waiting = partial(conflicts.waiting, ref=ref)
            self._desk.operations.read(waiting, self._after_settling, _ignore)
        elif self._conflicts:
            self._after_settling([])

    def _tell(self, told: tuple[Delivery, str]) -> None:
        delivery, self._by = told
        if delivery.ref != self._ref:
            return
        if delivery.state is DeliveryState.DELIVERED:
            self._unsay()
            self._show_card(delivery, [])
            if not self._applied:  # the card, which says the rest, stays away
                theme.announce(self._form, self.tr("Sent; nothing was changed there."))
        elif delivery.state is DeliveryState.CONFLICT:
            waiting = partial(conflicts.waiting, ref=delivery.ref)
            self._desk.operations.read(waiting, partial(self._show_card, delivery))
        elif delivery.error is not None:
            self._tell_error(delivery)

    def _tell_error(self, delivery: Delivery) -> None:
        error = delivery.error
        if error is None:
            return
        if error.field and error.field in self._form.component and delivery.state is DeliveryState.REFUSED:
            text = self.tr("The external system refused it. Correct the marked field, then send it again.")
            self._say(MessageKind.ERROR, text, delivery, self.tr("Send Again"))
            self._form.show_errors(
                InvalidValue(error.field, "external", language.sentence(error.message).rstrip("."))
            )
        elif delivery.state is DeliveryState.QUEUED:
            kept = self.tr("Kept in the outbox; goes out when the line is back. {reason}")
            self._say(
                MessageKind.INFO,
                kept.format(reason=language.sentence(error.message)),
                delivery,
                self.tr("Try Now"),
            )
        else:
            kind = MessageKind.ERROR if delivery.state is DeliveryState.REFUSED else MessageKind.WARNING
            self._say(kind, error.message, delivery, self.tr("Send Again"))

    def _say(self, kind: MessageKind, sentence: str, delivery: Delivery, way_out: str) -> None:
        again = partial(self._send_again, delivery)
        ways = [WayOut(way_out, again)]
        if delivery.state in _MAY_BE_LET_BE:
            ways.append(WayOut(self.tr("Let It Be"), partial(self._let_be, delivery)))
        self._form.message_bar.show_message(kind, sentence, *ways)
        self._said = self._form.message_bar.text()

    def _unsay(self) -> None:
        """Take back what was said of the delivery, and nothing that was said since of something else."""
        if self._form.message_bar.text() == self._said:
            self._form.message_bar.clear()
        self._said = ""

    def _let_be(self, delivery: Delivery) -> None:
        """Take the command back: what stands here stays, and the next update asks what became of this one."""
        self._form.message_bar.clear()
        cancel = partial(cancelling.cancel, delivery_id=delivery.id, may_have_arrived=True)
        self._desk.operations.change(cancel, None, self._refuse)

    def _send_again(self, delivery: Delivery) -> None:
        self._form.message_bar.clear()
        if delivery.state is DeliveryState.QUEUED:
            self._told = ()
            self._desk.line.send_now(delivery.id)
        else:
            again = partial(families.command, ref=delivery.ref, connection=delivery.connection)
            self._desk.operations.change(again)

    # --- The write-back card --------------------------------------------------------------------------------

    def _show_card(self, delivery: Delivery, found: list[Conflict]) -> None:
        self._applied, self._conflicts = dict(delivery.applied), found
        self._draw_card()

    def _draw_card(self) -> None:
        component = self._form.component
        rows = [_conflict_row(component, each) for each in self._conflicts]
        rows += [_row(component, name, *values) for name, values in self._applied.items()]
        self._form.write_back_card.show_rows(rows, self._by)

    def _keep_mine(self, name: str) -> None:
        self._settle(name, conflicts.MINE)

    def _take_theirs(self, name: str) -> None:
        self._settle(name, conflicts.THEIRS)

    def _settle(self, name: str, choice: str) -> None:
        if self._ref is not None:
            command = partial(conflicts.resolve, ref=self._ref, choices={name: choice})
            self._desk.operations.change(command, self._after_settling, self._refuse, Origin.RESOLVE)

    def _after_settling(self, left: list[Conflict]) -> None:
        self._conflicts = left
        self._draw_card()

    def _undo(self, name: str) -> None:
        if self._ref is None or name not in self._applied:
            return
        before, _ = self._applied[name]
        command = partial(saving.change, ref=self._ref, name=name, value=before)
        self._desk.operations.change(command, partial(self._after_undo, name), self._refuse)

    def _after_undo(self, name: str, _result: None) -> None:
        self._applied.pop(name, None)
        self._draw_card()

    def _refuse(self, error: HearthError) -> None:
        if isinstance(error, InvalidValue):
            self._form.show_errors(error)
        else:
            self._form.message_bar.show_message(MessageKind.ERROR, str(error))


def _told(view: View, delivery_id: str) -> tuple[Delivery, str]:
    """Return a delivery, and the name of its external system where there are several."""
    found = outbox.delivery(view, delivery_id)
    return found, _named(view, found.connection)


def _clashing(view: View, ref: Ref, connection: str) -> tuple[list[Conflict], str]:
    return conflicts.waiting(view, ref), _named(view, connection)


def _named(view: View, connection: str) -> str:
    return connection if len(connections.everyone(view)) > 1 else ""


def _ignore(_error: HearthError) -> None:
    """A delivery that is gone has nothing to say."""


def _conflict_row(component: Component, conflict: Conflict) -> WriteBackRow:
    told = question_words.words(conflict, QCoreApplication.translate)
    if not conflict.field:
        values = [str(each or told.gone) for each in (conflict.mine, conflict.theirs)]
        return WriteBackRow(
            conflict.key, told.subject, *values, conflict=True, keep=told.mine, take=told.theirs
        )
    of = component.child(conflict.component) if conflict.component else component
    field = of[conflict.field]
    mine, theirs = formats.of_field(field, conflict.mine), formats.of_field(field, conflict.theirs)
    return WriteBackRow(conflict.key, told.subject, mine, theirs, conflict=True)


def _row(component: Component, name: str, before: Value, after: Value) -> WriteBackRow:
    translate = QCoreApplication.translate
    if name not in component:
        label = translate("Component", component.child(name).plural)
        return WriteBackRow(name, label, str(before or ""), str(after or ""), undoable=False)
    field = component[name]
    was, now = formats.of_field(field, before), formats.of_field(field, after)
    return WriteBackRow(name, words.label(field, translate), was, now, undoable=field.editable)
