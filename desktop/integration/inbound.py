"""Asks the external system for records: one that is known here, to merge it, or any, to take some over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from desktop.errors import (
    CredentialsNeeded,
    HearthError,
    InapplicableReply,
    InvalidValue,
    NotKnownThere,
    NotSent,
    UsageError,
)
from desktop.fields import Component, Link, component
from desktop.integration import doubt, matching, plan, reply, request, standing_orders
from desktop.integration.conversation import Conversation, Heard
from desktop.integration.lane import Lane
from desktop.integration.reply import Reply, ReplyRow
from desktop.integration.service import Service, Shape
from desktop.integration.verdict import Means
from desktop.store import (
    asking,
    children,
    holding,
    keys,
    knowing,
    pick_lists,
    picks,
    reading,
    records,
    settling,
    snapshots,
)
from desktop.store.store import Store
from desktop.store.types import FieldConflict, Origin, RecordKind, Ref, Snapshot, Values
from desktop.store.unit import Unit, View
from desktop.values import Value

OpenLane = Callable[[], Lane]
_ANY: Final = "*"


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a look at the external system changed here.

    ``kept`` is what both sides changed: ours stays, and a person decides before anything more is sent.
    """

    applied: Mapping[str, tuple[Value, Value]]
    kept: tuple[FieldConflict, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundThere:
    """A record of the external system; ``ref`` is ours if it is known here already."""

    integration_id: str
    values: Values
    row: ReplyRow
    ref: Ref | None = None


def refresh(store: Store, open_lane: OpenLane, ref: Ref, connection: str) -> Refreshed:
    """Fetch what the external system holds of a record and merge it, as a reply would be.

    Base is what the system was last known to hold. A record that was there and is not any more is a question.
    Raises NotKnownThere, InapplicableReply, NotSent, CredentialsNeeded, or what opening a lane raises; then
    nothing is changed.
    """
    with store.read() as view:
        snapshot = snapshots.take(view, ref, connection)
        known = knowing.last_known(view, ref, connection)
        lists = pick_lists.bounded(view)
    talk = Conversation(open_lane, snapshot, store.clock)
    try:
        told = _asked(talk, snapshot, lists)
    except HearthError:
        with store.write(Origin.REPLY) as unit:
            settling.log_exchanges(unit, ref, connection, talk.exchanges)
        raise
    with store.write(Origin.REPLY) as unit:
        settling.log_exchanges(unit, ref, connection, talk.exchanges)
        if told is not None:
            return _merged(unit, snapshot, known, told, connection)
        if known is not None:
            return _removed_there(unit, ref, connection)
    raise NotKnownThere("The external system does not know this record.", concerns=ref.id)


def _merged(
    unit: Unit, snapshot: Snapshot, known: Snapshot | None, told: Reply, connection: str
) -> Refreshed:
    ref = snapshot.ref

    def find(of: Component, key: Mapping[str, Value]) -> str | None:
        return picks.find(unit, connection, of, key)

    # What was never agreed on is nobody's edit there: only what is empty here is filled.
    base = known or replace(snapshot, values={}, children=dict.fromkeys(snapshot.children, ()))
    decision = plan.decide(base, reading.read(unit, ref, connection=connection), told, find)
    decision = standing_orders.settle(unit, decision, ref.kind, connection)
    applied = settling.take_over(unit, ref, connection, replace(decision, conflicts=()))
    asking.ask(unit, ref, connection, "", (), decision.settled)
    if decision.conflicts:
        holding.hold(unit, ref, connection, decision.conflicts)
    if known is not None:
        knowing.learn(unit, ref, connection, knowing.after(unit, connection, known, decision))
        if not decision.conflicts:
            knowing.agree_if_same(unit, ref, connection)
    notes = (*told.notes, *filter(None, [standing_orders.words(decision)]))
    return Refreshed(applied, decision.conflicts, notes)


def _removed_there(unit: Unit, ref: Ref, connection: str) -> Refreshed:
    asks = plan.removed_there(ref, reading.read(unit, ref, connection=connection).values).conflicts
    holding.hold(unit, ref, connection, asks)
    return Refreshed({}, asks, ("The external system does not know this record any more.",))


def find(
    store: Store, open_lane: OpenLane, kind: RecordKind, values: Mapping[str, str], connection: str
) -> tuple[FoundThere, ...]:
    """Return what the external system has that is like the example; ``*`` stands for any text.

    Raises UsageError where the WSDL has no such query or no element for a field, and what ``refresh`` raises.
    """
    nobody = Snapshot(Ref(kind, ""), {}, {}, 0)
    talk = Conversation(open_lane, nobody, store.clock)
    service = talk.service
    if service.query_by_example is None:
        raise UsageError(f"The WSDL for {kind} offers no query by example.", concerns=connection)
    example = _example(service, values)
    asked = service.query_by_example
    heard = talk.call(asked, request.by_example(asked, service.shape, example))
    answer = _must_answer(heard)
    told = reply.read_all(answer, kind, charset=_charset(heard), shape=service.shape)
    problems = [each.problems[0] for each in told if each.problems]
    if problems:
        raise InapplicableReply(problems[0])
    with store.read() as view:
        return tuple(_found(view, each.record, kind, connection) for each in told if each.record is not None)


def take(store: Store, found: FoundThere, kind: RecordKind, connection: str) -> Ref:
    """Make a record here of one that was found there, and return it; one that is known is not made twice.

    Raises InvalidValue for a value that breaks a rule here; then nothing is written.
    """
    of = component(kind)
    with store.write(Origin.IMPORT) as unit:
        known = keys.row_of(unit, connection, kind, found.integration_id) if found.integration_id else None
        if known is not None:
            return Ref(kind, known)
        ref = records.create(unit, kind, _editable(of, found.values))
        if found.integration_id:
            records.set_integration_id(unit, ref, connection, found.integration_id)
        for name, rows in found.row.children.items():
            if of.child(name).link is Link.OWNED:
                _add_rows(unit, ref, of.child(name), rows)
    return ref


def _add_rows(unit: Unit, ref: Ref, of: Component, rows: Iterable[ReplyRow]) -> None:
    for row in rows:
        child_id = children.add(unit, ref, of.name, _editable(of, row.values))
        if row.primary:
            children.set_primary(unit, ref, of.name, child_id)


def _editable(of: Component, values: Values) -> dict[str, object]:
    return {each.name: values[each.name] for each in of if each.editable and each.name in values}


def _asked(talk: Conversation, snapshot: Snapshot, lists: reply.Lists) -> Reply | None:
    """Return the record as the external system has it, by the first of its keys that it knows.

    None says that it answered, and knows it by none of them.
    """
    service, answered = talk.service, False
    for operation, arguments in doubt.questions(service, snapshot):
        heard = talk.call(operation, arguments)
        if heard.verdict.means in (Means.REFUSED, Means.GONE):
            answered = answered or heard.verdict.means is Means.GONE
            continue
        answer = _must_answer(heard)
        told = reply.read(
            answer,
            snapshot.ref.kind,
            charset=_charset(heard),
            shape=service.shape,
            types=service.types,
            lists=lists,
        )
        if told.problems:
            matching.refuse(" ".join(told.problems))
        if told.record is not None:
            return told
        answered = True
    if not answered:
        raise NotKnownThere("The external system offers no query to ask by.", concerns=snapshot.ref.id)
    return None


def _must_answer(heard: Heard) -> bytes:
    """Return the body of an answer; raise the error that says why there is none."""
    error = heard.verdict.error
    if heard.verdict.means is Means.REPLY and heard.answer is not None:
        return heard.answer.body
    said = error.message if error is not None else "Nobody answers."
    match heard.verdict.means:
        case Means.LOGIN:
            raise CredentialsNeeded(said)
        case Means.REFUSED:
            raise NotKnownThere(said)
        case _:
            raise NotSent(said)


def _charset(heard: Heard) -> str:
    return heard.answer.charset if heard.answer is not None else ""


def _example(service: Service, values: Mapping[str, str]) -> Values:
    """Return the example; the ASIs find nothing without a whole user key, so any integration id will do."""
    of, fields = service.shape.component, service.shape.fields
    for name in values:
        if name not in fields:
            raise InvalidValue(name, "mapping", "has no element to be asked by", label=of[name].label)
    example: dict[str, Value] = {name: text for name, text in values.items() if text}
    if not example:
        raise UsageError("There is nothing to look for.", way_out="Give at least one FIELD=VALUE.")
    keyed = any(all(example.get(name) for name in key) for key in of.user_keys)
    if not keyed and _is_conventional(service.shape):
        example["integration_id"] = _ANY
    return example


def _is_conventional(shape: Shape) -> bool:
    return shape.heard is None and "integration_id" in shape.fields


def _found(view: View, row: ReplyRow, kind: RecordKind, connection: str) -> FoundThere:
    told = row.values.get("integration_id")
    key = "" if told is None else str(told)
    ours = keys.row_of(view, connection, kind, key) if key else None
    return FoundThere(key, row.values, row, Ref(kind, ours) if ours else None)
