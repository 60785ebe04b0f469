"""The external systems as a person chooses among them: how a record stands with each, and its id there."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from desktop.models import formats, words
from desktop.store import connections, reading
from desktop.store.types import Ref, Sync, SyncState
from desktop.store.unit import View


@dataclass(frozen=True, slots=True)
class System:
    """One external system; ``sync`` and ``integration_id`` are a record's, if there is one."""

    name: str
    sync: Sync | None = None
    integration_id: str = ""


def of(view: View, ref: Ref | None = None) -> tuple[System, ...]:
    """Return all external systems, the default one first, and how a record stands with each."""
    return tuple(_of(view, each.name, ref) for each in connections.everyone(view))


def in_words(system: System, *, default: bool) -> str:
    """Return an external system as it stands in a menu: its name, the record's standing and id there."""
    translate = QCoreApplication.translate
    name = translate("Systems", "{name} (default)") if default else "{name}"
    parts = [name.format(name=system.name)]
    if system.sync is not None:
        parts.append(_standing(system.sync))
    if system.integration_id:
        parts.append(system.integration_id)
    return " · ".join(parts)


def ids_in_words(found: tuple[System, ...]) -> str:
    """Return under which ids a record is known where."""
    translate = QCoreApplication.translate
    known = translate("Systems", "{id} at {name}")
    ids = [known.format(id=each.integration_id, name=each.name) for each in found if each.integration_id]
    return translate("Systems", "Known as {ids}.").format(ids=", ".join(ids)) if ids else ""


def _standing(sync: Sync) -> str:
    word = words.sync_word(sync.state, QCoreApplication.translate)
    told = sync.state is SyncState.SYNCHRONIZED and sync.last_sent
    return f"{word} {formats.moment(sync.last_sent)}" if told and sync.last_sent else word


def _of(view: View, name: str, ref: Ref | None) -> System:
    if ref is None:
        return System(name)
    record = reading.read(view, ref, connection=name)
    return System(name, record.sync, str(record.values.get("integration_id") or ""))
