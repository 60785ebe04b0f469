"""One conversation over the lines to an external system: its sign-in and its cookies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from email.message import Message
from http.cookiejar import CookieJar
from typing import Any, Final, Self, cast
from urllib.request import Request

from urllib3.response import BaseHTTPResponse

from desktop.integration.credentials import Secret
from desktop.integration.lines import Lines

_SET: Final = "Set-Cookie"


class Session:
    """Adds to each request what the external system knows this conversation by; not for several threads.

    ``headers`` may hold a password. The lines are closed with it only if it ``owns`` them.
    """

    def __init__(self, lines: Lines, headers: Mapping[str, str], *, owns: bool = True) -> None:
        self.lines = lines
        self._headers = dict(headers)
        self._owns = owns
        self._token: Secret | None = None
        self._told: tuple[Secret, ...] = ()
        self._cookies = CookieJar()

    def send(
        self, method: str, address: str, headers: Mapping[str, str], body: bytes | None
    ) -> BaseHTTPResponse:
        """Send a request; what comes back must be read and closed."""
        told = {**self._headers, **headers, **self._cookie_for(address)}
        response = self.lines.send(method, address, told, body)
        if _SET in response.headers:
            self._cookies.extract_cookies(cast("Any", _Headers(response)), Request(address))  # noqa: S310 -- nothing is opened
        return response

    @property
    def is_known(self) -> bool:
        """Tell whether the last request was sent, or the next one is, with a session token."""
        return bool(self._told)

    @property
    def tokens(self) -> tuple[Secret, ...]:
        """Return the session tokens of the last exchange."""
        return self._told

    def take_token(self) -> Secret | None:
        """Return the token for the next request, which is good for that one alone."""
        token, self._token = self._token, None
        self._told = () if token is None else (token,)
        return token

    def keep_token(self, text: str) -> None:
        """Keep the token that a reply brought; an empty one is none."""
        if text:
            self._token = Secret(text)
            self._told = (*self._told, self._token)

    def stranger(self) -> Session:
        """Return a session that goes the same ways and tells nobody who we are."""
        route = replace(self.lines.route, certificate="", key_password=None)
        told = {name: value for name, value in self._headers.items() if name != "Authorization"}
        return Session(Lines(route), told)

    def close(self) -> None:
        """Forget all, and close the lines if they are its own."""
        self.forget()
        if self._owns:
            self.lines.close()

    def forget(self) -> None:
        """Forget cookies and token: the other side is to know us anew."""
        self._cookies.clear()
        self._token, self._told = None, ()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _cookie_for(self, address: str) -> Mapping[str, str]:
        if not len(self._cookies):
            return {}
        asking = Request(address)  # noqa: S310 -- nothing is opened
        self._cookies.add_cookie_header(asking)
        told = asking.get_header("Cookie")
        return {"Cookie": told} if told else {}


class _Headers:
    """A response as the cookie jar wants to see it."""

    def __init__(self, response: BaseHTTPResponse) -> None:
        self._message = Message()
        for each in response.headers.getlist(_SET):
            self._message[_SET] = each

    def info(self) -> Message:
        return self._message
