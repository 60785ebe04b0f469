"""One thread's way to one external system: session, password, and a client for each kind of record."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path

from desktop.integration import wsdl
from desktop.integration.client import Client
from desktop.integration.connection import check, open_session, route
from desktop.integration.credentials import Secret, password
from desktop.integration.lines import SharedLines
from desktop.store.types import Auth, ConnectionSettings, RecordKind


class Lane:
    """Opens what it needs at first use; not to be shared between threads."""

    def __init__(
        self,
        settings: ConnectionSettings,
        cache: Path,
        environment: Mapping[str, str],
        lines: SharedLines | None = None,
    ) -> None:
        """Read the password anew; raise CredentialsNeeded or ConnectionProblem.

        ``lines`` are those that it shares with the lanes of other threads.
        """
        check(settings)
        self._lines = lines
        self.settings = settings
        self._cache = cache
        self._environment = environment
        self._clients: dict[RecordKind, Client] = {}
        self._sign_in()

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """Return what must not be kept: the password, and what HTTP makes of it together with the user."""
        if self.secret is None:
            return ()
        pair = f"{self.settings.user}:{self.secret.reveal()}".encode()
        return (self.secret, Secret(base64.b64encode(pair).decode()))

    def client(self, kind: RecordKind) -> Client:
        """Return the client for a kind of record; raise WsdlProblem, ConnectionProblem or NotSent."""
        if kind not in self._clients:
            named = (
                self.settings.household_wsdl if kind is RecordKind.HOUSEHOLD else self.settings.contact_wsdl
            )
            loaded = wsdl.load(named, kind, self.session, self._cache)
            self._clients[kind] = Client(loaded, self.settings, self.session, self.secret)
        return self._clients[kind]

    def refresh(self) -> None:
        """Begin anew if the password has changed since; raise CredentialsNeeded if there is none any more."""
        if password(self.settings, self._environment) != self.secret:
            self.close()
            self._sign_in()

    def sign_in_again(self) -> bool:
        """Begin anew with the password as it is kept now; return whether that can change anything."""
        if self.settings.auth is Auth.NONE:
            return False
        self.close()
        self._sign_in()
        return True

    def close(self) -> None:
        """Forget the session, and close its connections if nobody shares them."""
        self._clients.clear()
        self.session.close()

    def _sign_in(self) -> None:
        self.secret = password(self.settings, self._environment)
        shared = self._lines.by(route(self.settings)) if self._lines is not None else None
        self.session = open_session(self.settings, self.secret, shared)
