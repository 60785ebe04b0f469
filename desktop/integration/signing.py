"""Signs messages by WS-Security; loaded where that is wanted, for zeep takes its time."""

from __future__ import annotations

from typing import Any

from zeep.wsse.username import UsernameToken

from desktop.integration.credentials import Secret
from desktop.integration.markup import Element


def sign(envelope: Element, user: str, secret: Secret, *, digest: bool) -> None:
    """Put a UsernameToken into the header of an envelope."""
    token: Any = UsernameToken(user, secret.reveal(), use_digest=digest, zulu_timestamp=True)
    token.apply(envelope, {})
