"""HTTP as the built-in external system speaks it: its services on one port, its controls on another."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler
from typing import Any, Final, Protocol, cast
from urllib.parse import parse_qs, urlsplit

from desktop.errors import HearthError, UsageError
from desktop.integration.external_system.answer import Answer, Delivery
from desktop.integration.external_system.kept import JournalEntry, Record
from desktop.integration.external_system.listening import cut
from desktop.integration.external_system.service import Request, Service

_LIMIT_BYTES: Final = 32 * 2**20


class _Handler(BaseHTTPRequestHandler):
    """One connection, kept alive; head and body leave in one packet."""

    protocol_version = "HTTP/1.1"
    server_version = "ExternalSystem"
    sys_version = ""
    disable_nagle_algorithm = True
    wbufsize = -1

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base class's name
        """Say nothing: what arrived stands in the journal."""

    def body(self) -> bytes | None:
        """Return the request's body; None when it did not come whole, which was then answered."""
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > _LIMIT_BYTES:
            self.close_connection = True
            self.reply(Answer(413 if length.isdecimal() else 411))
            return None
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            self.close_connection = True
            return None
        return body

    def reply(self, answer: Answer) -> None:
        """Send an answer, in the pieces and at the pace it prescribes."""
        if answer.delivery is not Delivery.BYTE_BY_BYTE:
            _wait(answer)
        if answer.delivery is Delivery.NONE:
            self._hang_up()
            return
        self._head(answer)
        if answer.delivery is Delivery.HALF:
            self.wfile.write(answer.body[: len(answer.body) // 2])
            self._hang_up()
        elif answer.delivery is Delivery.BYTE_BY_BYTE:
            self._drip(answer)
        else:
            self.wfile.write(answer.body)

    def _head(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", answer.media_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()

    def _drip(self, answer: Answer) -> None:
        for byte in answer.body:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            _wait(answer)

    def _hang_up(self) -> None:
        self.close_connection = True
        self.wfile.flush()
        cut(self.connection)


class ServiceHandler(_Handler):
    """The services by path; ``?wsdl`` gives the WSDL, ``?wsdl=N`` what it imports."""

    def __init__(self, services: Mapping[str, Service], *arguments: Any) -> None:  # noqa: ANN401 -- socketserver's
        self._services = services
        super().__init__(*arguments)

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        service = self._services.get(asked.path)
        if service is None:
            self.reply(Answer(404))
        elif (wanted := re.fullmatch(r"wsdl(?:=(\d{1,4}))?", asked.query, re.IGNORECASE | re.ASCII)) is None:
            self.reply(Answer(405, headers={"Allow": "POST"}))
        else:
            self.reply(self._published(service, asked.path, int(wanted[1] or 0)))

    def _published(self, service: Service, path: str, document: int) -> Answer:
        host, port = self.connection.getsockname()[:2]
        try:
            text = service.contract.published_at(f"http://{host}:{port}{path}", document)
        except IndexError:
            return Answer(404)
        return Answer(200, "text/xml; charset=UTF-8", text)

    def do_POST(self) -> None:
        asked = urlsplit(self.path)
        service = self._services.get(asked.path)
        body = self.body()
        if body is None:
            return
        if service is None:
            self.reply(Answer(404))
        else:
            authorization = self.headers.get("Authorization", "")
            self.reply(service.answer(Request(body, authorization, asked.query)))


class Controlled(Protocol):
    """What the controls reach: the conduct, the journal, the records."""

    def state(self) -> Mapping[str, Any]: ...
    def set_conduct(self, told: Mapping[str, Any]) -> None: ...
    def journal(self, after: int) -> list[JournalEntry]: ...
    def records(self, kind: str) -> list[Record]: ...


class ControlHandler(_Handler):
    """GET and POST ``/control``, GET ``/journal?after=N``, GET ``/records?kind=K``; JSON throughout."""

    def __init__(self, system: Controlled, *arguments: Any) -> None:  # noqa: ANN401 -- socketserver's
        self._system = system
        super().__init__(*arguments)

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        given = {name: values[0] for name, values in parse_qs(asked.query).items()}
        match asked.path:
            case "/control":
                self._json(self._system.state())
            case "/journal":
                entries = self._system.journal(int(given.get("after", "0")))
                self._json({"journal": [each.as_json() for each in entries]})
            case "/records":
                records = self._system.records(given.get("kind", ""))
                self._json(
                    {
                        "records": [
                            {**each.as_json(), "integration_id": each.integration_id} for each in records
                        ]
                    }
                )
            case _:
                self._json({"error": f"There is no {asked.path}."}, 404)

    def do_POST(self) -> None:
        body = self.body()
        if body is None:
            return
        if urlsplit(self.path).path != "/control":
            self._json({"error": f"There is no {self.path} to post to."}, 404)
            return
        try:
            self._system.set_conduct(_object(body))
        except UsageError as problem:
            self._json({"error": str(problem)}, 400)
        except HearthError as problem:
            self._json({"error": str(problem)}, 500)
        else:
            self._json(self._system.state())

    def _json(self, content: object, status: int = 200) -> None:
        body = json.dumps(content, ensure_ascii=False).encode()
        self.reply(Answer(status, "application/json", body))


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        told: Any = json.loads(body)
    except ValueError as problem:
        raise UsageError(f"That is not JSON: {problem}.") from problem
    if not isinstance(told, dict):
        raise UsageError("That is no JSON object.")
    return cast("Mapping[str, Any]", told)


def _wait(answer: Answer) -> None:
    if answer.delay and answer.release is not None:
        answer.release.wait(answer.delay)
