"""The one table of what may follow what in the life of a delivery."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from desktop.errors import UsageError
from desktop.store.types import DeliveryState

_S = DeliveryState

# A delivery is made queued; delivered, refused and cancelled are ends. A doubtful or conflicting one waits
# for a person or, if its outcome is merely unknown, until the external system is asked. A queued one is in
# conflict when a look at the external system raised questions about its record. One that is being sent is
# taken over when its worker is gone. One in conflict is cancelled only with its record.
TRANSITIONS: Final[Mapping[DeliveryState, frozenset[DeliveryState]]] = MappingProxyType(
    {
        _S.QUEUED: frozenset({_S.SENDING, _S.CONFLICT, _S.CANCELLED}),
        _S.SENDING: frozenset({_S.SENDING, _S.QUEUED, _S.DELIVERED, _S.REFUSED, _S.CONFLICT, _S.DOUBTFUL}),
        _S.DOUBTFUL: frozenset({_S.QUEUED, _S.SENDING, _S.DELIVERED, _S.CONFLICT, _S.CANCELLED}),
        _S.CONFLICT: frozenset({_S.QUEUED, _S.DELIVERED, _S.CANCELLED}),
        _S.DELIVERED: frozenset(),
        _S.REFUSED: frozenset(),
        _S.CANCELLED: frozenset(),
    }
)


def check(before: DeliveryState, after: DeliveryState) -> None:
    """Raise UsageError naming both states when ``after`` may not follow ``before``."""
    if after not in TRANSITIONS[before]:
        raise UsageError(f"A delivery that is {before} cannot become {after}.")
