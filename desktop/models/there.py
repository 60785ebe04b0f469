"""What is looked for in an external system, and what it has, as rows to pick from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

from PySide6.QtCore import QCoreApplication

from desktop.fields import CONTACT, HOUSEHOLD, Component, Field
from desktop.models.child_list import ChildRow
from desktop.store import query
from desktop.store.query import Comparison, QueryProblem
from desktop.store.types import RecordKind, Ref, Values
from desktop.values import Value

HERE: Final = "here"
_COMPONENTS: Final = {RecordKind.HOUSEHOLD: HOUSEHOLD, RecordKind.CONTACT: CONTACT}
# What people ask for when they look for somebody; whatever else a query names is added.
_ASKED: Final = {
    RecordKind.HOUSEHOLD: ("household_name", "phone_number", "integration_id"),
    RecordKind.CONTACT: ("last_name", "first_name", "email_address", "home_phone", "integration_id"),
}


class FoundThere(Protocol):
    """A record of the external system; ``ref`` is ours if it is known here already."""

    @property
    def integration_id(self) -> str: ...

    @property
    def values(self) -> Values: ...

    @property
    def ref(self) -> Ref | None: ...


def fields(kind: RecordKind, example: dict[str, str]) -> list[Field]:
    """Return the fields that are asked for: the usual ones, and those of the example."""
    of = _COMPONENTS[kind]
    names = [*_ASKED[kind], *(each for each in example if each not in _ASKED[kind])]
    return [of[name] for name in names if name in of]


def example(kind: RecordKind, text: str) -> dict[str, str]:
    """Return what a query, or the words to find, ask of each field as far as an example can say it."""
    text = text.strip()
    if not text:
        return {}
    if query.is_query(text):
        return _of_query(kind, text)
    *first, last = text.split()
    if kind is RecordKind.HOUSEHOLD:
        return {"household_name": f"{text}*"}
    return {"last_name": f"{last}*"} | ({"first_name": f"{' '.join(first)}*"} if first else {})


def rows(found: Sequence[FoundThere]) -> list[ChildRow]:
    """Return a row for each record that was found; its id is its place."""
    known = QCoreApplication.translate("There", "Here already")
    told: list[ChildRow] = []
    for number, each in enumerate(found):
        values: dict[str, Value] = {**each.values, "integration_id": each.integration_id}
        told.append(ChildRow(str(number), values | {HERE: known if each.ref else ""}))
    return told


def _of_query(kind: RecordKind, text: str) -> dict[str, str]:
    of, called = _COMPONENTS[kind], query.names(kind, ())
    try:
        asked = query.by_field(query.parse(text)) or {}
    except QueryProblem:
        return {}
    named = {called.get(query.plain_name(name), ""): each for name, each in asked.items()}
    return {
        name: each.value
        for name, each in named.items()
        if isinstance(each, Comparison) and each.operator == "=" and _is_asked_for(of, name)
    }


def _is_asked_for(of: Component, name: str) -> bool:
    return name in of and bool(of[name].tag)
