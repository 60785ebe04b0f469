"""Two processes of four threads work on one store at once: nobody is turned away, and nothing is lost."""

from __future__ import annotations

from pathlib import Path

from desktop.integration.courier import Courier
from tests.support import promise
from tests.support.desks_to_kill import DeskToKill, make_many
from tests.support.sharing import lost, work_together


def test_two_processes_and_four_threads_share_a_store(tmp_path: Path, store_url: str) -> None:
    with DeskToKill(tmp_path / "desk", store_url=store_url) as desk:
        make_many(desk, households=2, contacts=8)
        worked = work_together(desk.settings.home, desk.settings.store_url, processes=2, threads=4, seconds=2)
        with desk.open_store() as store, Courier(store, desk.settings, {}) as courier:
            courier.deliver_all()
            assert [problem for each in worked for problem in each.problems] == []
            assert all(each.edits and each.rounds for each in worked)
            assert lost(store, worked) == []
            assert promise.broken(store, desk.system) == []
            assert promise.repeated(store, desk.system) == []
