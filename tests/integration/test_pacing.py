"""When to try again: later and later, and not at all where nobody answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from desktop.integration.pacing import LONGEST, OPENS_AFTER, SHORTEST, Circuit, delay

NOW = datetime(2026, 3, 12, tzinfo=UTC)


def test_waits_double_up_to_five_minutes() -> None:
    longest = [delay(attempts, draw=lambda _low, high: high) for attempts in (1, 2, 3, 8, 500)]
    assert longest == [4, 8, 16, LONGEST, LONGEST]


def test_waits_are_drawn_from_the_whole_span() -> None:
    drawn = {delay(5) for _ in range(50)}
    assert len(drawn) > 10
    assert all(SHORTEST <= each <= 64 for each in drawn)


def failed(circuit: Circuit, times: int, name: str = "crm") -> None:
    for _ in range(times):
        circuit.note(name, NOW, reached=False)


def test_five_failures_in_a_row_open_the_circuit_of_one_system() -> None:
    circuit = Circuit()
    failed(circuit, OPENS_AFTER)
    assert (circuit.allows("crm", NOW), circuit.allows("other", NOW)) == (False, True)


def test_an_answer_in_between_starts_the_count_anew() -> None:
    circuit = Circuit()
    failed(circuit, OPENS_AFTER - 1)
    circuit.note("crm", NOW, reached=True)
    failed(circuit, OPENS_AFTER - 1)
    assert circuit.allows("crm", NOW)


def test_after_a_while_one_goes_through_as_a_probe_and_closes_it() -> None:
    circuit = Circuit()
    failed(circuit, OPENS_AFTER)
    later = NOW + timedelta(seconds=31)
    assert [circuit.allows("crm", later), circuit.allows("crm", later)] == [True, False]
    circuit.note("crm", later, reached=True)
    assert circuit.allows("crm", later)
