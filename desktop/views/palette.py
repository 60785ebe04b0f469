"""The palette: everything there is to find or to do, by typing a few letters of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QHeaderView,
    QLabel,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from desktop import language
from desktop.errors import HearthError
from desktop.models import finding, formats
from desktop.models.operations import Operations
from desktop.store.search import Hit
from desktop.store.search_terms import plain
from desktop.store.types import RecordKind
from desktop.values import Kind
from desktop.views import keymap, layouts, theme
from desktop.views.dialog import Dialog
from desktop.views.icons import icon
from desktop.views.main_window import MainWindow
from desktop.views.parts import column, label
from desktop.views.record_list_page import screen_title
from desktop.views.thread import PageName, Place
from desktop.views.tokens import SPACE_L, SPACE_M, Tone

_SIZE: Final = (720, 460)
_PAGES: Final = {RecordKind.HOUSEHOLD: PageName.HOUSEHOLD, RecordKind.CONTACT: PageName.CONTACT}
_LIST_KEYS: Final = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: its name, what else is to be seen of it, its icon, and what choosing it does."""

    name: str
    detail: str
    icon: str
    act: Callable[[], object]


class Palette(Dialog):
    """Finds records and commands as one types; Enter goes there or does it, Esc leaves all as it was."""

    def __init__(self, window: MainWindow, operations: Operations) -> None:
        super().__init__(window)
        self.setObjectName("palette")
        self.setWindowTitle(self.tr("Search Everything"))
        self.setAccessibleName(self.tr("Search Everything"))
        self.setModal(True)
        self.resize(*_SIZE)
        self._window = window
        self._operations = operations
        self._commands = tuple(_commands(window))
        self._entries: tuple[Entry, ...] = ()
        self.box = self._made_box()
        self.list = self._made_list()
        self.said = self._made_said()
        margins = (SPACE_L, SPACE_L, SPACE_L, SPACE_M)
        self.setLayout(column(self.box, self.list, self.said, margins=margins, spacing=SPACE_M))
        self._looked_for = ""
        self.box.textChanged.connect(self._after_typing)
        self.box.returnPressed.connect(self._choose)
        self.list.itemActivated.connect(self._choose)
        self._show_recent()

    def entries(self) -> tuple[Entry, ...]:
        """Return the lines that are shown."""
        return self._entries

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrow keys move in the list while one goes on typing."""
        is_key = watched is self.box and event.type() == QEvent.Type.KeyPress
        if is_key and isinstance(event, QKeyEvent) and event.key() in _LIST_KEYS:
            self.list.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    # --- Finding ------------------------------------------------------------------------------------------

    def _after_typing(self) -> None:
        """Search at once; while one search is under way, the next one waits and asks for the latest text."""
        if not self.box.text().strip():
            self._show_recent()
        elif not self._looked_for:
            self._search()

    def _search(self) -> None:
        self._looked_for = text = self.box.text().strip()
        look = partial(finding.everything, text=text)
        self._operations.read(look, partial(self._take, text), self._fail)

    def _take(self, text: str, hits: tuple[Hit, ...]) -> None:
        self._looked_for = ""
        now = self.box.text().strip()
        if text == now:
            self._show((*self._matching(text), *(self._of_hit(hit) for hit in hits)))
        elif now:
            # What was typed meanwhile asks anew.
            self._search()

    def _fail(self, problem: HearthError) -> None:
        self._looked_for = ""
        self.said.setText(language.sentence(str(problem)))

    def _matching(self, text: str) -> Iterator[Entry]:
        words = plain(text).split()
        for command in self._commands:
            name = plain(command.name).split()
            if all(any(part.startswith(word) for part in name) for word in words):
                yield command

    def _of_hit(self, hit: Hit) -> Entry:
        kind = hit.ref.kind
        phone = formats.shown(Kind.PHONE, hit.phone or None)
        known = (layouts.kind_label(kind), hit.key, hit.city, phone, hit.email)
        # The page says the record's name as soon as it has read it.
        place = Place(_PAGES[kind], hit.ref, title=screen_title(kind))
        return Entry(hit.name, " · ".join(each for each in known if each), str(kind), self._going(place))

    def _going(self, place: Place) -> Callable[[], object]:
        return partial(self._window.leave_for, partial(self._window.open_place, place))

    # --- Showing ------------------------------------------------------------------------------------------

    def _show_recent(self) -> None:
        places = self._window.recent.places()
        recent = (Entry(each.value, each.title, str(each.page), self._going(each)) for each in places)
        self._show((*recent, *self._commands))

    def _show(self, entries: Iterable[Entry]) -> None:
        self._entries = tuple(entries)
        self.list.clear()
        for each in self._entries:
            item = QTreeWidgetItem([each.name, each.detail])
            item.setIcon(0, icon(each.icon, Tone.MUTED))
            item.setSizeHint(0, QSize(0, theme.row_height()))
            self.list.addTopLevelItem(item)
        self.list.setCurrentIndex(self.list.model().index(0, 0))
        self.said.setText(self._sentence())

    def _sentence(self) -> str:
        if not self._entries:
            return self.tr("Nothing is called so, has this number or this address.")
        return self.tr("↑ ↓ to move, Enter to go there or do it, Esc to leave")

    def _choose(self) -> None:
        at = self.list.currentIndex().row()
        if 0 <= at < len(self._entries):
            self.accept()
            self._entries[at].act()

    # --- Making -------------------------------------------------------------------------------------------

    def _made_box(self) -> QLineEdit:
        box = QLineEdit(self)
        box.setObjectName("palette.box")
        box.setPlaceholderText(self.tr("Name, telephone number, e-mail, city, Household #, or a command…"))
        box.setAccessibleName(self.tr("Search everything"))
        box.setClearButtonEnabled(True)
        box.addAction(icon("search", Tone.MUTED), QLineEdit.ActionPosition.LeadingPosition)
        box.installEventFilter(self)
        return box

    def _made_list(self) -> QTreeWidget:
        shown = QTreeWidget(self)
        shown.setObjectName("palette.list")
        shown.setAccessibleName(self.tr("What was found"))
        shown.setHeaderHidden(True)
        shown.setColumnCount(2)
        shown.setRootIsDecorated(False)
        shown.setUniformRowHeights(True)
        shown.setAllColumnsShowFocus(True)
        shown.header().setStretchLastSection(True)
        shown.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        shown.header().resizeSection(0, _SIZE[0] * 2 // 5)
        return shown

    def _made_said(self) -> QLabel:
        said = label("", "muted", self)
        said.setObjectName("palette.said")
        return said


def _commands(window: MainWindow) -> Iterator[Entry]:
    """Return what can be done now: with the record of now first, then in the window."""
    applet = window.current_applet()
    of_record = [applet.actions_of_record[act] for act in applet.actions_of_record] if applet else []
    for action in (*of_record, *window.actions()):
        if action.isEnabled() and action.text() and action.objectName() != "action.go.search":
            yield Entry(_words(action), keymap.shown(action.shortcut()), "menu", action.trigger)


def _words(action: QAction) -> str:
    return action.text().replace("&", "").rstrip("…")


def open_palette(window: MainWindow, operations: Operations) -> QWidget:
    """Open the palette over the window."""
    palette = Palette(window, operations)
    palette.finished.connect(palette.deleteLater)
    palette.open()
    palette.box.setFocus()
    return palette
