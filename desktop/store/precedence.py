"""Who goes before whom: the members of a household leave before it does."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from desktop.store import entities
from desktop.store.types import Delivery, DeliveryState, RecordKind
from desktop.store.unit import View

_TABLE, _MEMBER, _STANDING = entities.delivery, entities.membership, entities.standing
_S = DeliveryState
# So many are named to the database; of more it tells all.
_FEW = 200


def members_wait(household: sa.FromClause) -> sa.ColumnElement[bool]:
    """Tell whether a household's delivery must stay behind a member's.

    It does while one is to be delivered to the same external system. Sent as a family it also does after one
    that the external system has never known was refused, or may have arrived: it would name a stranger.
    """
    other = _TABLE.alias("member_delivery")
    on_its_way = other.c.state.in_([_S.QUEUED, _S.SENDING])
    known = sa.exists().where(
        _STANDING.c.record_id == other.c.record_id,
        _STANDING.c.connection == other.c.connection,
        _STANDING.c.last_sent.is_not(None),
    )
    stranger = sa.and_(
        other.c.family_id == household.c.family_id, other.c.state.in_([_S.REFUSED, _S.DOUBTFUL]), ~known
    )
    return sa.and_(
        household.c.kind == RecordKind.HOUSEHOLD,
        sa.exists().where(
            _MEMBER.c.household_id == household.c.record_id,
            other.c.record_id == _MEMBER.c.contact_id,
            other.c.connection == household.c.connection,
            sa.or_(on_its_way, stranger),
        ),
    )


def behind_members(view: View, delivery_ids: Sequence[str]) -> frozenset[str]:
    """Return which of the deliveries are households' that leave only after members of theirs."""
    found = sa.select(_TABLE.c.id).where(_TABLE.c.state == _S.QUEUED, members_wait(_TABLE))
    if len(delivery_ids) <= _FEW:
        found = found.where(_TABLE.c.id.in_(delivery_ids))
    return frozenset(map(str, view.execute(found).scalars())) & frozenset(delivery_ids)


def waiting_members(view: View, delivery_id: str) -> list[str]:
    """Return the queued deliveries that must leave before this household's, oldest first."""
    household, other, member = _TABLE, _TABLE.alias("member_delivery"), _MEMBER
    found = (
        sa.select(other.c.id)
        .join(member, member.c.contact_id == other.c.record_id)
        .join(household, household.c.record_id == member.c.household_id)
        .where(
            household.c.id == delivery_id,
            household.c.kind == RecordKind.HOUSEHOLD,
            other.c.connection == household.c.connection,
            other.c.state == _S.QUEUED,
        )
        .order_by(other.c.number)
    )
    return [str(each) for each in view.execute(found).scalars()]


def members_first(view: View, deliveries: list[Delivery]) -> list[Delivery]:
    """Move each household behind the last of its members that wait for the same external system."""
    households = [each.ref.id for each in deliveries if each.ref.kind is RecordKind.HOUSEHOLD]
    if not households or len(households) == len(deliveries):
        return deliveries
    member = _MEMBER
    found = sa.select(member.c.household_id, member.c.contact_id).where(member.c.household_id.in_(households))
    of_household: dict[str, set[str]] = {}
    for household_id, contact_id in view.execute(found):
        of_household.setdefault(str(household_id), set()).add(str(contact_id))
    place = {(each.connection, each.ref.id): index for index, each in enumerate(deliveries)}

    def leaves_at(indexed: tuple[int, Delivery]) -> tuple[int, int]:
        index, each = indexed
        members = of_household.get(each.ref.id, ())
        last = max((place.get((each.connection, contact), -1) for contact in members), default=-1)
        return (max(index, last), 1 if each.ref.kind is RecordKind.HOUSEHOLD else 0)

    return [each for _, each in sorted(enumerate(deliveries), key=leaves_at)]
