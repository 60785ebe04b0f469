"""How one kind of record lies on the wire of one external system, as a value an administrator can change."""

from __future__ import annotations

import json
from collections.abc import Mapping as Mapped
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final, cast

from desktop.errors import UsageError
from desktop.fields import Component, component
from desktop.integration.wire_values import Form
from desktop.store.types import RecordKind

FORMAT: Final = "hearth-mapping"
VERSION: Final = 1
# Stands for the mark of the primary row among the fields of a list.
PRIMARY: Final = "primary"


class Direction(StrEnum):
    """Which way a field travels."""

    BOTH = "both"
    OUT = "out"
    IN = "in"
    NONE = "none"

    @property
    def sent(self) -> bool:
        return self in (Direction.BOTH, Direction.OUT)

    @property
    def heard(self) -> bool:
        return self in (Direction.BOTH, Direction.IN)


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One of our fields and its element.

    ``name`` is ``category``, or ``personal_address.personal_city`` for a list; ``element`` the path from the
    record, or from the list's row, such as ``name/given``, or ``@kind`` for an attribute. ``form`` overrides
    how a value is written; ``codes`` says what our values are called there.
    """

    name: str
    element: str
    direction: Direction = Direction.BOTH
    form: Form | None = None
    codes: Mapped[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class ListLine:
    """One of our lists, and the path from the record to the element that is one row of it."""

    component: str
    element: str
    direction: Direction = Direction.BOTH


@dataclass(frozen=True, slots=True)
class Question:
    """An operation that asks by one key: the path of its argument, and the field that it takes, if known."""

    operation: str
    argument: str
    asks: str = ""


@dataclass(frozen=True, slots=True)
class Mapping:
    """The whole of it: which operation takes the record, where the record lies in it, and its fields.

    ``reply`` is what the record's element is called in replies, if not as in requests. ``constants`` are
    elements that always carry the same text, by path. ``service`` and ``port`` are empty where any will do.
    """

    kind: RecordKind
    operation: str
    record: str
    fields: tuple[FieldLine, ...] = ()
    lists: tuple[ListLine, ...] = ()
    reply: str = ""
    by_id: Question | None = None
    by_example: str = ""
    constants: Mapped[str, str] = field(default_factory=dict[str, str])
    service: str = ""
    port: str = ""

    @property
    def of(self) -> Component:
        return component(self.kind)

    def line(self, name: str) -> FieldLine | None:
        """Return the first line of a field."""
        return next((each for each in self.fields if each.name == name), None)

    def with_line(self, line: FieldLine) -> Mapping:
        """Return the mapping with this line in the place of those of the same field that go the same way."""
        kept = [each for each in self.fields if each.name != line.name or not _meet(each, line)]
        place = next((at for at, each in enumerate(self.fields) if each.name == line.name), len(kept))
        return replace(self, fields=(*kept[:place], line, *kept[place:]))

    def without(self, name: str) -> Mapping:
        """Return the mapping without a field."""
        return replace(self, fields=tuple(each for each in self.fields if each.name != name))

    def with_list(self, line: ListLine | None, name: str) -> Mapping:
        """Return the mapping with this line for a list, or without the list and its fields."""
        lists = tuple(each for each in self.lists if each.component != name)
        if line is not None:
            return replace(self, lists=(*lists, line))
        fields = tuple(each for each in self.fields if not each.name.startswith(f"{name}."))
        return replace(self, lists=lists, fields=fields)


def _meet(one: FieldLine, other: FieldLine) -> bool:
    """Tell whether two lines of a field go the same way; one out and one in may stand side by side."""
    return {one.direction, other.direction} != {Direction.OUT, Direction.IN}


def split(name: str) -> tuple[str, str]:
    """Return the list and the field that a name such as ``personal_address.personal_city`` means."""
    first, dot, second = name.partition(".")
    return (first, second) if dot else ("", first)


def as_json(mapping: Mapping) -> dict[str, Any]:
    """Return the mapping as JSON can carry it."""
    said: dict[str, Any] = {"format": FORMAT, "version": VERSION, "kind": str(mapping.kind)}
    for name in ("service", "port", "operation", "record", "reply"):
        if told := getattr(mapping, name):
            said[name] = told
    if (asked := mapping.by_id) is not None:
        said["query_by_id"] = _filled(operation=asked.operation, argument=asked.argument, asks=asked.asks)
    if mapping.by_example:
        said["query_by_example"] = mapping.by_example
    said["fields"] = [_line_as_json(each) for each in mapping.fields]
    said["lists"] = [
        {"list": each.component, "element": each.element, "direction": str(each.direction)}
        for each in mapping.lists
    ]
    if mapping.constants:
        said["constants"] = dict(mapping.constants)
    return said


def dump(mapping: Mapping) -> str:
    """Return the mapping as text."""
    return json.dumps(as_json(mapping), ensure_ascii=False, indent=2)


def load(text: str, kind: RecordKind | None = None) -> Mapping:
    """Return the mapping that ``dump`` wrote, or a person; raise UsageError naming what is wrong in it."""
    try:
        told: Any = json.loads(text)
    except ValueError as problem:
        raise UsageError(f"The mapping is no JSON: {problem}.") from problem
    if not isinstance(told, dict) or cast("dict[str, Any]", told).get("format") != FORMAT:
        raise UsageError("This is no mapping of Hearth.", way_out=f"A mapping says: format {FORMAT!r}.")
    try:
        found = _read(cast("dict[str, Any]", told))
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise UsageError(f"The mapping cannot be read: {_why(problem)}.") from problem
    if kind is not None and found.kind is not kind:
        raise UsageError(f"The mapping is for a {found.kind}, not for a {kind}.", concerns=str(found.kind))
    return found


def _why(problem: Exception) -> str:
    return f"{problem} is missing" if isinstance(problem, KeyError) else str(problem)


def _read(told: dict[str, Any]) -> Mapping:
    if told["version"] != VERSION:
        raise ValueError(f"its version is {told['version']!r}, and this Hearth knows {VERSION}")
    asked = told.get("query_by_id")
    found = Mapping(
        kind=RecordKind(told["kind"]),
        operation=_text(told["operation"]),
        record=_text(told["record"]),
        fields=tuple(_line(each) for each in told["fields"]),
        lists=tuple(
            ListLine(each["list"], _text(each["element"]), Direction(each.get("direction", "both")))
            for each in told.get("lists", ())
        ),
        reply=_text(told.get("reply", "")),
        by_id=Question(asked["operation"], asked["argument"], asked.get("asks", "")) if asked else None,
        by_example=_text(told.get("query_by_example", "")),
        constants={_text(name): _text(value) for name, value in told.get("constants", {}).items()},
        service=_text(told.get("service", "")),
        port=_text(told.get("port", "")),
    )
    for each in found.fields:
        check_name(found.of, each.name)
    for each in found.lists:
        found.of.child(each.component)
    return found


def check_name(of: Component, name: str) -> None:
    """Raise UnknownField for a name that a mapping of the record cannot have."""
    inside, field_name = split(name)
    within = of.child(inside) if inside else of
    if not (inside and field_name == PRIMARY):
        _ = within[field_name]


def _line(told: dict[str, Any]) -> FieldLine:
    form = told.get("form")
    return FieldLine(
        name=_text(told["field"]),
        element=_text(told["element"]),
        direction=Direction(told.get("direction", "both")),
        form=Form(form) if form else None,
        codes={_text(ours): _text(theirs) for ours, theirs in told.get("values", {}).items()},
    )


def _line_as_json(line: FieldLine) -> dict[str, Any]:
    return {
        "field": line.name,
        "element": line.element,
        "direction": str(line.direction),
        **_filled(form=str(line.form) if line.form else "", values=dict(line.codes)),
    }


def _filled(**told: object) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value}


def _text(told: object) -> str:
    if not isinstance(told, str):
        raise TypeError(f"{told!r} is not a text")
    return told
