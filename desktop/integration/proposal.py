"""Proposes how a record lies on the wire: surely where a WSDL keeps the conventions, else by likeness."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from desktop.errors import WsdlProblem
from desktop.fields import Component, Field, Link, component
from desktop.integration import likeness
from desktop.integration.mapping import PRIMARY, Direction, FieldLine, ListLine, Question
from desktop.integration.mapping import Mapping as Mapped
from desktop.integration.outline import TEXTS, Offer, Outline, Part, Simple
from desktop.integration.service import Soap
from desktop.integration.shaping import path_to
from desktop.integration.wire_values import Form
from desktop.store.types import RecordKind
from desktop.values import Kind

# Deep enough for an operation, a message wrapper, a list and a record; a type may contain itself.
_DEEPEST: Final = 5
_INSIDE: Final = 3
_LEAST_FIELDS: Final = 2
_WRITES: Final = ("synchronize", "sync", "upsert", "insertorupdate", "save", "put", "set", "store", "update",
                  "merge", "submit", "push", "import", "send", "maintain", "create", "add", "insert",
                  "register")  # fmt: skip
_READS: Final = ("querybyid", "getbyid", "get", "read", "retrieve", "fetch", "load", "find", "lookup")
_SEARCHES: Final = ("querybyexample", "find", "search", "query", "list", "lookup")
_ISO: Final = {Kind.DATE: Form.DATE, Kind.DATETIME: Form.DATETIME, Kind.FLAG: Form.BOOLEAN}


def find(outline: Outline, kind: RecordKind) -> Mapped | None:
    """Return the mapping of a WSDL that keeps the ASI's conventions: a Synchronize with our record in it."""
    of = component(kind)
    found = [
        (offers, mapping)
        for offers in _by_port(outline)
        if (mapping := _conventional(offers, of)) is not None
    ]
    return min(found, key=_preference)[1] if found else None


def guess(outline: Outline, kind: RecordKind, operation: str = "", record: str = "") -> Mapped:
    """Return the likeliest mapping of a WSDL with words of its own; raise WsdlProblem if nothing is like it.

    ``operation`` and ``record``, where a person names them, are not guessed.
    """
    of = component(kind)
    candidates = list(_candidates(outline, of, operation, record))
    if not candidates:
        what, flaws = operation or "The WSDL", outline.told
        raise WsdlProblem(
            f"{what} offers nothing that looks like a {kind}{f' at {record}' if record else ''}.{flaws}",
            concerns=operation,
            way_out="Name the operation and the record: hearth mapping set --operation OP --record PATH.",
        )
    best = max(candidates, key=lambda each: each.score)
    fields, lists = _contents(best.way[-1], of)
    named = "/".join(each.name for each in best.way)
    mapping = Mapped(kind, best.offer.name, named, tuple(fields), tuple(lists))
    if best.offer.reply is not None and not path_to(best.offer.reply, best.way[-1].name):
        mapping = replace(mapping, reply=_answer(best.offer.reply, of, best.way[-1].name))
    return _with_questions(mapping, best.offer, outline)


def with_values(mapping: Mapped, row: Mapping[str, Simple], lists: Mapping[str, Sequence[str]]) -> Mapped:
    """Return the mapping with codes for values that the WSDL's lists write in another way.

    ``row`` gives the type of each line by its field, ``lists`` our lists of values by name.
    """
    lines = [replace(each, codes=_codes(mapping, each, row, lists) or each.codes) for each in mapping.fields]
    return replace(mapping, fields=tuple(lines))


# --- By the conventions -----------------------------------------------------------------------------------


def _by_port(outline: Outline) -> list[list[Offer]]:
    ports: dict[tuple[str, str], list[Offer]] = {}
    for each in outline.offers:
        ports.setdefault((each.service, each.port), []).append(each)
    return list(ports.values())


