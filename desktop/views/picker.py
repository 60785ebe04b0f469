"""Opens pick dialogs and looks up, off the window's thread, what is typed into them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QWidget

from desktop.models import picking
from desktop.models.columns import Column, Look
from desktop.models.pick_rows import PickRow
from desktop.models.picking import PickSource
from desktop.views.desk import Desk
from desktop.views.pick_dialog import AddContactsDialog, PickDialog, PickQuery
from desktop.views.shuttle import ShuttleDialog

Picked = Callable[[tuple[str, ...]], object]
Chosen = Callable[[tuple[str, ...], str], object]


class Picker(QObject):
    """One dialog at work; it goes when the dialog is closed."""

    def __init__(self, dialog: PickDialog, of: PickSource, desk: Desk, leave_out: frozenset[str]) -> None:
        super().__init__(dialog)
        self._dialog = dialog
        self._of = of
        self._desk = desk
        self._leave_out = leave_out
        dialog.searched.connect(self._search)
        dialog.finished.connect(dialog.deleteLater)

    def _search(self, query: PickQuery) -> None:
        find = partial(
            picking.find, of=self._of, find_by=query.find_by, text=query.text, leave_out=self._leave_out
        )
        self._desk.operations.read(find, partial(self._show, query))

    def _show(self, query: PickQuery, rows: list[PickRow]) -> None:
        self._dialog.show_rows(query, rows)


def pick(
    parent: QWidget, desk: Desk, kind: str, title: str, on_picked: Picked, leave_out: frozenset[str]
) -> PickDialog:
    """Open the dialog that links existing records of a kind; several may be picked."""
    of = picking.source(kind)
    dialog = PickDialog(f"pick_{kind}", title, columns(of), _find_by(of), parent, many=True)
    return _open(dialog, of, desk, on_picked, leave_out)


def add_contacts(
    parent: QWidget, desk: Desk, on_picked: Picked, on_new: Callable[[], object], leave_out: frozenset[str]
) -> PickDialog:
    """Open the dialog that takes existing contacts into a household, or begins a new one."""
    of = picking.source("contact")
    dialog = AddContactsDialog(columns(of), _find_by(of), parent)
    dialog.new_requested.connect(on_new)
    return _open(dialog, of, desk, on_picked, leave_out)


def shuttle(
    parent: QWidget,
    desk: Desk,
    kind: str,
    title: str,
    linked: Sequence[PickRow],
    primary: str,
    on_done: Chosen,
) -> ShuttleDialog:
    """Open the dialog that chooses all records of a kind that are linked, and the primary one."""
    of = picking.source(kind)
    dialog = ShuttleDialog(f"shuttle_{kind}", title, columns(of), _find_by(of), linked, primary, parent)
    dialog.chosen.connect(on_done)
    Picker(dialog, of, desk, frozenset())
    dialog.open()
    return dialog


def columns(of: PickSource) -> tuple[Column, ...]:
    """Return the columns of a pick dialog, sorted by nobody."""
    translate = QCoreApplication.translate
    return tuple(
        Column(name, translate("Field", title), Look.TEXT, 150, sortable=False) for name, title in of.columns
    )


def _open(
    dialog: PickDialog, of: PickSource, desk: Desk, on_picked: Picked, leave_out: frozenset[str]
) -> PickDialog:
    Picker(dialog, of, desk, leave_out)
    dialog.picked.connect(on_picked)
    dialog.open()
    return dialog


def _find_by(of: PickSource) -> dict[str, str]:
    return {name: QCoreApplication.translate("Field", of.title(name)) for name in of.find_by}
