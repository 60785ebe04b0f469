"""The frame of the window: screen tabs, menus, thread bar, the page of now, and the status line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import QSettings, QSize, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QWidget

from desktop.views import keymap, theme
from desktop.views.applet import Applet
from desktop.views.icons import icon
from desktop.views.key_sheet import KeySheet
from desktop.views.language_menu import LanguageMenu
from desktop.views.line_mark import LineMark
from desktop.views.message_bar import MessageBar, MessageKind, WayOut
from desktop.views.opening_pane import OpeningPane
from desktop.views.page import Page
from desktop.views.parts import action_button, column, frame, row
from desktop.views.password_bar import PasswordBar
from desktop.views.reading_order import put_in_order
from desktop.views.recent import Recent
from desktop.views.stack import Stack
from desktop.views.tabs import Tabs
from desktop.views.thread import PageName, Place, Thread
from desktop.views.thread_bar import ThreadBar
from desktop.views.tokens import SPACE_M, Tone
from desktop.views.view_menu import ViewMenu

# What makes a page inside the widget that holds all of them.
Makers = Mapping[PageName, Callable[[QWidget], Page]]
_SCREEN_OF: Final = {
    PageName.HOUSEHOLDS: PageName.HOUSEHOLDS,
    PageName.HOUSEHOLD: PageName.HOUSEHOLDS,
    PageName.CONTACTS: PageName.CONTACTS,
    PageName.CONTACT: PageName.CONTACTS,
    PageName.HOUSEHOLD_PAST: PageName.HOUSEHOLDS,
    PageName.CONTACT_PAST: PageName.CONTACTS,
    PageName.OUTBOX: PageName.OUTBOX,
    PageName.ADMINISTRATION: PageName.ADMINISTRATION,
    PageName.FIRST_STEPS: PageName.FIRST_STEPS,
}
_FIRST_SIZE: Final = (1280, 800)


class MainWindow(QMainWindow):
    """The window; pages are made when they are first visited. ``closing`` is emitted once it may close.

    ``check_asked`` tells that the workstation is to be checked, ``search_asked`` that one looks something up.
    """

    closing = Signal()
    check_asked = Signal()
    search_asked = Signal()

    def __init__(self, state: QSettings) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setWindowTitle("Hearth")
        self._state = state
        keymap.current().remember(state)
        self._makers: Makers = {}
        self._pages: dict[PageName, Page] = {}
        self._may_close = False
        self.recent = Recent(state)
        self.thread_ = Thread()
        self.tabs = Tabs("screens", self.tr("Screens"), self)
        self.thread_bar = ThreadBar(self)
        self.line_mark = LineMark(self)
        self.message_bar = MessageBar(self)
        self.password_bar = PasswordBar(self)
        self.opening = OpeningPane(self)
        self.language_menu = LanguageMenu(state, self)
        self._stack = Stack(self)
        self._lay_out()
        self._fill_menus()
        self._connect()
        self._restore()

    # --- What the composition root asks -----------------------------------------------------------------

    def take_pages(self, makers: Makers, first: PageName = PageName.HOUSEHOLDS) -> None:
        """Take the pages, now that the store is open, and go to the first screen."""
        self._makers = makers
        self.statusBar().clearMessage()
        self.open_screen(first)

    def renew_pages(self) -> None:
        """Forget all pages but the one that is shown: the store was filled behind their backs."""
        shown = self.current_page()
        for name, page in [each for each in self._pages.items() if each[1] is not shown]:
            page.save_state()
            del self._pages[name]
            self._stack.removeWidget(page)
            page.deleteLater()

    def show_line(self, *, online: bool | None, waiting: int) -> None:
        """Show how the line stands and how much waits."""
        self.line_mark.show_line(online=online, waiting=waiting)
        self.tabs.show_count(PageName.OUTBOX, waiting or None)

    def offer_restart(self, text: str, restart: Callable[[], object]) -> None:
        """Say what comes with a restart, and offer one."""
        self.message_bar.show_message(MessageKind.INFO, text, WayOut(self.tr("Restart Now"), restart))

    def say(self, sentence: str) -> None:
        """Say in the status line what the program is doing."""
        self.statusBar().showMessage(sentence)

    def show_problem(self, sentence: str, *ways_out: WayOut) -> None:
        """Say over the page what went wrong."""
        self.message_bar.show_message(MessageKind.ERROR, sentence, *ways_out)

    def page(self, name: PageName) -> Page:
        """Return a page, made at the first time."""
        if name not in self._pages:
            page = self._makers[name](self._stack)
            self._pages[name] = page
            self._stack.addWidget(page)
            page.drilled.connect(partial(self._drill, page))
            page.amended.connect(partial(self._amend, page))
            page.closed.connect(partial(self._close_page, page))
            page.stepped_back.connect(self.step_back)
            page.query_asked.connect(self._begin_query)
            page.renewed.connect(self.renew_pages)
        return self._pages[name]

    def current_page(self) -> Page | None:
        """Return the page that is shown."""
        shown = self._stack.currentWidget()
        return shown if isinstance(shown, Page) else None

    def come_forward(self) -> None:
        """Show the window over the others, for someone who asked for it from outside."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    # --- Going ------------------------------------------------------------------------------------------

    def leave_for(self, then: Callable[[], object]) -> None:
        """Leave the page, then call ``then``; a page with something that cannot be saved is not left."""
        page = self.current_page()
        if page is None:
            then()
        else:
            page.leave(then)

    def open_place(self, place: Place) -> None:
        """Go straight to a record, once the page before was left; the thread begins anew there."""
        self.thread_.to_screen(place)
        self._arrive()

    def open_screen(self, name: PageName) -> None:
        """Go to a screen, once the page before was left; the whole thread is replaced."""
        # Coming from a record of the screen, its row is the current one in the list.
        seen = [each.ref for each in self.thread_.entries if each.page is _DETAILS.get(name)]
        self.thread_.to_screen(Place(name, seen[-1] if seen else None, title=self._titles()[name]))
        self._arrive()

    def go_to_screen(self, name: str) -> None:
        """Leave the page for another screen; the whole thread is replaced."""
        self._show_tab()
        self.leave_for(partial(self.open_screen, PageName(name)))

    def step_back(self) -> None:
        """Go back one level: to the entry before, or from a record to its list."""
        count = len(self.thread_.entries)
        here = self.thread_.here
        if count > 1:
            self._choose_entry(count - 2)
        elif here is not None and _SCREEN_OF[here.page] is not here.page:
            self.go_to_screen(_SCREEN_OF[here.page])

    def go_back(self) -> None:
        """Go where the agent was before."""
        if self.thread_.can_go_back:
            self.leave_for(self._go_back)

    def go_forward(self) -> None:
        """Go where the agent went back from."""
        if self.thread_.can_go_forward:
            self.leave_for(self._go_forward)

    def _drill(self, page: Page, place: Place, same_screen: bool) -> None:
        if page is self.current_page():
            self.thread_.drill(place, same_screen=same_screen)
            self._arrive()

    def _begin_query(self) -> None:
        """Go to the list of the screen and let a query be written there."""
        here = self.thread_.here
        if here is not None:
            self.leave_for(partial(self._open_query, _SCREEN_OF[here.page]))

    def _open_query(self, screen: PageName) -> None:
        self.open_screen(screen)
        self.page(screen).begin_query()

    def _choose_entry(self, number: int) -> None:
        if number < len(self.thread_.entries) - 1:
            self.leave_for(partial(self._go_to_entry, number))

    def _go_to_entry(self, number: int) -> None:
        self.thread_.back_to(number)
        self._arrive()

    def _go_back(self) -> None:
        self.thread_.back()
        self._arrive()

    def _go_forward(self) -> None:
        self.thread_.forward()
        self._arrive()

    def _close_page(self, page: Page) -> None:
        """Go on from a record that is gone."""
        if page is not self.current_page():
            return
        count = len(self.thread_.entries)
        here = self.thread_.here
        if count > 1:
            self._go_to_entry(count - 2)
        elif here is not None:
            self.open_screen(_SCREEN_OF[here.page])

    def _arrive(self) -> None:
        here = self.thread_.here
        if here is None or not self._makers:
            return
        page = self.page(here.page)
        self._stack.setCurrentWidget(page)
        self.message_bar.clear()
        self._show_thread()
        self._show_tab()
        page.visit(here)

    def _amend(self, page: Page, place: Place) -> None:
        if page is self.current_page() and self.thread_.here is not None:
            self.thread_.amend(place)
            self.recent.note(place)
            if place.ref is not None and place.value:
                self.thread_.rename(place.ref, place.value)
            self._show_thread()

    def _show_thread(self) -> None:
        thread = self.thread_
        texts = [each.text for each in thread.entries]
        if tuple(texts) != self.thread_bar.texts() or thread.can_go_back:
            back, forward = thread.can_go_back, thread.can_go_forward
            self.thread_bar.show_entries(texts, can_go_back=back, can_go_forward=forward)

    def _show_tab(self) -> None:
        if self.thread_.here is not None:
            screen = _SCREEN_OF[self.thread_.here.page]
            self.tabs.show_tab(PageName.FIRST_STEPS, shown=screen is PageName.FIRST_STEPS)
            self.tabs.set_current(screen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the keys of the page's record work where the focus is in none of its applets."""
        pressed = QKeySequence(event.keyCombination())
        applet = self.current_applet()
        acts = [applet.actions_of_record[act] for act in applet.actions_of_record] if applet else []
        action = next((each for each in acts if each.shortcut() == pressed), None)
        if action is None:
            super().keyPressEvent(event)
        else:
            action.trigger()

    # --- Closing ----------------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._may_close:
            self.leave_for(self._close_for_good)
        # A page with nothing to save is left by now, and Qt heeds no close() within this one.
        if not self._may_close:
            event.ignore()
            return
        self._save_state()
        self.closing.emit()
        event.accept()

    def _close_for_good(self) -> None:
        self._may_close = True
        self.close()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002  # as Qt has it
        put_in_order(self)
        return super().focusNextPrevChild(next)

    def _save_state(self) -> None:
        for page in self._pages.values():
            page.save_state()
        self._state.setValue("window/geometry", self.saveGeometry())
        self._state.setValue("window/scheme", theme.current().scheme.value)
        self._state.setValue("window/density", theme.current().density.value)
        self._state.sync()

    def _restore(self) -> None:
        geometry = self._state.value("window/geometry")
        if not geometry or not self.restoreGeometry(geometry):
            self.resize(QSize(*_FIRST_SIZE).boundedTo(self.screen().availableSize()))

    # --- Making -----------------------------------------------------------------------------------------

    def _titles(self) -> dict[PageName, str]:
        return {
            PageName.HOUSEHOLDS: self.tr("Household"),
            PageName.CONTACTS: self.tr("Contact"),
            PageName.OUTBOX: self.tr("Outbox"),
            PageName.ADMINISTRATION: self.tr("Administration"),
            PageName.FIRST_STEPS: self.tr("First Steps"),
        }

    def _lay_out(self) -> None:
        self.tabs.add(PageName.HOUSEHOLDS, self.tr("Households"), "household")
        self.tabs.add(PageName.CONTACTS, self.tr("Contacts"), "contact")
        self.tabs.add(PageName.OUTBOX, self.tr("Outbox"), "outbox")
        self.tabs.add(PageName.ADMINISTRATION, self.tr("Administration"), "administration")
        self.tabs.add(PageName.FIRST_STEPS, self.tr("First Steps"), "star")
        self.tabs.show_tab(PageName.FIRST_STEPS, shown=False)
        top = frame("bar", "screen_bar", self)
        search = self._action("go.search", self.tr("Search Everything"), "Ctrl+K")
        search.setIcon(icon("search", Tone.MUTED))
        search.triggered.connect(self.search_asked)
        find = action_button(search, top)
        line = row(self.tabs, find, margins=(SPACE_M, 0, SPACE_M, 0))
        line.setStretch(0, 1)
        top.setLayout(line)
        strip = frame("bar", "thread_strip", self)
        self.thread_bar.add_at_end(self.line_mark)
        strip.setLayout(column(self.thread_bar))
        self._stack.addWidget(self.opening)
        bars = column(self.password_bar, self.message_bar, spacing=SPACE_M, margins=(SPACE_M, 0, SPACE_M, 0))
        whole = QWidget(self)
        layout = column(top, strip, bars, self._stack, spacing=0)
        layout.setStretch(3, 1)
        whole.setLayout(layout)
        self.setCentralWidget(whole)
        self.statusBar().setSizeGripEnabled(False)

    def _connect(self) -> None:
        self.tabs.chosen.connect(self.go_to_screen)
        self.tabs.chosen_again.connect(self.go_to_screen)
        self.thread_bar.entry_chosen.connect(self._choose_entry)
        self.thread_bar.back_requested.connect(self.go_back)
        self.thread_bar.forward_requested.connect(self.go_forward)
        self.line_mark.clicked.connect(partial(self.go_to_screen, PageName.OUTBOX))

    def _fill_menus(self) -> None:
        self.record_menu = self._menu("record", self.tr("Re&cord"))
        self.record_menu.aboutToShow.connect(self._fill_record_menu)
        self.quit_action = self._action("window.quit", self.tr("Quit"), "Ctrl+Q")
        self.quit_action.triggered.connect(self.close)
        edit = self._menu("edit", self.tr("&Edit"))
        self.undo_action = self._action("edit.undo", self.tr("Undo"), "Ctrl+Z")
        self.redo_action = self._action("edit.redo", self.tr("Redo"), "Ctrl+Y")
        edit.addActions([self.undo_action, self.redo_action])
        go = self._menu("go", self.tr("&Go"))
        for number, (name, text) in enumerate(self._screen_texts().items(), start=1):
            action = self._action(f"go.{name}", text, f"Ctrl+{number}")
            action.triggered.connect(partial(self.go_to_screen, name))
            go.addAction(action)
        go.addSeparator()
        self._add(go, "go.back", self.tr("Back"), "Alt+Left", self.go_back)
        self._add(go, "go.forward", self.tr("Forward"), "Alt+Right", self.go_forward)
        self.menuBar().addMenu(ViewMenu(self._action, self.language_menu, self))
        help_menu = self._menu("help", self.tr("&Help"))
        self._add(help_menu, "help.keys", self.tr("Keys…"), "F1", self.show_keys)
        first = partial(self.go_to_screen, PageName.FIRST_STEPS)
        self._add(help_menu, "help.first_steps", self.tr("First Steps"), "Ctrl+Shift+F1", first)
        check = self.check_asked.emit
        self._add(help_menu, "help.check", self.tr("Check This Workstation…"), "Ctrl+F1", check)

    def show_keys(self) -> None:
        """Show what every key does, beginning with the applet of now."""
        sheet = KeySheet(self)
        sheet.finished.connect(sheet.deleteLater)
        sheet.open()

    def _screen_texts(self) -> dict[PageName, str]:
        return {
            PageName.HOUSEHOLDS: self.tr("Households"),
            PageName.CONTACTS: self.tr("Contacts"),
            PageName.OUTBOX: self.tr("Outbox"),
            PageName.ADMINISTRATION: self.tr("Administration"),
        }

    def _menu(self, name: str, text: str) -> QMenu:
        menu = QMenu(text, self)
        menu.setObjectName(f"menu.{name}")
        self.menuBar().addMenu(menu)
        return menu

    def _add(self, menu: QMenu, name: str, text: str, keys: str, act: Callable[[], object]) -> None:
        action = self._action(name, text, keys)
        action.triggered.connect(lambda _checked=False: act())
        menu.addAction(action)

    def _action(self, name: str, text: str, keys: str) -> QAction:
        action = QAction(text, self)
        action.setObjectName(f"action.{name}")
        keymap.current().give(action, name, keys)
        self.addAction(action)
        return action

    def _fill_record_menu(self) -> None:
        self.record_menu.clear()
        applet = self.current_applet()
        if applet is not None:
            applet.actions_of_record.fill(self.record_menu)
            self.record_menu.addSeparator()
        self.record_menu.addAction(self.quit_action)

    def current_applet(self) -> Applet | None:
        """Return the applet in which the focus is, else the page's main one."""
        widget = QApplication.focusWidget()
        while widget is not None and not isinstance(widget, Applet):
            widget = widget.parentWidget()
        page = self.current_page()
        return widget or (page.main_applet() if page else None)


_DETAILS: Final = {PageName.HOUSEHOLDS: PageName.HOUSEHOLD, PageName.CONTACTS: PageName.CONTACT}
