"""The form applet: one record, its fields in a grid, its title row and what is wrong with it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desktop.errors import InvalidValue
from desktop.fields import Component, Field, Role, Section
from desktop.store.types import Sync, Values
from desktop.values import Kind, Value, same
from desktop.views.actions import Act
from desktop.views.applet import Applet
from desktop.views.editors import Choices, Editor, PickEditor, SeveralEditor, make_editor
from desktop.views.editors.choices import ListEditor
from desktop.views.editors.editor import check, problem_of
from desktop.views.field_grid import FieldCell, FieldGrid
from desktop.views.icons import icon
from desktop.views.likely_matches import LikelyMatches
from desktop.views.message_bar import MessageKind
from desktop.views.parts import label
from desktop.views.sync_mark import SyncMark
from desktop.views.tokens import SPACE_L, SPACE_M, SPACE_S
from desktop.views.write_back_card import WriteBackCard

PickLists = Callable[[str], Choices]
_NOTHING: Final[Values] = MappingProxyType({})

FORM_ACTS: Final = (
    Act.UPDATE,
    Act.UPDATE_ONE,
    Act.PREVIEW,
    Act.SETTLE,
    Act.REFRESH,
    Act.NEW,
    Act.COPY,
    Act.SAVE,
    Act.UNDO,
    Act.PREVIOUS,
    Act.NEXT,
    Act.MORE,
    Act.ABOUT,
    Act.DELETE,
)
FORM_BUTTONS: Final = (Act.MORE, Act.NEW, Act.SAVE, Act.UNDO, Act.UPDATE)


@dataclass(frozen=True, slots=True)
class FormLayout:
    """Which fields a form shows at first, and in which order; all others follow under *More*.

    ``title`` and ``number`` name the fields of the title row, ``picks`` those that hold another record's id,
    ``currency`` the one that says in which currency the amounts are, ``left_out`` those never shown;
    ``several`` names lists of links, which are shown as one field each.
    """

    shown: tuple[str, ...]
    title: tuple[str, ...]
    number: str = ""
    picks: frozenset[str] = frozenset()
    currency: str = ""
    left_out: frozenset[str] = frozenset()
    several: tuple[str, ...] = ()

    def first(self, component: Component) -> list[Field]:
        """Return the fields that are always shown."""
        return [component[name] for name in self.shown]

    def rest(self, component: Component) -> dict[Section, list[Field]]:
        """Return the fields under *More*, by section, in the order in which they are declared."""
        sections: dict[Section, list[Field]] = {section: [] for section in Section}
        for field in component:
            if field.name not in self.shown and field.name not in self.left_out:
                sections[field.section].append(field)
        return {section: fields for section, fields in sections.items() if fields}

    def under_more(self, component: Component) -> dict[Section, list[Field]]:
        """Return the rest, with the lists of links at the end of its first section."""
        rest = self.rest(component)
        links = [_several(component.child(name)) for name in self.several]
        main = [*rest.pop(Section.MAIN, []), *links]
        return {Section.MAIN: main, **rest} if main else rest


class FormApplet(Applet):
    """Shows one record for editing.

    It knows the values it was given and what was typed since; saving is its owner's work. ``dirty_changed``
    tells that there is something to save, or nothing any more; ``pick_requested`` names the field whose pick
    button was pressed, to be answered with ``pick``.
    """

    dirty_changed = Signal(bool)
    edited = Signal(str)
    field_left = Signal(str)
    pick_requested = Signal(str)

    def __init__(
        self,
        component: Component,
        layout: FormLayout,
        pick_lists: PickLists,
        parent: QWidget | None = None,
        *,
        acts: Iterable[Act] = FORM_ACTS,
        buttons: Iterable[Act] = FORM_BUTTONS,
    ) -> None:
        super().__init__(f"{component.name}_form", acts, buttons, parent)
        self.component = component
        self._layout = layout
        self._pick_lists = pick_lists
        self._values: Values = _NOTHING
        self._is_new = False
        self._was_dirty = False
        self._read_only = False
        self._cells: dict[str, FieldCell] = {}
        self.sync_mark = SyncMark(self)
        self.unsaved_mark = label(self.tr("Unsaved changes"), "muted", self)
        self.unsaved_mark.setObjectName(f"{self.objectName()}.unsaved")
        self.unsaved_mark.hide()
        self.write_back_card = WriteBackCard(self)
        self.likely_matches = LikelyMatches(self)
        self.add_before_buttons(self.unsaved_mark)
        self.add_before_buttons(self.sync_mark)
        self._scroll = self._fields()
        self._body.addWidget(self._scroll, 1)
        self._body.addWidget(self.likely_matches)
        self._body.addWidget(self.write_back_card)
        self.show_all_fields(False)
        if Act.MORE in self.actions_of_record:
            self.actions_of_record[Act.MORE].toggled.connect(self.show_all_fields)
        self._look()

    # --- The record -------------------------------------------------------------------------------------

    def set_record(
        self, values: Values, *, shown: Mapping[str, str] | None = None, sync: Sync | None = None
    ) -> None:
        """Show a record as it is kept; what was typed and said before is gone.

        ``shown`` holds, by field name, what stands for an id: the name of the head of household.
        """
        self.message_bar.clear()
        self.renew(values, shown=shown, sync=sync)

    def renew(
        self, values: Values, *, shown: Mapping[str, str] | None = None, sync: Sync | None = None
    ) -> None:
        """Show the same record as it is kept now: what was typed is gone, what is said of it stays."""
        self._is_new = False
        self._fill(values, shown or {})
        self.sync_mark.show_sync(sync)

    def refresh(
        self, values: Values, *, shown: Mapping[str, str] | None = None, sync: Sync | None = None
    ) -> None:
        """Show what changed in the same record meanwhile, and leave alone what the person is typing."""
        self._values = values
        for name, cell in self._cells.items():
            if not cell.editor.is_touched():
                cell.editor.set_value(values.get(name), (shown or {}).get(name))
        self.sync_mark.show_sync(sync)
        self._look()

    def new_record(self, values: Values = _NOTHING, *, shown: Mapping[str, str] | None = None) -> None:
        """Show an empty form with the defaults of the fields, and ``values`` over them."""
        self._is_new = True
        defaults = {field.name: field.default for field in self.component if field.default is not None}
        self.message_bar.clear()
        self._fill({**defaults, **values}, shown or {})
        self.sync_mark.show_sync(None)
        self.focus_field(self._layout.shown[0])

    def is_new(self) -> bool:
        """Tell whether the record has never been saved."""
        return self._is_new

    def is_dirty(self) -> bool:
        """Tell whether there is something to save: a new record always is."""
        return self._is_new or any(self._changed(cell.editor) for cell in self._cells.values())

    def has_input(self) -> bool:
        """Tell whether a person typed anything: a new record without input may go without a word."""
        return any(cell.editor.is_touched() for cell in self._cells.values())

    def typed(self) -> dict[str, Value]:
        """Return what a person has put into the fields since, right or wrong, by field name."""
        touched = [cell.editor for cell in self._cells.values() if cell.editor.is_touched()]
        return {each.field.name: each.typed() for each in touched if each.field.editable}

    def take_up(self, typed: Mapping[str, str]) -> None:
        """Put back what a person had put into the fields before; fields that are not here are left out."""
        for name, text in typed.items():
            if name in self._cells and self._cells[name].editor.field.editable:
                self._cells[name].editor.take_up(text)
                check(self._cells[name].editor)
        shown = [name for name in typed if name in self._cells]
        if shown:
            self.focus_field(shown[0])

    def changed_values(self) -> dict[str, Value]:
        """Return what is to be saved, by field name, in its kept form; a new record gives all it holds.

        Raises the InvalidValue of the first field that breaks its rules, after marking all that do.
        """
        errors = [error for cell in self._cells.values() if (error := self._check(cell.editor))]
        if errors:
            self.focus_field(errors[0].field)
            raise errors[0]
        values = {
            name: cell.editor.value() for name, cell in self._cells.items() if cell.editor.field.editable
        }
        if self._is_new:
            return {name: value for name, value in values.items() if value is not None}
        return {name: value for name, value in values.items() if not self._is_same(name, value)}

    def sound_values(self) -> dict[str, Value]:
        """Return what the form holds, without marking anything, and without what breaks a rule yet."""
        values: dict[str, Value] = {}
        for name, cell in self._cells.items():
            with contextlib.suppress(InvalidValue):
                values[name] = cell.editor.value()
        return values

    def show_errors(self, *errors: InvalidValue) -> None:
        """Mark the fields that ``errors`` name and go to the first; say in the bar what no field shows."""
        for error in errors:
            if cell := self._cells.get(error.field):
                cell.editor.show_problem(problem_of(cell.editor.field, error))
            else:
                self.message_bar.show_message(MessageKind.ERROR, error.what)
        marked = [error.field for error in errors if error.field in self._cells]
        # The same record may stand in a form of a page behind this one, which must not take the keyboard.
        if marked and self.isVisible():
            self.focus_field(marked[0])

    # --- The fields -------------------------------------------------------------------------------------

    def editor(self, name: str) -> Editor:
        """Return the editor of the field ``name``."""
        return self._cells[name].editor

    def problem(self, name: str) -> str:
        """Return what is shown to be wrong with the field ``name``, or empty text."""
        return self._cells[name].problem()

    def focus_field(self, name: str) -> None:
        """Put the cursor into the field ``name``, showing all fields first if it is not among the few."""
        if name not in self._layout.shown:
            self._show_more(shown=True)
        widget = self._cells[name].editor.as_widget()
        widget.setFocus(Qt.FocusReason.OtherFocusReason)
        self._scroll.ensureWidgetVisible(widget, SPACE_L, SPACE_L)

    def pick(self, name: str, value: Value, shown: str) -> None:
        """Put the record that was picked into the field ``name``; ``shown`` is its name."""
        editor = self._cells[name].editor
        if isinstance(editor, PickEditor):
            editor.pick(value, shown)
            editor.setFocus()

    def refresh_pick_lists(self) -> None:
        """Offer the values that the pick lists have now; what is chosen stays."""
        for cell in self._cells.values():
            if isinstance(cell.editor, ListEditor):
                cell.editor.set_choices(self._pick_lists(cell.editor.field.pick_list))

    def set_read_only(self, read_only: bool) -> None:
        """Let a person only look at the record, or edit it again."""
        self._read_only = read_only
        for cell in self._cells.values():
            if cell.editor.field.editable:
                cell.editor.set_read_only(read_only)
        self._look()

    def show_all_fields(self, shown: bool) -> None:
        """Show every field of the component, or only the first few."""
        self._rest.setVisible(shown)
        if Act.MORE in self.actions_of_record:
            more = self.actions_of_record[Act.MORE]
            more.setIconText(self.tr("Less") if shown else self.tr("More"))
            more.setIcon(icon("chevron-up" if shown else "chevron-down"))

    # --- Inside -----------------------------------------------------------------------------------------

    def _fields(self) -> QScrollArea:
        canvas = QWidget(self)
        canvas.setProperty("role", "canvas")
        column = QVBoxLayout(canvas)
        column.setContentsMargins(SPACE_L, SPACE_S, SPACE_L, SPACE_M)
        column.setSpacing(SPACE_S)
        column.addWidget(FieldGrid(self._cells_of(self._layout.first(self.component))))
        self._rest = QWidget(canvas)
        rest = QVBoxLayout(self._rest)
        rest.setContentsMargins(0, 0, 0, 0)
        for section, fields in self._layout.under_more(self.component).items():
            rest.addWidget(FieldGrid(self._cells_of(fields), section_title(section)))
        column.addWidget(self._rest)
        column.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setObjectName(f"{self.objectName()}.fields")
        scroll.setWidget(canvas)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        return scroll

    def _cells_of(self, fields: list[Field]) -> list[FieldCell]:
        cells = [FieldCell(self._editor(field), self) for field in fields]
        self._cells |= {cell.editor.field.name: cell for cell in cells}
        return cells

    def _editor(self, field: Field) -> Editor:
        choices = self._pick_lists(field.pick_list) if field.pick_list else None
        name = field.name
        several = name in self._layout.several
        picked = name in self._layout.picks
        editor = (
            SeveralEditor(field, self)
            if several
            else make_editor(field, self, choices=choices, picked=picked)
        )
        editor.edited.connect(lambda: self._after_edit(name))
        editor.left.connect(lambda: self.field_left.emit(name))
        if isinstance(editor, PickEditor):
            editor.pick_requested.connect(lambda: self.pick_requested.emit(name))
        return editor

    def _after_edit(self, name: str) -> None:
        self._look()
        self.edited.emit(name)

    def _fill(self, values: Values, shown: Mapping[str, str]) -> None:
        self._values = values
        for name, cell in self._cells.items():
            cell.editor.set_value(values.get(name), shown.get(name))
        self._look()

    def _check(self, editor: Editor) -> InvalidValue | None:
        if not (self._is_new or editor.is_touched()) or not editor.field.editable:
            return None
        error = check(editor)
        if error is None and self._is_new and editor.field.required and editor.value() is None:
            error = editor.field.refuse("required", "is required")
            editor.show_problem(problem_of(editor.field, error))
        return error

    def _changed(self, editor: Editor) -> bool:
        if not editor.is_touched():
            return False
        try:
            return not self._is_same(editor.field.name, editor.value())
        except InvalidValue:
            return True

    def _is_same(self, name: str, value: Value) -> bool:
        return same(self.component[name].kind, value, self._values.get(name))

    def _look(self) -> None:
        """Bring title, marks and actions into line with the record."""
        dirty = self.is_dirty()
        self._write_title()
        self._write_currency()
        self.unsaved_mark.setVisible(dirty and not self._is_new)
        self.actions_of_record.enable(save=dirty and not self._read_only, undo=dirty and not self._read_only)
        if dirty != self._was_dirty:
            self._was_dirty = dirty
            self.dirty_changed.emit(dirty)

    def _write_title(self) -> None:
        translate = QCoreApplication.translate
        if self._is_new:
            kind = translate("Component", self.component.label)
            self.set_title(self.tr("New {kind}").format(kind=kind), self.tr("Not saved yet"))
            return
        parts = [self._first_line(name) for name in self._layout.title]
        others = filter(None, map(self._first_line, self._layout.shown))
        title = " ".join(filter(None, parts)) or next(others, "")
        self.set_title(title, str(self._values.get(self._layout.number) or ""))

    def _first_line(self, name: str) -> str:
        return str(self._values.get(name) or "").partition("\n")[0]

    def _write_currency(self) -> None:
        if not self._layout.currency:
            return
        try:
            code = str(self._cells[self._layout.currency].editor.value() or "")
        except InvalidValue:
            return  # its own field says what is wrong with it
        for cell in self._cells.values():
            if cell.editor.field.kind is Kind.CURRENCY:
                cell.show_unit(code)

    def _show_more(self, *, shown: bool) -> None:
        if Act.MORE in self.actions_of_record:
            self.actions_of_record[Act.MORE].setChecked(shown)
        self.show_all_fields(shown)


def _several(of: Component) -> Field:
    """Return what a form shows of a list of links: its primary one, and how many there are."""
    return Field(of.name, "", of.plural, length=255, read_only=True, role=Role.DERIVED)


def section_title(section: Section) -> str:
    """Return the heading of a part of a form."""
    translate = QCoreApplication.translate
    return {
        Section.MAIN: translate("Section", "More about it"),
        Section.REACH: translate("Section", "How to reach"),
        Section.ADDRESS: translate("Section", "Address"),
        Section.MONEY: translate("Section", "Money"),
        Section.PERSON: translate("Section", "Person"),
        Section.WORK: translate("Section", "Work"),
        Section.PREFERENCES: translate("Section", "Preferences"),
        Section.KEYS: translate("Section", "Keys and numbers"),
    }[section]
