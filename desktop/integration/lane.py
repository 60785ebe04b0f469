"""One thread's way to one external system: session, password, and a client for each kind of record."""

from __future__ import annotations

import base64
import time
from collections.abc import Mapping
from pathlib import Path

from desktop.errors import WsdlDrift
from desktop.integration import wsdl
from desktop.integration.agreement import Agreement
from desktop.integration.berths import Berths
from desktop.integration.client import Client
from desktop.integration.connection import check, open_session, route
from desktop.integration.credentials import Secret, password, whole_address, whole_wsdl
from desktop.integration.faults import NOTHING_DECIDED
from desktop.integration.lines import Lines, SharedLines
from desktop.integration.shelf import LOOK_AGAIN_SECONDS, Shelf
from desktop.integration.wsdl import Source, Wsdl
from desktop.store.addresses import secrets_in
from desktop.store.fault_classes import FaultClass
from desktop.store.types import Auth, ConnectionSettings, RecordKind


class Lane:
    """Opens what it needs at first use; not to be shared between threads."""

    def __init__(
        self,
        settings: ConnectionSettings,
        cache: Path,
        environment: Mapping[str, str],
        lines: SharedLines | None = None,
        agreement: Agreement | None = None,
        shelf: Shelf | None = None,
    ) -> None:
        """Read the password anew; raise CredentialsNeeded or ConnectionProblem.

        ``lines`` and ``shelf`` are those that it shares with the lanes of other threads, ``agreement`` knows
        mappings and the WSDLs that were agreed to.
        """
        check(settings)
        self._lines = lines
        self.fault_classes: Mapping[str, FaultClass] = NOTHING_DECIDED
        self.berths = Berths()
        self.settings = settings
        self.agreement = agreement or Agreement(settings.name)
        self._shelf = shelf or Shelf()
        self._drifted: dict[RecordKind, WsdlDrift] = {}
        self._read_at: dict[RecordKind, float] = {}
        self._cache = cache
        self._environment = environment
        self._clients: dict[RecordKind, Client] = {}
        self._sign_in()

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """Return what must not be kept: passwords, session tokens, and user and password as HTTP has them."""
        apart = () if self._whole is None else map(Secret, secrets_in(self._whole.reveal()))
        further = (*self._further, *apart, *self.session.tokens)
        if self.secret is None:
            return further
        pair = f"{self.settings.user}:{self.secret.reveal()}".encode()
        return (self.secret, Secret(base64.b64encode(pair).decode()), *further)

    def client(self, kind: RecordKind) -> Client:
        """Return the client for a kind of record.

        Raises WsdlProblem, ConnectionProblem, NotSent, or WsdlDrift while the WSDL is not the agreed one.
        """
        if (drifted := self._drifted.get(kind)) is not None:
            # A large WSDL is not read again for every delivery that waits.
            raise drifted
        if kind not in self._clients:
            # Read or found with the others: after a while it is looked at again.
            self._read_at[kind] = time.monotonic()
            try:
                loaded = self._shelf.get(
                    (self.settings, self.agreement.stamp, kind), lambda: self._agreed(kind)
                )
            except WsdlDrift as problem:
                self._drifted[kind] = problem
                raise
            self._clients[kind] = Client(loaded, self.settings, self.session, self.secret, self._whole)
        return self._clients[kind]

    def _agreed(self, kind: RecordKind) -> Wsdl:
        return self.agreement.settle(self.read(kind), self.settings.wsdl(kind), kind)

    def read(self, kind: RecordKind) -> Source:
        """Return the WSDL for a kind of record as it is now; raise WsdlProblem or NotSent."""
        whole = whole_wsdl(self.settings, kind, self._environment)
        return wsdl.read(self.settings.wsdl(kind), kind, self.session, self._cache, whole=whole)

    def refresh(self) -> None:
        """Begin anew if the password has changed since; raise CredentialsNeeded if there is none any more."""
        told = password(self.settings, self._environment), whole_address(self.settings, self._environment)
        if told != (self.secret, self._whole):
            self.close()
            self._sign_in()
        self._drifted.clear()
        for kind, read_at in self._read_at.items():
            if time.monotonic() - read_at > LOOK_AGAIN_SECONDS:
                self._clients.pop(kind, None)

    def sign_in_again(self) -> bool:
        """Begin anew with the password as it is kept now; return whether that can change anything."""
        if self.settings.auth is Auth.NONE:
            return False
        if self.session.is_known and password(self.settings, self._environment) == self.secret:
            # It is the session that has ended, not the password that is wrong.
            self.session.forget()
            return True
        self.close()
        self._sign_in()
        return True

    def close(self) -> None:
        """Forget the session, and close its connections if nobody shares them."""
        self._clients.clear()
        self.session.close()

    def _sign_in(self) -> None:
        self.secret = password(self.settings, self._environment)
        self._whole = whole_address(self.settings, self._environment)
        way = route(self.settings, self._environment)
        self._further = tuple(each for each in (way.proxy_password, way.key_password) if each is not None)
        shared = self._lines.by(way) if self._lines is not None else Lines(way)
        self.session = open_session(self.settings, self.secret, shared, owns=self._lines is None)
