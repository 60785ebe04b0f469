"""Forgets an external system with all that this machine keeps for it: passwords, and copies of its WSDLs."""

from __future__ import annotations

from pathlib import Path

from desktop.integration import credentials, documents
from desktop.store import connections
from desktop.store.types import RecordKind
from desktop.store.unit import Unit


def remove(unit: Unit, name: str, cache: Path) -> None:
    """Remove the definition and what belongs to it; raise ConnectionProblem while deliveries wait.

    Copies of WSDLs that another external system needs, too, stay.
    """
    gone = connections.read(unit, name)
    connections.remove(unit, name)
    needed = {each.wsdl(kind) for each in connections.everyone(unit) for kind in RecordKind}
    credentials.forget_password(name)
    for each in {gone.wsdl(kind) for kind in RecordKind} - needed - {""}:
        documents.forget(cache, each)
