"""Whether a worker still lives: the operating system knows, whatever killed it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from desktop.integration.presence import Presence

WAITING = """
import sys
from pathlib import Path
from desktop.integration.presence import Presence
presence = Presence(Path(sys.argv[1]))
print(presence.name, flush=True)
sys.stdin.read()
"""


def test_a_worker_that_was_killed_is_gone_and_one_that_waits_is_not(tmp_path: Path) -> None:
    ours = Presence(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", WAITING, tmp_path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as worker:
        assert worker.stdout is not None
        name = worker.stdout.readline().strip()
        assert not ours.is_gone(name)
        worker.kill()
    assert ours.is_gone(name)
    assert ours.is_gone(name)
    ours.close()


def test_of_oneself_and_of_workers_elsewhere_nothing_is_concluded(tmp_path: Path) -> None:
    ours, elsewhere = Presence(tmp_path / "a"), Presence(tmp_path / "b")
    elsewhere.close()
    assert [ours.is_gone(each) for each in (ours.name, elsewhere.name, "other-machine/x/y")] == [False] * 3
    ours.close()


def test_a_worker_that_ended_in_order_is_gone_and_leaves_nothing_behind(tmp_path: Path) -> None:
    ours, ended = Presence(tmp_path), Presence(tmp_path)
    ended.close()
    assert ours.is_gone(ended.name)
    ours.close()
    assert list(tmp_path.iterdir()) == []


def test_names_fit_the_store(tmp_path: Path) -> None:
    ours = Presence(tmp_path)
    assert len(ours.name) <= 100
    ours.close()
