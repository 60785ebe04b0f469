"""Whether the store opens and is sound, and which external systems are defined in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from desktop import defaults
from desktop.defaults import DefaultsProblem
from desktop.errors import HearthError, StoreTooNew
from desktop.findings import Finding, good, problem
from desktop.settings import Settings
from desktop.store import administered, condition, connections
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
    refused = list(_refused(store))
    damage = condition.check(store)
    with store.read() as view:
        defined = connections.everyone(view)
    if damage:
        cure = "Put back a back-up with: hearth store restore newest"
        return Examined([*refused, *(problem("store", each, cure) for each in damage)], defined)
    found = condition.look(store)
    households, waiting = found.counts["households"], found.counts["waiting"]
    text = f"The store is sound: {households} households, {waiting} deliveries wait."
    return Examined([*refused, good("store", text), _lines(defined)], defined)


def _refused(store: Store) -> Iterator[Finding]:
    """Yield what of the administrator's file this store could not take over, and so goes on without."""
    try:
        given = defaults.read()
    except DefaultsProblem:
        return  # Whoever looks at the machine says it.
    try:
        administered.take_over(store, given)
    except DefaultsProblem as trouble:
        yield problem("administrator", trouble.what, trouble.way_out)


def _lines(defined: tuple[ConnectionSettings, ...]) -> Finding:
    if defined:
        return good("external systems", f"Defined: {', '.join(each.name for each in defined)}.")
    return problem(
        "external systems",
        "No external system is defined, so nothing can be sent.",
        "Define one under Administration, with hearth connection set, or in an administrator's defaults.",
    )
