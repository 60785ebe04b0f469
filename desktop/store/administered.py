"""Takes over into a store what an administrator set for the machine, once for each version of that file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from desktop.defaults import Defaults, DefaultsProblem, GivenConnection
from desktop.errors import HearthError
from desktop.store import connections, locks, mappings, pick_lists, preferences, saved_queries
from desktop.store.locks import Setting, Taken
from desktop.store.store import Store
from desktop.store.types import Auth, ConnectionSettings, Origin, RecordKind
from desktop.store.unit import Unit


def take_over(store: Store, given: Defaults | None) -> bool:
    """Bring the store to what the file says, if it does not stand there yet; return whether it was changed.

    All or nothing. Without a file a store of this machine is unlocked, and one on a server is left alone, as
    other machines may have the file. Raises DefaultsProblem naming what cannot be.
    """
    with store.read() as view:
        before = locks.taken(view).digest
    if before == (given.digest if given else "") or (given is None and not store.database.is_sqlite):
        return False
    with store.write(Origin.IMPORT, "Administrator") as unit:
        known = locks.taken(unit)
        # What was locked until now must not stand in the way of the file that locks it.
        locks.keep(unit, None)
        if given is not None:
            locks.keep(unit, _taken_over(unit, given, known))
    return True


def _taken_over(unit: Unit, given: Defaults, known: Taken) -> Taken:
    try:
        defined = {each.name: _connection(unit, each, known) for each in given.connections}
        for each in given.pick_lists:
            pick_lists.give(unit, each.name, each.values, only=each.locked)
        for kind, queries in given.queries.items():
            for text in queries.values():
                saved_queries.check(kind, text)
        settings = {
            locks.key(each.name, each.connection): Setting(_checked(each.name, each.value), each.locked)
            for each in given.settings
        }
    except HearthError as problem:
        if isinstance(problem, DefaultsProblem):
            raise
        raise DefaultsProblem(
            f"The administrator's file {given.file} cannot be used: {problem.what}",
            concerns=str(given.file),
            way_out=problem.way_out,
        ) from problem
    return Taken(
        str(given.file),
        given.digest,
        settings,
        defined,
        frozenset(each.name for each in given.connections if each.locked),
        frozenset(each.name for each in given.pick_lists if each.locked),
        given.queries,
    )


def _checked(name: str, value: str) -> str:
    return str(preferences.declaration(name).parse(value)).casefold()


def _connection(unit: Unit, given: GivenConnection, known: Taken) -> Mapping[str, object]:
    """Define an external system unless a user changed what the file had said; return what it says."""
    wanted = _definition(given)
    there = next((each for each in connections.everyone(unit) if each.name == given.name), None)
    untouched = there is not None and _plain(there) == known.connections.get(given.name)
    if there is None or given.locked or untouched:
        connections.save(unit, wanted)
        for kind, text in given.mappings.items():
            if mappings.read(unit, given.name, RecordKind(kind)).document != text:
                mappings.save(unit, given.name, RecordKind(kind), text)
    return _plain(wanted)


def _definition(given: GivenConnection) -> ConnectionSettings:
    options: dict[str, Any] = dict(given.options)
    known = set(ConnectionSettings.__dataclass_fields__)
    if strange := sorted(set(options) - known):
        raise DefaultsProblem(
            f"The external system {given.name} has no option {strange[0]!r}.",
            concerns=given.name,
            way_out=f"There are: {', '.join(sorted(known))}.",
        )
    if "auth" in options:
        options["auth"] = _auth(given.name, str(options["auth"]))
    return replace(ConnectionSettings(given.name), **options)


def _auth(connection: str, word: str) -> Auth:
    if word not in set(Auth):
        raise DefaultsProblem(
            f"{connection}: {word!r} is no way to sign in.",
            concerns=connection,
            way_out=f"There are: {', '.join(Auth)}.",
        )
    return Auth(word)


def _plain(settings: ConnectionSettings) -> Mapping[str, object]:
    return asdict(settings) | {"auth": str(settings.auth)}