def _preference(found: tuple[list[Offer], Mapped]) -> tuple[bool, bool, bool]:
    """Order what was found: the plainest operation name first, then one with an address, then SOAP 1.1."""
    (offer, *_), mapping = found
    plain = mapping.operation.endswith("Synchronize")
    return not plain, not offer.address, offer.soap != Soap.SOAP_11


def _conventional(offers: Sequence[Offer], of: Component) -> Mapped | None:
    found = _first(offers, "Synchronize", of)
    if found is None:
        return None
    offer, way = found
    example, by_id = _first(offers, "QueryByExample", of), _by_id(offers)
    return Mapped(
        kind=RecordKind(of.name),
        operation=offer.name,
        record="/".join(each.name for each in way),
        fields=tuple(_by_tags(way[-1], of)),
        lists=tuple(_by_containers(way[-1], of)),
        by_id=by_id,
        by_example=example[0].name if example else "",
        service=offer.service,
        port=offer.port,
    )


def _matching(offers: Sequence[Offer], word: str) -> Iterator[Offer]:
    # Real services add a number or a word behind, and customers a prefix.
    for pattern in (f".*{word}", f".*{word}_?\\d+", f".*{word}.*"):
        yield from (each for each in offers if re.fullmatch(pattern, each.name))


def _first(offers: Sequence[Offer], word: str, of: Component) -> tuple[Offer, list[Part]] | None:
    for each in _matching(offers, word):
        if way := _way(each.request.parts, of):
            return each, way
    return None


def _by_id(offers: Sequence[Offer]) -> Question | None:
    for each in _matching(offers, "QueryById"):
        simple = [part.name for part in each.request.parts if not part.is_complex]
        if simple:
            return Question(each.name, min(simple, key=lambda name: "id" not in name.casefold()))
    return None


def _way(parts: Sequence[Part], of: Component, depth: int = 0) -> list[Part]:
    """Return the way down to the first element that is the record: named like it, with one of its keys."""
    for each in parts:
        if likeness.alike(each.name, of.tag) and _has_key(each, of):
            return [each]
    if depth < _DEEPEST:
        for each in parts:
            if further := _way(each.parts, of, depth + 1):
                return [each, *further]
    return []


def _has_key(part: Part, of: Component) -> bool:
    names = {each.name for each in part.parts}
    return any(names >= {of[name].tag for name in key} for key in of.user_keys)


def _by_tags(row: Part, of: Component, inside: str = "") -> Iterator[FieldLine]:
    for each in of:
        if each.tag and (found := _by_tag(row.parts, each.tag)) is not None and not found.is_complex:
            yield FieldLine(f"{inside}{each.name}", found.name)
    if inside:
        return
    for line, row_part in _containers(row, of):
        yield from _by_tags(row_part, of.child(line.component), f"{line.component}.")


def _by_containers(row: Part, of: Component) -> Iterator[ListLine]:
    return (line for line, _ in _containers(row, of))


def _containers(row: Part, of: Component) -> Iterator[tuple[ListLine, Part]]:
    """Yield the elements that hold rows of a child component: their one part repeats and is named like it."""
    for child in (each for each in of.children if each.tag):
        for part in row.parts:
            inner = part.parts
            if len(inner) == 1 and inner[0].occurs.repeats and _is_row(inner[0], child):
                yield ListLine(child.name, f"{part.name}/{inner[0].name}"), inner[0]
                break


def _is_row(part: Part, of: Component) -> bool:
    # An older release writes RelatedCommunicationAddress for CommunicationAddress.
    named = likeness.alike(part.name, of.tag) or likeness.alike(part.name, f"Related{of.tag}")
    return part.is_complex and named


def _by_tag(parts: Sequence[Part], tag: str) -> Part | None:
    exact = [part for part in parts if part.name == tag]
    return next(iter(exact + [part for part in parts if likeness.alike(part.name, tag)]), None)


# --- By likeness ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Candidate:
    offer: Offer
    way: tuple[Part, ...]
    score: float


