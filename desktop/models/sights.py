"""What a screen shows of one record, read at one moment: the record, and names and members around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from desktop import language
from desktop.store import connections, lists, outbox, pick_lists, reading, records, waits
from desktop.store.types import Child, DeliveryState, Record, RecordKind, Ref, Sync, SyncState
from desktop.store.unit import View
from desktop.store.waits import Wait

_OLDEST: Final = 50


@dataclass(frozen=True, slots=True)
class Sight:
    """A record; ``shown`` words the fields that hold ids, ``members`` the contacts of a household by id.

    ``wait`` is what its delivery waits for, if one does.
    """

    record: Record
    shown: Mapping[str, str] = field(default_factory=dict[str, str])
    members: Mapping[str, Record] = field(default_factory=dict[str, Record])
    wait: Wait | None = None


@dataclass(frozen=True, slots=True)
class OutboxSight:
    """How many deliveries are not finished, in all and by state, and whether there is an external system."""

    counts: Mapping[DeliveryState, int]
    connection: str

    @property
    def waiting(self) -> int:
        """Return how many deliveries are not finished."""
        return sum(self.counts.values())


def of(view: View, ref: Ref) -> Sight:
    """Return a record with the name of its head of household; raise RecordNotFound when it is gone."""
    record = records.read(view, ref)
    return Sight(record, shown_names(record), wait=_wait(view, record.sync))


def _wait(view: View, sync: Sync) -> Wait | None:
    if sync.state is not SyncState.QUEUED or sync.delivery_id is None:
        return None
    delivery = outbox.delivery(view, sync.delivery_id)
    # A round is counted from the oldest that waits.
    oldest = outbox.waiting(view, delivery.connection, _OLDEST)
    return waits.of(view, [delivery, *oldest]).get(delivery.id)


def at(view: View, kind: RecordKind, number: int) -> Sight | None:
    """Return the record that lists know by this number, None when it is gone."""
    row = lists.rows(view, kind, (number,), ()).get(number)
    return of(view, Ref(kind, str(row[0]))) if row else None


def at_system(view: View, sight: Sight, connection: str) -> Sight:
    """Return the same with the record as it stands with another external system than the default one."""
    record = reading.read(view, sight.record.ref, connection=connection)
    return replace(sight, record=replace(sight.record, sync=record.sync), wait=_wait(view, record.sync))


def household(view: View, ref: Ref) -> Sight:
    """Return a household with its members whole."""
    sight = of(view, ref)
    contacts = [child.picked_id for child in sight.record.children["related_contact"] if child.picked_id]
    members = {each: records.read(view, Ref(RecordKind.CONTACT, each)) for each in contacts}
    return replace(sight, members=members)


def lists_of_values(view: View) -> dict[str, tuple[tuple[str, ...], bool]]:
    """Return every pick list's values and whether they are the only ones allowed."""
    return {
        name: (values, pick_lists.is_bounded(view, name))
        for name, values in pick_lists.all_values(view).items()
    }


def outbox_sight(view: View) -> OutboxSight:
    """Return how the outbox stands."""
    named = connections.everyone(view)
    return OutboxSight(outbox.counts(view), named[0].name if named else "")


def name_of(record: Record) -> str:
    """Return the name by which a person knows the record."""
    if record.ref.kind is RecordKind.HOUSEHOLD:
        return str(record.values["household_name"])
    return language.full_name(record.values["first_name"], record.values["last_name"])


def shown_names(record: Record) -> dict[str, str]:
    """Return what stands for ids: the head of household, and the primary ones of several links."""
    several = {name: _said_together(record, name) for name in SEVERAL if name in record.children}
    if record.ref.kind is not RecordKind.HOUSEHOLD:
        return several
    head = record.values["head_of_household"]
    names = {
        child.picked_id: language.full_name(child.values["first_name"], child.values["last_name"])
        for child in record.children["related_contact"]
    }
    return {**several, "head_of_household": names.get(str(head), "") if head else ""}


# The lists of links that a form shows as one field, each with the fields that name a row.
SEVERAL: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "related_sales_rep": ("position",),
        "related_organization": ("organization_name", "organization"),
        "related_account": ("account",),
    }
)


def said_of(name: str, child: Child) -> str:
    """Return the name of one of several values."""
    return next((str(child.values[each]) for each in SEVERAL[name] if child.values.get(each)), "")


def _said_together(record: Record, name: str) -> str:
    """Return the primary one of several values, and how many there are beside it."""
    children = sorted(record.children[name], key=lambda child: not child.primary)
    if not children:
        return ""
    others = f" +{len(children) - 1}" if len(children) > 1 else ""
    return f"{said_of(name, children[0])}{others}"
