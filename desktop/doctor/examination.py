"""Looks at the workstation from below to above: machine, folders, store, and each external system's line."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from desktop.doctor import folders, line, machine, store
from desktop.errors import HearthError
from desktop.findings import Finding
from desktop.integration.agreement import Agreement
from desktop.settings import Settings
from desktop.store import connections, pick_lists
from desktop.store.opening import open_own
from desktop.store.store import Store


def examine(settings: Settings, environment: Mapping[str, str] = os.environ) -> Iterator[Finding]:
    """Yield what is found, as it is found; nothing is changed, no record is sent."""
    yield machine.versions()
    yield machine.libraries(environment)
    yield machine.keychain(environment)
    yield machine.administrator(environment)
    yield from folders.examine(settings)
    try:
        settings.make_home()
        opened = open_own(settings)
    except HearthError as trouble:
        yield store.not_opened(trouble)
        return
    with opened:
        yield from store.examine(opened)
        yield from _lines(opened, settings.cache_folder, environment)


def _lines(opened: Store, cache: Path, environment: Mapping[str, str]) -> Iterator[Finding]:
    """Look at every external system as the courier knows it, agreeing to nothing."""
    with opened.read() as view:
        defined, lists = connections.everyone(view), pick_lists.all_values(view)
    for each in defined:
        agreement = Agreement(each.name, opened, pins=False)
        yield from line.examine(each, cache, environment, agreement, lists)
