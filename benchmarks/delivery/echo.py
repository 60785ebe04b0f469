"""An external system that costs next to nothing: it sends each record back with a key of its own.

Run it with the milliseconds that each answer is to take; it prints its port.
"""

from __future__ import annotations

import asyncio
import re
import sys
from typing import Final, cast

# The key stands where the schema wants it: before the first of these.
_BEHIND_THE_KEY: Final = re.compile(rb"<(\w+:)?(?:PhoneNumber|Revenue|Segment|Status|Type|ListOfRelated)")
_HOUSEHOLD: Final = re.compile(rb"HouseholdId>([^<]*)<")
_LENGTH: Final = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_HEAD: Final = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: %d\r\n\r\n"


def answer(message: bytes) -> bytes:
    """Return the reply to a message: what it said, as an output, and the key."""
    body = message.replace(b"Synchronize_Input", b"Synchronize_Output")
    named, place = _HOUSEHOLD.search(body), _BEHIND_THE_KEY.search(body)
    if b"IntegrationId>" in body or named is None or place is None:
        return body
    prefix = place[1] or b""
    key = b"<%sIntegrationId>HH-%s</%sIntegrationId>" % (prefix, named[1], prefix)
    return body[: place.start()] + key + body[place.start() :]


class _Line(asyncio.Protocol):
    """One connection: requests come one after the other."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._come = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._come += data
        head, divider, body = self._come.partition(b"\r\n\r\n")
        found = _LENGTH.search(head)
        if not divider or found is None or len(body) < int(found[1]):
            return
        self._come = b""
        reply = answer(body)
        loop = asyncio.get_running_loop()
        loop.call_later(self._seconds, self._transport.write, _HEAD % len(reply) + reply)


async def _serve(seconds: float) -> None:
    server = await asyncio.get_running_loop().create_server(lambda: _Line(seconds), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(float(sys.argv[1]) / 1000))
