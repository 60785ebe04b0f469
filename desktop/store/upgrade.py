"""Bringing a store to the form this program expects, or saying why that cannot be."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from itertools import count
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from desktop.errors import StoreTooNew
from desktop.store.database import Database

# The newest revision under upgrades/versions; a test holds the two together.
REVISION: Final = "0011"
# One upgrade at a time on a server; any number that nobody else uses will do.
_LOCK: Final = 0x4865_6172_7468


def revision(connection: Connection) -> str:
    """Return the revision of the store, empty for a new one."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar() or "")


class Phase(StrEnum):
    """What is being done while a store is upgraded."""

    BACK_UP = "back-up"
    STEPS = "steps"


# Told, in a phase, how much of how much is done.
Tell = Callable[[Phase, int, int], object]


def in_silence(_phase: Phase, _done: int, _total: int) -> None:
    """Tell nobody how far an upgrade is."""


def bring_up(
    database: Database,
    before: Callable[[], object],
    fill: Callable[[Connection], object],
    tell: Tell = in_silence,
) -> bool:
    """Upgrade the store if it is older than this program; return whether anything was done.

    ``before`` is called when there is an older store to upgrade, ``fill`` adds what a store of this form
    brings along. All in one transaction: interrupted, the store is as before. Raises StoreTooNew for a newer
    one.
    """
    with database.reading() as connection:
        found = revision(connection)
    if found == REVISION:
        return False
    _refuse_newer(found)
    if found:
        before()
    with database.writing() as connection:
        if not database.is_sqlite:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        # Another process may have upgraded while this one waited for its turn.
        if revision(connection) == REVISION:
            return False
        _upgrade(connection, tell)
        fill(connection)
    return True


def _upgrade(connection: Connection, tell: Tell) -> None:
    # Alembic costs a fifth of a second to import, and is needed once in a store's life.
    from alembic import command

    from desktop.store.upgrades import configuration

    steps = configuration()
    found = revision(connection)
    _refuse_newer(found)
    done, waiting = count(1), int(REVISION) - int(found or 0)

    def taken(**_: object) -> None:
        tell(Phase.STEPS, next(done), waiting)

    steps.attributes |= {"connection": connection, "taken": taken}
    command.upgrade(steps, "head")


def _refuse_newer(found: str) -> None:
    """Raise StoreTooNew for a form that this program does not know; the forms are numbered as they came."""
    if found > REVISION:
        raise StoreTooNew(
            f"This store was written by a newer Hearth (revision {found}; this one knows {REVISION}).",
            way_out="Install the newer version; nothing in the store was changed.",
        )
