"""The laws of a delivery seen from outside: what the store shows against what the external system keeps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Protocol

from desktop.fields import Role, component
from desktop.integration.external_system.kept import JournalEntry, Outcome
from desktop.integration.external_system.kept import Record as KeptThere
from desktop.integration.wire_values import Form, to_wire
from desktop.store import attempts, condition, lists, outbox, records
from desktop.store.lists import ListQuery
from desktop.store.store import Store
from desktop.store.types import DeliveryState, Record, RecordKind, Ref, SyncState
from desktop.store.unit import View
from desktop.values import Kind

CONNECTION = "crm"
_MEMBERS = ("related_contact", "ListOfRelatedContact", "ContactIntegrationId")


class Reached(Protocol):
    """An external system that can be looked into, in this process or another."""

    def journal(self, after: int) -> list[JournalEntry]: ...

    def records(self, kind: str) -> list[KeptThere]: ...


def broken(store: Store, system: Reached) -> list[str]:
    """Return what of the promise is broken in a store that has come to rest, one sentence each."""
    return [*condition.check(store), *_unfinished(store), *different(store, system), *twice(system)]


def twice(system: Reached) -> list[str]:
    """Return which records the external system made more often than it lost them, or keeps more than once."""
    told_of = system.journal(0)
    inserts = Counter(each.keys["Id"] for each in told_of if each.outcome is Outcome.INSERT)
    inserts -= Counter(each.keys["Id"] for each in told_of if each.outcome is Outcome.DELETE)
    kept = Counter(each.fields["Id"] for each in system.records("") if each.fields.get("Id"))
    told = [f"{key} was made {count} times." for key, count in inserts.items() if count > 1]
    return told + [f"{key} is kept {count} times." for key, count in kept.items() if count > 1]


def different(store: Store, system: Reached) -> list[str]:
    """Return which records are not synchronized, or do not hold there what they hold here."""
    there = {each.fields.get("Id"): each for each in system.records("")}
    with store.read() as view:
        return [
            told for record in every(view) for told in _differences(view, record, there.get(record.ref.id))
        ]


def every(view: View) -> Iterator[Record]:
    """Yield each record of the store as it stands with the external system."""
    for kind in RecordKind:
        for ref in lists.page(view, ListQuery(kind), limit=10_000).refs:
            yield records.read(view, ref, connection=CONNECTION)


def applied(system: Reached, ref: Ref) -> list[JournalEntry]:
    """Return the messages about a record that the external system carried out."""
    done = (Outcome.INSERT, Outcome.UPDATE)
    return [each for each in system.journal(0) if each.outcome in done and each.keys.get("Id") == ref.id]


def repeated(store: Store, system: Reached) -> list[str]:
    """Return which records arrived more often than deliveries of them were carried out.

    Says something only where no reply was lost and nobody was killed: then nothing is ever sent again.
    """
    arrived = Counter(
        each.keys["Id"] for each in system.journal(0) if each.outcome in (Outcome.INSERT, Outcome.UPDATE)
    )
    with store.read() as view:
        sent = {(each.ref.id, each.delivery_id) for each in attempts.log(view, limit=1_000_000)}
    deliveries = Counter(row_id for row_id, _ in sent)
    return [
        f"{row_id} arrived {count} times in {deliveries[row_id]} deliveries."
        for row_id, count in arrived.items()
        if count != deliveries[row_id]
    ]


def _unfinished(store: Store) -> list[str]:
    with store.read() as view:
        waiting = [each for each in outbox.waiting(view) if each.state is not DeliveryState.DELIVERED]
    return [f"{each.ref.kind} {each.ref.id} still waits: {each.state} {each.error}." for each in waiting]


def _differences(view: View, record: Record, kept: KeptThere | None) -> Iterator[str]:
    name = f"{record.ref.kind} {record.ref.id}"
    if record.sync.state is not SyncState.SYNCHRONIZED:
        yield f"{name} is {record.sync.state}."
    if kept is None:
        yield f"{name} is not there."
        return
    if record.values["integration_id"] != kept.integration_id:
        yield f"{name} is {record.values['integration_id']} here and {kept.integration_id} there."
    yield from (f"{name}: {told}" for told in different_fields(record, kept))
    if record.ref.kind is RecordKind.HOUSEHOLD and _members(view, record) != _members_there(kept):
        yield f"{name} has the members {_members(view, record)} here and {_members_there(kept)} there."


def different_fields(record: Record, kept: KeptThere) -> list[str]:
    """Return which fields differ, however the external system writes what it has put right."""
    found: list[str] = []
    for each in component(record.ref.kind).kept:
        if each.role is Role.OWN and each.tag:
            value, theirs = record.values[each.name], kept.fields.get(each.tag, "")
            ours = "" if value is None else to_wire(each.kind, value, Form.TEXT)
            if put_right(each.kind, ours) != put_right(each.kind, theirs):
                found.append(f"{each.name} is {ours!r} here and {theirs!r} there.")
    return found


def put_right(kind: Kind, text: str) -> str:
    """Return a text as the external system corrects it."""
    return f"+46{text[1:]}" if kind is Kind.PHONE and text.startswith("0") else text


def _members(view: View, record: Record) -> list[str]:
    name, _, _ = _MEMBERS
    people = [Ref(RecordKind.CONTACT, str(row.picked_id)) for row in record.children[name]]
    keys = [records.read(view, each, connection=CONNECTION).values["integration_id"] for each in people]
    return sorted(str(each) for each in keys)


def _members_there(kept: KeptThere) -> list[str]:
    _, container, key = _MEMBERS
    return sorted(row.fields[key] for row in kept.rows.get(container, ()))
