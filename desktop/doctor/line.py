"""Whether an external system can be spoken to: proxy, certificates, clock, WSDLs and address."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, cast
from urllib.parse import SplitResult, urlsplit

from desktop.errors import HearthError, NotSent
from desktop.findings import Finding, Standing, good, note, problem
from desktop.integration import checks, proxies
from desktop.integration.agreement import Agreement
from desktop.integration.connection import is_url, open_session
from desktop.integration.mapping_check import Lists
from desktop.integration.transport import Limits, get
from desktop.store.addresses import without_password
from desktop.store.types import ConnectionSettings

# Signatures and session tokens are refused beyond a few minutes.
OFF: Final = timedelta(minutes=2)
SOON: Final = timedelta(days=21)
_LIMITS: Final = Limits(connect=5.0, total=10.0)
_PATIENCE: Final = 5.0
_PROXY_VARIABLES: Final = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy")
_CURES: Final = {
    "expired": "Have its certificate renewed; look at this machine's date, too.",
    "self-signed": "Name the authority that signs it with: hearth connection set {name} --ca FILE",
    "issuer": "Name the authority that signs it with: hearth connection set {name} --ca FILE",
    "mismatch": "Use the name that stands in the certificate in the connection's address.",
}


def examine(
    settings: ConnectionSettings,
    cache: Path,
    environment: Mapping[str, str],
    agreement: Agreement | None = None,
    lists: Lists = MappingProxyType({}),
) -> Iterator[Finding]:
    """Yield what is found on the way to one external system, and whether it is still the one agreed to."""
    address = next((each for each in (settings.address, settings.household_wsdl) if is_url(each)), "")
    yield _proxy(settings, address, environment)
    if address:
        trusted = certificates(settings, urlsplit(address))
        yield trusted
        if trusted.standing is not Standing.PROBLEM:
            yield clock(settings, address)
    for each in checks.run(settings, cache, environment, agreement, lists):
        yield _as_finding(each, settings)


def certificates(settings: ConnectionSettings, address: SplitResult, now: datetime | None = None) -> Finding:
    """Tell whether the address shows certificates that this machine trusts, and for how long still."""
    name = settings.name
    if address.scheme != "https":
        text = f"{address.hostname} is spoken to without encryption: anybody on the way can read it."
        local = address.hostname in ("localhost", "127.0.0.1", "::1")
        return (
            good("certificates", "It is on this machine.", name)
            if local
            else note("certificates", text, "Use its https address.", name)
        )
    if settings.proxy:
        return note("certificates", "They are looked at on the way through the proxy alone.", "", name)
    try:
        until = _expiry(settings, address)
    except ssl.SSLCertVerificationError as trouble:
        return problem(
            "certificates",
            f"{address.hostname} is not trusted: {trouble.verify_message}.",
            _cure(trouble, name),
            name,
        )
    except (OSError, ValueError) as trouble:
        return problem(
            "certificates",
            f"{address.hostname} cannot be asked for its certificate: {trouble}.",
            _UNREACHED,
            name,
        )
    left = until - (now or datetime.now(UTC))
    text = f"{address.hostname} shows a certificate that holds until {until:%Y-%m-%d}."
    return (
        good("certificates", text, name)
        if left > SOON
        else note("certificates", text, "Have it renewed.", name)
    )


_UNREACHED: Final = "See whether the network is up, and whether the way to it needs a proxy (--proxy)."


def clock(settings: ConnectionSettings, address: str, now: datetime | None = None) -> Finding:
    """Tell how far this machine's clock is from the external system's, by the Date that it answers with."""
    try:
        with open_session(settings, None) as session:
            said = get(session, without_password(address), _LIMITS).header("Date")
        theirs = parsedate_to_datetime(said)
    except HearthError as trouble:
        # That a delivery is tried again later cures nothing here.
        cure = _UNREACHED if isinstance(trouble, NotSent) else trouble.way_out or _UNREACHED
        return problem("clock", f"It cannot be compared: {trouble.what}", cure, settings.name)
    except ValueError:
        return note("clock", "The external system does not say what time it is.", "", settings.name)
    off = (now or datetime.now(UTC)) - theirs.astimezone(UTC)
    if abs(off) <= OFF:
        return good("clock", "It agrees with the external system's.", settings.name)
    way = "ahead of" if off > timedelta() else "behind"
    return problem(
        "clock",
        f"This machine's clock is {_long(abs(off))} {way} the external system's; signing in may be refused.",
        "Let the system set its clock by the network (on Linux: timedatectl set-ntp true).",
        settings.name,
    )


def _proxy(settings: ConnectionSettings, address: str, environment: Mapping[str, str]) -> Finding:
    about, to = settings.name, urlsplit(address)
    try:
        chosen = proxies.find(settings.proxy, "", None, to.scheme, to.hostname or "")
    except HearthError as trouble:
        return problem("proxy", trouble.what, trouble.way_out, about)
    if chosen is not None:
        parts = urlsplit(chosen.address)
        try:
            socket.create_connection((parts.hostname or "", parts.port or 8080), _PATIENCE).close()
        except (OSError, ValueError) as trouble:
            cure = f"Correct it with: hearth connection set {about} --proxy URL (an empty one for none)."
            return problem("proxy", f"The proxy {parts.hostname} does not answer: {trouble}.", cure, about)
        return good("proxy", f"The proxy {parts.hostname} answers.", about)
    given = next((each for each in _PROXY_VARIABLES if environment.get(each)), "")
    if given and not settings.proxy:
        text = f"The environment names a proxy ({given}), which Hearth leaves alone."
        return note("proxy", text, f"If it is needed: hearth connection set {about} --proxy system", about)
    return good("proxy", "None is needed.", about)


def _expiry(settings: ConnectionSettings, address: SplitResult) -> datetime:
    context = ssl.create_default_context(cafile=settings.ca or None)
    if settings.certificate:
        context.load_cert_chain(settings.certificate)
    host = address.hostname or ""
    with (
        socket.create_connection((host, address.port or 443), _PATIENCE) as plain,
        context.wrap_socket(plain, server_hostname=host) as secured,
    ):
        shown = cast("dict[str, Any]", secured.getpeercert() or {})
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), UTC)


def _cure(trouble: ssl.SSLCertVerificationError, name: str) -> str:
    said = trouble.verify_message
    found = next((cure for word, cure in _CURES.items() if word in said), _CURES["issuer"])
    return found.format(name=name)


def _as_finding(check: checks.Check, settings: ConnectionSettings) -> Finding:
    if check.ok:
        return good(check.name, check.text, settings.name)
    cure = f"Look at its definition under Administration, or with: hearth connection test {settings.name}"
    kind, _, said = check.name.partition(" ")
    if said.endswith(checks.DRIFT):
        cure = f"See what has changed with: hearth mapping drift {kind} --connection {settings.name}"
    return problem(check.name, check.text, cure, settings.name)


def _long(time: timedelta) -> str:
    minutes = round(time.total_seconds() / 60)
    return f"{minutes} minutes" if minutes < 120 else f"{round(minutes / 60)} hours"  # noqa: PLR2004
