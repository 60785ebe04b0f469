"""What an answer of the external system means for a delivery."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from desktop.errors import ExitCode
from desktop.store.types import CREDENTIALS, Delivery, DeliveryError, DeliveryState


class Means(StrEnum):
    """What an answer amounts to."""

    REPLY = "reply"  # there is something to read and apply
    REFUSED = "refused"  # the external system said no
    LATER = "later"  # nothing was done there, or it may be asked; to be tried again
    LOGIN = "login"  # it wants to know who we are
    GONE = "gone"  # the record is not there any more: a person decides
    ASK = "ask"  # nothing was done there, and a person is to decide
    UNKNOWN = "unknown"  # work may have been done, and nobody knows


@dataclass(frozen=True, slots=True)
class Verdict:
    """The meaning of one answer; ``wait`` is for how many seconds it asked not to come back.

    ``in_doubt`` tells that the work may have been done although the answer says to try later.
    """

    means: Means
    error: DeliveryError | None = None
    in_doubt: bool = False
    wait: float | None = None


def needs_person(delivery: Delivery) -> bool:
    """Tell whether the delivery waits for somebody to decide or to give a password."""
    if delivery.state in (DeliveryState.CONFLICT, DeliveryState.DOUBTFUL):
        return True
    return delivery.error is not None and delivery.error.code == CREDENTIALS


def exit_code(delivery: Delivery) -> ExitCode:
    """Return how a command ends whose delivery stands so."""
    if delivery.state is DeliveryState.DELIVERED:
        return ExitCode.DONE
    if delivery.state is DeliveryState.REFUSED:
        return ExitCode.REFUSED
    return ExitCode.WAITS if needs_person(delivery) else ExitCode.KEPT
