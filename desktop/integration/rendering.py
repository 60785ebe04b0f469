"""Writes requests as text by a plan that was compiled once from a WSDL's types."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast

from desktop.integration.request import NIL, Arguments

ENVELOPES: Final = ("http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope")
_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
_SPECIAL: Final = re.compile("[&<>\r]")
_SPECIAL_IN_ATTRIBUTE: Final = re.compile('[&<>"\t\n\r]')
_ESCAPES: Final = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
)
_ESCAPES_IN_TEXT: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class NotCovered(Exception):
    """The plan cannot write this; the text says why."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One attribute: its key in the arguments, its name on the wire, and what it holds unless told."""

    key: str
    name: str
    default: str | None = None
    required: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One element: ``name`` has its prefix; ``parts`` is None for one that holds text.

    ``most`` is None where there is no limit. ``why_not`` says why an element cannot be written. ``said`` are
    the attributes that it always carries, as text.
    """

    key: str
    name: str
    least: int = 1
    most: int | None = 1
    nillable: bool = False
    default: str | None = None
    flag: bool = False
    marks: tuple[Mark, ...] = ()
    parts: tuple[Part, ...] | None = None
    why_not: str = ""
    said: str = ""

    @property
    def repeats(self) -> bool:
        return self.most != 1


@dataclass(frozen=True, slots=True)
class Plan:
    """How the messages of one operation are written: what stands before and behind, and the wrapper."""

    before: str
    behind: str
    wrapper: Part

    def write(self, arguments: Arguments, header: str = "") -> str:
        """Return the message; raise NotCovered for arguments that the plan cannot write."""
        written = [self.before, header, "<env:Body>"]
        _one(self.wrapper, arguments, written)
        written.append(self.behind)
        text = "".join(written)
        if _NOT_XML.search(text):
            raise NotCovered("a value holds a character that XML has no place for")
        return text


def plan(envelope: str, wrapper: Part, prefixes: Mapping[str, str]) -> Plan:
    """Return the plan for an envelope of this namespace; ``prefixes`` are those of the wrapper's names."""
    spoken = {"env": envelope, "xsi": _XSI, **{prefix: name for name, prefix in prefixes.items()}}
    declared = "".join(f' xmlns:{prefix}="{_in_attribute(name)}"' for prefix, name in spoken.items())
    before = f'<?xml version="1.0" encoding="utf-8"?>\n<env:Envelope{declared}>'
    return Plan(before, "</env:Body></env:Envelope>", wrapper)


def _one(part: Part, value: object, written: list[str]) -> None:
    if part.why_not:
        raise NotCovered(part.why_not)
    if value is NIL:
        written.append(f'<{part.name}{part.said} xsi:nil="true"/>')
    elif part.flag:
        written.append(f"<{part.name}{part.said}>{_flag(value)}</{part.name}>")
    elif part.parts is None:
        written.append(f"<{part.name}{part.said}>{_in_text(value)}</{part.name}>")
    else:
        _whole(part, part.parts, value, written)


def _whole(part: Part, parts: tuple[Part, ...], value: object, written: list[str]) -> None:
    if not isinstance(value, Mapping):
        raise NotCovered(f"{part.name} holds elements, and a mere value was given")
    given, told = cast(Arguments, value), 0
    written.append(f"<{part.name}{part.said}")
    for mark in part.marks:
        told += mark.key in given
        _mark(mark, given.get(mark.key, mark.default), written)
    written.append(">")
    for each in parts:
        if each.key in given:
            told += 1
            _given(each, given[each.key], written)
        elif each.least or each.default is not None:
            _missing(each, written)
    if told < len(given):
        unknown = given.keys() - {each.key for each in (*part.marks, *parts)}
        raise NotCovered(f"{part.name} has no place for {', '.join(sorted(unknown))}")
    written.append(f"</{part.name}>")


def _given(part: Part, value: object, written: list[str]) -> None:
    if not (part.repeats and isinstance(value, list)):
        _one(part, value, written)
        return
    rows = cast("list[object]", value)
    if len(rows) < part.least or (part.most is not None and len(rows) > part.most):
        raise NotCovered(f"{part.name} cannot stand {len(rows)} times")
    for each in rows:
        _one(part, each, written)


def _missing(part: Part, written: list[str]) -> None:
    if part.default is not None and not part.why_not and not part.repeats:
        _one(part, part.default, written)
    elif part.nillable and not part.why_not and not part.repeats:
        written.append(f'<{part.name}{part.said} xsi:nil="true"/>')
    else:
        raise NotCovered(f"{part.name} is missing")


def _mark(mark: Mark, value: object, written: list[str]) -> None:
    if value is not None:
        written.append(f' {mark.name}="{_in_attribute(value)}"')
    elif mark.required:
        raise NotCovered(f"the attribute {mark.name} is missing")


def _flag(value: object) -> str:
    return "true" if value and value not in ("false", "0") else "false"


def _in_text(value: object) -> str:
    text = _text(value)
    return text.translate(_ESCAPES_IN_TEXT) if _SPECIAL.search(text) else text


def _in_attribute(value: object) -> str:
    text = _text(value)
    return text.translate(_ESCAPES) if _SPECIAL_IN_ATTRIBUTE.search(text) else text


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise NotCovered(f"a value is no text but {type(value).__name__}")
    return value
