"""Messages as zeep writes them, to hold those of our plans against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

import zeep
import zeep.exceptions
import zeep.settings
import zeep.wsdl
from lxml import etree
from zeep.xsd import Nil

from desktop.errors import WsdlProblem
from desktop.integration.markup import Element
from desktop.integration.reduction import Reduced
from desktop.integration.request import NIL, Arguments
from desktop.integration.service import Operation, Service

_SETTINGS: Final[Mapping[str, bool]] = {"strict": True, "forbid_dtd": True, "forbid_entities": True}


class ZeepWriter:
    """Writes the messages of one service; zeep declares next to nothing of what is used here."""

    def __init__(self, left: Reduced, service: Service, shown: str) -> None:
        """Load what is left of the WSDL; raise WsdlProblem where zeep cannot."""
        self._service = service
        document = _document(left, shown)
        # A port without an address loads, but zeep cannot write a message for it.
        port: Any = document.services[service.name].ports[service.port]
        port.binding_options = {"address": "http://hearth.invalid/"}
        # Never used: we carry the message. Without one, zeep would open a session of its own.
        self._zeep: Any = zeep.Client(
            document,
            transport=document.transport,
            service_name=service.name,
            port_name=service.port,
            settings=document.settings,
        )

    def write(self, operation: Operation, arguments: Arguments, header: Sequence[Element]) -> Element:
        """Return the envelope; raise WsdlProblem when the arguments do not fit the WSDL."""
        try:
            return self._zeep.create_message(
                self._zeep.service,
                operation.name,
                _soapheaders=list(header) or None,
                **cast("dict[str, Any]", _for_zeep(arguments)),
            )
        except (zeep.exceptions.Error, etree.LxmlError, AttributeError, TypeError, ValueError) as problem:
            raise WsdlProblem(
                f"The record cannot be written as the WSDL for {self._service.kind} demands: {problem}.",
                concerns=operation.name,
                way_out="An administrator must compare the WSDL with the fields of the record.",
            ) from problem


def _document(left: Reduced, shown: str) -> Any:  # noqa: ANN401 -- of zeep's
    settings = zeep.settings.Settings(**_SETTINGS)
    try:
        return zeep.wsdl.Document(left.root, cast("Any", left), settings=settings)
    except Exception as problem:  # zeep has no words of its own for many a broken document
        why = f"{type(problem).__name__} {problem}".strip()
        raise WsdlProblem(f"{shown} cannot be read as a WSDL: {why}.", concerns=shown) from problem


def _for_zeep(arguments: object) -> object:
    """Return the arguments with zeep's own sign for nil in the place of ours."""
    if arguments is NIL:
        return Nil
    if isinstance(arguments, Mapping):
        return {key: _for_zeep(value) for key, value in cast("Mapping[str, object]", arguments).items()}
    if isinstance(arguments, list):
        return [_for_zeep(each) for each in cast("list[object]", arguments)]
    return arguments
