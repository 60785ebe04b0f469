"""Sends one message over a line of its own, as the definition of an external system says."""

from __future__ import annotations

from desktop.integration.connection import open_session
from desktop.integration.transport import Answer, Limits, post
from desktop.store.types import Auth, ConnectionSettings

QUICK = Limits(connect=2, total=0.5)
PATIENT = Limits(connect=5, total=5)


def send(
    address: str, limits: Limits = PATIENT, *, message: bytes = b"<message/>", **settings: str
) -> Answer:
    definition = ConnectionSettings("crm", auth=Auth.NONE, **settings)  # pyright: ignore[reportArgumentType] -- names of options
    with open_session(definition, None) as session:
        return post(session, address, {"Content-Type": "text/xml"}, message, limits)
