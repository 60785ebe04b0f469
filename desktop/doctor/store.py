"""Whether the store is sound, takes what an administrator set, and which external systems it defines."""

from __future__ import annotations

from collections.abc import Iterator

from desktop import defaults
from desktop.defaults import DefaultsProblem
from desktop.errors import HearthError, StoreTooNew
from desktop.findings import Finding, good, problem
from desktop.store import administered, condition, connections
from desktop.store.store import Store
from desktop.store.types import ConnectionSettings

_PUT_BACK = "Put back a back-up with: hearth store restore newest"


def not_opened(trouble: HearthError) -> Finding:
    """Tell why the store cannot be opened."""
    if isinstance(trouble, StoreTooNew):
        return problem("store", trouble.what, trouble.way_out)
    text = f"The store cannot be opened: {trouble.what}"
    return problem("store", text, trouble.way_out or _PUT_BACK)


def examine(store: Store) -> Iterator[Finding]:
    """Yield what there is to say of an open store."""
    yield from _refused(store)
    if damage := condition.check(store):
        yield from (problem("store", each, _PUT_BACK) for each in damage)
        return
    found = condition.look(store)
    households, waiting = found.counts["households"], found.counts["waiting"]
    yield good("store", f"The store is sound. Households: {households}; deliveries that wait: {waiting}.")
    with store.read() as view:
        yield _lines(connections.everyone(view))


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
