"""What a store holds and whether it is sound: for the administrator, not for the agent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from desktop.fields import HOUSEHOLD
from desktop.store import entities, upgrade
from desktop.store.store import Store
from desktop.store.unit import View

_HOUSEHOLD, _MEMBERSHIP, _DELIVERY = entities.household, entities.membership, entities.delivery
# How many records are named for one kind of trouble; there may be thousands.
_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Condition:
    """Where a store is, how large, and what it holds; ``address`` carries no password."""

    address: str
    database: str
    revision: str
    size: int
    counts: Mapping[str, int]


def look(store: Store) -> Condition:
    """Return what the store is and holds; the size counts bytes."""
    with store.read() as view:
        return Condition(
            address=store.database.shown_url,
            database="sqlite" if store.database.is_sqlite else "postgresql",
            revision=upgrade.revision(view.connection),
            size=_size(store, view),
            counts={name: _count(view, found) for name, found in _COUNTED.items()},
        )


def is_empty(view: View) -> bool:
    """Tell whether the store holds no household and no contact."""
    tables = entities.RECORD_TABLES.values()
    return not any(view.execute(sa.select(each.c.id).limit(1)).first() for each in tables)


def check(store: Store) -> list[str]:
    """Return what is wrong with the store, one sentence each; an empty list means that it is sound."""
    with store.read() as view:
        damage = list(_damage(view)) if store.database.is_sqlite else []
        # What stands in damaged pages says nothing about the rules.
        return damage or list(_broken_rules(view))


_COUNTED: Final = {
    "households": sa.select(sa.func.count()).select_from(_HOUSEHOLD),
    "contacts": sa.select(sa.func.count()).select_from(entities.contact),
    "memberships": sa.select(sa.func.count()).select_from(_MEMBERSHIP),
    "activities": sa.select(sa.func.count()).select_from(entities.activity),
    "journal": sa.select(sa.func.count()).select_from(entities.journal),
    "waiting": sa.select(sa.func.count()).select_from(_DELIVERY).where(_DELIVERY.c.finished_at.is_(None)),
    "attempts": sa.select(sa.func.count()).select_from(entities.attempt),
    "connections": sa.select(sa.func.count()).select_from(entities.connection),
}


def _count(view: View, counted: sa.Select[int]) -> int:
    return int(view.execute(counted).scalar_one())


def _size(store: Store, view: View) -> int:
    if not store.database.is_sqlite:
        return int(view.execute(sa.select(sa.func.pg_database_size(sa.func.current_database()))).scalar_one())
    file = Path(store.database.url.database or "")
    parts = (file, file.with_name(f"{file.name}-wal"))
    return sum(each.stat().st_size for each in parts if each.exists())


def _damage(view: View) -> Iterator[str]:
    for (said,) in view.connection.exec_driver_sql("PRAGMA integrity_check"):
        if said != "ok":
            yield f"The file is damaged: {said}."
    for table, row_id, parent, _ in view.connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield f"Row {row_id} of {table} belongs to a {parent} that is not there."


def _broken_rules(view: View) -> Iterator[str]:
    for what, found in _RULES.items():
        broken = [str(row_id) for row_id in view.execute(found.limit(_NAMED + 1)).scalars()]
        if broken:
            more = " and others" if len(broken) > _NAMED else ""
            yield f"{what}: {', '.join(broken[:_NAMED])}{more}."


def _strange_heads() -> sa.Select[str]:
    member = sa.select(_MEMBERSHIP.c.id).where(
        _MEMBERSHIP.c.household_id == _HOUSEHOLD.c.id,
        _MEMBERSHIP.c.contact_id == _HOUSEHOLD.c.head_of_household,
    )
    return sa.select(_HOUSEHOLD.c.id).where(
        _HOUSEHOLD.c.head_of_household.is_not(None), sa.not_(sa.exists(member))
    )


def _unsent_deliveries() -> sa.Select[str]:
    gone = sa.not_(
        sa.or_(
            *(
                sa.exists(sa.select(table.c.id).where(table.c.id == _DELIVERY.c.record_id))
                for table in entities.RECORD_TABLES.values()
            )
        )
    )
    return sa.select(_DELIVERY.c.id).where(_DELIVERY.c.finished_at.is_(None), gone)


def _missing_required() -> sa.Select[str]:
    names = [_HOUSEHOLD.c[each.name] for each in HOUSEHOLD.kept if each.required]
    return sa.select(_HOUSEHOLD.c.id).where(sa.or_(*(name.is_(None) for name in names)))


_RULES: Final = {
    "The head of a household is no member of it": _strange_heads(),
    "A household lacks a required field": _missing_required(),
    "A delivery waits for a record that is not there": _unsent_deliveries(),
}
