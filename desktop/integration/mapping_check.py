"""Looks whether a mapping can work: what the WSDL demands and nobody says, lengths, lists, types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from desktop.errors import WsdlProblem
from desktop.fields import Component, Field, Link
from desktop.integration import likeness
from desktop.integration.mapping import PRIMARY, FieldLine, split
from desktop.integration.mapping import Mapping as Mapped
from desktop.integration.outline import Outline, Part, Simple
from desktop.integration.shaping import element_at, offer_of, service_of
from desktop.integration.wire_values import Form
from desktop.values import Kind

Lists = Mapping[str, Sequence[str]]
_MOST: Final = 6
# A type that a value of ours has to be written for: any other may stay as it is.
_WRITABLE: Final = {Form.DATE: (Kind.DATE, Kind.DATETIME), Form.DATETIME: (Kind.DATE, Kind.DATETIME),
                    Form.BOOLEAN: (Kind.FLAG,)}  # fmt: skip


class Weight(StrEnum):
    """How bad a finding is."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a mapping, or may go wrong: the line it is about, or the whole."""

    weight: Weight
    about: str
    text: str


def look(mapping: Mapped, outline: Outline, lists: Lists) -> tuple[Finding, ...]:
    """Return what is to be said of the mapping, held against the WSDL and our lists of values."""
    try:
        record = offer_of(mapping, outline).request.at(mapping.record)
    except WsdlProblem as problem:
        return (_error("operation", problem.what),)
    if not record:
        return (_error("record", f"{mapping.operation} takes no {mapping.record}."),)
    found = [*_lines(mapping, record[-1], lists), *_keys(mapping)]
    if not any(each.weight is Weight.ERROR for each in found):
        found += _unfit(mapping, outline)
    if not mapping.lists and not mapping.fields:
        found.append(_error("operation", "Nothing is mapped."))
    return (*found, *_demanded(mapping, outline, record[-1]))


def types_of(mapping: Mapped, outline: Outline) -> dict[str, Simple]:
    """Return the type of each line's element, by field, as far as the WSDL has it."""
    record = offer_of(mapping, outline).request.at(mapping.record)
    if not record:
        return {}
    found = ((each.name, _simple(mapping, record[-1], each)) for each in mapping.fields)
    return {name: simple for name, simple in found if simple is not None}


def fits(findings: Sequence[Finding]) -> bool:
    """Tell whether records can be sent by the mapping."""
    return all(each.weight is not Weight.ERROR for each in findings)


def _lines(mapping: Mapped, record: Part, lists: Lists) -> Iterator[Finding]:
    for each in mapping.lists:
        if not record.at(each.element):
            yield _error(each.component, f"<{record.name}> has no {each.element}.")
    used: dict[tuple[str, str], str] = {}
    for line in mapping.fields:
        inside, name = split(line.name)
        of = mapping.of.child(inside) if inside else mapping.of
        if line.direction.sent and (other := used.setdefault((inside, line.element), line.name)) != line.name:
            yield _error(line.name, f"{line.element} is filled by {other} already.")
        if inside and all(each.component != inside for each in mapping.lists):
            yield _error(line.name, f"The list {inside} has no element.")
            continue
        simple = _simple(mapping, record, line)
        if simple is None:
            yield _error(line.name, f"There is no element {line.element}.")
        elif name != PRIMARY:
            yield from _line(line, of[name], simple, lists)


def _line(line: FieldLine, field: Field, simple: Simple, lists: Lists) -> Iterator[Finding]:
    if not likeness.fits(field, simple):
        yield _error(line.name, f"A {field.kind} cannot be written as {simple.base}.")
    if line.form is not None and field.kind not in _WRITABLE.get(line.form, (field.kind,)):
        yield _error(line.name, f"A {field.kind} cannot be written in the form {line.form}.")
    if not line.direction.sent:
        return
    if simple.length is not None and field.length > simple.length and not simple.values:
        text = (
            f"It may have {field.length} characters here and {simple.length} there; longer ones are refused."
        )
        yield Finding(Weight.WARNING, line.name, text)
    strange = [code for code in line.codes.values() if simple.values and code not in simple.values]
    if strange:
        yield _error(line.name, f"{line.element} does not allow {_some(strange)}.")
    if simple.values and field.pick_list:
        ours = lists.get(field.pick_list, ())
        unknown = [each for each in ours if line.codes.get(each, each) not in simple.values]
        if unknown:
            yield Finding(Weight.WARNING, line.name, f"{line.element} does not know {_some(unknown)}.")


