"""Looks at the workstation from below to above: machine, folders, store, and each external system's line."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

from desktop.doctor import folders, line, machine, store
from desktop.findings import Finding
from desktop.settings import Settings


def examine(settings: Settings, environment: Mapping[str, str] = os.environ) -> Iterator[Finding]:
    """Yield what is found, as it is found; nothing is changed, no record is sent."""
    yield machine.versions()
    yield machine.libraries(environment)
    yield machine.keychain(environment)
    yield machine.administrator(environment)
    yield from folders.examine(settings)
    found = store.examine(settings)
    yield from found.findings
    for each in found.connections:
        yield from line.examine(each, settings.cache_folder, environment)
