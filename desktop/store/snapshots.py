"""Snapshots of records: taken to be sent, kept as text until their outcome is known."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from desktop.fields import component
from desktop.store import journal, reading
from desktop.store.types import Child, RecordKind, Ref, Snapshot, Values
from desktop.store.unit import View


def take(view: View, ref: Ref, connection: str) -> Snapshot:
    """Return the record as it stands, with the names of all that ever held something in it.

    Of its children only those that travel: notes and files would be kept once more with every delivery.
    """
    record = reading.read(view, ref, connection=connection)
    of = component(ref.kind)
    rows = {name: held if of.child(name).travels else () for name, held in record.children.items()}
    holding = {name for name, value in record.values.items() if value is not None}
    holding |= {name for name, held in rows.items() if held}
    known = journal.known_names(view, ref) | holding
    return Snapshot(ref, record.values, rows, record.version, frozenset(known))


def dump(snapshot: Snapshot) -> str:
    """Return a snapshot as text."""
    kept = {
        "kind": snapshot.ref.kind,
        "id": snapshot.ref.id,
        "version": snapshot.version,
        "values": _filled(snapshot.values),
        "children": {
            name: [_dump_child(row) for row in rows] for name, rows in snapshot.children.items() if rows
        },
        "known": sorted(snapshot.known),
        "alone": snapshot.alone,
    }
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def load(text: str | None) -> Snapshot | None:
    """Return the snapshot that was kept as ``text``."""
    if text is None:
        return None
    kept = json.loads(text)
    ref = Ref(RecordKind(kept["kind"]), kept["id"])
    of = component(ref.kind)
    children = {
        each.name: tuple(_load_child(each.name, ref, row) for row in kept["children"].get(each.name, ()))
        for each in of.children
    }
    values = {each.name: kept["values"].get(each.name) for each in of}
    alone = kept.get("alone", True)
    return Snapshot(ref, values, children, kept["version"], frozenset(kept["known"]), alone)


def _filled(values: Values) -> Values:
    return {name: value for name, value in values.items() if value is not None}


def _dump_child(row: Child) -> Mapping[str, object]:
    kept: dict[str, object] = {"id": row.id, "values": _filled(row.values)}
    if row.primary:
        kept["primary"] = True
    if row.picked_id is not None:
        kept["picked_id"] = row.picked_id
    return kept


def _load_child(name: str, ref: Ref, row: Mapping[str, Any]) -> Child:
    values = {each.name: row["values"].get(each.name) for each in component(ref.kind).child(name)}
    return Child(row["id"], values, bool(row.get("primary")), row.get("picked_id"))
