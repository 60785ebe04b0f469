"""Writes requests, by plan or through zeep, and sends them: one client for each service and thread."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, cast

import zeep
import zeep.exceptions
from lxml import etree
from zeep.wsse.username import UsernameToken
from zeep.xsd import Nil

from desktop.errors import WsdlProblem
from desktop.integration.connection import address_of, limits, with_password
from desktop.integration.credentials import Secret
from desktop.integration.envelope import session_token
from desktop.integration.markup import child
from desktop.integration.multipart import unwrapped
from desktop.integration.rendering import ENVELOPES, NotCovered
from desktop.integration.request import NIL, Arguments
from desktop.integration.service import Operation, Soap
from desktop.integration.session import Session
from desktop.integration.transport import Answer, get, post
from desktop.integration.validity import require
from desktop.integration.wsdl import Wsdl
from desktop.store.types import Auth, ConnectionSettings

_LOG: Final = logging.getLogger(__name__)
_SIEBEL_HEADER: Final = "http://siebel.com/webservices"


@dataclass(frozen=True, slots=True)
class Message:
    """A request as it leaves; its body may hold a password and is not to be shown."""

    headers: Mapping[str, str]
    body: bytes = field(repr=False)


class Client:
    """Speaks with one service of an external system; not to be shared between threads."""

    def __init__(
        self, wsdl: Wsdl, settings: ConnectionSettings, session: Session, secret: Secret | None
    ) -> None:
        self.service = wsdl.service
        self.mapping = wsdl.mapping
        self.outline = wsdl.source.outline
        self.address = address_of(settings, wsdl.service)
        self.secret = secret
        self._settings = settings
        self._session = session
        self._zeep: Any = _zeep_client(wsdl, self.address)
        self._plans = wsdl.plans
        self._left_to_zeep: set[str] = set()

    def write(self, operation: Operation, arguments: Arguments) -> Message:
        """Return the request; raise WsdlProblem or InvalidValue when the arguments do not fit the WSDL."""
        body = self._rendered(operation, arguments) or self._written_by_zeep(operation, arguments)
        return Message(_http_headers(self.service.soap, operation.action), body)

    def _rendered(self, operation: Operation, arguments: Arguments) -> bytes | None:
        """Return the request as the operation's plan writes it, or None where that is left to zeep."""
        if (plan := self._plans.get(operation.name)) is None:
            return None
        try:
            text = plan.write(arguments, self._header()).encode()
        except NotCovered as reason:
            if operation.name not in self._left_to_zeep:
                _LOG.info("zeep writes a message of %s, because %s.", operation.name, reason)
            self._left_to_zeep.add(operation.name)
            return None
        if operation == self.service.synchronize and self.service.types is not None:
            require(child(etree.fromstring(text), "Body"), self.service)
        return text

    def _header(self) -> str:
        """Return the header as text, empty if there is none."""
        envelope = etree.Element(f"{{{ENVELOPES[self.service.soap is Soap.SOAP_12]}}}Envelope")
        header = etree.SubElement(envelope, f"{{{ENVELOPES[self.service.soap is Soap.SOAP_12]}}}Header")
        header.extend(self._header_blocks())
        self._sign(envelope)
        return etree.tostring(header, encoding="unicode") if len(header) else ""

    def _written_by_zeep(self, operation: Operation, arguments: Arguments) -> bytes:
        try:
            envelope = self._zeep.create_message(
                self._zeep.service,
                operation.name,
                _soapheaders=self._header_blocks() or None,
                **cast(dict[str, Any], _for_zeep(arguments)),
            )
        except (zeep.exceptions.Error, TypeError, ValueError) as problem:
            raise WsdlProblem(
                f"The record cannot be written as the WSDL for {self.service.kind} demands: {problem}.",
                concerns=operation.name,
                way_out="An administrator must compare the WSDL with the fields of the record.",
            ) from problem
        if operation == self.service.synchronize:
            require(child(envelope, "Body"), self.service)
        self._sign(envelope)
        return etree.tostring(envelope, xml_declaration=True, encoding="utf-8")

    def send(self, message: Message, longest: float | None = None) -> Answer:
        """Send a request and return what came back; ``longest`` shortens the configured time limit.

        Raises NotSent or NoAnswer.
        """
        address = with_password(self.address, self._settings, self.secret)
        within = limits(self._settings, longest)
        answer = unwrapped(post(self._session, address, message.headers, message.body, within))
        if self._settings.auth is Auth.SIEBEL_SESSION:
            self._session.keep_token(session_token(answer.body, answer.charset))
        return answer

    def knock(self, longest: float) -> int:
        """Return the status with which the address answers to a mere look; raise NotSent."""
        return get(self._session, self.address, limits(self._settings, longest)).status

    def _header_blocks(self) -> list[etree._Element]:  # pyright: ignore[reportPrivateUsage]
        if self._settings.auth not in (Auth.SIEBEL, Auth.SIEBEL_SESSION) or self.secret is None:
            return []
        keeps = self._settings.auth is Auth.SIEBEL_SESSION
        kind = _block("SessionType", "Stateless" if keeps else "None")
        if keeps and (token := self._session.take_token()) is not None:
            return [kind, _block("SessionToken", token.reveal())]
        user, secret = self._settings.user, self.secret.reveal()
        return [_block("UsernameToken", user), _block("PasswordText", secret), kind]

    def _sign(self, envelope: Any) -> None:  # noqa: ANN401 -- a tree of zeep's
        if self._settings.auth not in (Auth.WSSE, Auth.WSSE_DIGEST) or self.secret is None:
            return
        token: Any = UsernameToken(
            self._settings.user,
            self.secret.reveal(),
            use_digest=self._settings.auth is Auth.WSSE_DIGEST,
            zulu_timestamp=True,
        )
        token.apply(envelope, {})


def _zeep_client(wsdl: Wsdl, address: str) -> object:
    service = wsdl.service
    # A port without an address loads, but zeep cannot write a message for it.
    wsdl.document.services[service.name].ports[service.port].binding_options = {"address": address}
    return zeep.Client(
        wsdl.document,
        # Never used: we carry the message. Without one, zeep would open a session of its own.
        transport=wsdl.document.transport,
        service_name=service.name,
        port_name=service.port,
        settings=wsdl.document.settings,
    )


def _for_zeep(arguments: object) -> object:
    """Return the arguments with zeep's own sign for nil in the place of ours."""
    if arguments is NIL:
        return Nil
    if isinstance(arguments, Mapping):
        return {key: _for_zeep(value) for key, value in cast(Mapping[str, object], arguments).items()}
    if isinstance(arguments, list):
        return [_for_zeep(each) for each in cast(list[object], arguments)]
    return arguments


def _http_headers(soap: Soap, action: str) -> Mapping[str, str]:
    if soap is Soap.SOAP_12:
        about = f'; action="{action}"' if action else ""
        return {"Content-Type": f"application/soap+xml; charset=utf-8{about}"}
    return {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{action}"'}


def _block(name: str, text: str) -> etree._Element:  # pyright: ignore[reportPrivateUsage]
    element = etree.Element(f"{{{_SIEBEL_HEADER}}}{name}")
    element.text = text
    return element
