"""What a person can do with a record: one action each, shared by buttons, menus, keys and the menu bar."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from desktop.views import keymap
from desktop.views.icons import icon
from desktop.views.tokens import Tone


class Act(StrEnum):
    """The things that can be done."""

    NEW = "new"
    ADD = "add"
    SAVE = "save"
    UNDO = "undo"
    COPY = "copy"
    DELETE = "delete"
    EXIT = "exit"
    QUERY = "query"
    REFINE = "refine"
    RUN_QUERY = "run_query"
    CANCEL_QUERY = "cancel_query"
    QUERY_HELP = "query_help"
    ASSISTANT = "assistant"
    SAVE_QUERY = "save_query"
    RENAME_QUERY = "rename_query"
    DELETE_QUERY = "delete_query"
    OPEN_WITH_QUERY = "open_with_query"
    COUNT = "count"
    SORT = "sort"
    FIND = "find"
    COPY_ROWS = "copy_rows"
    CHANGE_RECORDS = "change_records"
    IMPORT = "import"
    EXPORT_LIST = "export_list"
    UPDATE = "update_external_system"
    UPDATE_ONE = "update_one_system"
    REFRESH = "refresh"
    FIND_THERE = "find_there"
    PREVIOUS = "previous"
    NEXT = "next"
    MORE = "more"
    COLUMNS = "columns"
    ABOUT = "about"
    COMPARE = "compare"
    SUPPORT_FILE = "support_file"
    SEND_ALL = "send_all"
    CANCEL = "cancel"
    PAUSE = "pause"
    FINISHED = "finished"
    PREVIEW = "preview"
    SETTLE = "settle"
    KEEP_MINE = "keep_mine"
    TAKE_THEIRS = "take_theirs"
    KEEP_ALL_MINE = "keep_all_mine"
    TAKE_ALL_THEIRS = "take_all_theirs"
    REVERT = "revert"
    REVERT_ALL = "revert_all"
    AS_IT_WAS = "as_it_was"
    OPEN = "open"
    EXPORT = "export"


class _Face(NamedTuple):
    """How an action looks: its text in menus, the short one on buttons, its keys and its icon."""

    text: str
    short: str
    keys: str
    icon: str


_Faces = Mapping[Act, _Face]
_Translate = Callable[[str, str], str]


# Keys as call-centre agents know them from Siebel. Update External System has none there: F9, which many
# mail programs use for sending, is free on every desktop, where Ctrl+Shift+U begins a Unicode entry.
def _records(translate: _Translate) -> _Faces:
    """What is done with a record, wherever it stands."""
    return {
        Act.NEW: _Face(translate("Actions", "New Record"), translate("Actions", "New"), "Ctrl+N", "plus"),
        Act.ADD: _Face(
            translate("Actions", "Add Existing…"), translate("Actions", "Add"), "Ctrl+Alt+A", "person-add"
        ),
        Act.SAVE: _Face(translate("Actions", "Save Record"), translate("Actions", "Save"), "Ctrl+S", "save"),
        Act.UNDO: _Face(translate("Actions", "Undo Record"), translate("Actions", "Undo"), "Ctrl+U", "undo"),
        Act.COPY: _Face(translate("Actions", "Copy Record"), translate("Actions", "Copy"), "Ctrl+B", "copy"),
        Act.DELETE: _Face(
            translate("Actions", "Delete Record…"), translate("Actions", "Delete"), "Ctrl+D", "delete"
        ),
        Act.EXIT: _Face(
            translate("Actions", "Leaves Household Today"),
            translate("Actions", "Exit"),
            "Ctrl+Alt+E",
            "forward",
        ),
    }


def _queries(translate: _Translate) -> _Faces:
    """What is done about which records are listed."""
    return {
        Act.QUERY: _Face(translate("Actions", "New Query"), translate("Actions", "Query"), "Alt+Q", "search"),
        Act.REFINE: _Face(
            translate("Actions", "Refine Query"), translate("Actions", "Refine"), "Alt+R", "edited"
        ),
        Act.RUN_QUERY: _Face(
            translate("Actions", "Run Query"), translate("Actions", "Run"), "Alt+Return", "search"
        ),
        Act.CANCEL_QUERY: _Face(
            translate("Actions", "Cancel Query"),
            translate("Actions", "Cancel Query"),
            "Ctrl+Shift+9",
            "close",
        ),
        Act.QUERY_HELP: _Face(
            translate("Actions", "How Queries Are Written…"),
            translate("Actions", "Query Help"),
            "Shift+F1",
            "question",
        ),
        Act.ASSISTANT: _Face(
            translate("Actions", "Query Assistant…"),
            translate("Actions", "Assistant"),
            "Ctrl+Shift+Z",
            "question",
        ),
        Act.SAVE_QUERY: _Face(
            translate("Actions", "Save Query As…"), translate("Actions", "Save Query"), "Alt+S", "save"
        ),
        Act.RENAME_QUERY: _Face(
            translate("Actions", "Rename Query…"),
            translate("Actions", "Rename Query"),
            "Alt+Shift+R",
            "edited",
        ),
        Act.DELETE_QUERY: _Face(
            translate("Actions", "Delete Query…"),
            translate("Actions", "Delete Query"),
            "Alt+Shift+D",
            "delete",
        ),
        Act.OPEN_WITH_QUERY: _Face(
            translate("Actions", "Open the List with This Query"),
            translate("Actions", "Open with Query"),
            "Alt+Shift+O",
            "done",
        ),
        Act.SORT: _Face(
            translate("Actions", "Advanced Sort…"), translate("Actions", "Sort"), "Ctrl+Shift+O", "sort"
        ),
        Act.FIND: _Face(
            translate("Actions", "Find in List…"), translate("Actions", "Find"), "Ctrl+F", "search"
        ),
        Act.COPY_ROWS: _Face(
            translate("Actions", "Copy Rows as Table"),
            translate("Actions", "Copy Rows"),
            "Ctrl+Shift+C",
            "copy",
        ),
        Act.CHANGE_RECORDS: _Face(
            translate("Actions", "Change Records…"),
            translate("Actions", "Change"),
            "Ctrl+Shift+H",
            "edited",
        ),
        Act.IMPORT: _Face(
            translate("Actions", "Import…"), translate("Actions", "Import"), "Ctrl+Shift+I", "open"
        ),
        Act.EXPORT_LIST: _Face(
            translate("Actions", "Export…"), translate("Actions", "Export"), "Ctrl+Shift+E", "export"
        ),
        Act.COUNT: _Face(
            translate("Actions", "Record Count"), translate("Actions", "Count"), "Ctrl+Shift+3", "summary"
        ),
    }


def _sights(translate: _Translate) -> _Faces:
    """What is done with what is shown."""
    return {
        Act.PREVIOUS: _Face(
            translate("Actions", "Previous Record"), translate("Actions", "Previous"), "Ctrl+Up", "chevron-up"
        ),
        Act.NEXT: _Face(
            translate("Actions", "Next Record"), translate("Actions", "Next"), "Ctrl+Down", "chevron-down"
        ),
        Act.MORE: _Face(
            translate("Actions", "Show All Fields"),
            translate("Actions", "More"),
            "Ctrl+Alt+M",
            "chevron-down",
        ),
        Act.COLUMNS: _Face(
            translate("Actions", "Columns…"), translate("Actions", "Columns"), "Ctrl+Shift+K", "columns"
        ),
        Act.ABOUT: _Face(
            translate("Actions", "About Record"), translate("Actions", "About"), "Ctrl+Alt+K", "info"
        ),
    }


def _sending(translate: _Translate) -> _Faces:
    """What is done with the external system, and in the Outbox."""
    return {
        Act.UPDATE: _Face(
            translate("Actions", "Update External System"), translate("Actions", "Update"), "F9", "update"
        ),
        Act.UPDATE_ONE: _Face(
            translate("Actions", "Update Another External System…"),
            translate("Actions", "Update Another"),
            "Ctrl+Shift+F9",
            "update",
        ),
        Act.REFRESH: _Face(
            translate("Actions", "Refresh from External System"),
            translate("Actions", "Refresh"),
            "F5",
            "back",
        ),
        Act.FIND_THERE: _Face(
            translate("Actions", "Find in External System…"),
            translate("Actions", "Find There"),
            "Shift+F5",
            "search",
        ),
        Act.PREVIEW: _Face(
            translate("Actions", "Preview What Would Be Sent…"),
            translate("Actions", "Preview"),
            "Shift+F9",
            "search",
        ),
        Act.SEND_ALL: _Face(
            translate("Actions", "Send All"), translate("Actions", "Send All"), "Ctrl+F9", "send"
        ),
        Act.CANCEL: _Face(
            translate("Actions", "Cancel This Update"), translate("Actions", "Cancel"), "Ctrl+Alt+X", "close"
        ),
        Act.PAUSE: _Face(
            translate("Actions", "Pause Sending"), translate("Actions", "Pause"), "Ctrl+Alt+P", "pause"
        ),
        Act.FINISHED: _Face(
            translate("Actions", "Show What Was Finished Today"),
            translate("Actions", "Today"),
            "Ctrl+Alt+F",
            "done",
        ),
    }


def _conflicts(translate: _Translate) -> _Faces:
    """What is done with fields that both sides changed."""
    return {
        Act.SETTLE: _Face(
            translate("Actions", "Settle Conflicts…"),
            translate("Actions", "Settle"),
            "Ctrl+Alt+J",
            "conflict",
        ),
        Act.KEEP_MINE: _Face(
            translate("Actions", "Keep Mine"), translate("Actions", "Keep Mine"), "Ctrl+Alt+1", "back"
        ),
        Act.TAKE_THEIRS: _Face(
            translate("Actions", "Take Theirs"), translate("Actions", "Take Theirs"), "Ctrl+Alt+2", "forward"
        ),
        Act.KEEP_ALL_MINE: _Face(
            translate("Actions", "Keep All Mine"), translate("Actions", "All Mine"), "Ctrl+Alt+3", "back"
        ),
        Act.TAKE_ALL_THEIRS: _Face(
            translate("Actions", "Take All Theirs"),
            translate("Actions", "All Theirs"),
            "Ctrl+Alt+4",
            "forward",
        ),
    }


def _past(translate: _Translate) -> _Faces:
    """What is done with what happened to a record."""
    return {
        Act.REVERT: _Face(
            translate("Actions", "Take This Change Back"),
            translate("Actions", "Take Back"),
            "Ctrl+Alt+R",
            "undo",
        ),
        Act.REVERT_ALL: _Face(
            translate("Actions", "Take Everything Back That Was Changed with It…"),
            translate("Actions", "Take All Back"),
            "Ctrl+Shift+R",
            "undo",
        ),
        Act.AS_IT_WAS: _Face(
            translate("Actions", "The Record as It Was Then"),
            translate("Actions", "As It Was"),
            "Ctrl+Alt+H",
            "history",
        ),
        Act.COMPARE: _Face(
            translate("Actions", "Compare with the One Before"),
            translate("Actions", "Compare"),
            "Ctrl+Alt+C",
            "columns",
        ),
        Act.SUPPORT_FILE: _Face(
            translate("Actions", "Save as Support File…"),
            translate("Actions", "Support File"),
            "Ctrl+Alt+S",
            "export",
        ),
    }


def _files(translate: _Translate) -> _Faces:
    """What is done with attachments."""
    return {
        Act.OPEN: _Face(translate("Actions", "Open File"), translate("Actions", "Open"), "Ctrl+O", "open"),
        Act.EXPORT: _Face(
            translate("Actions", "Save File As…"), translate("Actions", "Save As"), "Ctrl+Shift+S", "export"
        ),
    }


_EVERY_FACE: Final = (_records, _queries, _sights, _sending, _conflicts, _past, _files)


def _faces() -> _Faces:
    """Return how each action looks, in the language of now."""
    faces: dict[Act, _Face] = {}
    for some in _EVERY_FACE:
        faces.update(some(QCoreApplication.translate))
    return faces


# The order in menus; None is a line between groups, so that nothing harmless stands next to Delete.
_MENU_ORDER: Final = (
    (Act.UPDATE, Act.UPDATE_ONE, Act.PREVIEW, Act.SETTLE),
    (Act.REFRESH, Act.FIND_THERE),
    (Act.KEEP_MINE, Act.TAKE_THEIRS, Act.KEEP_ALL_MINE, Act.TAKE_ALL_THEIRS),
    (Act.NEW, Act.ADD, Act.EXIT, Act.COPY, Act.SAVE, Act.UNDO),
    (Act.PREVIOUS, Act.NEXT),
    (Act.SEND_ALL, Act.PAUSE, Act.FINISHED, Act.CANCEL),
    (Act.COMPARE, Act.SUPPORT_FILE),
    (Act.REVERT, Act.REVERT_ALL, Act.AS_IT_WAS),
    (Act.OPEN, Act.EXPORT),
    (Act.MORE, Act.ABOUT),
    (Act.DELETE,),
)


# What would make the menu too long stands in menus of its own, after these groups.
_SUBMENU_ORDER: Final = (
    (
        (Act.QUERY, Act.REFINE, Act.RUN_QUERY, Act.CANCEL_QUERY),
        (Act.SAVE_QUERY, Act.RENAME_QUERY, Act.DELETE_QUERY, Act.OPEN_WITH_QUERY),
        (Act.ASSISTANT, Act.COUNT, Act.QUERY_HELP),
    ),
    (
        (Act.SORT, Act.COLUMNS),
        (Act.FIND, Act.COPY_ROWS),
        (Act.CHANGE_RECORDS,),
        (Act.IMPORT, Act.EXPORT_LIST),
    ),
)


# What is on or off rather than done.
_SWITCHES: Final = frozenset({Act.OPEN_WITH_QUERY, Act.MORE, Act.COMPARE, Act.PAUSE, Act.FINISHED})


def _submenu_titles() -> tuple[str, ...]:
    translate = QCoreApplication.translate
    return (translate("Actions", "Query"), translate("Actions", "List"))


class ActionSet(QObject):
    """The actions of one applet; their keys work while the focus is inside it.

    ``actions[Act.SAVE].triggered`` is what to connect; ``name`` begins their object names.
    """

    def __init__(self, owner: QWidget, name: str, acts: Iterable[Act]) -> None:
        super().__init__(owner)
        faces = _faces()
        self._actions = {act: self._made(owner, name, act, faces[act]) for act in acts}
        self._submenus = self._made_submenus(owner, name)

    def __getitem__(self, act: Act) -> QAction:
        return self._actions[act]

    def __contains__(self, act: object) -> bool:
        return act in self._actions

    def __iter__(self) -> Iterator[Act]:
        return iter(self._actions)

    def enable(self, **wanted: bool) -> None:
        """Switch actions on or off by the names of ``Act``: ``enable(save=True, undo=False)``."""
        for name, on in wanted.items():
            if (act := Act(name)) in self._actions:
                self._actions[act].setEnabled(on)

    def fill(self, menu: QMenu) -> None:
        """Put the actions into ``menu`` in the order that is the same everywhere."""
        *most, last = _MENU_ORDER
        self._fill_groups(menu, most)
        if self._submenus:
            menu.addSeparator()
        for each in self._submenus:
            menu.addMenu(each)
        self._fill_groups(menu, (last,))

    def _made_submenus(self, owner: QWidget, name: str) -> list[QMenu]:
        made: list[QMenu] = []
        for title, groups in zip(_submenu_titles(), _SUBMENU_ORDER, strict=True):
            submenu = QMenu(title, owner)
            submenu.setObjectName(f"{name}.menu.{len(made)}")
            self._fill_groups(submenu, groups)
            if not submenu.isEmpty():
                made.append(submenu)
        return made

    def _fill_groups(self, menu: QMenu, groups: Iterable[tuple[Act, ...]]) -> None:
        for group in groups:
            there = [self._actions[act] for act in group if act in self._actions]
            if there and not menu.isEmpty():
                menu.addSeparator()
            menu.addActions(there)

    def _made(self, owner: QWidget, name: str, act: Act, face: _Face) -> QAction:
        action = QAction(icon(face.icon, Tone.BAD if act is Act.DELETE else Tone.PLAIN), face.text, self)
        action.setObjectName(f"{name}.{act.value}")
        action.setIconText(face.short)
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keymap.current().give(action, f"record.{act.value}", face.keys)
        action.setCheckable(act in _SWITCHES)
        owner.addAction(action)
        return action
