"""The commands that change records: each a small function to run in one unit of work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from desktop.fields import component
from desktop.store import changing_many, children, drafts, families, files, members, records
from desktop.store.types import RecordKind, Ref, Values
from desktop.store.unit import Unit
from desktop.values import Value


@dataclass(frozen=True, slots=True)
class Draft:
    """What a form holds when its record is left: ``ref`` is None for a record that was never saved.

    ``version`` is the one the person looked at; a new contact may join a ``household`` at once. What was kept
    of it against a crash, under ``kept_as``, goes in the unit of work that saves it.
    """

    kind: RecordKind
    ref: Ref | None
    values: Values
    version: int | None = None
    household: Ref | None = None
    kept_as: str | None = None


def save(unit: Unit, draft: Draft) -> Ref:
    """Save the draft and return its record."""
    if draft.kept_as is not None:
        drafts.discard(unit, draft.kept_as)
    if draft.ref is not None:
        if draft.values:
            records.update(unit, draft.ref, draft.values, expected_version=draft.version)
        return draft.ref
    ref = records.create(unit, draft.kind, draft.values)
    if draft.household is not None:
        members.add(unit, draft.household, ref, entered=unit.at[:10])
    return ref


def update_external_system(unit: Unit, draft: Draft, connection: str | None = None) -> Ref:
    """Save the draft and keep the command Update External System for its record, in the same unit."""
    ref = save(unit, draft)
    families.command(unit, ref, connection)
    return ref


def send(unit: Unit, ref: Ref) -> str:
    """Keep the command Update External System for a record that is saved; return its delivery."""
    return families.command(unit, ref)


def send_all(unit: Unit, kind: RecordKind, numbers: Sequence[int]) -> int:
    """Keep the command for each of these records of a list; return how many they are."""
    found = changing_many.refs(unit, kind, numbers)
    for ref in found:
        families.command(unit, ref)
    return len(found)


def delete(unit: Unit, ref: Ref) -> None:
    """Delete the record."""
    records.delete(unit, ref)


def change(unit: Unit, ref: Ref, name: str, value: Value) -> None:
    """Change one field of a record."""
    records.update(unit, ref, {name: value})


def copied(kind: RecordKind, values: Values) -> dict[str, Value]:
    """Return what a copy of a record begins with: all that a person may set, but no keys."""
    return {
        each.name: values.get(each.name)
        for each in component(kind)
        if each.editable and each.name not in _NOT_COPIED
    }


# A second person has another identity; a second household other members to be its head.
_NOT_COPIED = frozenset(
    {"person_u_id", "login_name", "social_security_number", "head_of_household", "employee_flag"}
)


class OfMembers(Protocol):
    """Does something with members of a household."""

    def __call__(self, unit: Unit, household: Ref, contacts: Sequence[Ref]) -> object: ...


def join(unit: Unit, household: Ref, contacts: Sequence[Ref]) -> tuple[str, ...]:
    """Take existing contacts into the household, entered today; return the memberships' ids."""
    return tuple(members.add(unit, household, contact, entered=unit.at[:10]) for contact in contacts)


def leave_household(unit: Unit, household: Ref, contacts: Sequence[Ref]) -> None:
    """Let the contacts leave the household today; their history stays visible in it."""
    for contact in contacts:
        members.exit(unit, household, contact, unit.at[:10])


def change_child(unit: Unit, ref: Ref, name: str, child_id: str, column: str, value: Value) -> None:
    """Change one field of a child row, or make it the primary one."""
    if column == "primary":
        children.set_primary(unit, ref, name, child_id)
    else:
        children.update(unit, ref, name, child_id, {column: value})


def save_child(
    unit: Unit, ref: Ref, name: str, child_id: str | None, values: Values, kept_as: str | None = None
) -> str:
    """Save a child row, new without an id; return its id. What was kept of it against a crash goes."""
    if kept_as is not None:
        drafts.discard(unit, kept_as)
    if child_id is None:
        return children.add(unit, ref, name, values)
    if values:
        children.update(unit, ref, name, child_id, values)
    return child_id


def attach(unit: Unit, ref: Ref, paths: Sequence[Path]) -> str:
    """Attach files of this machine to a contact, all or none; return the id of the last."""
    read = [files.read_file(path) for path in paths]
    return [files.attach(unit, ref, each) for each in read][-1]


def remove_children(unit: Unit, ref: Ref, name: str, child_ids: Sequence[str]) -> None:
    """Remove child rows."""
    for child_id in child_ids:
        children.remove(unit, ref, name, child_id)


def set_links(unit: Unit, ref: Ref, name: str, picked_ids: Sequence[str], primary: str) -> None:
    """Let the record be linked to exactly these, one of them the primary."""
    there = {child.picked_id: child.id for child in records.read(unit, ref).children[name]}
    for picked_id, child_id in there.items():
        if picked_id not in picked_ids:
            children.remove(unit, ref, name, child_id)
    link(unit, ref, name, [each for each in picked_ids if each not in there])
    if primary:
        children.set_primary(unit, ref, name, children.find(unit, ref, name, primary))


def link(unit: Unit, ref: Ref, name: str, picked_ids: Sequence[str]) -> None:
    """Add links to records of a catalogue: positions, organizations, accounts."""
    for picked_id in picked_ids:
        children.add(unit, ref, name, {}, picked_id=picked_id)
