"""Finds out by their keys which record and which rows a reply speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import NoReturn

from desktop.errors import InapplicableReply
from desktop.fields import Component, Field, Role, names_of
from desktop.integration.reply import ReplyRow
from desktop.store.types import Values
from desktop.values import Kind, Value, same

Key = tuple[str, ...]


def refuse(sentence: str) -> NoReturn:
    """Raise the error that says why nothing of a reply can be applied."""
    raise InapplicableReply(
        sentence, way_out="Nothing of the reply was applied; look at it in the delivery log and decide."
    )


def check_record(of: Component, theirs: Values, ours: Values) -> None:
    """Raise InapplicableReply unless the keys of a reply are those of our record.

    The first user key all of whose fields have a value decides; where there is none, our row id does, which
    a status key may hold alone. An integration id that decides and that we do not know yet is being assigned.
    Ids of ours that contradict are refused even where they do not decide.
    """
    key = _first_key(of, theirs) or _row_id_key(of, theirs)
    if not key:
        wanted = " or ".join("+".join(of[name].tag for name in each) for each in of.user_keys)
        refuse(f"The reply holds a {of.tag} without a key to know it by ({wanted}).")
    assigned = tuple(name for name in key if of[name].role is Role.INTEGRATION_ID and ours.get(name) is None)
    fixed = [name for name in _ours(of) if theirs.get(name) is not None]
    for name in dict.fromkeys((*key, *fixed)):
        if name not in assigned and theirs[name] != ours.get(name):
            refuse(
                f"The reply speaks of another {of.name}: its {of[name].tag} is {theirs[name]!r},"
                f" ours is {ours.get(name)!r}."
            )


def common_key(of: Component, rows: Sequence[ReplyRow]) -> Key:
    """Return the key that decides for all rows of a list: the first one that the first row has.

    Raises InapplicableReply when it has none, or a later row lacks it: no other key is tried for that row.
    """
    key = _first_key(of, rows[0].values)
    if key is None:
        wanted = " or ".join("+".join(of[name].tag for name in each) for each in of.user_keys)
        refuse(f"The first {of.tag} of the reply has no key to know it by ({wanted}).")
    for number, row in enumerate(rows, start=1):
        if not _has(row.values, key):
            tags = "+".join(of[name].tag for name in key)
            refuse(f"{of.tag} number {number} of the reply lacks {tags}, by which the first one is known.")
    return key


def without_superseded(of: Component, key: Key, rows: Sequence[ReplyRow]) -> tuple[ReplyRow, ...]:
    """Return the rows without those that stand beside a current one of the same key.

    With effective dates a key may repeat, once for each span of time.
    """
    current = [row.values for row in rows if row.current]
    if len(current) == len(rows):
        return tuple(rows)
    return tuple(
        row for row in rows if row.current or not any(agree(of, key, row.values, each) for each in current)
    )


def agree(of: Component, key: Key, one: Values, other: Values) -> bool:
    """Tell whether both have the key and the same values in it."""
    return (
        _has(one, key)
        and _has(other, key)
        and all(same(of[name].kind, one[name], other[name]) for name in key)
    )


def key_values(of: Component, key: Key, values: Values) -> tuple[Value, ...] | None:
    """Return the values of the key, equal for rows that agree on it; None where one is missing."""
    found = tuple([values.get(name) for name in key])
    if None in found:
        return None
    if _has_amounts(of, key):
        # One amount may be written in several ways.
        return tuple([_amount(of[name], value) for name, value in zip(key, found, strict=True)])
    return found


def named(of: Component, key: Key, values: Values) -> str:
    """Return how a row is called in a sentence: its key's tags and values."""
    return ", ".join(f"{of[name].tag} {values[name]!r}" for name in key)


def _first_key(of: Component, values: Values) -> Key | None:
    return next((key for key in of.user_keys if _has(values, key)), None)


def _row_id_key(of: Component, values: Values) -> Key:
    return tuple(name for name in names_of(of, Role.ROW_ID) if values.get(name) is not None)


def _has(values: Values, key: Key) -> bool:
    # An empty key field counts as one that is not there.
    for name in key:  # noqa: SIM110 -- a generator costs more than what it goes over
        if values.get(name) is None:
            return False
    return True


@cache
def _has_amounts(of: Component, key: Key) -> bool:
    return any(of[name].kind is Kind.CURRENCY for name in key)


def _amount(field: Field, value: Value) -> Value:
    return str(Decimal(str(value)).normalize()) if field.kind is Kind.CURRENCY else value


@cache
def _ours(of: Component) -> tuple[str, ...]:
    """Return the names of the fields that only we give a value."""
    return tuple(each.name for each in of if _is_ours(each))


def _is_ours(field: Field) -> bool:
    return field.role is Role.ROW_ID or (field.role is Role.OWN and field.read_only)
