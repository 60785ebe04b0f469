"""What the Outbox shows: the deliveries that are not finished, each with its record's name, in words."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication

from desktop.models import formats
from desktop.models.child_list import ChildRow
from desktop.store import outbox, records
from desktop.store.types import Delivery, DeliveryState, RecordKind, Sync, SyncState
from desktop.store.unit import View
from desktop.values import Value

_MOST: Final = 1000
_STATES: Final = {
    DeliveryState.QUEUED: SyncState.QUEUED,
    DeliveryState.SENDING: SyncState.SENDING,
    DeliveryState.DELIVERED: SyncState.SYNCHRONIZED,
    DeliveryState.REFUSED: SyncState.REFUSED,
    DeliveryState.CONFLICT: SyncState.CONFLICT,
    DeliveryState.DOUBTFUL: SyncState.DOUBTFUL,
    DeliveryState.CANCELLED: SyncState.PENDING,
}


def rows(view: View) -> list[ChildRow]:
    """Return a row for each delivery that is not finished, in the order in which they leave."""
    return [_row(view, each) for each in outbox.waiting(view, limit=_MOST)]


def _row(view: View, delivery: Delivery) -> ChildRow:
    record = records.read(view, delivery.ref)
    household = delivery.ref.kind is RecordKind.HOUSEHOLD
    translate = QCoreApplication.translate
    name = (
        record.values["household_name"]
        if household
        else f"{record.values['last_name']}, {record.values['first_name']}"
    )
    values: dict[str, Value | Sync] = {
        "record": str(name),
        "kind": translate("Component", "Household") if household else translate("Component", "Contact"),
        "state": Sync(_STATES[delivery.state], delivery_id=delivery.id),
        "since": formats.moment(delivery.created_at),
        "attempts": delivery.attempts,
        "next": formats.moment(delivery.next_attempt) if delivery.next_attempt else "",
        "error": delivery.error.message if delivery.error else "",
        "last_name": record.values["household_name" if household else "last_name"],
    }
    return ChildRow(delivery.id, values, delivery.ref)
