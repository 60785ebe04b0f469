"""Small makers of households, contacts and families in a real store."""

from __future__ import annotations

from desktop.store import children, files, members, outbox, records
from desktop.store.store import Store
from desktop.store.types import Decision, DeliveryState, FieldConflict, Origin, Outcome, Record, Ref
from desktop.store.unit import Unit


def household(unit: Unit, name: str = "Okafor-Lindqvist", **values: object) -> Ref:
    """Make a household."""
    return records.create(unit, "household", {"household_name": name, **values})


def contact(unit: Unit, last_name: str = "Okafor", first_name: str = "Ngozi", **values: object) -> Ref:
    """Make a contact."""
    return records.create(unit, "contact", {"last_name": last_name, "first_name": first_name, **values})


def family(unit: Unit, *first_names: str) -> tuple[Ref, list[Ref]]:
    """Make a household whose members have these first names; the first is primary."""
    home = household(unit)
    people = [contact(unit, first_name=name) for name in first_names]
    for person in people:
        members.add(unit, home, person)
    return home, people


def read(store: Store, ref: Ref) -> Record:
    """Read a record as it stands."""
    with store.read() as view:
        return records.read(view, ref)


def primary_of(store: Store, ref: Ref, component: str = "related_contact") -> list[str | None]:
    """Return whom the primary rows of a component pick: one, if all is well."""
    return [child.picked_id for child in read(store, ref).children[component] if child.primary]


def furnish(unit: Unit, home: Ref, people: list[Ref]) -> None:
    """Give a household something of everything that its views show."""
    first, second = people[:2]
    for ref, name, values in (
        (home, "activity", {"description": "Yearly review of the household", "due": "2026-12-01T10:00:00"}),
        (first, "activity", {"description": "Asked for a new card", "due": "2026-11-26T09:30:00"}),
        (second, "activity", {"type": "Meeting", "description": "Mortgage", "status": "Done"}),
        (home, "note", {"note": "Prefers letters.\nNever call before noon.", "type": "Preference"}),
        (first, "note", {"note": "Moves to Uppsala in the spring."}),
        (first, "opportunity", {"name": "Home insurance", "sales_stage": "Quote", "revenue": "1250.00",
                                "currency_code": "SEK", "probability": "60", "close_date": "2026-12-31"}),
        (second, "opportunity", {"name": "Savings plan", "sales_stage": "Prospecting"}),
        (first, "service_request", {"summary": "Card does not arrive", "area": "Card", "severity": "2-High"}),
        (second, "service_request", {"summary": "Statement in English", "status": "Closed"}),
        (first, "agreement", {"name": "Household insurance", "type": "Insurance", "status": "Active",
                              "start_date": "2025-01-01", "end_date": "2026-12-31", "amount": "3200.00"}),
        (second, "asset", {"product": "Payment card", "serial_number": "4129-77", "status": "Active"}),
    ):  # fmt: skip
        children.add(unit, ref, name, values)
    files.attach(unit, first, files.AttachedFile("passport.pdf", b"%PDF-1.4"), "Copy of the passport")
    lawyer = contact(unit, "Bergman", "Signe")
    children.add(unit, home, "party_relationship", {"relationship": "Lawyer"}, picked_id=lawyer.id)
    other = household(unit, "Bergman")
    members.add(unit, other, second)


def put_in_conflict(store: Store, ref: Ref) -> None:
    """Lets a reply bring other values than those that were typed meanwhile."""
    with store.write() as unit:
        records.update(unit, ref, {"alias": "Nana", "job_title": "Nurse"})
        outbox.add(unit, ref)
    with store.write() as unit:
        held = outbox.claim(unit, worker="one", lease_seconds=60)
        records.update(unit, ref, {"alias": "Nan", "job_title": "Midwife"})
    assert held is not None
    clash = Decision(
        conflicts=(
            FieldConflict("alias", "Nana", "Nan", "Nanette"),
            FieldConflict("job_title", "Nurse", "Midwife", "Doctor"),
        )
    )
    with store.write(Origin.REPLY) as unit:
        outbox.settle(unit, held, Outcome(DeliveryState.CONFLICT, confirmed=held.snapshot, decision=clash))
