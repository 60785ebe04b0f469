"""The definitions of the external systems; the one defined first is the default."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

import sqlalchemy as sa

from desktop.errors import ConnectionProblem
from desktop.store import addresses, entities, locks, mappings
from desktop.store.prepared import Prepared, parameter
from desktop.store.types import Auth, ConnectionSettings
from desktop.store.unit import Unit, View

_TABLE = entities.connection
_NAMED: Final = Prepared(sa.select(_TABLE).where(_TABLE.c.name == parameter("name")))
# The name becomes part of an environment variable and of a key in the keychain.
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,49}")


def save(unit: Unit, settings: ConnectionSettings) -> None:
    """Define an external system, or define it anew under its name."""
    if not _NAME.fullmatch(settings.name):
        raise ConnectionProblem(
            f"{settings.name!r} cannot name an external system.",
            concerns="NAME",
            way_out="Use up to 50 letters, digits, - and _, beginning with a letter.",
        )
    locks.refuse_connection(unit, settings.name)
    _refuse_secrets(settings)
    row = asdict(settings) | {"auth": str(settings.auth)}
    there = sa.select(_TABLE.c.name).where(_TABLE.c.name == settings.name)
    if unit.execute(there).first():
        unit.execute(sa.update(_TABLE).where(_TABLE.c.name == settings.name).values(row))
        return
    last = unit.execute(sa.select(sa.func.max(_TABLE.c.place))).scalar()
    unit.execute(sa.insert(_TABLE), [row | {"place": (last or 0) + 1}])


def _refuse_secrets(settings: ConnectionSettings) -> None:
    """Raise ConnectionProblem for an address with a secret in it, which must not come into the store."""
    places = {
        "household-wsdl": settings.household_wsdl,
        "contact-wsdl": settings.contact_wsdl,
        "address": settings.address,
    }
    for name, place in places.items():
        if addresses.carries_secrets(place):
            raise ConnectionProblem(
                f"{name} carries a user, a password or another secret, which would be kept in the store.",
                concerns=f"--{name}",
                way_out="Give it to: hearth connection set, which keeps it in the keychain.",
            )


def read(view: View, name: str | None = None) -> ConnectionSettings:
    """Return the external system called ``name``, or the default one.

    Raises ConnectionProblem when it is not defined.
    """
    wanted = name or view.default_connection
    if not wanted:
        raise ConnectionProblem(
            "No external system is defined yet.",
            way_out="Define one with: hearth connection set NAME --address URL, or under Administration.",
        )
    found = _NAMED.named(view, {"name": wanted})
    if not found:
        known = ", ".join(each.name for each in everyone(view)) or "none"
        raise ConnectionProblem(
            f"There is no external system {wanted!r}.", concerns=wanted, way_out=f"Defined are: {known}."
        )
    return _settings(found[0])


def everyone(view: View) -> tuple[ConnectionSettings, ...]:
    """Return all external systems in the order in which they were defined."""
    rows = view.execute(sa.select(_TABLE).order_by(_TABLE.c.place)).mappings()
    return tuple(_settings(row) for row in rows)


def remove(unit: Unit, name: str) -> None:
    """Forget an external system and all that was set for it; raise ConnectionProblem while deliveries wait.

    The ids that it gave to records stay: they are what it knows them by, should it come back.
    """
    read(unit, name)
    locks.refuse_connection(unit, name)
    _refuse_while_waiting(unit, name)
    unit.execute(sa.delete(_TABLE).where(_TABLE.c.name == name))
    mappings.forget(unit, name)
    for of_its_own in (entities.preference, entities.line):
        unit.execute(sa.delete(of_its_own).where(of_its_own.c.connection == name))


def _refuse_while_waiting(view: View, name: str) -> None:
    delivery = entities.delivery
    waiting = (
        sa.select(delivery.c.state, sa.func.count())
        .where(delivery.c.connection == name, delivery.c.finished_at.is_(None))
        .group_by(delivery.c.state)
        .order_by(delivery.c.state)
    )
    found = [(str(state), int(count)) for state, count in view.execute(waiting)]
    if found:
        count = sum(each for _, each in found)
        told = ", ".join(f"{each} {state}" for state, each in found)
        raise ConnectionProblem(
            f"{count} {'delivery' if count == 1 else 'deliveries'} to {name} still"
            f" {'waits' if count == 1 else 'wait'}: {told}. Nothing was removed.",
            concerns=name,
            way_out="Send, settle or cancel what waits first: hearth queue.",
        )


def _settings(row: Mapping[Any, Any]) -> ConnectionSettings:
    named: dict[str, Any] = {name: row[name] for name in ConnectionSettings.__dataclass_fields__}
    named["auth"] = Auth(row["auth"])
    return ConnectionSettings(**named)
