"""Defines an external system from the window: secrets go into the keychain, the rest into the store."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from pathlib import Path

from desktop.errors import UsageError
from desktop.integration import checks, credentials
from desktop.integration.agreement import Agreement
from desktop.integration.checks import Check
from desktop.integration.connection import check
from desktop.integration.credentials import Purpose
from desktop.store import connections, pick_lists
from desktop.store.store import Store
from desktop.store.types import ConnectionSettings

Passwords = Mapping[str, str]
KEYCHAIN = "keychain"
SESSION = "session"


def define(
    store: Store, settings: ConnectionSettings, passwords: Passwords, environment: MutableMapping[str, str]
) -> tuple[ConnectionSettings, str]:
    """Keep a definition with its passwords, by purpose; return it as it is kept, and where those are.

    Without a keychain they are kept in ``environment``, until Hearth ends. Raises ConnectionProblem.
    """
    settings, of_addresses = credentials.secrets_apart(settings)
    check(settings)
    given = {**of_addresses, **{Purpose(purpose): text for purpose, text in passwords.items()}}
    with store.write() as unit:
        connections.save(unit, settings)
    places = {keep(settings.name, text, purpose, environment) for purpose, text in given.items() if text}
    return settings, SESSION if SESSION in places else KEYCHAIN if places else ""


def keep(name: str, text: str, purpose: Purpose, environment: MutableMapping[str, str]) -> str:
    """Keep one password where it is kept best, and return where that is."""
    try:
        credentials.store_password(name, text, purpose)
    except UsageError:
        environment[credentials.variable(name, purpose)] = text
        return SESSION
    return KEYCHAIN


def test(
    store: Store,
    settings: ConnectionSettings,
    passwords: Passwords,
    environment: Mapping[str, str],
    cache: Path,
) -> list[Check]:
    """Check a definition that may not be kept yet, with the mappings that are."""
    settings, of_addresses = credentials.secrets_apart(settings)
    given = {**of_addresses, **{Purpose(purpose): text for purpose, text in passwords.items()}}
    told = {credentials.variable(settings.name, purpose): text for purpose, text in given.items() if text}
    with store.read() as view:
        lists = pick_lists.all_values(view)
    agreement = Agreement(settings.name, store, pins=False)
    return checks.run(settings, cache, {**environment, **told}, agreement, lists)