def _keys(mapping: Mapped) -> Iterator[Finding]:
    """Tell where nothing says which record or row a message means."""
    heard = {each.name for each in mapping.fields if each.direction.heard}
    sent = {each.name for each in mapping.fields if each.direction.sent}
    names = {name for key in mapping.of.user_keys for name in key} | {"id"}
    if not names & heard:
        yield _error("keys", "No key is heard: nobody could tell which record a reply means.")
    if not names & sent:
        yield Finding(Weight.WARNING, "keys", "No key is sent: each sending may make a new record there.")
    for each in mapping.lists:
        of = mapping.of.child(each.component)
        if each.direction.heard and not _has_key(of, heard):
            text = "No key of its rows is heard, so replies with rows cannot be applied; let it go out alone."
            yield Finding(Weight.WARNING, each.component, text)
        if each.direction.sent and of.link is Link.PICKED and not _has_key(of, sent):
            yield Finding(Weight.WARNING, each.component, "No key of its rows is sent.")


def _has_key(of: Component, names: set[str]) -> bool:
    return any(all(f"{of.name}.{name}" in names for name in key) for key in of.user_keys)


def _unfit(mapping: Mapped, outline: Outline) -> Iterator[Finding]:
    try:
        service_of(mapping, outline)
    except WsdlProblem as problem:
        yield _error("operation", problem.what)


def _demanded(mapping: Mapped, outline: Outline, record: Part) -> Iterator[Finding]:
    """Tell which elements the WSDL demands although nothing of ours is put there."""
    inside = {each.component: each.element for each in mapping.lists if each.direction.sent}
    paths = {each.element for each in mapping.fields if "." not in each.name and each.direction.sent}
    paths |= set(inside.values()) | {each for each in mapping.constants if not each.startswith("/")}
    yield from _lacking(record, paths, "")
    for component, element in inside.items():
        rows = record.at(element)
        filled = {each.element for each in mapping.fields if split(each.name)[0] == component}
        if rows:
            yield from _lacking(rows[-1], filled, f"{element}/")
    told = {each[1:] for each in mapping.constants if each.startswith("/")} | {mapping.record}
    request = offer_of(mapping, outline).request
    # A simple argument that nobody fills is sent empty, as the conventions have it.
    yield from _lacking(request, told, "/", simple=False)


def _lacking(part: Part, filled: set[str], shown: str, *, simple: bool = True) -> Iterator[Finding]:
    """Yield the elements that must be there whenever what is around them is, and that nothing fills."""
    for each in part.parts:
        below = {path.partition("/")[2] for path in filled if path.partition("/")[0] == each.name}
        if not each.is_complex:
            if each.required and simple and not below:
                text = "The WSDL demands it, and nothing fills it; map a field to it or give it a constant."
                yield Finding(Weight.ERROR, f"{shown}{each.name}", text)
        elif "" not in below and (below or each.required):
            yield from _lacking(each, below, f"{shown}{each.name}/", simple=simple)


def _simple(mapping: Mapped, record: Part, line: FieldLine) -> Simple | None:
    inside, _ = split(line.name)
    row = record
    if inside:
        element = next((each.element for each in mapping.lists if each.component == inside), "")
        rows = record.at(element) if element else ()
        if not rows:
            return None
        row = rows[-1]
    _, _, simple = element_at(row, line.element)
    return simple


def _error(about: str, text: str) -> Finding:
    return Finding(Weight.ERROR, about, text)


def _some(values: Sequence[str]) -> str:
    return ", ".join([*values[:_MOST], *(["…"] if len(values) > _MOST else [])])
