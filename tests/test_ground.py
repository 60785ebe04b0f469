"""The ground the tests stand on keeps its promises."""

from __future__ import annotations

import os
from pathlib import Path

import keyring
import psycopg
import pytest

from desktop.store import outbox, pick_lists
from desktop.store.store import open_store

ROOT = Path(__file__).parents[1]


def outcome(pytester: pytest.Pytester, guard: str, test: str) -> str:
    """Runs a test in a pytest of its own, under one of our guards, and returns what that printed."""
    pytester.makepyfile(test)
    return pytester.runpytest_subprocess("-p", f"tests.support.{guard}").stdout.str()


@pytest.fixture(autouse=True)
def _support_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


def test_an_unannounced_warning_fails_its_test(pytester: pytest.Pytester) -> None:
    printed = outcome(pytester, "logs", "import logging\ndef test(): logging.warning('line is down')")
    assert "WARNING root: line is down" in printed


def test_an_announced_warning_passes(pytester: pytest.Pytester) -> None:
    test = "import logging\ndef test(caplog):\n  with caplog.at_level('WARNING'): logging.warning('offline')"
    assert "1 passed" in outcome(pytester, "logs", test)


def test_an_error_fails_where_a_warning_was_announced(pytester: pytest.Pytester) -> None:
    test = "import logging\ndef test(caplog):\n  with caplog.at_level('WARNING'): logging.error('lost')"
    assert "ERROR root: lost" in outcome(pytester, "logs", test)


def test_a_thread_that_outlives_its_test_fails_it(pytester: pytest.Pytester) -> None:
    test = "import threading, time\ndef test(): threading.Thread(None, time.sleep, 'slow', [3]).start()"
    assert "outlived the test: slow" in outcome(pytester, "threads", test)


def test_a_bare_database_is_empty(bare_postgresql_url: str) -> None:
    with psycopg.connect(bare_postgresql_url.replace("+psycopg", "")) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    assert tables == (0,)


def test_a_store_on_each_database_is_new(store_url: str) -> None:
    with open_store(store_url) as store, store.read() as view:
        assert pick_lists.names(view)
        assert outbox.waiting(view) == []


def test_the_environment_names_only_the_home_of_this_test(home: Path) -> None:
    ours = {name: value for name, value in os.environ.items() if name.startswith("HEARTH_")}
    assert ours == {"HEARTH_HOME": str(home)}


def test_the_keychain_is_empty_at_first() -> None:
    assert keyring.get_password("hearth", "agent") is None


@pytest.mark.usefixtures("qapp")
def test_a_test_with_a_qt_application_is_marked(request: pytest.FixtureRequest) -> None:
    assert request.node.get_closest_marker("gui")
