"""What an external system's WSDLs were agreed to say, held against what they say when they are loaded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from desktop.errors import WsdlDrift, WsdlProblem
from desktop.integration import drift, mapping, wsdl
from desktop.integration.drift import Difference
from desktop.integration.mapping import Mapping
from desktop.integration.wsdl import Source, Wsdl
from desktop.store import mappings
from desktop.store.mappings import KeptMapping
from desktop.store.store import Store
from desktop.store.types import Origin, RecordKind

_MOST: Final = 3


class Agreement:
    """What the store keeps for one external system; a WSDL that is new there is agreed to when first read.

    ``pins`` is False for who only looks. Without a store nothing was agreed to, and nothing is. ``stamp``
    tells when this was read: a lane that goes by another one is out of date.
    """

    def __init__(
        self, connection: str, store: Store | None = None, *, stamp: tuple[str, ...] = (), pins: bool = True
    ) -> None:
        self.stamp = stamp
        self._connection = connection
        self._store = store
        self._pins = pins

    def settle(self, source: Source, location: str, kind: RecordKind) -> Wsdl:
        """Return what the WSDL offers; raise WsdlDrift when it is not what was agreed to, or WsdlProblem."""
        kept = self.kept(kind)
        try:
            loaded = wsdl.understand(source, kind, mapping_of(kept))
        except WsdlProblem:
            _require_agreed(kept, source, location)
            raise
        if not is_pinned(kept, location):
            if location:
                self._pin(loaded, location, kind)
        elif drift.agreed(loaded).fingerprint != kept.fingerprint:
            # Only then all of a large WSDL is looked at.
            _require_agreed(kept, source, location)
        return loaded

    def kept(self, kind: RecordKind) -> KeptMapping:
        """Return what is kept for a kind of record, which may be nothing."""
        if self._store is None:
            return KeptMapping(self._connection, kind)
        with self._store.read() as view:
            return mappings.read(view, self._connection, kind)

    def _pin(self, loaded: Wsdl, location: str, kind: RecordKind) -> None:
        if self._store is not None and self._pins:
            agreed = drift.agreed(loaded)
            with self._store.write(Origin.IMPORT) as unit:
                mappings.pin(unit, self._connection, kind, location, agreed.dump(), agreed.fingerprint)


def _require_agreed(kept: KeptMapping, source: Source, location: str) -> None:
    if found := differences(kept, source, location):
        raise drifted(kept, source, found)


def mapping_of(kept: KeptMapping) -> Mapping | None:
    """Return the administrator's mapping, if there is one."""
    return mapping.load(kept.document, kept.kind) if kept.document else None


def is_pinned(kept: KeptMapping, location: str) -> bool:
    """Tell whether the WSDL at this place was agreed to; another place is another agreement."""
    return kept.pinned is not None and kept.wsdl == location


def differences(kept: KeptMapping, source: Source, location: str) -> tuple[Difference, ...]:
    """Return what is different from what was agreed to, nothing where nothing was."""
    if kept.pinned is None or not is_pinned(kept, location):
        return ()
    return drift.differences(drift.load(kept.pinned), source.outline)


def drifted(kept: KeptMapping, source: Source, found: Sequence[Difference]) -> WsdlDrift:
    """Return the error that says so."""
    more = f", and {len(found) - _MOST} more" if len(found) > _MOST else ""
    told = "; ".join(map(str, found[:_MOST]))
    return WsdlDrift(
        f"The WSDL for {kept.kind} at {source.shown} is not the one that was agreed to: {told}{more}.",
        concerns=f"{kept.connection} {kept.kind}",
        way_out="An administrator must agree to it:"
        f" hearth mapping drift {kept.kind} --accept --connection {kept.connection}.",
    )
