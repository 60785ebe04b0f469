"""Work on the store runs in order on its own thread, and its results come back to the window's."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop.errors import HearthError, InvalidValue, StoreUnavailable
from desktop.models.job import Stopped
from desktop.models.operations import Operations
from desktop.store import lists
from desktop.store.lists import ListQuery
from desktop.store.store import Store, open_store
from desktop.store.types import Changes, RecordKind, Ref
from desktop.store.unit import Unit, View
from tests.support.records import household


@pytest.fixture
def operations(qtbot: QtBot, sqlite_url: str) -> Iterator[Operations]:
    """The store's thread, with its store open."""
    made = Operations()
    with qtbot.waitSignal(made.opened):
        made.open(lambda: open_store(sqlite_url))
    yield made
    assert made.close()


def count(view: View) -> int:
    return lists.count(view, ListQuery(RecordKind.HOUSEHOLD))


def test_the_result_comes_back_on_the_windows_thread(operations: Operations, qtbot: QtBot) -> None:
    threads: list[threading.Thread] = []

    def work(_view: View) -> None:
        threads.append(threading.current_thread())

    operations.read(work, lambda _result: threads.append(threading.current_thread()))
    qtbot.waitUntil(lambda: len(threads) == 2)
    assert threads[0] is not threads[1] is threading.main_thread()


def test_what_was_asked_first_is_done_first(operations: Operations, qtbot: QtBot) -> None:
    done: list[object] = []
    operations.change(household, done.append)
    operations.read(count, done.append)
    qtbot.waitUntil(lambda: len(done) == 2)
    assert done[1] == 1


def test_changes_are_told_once_after_the_result(operations: Operations, qtbot: QtBot) -> None:
    heard: list[object] = []
    operations.changed.connect(heard.append)
    operations.change(household, heard.append)
    qtbot.waitUntil(lambda: operations.idle)
    ref, changes = heard
    assert isinstance(ref, Ref)
    assert isinstance(changes, Changes)
    assert ref in changes.created


def test_an_error_reaches_who_asked_and_nothing_is_written(operations: Operations, qtbot: QtBot) -> None:
    errors: list[HearthError] = []
    operations.change(lambda unit: household(unit, "x" * 51), None, errors.append)
    qtbot.waitUntil(lambda: operations.idle)
    assert isinstance(errors[0], InvalidValue)
    assert errors[0].field == "household_name"


def test_an_error_nobody_wants_to_hear_is_told_to_all(operations: Operations, qtbot: QtBot) -> None:
    with qtbot.waitSignal(operations.failed) as told:
        operations.change(lambda unit: household(unit, ""))
    assert told.args is not None
    assert isinstance(told.args[0], InvalidValue)


def test_a_result_for_a_view_that_is_gone_is_dropped(operations: Operations, qtbot: QtBot) -> None:
    class Listener(QObject):
        heard = 0

        def hear(self, _result: int) -> None:
            Listener.heard += 1

    gone = Listener()
    operations.read(count, gone.hear)
    shiboken6.delete(gone)
    qtbot.waitUntil(lambda: operations.idle)
    assert Listener.heard == 0


def test_closing_finishes_what_was_asked(qtbot: QtBot, sqlite_url: str) -> None:
    operations = Operations()
    operations.open(lambda: open_store(sqlite_url))
    for _ in range(5):
        operations.change(household)
    assert operations.close()
    with open_store(sqlite_url) as store, store.read() as view:
        assert count(view) == 5


def test_a_store_that_cannot_be_opened_is_told(qtbot: QtBot) -> None:
    def refuse() -> Store:
        raise StoreUnavailable("The disk is gone.")

    operations = Operations()
    with qtbot.waitSignal(operations.not_opened):
        operations.open(refuse)
    assert operations.close()


def test_a_unit_of_work_that_fails_leaves_nothing(operations: Operations, qtbot: QtBot) -> None:
    def half(unit: Unit) -> None:
        household(unit)
        household(unit, "")

    counted: list[int] = []
    operations.change(half, None, lambda _error: None)
    operations.read(count, counted.append)
    qtbot.waitUntil(lambda: bool(counted))
    assert counted == [0]


def count_forever(view: View) -> None:
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
    view.connection.exec_driver_sql(endless).scalar()


def test_nothing_waits_for_what_is_read_long(operations: Operations, qtbot: QtBot) -> None:
    heard: list[object] = []
    operations.read_long(count_forever, heard.append, heard.append)
    operations.change(lambda unit: household(unit, "Okafor"))
    operations.read(count, heard.append)
    qtbot.waitUntil(lambda: heard == [1])
    qtbot.waitUntil(operations.stop)
    qtbot.waitUntil(lambda: operations.idle)
    assert isinstance(heard[1], Stopped)
    # Nor does the end of the program, which the fixture waits for.
    operations.read_long(count_forever, heard.append, heard.append)


def test_what_takes_long_is_said_and_can_be_stopped_at_any_moment(
    operations: Operations, qtbot: QtBot
) -> None:
    heard: list[object] = []
    operations.slow.connect(heard.append)
    operations.read(count_forever, heard.append, heard.append)
    qtbot.waitUntil(lambda: heard == [True])
    assert operations.stop()
    qtbot.waitUntil(lambda: operations.idle)
    assert (heard[1], isinstance(heard[2], Stopped)) == (False, True)
    operations.read(count, heard.append)
    qtbot.waitUntil(lambda: operations.idle)
    assert heard[3] == 0
    assert not operations.stop()
