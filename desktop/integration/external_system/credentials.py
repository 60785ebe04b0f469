"""The door of the built-in external system: who may come in, by any of the ways the contract knows."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import threading
from typing import Final
from urllib.parse import parse_qs

from lxml import etree

from desktop.integration.external_system import faults
from desktop.integration.markup import Element, child, children, local_name, text_of

SIEBEL_HEADER: Final = "http://siebel.com/webservices"


class NotAdmitted(Exception):
    """A request without credentials, or with wrong ones outside its envelope: answered with status 401."""


class Door:
    """Asks for ``user`` and ``password``; without a user everybody may come in.

    Known ways: Siebel header blocks with or without a session, WS-Security with the password as text or as a
    digest, HTTP basic, the query string. A session token is good for one request; the reply brings the next.
    """

    def __init__(self, user: str = "", password: str = "") -> None:
        self._user = user
        self._password = password
        self._sessions: set[str] = set()
        self._lock = threading.Lock()

    def admit(self, authorization: str, query: str, header: Element | None) -> list[Element]:
        """Return the reply's header blocks: the next session token, if the request asked for a session.

        Raises Refusal for wrong credentials in the envelope, NotAdmitted for missing ones and all others.
        """
        blocks = {} if header is None else _siebel_blocks(header)
        token = blocks.get("SessionToken")
        if token:
            self._end_session(token)
        elif "UsernameToken" in blocks:
            self._require(blocks["UsernameToken"], blocks.get("PasswordText", ""))
        elif (security := None if header is None else child(header, "Security")) is not None:
            self._require_wsse(security)
        elif self._user and not self._known_to_http(authorization, query):
            raise NotAdmitted
        return [self._next_session()] if blocks.get("SessionType", "").casefold() == "stateless" else []

    def _require(self, user: str, password: str) -> None:
        if self._user and not self._fits(user, password):
            raise faults.login_failed()

    def _require_wsse(self, security: Element) -> None:
        token = child(security, "UsernameToken")
        if token is None:
            raise faults.login_failed()
        password = child(token, "Password")
        if password is not None and password.get("Type", "").endswith("PasswordDigest"):
            expected = self._digest(text_of(child(token, "Nonce")), text_of(child(token, "Created")))
            fits = _equal(text_of(password), expected) and _equal(
                text_of(child(token, "Username")), self._user
            )
            if self._user and not fits:
                raise faults.login_failed()
        else:
            self._require(text_of(child(token, "Username")), text_of(password))

    def _digest(self, nonce: str, created: str) -> str:
        try:
            random = base64.b64decode(nonce, validate=True)
        except (binascii.Error, ValueError) as problem:
            raise faults.login_failed() from problem
        # SHA-1 is what the UsernameToken profile prescribes for its digest.
        digest = hashlib.sha1(random + created.encode() + self._password.encode(), usedforsecurity=False)
        return base64.b64encode(digest.digest()).decode()

    def _known_to_http(self, authorization: str, query: str) -> bool:
        scheme, _, encoded = authorization.partition(" ")
        if scheme.lower() == "basic":
            return self._fits(*_basic(encoded))
        given = {name.casefold(): values[0] for name, values in parse_qs(query).items()}
        return self._fits(given.get("username", ""), given.get("password", ""))

    def _fits(self, user: str, password: str) -> bool:
        return _equal(user, self._user) and _equal(password, self._password)

    def _end_session(self, token: str) -> None:
        with self._lock:
            if token not in self._sessions:
                raise faults.session_expired()
            self._sessions.remove(token)

    def _next_session(self) -> Element:
        token = secrets.token_urlsafe(24)
        with self._lock:
            self._sessions.add(token)
        block = etree.Element(f"{{{SIEBEL_HEADER}}}SessionToken", nsmap={"h": SIEBEL_HEADER})
        block.text = token
        return block


def _siebel_blocks(header: Element) -> dict[str, str]:
    return {
        local_name(each): text_of(each).strip()
        for each in children(header)
        if etree.QName(each).namespace == SIEBEL_HEADER
    }


def _basic(encoded: str) -> tuple[str, str]:
    try:
        user, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return user, password


def _equal(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(), expected.encode())
