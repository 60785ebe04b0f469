"""The mappings of each external system, and the WSDLs that were agreed to, both as texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from desktop.store import entities, locks
from desktop.store.types import DeliveryState, RecordKind
from desktop.store.unit import Unit, View

_TABLE, _DELIVERY = entities.mapping, entities.delivery
_NONE = ""


@dataclass(frozen=True, slots=True)
class KeptMapping:
    """What is kept for one kind of record at one external system.

    ``document`` is an administrator's mapping, None where what follows from the WSDL is good enough.
    ``pinned`` is what the WSDL at ``wsdl`` said when it was agreed to, None before it was first read.
    """

    connection: str
    kind: RecordKind
    document: str | None = None
    wsdl: str = ""
    pinned: str | None = None
    fingerprint: str = ""
    pinned_at: str | None = None
    changed_at: str = ""


def read(view: View, connection: str, kind: RecordKind) -> KeptMapping:
    """Return what is kept, which may be nothing yet."""
    row = view.execute(sa.select(_TABLE).where(_is(connection, kind))).mappings().first()
    if row is None:
        return KeptMapping(connection, kind)
    named: dict[str, Any] = {name: row[name] for name in KeptMapping.__dataclass_fields__}
    return KeptMapping(**named | {"kind": RecordKind(row["kind"])})


def stamp(view: View, connection: str) -> tuple[str, ...]:
    """Return what is different after an administrator has changed a mapping or agreed to a WSDL."""
    found = sa.select(_TABLE.c.kind, _TABLE.c.changed_at).where(_TABLE.c.connection == connection)
    return tuple(sorted(f"{kind} {changed_at}" for kind, changed_at in view.execute(found)))


def save(unit: Unit, connection: str, kind: RecordKind, document: str | None) -> None:
    """Keep a mapping, or none, so that what follows from the WSDL holds again."""
    locks.refuse_connection(unit, connection)
    _write(unit, connection, kind, {"document": document, "changed_at": unit.at})
    _let_wait_no_longer(unit, connection, kind)


def pin(unit: Unit, connection: str, kind: RecordKind, wsdl: str, text: str, fingerprint: str) -> None:
    """Keep what a WSDL says as it is first read."""
    _write(unit, connection, kind, _pinned(unit, wsdl, text, fingerprint))


def accept(unit: Unit, connection: str, kind: RecordKind, wsdl: str, text: str, fingerprint: str) -> None:
    """Agree to what a WSDL says now; the deliveries that waited for that are due at once."""
    now = _pinned(unit, wsdl, text, fingerprint) | {"changed_at": unit.at}
    _write(unit, connection, kind, now)
    _let_wait_no_longer(unit, connection, kind)


def forget(unit: Unit, connection: str) -> None:
    """Forget all of an external system."""
    unit.execute(sa.delete(_TABLE).where(_TABLE.c.connection == connection))


def _pinned(unit: Unit, wsdl: str, text: str, fingerprint: str) -> dict[str, object]:
    return {"wsdl": wsdl, "pinned": text, "fingerprint": fingerprint, "pinned_at": unit.at}


def _write(unit: Unit, connection: str, kind: RecordKind, values: Mapping[str, object]) -> None:
    told = {**values, "who": unit.who}
    if unit.execute(sa.update(_TABLE).where(_is(connection, kind)).values(told)).rowcount == 0:
        new: dict[str, object] = {"wsdl": _NONE, "fingerprint": _NONE, "changed_at": _NONE}
        unit.execute(sa.insert(_TABLE), [new | told | {"connection": connection, "kind": kind}])


def _is(connection: str, kind: RecordKind) -> sa.ColumnElement[bool]:
    return (_TABLE.c.connection == connection) & (_TABLE.c.kind == kind)


def _let_wait_no_longer(unit: Unit, connection: str, kind: RecordKind) -> None:
    waiting = sa.update(_DELIVERY).where(
        _DELIVERY.c.connection == connection,
        _DELIVERY.c.kind == kind,
        _DELIVERY.c.state == DeliveryState.QUEUED,
    )
    unit.execute(waiting.values(next_attempt=None))
