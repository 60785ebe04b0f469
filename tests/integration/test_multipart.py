"""A reply whose envelope is one part among attachments, as SOAP with Attachments and MTOM have it."""

from __future__ import annotations

import pytest

from desktop.integration.multipart import unwrapped
from desktop.integration.transport import Answer
from desktop.store.types import DeliveryState
from tests.integration import soap
from tests.integration.conftest import Desk
from tests.integration.plain_server import PlainServer, http
from tests.support import records as make

ROOT = "<root@crm>"


def parts(*given: tuple[str, bytes], start: str = ROOT) -> Answer:
    """An answer of parts, each with its Content-ID and its bytes."""
    told = b"".join(
        b"--edge\r\nContent-Type: application/xop+xml; charset=utf-8\r\nContent-ID: %b\r\n\r\n%b\r\n"
        % (name.encode(), content)
        for name, content in given
    )
    kind = f'multipart/related; boundary="edge"; type="application/xop+xml"; start="{start}"'
    return Answer(200, told + b"--edge--\r\n", {"content-type": kind})


@pytest.mark.parametrize("start", [ROOT, ""])
def test_the_envelope_is_taken_and_attachments_are_left(start: str) -> None:
    envelope = "<S:Envelope>Åkerlund</S:Envelope>".encode()
    first, other = (ROOT, envelope), ("<picture>", b"\x00\xff--edg")
    told = unwrapped(parts(first, other, start=start))
    assert (told.body, told.media_type, told.charset) == (envelope, "application/xop+xml", "utf-8")


def test_the_part_that_is_named_counts_wherever_it_stands() -> None:
    assert unwrapped(parts(("<picture>", b"\x00"), (ROOT, b"<a/>"))).body == b"<a/>"


@pytest.mark.parametrize("body", [b"", b"--edge", b"no parts", b"--edge\r\n\r\n--edge--"])
def test_what_has_no_such_part_is_left_to_be_refused(body: bytes) -> None:
    answer = Answer(200, body, {"Content-Type": "multipart/related; boundary=edge"})
    assert unwrapped(answer).body in (body, b"")


def test_a_reply_with_attachments_is_applied(desk: Desk) -> None:
    with desk.store.write() as unit:
        ref = make.contact(unit)
    reply = soap.contact(f"<Id>{ref.id}</Id><IntegrationId>CRM-1</IntegrationId>")
    whole = parts((ROOT, reply), ("<picture>", b"\x00\xff"))
    with PlainServer(http(whole.body, f"Content-Type: {whole.header('Content-Type')}")) as server:
        desk.connect(address=f"{server.address}/x")
        assert desk.send(ref).state is DeliveryState.DELIVERED
    assert desk.read(ref).values["integration_id"] == "CRM-1"
