"""What an operation, or a component's attribute ``operation``, allows to happen to a record and its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from desktop.integration.external_system import faults
from desktop.integration.external_system.contract import Method


@dataclass(frozen=True, slots=True)
class Treatment:
    """May a record be inserted or updated, are rows removed that the message does not name, is it deleted."""

    inserts: bool = False
    updates: bool = False
    removes_rows: bool = False
    deletes: bool = False

    @property
    def leaves_alone(self) -> bool:
        """Tell whether the record is to stay as it is."""
        return not (self.inserts or self.updates or self.deletes)

    def check(self, component: str, *, exists: bool) -> None:
        """Raise the fault for an insert of what exists already, or for a change of what does not."""
        if exists and self.inserts and not self.updates:
            raise faults.insert_match_found(component)
        if not exists and not self.inserts:
            raise faults.not_there(component)


SYNCHRONIZE: Final = Treatment(inserts=True, updates=True, removes_rows=True)
UPSERT: Final = Treatment(inserts=True, updates=True)
_INSERT: Final = Treatment(inserts=True)
_INSERT_SYNC: Final = Treatment(inserts=True, removes_rows=True)
_UPDATE: Final = Treatment(updates=True)
_UPDATE_SYNC: Final = Treatment(updates=True, removes_rows=True)
_DELETE: Final = Treatment(deletes=True)
_LEAVE: Final = Treatment()

BY_METHOD: Final[Mapping[Method, Treatment]] = {
    Method.SYNCHRONIZE: SYNCHRONIZE,
    Method.INSERT_OR_UPDATE: UPSERT,
    Method.INSERT: _INSERT_SYNC,
    Method.UPDATE: _UPDATE_SYNC,
    Method.DELETE: _DELETE,
}

_BY_ATTRIBUTE: Final[Mapping[str, Treatment]] = {
    "sync": SYNCHRONIZE,
    "none": SYNCHRONIZE,
    "upsert": UPSERT,
    "insert": _INSERT,
    "insertsync": _INSERT_SYNC,
    "update": _UPDATE,
    "updatesync": _UPDATE_SYNC,
    "delete": _DELETE,
    "query": _LEAVE,
    "querypage": _LEAVE,
    "skipnode": _LEAVE,
    "skiptree": _LEAVE,
}


def treatment(attribute: str | None, otherwise: Treatment) -> Treatment:
    """Return what a component's ``operation`` attribute asks for; without one, ``otherwise``.

    A misspelt attribute means Synchronize, the one that removes: that is the documented behaviour.
    """
    return otherwise if attribute is None else _BY_ATTRIBUTE.get(attribute, SYNCHRONIZE)
