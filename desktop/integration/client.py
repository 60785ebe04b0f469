"""Writes requests by their plans and sends them: one client for each service and thread."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import uuid4

from lxml import etree

from desktop.errors import WsdlProblem
from desktop.integration.connection import address_of, limits, with_password
from desktop.integration.credentials import Secret
from desktop.integration.envelope import session_token
from desktop.integration.markup import Element, child
from desktop.integration.multipart import unwrapped
from desktop.integration.rendering import ENVELOPES, NotCovered
from desktop.integration.request import Arguments
from desktop.integration.service import Operation, Service, Soap
from desktop.integration.session import Session
from desktop.integration.transport import Answer, get, post
from desktop.integration.validity import require
from desktop.integration.wsdl import Wsdl
from desktop.store.types import Auth, ConnectionSettings

_WSA: Final = "http://www.w3.org/2005/08/addressing"
_SIEBEL_HEADER: Final = "http://siebel.com/webservices"


@dataclass(frozen=True, slots=True)
class Message:
    """A request as it leaves; its body may hold a password and is not to be shown."""

    headers: Mapping[str, str]
    body: bytes = field(repr=False)


class Client:
    """Speaks with one service of an external system; not to be shared between threads."""

    def __init__(
        self,
        wsdl: Wsdl,
        settings: ConnectionSettings,
        session: Session,
        secret: Secret | None,
        whole: Secret | None = None,
    ) -> None:
        """Prepare to send; ``whole`` is the address of the definition with the secret that lets us in."""
        self.service = wsdl.service
        self.mapping = wsdl.mapping
        self.outline = wsdl.outline
        self.address = address_of(settings, wsdl.service)
        self.secret = secret
        self._where = Secret(address_of(_at(settings, whole), wsdl.service))
        self._settings = settings
        self._session = session
        self._wsdl = wsdl

    def write(self, operation: Operation, arguments: Arguments) -> Message:
        """Return the request; raise WsdlProblem or InvalidValue when the arguments do not fit the WSDL."""
        try:
            text = self._wsdl.plan(operation).write(arguments, self._header(operation)).encode()
        except NotCovered as reason:
            raise _unwritable(self.service, operation, reason) from reason
        if operation == self.service.synchronize and self.service.types is not None:
            require(child(etree.fromstring(text), "Body"), self.service)
        return Message(_http_headers(self.service.soap, operation.action), text)

    def _header(self, operation: Operation) -> str:
        """Return the header as text, empty if there is none."""
        envelope = etree.Element(f"{{{ENVELOPES[self.service.soap is Soap.SOAP_12]}}}Envelope")
        header = etree.SubElement(envelope, f"{{{ENVELOPES[self.service.soap is Soap.SOAP_12]}}}Header")
        header.extend(self._header_blocks(operation))
        self._sign(envelope)
        return etree.tostring(header, encoding="unicode") if len(header) else ""

    def send(self, message: Message, longest: float | None = None) -> Answer:
        """Send a request and return what came back; ``longest`` shortens the configured time limit.

        Raises NotSent or NoAnswer.
        """
        address = with_password(self._where.reveal(), self._settings, self.secret)
        within = limits(self._settings, longest)
        answer = unwrapped(post(self._session, address, message.headers, message.body, within))
        if self._settings.auth is Auth.SIEBEL_SESSION:
            self._session.keep_token(session_token(answer.body, answer.charset))
        return answer

    def knock(self, longest: float) -> int:
        """Return the status with which the address answers to a mere look; raise NotSent."""
        return get(self._session, self._where.reveal(), limits(self._settings, longest)).status

    def _header_blocks(self, operation: Operation) -> list[Element]:
        return [*_addressed(operation, self.address), *self._credentials()]

    def _credentials(self) -> list[Element]:
        if self._settings.auth not in (Auth.SIEBEL, Auth.SIEBEL_SESSION) or self.secret is None:
            return []
        keeps = self._settings.auth is Auth.SIEBEL_SESSION
        kind = _block("SessionType", "Stateless" if keeps else "None")
        if keeps and (token := self._session.take_token()) is not None:
            return [kind, _block("SessionToken", token.reveal())]
        user, secret = self._settings.user, self.secret.reveal()
        return [_block("UsernameToken", user), _block("PasswordText", secret), kind]

    def _sign(self, envelope: Element) -> None:
        if self._settings.auth not in (Auth.WSSE, Auth.WSSE_DIGEST) or self.secret is None:
            return
        # zeep and what it draws in cost a quarter of a second, which only this sign-in has to wait for.
        from desktop.integration import signing

        signing.sign(
            envelope, self._settings.user, self.secret, digest=self._settings.auth is Auth.WSSE_DIGEST
        )


def _at(settings: ConnectionSettings, whole: Secret | None) -> ConnectionSettings:
    return settings if whole is None else replace(settings, address=whole.reveal())


def _unwritable(service: Service, operation: Operation, why: NotCovered) -> WsdlProblem:
    return WsdlProblem(
        f"The record cannot be written as the WSDL for {service.kind} demands: {why}.",
        concerns=operation.name,
        way_out="An administrator must compare the WSDL with the fields of the record.",
    )


def _http_headers(soap: Soap, action: str) -> Mapping[str, str]:
    if soap is Soap.SOAP_12:
        about = f'; action="{action}"' if action else ""
        return {"Content-Type": f"application/soap+xml; charset=utf-8{about}"}
    return {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{action}"'}


def _addressed(operation: Operation, address: str) -> Iterator[Element]:
    """Yield what WS-Addressing says of a message, where the WSDL gives the operation a name in it."""
    if operation.wsa_action:
        for name, text in (
            ("Action", operation.wsa_action),
            ("MessageID", uuid4().urn),
            ("To", address),
        ):
            block = etree.Element(f"{{{_WSA}}}{name}", nsmap={"wsa": _WSA})
            block.text = text
            yield block


def _block(name: str, text: str) -> Element:
    element = etree.Element(f"{{{_SIEBEL_HEADER}}}{name}")
    element.text = text
    return element
