"""Works on the mapping of one kind of record at one external system: shows, proposes, checks and keeps it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Final

from desktop.errors import CredentialsNeeded, WsdlProblem
from desktop.fields import Component, component
from desktop.integration import agreement, drift, mapping_check, proposal, wsdl
from desktop.integration.agreement import Agreement
from desktop.integration.connection import open_session, route
from desktop.integration.credentials import password, whole_wsdl
from desktop.integration.documents import Progress, told_to_nobody
from desktop.integration.drift import Difference
from desktop.integration.lines import Lines
from desktop.integration.mapping import PRIMARY, Direction, FieldLine, ListLine, dump
from desktop.integration.mapping import Mapping as Mapped
from desktop.integration.mapping_check import Finding, Lists
from desktop.integration.outline import Part, Simple
from desktop.integration.shaping import form_of, offer_of
from desktop.integration.wsdl import Source, Wsdl
from desktop.store import connections, lists, mappings, pick_lists, reading
from desktop.store.mappings import KeptMapping
from desktop.store.store import Store
from desktop.store.types import ConnectionSettings, RecordKind

_DEEPEST: Final = 4


class Origin(StrEnum):
    """Where a mapping comes from."""

    SAVED = "saved"  # an administrator made it
    WSDL = "wsdl"  # the WSDL keeps the conventions, so nobody needs to
    PROPOSED = "proposed"  # guessed, and not used before somebody has saved it


@dataclass(frozen=True, slots=True)
class Row:
    """One of our fields or lists as the mapping has it; ``element`` is empty for one that has no place.

    ``chosen_form`` is the form that an administrator gave, ``ours`` and ``theirs`` the values of our list and
    of the type there.
    """

    name: str
    label: str
    element: str
    direction: Direction
    form: str
    there: str
    length: int
    codes: Mapping[str, str]
    findings: tuple[Finding, ...] = ()
    sample: str = ""
    chosen_form: str = ""
    pick_list: str = ""
    ours: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Laid:
    """A mapping laid out: line by line, with what is to be said of each and of the whole.

    ``operations`` and ``records`` are what may be chosen: the operations of the WSDL, and the ways to a
    record in the one that is; ``elements`` are those of the record, ``beside`` those that stand beside it.
    """

    mapping: Mapped
    origin: Origin
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]
    differences: tuple[Difference, ...]
    elements: tuple[tuple[str, str], ...]
    lists: tuple[Row, ...] = ()
    operations: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    beside: tuple[tuple[str, str], ...] = ()

    @property
    def fits(self) -> bool:
        return mapping_check.fits(self.findings)


class Workbench:
    """Reads the WSDL once and keeps it; to be used by one thread."""

    def __init__(
        self,
        store: Store,
        connection: str | None,
        kind: RecordKind,
        cache: Path,
        environment: Mapping[str, str],
        progress: Progress = told_to_nobody,
    ) -> None:
        """Read the definition and the WSDL; raise ConnectionProblem, WsdlProblem or NotSent."""
        self._store = store
        self.kind = kind
        with store.read() as view:
            self.settings = connections.read(view, connection)
            self.lists = pick_lists.all_values(view)
        self.source = read_source(self.settings, kind, cache, environment, progress)

    @property
    def location(self) -> str:
        return self.settings.wsdl(self.kind)

    def kept(self) -> KeptMapping:
        """Return what the store has."""
        with self._store.read() as view:
            return mappings.read(view, self.settings.name, self.kind)

    def mapping(self) -> tuple[Mapped, Origin]:
        """Return the mapping that is in use, or a proposal; raise WsdlProblem if there is not even that."""
        if (saved := agreement.mapping_of(self.kept())) is not None:
            return saved, Origin.SAVED
        return self.propose()

    def begun(self) -> tuple[Mapped, Origin]:
        """Return what ``mapping`` does, or an empty mapping where nobody can even guess."""
        try:
            return self.mapping()
        except WsdlProblem:
            _ = self.source.outline  # one that cannot be read is another matter
            return Mapped(self.kind, "", ""), Origin.PROPOSED

    def propose(self, operation: str = "", record: str = "") -> tuple[Mapped, Origin]:
        """Return what follows from the WSDL, or the likeliest; raise WsdlProblem if nothing is like it."""
        if not operation and not record and (sure := proposal.find(self.source.outline, self.kind)):
            return self._with_values(sure), Origin.WSDL
        likely = proposal.guess(self.source.outline, self.kind, operation, record)
        return self._with_values(likely), Origin.PROPOSED

    def lay(self, mapping: Mapped, origin: Origin) -> Laid:
        """Return the mapping line by line, checked."""
        findings = mapping_check.look(mapping, self.source.outline, self.lists)
        samples = self._samples()
        rows = tuple(
            replace(each, sample=samples.get(each.name, ""))
            for each in _rows(mapping, self._types(mapping), findings, self.lists)
        )
        return Laid(
            mapping,
            origin,
            rows,
            findings,
            self.differences(),
            tuple(self.elements(mapping)),
            tuple(_lists(mapping, findings)),
            tuple(sorted({each.name for each in self.source.outline.offers})),
            tuple(self._records(mapping)),
            tuple(self._beside(mapping)),
        )

    def differences(self) -> tuple[Difference, ...]:
        """Return what is different in the WSDL from what was agreed to."""
        return agreement.differences(self.kept(), self.source, self.location)

    def understood(self, mapping: Mapped) -> Wsdl:
        """Return what the WSDL offers by the mapping; raise WsdlProblem where it does not fit."""
        return wsdl.understand(self.source, self.kind, mapping)

    def save(self, mapping: Mapped) -> None:
        """Keep the mapping, and agree to the WSDL that it is for; raise WsdlProblem if it does not fit."""
        agreed = drift.agreed(self.understood(mapping))
        with self._store.write() as unit:
            mappings.save(unit, self.settings.name, self.kind, dump(mapping))
            if self.location:
                mappings.accept(
                    unit, self.settings.name, self.kind, self.location, agreed.dump(), agreed.fingerprint
                )

    def reset(self) -> None:
        """Forget the mapping, so that what follows from the WSDL holds again."""
        with self._store.write() as unit:
            mappings.save(unit, self.settings.name, self.kind, None)

    def accept(self) -> None:
        """Agree to the WSDL as it is; raise WsdlProblem if records cannot be sent by it."""
        saved = agreement.mapping_of(self.kept())
        agreed = drift.agreed(wsdl.understand(self.source, self.kind, saved))
        with self._store.write() as unit:
            mappings.accept(
                unit, self.settings.name, self.kind, self.location, agreed.dump(), agreed.fingerprint
            )

    def elements(self, mapping: Mapped) -> Iterator[tuple[str, str]]:
        """Yield the path and type of every element that a field or list may be mapped to."""
        try:
            record = offer_of(mapping, self.source.outline).request.at(mapping.record)
        except WsdlProblem:
            return
        yield from _below(record[-1], "", _DEEPEST, frozenset()) if record else ()

    def _records(self, mapping: Mapped) -> Iterator[str]:
        """Yield the ways to whatever may be the record in what the operation takes."""
        found = {mapping.record}
        with suppress(WsdlProblem):
            request = offer_of(mapping, self.source.outline).request
            inside = _below(request, "", _DEEPEST, frozenset(), complex_only=True)
            found |= {path for path, _ in inside}
        yield from sorted(filter(None, found))

    def _beside(self, mapping: Mapped) -> Iterator[tuple[str, str]]:
        """Yield the path and type of what the operation takes beside the record, as constants name it."""
        with suppress(WsdlProblem):
            request = offer_of(mapping, self.source.outline).request
            for path, kind in _below(request, "/", 1, frozenset()):
                if path[1:] != mapping.record and not path[1:].startswith(f"{mapping.record}/"):
                    yield path, kind

    def _samples(self) -> dict[str, str]:
        """Return the values of some record, by their names in a mapping; what is private is left out."""
        with self._store.read() as view:
            refs = lists.page(view, lists.ListQuery(self.kind), None, 1).refs
            if not refs:
                return {}
            record = reading.read(view, refs[0], connection=self.settings.name)
        of = component(self.kind)
        shown = {each.name: record.values.get(each.name) for each in of if not each.sensitive}
        for name, rows in record.children.items():
            for row in rows[:1]:
                shown |= {f"{name}.{key}": value for key, value in row.values.items()}
        return {name: str(value) for name, value in shown.items() if value is not None}

    def _types(self, mapping: Mapped) -> dict[str, Simple]:
        try:
            return mapping_check.types_of(mapping, self.source.outline)
        except WsdlProblem:
            return {}

    def _with_values(self, mapping: Mapped) -> Mapped:
        return proposal.with_values(mapping, self._types(mapping), self.lists)


def first_look(
    store: Store, settings: ConnectionSettings, kind: RecordKind, cache: Path, progress: Progress
) -> None:
    """Read a WSDL that was just named, so that it is at hand later; raise what ``read_source`` raises.

    Raises WsdlDrift, too, where it is not what was agreed to.
    """
    source = read_source(settings, kind, cache, os.environ, progress)
    Agreement(settings.name, store, pins=False).settle(source, settings.wsdl(kind), kind)


def read_source(
    settings: ConnectionSettings,
    kind: RecordKind,
    cache: Path,
    environment: Mapping[str, str],
    progress: Progress = told_to_nobody,
) -> Source:
    """Return the WSDL of an external system as it is now; raise WsdlProblem, ConnectionProblem or NotSent."""
    try:
        secret = password(settings, environment)
    except CredentialsNeeded:
        # Many a WSDL can be had without.
        secret = None
    session = open_session(settings, secret, Lines(route(settings, environment)))
    try:
        whole = whole_wsdl(settings, kind, environment)
        return wsdl.read(settings.wsdl(kind), kind, session, cache, progress, whole)
    finally:
        session.close()


def as_json(laid: Laid) -> dict[str, object]:
    """Return a mapping laid out as JSON carries it."""
    whole: dict[str, object] = json.loads(dump(laid.mapping))
    return {
        **whole,
        "origin": str(laid.origin),
        "ok": laid.fits,
        "findings": [
            {"weight": str(each.weight), "about": each.about, "text": each.text} for each in laid.findings
        ],
        "drift": [str(each) for each in laid.differences],
    }


def _rows(
    mapping: Mapped, types: Mapping[str, Simple], findings: tuple[Finding, ...], lists: Lists
) -> Iterator[Row]:
    for name, label, length, pick_list in _names(mapping.of):
        lines = [each for each in mapping.fields if each.name == name]
        about = tuple(each for each in findings if each.about == name)
        simple = types.get(name)
        for line in lines or [FieldLine(name, "", Direction.NONE)]:
            yield Row(
                name,
                label,
                line.element,
                line.direction,
                str(line.form or (form_of(simple) if simple else "")),
                str(simple) if simple else "",
                length,
                line.codes,
                about,
                chosen_form=str(line.form or ""),
                pick_list=pick_list,
                ours=tuple(lists.get(pick_list, ())),
                theirs=simple.values if simple else (),
            )


def _lists(mapping: Mapped, findings: tuple[Finding, ...]) -> Iterator[Row]:
    there = {each.component: each for each in mapping.lists}
    for child in (each for each in mapping.of.children if each.tag):
        line = there.get(child.name, ListLine(child.name, "", Direction.NONE))
        about = tuple(each for each in findings if each.about == child.name)
        yield Row(child.name, child.plural, line.element, line.direction, "", "", 0, {}, about)


def _names(of: Component) -> Iterator[tuple[str, str, int, str]]:
    """Yield every field that may travel: its name in a mapping, its label, its length, its list of values."""
    yield from ((each.name, each.label, each.length, each.pick_list) for each in of if each.tag)
    for child in (each for each in of.children if each.tag):
        for each in child:
            yield f"{child.name}.{each.name}", f"{child.label}: {each.label}", each.length, each.pick_list
        if child.has_primary:
            yield f"{child.name}.{PRIMARY}", f"{child.label}: Primary", 1, ""


def _below(
    part: Part, around: str, depth: int, seen: frozenset[str], *, complex_only: bool = False
) -> Iterator[tuple[str, str]]:
    for attribute in () if complex_only else part.attributes:
        yield f"{around}@{attribute.name}", str(attribute.simple)
    for each in part.parts:
        path = f"{around}{each.name}"
        inside = f"{len(each.parts)} elements"
        if each.is_complex or not complex_only:
            yield path, f"{inside if each.is_complex else each.simple}, {each.occurs}"
        if each.is_complex and depth and each.type_name not in seen:
            further = seen | {each.type_name}
            yield from _below(each, f"{path}/", depth - 1, further, complex_only=complex_only)
