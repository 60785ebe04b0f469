"""Who sends what waits, and when: by itself, in rounds at intervals, or only a person by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop.store import preferences
from desktop.store.preferences import Sending
from desktop.store.types import Delivery, DeliveryState
from desktop.store.unit import View, iso, lies_ahead


@dataclass(frozen=True, slots=True)
class Pace:
    """How deliveries to one external system leave; ``round_at`` is when the next round goes, if any."""

    sending: Sending = Sending.AUTOMATIC
    round_at: str | None = None

    def holds_for_round(self, delivery: Delivery, now: datetime) -> bool:
        """Tell whether a delivery waits for the others; one that was tried goes by its own next attempt."""
        return _is_fresh(delivery) and lies_ahead(self.round_at, now)


def paces(view: View, waiting: Iterable[Delivery]) -> dict[str, Pace]:
    """Return how deliveries leave, by external system.

    A round is counted from the oldest that was never tried: so it collects, needs nobody to keep its time,
    and a call centre's workstations do not all come at once.
    """
    by_connection: dict[str, list[Delivery]] = {}
    for each in waiting:
        by_connection.setdefault(each.connection, []).append(each)
    return {name: _pace(view, name, deliveries) for name, deliveries in by_connection.items()}


def _pace(view: View, connection: str, waiting: Iterable[Delivery]) -> Pace:
    sending = Sending(str(preferences.value(view, preferences.SENDING, connection)))
    fresh = [each.created_at for each in waiting if _is_fresh(each)]
    if sending is not Sending.AT_INTERVALS or not fresh:
        return Pace(sending)
    minutes = int(preferences.value(view, preferences.SENDING_INTERVAL, connection))
    return Pace(sending, iso(datetime.fromisoformat(min(fresh)) + timedelta(minutes=minutes)))


def _is_fresh(delivery: Delivery) -> bool:
    return delivery.state is DeliveryState.QUEUED and delivery.attempts == 0
