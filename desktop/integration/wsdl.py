"""Reads a WSDL and finds in it what synchronizes a kind of record, by what it carries rather than by name."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, TypeAlias, cast

import zeep.exceptions
import zeep.settings
import zeep.wsdl
from lxml import etree

from desktop import resources
from desktop.errors import HearthError, WsdlProblem
from desktop.fields import component
from desktop.integration import compiling, definition, proposal, schema, shaping
from desktop.integration.connection import without_password
from desktop.integration.definition import Definition
from desktop.integration.documents import Documents
from desktop.integration.mapping import Mapping as Mapped
from desktop.integration.markup import NotXml
from desktop.integration.outline import Offer, Outline
from desktop.integration.reduction import Reduced, reduced
from desktop.integration.rendering import Plan
from desktop.integration.schema import Types
from desktop.integration.service import Service
from desktop.integration.session import Session
from desktop.store.types import RecordKind

_LOG: Final = logging.getLogger(__name__)
_MOST: Final = 4
# zeep declares next to nothing of this: what is used of it ends in this module.
ZeepDocument: TypeAlias = Any
_SETTINGS: Final[Mapping[str, bool]] = {"strict": True, "forbid_dtd": True, "forbid_entities": True}


@dataclass(frozen=True)
class Source:
    """A WSDL as it was read, before anything is looked for in it; ``shown`` is its place without secrets."""

    shown: str
    whole: Definition
    outline: Outline


@dataclass(frozen=True)
class Wsdl:
    """A WSDL as it serves one kind of record: what we found in it, and how.

    ``mapping`` is the one that was given, or the one that follows from the WSDL itself; ``document`` is
    zeep's, of what the operations need, ``plans`` are what to write its requests by.
    """

    source: Source
    mapping: Mapped
    service: Service
    document: ZeepDocument
    plans: Mapping[str, Plan]


def load(
    location: str, kind: RecordKind, session: Session, cache: Path, mapping: Mapped | None = None
) -> Wsdl:
    """Read the WSDL for a kind of record; an empty location means the one that travels with Hearth.

    One from elsewhere is fetched anew, and taken from the kept copy when that fails. Raises WsdlProblem, or
    NotSent when it cannot be fetched and was never kept.
    """
    return understand(read(location, kind, session, cache), kind, mapping)


def read(location: str, kind: RecordKind, session: Session, cache: Path) -> Source:
    """Return the WSDL with all that it offers; raises what ``load`` raises."""
    root = location or str(resources.path(f"wsdl/external-{kind}.wsdl"))
    documents = Documents(root, session, cache)
    try:
        source = _read(root, documents)
    except HearthError:
        if not documents.has_copy:
            raise
        return _read(root, Documents(root, session, cache, copies_only=True))
    documents.keep()
    return source


def understand(source: Source, kind: RecordKind, mapping: Mapped | None = None) -> Wsdl:
    """Return what the WSDL offers for a kind of record; raise WsdlProblem where that is nothing."""
    found = mapping or proposal.find(source.outline, kind)
    if found is None:
        raise WsdlProblem(
            f"{source.shown} offers no Synchronize operation that carries a {component(kind).tag}.",
            concerns=source.shown,
            way_out=f"Name the WSDL of the external system's {kind} service, or map another operation:"
            f" hearth mapping propose {kind}.",
        )
    service = shaping.service_of(found, source.outline, exactly=mapping is not None)
    left = _left(source, shaping.offer_of(found, source.outline), service)
    service = replace(service, types=_types(left, source.shown))
    document = _zeep_document(left, source.shown)
    declared = document.services[service.name].ports[service.port].binding.all()
    return Wsdl(source, found, service, document, compiling.compiled(service, declared))


def _read(root: str, documents: Documents) -> Source:
    shown = without_password(root)
    try:
        whole = definition.gather(root, documents.load)
        outline = Outline(whole)
    except HearthError:
        raise
    except (NotXml, etree.LxmlError) as problem:
        raise _unreadable(shown, str(problem)) from problem
    except Exception as problem:  # a broken document can break anything that reads it
        raise _unreadable(shown, f"{type(problem).__name__} {problem}") from problem
    if not whole.ports:
        raise _unreadable(shown, "it describes no service")
    return Source(shown, whole, outline)


def _left(source: Source, offer: Offer, service: Service) -> Reduced:
    port = next(
        each for each in source.whole.ports if (each.service, each.name) == (offer.service, offer.port)
    )
    wanted = (service.synchronize, service.query_by_id, service.query_by_example)
    left = reduced(source.whole, port, {each.name for each in wanted if each is not None})
    if left.missing:
        why = f"it refers to {', '.join(left.missing[:_MOST])}, which it defines nowhere"
        raise _unreadable(source.shown, why)
    return left


def _types(left: Reduced, shown: str) -> Types | None:
    """Return the WSDL's types, or None where zeep makes something of schemas that libxml2 does not."""
    try:
        return schema.compiled(definition.gather(left.root, left.load))
    except (NotXml, KeyError, etree.LxmlError) as problem:
        _LOG.warning("The schemas of %s cannot be used to check messages: %s", shown, problem)
        return None


def _zeep_document(left: Reduced, shown: str) -> ZeepDocument:
    settings = zeep.settings.Settings(**_SETTINGS)
    try:
        return zeep.wsdl.Document(left.root, cast(Any, left), settings=settings)
    except (zeep.exceptions.Error, etree.LxmlError, NotImplementedError) as problem:
        raise _unreadable(shown, str(problem)) from problem
    except Exception as problem:  # zeep has no words of its own for many a broken document
        raise _unreadable(shown, f"{type(problem).__name__} {problem}") from problem


def _unreadable(shown: str, why: str) -> WsdlProblem:
    return WsdlProblem(f"{shown} cannot be read as a WSDL: {why}.", concerns=shown)
