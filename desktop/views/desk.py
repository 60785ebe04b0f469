"""What every screen has at hand: the store, the broadcast of changes, the line out, the lists of values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, QSettings, Signal, SignalInstance

from desktop.models import sights
from desktop.models.changes import Broadcast
from desktop.models.errand import Errand
from desktop.models.file_work import TakeIn
from desktop.models.operations import Operations
from desktop.store.lists import ListQuery
from desktop.store.types import ConnectionSettings, FieldConflict, RecordKind, Ref, Values
from desktop.values import Value
from desktop.views.editors import Choices


class Check(Protocol):
    """One thing that was looked at when a connection was tested, whether it is well, and what was found."""

    @property
    def name(self) -> str: ...

    @property
    def ok(self) -> bool: ...

    @property
    def text(self) -> str: ...


class Line(Protocol):
    """The way to the external system; its work runs on a thread of its own.

    ``online_changed`` carries True, False or None while nobody has tried; ``password_needed`` the name of the
    external system that wants one.
    """

    online: bool | None

    @property
    def online_changed(self) -> SignalInstance: ...

    @property
    def password_needed(self) -> SignalInstance: ...

    def send_due(self) -> None:
        """Deliver everything whose time has come."""
        ...

    def send_all(self) -> None:
        """Deliver everything that waits, due or not."""
        ...

    def send_now(self, delivery_id: str) -> None:
        """Deliver this one, due or not."""
        ...


class Bench(Protocol):
    """Where an administrator defines, tests and maps external systems; its work runs on a thread of its own.

    ``checked`` carries one Check of a test, ``tested`` tells that it is over; ``defined`` carries a
    definition that was kept and where its passwords are now, ``keychain`` or ``session``, ``not_defined`` the
    error; ``mapped`` and ``not_mapped`` what came of an errand about a mapping, ``reading`` meanwhile the
    stage of its WSDL's reading and how many bytes there are.
    """

    @property
    def checked(self) -> SignalInstance: ...

    @property
    def tested(self) -> SignalInstance: ...

    @property
    def defined(self) -> SignalInstance: ...

    @property
    def not_defined(self) -> SignalInstance: ...

    @property
    def mapped(self) -> SignalInstance: ...

    @property
    def not_mapped(self) -> SignalInstance: ...

    @property
    def reading(self) -> SignalInstance: ...

    def test(self, settings: ConnectionSettings, passwords: Mapping[str, str]) -> None:
        """Look whether the external system can be reached so; passwords not given are those that are kept."""
        ...

    def define(self, settings: ConnectionSettings, passwords: Mapping[str, str]) -> None:
        """Keep a definition with its passwords by purpose: ``sign-in``, ``proxy``, ``certificate``."""
        ...

    def map(self, connection: str, kind: str, errand: str, argument: object = None) -> None:
        """Look at a mapping or change it; ``mapped`` or ``not_mapped`` follows, with the errand's name."""
        ...


class Refreshed(Protocol):
    """What a look at the external system changed here, and the fields that both sides had changed."""

    @property
    def applied(self) -> Mapping[str, tuple[Value, Value]]: ...

    @property
    def kept(self) -> Sequence[FieldConflict]: ...

    @property
    def notes(self) -> Sequence[str]: ...


class FoundThere(Protocol):
    """A record of the external system; ``ref`` is ours if it is known here already."""

    @property
    def integration_id(self) -> str: ...

    @property
    def values(self) -> Values: ...

    @property
    def ref(self) -> Ref | None: ...


class Inquiries(Protocol):
    """What is asked of external systems, on a thread of its own; each question has a number.

    ``answered`` carries it with a Refreshed, a tuple of FoundThere, or a tuple of Refs; ``not_answered`` with
    the error. Of a question that was given up nothing is heard.
    """

    @property
    def answered(self) -> SignalInstance: ...

    @property
    def not_answered(self) -> SignalInstance: ...

    def refresh(self, ref: Ref, connection: str) -> int:
        """Merge what an external system holds of a record."""
        ...

    def find(self, kind: RecordKind, values: Mapping[str, str], connection: str) -> int:
        """Look for records that are like the example; ``*`` stands for any text."""
        ...

    def take(self, found: Sequence[FoundThere], kind: RecordKind, connection: str) -> int:
        """Make records of some that were found, but not of those that are here already."""
        ...

    def give_up(self, number: int) -> None:
        """Let a question be, asked or not."""
        ...


class Files(Protocol):
    """Work with files beside the window's own; whoever wants an errand's result listens, then starts it."""

    def look(self, file: Path) -> Errand:
        """Look at a file; the result is a FileSight."""
        ...

    def take_in(self, asked: TakeIn) -> Errand:
        """Import a file, or try to; the result is a TakenIn."""
        ...

    def take_back(self, import_id: str) -> Errand:
        """Take an import back as a whole; the result is a TakenBack."""
        ...

    def put_out(self, file: Path, query: ListQuery) -> Errand:
        """Export what a query lists; the result is how many records, or None if it was stopped."""
        ...


class ListsOfValues(QObject):
    """The pick lists as forms offer them, read once and again when an administrator adds to them."""

    changed = Signal()

    def __init__(self, operations: Operations, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._operations = operations
        self._choices: Mapping[str, Choices] = {}

    def read(self) -> None:
        """Read the lists; ``changed`` follows."""
        self._operations.read(sights.lists_of_values, self._take)

    def names(self) -> list[str]:
        """Return the names of the lists."""
        return sorted(self._choices)

    def choices(self, name: str) -> Choices:
        """Return the values of the list ``name``."""
        return self._choices.get(name, Choices())

    def _take(self, found: Mapping[str, tuple[tuple[str, ...], bool]]) -> None:
        self._choices = {name: Choices(values, bounded, name) for name, (values, bounded) in found.items()}
        self.changed.emit()


@dataclass(frozen=True, slots=True)
class Desk:
    """What every screen is given."""

    operations: Operations
    broadcast: Broadcast
    line: Line
    inquiries: Inquiries
    bench: Bench
    values: ListsOfValues
    state: QSettings
    files: Files
