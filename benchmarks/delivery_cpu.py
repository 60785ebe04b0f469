"""CPU of a delivered record, its reply applied durably, against that of one sequential zeep call."""

from __future__ import annotations

import time

from benchmarks.delivery.desk import SequentialZeep, desk
from benchmarks.frame import Figure, arguments, ratios, seconds, spread

EACH = 400
WORKERS = 16


def main() -> None:
    chosen = arguments()
    with desk(chosen.contacts, 0, EACH * (chosen.rounds + 1)) as here:
        zeep = SequentialZeep(here.port)
        floor: list[float] = []
        product: list[float] = []
        for at in range(chosen.rounds + 1):
            refs = here.slice(EACH)
            asked = here.arguments(refs)
            here.queue(refs)
            raw = seconds(lambda asked=asked: zeep.send(asked), time.process_time)
            ours = seconds(lambda: here.sync(WORKERS), time.process_time)
            # The first round loads what both of them need.
            if at:
                floor.append(raw / EACH)
                product.append(ours / EACH)
    Figure(
        "delivery_cpu",
        "CPU per delivered record, reply applied durably ÷ one sequential zeep call",
        0.4,
        **spread(ratios(floor, product)),
        contacts=chosen.contacts,
        missed="a third is claiming and settling in the store, a third HTTP and its log, the rest reading and"
        " checking both messages; sixteen threads take turns at the interpreter",
        details={
            "zeep ms": round(min(floor) * 1e3, 3),
            "product ms": round(min(product) * 1e3, 3),
        },
    ).tell()


if __name__ == "__main__":
    main()
