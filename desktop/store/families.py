"""The command for a family: the members of a household that need it, then the household, as one unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from desktop.store import connections, entities, outbox, preferences, records, snapshots
from desktop.store.standings import state_of
from desktop.store.types import Delivery, DeliveryState, RecordKind, Ref, SyncState
from desktop.store.unit import Unit, View

_TABLE, _MEMBER, _CONTACT = entities.delivery, entities.membership, entities.contact
_STANDING = entities.standing
# A refused member is tried again, because the person commands it and the other side may have been mended; one
# in conflict waits for its choice, which sending would take.
_NEED_IT: Final = frozenset({SyncState.NEVER_SENT, SyncState.PENDING, SyncState.REFUSED, SyncState.QUEUED})
_WORST_FIRST: Final = (
    DeliveryState.REFUSED,
    DeliveryState.CONFLICT,
    DeliveryState.DOUBTFUL,
    DeliveryState.SENDING,
    DeliveryState.QUEUED,
    DeliveryState.DELIVERED,
)


@dataclass(frozen=True, slots=True)
class Family:
    """A household's delivery with those of the members that were sent with it."""

    household: Delivery
    members: tuple[Delivery, ...] = ()

    @property
    def deliveries(self) -> tuple[Delivery, ...]:
        """Return all of it in the order in which it leaves."""
        return (*self.members, self.household)

    @property
    def state(self) -> DeliveryState:
        """Return the one result: delivered if all is, else the state that needs a person most."""
        if self.household.state is DeliveryState.CANCELLED:
            return DeliveryState.CANCELLED
        states = {each.state for each in self.deliveries}
        return next(each for each in _WORST_FIRST if each in states)


def command(unit: Unit, ref: Ref, connection: str | None = None, *, alone: bool = False) -> str:
    """Keep the command Update External System for a record and return its delivery.

    For a household the members that need it are sent first, unless the administrator or ``alone`` says
    otherwise. Raises ConnectionProblem when no external system is defined.
    """
    name = connections.read(unit, connection).name
    delivery_id = outbox.add(unit, ref, name)
    if ref.kind is not RecordKind.HOUSEHOLD:
        return delivery_id
    with_members = not alone and _sends_families(unit)
    if with_members:
        members = list(_in_need(unit, ref, name))
        records.versions(unit, members)
        for member in members:
            _tag(unit, outbox.add(unit, member, name), delivery_id)
    _tag(unit, delivery_id, delivery_id if with_members else None)
    return delivery_id


def read(view: View, delivery_id: str) -> Family:
    """Return the family of a household's delivery; of any other delivery, that one alone."""
    household = outbox.delivery(view, delivery_id)
    found = sa.select(_TABLE.c.id).where(_TABLE.c.family_id == delivery_id, _TABLE.c.id != delivery_id)
    members = view.execute(found.order_by(_TABLE.c.number)).scalars().all()
    return Family(household, tuple(outbox.delivery(view, str(each)) for each in members))


def members_in_need(view: View, ref: Ref, connection: str) -> list[Ref]:
    """Return who would go before a record: of a household sent as a family, the members that need it."""
    if ref.kind is not RecordKind.HOUSEHOLD or not _sends_families(view):
        return []
    return list(_in_need(view, ref, connection))


def _sends_families(view: View) -> bool:
    return preferences.value(view, preferences.FAMILY_COMMAND) == preferences.Family.FAMILY


def _tag(unit: Unit, delivery_id: str, family: str | None) -> None:
    unit.execute(sa.update(_TABLE).where(_TABLE.c.id == delivery_id).values(family_id=family))


def _in_need(view: View, household: Ref, connection: str) -> Iterator[Ref]:
    """Yield the members of today of which the external system does not hold what stands here."""
    here = (_STANDING.c.record_id == _CONTACT.c.id) & (_STANDING.c.connection == connection)
    exited = _MEMBER.c.date_exited_household
    found = (
        sa.select(_CONTACT.c.id, _CONTACT.c.edited_version, _STANDING.c.state, _STANDING.c.settled_version)
        .join(_MEMBER, _MEMBER.c.contact_id == _CONTACT.c.id)
        .outerjoin(_STANDING, here)
        .where(_MEMBER.c.household_id == household.id, sa.or_(exited.is_(None), exited > view.at[:10]))
        .order_by(_MEMBER.c.number)
    )
    for row_id, edited, state, settled in view.execute(found).all():
        ref = Ref(RecordKind.CONTACT, str(row_id))
        stands = state_of(state, edited, settled)
        if stands in _NEED_IT or _has_moved_on(view, ref, connection, stands, edited):
            yield ref


def _has_moved_on(view: View, ref: Ref, connection: str, stands: SyncState, edited: int) -> bool:
    """Tell whether what is under way is not what stands here, or nobody knows what became of it."""
    found = sa.select(_TABLE.c.state, _TABLE.c.in_doubt, _TABLE.c.snapshot).where(
        _TABLE.c.record_id == ref.id, _TABLE.c.connection == connection, _TABLE.c.finished_at.is_(None)
    )
    under_way = view.execute(found.order_by(_TABLE.c.number.desc()).limit(1)).first()
    if under_way is None:
        return False
    if stands is SyncState.DOUBTFUL:
        return bool(under_way.in_doubt)
    sent = snapshots.load(under_way.snapshot)
    return stands is SyncState.SENDING and sent is not None and edited > sent.version
