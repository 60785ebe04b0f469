"""`hearth open` finds the window that is open, opens one where none is, and a home has only one."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from desktop import calls
from desktop.calls import Call, NoWindow
from tests.commands.conftest import Hearth
from tests.commands.test_window import Program, is_open, start, until  # noqa: F401 -- start is a fixture


def hearth_open(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "desktop", "open", *words]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)


def answers(home: Path) -> bool:
    try:
        return calls.ring(home, Call()) == {"shown": "window"}
    except NoWindow:
        return False


def test_one_window_for_a_home_and_calls_go_to_it(
    start: Callable[..., Program],  # noqa: F811
    home: Path,
) -> None:
    first = start("open", "--phone", "+46701234567", "--json")
    assert first.process.stdout is not None
    until(lambda: is_open(home))
    ran = hearth_open("--phone", "+46701234567", "--json")
    assert json.loads(ran.stdout) == {"opened": False, "shown": "new"}
    second = start()
    assert second.process.wait(40) == 0
    assert hearth_open("hearth:contact/nobody").returncode == 2
    assert first.end(signal.SIGTERM) == 0
    assert json.loads(first.process.stdout.read()) == {"opened": True, "shown": "new"}


def test_a_window_that_was_killed_leaves_room_for_the_next(
    start: Callable[..., Program],  # noqa: F811
    home: Path,
) -> None:
    first = start()
    until(lambda: Path(calls.address(home)).exists() and is_open(home))
    first.end(signal.SIGKILL)
    start()
    until(lambda: answers(home))


def test_an_address_of_another_form_is_refused(local_hearth: Hearth) -> None:
    assert "hearth:phone/NUMBER" in local_hearth.refusal("open", "tel:112")
    assert "not allowed with" in local_hearth.refusal("open", "--phone", "1", "--contact", "2")
