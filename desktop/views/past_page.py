"""The time machine: a record and all that belongs to it as they were at a moment, to be looked at only."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import QDateTime, Qt, QTimeZone
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDateTimeEdit, QSplitter, QWidget

from desktop.errors import HearthError, RecordNotFound
from desktop.fields import Component
from desktop.models import formats, history, sights
from desktop.models.child_list import ChildListModel, child_row
from desktop.store.types import Children, Record, RecordKind
from desktop.views import layouts
from desktop.views.actions import Act
from desktop.views.applet import Applet
from desktop.views.desk import Desk
from desktop.views.form import FormApplet
from desktop.views.list import ListApplet
from desktop.views.message_bar import MessageKind, WayOut
from desktop.views.page import Page
from desktop.views.parts import column, label, push_button, row
from desktop.views.rows_in_sight import RowsInSight
from desktop.views.stack import Stack
from desktop.views.tabs import Tabs
from desktop.views.thread import Place
from desktop.views.tokens import SPACE_L, SPACE_M, SPACE_S

_SHAPE: Final = "yyyy-MM-ddTHH:mm:ss.zzz"
_DAY: Final = 86_400


class PastPage(Page):
    """One record in the past. The place's ``row`` holds the moment (ISO, UTC)."""

    def __init__(self, kind: RecordKind, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{kind}_past_page")
        self._desk = desk
        self._place: Place | None = None
        component = layouts.COMPONENTS[kind]
        self._splitter = QSplitter(Qt.Orientation.Vertical, self)
        acts, fields = (Act.MORE,), layouts.FORMS[kind]
        choices = desk.values.choices
        self.form = FormApplet(component, fields, choices, self._splitter, acts=acts, buttons=acts)
        self.when = self._make_when()
        self.earlier = push_button("past.earlier", self.tr("A Day Earlier"), parent=self)
        self.later = push_button("past.later", self.tr("A Day Later"), parent=self)
        self.back = push_button("past.back", self.tr("Back to Now"), "primary", self)
        self._lower = QWidget(self._splitter)
        self.tabs = Tabs(f"{kind}_past.tabs", self.tr("What belonged to it"), self._lower)
        self._stack = Stack(self._lower)
        self._children = {each.name: each for each in component.children}
        self._then: Children = {}
        self._lists: dict[str, tuple[ListApplet, ChildListModel]] = {}
        for each in component.children:
            self.tabs.add(each.name, layouts.plural(each))
        self._lay_out()
        self._connect()

    # --- What the frame asks --------------------------------------------------------------------------------

    def visit(self, place: Place) -> None:
        self._place = place
        moment = QDateTime.fromString(place.row, Qt.DateFormat.ISODateWithMs).toLocalTime()
        self.when.setDateTime(moment)
        self._read()
        self.when.setFocus()

    def main_applet(self) -> Applet | None:
        return self.form

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._go_back()
        else:
            super().keyPressEvent(event)

    # --- Looking --------------------------------------------------------------------------------------------

    def moment(self) -> str:
        """Return the moment that is shown (ISO, UTC)."""
        utc = self.when.dateTime().toTimeZone(QTimeZone(QTimeZone.Initialization.UTC))
        return f"{utc.toString(_SHAPE)}Z"

    def _read(self) -> None:
        if self._place is not None and self._place.ref is not None:
            read = partial(history.as_it_was, ref=self._place.ref, at=self.moment())
            self._desk.operations.read(read, partial(self._show, self.moment()), self._refuse)

    def _show(self, moment: str, record: Record) -> None:
        if self._place is None or record.ref != self._place.ref or moment != self.moment():
            return
        self.form.show()
        self._lower.show()
        self.form.set_record(record.values, shown=sights.shown_names(record), sync=record.sync)
        self.form.set_read_only(True)
        self._show_children(record.children)
        sentence = self.tr("This is how it was at {when}. Nothing can be changed here.")
        told = sentence.format(when=formats.moment(moment))
        self._say(MessageKind.INFO, told)
        self._place = replace(self._place, row=moment)
        self.amended.emit(self._place)

    def list_of(self, name: str) -> tuple[ListApplet, ChildListModel]:
        """Return the list of one kind of children, made when it is first looked at, with its model."""
        if name not in self._lists:
            self._lists[name] = self._make_list(self._children[name])
            self._fill(name)
        return self._lists[name]

    def _show_children(self, children: Children) -> None:
        self._then = children
        for name, rows in children.items():
            self.tabs.show_count(name, len(rows))
        for name in self._lists:
            self._fill(name)
        self._show_list(self.tabs.current())

    def _fill(self, name: str) -> None:
        _, model = self._lists[name]
        model.show([child_row(each) for each in self._then.get(name, ())])

    def _refuse(self, error: HearthError) -> None:
        sentence = str(error)
        if isinstance(error, RecordNotFound):
            sentence = self.tr("This record did not exist at that moment.")
        self._show_children(dict.fromkeys(self._children, ()))
        self.form.set_record({})
        self.form.set_read_only(True)
        self._say(MessageKind.WARNING, sentence)

    def _say(self, kind: MessageKind, sentence: str) -> None:
        self.form.message_bar.show_message(kind, sentence, WayOut(self.tr("Back to Now"), self._go_back))

    def _step(self, days: int) -> None:
        self.when.setDateTime(self.when.dateTime().addSecs(days * _DAY))
        self._read()

    def _go_back(self) -> None:
        self.stepped_back.emit()

    # --- Making ---------------------------------------------------------------------------------------------

    def _make_when(self) -> QDateTimeEdit:
        when = QDateTimeEdit(self)
        when.setObjectName("past.when")
        when.setAccessibleName(self.tr("The moment"))
        when.setDisplayFormat(f"{formats.date_pattern()} HH:mm:ss")
        when.setCalendarPopup(True)
        when.setKeyboardTracking(False)
        return when

    def _make_list(self, component: Component) -> tuple[ListApplet, ChildListModel]:
        columns = layouts.child_columns_to_read(component)
        name = f"past_{component.name}"
        applet = ListApplet(name, columns, self._stack, acts=(), buttons=())
        model = ChildListModel(columns, applet)
        applet.set_model(model)
        applet.set_title(self.tr("{plural} then").format(plural=layouts.plural(component)))
        applet.set_empty_state("history", self.tr("There were none then."))
        applet.menu_button.hide()
        applet.stepped_back.connect(self.stepped_back)
        self._stack.addWidget(applet)
        return applet, model

    def _lay_out(self) -> None:
        words = label(self.tr("As it was on"), "strong", self)
        words.setBuddy(self.when)
        bar = row(words, self.when, self.earlier, self.later, None, self.back, spacing=SPACE_M)
        bar.setContentsMargins(SPACE_L, SPACE_S, SPACE_L, SPACE_S)
        self._lower.setLayout(column(self.tabs, self._stack, spacing=0))
        self._splitter.setObjectName(f"{self.objectName()}.split")
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setStretchFactor(0, 0)
        self._splitter.setStretchFactor(1, 1)
        RowsInSight(self.form, self)
        margins = (SPACE_M, SPACE_M, SPACE_M, SPACE_M)
        whole = column(bar, self._splitter, spacing=SPACE_S, margins=margins)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def _connect(self) -> None:
        self.when.dateTimeChanged.connect(self._read)
        self.earlier.clicked.connect(partial(self._step, -1))
        self.later.clicked.connect(partial(self._step, 1))
        self.back.clicked.connect(self._go_back)
        self.form.stepped_back.connect(self.stepped_back)
        self.tabs.chosen.connect(self._show_list)

    def _show_list(self, name: str) -> None:
        self._stack.setCurrentWidget(self.list_of(name)[0])
