"""The model of a record's children announces exactly which rows came, went, moved or differ."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from desktop.fields import RELATED_CONTACT
from desktop.models.child_list import ChildListModel, ChildRow
from desktop.models.columns import Column, Look, Role, column

COLUMNS = (
    Column("last_name", "Last Name", Look.LINK),
    Column("primary", "Primary", Look.STAR, editable=True),
    column(RELATED_CONTACT["relationship"], editable=True),
)


@pytest.fixture
def model(qapp: QApplication) -> ChildListModel:
    """A model under Qt's own tester of models."""
    owner = QObject(qapp)
    made = ChildListModel(COLUMNS, owner)
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, owner)
    return made


def row(name: str, *, primary: bool = False) -> ChildRow:
    return ChildRow(name, {"last_name": name, "primary": primary, "relationship": None})


def test_only_the_row_that_differs_is_drawn_again(model: ChildListModel) -> None:
    model.show([row("Okafor", primary=True), row("Lindqvist")])
    drawn: list[int] = []
    model.dataChanged.connect(lambda first, _last: drawn.append(first.row()))
    model.show([row("Okafor", primary=True), row("Lindqvist", primary=True)])
    assert drawn == [1]


def test_an_edited_cell_asks_for_the_change_and_keeps_its_value(model: ChildListModel) -> None:
    model.show([row("Okafor")])
    asked: list[tuple[str, str, object]] = []
    model.edit_asked.connect(lambda *given: asked.append(given))
    assert model.setData(model.index(0, 2), "Head")
    assert asked == [("Okafor", "relationship", "Head")]
    assert model.index(0, 2).data(Qt.ItemDataRole.EditRole) is None


def test_what_only_shows_cannot_be_edited(model: ChildListModel) -> None:
    model.show([row("Okafor")])
    assert not model.setData(model.index(0, 0), "Lindqvist")


@given(st.lists(st.sampled_from("abcdefgh"), unique=True), st.lists(st.sampled_from("abcdefgh"), unique=True))
def test_any_rows_become_any_others(before: list[str], after: list[str]) -> None:
    model = ChildListModel(COLUMNS)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    model.show([row(name) for name in before])
    model.show([row(name) for name in after])
    assert [model.index(at, 0).data(Role.CELL) for at in range(model.rowCount())] == after
