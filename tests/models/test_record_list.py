"""The model of a list of records holds numbers, fetches what is drawn, and announces exactly what moved."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from desktop.models import order
from desktop.models.columns import Column, Look, Role
from desktop.models.operations import Operations
from desktop.models.record_list import RecordListModel
from desktop.store import bulk, lists, records
from desktop.store.lists import ListQuery
from desktop.store.store import open_store
from desktop.store.types import RecordKind, Ref
from desktop.store.unit import Unit
from tests.support.records import household

COLUMNS = (Column("household_name", "Name", Look.LINK), Column("category", "Category"))


class Bench:
    """A model on a store, with what it announced."""

    def __init__(self, model: RecordListModel, operations: Operations, qtbot: QtBot) -> None:
        self.model = model
        self.operations = operations
        self._qtbot = qtbot
        self.announced: list[str] = []
        model.modelReset.connect(lambda: self.announced.append("reset"))
        model.rowsInserted.connect(lambda _parent, at, _last: self.announced.append(f"inserted {at}"))
        model.rowsRemoved.connect(lambda _parent, at, _last: self.announced.append(f"removed {at}"))
        model.rowsMoved.connect(lambda _p, at, _l, _t, to: self.announced.append(f"moved {at} before {to}"))

    def settle(self) -> None:
        for _ in range(3):
            self._qtbot.waitUntil(lambda: self.operations.idle)
            self._qtbot.wait(5)

    def fill(self) -> None:
        self.model.ask(self.model.query)
        self.settle()
        self.names()
        self.settle()
        self.announced.clear()

    def names(self) -> list[str | None]:
        return [self.model.index(row, 0).data(Role.CELL) for row in range(self.model.rowCount())]

    def change(self, function: Callable[[Unit], object]) -> None:
        self.operations.change(function)
        self.settle()
        self.names()
        self.settle()


@pytest.fixture
def operations(qtbot: QtBot, sqlite_url: str) -> Iterator[Operations]:
    """The store's thread, working on a store with three households."""
    with open_store(sqlite_url) as store, store.write() as unit:
        for name in ("Bergman", "Okafor", "Zetterberg"):
            household(unit, name)
    made = Operations()
    made.open(lambda: open_store(sqlite_url))
    yield made
    assert made.close()


@pytest.fixture
def bench(qtbot: QtBot, operations: Operations) -> Iterator[Bench]:
    """A filled list of households under Qt's own tester of models."""
    owner = QObject()
    model = RecordListModel(ListQuery(RecordKind.HOUSEHOLD), COLUMNS, operations, owner)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, owner)
    operations.changed.connect(model.follow)
    made = Bench(model, operations, qtbot)
    made.fill()
    yield made
    owner.deleteLater()


def ref(bench: Bench, row: int) -> Ref:
    found = bench.model.ref(row)
    assert found is not None
    return found


def test_the_first_rows_come_with_their_cells(bench: Bench) -> None:
    bench.model.ask(bench.model.query)
    bench._qtbot.waitSignal(bench.model.filled).wait()
    assert bench.names() == ["Bergman", "Okafor", "Zetterberg"]


def test_a_new_record_comes_in_at_its_place(bench: Bench) -> None:
    bench.change(lambda unit: household(unit, "Lindqvist"))
    assert bench.names() == ["Bergman", "Lindqvist", "Okafor", "Zetterberg"]
    assert bench.announced == ["inserted 1"]


def test_a_deleted_record_goes(bench: Bench) -> None:
    gone = ref(bench, 1)
    bench.change(lambda unit: records.delete(unit, gone))
    assert (bench.names(), bench.announced) == (["Bergman", "Zetterberg"], ["removed 1"])


def test_a_renamed_record_moves_to_its_place(bench: Bench) -> None:
    first = ref(bench, 0)
    bench.change(lambda unit: records.update(unit, first, {"household_name": "Yamada"}))
    assert bench.names() == ["Okafor", "Yamada", "Zetterberg"]
    assert bench.announced == ["moved 0 before 2"]


def test_a_changed_record_is_drawn_again_where_it_stands(bench: Bench) -> None:
    first = ref(bench, 0)
    bench.change(lambda unit: records.update(unit, first, {"category": "Gold"}))
    assert bench.model.index(0, 1).data(Role.CELL) == "Gold"
    assert bench.announced == []


def test_another_order_is_asked_of_the_store(bench: Bench) -> None:
    bench.model.sort(0, Qt.SortOrder.DescendingOrder)
    bench.settle()
    bench.names()
    bench.settle()
    assert bench.names() == ["Zetterberg", "Okafor", "Bergman"]


def test_of_a_long_list_only_what_is_drawn_is_fetched(bench: Bench) -> None:
    many = [{"household_name": f"Household {number:05}", "category": None} for number in range(5000)]
    bench.change(lambda unit: bulk.insert(unit, "household", many))
    bench.model.ask(bench.model.query)
    bench.settle()
    bench.model.index(4000, 0).data(Role.CELL)
    bench.settle()
    assert bench.model.index(4000, 0).data(Role.CELL) is not None
    assert len(bench.model._rows) < 300


@given(st.lists(st.integers(0, 30), unique=True), st.lists(st.integers(0, 30), unique=True))
def test_steps_lead_from_any_order_to_any_other(before: list[int], after: list[int]) -> None:
    """Carried out one by one, the steps turn one order into the other, whatever moved."""
    now, wanted = array("q", before), array("q", after)
    steps = order.steps(now, wanted, movable=set(before) & set(after))
    assert steps is not None
    for step in steps:
        order.apply(now, step)
    assert now == wanted


def test_too_many_steps_are_no_steps() -> None:
    assert order.steps(array("q"), array("q", range(1000))) is None


@pytest.mark.parametrize(
    ("asked", "listed"),
    [
        (ListQuery(RecordKind.HOUSEHOLD), 603),
        (ListQuery(RecordKind.HOUSEHOLD, sort="category", descending=True), 603),
        (ListQuery(RecordKind.HOUSEHOLD, text="category = Silver"), 300),
        (ListQuery(RecordKind.HOUSEHOLD, text="dahl", sort="phone_number"), 600),
    ],
)
def test_the_first_rows_of_a_long_list_do_not_wait_for_the_order_of_all(
    bench: Bench, qtbot: QtBot, sqlite_url: str, asked: ListQuery, listed: int
) -> None:
    many = [{"household_name": f"Dahl {at:03}", "category": ("Gold", "Silver")[at % 2]} for at in range(600)]
    with open_store(sqlite_url) as store:
        with store.write() as unit:
            bulk.insert(unit, "household", many)
        model, seen, whole = bench.model, list[object](), list[int]()
        model.filled.connect(lambda: seen.append((model.rowCount(), model.number(199), model.number(200))))
        model.filled.connect(lambda: seen.append((bench.names()[:90], model.is_whole)))
        model.filled.connect(lambda: model.when_whole(lambda: whole.append(len(seen))))
        model.ask(asked)
        qtbot.waitUntil(lambda: model.is_whole and bool(seen))
        with store.read() as view:
            wanted = lists.numbers(view, asked)
            rows = lists.rows(view, asked.kind, wanted[:90], ("household_name",))
    assert seen[0] == (listed, wanted[199], None)
    assert seen[1] == ([rows[number][1] for number in wanted[:90]], False)
    # Once and quietly: what was shown already is not shown anew.
    assert (whole, len(seen)) == ([2], 2)
    assert model.numbers_in(0, listed) == list(wanted)
