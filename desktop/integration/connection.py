"""Turns the definition of an external system into what a request needs: address, session, limits."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, quote, unquote, urlsplit, urlunsplit

from desktop import __version__
from desktop.errors import ConnectionProblem
from desktop.integration import proxies
from desktop.integration.credentials import Purpose, Secret, further_password
from desktop.integration.lines import Lines, Route
from desktop.integration.service import Service
from desktop.integration.session import Session
from desktop.integration.transport import Limits
from desktop.store.addresses import carries_password, without_user
from desktop.store.types import Auth, ConnectionSettings

LONGEST_TIMEOUT: Final = 3600.0


def check(settings: ConnectionSettings) -> None:
    """Raise ConnectionProblem naming the option that is missing, wrong, or contradicts another one."""
    if settings.auth.wants_password and not settings.user:
        raise _problem("--user", f"Signing in by {settings.auth} needs a user.", "Name one with --user.")
    if settings.auth is Auth.CERTIFICATE and not settings.certificate:
        raise _problem(
            "--certificate", "Signing in by certificate needs one.", "Name its file, key included."
        )
    if not 0 < settings.timeout <= LONGEST_TIMEOUT:
        raise _problem("--timeout", f"A timeout lies between 0 and {LONGEST_TIMEOUT:g} seconds.")
    for option, name in (("--ca", settings.ca), ("--certificate", settings.certificate)):
        if name and not Path(name).is_file():
            raise _problem(option, f"The file {name} is not there.")
    for option, address in (("--address", settings.address), ("--proxy", settings.proxy)):
        if address and (option, address) != ("--proxy", proxies.SYSTEM):
            _check_address(option, address)
    for option, wsdl in (
        ("--household-wsdl", settings.household_wsdl),
        ("--contact-wsdl", settings.contact_wsdl),
    ):
        if is_url(wsdl):
            _check_address(option, wsdl)


def is_url(location: str) -> bool:
    """Tell whether a WSDL's location is an address rather than a file."""
    return location.casefold().startswith(("http://", "https://"))


def route(settings: ConnectionSettings, environment: Mapping[str, str] = os.environ) -> Route:
    """Return the way there: it trusts the system's authorities or the given one alone, and nothing else."""
    proxy, user = _without_user(settings.proxy)
    sealed = _is_sealed(settings.certificate)
    return Route(
        settings.ca,
        settings.certificate,
        further_password(settings.name, Purpose.CERTIFICATE, environment) if sealed else None,
        proxy,
        user,
        further_password(settings.name, Purpose.PROXY, environment) if user else None,
    )


def open_session(
    settings: ConnectionSettings, secret: Secret | None, lines: Lines | None = None, *, owns: bool = True
) -> Session:
    """Return a session over the given lines, or over lines made for it; it closes those that it owns.

    Raises ConnectionProblem when a certificate file cannot be used.
    """
    headers = {"User-Agent": f"Hearth/{__version__}", "Accept-Encoding": "gzip, deflate"}
    if settings.auth is Auth.BASIC and secret is not None:
        headers["Authorization"] = _basic(settings.user, secret)
    return Session(lines or Lines(route(settings)), headers, owns=owns)


def limits(settings: ConnectionSettings, longest: float | None = None) -> Limits:
    """Return how long a request may take: as configured, or ``longest`` if that is shorter."""
    total = settings.timeout if longest is None else min(settings.timeout, longest)
    return Limits(total=total)


def address_of(settings: ConnectionSettings, service: Service) -> str:
    """Return where requests for the service go: the WSDL's address, or the one that overrides it.

    One override serves two services. Without a path it replaces the host alone. A path that is the beginning
    of the WSDL's path, or names the other kind of record where the WSDL's names this one, gives way to the
    WSDL's. Any other path is taken as it is, for both: real ones tell services apart by the message.
    Raises ConnectionProblem when there is no address at all.
    """
    if not settings.address:
        if not service.address:
            raise _problem(
                "--address",
                f"The WSDL for {service.kind} names no address, and neither does {settings.name}.",
                "Give one with --address.",
            )
        return service.address
    given, own = urlsplit(settings.address), urlsplit(service.address)
    if _gives_way(given, own, service):
        return urlunsplit((given.scheme, given.netloc, own.path, given.query or own.query, ""))
    return settings.address


def with_password(address: str, settings: ConnectionSettings, secret: Secret | None) -> str:
    """Return the address a request is really sent to, with user and password if that is how to sign in."""
    if settings.auth is not Auth.QUERY or secret is None:
        return address
    added = f"UserName={quote(settings.user, safe='')}&Password={quote(secret.reveal(), safe='')}"
    parts = urlsplit(address)
    return urlunsplit(parts._replace(query=f"{parts.query}&{added}" if parts.query else added))


def _gives_way(given: SplitResult, own: SplitResult, service: Service) -> bool:
    path = given.path.rstrip("/")
    if not path or own.path.startswith(f"{path}/"):
        return bool(own.path)
    other = "contact" if service.kind == "household" else "household"
    return other in path.casefold() and path.casefold().replace(other, service.kind) == own.path.casefold()


def _without_user(proxy: str) -> tuple[str, str]:
    parts = urlsplit(proxy)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=host)), unquote(parts.username or "")


def _is_sealed(certificate: str) -> bool:
    """Tell whether the key in the file is under a password."""
    try:
        return bool(certificate) and b"ENCRYPTED" in Path(certificate).read_bytes()
    except OSError:
        return False


def _basic(user: str, secret: Secret) -> str:
    pair = base64.b64encode(f"{user}:{secret.reveal()}".encode()).decode()
    return f"Basic {pair}"


def _check_address(option: str, address: str) -> None:
    if not _is_address(address):
        raise _problem(option, f"{option[2:]} must be an address such as https://crm.example.com/soap.")
    # A proxy is told a user whose password is kept apart.
    if carries_password(address) if option != "--proxy" else _tells_password(address):
        raise _problem(
            option,
            f"{option[2:]} carries a user or password, which would be kept in the store.",
            "Leave them out and give the user with --user, the password with --password-stdin; what stands in"
            f" the query is kept in the keychain by: hearth connection set NAME {option}",
        )


def _tells_password(proxy: str) -> bool:
    return bool(urlsplit(proxy).password) or carries_password(without_user(proxy))


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False


def _problem(option: str, what: str, way_out: str = "") -> ConnectionProblem:
    return ConnectionProblem(what, concerns=option, way_out=way_out)
