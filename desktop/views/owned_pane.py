"""Children that belong to one record alone, such as addresses and activities: a list beside a form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QSplitter, QWidget

from desktop.errors import HearthError, InvalidValue
from desktop.fields import Component, Section
from desktop.models import saving
from desktop.models.columns import Column
from desktop.models.sights import Sight
from desktop.store.types import Child, Values
from desktop.views import layouts
from desktop.views.actions import Act
from desktop.views.children_pane import ChildrenPane
from desktop.views.desk import Desk
from desktop.views.form import FormApplet, FormLayout
from desktop.views.page import Then
from desktop.views.parts import column
from desktop.views.tokens import SPACE_M


class OwnedPane(ChildrenPane):
    """A list whose current row stands in the form beside it; leaving the row saves it."""

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
        if sight.record.ref != self._ref:
            self._shown = ""
            self.form.set_record({})
        self._children = self.children_of(sight)
        super().show_sight(sight)
        self._refresh()

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

    def _drop_empty(self) -> None:
        """Let go of a new child into which nothing was typed."""
        if self.form.is_new():
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
            saving.save_child, ref=self._ref, name=self.component.name, child_id=child_id, values=values
        )
        self._desk.operations.change(save, self._after_save, self._refuse_save)

    def _after_save(self, child_id: str) -> None:
        was_new, then = self.form.is_new(), self._then
        self._saving, self._then = False, None
        self._shown = child_id
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
        self._look()

    def _refresh(self) -> None:
        child = self._children.get(self._shown)
        if child is not None:
            self.form.refresh(child.values)
        elif self._shown:
            self._shown = ""
            self.form.set_record({})
        self._look()

    def _go_back(self) -> None:
        if self._shown:
            self.go_to(self._shown)

    def _look(self) -> None:
        self.form.setVisible(bool(self._shown) or self.form.is_new())


def _layout(component: Component) -> FormLayout:
    editable = tuple(each.name for each in component if each.editable and each.section is not Section.KEYS)
    others = frozenset(each.name for each in component if each.name not in editable)
    named = tuple(each.name for each in component if each.required)
    return FormLayout(shown=editable, title=named[:1] or editable[:1], left_out=others)
