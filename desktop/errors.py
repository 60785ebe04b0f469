"""Errors a person can act on: what happened, what it concerns, what to do next, and the exit code."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """How a command ends; the meaning of each number is part of the command line's contract."""

    DONE = 0
    UNEXPECTED = 1
    USAGE = 2
    KEPT = 3
    REFUSED = 4
    WAITS = 5


class HearthError(Exception):
    """What happened, in one sentence for the person at the screen.

    ``concerns`` names the record, field, file or address it is about; ``way_out`` says what to do next.
    """

    exit_code: ExitCode = ExitCode.UNEXPECTED

    def __init__(self, what: str, *, concerns: str = "", way_out: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.concerns = concerns
        self.way_out = way_out

    def __str__(self) -> str:
        return f"{self.what} {self.way_out}".strip()


class UsageError(HearthError):
    """A command, setting or key that Hearth does not know or cannot combine."""

    exit_code = ExitCode.USAGE


class InvalidValue(UsageError):
    """A value that breaks the rule of its field; nothing was written.

    ``field`` is the name as in FIELD=VALUE, ``rule`` the kind of rule broken (``type``, ``length``,
    ``list``, ``required``, ``read_only``, ``dates``, ``member`` …), ``limit`` what would be accepted.
    """

    def __init__(self, field: str, rule: str, limit: str, *, value: object = None, label: str = "") -> None:
        super().__init__(f"{label or field}: {limit}", concerns=field)
        self.field = field
        self.rule = rule
        self.limit = limit
        self.value = value
        self.label = label or field

    @property
    def why(self) -> str:
        """Return what would be accepted and what was given, without the field's name."""
        shown = "" if self.value in (None, "") else f" (was {_shorten(str(self.value))})"
        return f"{self.limit}{shown}"

    def __str__(self) -> str:
        return f"{self.field}: {self.why}"


class UnknownField(UsageError):
    """A field name that the record does not have."""


class RecordNotFound(UsageError):
    """No record has the id, Household # or integration id that was given."""


class RecordInUse(UsageError):
    """The record cannot be changed this way while something else depends on it."""


class StaleRecord(HearthError):
    """The record was changed by someone else since it was read."""

    exit_code = ExitCode.WAITS


class StoreUnavailable(HearthError):
    """The store cannot be opened, read or written: locked, full, read-only, damaged, unreachable."""


class StoreDamaged(StoreUnavailable):
    """The store's file cannot be read whole any more; a back-up can take its place."""


class StoreTooNew(HearthError):
    """The store was written by a newer Hearth than this one."""


class ConnectionProblem(UsageError):
    """The definition of an external system is incomplete or contradicts itself."""


class WsdlProblem(UsageError):
    """A WSDL cannot be read, or offers no Synchronize operation for the record."""


class WsdlDrift(HearthError):
    """A WSDL differs from the one that was agreed to; what is to be sent waits until someone agrees anew."""

    exit_code = ExitCode.KEPT


class CredentialsNeeded(HearthError):
    """The external system needs a password that nobody has given yet, or refused the one it got."""

    exit_code = ExitCode.WAITS


class NotSent(HearthError):
    """Nothing of a request has left this machine: no network, no such host, refused, no trust."""

    exit_code = ExitCode.KEPT


class NoAnswer(HearthError):
    """A request left and no whole answer came back, so nobody knows whether it was carried out."""

    exit_code = ExitCode.WAITS


class MayHaveArrived(HearthError):
    """A delivery whose message may have been carried out, so that it is not simply taken back."""

    exit_code = ExitCode.WAITS


class InapplicableReply(HearthError):
    """A reply that names another record or breaks a rule; nothing of it is applied."""

    exit_code = ExitCode.WAITS


class NotKnownThere(HearthError):
    """The external system does not know the record, or offers nothing to ask it with."""

    exit_code = ExitCode.REFUSED


class ExternalSystemProblem(HearthError):
    """The built-in external system cannot start, or does not answer any more."""


def _shorten(value: str, limit: int = 60) -> str:
    return value if len(value) <= limit else f"{value[: limit - 1]}…"
