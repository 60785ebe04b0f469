"""Whether the store opens and is sound, and which external systems are defined in it."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.errors import HearthError, StoreTooNew
from desktop.findings import Finding, good, problem
from desktop.settings import Settings
from desktop.store import condition, connections
from desktop.store.opening import open_own
from desktop.store.store import Store
from desktop.store.types import ConnectionSettings


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found of the store, and what its lines are to be looked at for."""

    findings: list[Finding]
    connections: tuple[ConnectionSettings, ...] = ()


def examine(settings: Settings) -> Examined:
    """Open the store and look at it; one that cannot be opened is a finding, too."""
    try:
        with open_own(settings) as store:
            return _looked(store)
    except HearthError as trouble:
        cure = trouble.way_out or "Put back a back-up with: hearth store restore newest"
        if isinstance(trouble, StoreTooNew):
            return Examined([problem("store", trouble.what, cure)])
        return Examined([problem("store", f"The store cannot be opened: {trouble.what}", cure)])


def _looked(store: Store) -> Examined:
    damage = condition.check(store)
    with store.read() as view:
        defined = connections.everyone(view)
    if damage:
        cure = "Put back a back-up with: hearth store restore newest"
        return Examined([problem("store", each, cure) for each in damage], defined)
    found = condition.look(store)
    households, waiting = found.counts["households"], found.counts["waiting"]
    text = f"The store is sound: {households} households, {waiting} deliveries wait."
    return Examined([good("store", text), _lines(defined)], defined)


def _lines(defined: tuple[ConnectionSettings, ...]) -> Finding:
    if defined:
        return good("external systems", f"Defined: {', '.join(each.name for each in defined)}.")
    return problem(
        "external systems",
        "No external system is defined, so nothing can be sent.",
        "Define one under Administration, with hearth connection set, or in an administrator's defaults.",
    )
