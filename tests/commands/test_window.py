"""`hearth` and `hearth demo` open the window, and end in order when they are told to from outside."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.commands.conftest import Hearth

PATIENCE = 40.0
_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def until(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def is_open(home: Path) -> bool:
    """The courier of a window signs on when the store is open."""
    return any((home / "workers").glob("*.lock"))


class Program:
    """A `hearth` with a window, in a process of its own."""

    def __init__(self, *words: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "desktop", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        )

    def end(self, by: signal.Signals) -> int:
        self.process.send_signal(by)
        return self.process.wait(PATIENCE)


@pytest.fixture
def start() -> Iterator[Callable[..., Program]]:
    started: list[Program] = []

    def begin(*words: str) -> Program:
        started.append(Program(*words))
        return started[-1]

    yield begin
    for each in started:
        each.process.kill()
        each.process.communicate()


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_the_window_closes_when_it_is_asked_to(
    start: Callable[..., Program], home: Path, by: signal.Signals
) -> None:
    program = start()
    until(lambda: is_open(home))
    assert program.end(by) == 0
    assert not is_open(home)


def test_the_demonstration_leaves_nothing_behind(start: Callable[..., Program], home: Path) -> None:
    program = start("demo")
    assert program.process.stderr is not None
    told = re.search(r"lives in (\S+) ", program.process.stderr.readline())
    assert told
    folder = Path(told[1])
    until(lambda: is_open(folder))
    assert program.end(signal.SIGTERM) == 0
    assert not folder.exists()
    assert not home.exists()


def test_without_a_display_only_the_tour_makes_sense(
    local_hearth: Hearth, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in _DISPLAYS:
        monkeypatch.delenv(name, raising=False)
    assert "--tour" in local_hearth.refusal("demo")


def test_the_frame_is_painted_before_the_store_is_loaded() -> None:
    program = (
        "import sys\nfrom desktop.commands import window\n"
        "print([name for name in ('sqlalchemy', 'zeep', 'lxml', 'requests') if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert ran.stdout == "[]\n"


def test_the_tour_plays_seven_steps_and_shows_them(tmp_path: Path) -> None:
    """It runs unseen where there is no display, in the person's language, and answers with one document."""
    bare = {name: value for name, value in os.environ.items() if name not in _DISPLAYS}
    bare["LC_ALL"] = "de_DE.UTF-8"
    pictures = tmp_path / "pictures"
    words = [sys.executable, "-m", "desktop", "demo", "--tour", "--screenshots", str(pictures), "--json"]
    ran = subprocess.run(words, check=False, capture_output=True, encoding="utf-8", env=bare, timeout=100)
    said = json.loads(ran.stdout)
    assert [(each["step"], each["ok"], each["why"]) for each in said["steps"]] == [
        (number, True, "") for number in range(1, 8)
    ]
    assert (ran.returncode, said["language"]) == (0, "de")
    assert sorted(said["screenshots"]) == sorted(str(each) for each in pictures.iterdir())
    assert len(said["screenshots"]) == 7
