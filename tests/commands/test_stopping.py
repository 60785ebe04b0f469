"""Stopping a long command: the first signal asks, the second one interrupts, and all is as before then."""

from __future__ import annotations

import signal
import threading

import pytest

from desktop.commands.stopping import Stop


@pytest.mark.parametrize(("asked_by", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_the_first_signal_only_asks(asked_by: signal.Signals, code: int) -> None:
    with Stop() as stop:
        assert not stop()
        signal.raise_signal(asked_by)
        assert stop()
    assert stop.exit_code == code


def test_the_second_signal_interrupts() -> None:
    before = signal.getsignal(signal.SIGINT)
    with Stop():
        signal.raise_signal(signal.SIGTERM)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


def test_outside_the_main_thread_signals_are_left_alone() -> None:
    before = signal.getsignal(signal.SIGINT)
    seen: list[bool] = []

    def work() -> None:
        with Stop() as stop:
            seen.append(stop() or signal.getsignal(signal.SIGINT) is not before)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [False]
