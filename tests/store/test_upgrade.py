"""Upgrades of a store in the middle of its work: told, backed up, whole or not at all, nothing lost."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.settings import Settings
from desktop.store import backups, condition, conflicts, drafts, outbox
from desktop.store.opening import open_own
from desktop.store.upgrade import REVISION, Phase
from tests.support import busy_desk, old_stores
from tests.support.mortal import Ended, Nursery

HOUSEHOLDS, WAITING, CONFLICTS = 12, 20, 2


@pytest.fixture(scope="module")
def today(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of today in the middle of its work."""
    file = tmp_path_factory.mktemp("today") / "store.db"
    busy_desk.make(f"sqlite:///{file}", HOUSEHOLDS, WAITING, CONFLICTS)
    return file


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery() as running:
        yield running


def settings_of(folder: Path) -> Settings:
    return Settings.gather(str(folder / "home"), f"sqlite:///{folder / 'store.db'}", {})


def lost(before: Path, after: Path) -> list[str]:
    """Name the tables of a store that lost rows on the way to another one."""
    then, now = (old_stores.contents(each, like=before) for each in (before, after))
    return [table for table, rows in then.items() if not rows <= now[table]]


@pytest.mark.parametrize("back", [len(old_stores.revisions()), 2])
def test_what_an_older_store_holds_is_all_there_after_its_upgrade(
    today: Path, tmp_path: Path, back: int
) -> None:
    before, file = tmp_path / "before.db", tmp_path / "store.db"
    old_stores.as_of(before, old_stores.revisions()[-back], today)
    shutil.copy(before, file)
    told: list[tuple[Phase, int, int]] = []
    settings = settings_of(tmp_path)
    with open_own(settings, lambda *each: told.append(each)) as store:
        assert condition.look(store).revision == REVISION
        assert condition.check(store) == []
        with store.read() as view:
            assert len(outbox.waiting(view)) == WAITING + CONFLICTS
            assert len(conflicts.waiting(view)) == CONFLICTS
            assert back != 2 or len(drafts.waiting(view, "agent07")) == 1
    assert lost(before, file) == []
    (kept,) = backups.existing(settings.backup_folder)
    assert old_stores.contents(kept, before) == old_stores.contents(before, before)
    steps = back - 1
    assert told[0][0] is Phase.BACK_UP
    assert [each for each in told if each[0] is Phase.STEPS] == [
        (Phase.STEPS, done, steps) for done in range(1, steps + 1)
    ]


def test_killed_at_any_step_an_upgrade_is_done_or_as_before(
    nursery: Nursery, today: Path, tmp_path: Path
) -> None:
    before, killed = tmp_path / "before.db", tmp_path / "killed"
    old_stores.as_of(before, "0001", today)
    words = [
        "--home",
        str(killed / "home"),
        "--store",
        f"sqlite:///{killed / 'store.db'}",
        "store",
        "upgrade",
    ]

    def upgraded(kill_at: int) -> Ended:
        shutil.rmtree(killed, ignore_errors=True)
        killed.mkdir()
        shutil.copy(before, killed / "store.db")
        return nursery.run(words, kill_at, fine=True)

    steps = upgraded(0).steps
    # The soak takes all of them.
    for step in (2, steps // 3, steps - 1, steps):
        assert upgraded(step).killed
        assert lost(before, killed / "store.db") == [], f"killed at step {step} of {steps}"
        assert nursery.run(words).code == 0
        assert lost(before, killed / "store.db") == [], f"killed at step {step} of {steps}"
    with open_own(settings_of(killed)) as store:
        assert condition.look(store).revision == REVISION
        assert condition.check(store) == []
