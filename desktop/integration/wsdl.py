"""Reads a WSDL and finds in it what synchronizes a kind of record, by what it carries rather than by name."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Final

from lxml import etree

from desktop import resources
from desktop.errors import HearthError, UsageError, WsdlProblem
from desktop.fields import component
from desktop.integration import (
    compiling,
    definition,
    mapping,
    proposal,
    schema,
    shaping,
    soundness,
    stand_ins,
)
from desktop.integration.credentials import Secret
from desktop.integration.definition import Definition
from desktop.integration.documents import Documents, Progress, Stage, told_to_nobody, without_secrets
from desktop.integration.larder import Larder, fingerprint
from desktop.integration.mapping import Mapping as Mapped
from desktop.integration.markup import NotXml
from desktop.integration.outline import Outline
from desktop.integration.reduction import Reduced, reduced
from desktop.integration.rendering import NotCovered, Plan
from desktop.integration.schema import Types
from desktop.integration.service import Operation, Service
from desktop.integration.session import Session
from desktop.store.addresses import without_password
from desktop.store.types import RecordKind

_LOG: Final = logging.getLogger(__name__)
_MOST: Final = 4
_NOT_SO: Final = "something in it is not as WSDL 1.1 has it"


class Source:
    """A WSDL with all that it offers; ``shown`` is its place without secrets.

    One that has been searched before is parsed only if somebody asks for the whole of it.
    """

    def __init__(self, root: str, documents: Documents, progress: Progress) -> None:
        self.shown = without_password(root)
        self._root = root
        self._documents = documents
        self._progress = progress

    @cached_property
    def whole(self) -> Definition:
        """Return all documents; raise WsdlProblem for what is no WSDL, or what fetching one raises."""
        first = self._documents.load(self._root)
        self._progress(Stage.READING, self._documents.size)
        try:
            found = definition.gather(self._root, self._documents.load, self._documents.where)
        except HearthError:
            raise
        except (NotXml, etree.LxmlError) as problem:
            raise _unreadable(self.shown, stand_ins.named(first) or str(problem)) from problem
        except Exception as problem:  # a broken document can break anything that reads it
            raise _unreadable(self.shown, f"{_NOT_SO} ({problem})") from problem
        if not found.ports:
            raise _unreadable(self.shown, stand_ins.named(first) or "it describes no service")
        return found

    @cached_property
    def outline(self) -> Outline:
        """Return the operations; raises what ``whole`` raises."""
        try:
            return Outline(self.whole, soundness.unreadable(self.whole))
        except (ValueError, KeyError, AttributeError, StopIteration) as problem:
            raise _unreadable(self.shown, f"{_NOT_SO} ({problem})") from problem

    @property
    def is_large(self) -> bool:
        """Tell whether searching it takes long enough to be remembered."""
        return self._documents.are_large

    @property
    def fingerprint(self) -> str:
        """Return what two WSDLs of the same content have in common."""
        return fingerprint(json.dumps(self._documents.fingerprints()).encode())

    @property
    def larder(self) -> Larder:
        return self._documents.larder


@dataclass(frozen=True)
class Wsdl:
    """A WSDL as it serves one kind of record: what we found in it, and how.

    ``mapping`` is the one that was given, or the one that follows from the WSDL itself; ``left`` and
    ``outline`` are of what the operations need, ``plans`` are what to write its requests by.
    """

    source: Source
    mapping: Mapped
    service: Service
    left: Reduced
    outline: Outline
    plans: Mapping[str, Plan]

    def plan(self, operation: Operation) -> Plan:
        """Return what to write the requests of an operation by."""
        return self.plans[operation.name]


def load(
    location: str, kind: RecordKind, session: Session, cache: Path, mapping: Mapped | None = None
) -> Wsdl:
    """Read the WSDL for a kind of record; an empty location means the one that travels with Hearth.

    One from elsewhere is fetched anew, and taken from the kept copy when that fails. Raises WsdlProblem, or
    NotSent when it cannot be fetched and was never kept.
    """
    return understand(read(location, kind, session, cache), kind, mapping)


def read(
    location: str,
    kind: RecordKind,
    session: Session,
    cache: Path,
    progress: Progress = told_to_nobody,
    whole: Secret | None = None,
) -> Source:
    """Return the WSDL with all that it offers; raises what ``load`` raises.

    ``progress`` hears of each stage that may take its time; ``whole`` is the address with what lets us in.
    """
    root = location or str(resources.path(f"wsdl/external-{kind}.wsdl"))
    documents = Documents(root, session, cache, progress, whole=whole)
    try:
        source = _read(root, documents, progress)
    except HearthError:
        if not documents.has_copy:
            raise
        return _read(root, Documents(root, session, cache, progress, copies_only=True), progress)
    documents.keep()
    return source


def understand(source: Source, kind: RecordKind, mapping: Mapped | None = None) -> Wsdl:
    """Return what the WSDL offers for a kind of record; raise WsdlProblem where that is nothing."""
    found, left = _sought(source, kind, mapping)
    small = definition.gather(left.root, left.load)
    outline = Outline(small)
    service = shaping.service_of(found, outline, exactly=mapping is not None)
    service = replace(service, types=_types(small, source.shown))
    return Wsdl(source, found, service, left, outline, _plans(service, outline, source.shown))


def _read(root: str, documents: Documents, progress: Progress) -> Source:
    source = Source(root, documents, progress)
    if not documents.are_known:
        _ = source.outline
        documents.know()
    return source


def _sought(source: Source, kind: RecordKind, given: Mapped | None) -> tuple[Mapped, Reduced]:
    """Return the mapping, and what the WSDL has for it: as found earlier in the same one, or sought now."""
    if not source.is_large:
        return _search(source, kind, given)
    key = f"{source.fingerprint} {kind} {mapping.dump(given) if given else ''}"
    if (kept := _taken(source.larder.get(key), kind)) is not None:
        return kept
    found, left = _search(source, kind, given)
    texts = {place: without_secrets(text).decode() for place, text in left.documents.items()}
    source.larder.put(key, {"mapping": mapping.dump(found), **texts})
    return found, left


def _taken(kept: Mapping[str, str] | None, kind: RecordKind) -> tuple[Mapped, Reduced] | None:
    if kept is None:
        return None
    try:
        found = mapping.load(kept["mapping"], kind)
    except (KeyError, UsageError):
        return None
    left = Reduced({place: text.encode() for place, text in kept.items() if place != "mapping"})
    return (found, left) if left.root in left.documents else None


def _search(source: Source, kind: RecordKind, given: Mapped | None) -> tuple[Mapped, Reduced]:
    found = given or proposal.find(source.outline, kind)
    if found is None:
        raise _offers_nothing(source, kind)
    offer = shaping.offer_of(found, source.outline)
    port = next(
        each for each in source.whole.ports if (each.service, each.name) == (offer.service, offer.port)
    )
    names = {found.operation, found.by_example, found.by_id.operation if found.by_id else ""}
    left = reduced(source.whole, port, names)
    if left.missing:
        why = f"it refers to {', '.join(left.missing[:_MOST])}, which it defines nowhere"
        raise _unreadable(source.shown, why)
    return found, left


def _types(whole: Definition, shown: str) -> Types | None:
    """Return the WSDL's types, or None where libxml2 finds its schemas wrong."""
    try:
        return schema.compiled(whole)
    except (NotXml, KeyError, etree.LxmlError) as problem:
        _LOG.warning("The schemas of %s cannot be used to check messages: %s", shown, problem)
        return None


def _plans(service: Service, outline: Outline, shown: str) -> Mapping[str, Plan]:
    try:
        return compiling.compiled(service, outline)
    except NotCovered as reason:
        raise WsdlProblem(
            f"Nothing can be sent by {shown}: {reason}.",
            concerns=shown,
            way_out=f"Map another operation: hearth mapping propose {service.kind}.",
        ) from reason


def _offers_nothing(source: Source, kind: RecordKind) -> WsdlProblem:
    flaws = source.whole.flaws
    more = f" It refers to {', '.join(flaws[:_MOST])}, which it defines nowhere." if flaws else ""
    more += source.outline.told
    return WsdlProblem(
        f"{source.shown} offers no Synchronize operation that carries a {component(kind).tag}.{more}",
        concerns=source.shown,
        way_out=f"Name the WSDL of the external system's {kind} service, or map another operation:"
        f" hearth mapping propose {kind}.",
    )


def _unreadable(shown: str, why: str) -> WsdlProblem:
    return WsdlProblem(f"{shown} cannot be read as a WSDL: {why}.", concerns=shown)
