"""The query assistant: line by line a field, an operator and a value, and how many records that finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import QCoreApplication, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from desktop.errors import HearthError
from desktop.models import criteria, formats, words
from desktop.models.criteria import CriterionProblem
from desktop.store import lists
from desktop.store.lists import ListQuery
from desktop.views import layouts
from desktop.views.criterion import CriterionEdit, as_value
from desktop.views.desk import Desk
from desktop.views.dialog import Dialog
from desktop.views.editors import Choices
from desktop.views.parts import column, icon_button, label, push_button, row
from desktop.views.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL

_SIZE: Final = (760, 360)
_PAUSE_MS: Final = 300
_FIELD_WIDTH: Final = 220
_EMPTY: Final = frozenset({"IS NULL", "IS NOT NULL"})


class _Line(QWidget):
    """One line; ``changed`` is emitted with each change, ``gone`` when it is to go."""

    changed = Signal()
    gone = Signal()
    run_asked = Signal()

    def __init__(
        self, number: int, fields: Mapping[str, str], choices: Mapping[str, Choices], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._choices = choices
        self._name = f"assistant.{number}"
        self.field = self._combo("field", self.tr("Field"), fields)
        self.operator = self._combo("operator", self.tr("Operator"), _operators())
        self._layout = row(self.field, self.operator, spacing=SPACE_M)
        self.value = self._made_value()
        self.remove = icon_button(f"{self._name}.remove", "minus", self.tr("Take this line away"), self)
        self.remove.clicked.connect(self.gone)
        self._layout.addWidget(self.value, 1)
        self._layout.addWidget(self.remove)
        self.setLayout(self._layout)
        self.field.currentIndexChanged.connect(self._change_field)
        self.operator.currentIndexChanged.connect(self._look)

    def asked(self) -> tuple[str, str] | None:
        """Return the field and what is asked of it, or None while a value is missing."""
        operator, value = str(self.operator.currentData()), self.value.text().strip()
        if operator in _EMPTY:
            return str(self.field.currentData()), operator
        if not value:
            return None
        return str(self.field.currentData()), operator.format(value=value, plain=as_value(value))

    def _combo(self, part: str, name: str, choices: Mapping[str, str]) -> QComboBox:
        combo = QComboBox(self)
        combo.setObjectName(f"{self._name}.{part}")
        combo.setAccessibleName(name)
        combo.setMinimumWidth(_FIELD_WIDTH if part == "field" else 0)
        for key, text in choices.items():
            combo.addItem(text, key)
        return combo

    def _made_value(self) -> CriterionEdit:
        field = str(self.field.currentData())
        name = self.tr("Value for {field}").format(field=self.field.currentText())
        value = CriterionEdit(self._name, "value", name, self._choices.get(field, Choices()), self)
        value.written.connect(self.changed)
        value.run_asked.connect(self.run_asked)
        return value

    def _change_field(self) -> None:
        """Offer the values of the field's own list."""
        before, self.value = self.value, self._made_value()
        self.value.setText(before.text())
        self._layout.replaceWidget(before, self.value)
        before.hide()
        before.deleteLater()
        self._look()

    def _look(self) -> None:
        self.value.setVisible(self.operator.currentData() not in _EMPTY)
        self.changed.emit()


