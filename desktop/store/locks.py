"""What an administrator's file has set in this store, and what of it users may not change."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import sqlalchemy as sa

from desktop.errors import UsageError
from desktop.store import entities
from desktop.store.prepared import Prepared, parameter
from desktop.store.unit import Unit, View

_TABLE = entities.store_info
_NAME: Final = "administrator"
_KEPT: Final = Prepared(sa.select(_TABLE.c.value).where(_TABLE.c.name == parameter("name")))


class SetByAdministrator(UsageError):
    """What was to be changed is locked by the file that an administrator put on this machine."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting's value as the administrator gave it."""

    value: str
    locked: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """What was last taken over: from which file, the settings by connection and name, and what is locked.

    ``queries`` are those for everyone, texts by name by kind of record.
    """

    file: str = ""
    digest: str = ""
    settings: Mapping[str, Setting] = field(default_factory=dict[str, Setting])
    connections: Mapping[str, Mapping[str, object]] = field(default_factory=dict[str, Mapping[str, object]])
    locked_connections: frozenset[str] = frozenset()
    locked_lists: frozenset[str] = frozenset()
    queries: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])

    def setting(self, name: str, connection: str) -> tuple[Setting, str] | None:
        """Return the value for an external system, else for the whole store, with which of them it is for."""
        for scope in (connection, ""):
            if found := self.settings.get(key(name, scope)):
                return found, scope
        return None


def key(name: str, connection: str) -> str:
    """Return under what a setting is kept."""
    return f"{connection}/{name}"


def taken(view: View) -> Taken:
    """Return what was taken over from the administrator's file, which may be nothing."""
    kept = _KEPT.rows(view, {"name": _NAME})
    text = kept[0][0] if kept else None
    if not text:
        return Taken()
    told: dict[str, Any] = json.loads(str(text))
    return Taken(
        told["file"],
        told["digest"],
        {name: Setting(*each) for name, each in told["settings"].items()},
        told["connections"],
        frozenset(told["locked_connections"]),
        frozenset(told["locked_lists"]),
        told.get("queries", {}),
    )


def keep(unit: Unit, what: Taken | None) -> None:
    """Keep what was taken over in the place of what was kept before; with None everything is unlocked."""
    unit.execute(sa.delete(_TABLE).where(_TABLE.c.name == _NAME))
    if what is None:
        return
    told = {
        "file": what.file,
        "digest": what.digest,
        "settings": {name: (each.value, each.locked) for name, each in what.settings.items()},
        "connections": dict(what.connections),
        "locked_connections": sorted(what.locked_connections),
        "locked_lists": sorted(what.locked_lists),
        "queries": {kind: dict(each) for kind, each in what.queries.items()},
    }
    unit.execute(sa.insert(_TABLE), [{"name": _NAME, "value": json.dumps(told)}])


def refuse_setting(view: View, name: str, connection: str) -> None:
    """Raise SetByAdministrator if a setting is locked."""
    known = taken(view)
    found = known.setting(name, connection)
    if found and found[0].locked:
        raise _locked(known, f"The setting {name}", name)


def refuse_connection(view: View, name: str) -> None:
    """Raise SetByAdministrator if an external system's definition is locked."""
    known = taken(view)
    if name in known.locked_connections:
        raise _locked(known, f"The external system {name}", name)


def refuse_list(view: View, name: str) -> None:
    """Raise SetByAdministrator if a list of values is locked."""
    known = taken(view)
    if name in known.locked_lists:
        raise _locked(known, f"The list {name}", name)


def _locked(known: Taken, what: str, name: str) -> SetByAdministrator:
    return SetByAdministrator(
        f"{what} is set by the administrator of this machine and cannot be changed here.",
        concerns=name,
        way_out=f"Ask whoever keeps {known.file}.",
    )
