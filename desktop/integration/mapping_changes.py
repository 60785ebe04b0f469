"""One change at a time to a mapping, as an administrator asks for it on the command line or in the window."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Final, TypeVar

from desktop.errors import UsageError
from desktop.integration import mapping as mappings
from desktop.integration.mapping import Direction, FieldLine, ListLine, Question
from desktop.integration.mapping import Mapping as Mapped
from desktop.integration.wire_values import Form

_Word = TypeVar("_Word", Direction, Form)


class What(StrEnum):
    """What of a mapping is changed; each stands with the name and the value that go with it."""

    LIST = "list"  # a list, and the path to one row of it
    ELEMENT = "element"  # a field, and its element
    DIRECTION = "direction"  # a field or list, and which way it travels
    FORM = "form"  # a field, and how its value is written
    CODE = "code"  # FIELD:OURS, and what that value is called there
    CONSTANT = "constant"  # a path, and the text that always stands there
    REPLY = "reply"  # no name; what the record's element is called in replies
    BY_ID = "by_id"  # no name; OPERATION:PATH or OPERATION:PATH:FIELD
    BY_EXAMPLE = "by_example"  # no name; an operation


def changed(mapping: Mapped, what: What, name: str, value: str) -> Mapped:
    """Return the mapping with one change; an empty value takes away. Raises UsageError or UnknownField."""
    return _CHANGES[what](mapping, name, value)


def _set_element(mapping: Mapped, name: str, element: str) -> Mapped:
    mappings.check_name(mapping.of, name)
    if not element:
        return mapping.without(name)
    before = mapping.line(name)
    line = FieldLine(name, element) if before is None else replace(before, element=element)
    return mapping.without(name).with_line(line)


def _set_list(mapping: Mapped, name: str, element: str) -> Mapped:
    _ = mapping.of.child(name)
    before = next((each for each in mapping.lists if each.component == name), ListLine(name, element))
    return mapping.with_list(replace(before, element=element) if element else None, name)


def _set_direction(mapping: Mapped, name: str, word: str) -> Mapped:
    direction = _word(Direction, word, "a direction")
    found = next((each for each in mapping.lists if each.component == name), None)
    if found is not None:
        return mapping.with_list(replace(found, direction=direction), name)
    return _replaced(mapping, name, direction=direction)


def _set_form(mapping: Mapped, name: str, word: str) -> Mapped:
    return _replaced(mapping, name, form=_word(Form, word, "a form") if word else None)


def _set_code(mapping: Mapped, name: str, code: str) -> Mapped:
    field, colon, ours = name.partition(":")
    if not colon:
        raise UsageError(f"{name!r} is not FIELD:OURS.", concerns="--code")
    line = _mapped(mapping, field)
    kept = {value: there for value, there in line.codes.items() if value != ours}
    return _replaced(mapping, field, codes=kept | ({ours: code} if code else {}))


def _set_constant(mapping: Mapped, path: str, text: str) -> Mapped:
    kept = {each: said for each, said in mapping.constants.items() if each != path}
    return replace(mapping, constants=kept | ({path: text} if text else {}))


def _set_reply(mapping: Mapped, _name: str, reply: str) -> Mapped:
    return replace(mapping, reply=reply)


def _set_by_id(mapping: Mapped, _name: str, told: str) -> Mapped:
    operation, _, rest = told.partition(":")
    argument, _, asks = rest.partition(":")
    if told and not argument:
        raise UsageError(f"{told!r} is not OP:PATH or OP:PATH:FIELD.", concerns="--query-by-id")
    if asks:
        mappings.check_name(mapping.of, asks)
    return replace(mapping, by_id=Question(operation, argument, asks) if told else None)


def _set_by_example(mapping: Mapped, _name: str, operation: str) -> Mapped:
    return replace(mapping, by_example=operation)


def _replaced(mapping: Mapped, name: str, **news: object) -> Mapped:
    _ = _mapped(mapping, name)
    lines = tuple(replace(each, **news) if each.name == name else each for each in mapping.fields)
    return replace(mapping, fields=lines)


def _mapped(mapping: Mapped, name: str) -> FieldLine:
    line = mapping.line(name)
    if line is None:
        mappings.check_name(mapping.of, name)
        raise UsageError(f"{name} is not mapped.", concerns=name, way_out=f"Map it first: {name}=ELEMENT.")
    return line


def _word(of: type[_Word], word: str, what: str) -> _Word:
    try:
        return of(word)
    except ValueError:
        known = ", ".join(map(str, of))
        raise UsageError(f"{word!r} is not {what}.", concerns=word, way_out=f"There are: {known}.") from None


_CHANGES: Final[Mapping[What, Callable[[Mapped, str, str], Mapped]]] = {
    What.LIST: _set_list,
    What.ELEMENT: _set_element,
    What.DIRECTION: _set_direction,
    What.FORM: _set_form,
    What.CODE: _set_code,
    What.CONSTANT: _set_constant,
    What.REPLY: _set_reply,
    What.BY_ID: _set_by_id,
    What.BY_EXAMPLE: _set_by_example,
}