class QueryAssistant(Dialog):
    """Builds a query; ``asked`` carries it once the person takes it."""

    asked = Signal(str)

    def __init__(self, query: ListQuery, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("query_assistant")
        self.setWindowTitle(self.tr("Query Assistant"))
        self.setAccessibleName(self.windowTitle())
        self.setModal(True)
        self.resize(*_SIZE)
        self._query = query
        self._desk = desk
        self._made = 0
        self._fields = _fields(query)
        self._choices = _choices(query, desk)
        self.lines: list[_Line] = []
        self.joined = self._made_joined()
        self.text = self._made_text()
        self.found = label("", "muted", self)
        self.found.setObjectName("query_assistant.found")
        self.found.setWordWrap(True)
        self.found.setMinimumHeight(self.found.fontMetrics().lineSpacing() * 2)
        self.run = push_button("query_assistant.run", self.tr("Run Query"), "primary", self)
        self.add = push_button("query_assistant.add", self.tr("One More Line"), parent=self)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._count)
        self._box = QVBoxLayout()
        self._lay_out()
        self._add_line()

    # --- Lines ----------------------------------------------------------------------------------------------

    def _add_line(self) -> None:
        self._made += 1
        line = _Line(self._made, self._fields, self._choices, self)
        line.changed.connect(self._look)
        line.gone.connect(partial(self._remove_line, line))
        line.run_asked.connect(self._take)
        self.lines.append(line)
        self._box.addWidget(line)
        line.field.setFocus()
        self._look()

    def _remove_line(self, line: _Line) -> None:
        self.lines.remove(line)
        line.hide()
        line.deleteLater()
        self._look()

    def _look(self) -> None:
        """Write the query as far as it goes, and count what it finds a moment later."""
        for line in self.lines:
            line.remove.setVisible(len(self.lines) > 1)
        asked = [each for line in self.lines if (each := line.asked()) is not None]
        problem = ""
        try:
            text = criteria.of_lines(self._query.kind, asked, any_of_them=bool(self.joined.currentData()))
        except CriterionProblem as wrong:
            text, problem = "", f"{self._fields.get(wrong.field, wrong.field)}: {wrong}"
        self.text.setText(text)
        self.run.setEnabled(bool(text))
        self.found.setText(problem)
        self._pause.start()

    # --- Counting -------------------------------------------------------------------------------------------

    def _count(self) -> None:
        if text := self.text.text():
            self.found.setText(self.tr("Counting…"))
            asked = replace(self._query, text=text)
            count = partial(lists.count, query=asked)
            self._desk.operations.read(count, partial(self._say_count, text), self._refuse)

    def _say_count(self, text: str, count: int) -> None:
        if text == self.text.text():
            self.found.setText(self.tr("Finds: {count}").format(count=formats.number(count)))

    def _refuse(self, error: HearthError) -> None:
        self.found.setText(str(error))

    def _take(self) -> None:
        if text := self.text.text():
            self.accept()
            self.asked.emit(text)

    # --- Making ---------------------------------------------------------------------------------------------

    def _made_joined(self) -> QComboBox:
        joined = QComboBox(self)
        joined.setObjectName("query_assistant.joined")
        joined.setAccessibleName(self.tr("How the lines are joined"))
        joined.addItem(self.tr("All of this"), False)
        joined.addItem(self.tr("Any of this"), True)
        joined.currentIndexChanged.connect(self._look)
        return joined

    def _made_text(self) -> QLineEdit:
        text = QLineEdit(self)
        text.setObjectName("query_assistant.text")
        text.setAccessibleName(self.tr("The query"))
        text.setPlaceholderText(self.tr("The query, once a value is written"))
        text.setReadOnly(True)
        return text

    def _lay_out(self) -> None:
        cancel = push_button("query_assistant.cancel", self.tr("Cancel"), parent=self)
        cancel.clicked.connect(self.reject)
        self.add.clicked.connect(self._add_line)
        self.run.clicked.connect(self._take)
        self.finished.connect(self.deleteLater)
        self._box.setSpacing(SPACE_S)
        top = row(self.joined, None, self.add, spacing=SPACE_M)
        buttons = row(None, self.run, cancel, spacing=SPACE_M)
        margins = (SPACE_XL, SPACE_L, SPACE_XL, SPACE_L)
        parts = column(top, self._box, None, self.text, self.found, buttons, spacing=SPACE_M, margins=margins)
        self.setLayout(parts)


def _operators() -> dict[str, str]:
    """Return what can be asked, in words, by how it is written."""
    translate = QCoreApplication.translate
    return {
        "{plain}": translate("QueryAssistant", "is"),
        "<> {plain}": translate("QueryAssistant", "is not"),
        "{value}*": translate("QueryAssistant", "begins with"),
        "*{value}*": translate("QueryAssistant", "contains"),
        ">= {plain}": translate("QueryAssistant", "is at least"),
        "<= {plain}": translate("QueryAssistant", "is at most"),
        "IS NULL": translate("QueryAssistant", "is empty"),
        "IS NOT NULL": translate("QueryAssistant", "is filled in"),
    }


def _fields(query: ListQuery) -> dict[str, str]:
    """Return the labels of all that can be asked for, by name, in the order of labels."""
    of, translate = layouts.COMPONENTS[query.kind], QCoreApplication.translate
    titles = {each.name: each.title for each in layouts.record_columns(query.kind)}
    asked_by_name = layouts.FORMS[query.kind].picks
    names = [each for each in lists.queryable(query.kind).values() if each not in asked_by_name]
    named = {name: titles.get(name, "") for name in names}
    named |= {name: words.label(of[name], translate) for name in named if name in of}
    return dict(sorted(((name, text) for name, text in named.items() if text), key=lambda each: each[1]))


def _choices(query: ListQuery, desk: Desk) -> dict[str, Choices]:
    of = layouts.COMPONENTS[query.kind]
    return {each.name: desk.values.choices(each.pick_list) for each in of if each.pick_list}
