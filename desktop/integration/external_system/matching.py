"""Finds the stored record that a message means, by its user keys."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.integration.external_system import faults
from desktop.integration.external_system.kept import INTEGRATION_ID, Fields, Record
from desktop.integration.external_system.ledger import Ledger
from desktop.integration.external_system.rules import Key, Kind


def chosen_key(component: str, keys: Sequence[Key], siblings: Sequence[Fields]) -> Key:
    """Return the first key that the first sibling carries whole; it counts for all of them.

    An empty field counts as absent. Raises the fault for a first sibling without any key, and for a later one
    that lacks the chosen key.
    """
    for key in keys:
        if _carries(siblings[0], key):
            if all(_carries(each, key) for each in siblings):
                return key
            break
    raise faults.no_user_key(component)


def locate(ledger: Ledger, kind: Kind, told: Fields) -> Record | None:
    """Return the stored record that the keys in ``told`` name, None for one that is new.

    A record known under one key only is found by that one and learns the others. Raises the fault for keys
    that belong to two records, or that contradict those of the record found.
    """
    found: Record | None = None
    for tag in kind.key_fields:
        value = told.get(tag)
        owner = ledger.find(kind, tag, value) if value else None
        if value and owner is not None:
            if found is not None and owner.integration_id != found.integration_id:
                raise faults.duplicate(kind.component, tag, value)
            found = owner
    if found is None:
        _require_own_key(kind, told)
    else:
        _refuse_contradiction(kind, found, told)
    return found


def _carries(fields: Fields, key: Key) -> bool:
    return all(fields.get(tag) for tag in key)


def _require_own_key(kind: Kind, told: Fields) -> None:
    # Integration ids are given here, not taken: a record named by a strange one alone would be lost again.
    value = told.get(INTEGRATION_ID)
    if value and not any(told.get(tag) for tag in kind.key_fields if tag != INTEGRATION_ID):
        raise faults.foreign_key(kind.component, value)


def _refuse_contradiction(kind: Kind, found: Record, told: Fields) -> None:
    for tag in kind.own_keys:
        ours, theirs = found.fields.get(tag), told.get(tag)
        if ours and theirs and ours != theirs:
            shared = next(each for each in kind.key_fields if told.get(each) == found.fields.get(each))
            raise faults.duplicate(kind.component, shared, found.fields[shared])
