"""The time machine: a record as it was at a moment, taken back from what it is now by its journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import sqlalchemy as sa

from desktop.errors import RecordNotFound
from desktop.fields import RELATED_CONTACT, RELATED_HOUSEHOLDS, Component, Field, Role, component
from desktop.store import entities, history, keys, reading
from desktop.store.entities import CHILD_TABLES
from desktop.store.history import PRIMARY, Event, What
from desktop.store.types import Child, Record, RecordKind, Ref, Sync, SyncState, Values
from desktop.store.unit import View
from desktop.values import Value

_DELIVERY, _STATES = entities.delivery, {"delivered": SyncState.SYNCHRONIZED, "refused": SyncState.REFUSED}
# Where the row of a membership that was cut says that it was the contact's first household.
FIRST_HOUSEHOLD: Final = "is_primary_household"


class Moment(NamedTuple):
    """A moment: the last change set that counts, and the time (ISO, UTC)."""

    change_set: int
    at: str


def moment(view: View, at: str) -> Moment:
    """Return the moment of a time (ISO, UTC)."""
    return Moment(history.last_change_set(view, at), at)


def read(view: View, ref: Ref, then: Moment) -> Record:
    """Return the record with its children and standing as they were; it has no version then.

    Raises RecordNotFound when there was no such record. What came into the store by bulk, without a journal,
    is taken to have been there always.
    """
    return _Reader(view, then).record(ref)


@dataclass(slots=True)
class _Row:
    values: dict[str, Value]
    primary: bool = False
    picked_id: str | None = None
    restored: bool = False


@dataclass(slots=True)
class _Bare:
    """A record without what is read through its links: its own values, and its rows by component and id."""

    values: dict[str, Value] = field(default_factory=dict[str, Value])
    rows: dict[str, dict[str, _Row]] = field(default_factory=dict[str, dict[str, _Row]])
    exists: bool = False
    restored: bool = False


class _Reader:
    """Reads records at one moment, each of them once."""

    def __init__(self, view: View, then: Moment) -> None:
        self._view = view
        self._then = then
        self._read: dict[str, _Bare] = {}

    def record(self, ref: Ref) -> Record:
        bare = self._bare(ref)
        if not bare.exists:
            raise RecordNotFound(f"There was no such {ref.kind} then.", concerns=ref.id)
        of = component(ref.kind)
        children = {
            each.name: tuple(
                self._child(each, row_id, row) for row_id, row in sorted(bare.rows.get(each.name, {}).items())
            )
            for each in of.children
        }
        derived = self._derived(ref, bare)
        values = {each.name: bare.values.get(each.name, derived.get(each.name)) for each in of}
        return Record(ref, values, children, 0, self._standing(ref))

    # --- Taking back ----------------------------------------------------------------------------------------

    def _bare(self, ref: Ref) -> _Bare:
        if ref.id not in self._read:
            bare = self._now(ref)
            for event in history.events_since(self._view, ref, self._then.change_set):
                self._undo(bare, event)
            if ref.kind is RecordKind.CONTACT:
                self._undo_memberships(bare, ref)
            self._give_keys(bare, ref)
            self._read[ref.id] = bare
        return self._read[ref.id]

    def _now(self, ref: Ref) -> _Bare:
        try:
            record = reading.read(self._view, ref)
        except RecordNotFound:
            return _Bare({"id": ref.id})
        own = (Role.OWN, Role.ROW_ID, Role.INTEGRATION_ID)
        values = {each.name: record.values[each.name] for each in component(ref.kind) if each.role in own}
        rows = {
            name: {each.id: _Row(dict(each.values), each.primary, each.picked_id) for each in group}
            for name, group in record.children.items()
        }
        return _Bare(values, rows, exists=True)

    def _undo(self, bare: _Bare, event: Event) -> None:
        if event.component == RELATED_HOUSEHOLDS.name:
            return  # the households' own journals tell, below
        if event.component:
            self._undo_in_row(bare.rows.setdefault(event.component, {}), event)
        elif event.what is What.ADDED:
            bare.exists = False
        elif event.what is What.REMOVED:
            bare.values |= event.values
            bare.exists = bare.restored = True
        elif event.field != "integration_id" or self._is_ours(event):
            bare.values[event.field] = event.before

    def _undo_in_row(self, rows: dict[str, _Row], event: Event) -> None:
        row_id = str(event.row_id)
        if event.what is What.ADDED:
            rows.pop(row_id, None)
        elif event.what is What.REMOVED:
            rows[row_id] = _restored(event)
        elif (row := rows.get(row_id)) is None:
            return
        elif event.field == PRIMARY:
            row.primary = bool(event.before)
        elif event.field != "integration_id" or self._is_ours(event):
            row.values[event.field] = event.before

    def _undo_memberships(self, bare: _Bare, contact: Ref) -> None:
        """Take back which households a contact was in: the journal keeps that under the households."""
        rows = bare.rows.setdefault(RELATED_HOUSEHOLDS.name, {})
        since = history.whole_rows_since(self._view, RELATED_CONTACT.name, self._then.change_set)
        for event in since:
            if event.values.get("contact_id") != contact.id:
                continue
            if event.what is What.ADDED:
                rows.pop(str(event.row_id), None)
            else:
                first = bool(event.values.get(FIRST_HOUSEHOLD))
                rows[str(event.row_id)] = _Row({}, first, event.ref.id)
        for event in history.events_since(self._view, contact, self._then.change_set):
            if event.component == RELATED_HOUSEHOLDS.name and event.field == PRIMARY:
                self._undo_in_row(rows, event)

    def _give_keys(self, bare: _Bare, ref: Ref) -> None:
        """Give what was removed since the integration ids it had."""
        holders: dict[str | None, dict[str, Value]] = {
            row_id: row.values for rows in bare.rows.values() for row_id, row in rows.items() if row.restored
        }
        if bare.restored:
            holders[None] = bare.values
        if not holders:
            return
        for event in reversed(history.keys_given(self._view, ref, self._then.change_set)):
            if event.row_id in holders and self._is_ours(event):
                holders[event.row_id]["integration_id"] = event.after

    def _is_ours(self, event: Event) -> bool:
        """Tell whether a key is the default external system's, the only one that is shown."""
        return event.connection in (None, self._view.default_connection)

    # --- What is read through links -------------------------------------------------------------------------

    def _child(self, of: Component, row_id: str, row: _Row) -> Child:
        picked: Values = self._picked(of, row.picked_id) if row.picked_id else {}
        values = {each.name: _child_value(each, row_id, row, picked) for each in of}
        return Child(row_id, values, row.primary, row.picked_id)

    def _picked(self, of: Component, picked_id: str) -> Values:
        if of.picks not in entities.RECORD_TABLES:
            table = entities.PICKED_TABLES[of.picks]
            row = self._view.execute(sa.select(table).where(table.c.id == picked_id)).mappings().first()
            known = keys.of_rows(self._view, self._view.default_connection, [picked_id])
            return {**(row or {}), "id": picked_id, "integration_id": known.get(picked_id)}
        ref = Ref(RecordKind(of.picks), picked_id)
        bare = self._bare(ref)
        return {**self._derived(ref, bare), **bare.values}

    def _derived(self, ref: Ref, bare: _Bare) -> Values:
        if ref.kind is RecordKind.HOUSEHOLD:
            return self._address(bare)
        links = {"account": "related_account", "primary_organization": "related_organization"}
        return {name: self._primary_name(ref, bare, links[name]) for name in links}

    def _primary_name(self, ref: Ref, bare: _Bare, name: str) -> Value:
        of = component(ref.kind).child(name)
        row = _primary(bare, name)
        return self._picked(of, row.picked_id).get(of.picks) if row and row.picked_id else None

    def _address(self, household: _Bare) -> Values:
        member = _primary(household, RELATED_CONTACT.name)
        if member is None or member.picked_id is None:
            return {}
        row = _primary(self._bare(Ref(RecordKind.CONTACT, member.picked_id)), "personal_address")
        return {name: row.values.get(column) if row else None for name, column in reading.ADDRESS.items()}

    # --- How it stood ---------------------------------------------------------------------------------------

    def _standing(self, ref: Ref) -> Sync:
        table, then = _DELIVERY, self._then.at
        found = sa.select(table).where(
            table.c.record_id == ref.id,
            table.c.connection == self._view.default_connection,
            table.c.created_at <= then,
        )
        sent = list(self._view.execute(found.order_by(table.c.number.desc())).mappings())
        done = [each for each in sent if each["finished_at"] and each["finished_at"] <= then]
        last_sent = next((each["finished_at"] for each in done if each["state"] == "delivered"), None)
        if not sent:
            return Sync()
        if len(done) < len(sent):
            return Sync(SyncState.QUEUED, last_sent)
        edited = self._edited_since(ref, str(done[0]["finished_at"]))
        return Sync(SyncState.PENDING if edited else _STATES[done[0]["state"]], last_sent)

    def _edited_since(self, ref: Ref, at: str) -> bool:
        made, table = entities.change_set, entities.journal
        edits = (
            sa.select(table.c.id)
            .join(made, made.c.id == table.c.change_set_id)
            .where(table.c.record_id == ref.id, made.c.origin != "reply", made.c.at > at)
            .where(made.c.id <= self._then.change_set)
        )
        return self._view.execute(edits.limit(1)).first() is not None


def _restored(event: Event) -> _Row:
    tied = CHILD_TABLES[event.ref.kind, event.component]
    picked = event.values.get(tied.picked) if tied.picked else None
    kept = {each.name: event.values.get(each.name) for each in tied.component.kept}
    picked_id = None if picked is None else str(picked)
    return _Row(kept, bool(event.values.get(PRIMARY)), picked_id, restored=True)


def _child_value(of: Field, row_id: str, row: _Row, picked: Mapping[str, Value]) -> Value:
    if of.role is Role.ROW_ID:
        return row_id
    return picked.get(of.mirrors) if of.mirrors else row.values.get(of.name)


def _primary(bare: _Bare, name: str) -> _Row | None:
    return next((row for row in bare.rows.get(name, {}).values() if row.primary), None)
