"""Another program at the external system, which changes and removes what we know there."""

from __future__ import annotations

import http.client

from desktop.integration.external_system.system import ExternalSystem


def tell(
    system: ExternalSystem, kind: str, inner: str, attributes: str = "", method: str = "Synchronize"
) -> None:
    """Send a message about one record, as another program would."""
    name = kind.title()
    envelope = (
        '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>'
        f'<a:External{name}{method}_Input xmlns:a="http://siebel.com/asi/">'
        f'<ListOf{name}Interface xmlns="http://www.siebel.com/xml/{name}%20Interface"><{name} {attributes}>'
        f"{inner}</{name}></ListOf{name}Interface></a:External{name}{method}_Input></e:Body></e:Envelope>"
    )
    host, _, path = system.addresses()[kind].removeprefix("http://").partition("/")
    line = http.client.HTTPConnection(host, timeout=10)
    line.request("POST", f"/{path}", envelope, {"Content-Type": "text/xml"})
    with line.getresponse() as reply:
        assert (reply.status, b"Fault" in reply.read()) == (200, False)
    line.close()


def change(system: ExternalSystem, kind: str, **values: str) -> None:
    """Change fields of a record, or make one."""
    tell(system, kind, "".join(f"<{tag}>{text}</{tag}>" for tag, text in values.items()))


def remove(system: ExternalSystem, kind: str, row_id: str) -> None:
    """Remove a record that is known there by our row id."""
    tell(system, kind, f"<Id>{row_id}</Id>", 'operation="delete"')