def _candidates(outline: Outline, of: Component, operation: str, record: str) -> Iterator[_Candidate]:
    for offer in outline.named(operation) if operation else outline.offers:
        verb = _verb(offer.name, _WRITES)
        if not operation and verb == 0:
            continue
        ways = [offer.request.at(record)] if record else _complex_within(offer.request)
        for way in filter(None, ways):
            if (fit := _fit(way[-1], of)) > 0 or record:
                bonus = bool(offer.address) + (offer.soap == Soap.SOAP_11)
                yield _Candidate(offer, way, fit + verb + bonus / 10 - len(way) / 10)


def _verb(name: str, verbs: Sequence[str]) -> float:
    """Return how likely an operation does what the verbs say, of which the first is the likeliest."""
    said = likeness.plain(name)
    found = next((place for place, verb in enumerate(verbs) if said.startswith(verb)), None)
    found = (
        next((place for place, verb in enumerate(verbs) if verb in said), None) if found is None else found
    )
    return 0.0 if found is None else 2.0 - found / 10


def _complex_within(
    part: Part, depth: int = _INSIDE, seen: frozenset[str] = frozenset()
) -> Iterator[tuple[Part, ...]]:
    for each in part.parts:
        if not each.is_complex or each.type_name in seen:
            continue
        yield (each,)
        if depth:
            for further in _complex_within(each, depth - 1, seen | {each.type_name}):
                yield (each, *further)


def _fit(row: Part, of: Component) -> float:
    """Return how much of the record an element has; 0 for one that is something else."""
    lines, _ = _contents(row, of, with_lists=False)
    said = likeness.by_words(row.name, likeness.RECORDS[of.name]) or likeness.by_words(
        row.type_name.rpartition("}")[2].removesuffix("Type"), likeness.RECORDS[of.name]
    )
    if len(lines) < _LEAST_FIELDS or not (said or len(lines) > _LEAST_FIELDS):
        return 0
    return len(lines) + said / 10


def _contents(row: Part, of: Component, *, with_lists: bool = True) -> tuple[list[FieldLine], list[ListLine]]:
    fields, lists = _fields(row, of), list[ListLine]()
    if with_lists:
        taken = {each.element for each in fields}
        for line, part in _lists(row, of, taken):
            lists.append(line)
            fields += _fields(part, of.child(line.component), f"{line.component}.")
    return fields, lists


def _fields(row: Part, of: Component, inside: str = "") -> list[FieldLine]:
    """Return each field with the element it fits best, each element for one field."""
    names = [each.name for each in of if each.tag] + ([PRIMARY] if inside and of.has_primary else [])
    leaves = list(_leaves(row))
    pairs = [
        (points, name, path, simple)
        for name in names
        for path, simple in leaves
        if (points := likeness.score(of, name, path, simple))
    ]
    lines: dict[str, FieldLine] = {}
    used: set[str] = set()
    for _, name, path, simple in sorted(pairs, key=lambda pair: -pair[0]):
        if name not in lines and path not in used:
            lines[name] = _line(of, name, path, simple, inside)
            used.add(path)
    return [lines[name] for name in names if name in lines]


def _line(of: Component, name: str, path: str, simple: Simple, inside: str) -> FieldLine:
    field = of[name] if name != PRIMARY else Field(PRIMARY, "", "", Kind.FLAG)
    form = _ISO.get(field.kind) if simple.base in TEXTS else None
    return FieldLine(f"{inside}{name}", path, Direction.BOTH, form)


def _leaves(row: Part, around: str = "", depth: int = _INSIDE) -> Iterator[tuple[str, Simple]]:
    """Yield the paths of what holds one value: elements that do not repeat, and attributes."""
    for attribute in row.attributes:
        yield f"{around}@{attribute.name}", attribute.simple
    for each in row.parts:
        if each.occurs.repeats:
            continue
        if not each.is_complex:
            yield f"{around}{each.name}", each.simple
        elif depth and not any(_is_list(each, words) for words in likeness.LISTS.values()):
            yield from _leaves(each, f"{around}{each.name}/", depth - 1)


