"""The query form: every field of a kind of record, empty, to be filled with what is asked of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.fields import Field
from desktop.models import words
from desktop.store.types import RecordKind
from desktop.views import layouts
from desktop.views.actions import Act
from desktop.views.applet import Applet
from desktop.views.criterion import CriterionEdit
from desktop.views.editors import Choices
from desktop.views.field_grid import FieldGrid, GridCell
from desktop.views.form import section_title
from desktop.views.parts import column
from desktop.views.row_delegate import PickLists
from desktop.views.tokens import SPACE_L, SPACE_M, SPACE_S

# What a record holds as an id is asked for by its name.
_BY_NAME: Final = {"head_of_household": "head_name"}
_ACTS: Final = (Act.RUN_QUERY, Act.CANCEL_QUERY, Act.QUERY_HELP)


class _Cell(GridCell):
    """One field with its label above."""

    def __init__(self, edit: CriterionEdit, label: str, parent: QWidget) -> None:
        super().__init__(parent)
        words = QLabel(label.replace("&", "&&"), self)
        words.setProperty("role", "label")
        words.setBuddy(edit)
        self.setLayout(column(words, edit, None, spacing=2, margins=(0, 0, 0, SPACE_S)))


class QueryForm(Applet):
    """Stands in the record's place while a query is written.

    ``run_asked``, ``cancelled`` and ``written`` are those of its fields.
    """

    run_asked = Signal()
    cancelled = Signal()
    written = Signal(str, str)

    def __init__(self, kind: RecordKind, pick_lists: PickLists, parent: QWidget) -> None:
        super().__init__(f"{kind}_query", _ACTS, (Act.CANCEL_QUERY, Act.RUN_QUERY), parent)
        self._kind = kind
        self._pick_lists = pick_lists
        self._edits: list[CriterionEdit] = []
        self.set_title(
            self.tr("Query"),
            self.tr("Enter runs it, Esc leaves the list as it was, F1 says how it is written"),
        )
        self._body.addWidget(self._fields(), 1)
        self.stepped_back.connect(self.cancelled)

    def edits(self) -> list[CriterionEdit]:
        """Return all fields."""
        return list(self._edits)

    def focus(self) -> None:
        """Go to the first field."""
        self._edits[0].setFocus()

    def bring_into_sight(self, edit: CriterionEdit) -> None:
        """Scroll to a field."""
        self._scroll.ensureWidgetVisible(edit, SPACE_L, SPACE_L)

    def _fields(self) -> QScrollArea:
        canvas = QWidget(self)
        canvas.setProperty("role", "canvas")
        parts = QVBoxLayout(canvas)
        parts.setContentsMargins(SPACE_L, SPACE_S, SPACE_L, SPACE_M)
        component, layout = layouts.COMPONENTS[self._kind], layouts.FORMS[self._kind]
        parts.addWidget(FieldGrid(self._cells(layout.first(component))))
        for section, fields in layout.rest(component).items():
            if cells := self._cells(fields):
                parts.addWidget(FieldGrid(cells, section_title(section)))
        parts.addStretch(1)
        self._scroll = QScrollArea(self)
        self._scroll.setObjectName(f"{self.objectName()}.fields")
        self._scroll.setWidget(canvas)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return self._scroll

    def _cells(self, fields: Iterable[Field]) -> list[GridCell]:
        return [self._cell(each) for each in fields if layouts.is_queryable(self._kind, each.name)]

    def _cell(self, field: Field) -> _Cell:
        choices = self._pick_lists(field.pick_list) if field.pick_list else Choices()
        label = words.label(field, QCoreApplication.translate)
        name = _BY_NAME.get(field.name, field.name)
        edit = CriterionEdit(self.objectName(), name, label, choices, self)
        edit.run_asked.connect(self.run_asked)
        edit.cancelled.connect(self.cancelled)
        edit.written.connect(self.written)
        edit.entered.connect(lambda: self.bring_into_sight(edit))
        self._edits.append(edit)
        return _Cell(edit, label, self)
