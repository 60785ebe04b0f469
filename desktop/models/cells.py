"""What a list draws and speaks for one value: the form that a column's look asks for."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop.models import formats, words
from desktop.models.columns import Column, Look
from desktop.store.types import Sync, SyncState
from desktop.values import Kind, Value

Cell = str | bool | Sync


def cell(column: Column, value: Value) -> Cell:
    """Return ``value`` as the column's cell."""
    if column.look is Look.SYNC:
        return Sync(SyncState(str(value)))
    if column.look in {Look.CHECK, Look.STAR}:
        return bool(value)
    if column.field is None:
        return formats.shown(Kind.TEXT, value)
    text = formats.of_field(column.field, value)
    return " ".join(text.split()) if column.field.kind is Kind.NOTE else text


def spoken(shown: Cell) -> str:
    """Return a cell in words, for who cannot see it."""
    if isinstance(shown, Sync):
        return words.sync_word(shown.state, QCoreApplication.translate)
    if isinstance(shown, bool):
        return formats.shown(Kind.FLAG, shown)
    return shown
