"""Strikes secrets from texts that are kept or shown: messages, addresses, faults."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import Final
from urllib.parse import quote, quote_plus

from desktop.fields import RECORDS
from desktop.integration.credentials import Secret
from desktop.store.addresses import OPENERS, SHORT_OPENERS

STRUCK: Final = "***"
LONGEST: Final = 200_000
_MOST_BYTES: Final = 8 * LONGEST
_SENSITIVE_FIELDS: Final = tuple(
    each.tag for record in RECORDS.values() for each in record if each.sensitive and each.tag
)
_ELEMENTS: Final = ("PasswordText", "Password", "SessionToken", "BinarySecurityToken", *_SENSITIVE_FIELDS)
# Up to the end of the text if the element is cut off.
_ELEMENT: Final = re.compile(
    rf"(<(?:[\w.-]+:)?({'|'.join(_ELEMENTS)})(?:\s[^>]*)?(?<!/)>)(.*?)(?=</(?:[\w.-]+:)?\2\s*>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_PARAMETER: Final = re.compile(
    rf"((?:(?:{OPENERS}|ticket)[\w.-]*|(?<![\w.-]){SHORT_OPENERS})=)[^&\s\"'<>]*",
    re.IGNORECASE,
)
_PARAMETERS: Final = (
    *("passw", "passphrase", "pwd", "kennwort", "secret", "token", "key", "signature", "credential"),
    *("ticket", "pass=", "psw=", "pw=", "pin="),
)
_SIGNS: Final = tuple({*_PARAMETERS, *(name.casefold() for name in _ELEMENTS)})
_USER_IN_ADDRESS: Final = re.compile(r"(://)[^/\s@\"'<>]+@")
# XML 1.0 and PostgreSQL have no place for most control characters.
_CONTROL_BYTES: Final = bytes([*range(9), 11, 12, *range(14, 32)])
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def redact(text: str, secrets: Iterable[Secret | None] = ()) -> str:
    """Return ``text`` without the values of secret elements and parameters, and without the given secrets.

    A secret is struck wherever it stands, in XML, in an address, in a fault that repeats it.
    """
    for secret in secrets:
        if secret is not None:
            for form in _forms(secret.reveal()):
                text = text.replace(form, STRUCK)
    folded = text.casefold()
    # Most messages hold nothing of the kind, which is seen in a tenth of the time.
    if any(sign in folded for sign in _SIGNS):
        text = _ELEMENT.sub(rf"\1{STRUCK}", text)
        text = _PARAMETER.sub(rf"\1{STRUCK}", text)
    return _USER_IN_ADDRESS.sub(rf"\1{STRUCK}@", text)


def readable(raw: bytes, charset: str = "", secrets: Iterable[Secret | None] = ()) -> str:
    """Return bytes from the wire as text that any store can keep: redacted, and of bearable length."""
    # What is far beyond what is kept need not be looked through.
    seen, beyond = raw[:_MOST_BYTES], max(0, len(raw) - _MOST_BYTES)
    text = redact(_decode(seen, charset), secrets)
    if not _is_plain(text):
        text = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)
    more = max(0, len(text) - LONGEST) + beyond
    return f"{text[:LONGEST]}\n[{more} more characters]" if more else text


def _is_plain(text: str) -> bool:
    """Tell in a tenth of the time of a search that a text has no control characters."""
    try:
        coded = text.encode()
    except UnicodeEncodeError:
        return False
    return len(coded.translate(None, _CONTROL_BYTES)) == len(coded)


def _forms(secret: str) -> list[str]:
    """Return how a secret may be written, the longest first; a very short one would strike half the text."""
    if len(secret) < 3:  # noqa: PLR2004
        return []
    forms = {secret, escape(secret), escape(secret, quote=False), quote(secret, safe=""), quote_plus(secret)}
    # A fault that repeats a request escapes it once more.
    forms |= {escape(form, quote=False) for form in forms}
    return sorted(forms, key=len, reverse=True)


def _decode(raw: bytes, charset: str) -> str:
    for encoding in ("utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig", charset):
        try:
            return raw.decode(encoding or "utf-8")
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("utf-8", errors="replace")
