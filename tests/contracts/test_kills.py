"""Processes are killed at each step that they take; started again, all ends as if nothing had happened."""

from __future__ import annotations

import random
import shutil
import socket
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from desktop.store import journal
from desktop.store.types import Ref
from tests.support import promise
from tests.support.desks_to_kill import DeskToKill, make_family, make_many, sync_in
from tests.support.mortal import Nursery


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery() as running:
        yield running


def messages(desk: DeskToKill, refs: Sequence[Ref]) -> list[int]:
    """How many messages about each record the external system carried out."""
    return [len(promise.applied(desk.system, ref)) for ref in refs]


@pytest.mark.parametrize("part", range(3))
def test_killed_at_each_step_and_started_again_it_delivers_everything_once(
    nursery: Nursery, tmp_path: Path, part: int
) -> None:
    with DeskToKill(tmp_path / "model") as model:
        family = make_family(model)
    with model.copy(tmp_path / "whole") as desk:
        steps = desk.sync(nursery).steps
        assert desk.broken() == []
        once = messages(desk, family)
    for step in range(1 + part, steps + 1, 3):
        with model.copy(tmp_path / "killed") as desk:
            assert desk.sync(nursery, kill_at=step).killed
            desk.sync_until_empty(nursery)
            assert desk.broken() == [], f"killed at step {step} of {steps}"
            assert messages(desk, family) == once, f"killed at step {step} of {steps}"
        shutil.rmtree(tmp_path / "killed")


def test_killed_at_random_while_sixty_wait_it_delivers_everything_once(
    nursery: Nursery, tmp_path: Path
) -> None:
    chance = random.Random(60)  # noqa: S311 -- the same kills each time
    with DeskToKill(tmp_path / "desk") as desk:
        everyone = make_many(desk, households=15, contacts=45)
        for _ in range(8):
            assert desk.sync(nursery, kill_at=chance.randint(1, 60)).killed
        desk.sync_until_empty(nursery)
        assert desk.broken() == []
        assert messages(desk, everyone) == [1] * 60


@pytest.mark.gui
def test_a_window_killed_at_each_step_loses_nothing_and_says_nothing_twice(
    nursery: Nursery, tmp_path: Path
) -> None:
    with Nursery("tests.support.window_to_kill") as window, DeskToKill(tmp_path / "desk") as desk:
        known, *_ = make_family(desk)
        where = [str(desk.settings.home), desk.settings.store_url, known.id]
        before = messages(desk, [known])[0]
        killed, step = True, 0
        while killed:
            step += 1
            # The window that follows finds what this one left, and sends it by itself.
            ended = window.run([*where, f"alias {step}"], step)
            assert ended.code in (0, None)
            killed = ended.killed
        assert step > len(("saved", "claimed", "connected", "sent", "heard", "read", "settled"))
        desk.sync_until_empty(nursery)
        assert desk.broken() == []
        # What waited at the beginning, and each edit that was saved.
        assert messages(desk, [known])[0] - before == 1 + len(saved_aliases(desk, known))


def saved_aliases(desk: DeskToKill, ref: Ref) -> list[str]:
    """What the windows have saved as alias, one after the other."""
    with desk.open_store() as store, store.read() as view:
        changes = [each for each in journal.entries(view, ref, 1000) if each.field == "alias"]
    return [str(each.after) for each in changes if str(each.after).startswith("alias ")]


def test_an_external_system_killed_at_each_step_takes_all_once(nursery: Nursery, tmp_path: Path) -> None:
    with DeskToKill(tmp_path / "model") as model:
        family = make_family(model)
    step = 0
    with Nursery() as other_side:
        for step in range(1, 100):
            shutil.copytree(model.folder, tmp_path / "killed")
            serve = ["external-system", "serve", "--port", str(model.port), "--data"]
            other_side.begin([*serve, str(tmp_path / "killed" / "external.sqlite")], step)
            until_served(model.port, other_side)
            nursery.run(sync_in(tmp_path / "killed"))
            killed = other_side.end().steps == step
            with DeskToKill(tmp_path / "killed", model.port) as desk:
                desk.sync_until_empty(nursery)
                assert desk.broken() == [], f"killed at step {step}"
                assert max(messages(desk, family)[1:]) == 1
            shutil.rmtree(tmp_path / "killed")
            if not killed:
                break
    assert step > 10


def until_served(port: int, server: Nursery) -> None:
    """Wait until somebody listens on the port, unless it is killed before."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and not server.has_ended:
        with socket.socket() as knocking:
            if knocking.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.01)
