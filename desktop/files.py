"""Imports and exports for the window: each on a thread and a store of its own, to be stopped."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.models import file_columns
from desktop.models.errand import Errand, Tell
from desktop.models.file_columns import FileSight
from desktop.models.file_work import LeftLine, TakeIn, TakenBack, TakenIn
from desktop.settings import Settings
from desktop.store.lists import ListQuery

if TYPE_CHECKING:  # Loaded on the errand's thread, when somebody asks for it.
    from desktop.store.store import Store


class Files(QObject):
    """Makes errands with files, and ends those that are left when the window goes.

    Whoever wants an errand's result listens to it, then starts it.
    """

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._errands: list[Errand] = []

    def look(self, file: Path) -> Errand:
        """Look at a file; the result is a FileSight."""
        return self._make(partial(_look, file))

    def take_in(self, asked: TakeIn) -> Errand:
        """Import a file, or try to; the result is a TakenIn."""
        return self._make(partial(self._in_store, partial(_take_in, asked)))

    def take_back(self, import_id: str) -> Errand:
        """Take an import back as a whole; the result is a TakenBack."""
        return self._make(partial(self._in_store, partial(_take_back, import_id)))

    def put_out(self, file: Path, query: ListQuery) -> Errand:
        """Export what a query lists; the result is how many records, or None if it was stopped."""
        return self._make(partial(self._in_store, partial(_put_out, file, query)))

    def close(self) -> bool:
        """Stop what is on its way; return whether it ended."""
        ended = [each.close() for each in self._errands]
        return all(ended)

    def _make(self, work: Callable[[Tell], object]) -> Errand:
        errand = Errand(work, self)
        self._errands.append(errand)
        errand.done.connect(self._forget)
        errand.failed.connect(self._forget)
        return errand

    def _forget(self, _result: object) -> None:
        over = self.sender()
        self._errands = [each for each in self._errands if each is not over]
        over.deleteLater()

    def _in_store(self, work: Callable[[Store, Tell], object], tell: Tell) -> object:
        from desktop.store.store import open_store

        with open_store(self._settings.store_url, self._settings.who) as store:
            return work(store, tell)


def _look(file: Path, _tell: Tell) -> FileSight:
    from desktop.exchange import csv_files, importing

    if importing.Plan(file).is_cards:
        return FileSight("contact")
    headings, samples = csv_files.beginning(file)
    return FileSight(file_columns.likely_kind(headings), headings, samples)


def _take_in(asked: TakeIn, store: Store, tell: Tell) -> TakenIn:
    from desktop.exchange import importing

    plan = importing.Plan(asked.file, kind=asked.kind, dry_run=asked.dry, mapping=asked.mapping)
    result = importing.take_in(store, plan, tell)
    reached = result.reached
    return TakenIn(
        reached.id,
        reached.created,
        reached.updated,
        reached.rejected,
        tuple(LeftLine(each.line, each.field, each.why) for each in result.rejected),
        str(result.rejects or ""),
        result.stopped,
    )


def _take_back(import_id: str, store: Store, tell: Tell) -> TakenBack:
    from desktop.exchange import undoing

    undone = undoing.undo(store, import_id, tell)
    return TakenBack(undone.removed + undone.restored, len(undone.kept), undone.stopped)


def _put_out(file: Path, query: ListQuery, store: Store, tell: Tell) -> int | None:
    from desktop.exchange import exporting

    wish = exporting.Wish(file, query.kind, text=query.text, visibility=query.visibility)
    return exporting.put_out(store, wish, tell)
