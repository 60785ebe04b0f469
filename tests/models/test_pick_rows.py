"""The model of a pick dialog keeps Qt's rules for models."""

from __future__ import annotations

from pytestqt.modeltest import ModelTester

from desktop.models.columns import Column, Role
from desktop.models.pick_rows import PickRow, PickRowsModel

COLUMNS = (Column("last_name", "Last Name"), Column("first_name", "First Name"))
ROWS = [PickRow("1-1", ("Okafor", "Amara")), PickRow("1-2", ("Ng", "Li"))]


def test_it_keeps_qts_rules_while_rows_come_and_go(qtmodeltester: ModelTester) -> None:
    model = PickRowsModel(COLUMNS)
    qtmodeltester.check(model)
    model.show_rows(ROWS)
    model.show_rows([])


def test_it_knows_what_a_row_stands_for() -> None:
    model = PickRowsModel(COLUMNS)
    model.show_rows(ROWS)
    assert model.id_at(1) == "1-2"
    assert model.index(1, 0).data(Role.CELL) == "Ng"
