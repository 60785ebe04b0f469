"""The detail view of one record: its form over tabs with all that belongs to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol, cast, runtime_checkable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from desktop.fields import Component
from desktop.models.sights import Sight
from desktop.store.drafts import KeptDraft
from desktop.store.types import RecordKind
from desktop.views import layouts
from desktop.views.actions import Act
from desktop.views.applet import Applet
from desktop.views.children_pane import ChildrenPane
from desktop.views.desk import Desk
from desktop.views.exchange_pane import ExchangePane
from desktop.views.form import FormApplet
from desktop.views.history_pane import HistoryPane
from desktop.views.owned_pane import OwnedPane
from desktop.views.page import Page, Then
from desktop.views.parts import column, row
from desktop.views.record_form import Look, RecordForm
from desktop.views.rows_in_sight import RowsInSight
from desktop.views.stack import Stack
from desktop.views.tabs import AllViews, Tabs
from desktop.views.thread import PageName, Place
from desktop.views.tokens import SPACE_M

MORE_INFO = "more_info"
HISTORY = "history"
EXCHANGE = "exchange"
_PAST = {RecordKind.HOUSEHOLD: PageName.HOUSEHOLD_PAST, RecordKind.CONTACT: PageName.CONTACT_PAST}
_ACTS = (
    *(Act.UPDATE, Act.UPDATE_ONE, Act.PREVIEW, Act.SETTLE, Act.REFRESH),
    *(Act.SAVE, Act.UNDO, Act.MORE, Act.QUERY, Act.ABOUT, Act.DELETE),
)
_BUTTONS = (Act.MORE, Act.SAVE, Act.UNDO, Act.UPDATE)


# Makes what a view shows, inside the given widget.
Make = Callable[[QWidget], QWidget]
MakePane = Callable[[QWidget], ChildrenPane]
Count = Callable[[Sight], int]


@runtime_checkable
class Shows(Protocol):
    """What a view shows of the record."""

    def show_sight(self, sight: Sight) -> None: ...


@dataclass(frozen=True, slots=True)
class _View:
    """One tab: what makes its content when it is first looked at, what counts its rows, and their kinds."""

    make: Make | None
    count: Count | None = None
    of: tuple[Component, ...] = ()


class DetailPage(Page):
    """A form over tabs, whose contents are made when they are first looked at."""

    def __init__(
        self, kind: RecordKind, desk: Desk, look: Look, name_field: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"{kind}_page")
        self._desk = desk
        self._place: Place | None = None
        self._name_field = name_field
        component, fields = layouts.COMPONENTS[kind], layouts.FORMS[kind]
        # Everything is made where it will stand: moved later, all in it would be styled once more.
        self._splitter = QSplitter(Qt.Orientation.Vertical, self)
        choices = desk.values.choices
        self.form = FormApplet(component, fields, choices, self._splitter, acts=_ACTS, buttons=_BUTTONS)
        self.record = RecordForm(self.form, desk, look)
        self._lower = QWidget(self._splitter)
        self.tabs = Tabs(f"{kind}.tabs", self.tr("Views"), self._lower)
        self.all_views = AllViews(self.tabs, self._lower)
        self._stack = Stack(self._lower)
        self._views: dict[str, _View] = {}
        self._contents: dict[str, QWidget] = {}
        self._panes: dict[str, tuple[ChildrenPane, ...]] = {}
        self._lay_out()
        self.tabs.chosen.connect(self._choose_tab)
        self.record.shown.connect(self._show)
        self.record.gone.connect(self.closed)
        self.form.stepped_back.connect(self.stepped_back)
        self.form.actions_of_record[Act.QUERY].triggered.connect(self.query_asked)

    # --- What the frame asks ----------------------------------------------------------------------------

    def visit(self, place: Place) -> None:
        self._place = place
        self._show_tab(place.tab or self.first_tab())
        if place.row:
            for pane in self.panes(self.tabs.current())[:1]:
                pane.go_to(place.row)
        if place.ref is not None:
            self.record.show(place.ref)
        self._focus_tab()

    def leave(self, then: Then) -> None:
        """Save the record, then the children that are being edited."""
        self.record.leave(partial(self._leave_panes, then))

    def main_applet(self) -> Applet | None:
        return self.form

    def take_up(self, draft: KeptDraft) -> None:
        """Put what was typed before a crash back to where it was typed."""
        name = draft.subject.component
        tabs = [key for key, each in self._views.items() if name in [of.name for of in each.of]]
        if not tabs:
            self.record.take_up(draft)
            return
        self._go_to_tab(tabs[0])
        for pane in self.panes(tabs[0]):
            if isinstance(pane, OwnedPane) and pane.component.name == name:
                pane.take_up(draft)

    def save_state(self) -> None:
        self._desk.state.setValue(f"{self.objectName()}/split", self._splitter.saveState())
        for panes in self._panes.values():
            for pane in panes:
                key = f"{self.objectName()}/{pane.objectName()}/columns"
                self._desk.state.setValue(key, pane.list.table.save_columns())

    def add_reading_tabs(self) -> None:
        """Add the tabs that tell what happened to the record."""
        self.add_tab(HISTORY, self.tr("History"), "history", self._make_history)
        self.add_tab(EXCHANGE, self.tr("Exchange"), "send", self._make_exchange)

    def _make_history(self, parent: QWidget) -> HistoryPane:
        pane = HistoryPane(RecordKind(self.form.component.name), self._desk, parent)
        pane.past_requested.connect(self._show_past)
        pane.list.stepped_back.connect(self.form.setFocus)
        return pane

    def _make_exchange(self, parent: QWidget) -> ExchangePane:
        pane = ExchangePane(self.form.component.name, self._desk, parent)
        pane.send_requested.connect(self.record.update_external_system)
        pane.list.stepped_back.connect(self.form.setFocus)
        return pane

    @property
    def history(self) -> HistoryPane:
        """Return what tells what happened to the record."""
        return cast(HistoryPane, self.content(HISTORY))

    @property
    def exchange(self) -> ExchangePane:
        """Return what tells what was said to the external system."""
        return cast(ExchangePane, self.content(EXCHANGE))

    def first_tab(self) -> str:
        """Return the tab that a link to a record of this kind opens."""
        raise NotImplementedError

    # --- Tabs -------------------------------------------------------------------------------------------

    def add_tab(
        self,
        key: str,
        title: str,
        icon: str,
        make: Make | None = None,
        count: Count | None = None,
        of: tuple[Component, ...] = (),
    ) -> None:
        """Add a tab; one without content gives the whole page to the form."""
        # Their words alone leave room for more of the many tabs; the list of all views shows the icons.
        self.tabs.add(key, title)
        self.all_views.draw(key, icon)
        self._views[key] = _View(make, count, of)

    def add_panes(self, key: str, title: str, icon: str, *makes: MakePane, of: tuple[Component, ...]) -> None:
        """Add a tab with lists of children side by side, counted by what the record has ``of`` them."""
        count = partial(_count_own, of)
        self.add_tab(key, title, icon, partial(self.make_panes, key, makes), count, of)

    def content(self, key: str) -> QWidget | None:
        """Return what a tab shows, made now if it has not been looked at yet."""
        make = self._views[key].make
        if key not in self._contents and make is not None:
            content = self._contents[key] = make(self._stack)
            self._stack.addWidget(content)
            self._show_in(key)
        return self._contents.get(key)

    def panes(self, key: str) -> tuple[ChildrenPane, ...]:
        """Return the lists of children of a tab."""
        self.content(key)
        return self._panes.get(key, ())

    def take_panes(self, key: str, *panes: ChildrenPane) -> None:
        """Take the lists of children that were made in a tab."""
        self._panes[key] = panes
        for pane in panes:
            pane.drilled.connect(partial(self.follow_link, pane.component))
            pane.list.stepped_back.connect(self.form.setFocus)
            kept = self._desk.state.value(f"{self.objectName()}/{pane.objectName()}/columns")
            if kept:
                pane.list.table.restore_columns(bytes(kept))
        panes[0].current_changed.connect(self._amend_row)

    def make_panes(self, key: str, makes: tuple[MakePane, ...], parent: QWidget) -> QWidget:
        """Return lists of children side by side, made for a tab."""
        beside = QSplitter(Qt.Orientation.Horizontal, parent)
        beside.setObjectName(f"{key}.split")
        beside.setChildrenCollapsible(False)
        self.take_panes(key, *(make(beside) for make in makes))
        return beside

    def follow_link(self, component: Component, row: object) -> None:
        """Go where the link of a component's row leads."""
        raise NotImplementedError

    def _choose_tab(self, key: str) -> None:
        before = self._place.tab if self._place and self._place.tab else self.first_tab()
        self.tabs.set_current(before)
        self.leave(partial(self._go_to_tab, key))

    def _go_to_tab(self, key: str) -> None:
        self._show_tab(key)
        self._amend(tab=key, row="")
        self._focus_tab()

    def _show_tab(self, key: str) -> None:
        self.tabs.set_current(key)
        content = self.content(key)
        self._stack.setVisible(content is not None)
        self.form.actions_of_record[Act.MORE].setChecked(content is None)
        if content is None:
            self._lower.setMaximumHeight(self.tabs.sizeHint().height())
        else:
            self._lower.setMaximumHeight(16_777_215)
            self._stack.setCurrentWidget(content)
        self._read_shown()

    def _focus_tab(self) -> None:
        panes = self.panes(self.tabs.current())
        if panes:
            panes[0].list.table.setFocus()
        else:
            self.tabs.setFocus()

    def _leave_panes(self, then: Then) -> None:
        leave = then
        for pane in reversed(self.panes(self.tabs.current())):
            leave = partial(pane.leave, leave)
        leave()

    # --- The record -------------------------------------------------------------------------------------

    def _show(self, sight: Sight) -> None:
        for key, view in self._views.items():
            self._show_in(key)
            if view.count is not None:
                self.tabs.show_count(key, view.count(sight) or None)
        self._amend(value=str(sight.record.values[self._name_field] or ""))
        self._read_shown()

    def _show_in(self, key: str) -> None:
        """Show the record in a tab, if its content is made."""
        sight, content = self.record.sight, self._contents.get(key)
        if sight is None or content is None:
            return
        for each in (content,) if isinstance(content, Shows) else self._panes.get(key, ()):
            each.show_sight(sight)

    def _show_past(self, moment: str) -> None:
        """Go to the record as it was at a moment."""
        ref, sight = self.record.ref, self.record.sight
        if ref is not None and sight is not None:
            title = self.tr("{kind} in the Past").format(kind=layouts.kind_label(ref.kind))
            value = str(sight.record.values[self._name_field] or "")
            place = Place(_PAST[ref.kind], ref, row=moment, title=title, value=value)
            self.leave(partial(self.drilled.emit, place, False))

    def _read_shown(self) -> None:
        """Read what is read only while it is looked at."""
        pane = self._contents.get(self.tabs.current())
        if isinstance(pane, HistoryPane | ExchangePane) and self.record.ref is not None:
            pane.read(self.record.ref)

    def _amend_row(self, child_id: str) -> None:
        if child_id:
            self._amend(row=child_id)

    def _amend(self, **changes: str) -> None:
        if self._place is not None and self._place.ref == self.record.ref:
            self._place = replace(self._place, **changes)
            self.amended.emit(self._place)

    # --- Making -----------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        views = row(self.tabs, self.all_views, spacing=0)
        views.setStretch(0, 1)
        self._lower.setLayout(column(views, self._stack, spacing=0))
        self._splitter.setObjectName(f"{self.objectName()}.split")
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setStretchFactor(0, 0)
        self._splitter.setStretchFactor(1, 1)
        RowsInSight(self.form, self)
        self.setLayout(column(self._splitter, margins=(SPACE_M, SPACE_M, SPACE_M, SPACE_M)))
        kept = self._desk.state.value(f"{self.objectName()}/split")
        if kept:
            self._splitter.restoreState(kept)


def _count_own(of: tuple[Component, ...], sight: Sight) -> int:
    return sum(len(sight.record.children[each.name]) for each in of)