def _lists(row: Part, of: Component, taken: set[str]) -> Iterator[tuple[ListLine, Part]]:
    used: set[str] = set()
    for child in (each for each in of.children if each.tag):
        words = likeness.LISTS.get(child.name, "")
        for way in _complex_within(row, 2):
            path = "/".join(each.name for each in way)
            if path in used or path in taken or not _is_list(way[-1], words) or _is_wrapper(way[-1]):
                continue
            if len(_fields(way[-1], child)) >= _LEAST_FIELDS or child.link is Link.PICKED:
                used.add(path)
                yield ListLine(child.name, path), way[-1]
                break


def _is_list(part: Part, words: str) -> bool:
    return bool(likeness.by_words(part.name, words))


def _is_wrapper(part: Part) -> bool:
    return len(part.parts) == 1 and part.parts[0].is_complex


def _answer(reply: Part, of: Component, record: str) -> str:
    """Return the element of a reply that tells most of the record, such as its keys alone."""
    ways = [(reply,), *_complex_within(reply)]
    best = max(ways, key=lambda way: (len(_fields(way[-1], of)), -len(way)))
    return best[-1].name if _fields(best[-1], of) else record


def _with_questions(mapping: Mapped, beside: Offer, outline: Outline) -> Mapped:
    same = [each for each in outline.offers if (each.service, each.port) == (beside.service, beside.port)]
    words = likeness.RECORDS[mapping.of.name].split()
    about = [each for each in same if any(word in likeness.plain(each.name) for word in words)]
    record = mapping.record.rpartition("/")[2]
    by_id = next((found for each in _ranked(about, _READS) if (found := _id_question(mapping, each))), None)
    searches = (each for each in _ranked(about, _SEARCHES) if path_to(each.request, record))
    return replace(mapping, by_id=by_id, by_example=next((each.name for each in searches), ""))


def _ranked(offers: Sequence[Offer], verbs: Sequence[str]) -> list[Offer]:
    found = [each for each in offers if _verb(each.name, verbs)]
    return sorted(found, key=lambda each: -_verb(each.name, verbs))


def _id_question(mapping: Mapped, offer: Offer) -> Question | None:
    """Return the question of an operation that takes one key alone."""
    leaves = [(path, simple) for path, simple in _leaves(offer.request) if "@" not in path]
    if len(leaves) != 1:
        return None
    path = leaves[0][0]
    keys = [each for each in ("integration_id", "id", "household_id") if each in mapping.of]
    scored = [(likeness.score(mapping.of, name, path, leaves[0][1]), name) for name in keys]
    points, asks = max(scored)
    return Question(offer.name, path, asks if points else "")


# --- Lists of values --------------------------------------------------------------------------------------


def _codes(
    mapping: Mapped, line: FieldLine, row: Mapping[str, Simple], lists: Mapping[str, Sequence[str]]
) -> dict[str, str]:
    inside, _, name = line.name.rpartition(".")
    of = mapping.of.child(inside) if inside else mapping.of
    there = row[line.name].values if line.name in row else ()
    if name not in of or not of[name].pick_list or not there:
        return {}
    ours = lists.get(of[name].pick_list, ())
    found = {value: code for value in ours if value not in there and (code := _code(value, ours, there))}
    return {**found, **line.codes}


def _code(value: str, ours: Sequence[str], there: Sequence[str]) -> str:
    """Return the one code that is the value written otherwise, or its first letter."""
    written = [code for code in there if likeness.plain(code) == likeness.plain(value)]
    if len(written) == 1:
        return written[0]
    letters = [code for code in there if len(code) == 1 and code.casefold() == value[:1].casefold()]
    alone = sum(each[:1].casefold() == value[:1].casefold() for each in ours) == 1
    return letters[0] if len(letters) == 1 and alone else ""
