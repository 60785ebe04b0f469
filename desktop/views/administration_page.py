"""Administration: the external system, its mappings, and the lists of values."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.views.applet import Applet
from desktop.views.connection_page import ConnectionPage
from desktop.views.desk import Desk
from desktop.views.mapping_page import MappingPage
from desktop.views.page import Page, Then
from desktop.views.parts import column
from desktop.views.stack import Stack
from desktop.views.tabs import Tabs
from desktop.views.thread import Place
from desktop.views.tokens import SPACE_M
from desktop.views.value_lists_page import ValueListsPage

CONNECTION = "connection"
MAPPING = "mapping"
LISTS = "lists"


class AdministrationPage(Page):
    """Tabs over the pages of an administrator."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("administration_page")
        self.connection = ConnectionPage(desk)
        self.mapping = MappingPage(desk)
        self.value_lists = ValueListsPage(desk)
        self.tabs = Tabs("administration.tabs", self.tr("Administration"))
        self.tabs.add(CONNECTION, self.tr("External System"), "link")
        self.tabs.add(MAPPING, self.tr("Mapping"), "update")
        self.tabs.add(LISTS, self.tr("Lists of Values"), "columns")
        self._stack = Stack()
        self._stack.addWidget(self.connection)
        self._stack.addWidget(self.mapping)
        self._stack.addWidget(self.value_lists)
        self.setLayout(column(self.tabs, self._stack, margins=(SPACE_M, SPACE_M, SPACE_M, SPACE_M)))
        self.tabs.chosen.connect(self._choose)
        self.connection.form.stepped_back.connect(self.stepped_back)
        self.connection.mapping_asked.connect(partial(self._choose, MAPPING))

    def visit(self, place: Place) -> None:
        self._go(place.tab or CONNECTION)

    def leave(self, then: Then) -> None:
        if self._stack.currentWidget() is self.mapping:
            self.mapping.leave(then)
        else:
            self.connection.leave(then)

    def main_applet(self) -> Applet | None:
        return self.connection.form

    def _choose(self, key: str) -> None:
        shown = self._stack.currentWidget()
        self.tabs.set_current(next(name for name, page in self._pages().items() if page is shown))
        self.leave(partial(self._go, key))

    def _go(self, key: str) -> None:
        self.tabs.set_current(key)
        self._stack.setCurrentWidget(self._pages()[key])
        if key == MAPPING:
            self.mapping.visit()

    def _pages(self) -> dict[str, QWidget]:
        return {CONNECTION: self.connection, MAPPING: self.mapping, LISTS: self.value_lists}
