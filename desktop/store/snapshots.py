"""Snapshots of records: taken to be sent, kept as text until their outcome is known."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from desktop.fields import component
from desktop.store import journal, reading
from desktop.store.types import Child, Record, RecordKind, Ref, Snapshot, Values
from desktop.store.unit import View


def take(view: View, ref: Ref, connection: str) -> Snapshot:
    """Return the record as it stands, with the names of all that ever held something in it.

    Of its children only those that travel: notes and files would be kept once more with every delivery.
    """
    record = reading.read(view, ref, connection=connection)
    return _snapshot(record, journal.known_names(view, ref))


def take_all(view: View, refs: Collection[Ref], connection: str) -> Mapping[Ref, Snapshot]:
    """Return the records as they stand, in about as many statements as one of them takes."""
    names = journal.known_names_of_all(view, [each.id for each in refs])
    found: dict[Ref, Snapshot] = {}
    for kind in {each.kind for each in refs}:
        ids = [each.id for each in refs if each.kind is kind]
        for row_id, record in reading.read_all(view, kind, ids, connection).items():
            found[record.ref] = _snapshot(record, names.get(row_id, frozenset()))
    return found


def _snapshot(record: Record, known: frozenset[str]) -> Snapshot:
    of = component(record.ref.kind)
    rows = {name: held if of.child(name).travels else () for name, held in record.children.items()}
    holding = {name for name, value in record.values.items() if value is not None}
    holding |= {name for name, held in rows.items() if held}
    return Snapshot(record.ref, record.values, rows, record.version, known | holding)


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
