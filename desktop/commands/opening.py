"""Opens what a command works on: the settings of this run, its store, its external system."""

from __future__ import annotations

import argparse
from collections.abc import Generator
from contextlib import contextmanager

from desktop.commands.progress import UpgradeProgress
from desktop.settings import Settings
from desktop.store import connections, keys, records
from desktop.store.opening import open_own
from desktop.store.store import Store
from desktop.store.types import RecordKind, Ref
from desktop.store.unit import View


def settings(arguments: argparse.Namespace) -> Settings:
    """Return the settings of this run; raise UsageError when its home cannot be used."""
    return Settings.gather(arguments.home, arguments.store)


@contextmanager
def store(arguments: argparse.Namespace) -> Generator[Store]:
    """Yield the store of this run, made or upgraded first if need be."""
    with UpgradeProgress() as progress:
        opened = open_own(settings(arguments), progress.show)
    with opened:
        yield opened


def connection(arguments: argparse.Namespace, view: View) -> str | None:
    """Return the external system that was asked for, or nothing for the default one.

    Raises ConnectionProblem for a name that is not defined.
    """
    return connections.read(view, arguments.connection).name if arguments.connection else None


def record(view: View, kind: str, key: str, at: str | None = None) -> Ref:
    """Return the record that ``key`` names: row id, Household # or integration id at external system ``at``.

    Raises RecordNotFound.
    """
    if at is not None and (row_id := keys.row_of(view, at, kind, key)) is not None:
        return Ref(RecordKind(kind), row_id)
    return records.find(view, kind, key)
