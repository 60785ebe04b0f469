"""Whom a connection trusts, what it shows of itself, and in plain words why it was not made."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from desktop.errors import ConnectionProblem
from desktop.integration.credentials import Secret
from desktop.integration.deadline import TimedTlsSocket

# Where Linux distributions keep the authorities, for a Python that was built for another one.
_KNOWN_STORES: Final = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
_NAME_OTHER_AUTHORITY: Final = "An administrator can name the authority that signed it with --ca."
_THEIR_CERTIFICATE: Final = "Whoever keeps the external system must renew it."
_CERTIFICATE: Final = "The certificate of {host}"
# By the verify code of OpenSSL.
_UNTRUSTED: Final = {
    9: (f"{_CERTIFICATE} is not valid yet; the clock of this machine may be wrong.", "Look at the clock."),
    10: (f"{_CERTIFICATE} has expired.", _THEIR_CERTIFICATE),
    **dict.fromkeys((2, 19, 20, 21), (
        f"{_CERTIFICATE} is signed by an authority that this machine does not know.", _NAME_OTHER_AUTHORITY
    )),
    18: (f"{_CERTIFICATE} is self-signed, so nobody vouches for it.",
         "An administrator who trusts it can name its file with --ca."),
    23: (f"{_CERTIFICATE} was revoked.", _THEIR_CERTIFICATE),
    **dict.fromkeys((62, 64), (
        f"{_CERTIFICATE} is for another name, so somebody else may be answering.",
        "An administrator must look at the address.",
    )),
    **dict.fromkeys((66, 67, 68), (f"{_CERTIFICATE} is too weak to be trusted.", _THEIR_CERTIFICATE)),
}  # fmt: skip
_OURS: Final = "Name a valid one with its key with --certificate."
_TOO_OLD: Final = (
    "{host} speaks no version of TLS that is still safe (1.2 or newer).",
    "Whoever keeps the external system must renew it; Hearth does not fall back to an older one.",
)
_NO_TLS: Final = ("{host} does not speak TLS at this port.", "Look at the address: its port, and https.")
_WANTS_OURS: Final = ("{host} wants a certificate of ours.", _OURS)
_REFUSED_OURS: Final = ("{host} does not accept our certificate.", _OURS)
_BROKE_OFF: Final = (
    "{host} broke off while the connection was secured: it may want a certificate, or no cipher of ours.",
    _OURS,
)
# By a part of OpenSSL's reason; those that the other side says end in ALERT and a word.
_REASONS: Final = (
    ("ALERT_CERTIFICATE_REQUIRED", _WANTS_OURS),
    ("ALERT_CERTIFICATE_EXPIRED", ("{host} says that our certificate has expired.", _OURS)),
    ("ALERT_CERTIFICATE_REVOKED", ("{host} says that our certificate was revoked.", _OURS)),
    ("ALERT_BAD_CERTIFICATE", _REFUSED_OURS),
    ("ALERT_UNSUPPORTED_CERTIFICATE", _REFUSED_OURS),
    ("ALERT_CERTIFICATE_UNKNOWN", _REFUSED_OURS),
    ("ALERT_UNKNOWN_CA", ("{host} does not know the authority of our certificate.", _OURS)),
    ("ALERT_ACCESS_DENIED", _REFUSED_OURS),
    ("PROTOCOL_VERSION", _TOO_OLD),
    ("UNSUPPORTED_PROTOCOL", _TOO_OLD),
    ("NO_PROTOCOLS_AVAILABLE", _TOO_OLD),
    ("WRONG_VERSION_NUMBER", _NO_TLS),
    ("RECORD_LAYER_FAILURE", _NO_TLS),
    ("HTTP_REQUEST", _NO_TLS),
    ("HANDSHAKE_FAILURE", _BROKE_OFF),
    ("DH_KEY_TOO_SMALL", ("{host} secures its connections too weakly.", _THEIR_CERTIFICATE)),
)  # fmt: skip


def context(ca: str, certificate: str, key_password: Secret | None) -> ssl.SSLContext:
    """Return what trusts the authorities in the file ``ca``, or else the system's, and shows a certificate.

    Raises ConnectionProblem when a file cannot be used.
    """
    try:
        made = ssl.create_default_context(cafile=ca or _system_store())
    except (OSError, ssl.SSLError) as problem:
        raise _unusable("--ca", f"The file {ca} holds no certificate that can be used.") from problem
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    made.sslsocket_class = TimedTlsSocket
    if certificate:
        _show(made, certificate, key_password)
    return made


def sentence(causes: Sequence[BaseException], host: str) -> tuple[str, str] | None:
    """Return what was wrong and the way out when the connection could not be secured, else None."""
    for each in causes:
        if isinstance(each, ssl.SSLCertVerificationError):
            told = _UNTRUSTED.get(each.verify_code)
            plain = (f"{_CERTIFICATE} is not trusted: {each.verify_message}.", _NAME_OTHER_AUTHORITY)
            return _filled(told or plain, host)
    secured = [each for each in causes if isinstance(each, ssl.SSLError)]
    return next((_filled(_of_handshake(each), host) for each in secured), None)


def refused_by_them(causes: Sequence[BaseException]) -> bool:
    """Tell whether the other side said that it does not accept us: then it has read nothing of ours.

    With TLS 1.3 this comes only after the first message was sent.
    """
    words = [each.reason or "" for each in causes if isinstance(each, ssl.SSLError)]
    return any("ALERT" in word and any(part in word for part, _ in _REASONS) for word in words)


def _of_handshake(problem: ssl.SSLError) -> tuple[str, str]:
    reason = problem.reason or ""
    known = (told for part, told in _REASONS if part in reason)
    return next(known, ("No secure connection to {host} could be made.", "It is tried again later."))


def _filled(told: tuple[str, str], host: str) -> tuple[str, str]:
    return told[0].format(host=host), told[1]


def _show(made: ssl.SSLContext, certificate: str, key_password: Secret | None) -> None:
    def password() -> str:
        # Without an answer OpenSSL would ask on the terminal.
        return key_password.reveal() if key_password is not None else ""

    try:
        made.load_cert_chain(certificate, password=password)
    except (OSError, ssl.SSLError, ValueError) as problem:
        raise _unusable(
            "--certificate",
            f"The file {certificate} holds no certificate with its key that can be used"
            " (a key under a password needs that password).",
        ) from problem


def _system_store() -> str | None:
    """Return None where OpenSSL finds the system's authorities by itself, else the file that has them."""
    paths = ssl.get_default_verify_paths()
    if paths.cafile or paths.capath:
        return None
    return next((each for each in _KNOWN_STORES if Path(each).is_file()), None)


def _unusable(option: str, what: str) -> ConnectionProblem:
    return ConnectionProblem(what, concerns=option)
