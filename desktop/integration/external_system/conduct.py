"""How the built-in external system conducts itself: which reply it writes, and what goes wrong on purpose."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from types import NoneType
from typing import Any, Final

from desktop.errors import UsageError


class Mode(StrEnum):
    """What goes wrong. From ``soap-fault`` on the work is not done; before it, it is."""

    NORMAL = "normal"
    SLOW = "slow"  # the work is done at once, the reply comes after the delay
    DRIP = "drip"  # the reply comes byte by byte, the delay between two of them
    REPLY_LOST = "reply-lost"  # the connection is cut before the reply, with ``partial`` in the middle of it
    GARBAGE = "garbage"  # the reply is no XML
    WRONG_RECORD = "wrong-record"  # the reply carries the keys of another record
    INVALID_VALUE = "invalid-value"  # the reply carries a value outside its list or form
    KEYS_ONLY = "keys-only"
    SOAP_FAULT = "soap-fault"  # ``code`` and ``message``
    BUSY = "busy"  # ``status`` 503 with Retry-After
    LOGIN_PAGE = "login-page"  # an HTML page with ``status`` 200 or 401
    CUT_BEFORE = "cut-before"  # the request is read and the connection cut
    OFFLINE = "offline"  # connections are refused, for ``delay`` seconds or until further notice

    @property
    def works(self) -> bool:
        """Tell whether a message is applied although something goes wrong."""
        return self not in _IDLE


_IDLE: Final = frozenset({Mode.SOAP_FAULT, Mode.BUSY, Mode.LOGIN_PAGE, Mode.CUT_BEFORE, Mode.OFFLINE})


_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "mode": (str,),
    "times": (int, NoneType),
    "operation": (str,),
    "delay": (int, float, NoneType),
    "code": (str,),
    "message": (str,),
    "status": (int, NoneType),
    "retry_after": (int,),
    "partial": (bool,),
    "field": (str,),
    "value": (str,),
}


class ReplyForm(StrEnum):
    """What a reply to a change contains: every field that is known, or the status keys alone."""

    FULL = "full"
    KEYS_ONLY = "keys-only"


@dataclass(frozen=True, slots=True)
class Trouble:
    """A fault that is switched on: for how many calls (None: until told otherwise), of which operation.

    ``operation`` is an operation's name or its end (ExternalContactSynchronize, Synchronize). ``delay``
    counts seconds and holds back the reply in every mode; it ends early when the switch is set anew.
    ``field`` and ``value`` say what the invalid value is.
    """

    mode: Mode = Mode.NORMAL
    times: int | None = None
    operation: str = ""
    delay: float | None = None
    code: str = "SBL-BPR-00140"
    message: str = "The external system does not accept this record"
    status: int | None = None
    retry_after: int = 1
    partial: bool = False
    field: str = ""
    value: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the trouble as JSON can carry it."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Trouble:
        """Return the trouble described; raises UsageError for what is not known."""
        for name, value in told.items():
            if name not in _TYPES or not isinstance(value, _TYPES[name]):
                raise _not_understood(f"{name} = {value!r}", "names", _TYPES)
        values = dict(told)
        return cls(_mode(values.pop("mode", Mode.NORMAL)), **values)

    def concerns(self, operation: str) -> bool:
        """Tell whether a call of ``operation`` is to meet this trouble."""
        return operation.endswith(self.operation)


@dataclass(frozen=True, slots=True)
class Conduct:
    """How one call is treated."""

    trouble: Trouble = Trouble()
    reply: ReplyForm = ReplyForm.FULL
    members: bool = False


NORMALLY: Final = Conduct()


class Switch:
    """The conduct as it is now; set from one thread while others serve."""

    def __init__(self, conduct: Conduct) -> None:
        self._conduct = conduct
        self._lock = threading.Lock()
        self._changed = threading.Event()

    @property
    def conduct(self) -> Conduct:
        return self._conduct

    def set(self, conduct: Conduct) -> None:
        """Conduct oneself so from now on; replies held back by the former conduct leave at once."""
        with self._lock:
            self._conduct = conduct
            self._changed.set()
            self._changed = threading.Event()

    def take(self, operation: str) -> tuple[Conduct, threading.Event]:
        """Return the conduct for one call, and the event that ends its delay; counts the call."""
        with self._lock:
            conduct = self._conduct
            trouble = conduct.trouble
            if not trouble.concerns(operation):
                return replace(conduct, trouble=Trouble()), self._changed
            if trouble.times is not None:
                left = trouble.times - 1
                rest = replace(trouble, times=left) if left > 0 else Trouble()
                self._conduct = replace(conduct, trouble=rest)
            return conduct, self._changed


def _mode(name: str) -> Mode:
    try:
        return Mode(name)
    except ValueError:
        raise _not_understood(f"mode = {name!r}", "modes", Mode) from None


def _not_understood(what: str, kind: str, known: Iterable[str]) -> UsageError:
    return UsageError(f"{what} is not understood.", way_out=f"Known {kind}: {', '.join(known)}.")
