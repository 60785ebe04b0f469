"""A desk in the middle of its work: invented households, edits, a full outbox, a draft, open conflicts.

It asks nothing but the store, so that an older Hearth can make it, too:
``python busy_desk.py URL HOUSEHOLDS``.
"""

from __future__ import annotations

import sys

import sqlalchemy as sa

from desktop.store import connections, drafts, entities, outbox, records, sample
from desktop.store.drafts import Subject
from desktop.store.store import Store, open_store
from desktop.store.types import (
    ConnectionSettings,
    Decision,
    DeliveryState,
    FieldConflict,
    Origin,
    Outcome,
    RecordKind,
    Ref,
)

CONNECTION = "crm"
# Nobody answers there: what is sent waits.
_NOWHERE = "http://127.0.0.1:9"


def make(url: str, households: int, waiting: int = 40, in_conflict: int = 3) -> None:
    """Make the desk in a new store at this address."""
    with open_store(url, "agent07") as store:
        sample.fill(store, households=households)
        with store.write() as unit:
            connections.save(unit, ConnectionSettings(CONNECTION, address=_NOWHERE))
        people = _contacts(store, waiting + in_conflict)
        for ref in people[:in_conflict]:
            _clash(store, ref)
        with store.write() as unit:
            for ref in people[in_conflict:]:
                records.update(unit, ref, {"alias": "Edited here", "job_title": "Judge"})
                outbox.add(unit, ref)
            drafts.keep(unit, Subject(RecordKind.CONTACT, people[-1]), {"alias": "Half a wo"}, version=1)


def _contacts(store: Store, count: int) -> list[Ref]:
    wanted = sa.select(entities.contact.c.id).order_by(entities.contact.c.number).limit(count)
    with store.read() as view:
        return [Ref(RecordKind.CONTACT, str(each)) for each in view.execute(wanted).scalars()]


def _clash(store: Store, ref: Ref) -> None:
    """Let an alias be changed here while a reply brings another one."""
    with store.write() as unit:
        records.update(unit, ref, {"alias": "Nana"})
        outbox.add(unit, ref)
    with store.write() as unit:
        held = outbox.claim(unit, worker="one", lease_seconds=60)
        records.update(unit, ref, {"alias": "Nan"})
    assert held is not None
    decision = Decision(conflicts=(FieldConflict("alias", "Nana", "Nan", "Nanette"),))
    with store.write(Origin.REPLY, CONNECTION) as unit:
        outcome = Outcome(DeliveryState.CONFLICT, confirmed=held.snapshot, decision=decision)
        outbox.settle(unit, held, outcome)


if __name__ == "__main__":
    make(sys.argv[1], int(sys.argv[2]))
