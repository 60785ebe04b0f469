"""Opens the store of this run: backed up before an upgrade, and with what an administrator set."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

import sqlalchemy as sa

from desktop import defaults
from desktop.defaults import DefaultsProblem
from desktop.settings import Settings
from desktop.store import administered, backups, entities, upgrade
from desktop.store.database import Database
from desktop.store.store import Store, open_store

_LOG: Final = logging.getLogger(__name__)
_CLOCKS_DIFFER_BY: Final = timedelta(minutes=10)


def open_own(settings: Settings, tell: upgrade.Tell = upgrade.in_silence) -> Store:
    """Open the store of this run, made or upgraded first if need be; an older one is backed up before.

    ``tell`` hears how far back-up and upgrade are.

    A file of the administrator's that cannot be used keeps nobody from working: it is logged, and what it set
    before stays. Raises UsageError for an address that is none, StoreUnavailable, or StoreTooNew.
    """

    def back_up(database: Database) -> None:
        if database.is_sqlite:
            copied = partial(tell, upgrade.Phase.BACK_UP)
            backups.make(database, settings.backup_folder, datetime.now(UTC), tell=copied)

    store = open_store(settings.store_url, settings.who, before_upgrade=back_up, tell=tell)
    try:
        _look_at_clock(store)
        _take_over(store)
    except BaseException:
        store.close()
        raise
    return store


def _take_over(store: Store) -> None:
    try:
        administered.take_over(store, defaults.read())
    except DefaultsProblem as problem:
        _LOG.warning("%s", problem)


def _look_at_clock(store: Store) -> None:
    with store.read() as view:
        newest = view.execute(
            sa.select(entities.change_set.c.at).order_by(entities.change_set.c.id.desc()).limit(1)
        ).scalar()
        behind = newest is not None and datetime.fromisoformat(str(newest)) - view.now > _CLOCKS_DIFFER_BY
    if behind:
        _LOG.warning(
            "The clock of this machine is behind the last change in the store (%s). Nothing is lost, but"
            " times will be out of order: check date and time.",
            newest,
        )
