"""Children that belong to one record alone, such as addresses and activities: a list beside a form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import ClassVar

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QSplitter, QWidget

from desktop.errors import HearthError, InvalidValue
from desktop.fields import Component, Section
from desktop.models import saving
from desktop.models.child_list import ChildRow
from desktop.models.columns import Column
from desktop.models.sights import Sight
from desktop.store.drafts import KeptDraft, Subject
from desktop.store.types import Child, Ref, Values
from desktop.views import layouts
from desktop.views.actions import Act
from desktop.views.children_pane import ChildrenPane
from desktop.views.desk import Desk
from desktop.views.draft_keeper import DraftKeeper
from desktop.views.form import FormApplet, FormLayout
from desktop.views.message_bar import MessageKind
from desktop.views.page import Then
from desktop.views.parts import column
from desktop.views.tokens import SPACE_M


class OwnedPane(ChildrenPane):
    """A list whose current row stands in the form beside it; leaving the row saves it.

    Where ``types_new`` is false, a new row comes from elsewhere than the form.
    """

    types_new: ClassVar[bool] = True

    def __init__(
        self,
        component: Component,
        desk: Desk,
        icon: str,
        parent: QWidget | None = None,
        *,
        columns: Sequence[Column] = (),
        acts: Iterable[Act] = (Act.NEW, Act.DELETE),
        buttons: Iterable[Act] = (Act.NEW,),
    ) -> None:
        shown = columns or layouts.child_columns(component)
        super().__init__(component, shown, desk, acts=acts, buttons=buttons, parent=parent)
        self._children: dict[str, Child] = {}
        self._shown = ""
        self._saving = False
        self._then: Then | None = None
        self._given: Values = {}
        of_form = (Act.SAVE, Act.UNDO)
        layout = _layout(component)
        self.form = FormApplet(component, layout, desk.values.choices, self, acts=of_form, buttons=of_form)
        self.drafts = DraftKeeper(self.form, desk)
        self._version = 0
        self._taking_up: KeptDraft | None = None
        self.drafts.found.connect(self._offer_new)
        desk.values.changed.connect(self.form.refresh_pick_lists)
        self._lay_out(icon)
        self.current_changed.connect(self._follow_row)
        self.list.actions_of_record[Act.NEW].triggered.connect(self.new)
        self.form.actions_of_record[Act.SAVE].triggered.connect(self.save)
        self.form.actions_of_record[Act.UNDO].triggered.connect(self.undo)
        self.form.stepped_back.connect(self.list.table.setFocus)
        self._look()

    def _lay_out(self, icon: str) -> None:
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setObjectName(f"{self.objectName()}.split")
        splitter.addWidget(self.list)
        splitter.addWidget(self.form)
        splitter.setChildrenCollapsible(False)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        self.setLayout(column(splitter, margins=(0, 0, 0, 0), spacing=SPACE_M))
        plural = QCoreApplication.translate("Component", self.component.plural)
        label = QCoreApplication.translate("Component", self.component.label)
        new = self.list.actions_of_record[Act.NEW]
        new.setText(self.tr("New {kind}").format(kind=label))
        sentence = self.tr("{plural}: none yet.").format(plural=plural)
        self.list.set_empty_state(icon, sentence, new)

    # --- What the page asks -------------------------------------------------------------------------------

    def show_sight(self, sight: Sight) -> None:
        is_another = sight.record.ref != self._ref
        if is_another:
            self._shown = ""
            self.form.set_record({})
        self._children, self._version = self.children_of(sight), sight.record.version
        super().show_sight(sight)
        self._refresh()
        if is_another:
            self._offer_new()
        self._take_up_wanted()

    def children_of(self, sight: Sight) -> dict[str, Child]:
        """Return what the rows stand for, by id."""
        return {child.id: child for child in sight.record.children[self.component.name]}

    def leave(self, then: Then) -> None:
        dirty = self.form.has_input() if self.form.is_new() else self.form.is_dirty()
        if self._saving:
            self._then = then
        elif self.form.isHidden() or not dirty:
            self._drop_empty()
            then()
        else:
            self._save(then)

    # --- Drafts -------------------------------------------------------------------------------------------

    def take_up(self, draft: KeptDraft) -> None:
        """Put what was typed before a crash into its row as soon as that is there, else into a new one."""
        self._taking_up = draft
        self._take_up_wanted()

    def _take_up_wanted(self) -> None:
        draft = self._taking_up
        if draft is not None and draft.subject.ref == self._ref:
            self._taking_up = None
            self.leave(partial(self._take_up, draft))

    def _take_up(self, draft: KeptDraft) -> None:
        self.list.message_bar.clear()
        row_id = draft.subject.row_id or ""
        if row_id in self._children:
            self.go_to(row_id)
            self._show(row_id)
        elif self.types_new:
            self._new()
        if self._shown or self.form.is_new():
            self.drafts.take_up(draft)

    def _offer_new(self) -> None:
        """Offer what was typed before a crash into a row that was never saved."""
        draft = self.drafts.left_behind(_subject(self._ref, self.component)) if self._ref else None
        if draft is not None and self._taking_up is None:
            self.drafts.offer(draft, self.list.message_bar, partial(self.take_up, draft))

    def _begin(self, row_id: str) -> None:
        """Let the drafts be about this row from here on; empty for a new one."""
        if self._ref is not None:
            self.drafts.begin(_subject(self._ref, self.component, row_id))

    # --- Acts ---------------------------------------------------------------------------------------------

    def new(self) -> None:
        """Show an empty form for another child."""
        self.leave(self._new)

    def save(self) -> None:
        """Save the child and stay."""
        if self.form.is_dirty() and not self._saving:
            self._save(None)

    def undo(self) -> None:
        """Restore the child, or drop one that was never saved."""
        child = self._children.get(self._shown)
        self.drafts.end()
        self.form.set_record(child.values if child else {})
        self._look()
        if child is None:
            self._tell_current(self.list.current_row())
            self.list.table.setFocus()

    def _new(self) -> None:
        self._shown = ""
        self.list.table.clearSelection()
        self.list.table.selectionModel().clearCurrentIndex()
        self.form.show()
        self.form.new_record()
        self._begin("")

    def _remove(self, row: ChildRow) -> None:
        if row.id == self._shown:
            self.undo()  # what is typed into it goes with it
        super()._remove(row)

    def _drop_empty(self) -> None:
        """Let go of a new child into which nothing was typed."""
        if self.form.is_new():
            self.drafts.end()
            self.form.set_record({})

    def _save(self, then: Then | None) -> None:
        if self._ref is None:
            return
        try:
            values = self.form.changed_values()
        except InvalidValue:
            self._go_back()  # the form has marked the field and gone to it
            return
        child_id = None if self.form.is_new() else self._shown
        self._saving, self._then, self._given = True, then, {**self._kept_values(), **values}
        save = partial(
            saving.save_child,
            ref=self._ref,
            name=self.component.name,
            child_id=child_id,
            values=values,
            kept_as=self.drafts.draft_id,
        )
        self._desk.operations.change(save, self._after_save, self._refuse_save)

    def _after_save(self, child_id: str) -> None:
        was_new, then = self.form.is_new(), self._then
        self._saving, self._then = False, None
        self._shown = child_id
        self._begin(child_id)
        self.form.set_record(self._given)
        if was_new and then is None:
            self.go_to(child_id)
        if then is not None:
            then()

    def _refuse_save(self, error: HearthError) -> None:
        self._saving, self._then = False, None
        if isinstance(error, InvalidValue):
            self.form.show_errors(error)
        else:
            self.refuse(error)
        self._go_back()

    def _kept_values(self) -> Values:
        child = self._children.get(self._shown)
        return child.values if child and not self.form.is_new() else {}

    # --- Rows ---------------------------------------------------------------------------------------------

    def _follow_row(self, child_id: str) -> None:
        if child_id and child_id != self._shown:
            self.leave(partial(self._show, child_id))

    def _show(self, child_id: str) -> None:
        child = self._children.get(child_id)
        if child is not None:
            self._shown = child_id
            self.form.set_record(child.values)
            self._begin(child_id)
            self.drafts.look(self._version)
        self._look()

    def _refresh(self) -> None:
        child = self._children.get(self._shown)
        if child is not None:
            self.form.refresh(child.values)
        elif self._shown:
            self._lose()
        self._look()

    def _lose(self) -> None:
        """Let go of a row that was removed elsewhere; what is being typed into it becomes a new one."""
        typed = self.form.typed() if self.types_new and self.form.is_dirty() else {}
        self._shown = ""
        self.drafts.end()
        self.form.set_record({})
        if typed:
            self._new()
            self.form.take_up({name: str(text) for name, text in typed.items()})
            text = self.tr("This row was removed meanwhile. What you typed stands here as a new one.")
            self.form.message_bar.show_message(MessageKind.WARNING, text)

    def _go_back(self) -> None:
        if self._shown:
            self.go_to(self._shown)

    def _look(self) -> None:
        self.form.setVisible(bool(self._shown) or self.form.is_new())


def _subject(ref: Ref, component: Component, row_id: str = "") -> Subject:
    return Subject(ref.kind, ref, component=component.name, row_id=row_id or None)


def _layout(component: Component) -> FormLayout:
    editable = tuple(each.name for each in component if each.editable and each.section is not Section.KEYS)
    others = frozenset(each.name for each in component if each.name not in editable)
    named = tuple(each.name for each in component if each.required)
    return FormLayout(shown=editable, title=named[:1] or editable[:1], left_out=others)
