"""`hearth sync` before a server that takes 50 ms, against raw HTTP and against a sequential zeep loop."""

from __future__ import annotations

from benchmarks.delivery.desk import Raw, SequentialZeep, desk, rate
from benchmarks.frame import Figure, arguments, spread

EACH = 640
BY_ZEEP = 40
CONNECTIONS = 16
MILLISECONDS = 50


def main() -> None:
    chosen = arguments()
    rounds = min(chosen.rounds, 3)
    against_raw: list[float] = []
    against_zeep: list[float] = []
    rates: list[float] = []
    with desk(chosen.contacts, MILLISECONDS, EACH * rounds) as here:
        zeep = SequentialZeep(here.port)
        for _ in range(rounds):
            refs = here.slice(EACH)
            headers, bodies = here.bodies(refs)
            asked = here.arguments(refs[:BY_ZEEP])
            here.queue(refs)
            raw = rate(Raw(here.port, headers, CONNECTIONS).send, bodies)
            slow = rate(zeep.send, asked)
            ours = rate(lambda _: here.sync(CONNECTIONS), refs)
            rates.append(ours)
            against_raw.append(ours / raw)
            against_zeep.append(ours / slow)
    told = {"records a second": round(max(rates), 1)}
    for name, what, goal, found in (
        ("sync_rate", "raw pre-rendered HTTP with 16 connections", 0.95, against_raw),
        ("sync_against_zeep", "a sequential zeep loop", 14.0, against_zeep),
    ):
        Figure(
            name,
            f"`hearth sync`, 50 ms server, 16 connections ÷ {what} (records/s)",
            goal,
            **spread(found),
            contacts=chosen.contacts,
            clock="wall",
            at_least=True,
            details=dict(told),
            missed="CPU of a delivery: see that figure",
        ).tell()


if __name__ == "__main__":
    main()
