"""Lets a person say which external system is meant, where more than one is set up."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QMenu, QWidget

from desktop.models import systems
from desktop.models.systems import System
from desktop.store.types import Ref
from desktop.views.desk import Desk

Then = Callable[[str], object]


class SystemChoice(QObject):
    """A menu of the external systems, the default one first; with one alone nobody is asked.

    ``beside`` is where the menu opens. Each line says how the record stands there, and its id.
    """

    def __init__(self, beside: QWidget, desk: Desk) -> None:
        super().__init__(beside)
        self._beside = beside
        self._desk = desk
        self.default = ""
        self.menu = QMenu(beside)
        self.menu.setObjectName("systems")
        self.menu.setAccessibleName(self.tr("External System"))

    def ask(self, ref: Ref | None, then: Then) -> None:
        """Call ``then`` with the name that is chosen, or with the only one; empty if none is defined."""
        self._desk.operations.read(partial(systems.of, ref=ref), partial(self._offer, then))

    def _offer(self, then: Then, found: tuple[System, ...]) -> None:
        self.default = found[0].name if found else ""
        if len(found) <= 1:
            then(self.default)
            return
        self.menu.clear()
        for number, each in enumerate(found, start=1):
            text = systems.in_words(each, default=number == 1).replace("&", "&&")
            action = self.menu.addAction(f"&{number}  {text}")
            action.triggered.connect(partial(self._take, then, each.name))
        self.menu.popup(self._beside.mapToGlobal(QPoint(0, self._beside.height())))
        self.menu.setActiveAction(self.menu.actions()[0])

    def _take(self, then: Then, name: str, _checked: bool = False) -> None:
        then(name)
