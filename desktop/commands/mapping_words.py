"""Reads what `hearth mapping set` is told to change in a mapping."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from desktop.errors import UsageError
from desktop.integration import mapping as mappings
from desktop.integration.mapping import Direction, FieldLine, ListLine, Mapping, Question
from desktop.integration.wire_values import Form
from desktop.integration.workbench import Workbench

_Word = TypeVar("_Word", Direction, Form)


def changed(bench: Workbench, arguments: argparse.Namespace) -> Mapping:
    """Return the mapping in use with what the arguments say; raise UsageError or UnknownField."""
    mapping = _begun(bench, arguments)
    mapping = replace(mapping, **_given(arguments))
    mapping = _with_questions(mapping, arguments)
    for change, words in (
        (_set_list, arguments.list),
        (_set_element, arguments.values),
        (_set_direction, arguments.direction),
        (_set_form, arguments.form),
        (_set_code, arguments.code),
        (_set_constant, arguments.constant),
    ):
        mapping = _all(mapping, change, words)
    return mapping


def _begun(bench: Workbench, arguments: argparse.Namespace) -> Mapping:
    """Return what to begin with: another operation or record is looked at anew."""
    moved = arguments.operation is not None or arguments.record is not None
    return (
        bench.propose(arguments.operation or "", arguments.record or "")[0] if moved else bench.mapping()[0]
    )


def _given(arguments: argparse.Namespace) -> dict[str, str]:
    named = {"operation": arguments.operation, "record": arguments.record, "reply": arguments.reply}
    named["by_example"] = arguments.query_by_example
    return {name: value for name, value in named.items() if value is not None}


def _with_questions(mapping: Mapping, arguments: argparse.Namespace) -> Mapping:
    told = arguments.query_by_id
    if told is None:
        return mapping
    operation, _, rest = str(told).partition(":")
    argument, _, asks = rest.partition(":")
    if told and not argument:
        raise UsageError(f"{told!r} is not OP:PATH or OP:PATH:FIELD.", concerns="--query-by-id")
    if asks:
        mappings.check_name(mapping.of, asks)
    return replace(mapping, by_id=Question(operation, argument, asks) if told else None)


def _all(mapping: Mapping, change: Callable[[Mapping, str, str], Mapping], words: Sequence[str]) -> Mapping:
    for name, value in _pairs(words):
        mapping = change(mapping, name, value)
    return mapping


def _pairs(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            raise UsageError(f"{word!r} has no = between name and value.", concerns=word)
        yield name, value


def _set_element(mapping: Mapping, name: str, element: str) -> Mapping:
    mappings.check_name(mapping.of, name)
    if not element:
        return mapping.without(name)
    before = mapping.line(name)
    line = FieldLine(name, element) if before is None else replace(before, element=element)
    return mapping.without(name).with_line(line)


def _set_list(mapping: Mapping, name: str, element: str) -> Mapping:
    _ = mapping.of.child(name)
    return mapping.with_list(ListLine(name, element) if element else None, name)


def _set_direction(mapping: Mapping, name: str, word: str) -> Mapping:
    direction = _word(Direction, word, "a direction")
    found = next((each for each in mapping.lists if each.component == name), None)
    if found is not None:
        return mapping.with_list(replace(found, direction=direction), name)
    return _replaced(mapping, name, direction=direction)


def _set_form(mapping: Mapping, name: str, word: str) -> Mapping:
    return _replaced(mapping, name, form=_word(Form, word, "a form") if word else None)


def _set_code(mapping: Mapping, name: str, code: str) -> Mapping:
    field, colon, ours = name.partition(":")
    if not colon:
        raise UsageError(f"{name!r} is not FIELD:OURS.", concerns="--code")
    line = _mapped(mapping, field)
    kept = {value: there for value, there in line.codes.items() if value != ours}
    return _replaced(mapping, field, codes=kept | ({ours: code} if code else {}))


def _set_constant(mapping: Mapping, path: str, text: str) -> Mapping:
    kept = {each: said for each, said in mapping.constants.items() if each != path}
    return replace(mapping, constants=kept | ({path: text} if text else {}))


def _replaced(mapping: Mapping, name: str, **news: object) -> Mapping:
    _ = _mapped(mapping, name)
    lines = tuple(replace(each, **news) if each.name == name else each for each in mapping.fields)
    return replace(mapping, fields=lines)


def _mapped(mapping: Mapping, name: str) -> FieldLine:
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
