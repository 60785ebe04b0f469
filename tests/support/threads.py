"""A thread that outlives its test fails the test that started it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

GRACE_SECONDS = 2.0


def _left_over(before: set[threading.Thread]) -> list[threading.Thread]:
    # Threads that Qt or the test runner started are known to Python as "Dummy" or under the runner's name.
    return [
        thread
        for thread in threading.enumerate()
        if thread not in before and not thread.name.startswith(("Dummy-", "pytest_timeout"))
    ]


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    """Fails the test when a Python thread started in it is still alive two seconds after its end."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + GRACE_SECONDS
    for thread in _left_over(before):
        thread.join(max(0.0, deadline - time.monotonic()))
    if names := [thread.name for thread in _left_over(before)]:
        pytest.fail("These threads outlived the test: " + ", ".join(sorted(names)), pytrace=False)
