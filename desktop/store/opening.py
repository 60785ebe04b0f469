"""Opens the store of this run with what an administrator set for the machine."""

from __future__ import annotations

import logging
from typing import Final

from desktop import defaults
from desktop.defaults import DefaultsProblem
from desktop.settings import Settings
from desktop.store import administered
from desktop.store.store import Store, open_store

_LOG: Final = logging.getLogger(__name__)


def open_own(settings: Settings) -> Store:
    """Open the store of this run, made or upgraded first if need be.

    A file of the administrator's that cannot be used keeps nobody from working: it is logged, and what it set
    before stays. Raises UsageError for an address that is none, StoreUnavailable, or StoreTooNew.
    """
    store = open_store(settings.store_url, settings.who)
    _take_over(store)
    return store


def _take_over(store: Store) -> None:
    try:
        administered.take_over(store, defaults.read())
    except DefaultsProblem as problem:
        _LOG.warning("%s", problem)
    except BaseException:
        store.close()
        raise
