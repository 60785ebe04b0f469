"""A WSDL on a server, in several documents: fetched as servers give it, and only when it has changed."""

from __future__ import annotations

import gzip
import re
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Self

import pytest

from desktop.errors import WsdlProblem
from desktop.integration import documents, wsdl
from desktop.integration.connection import open_session
from desktop.integration.service import Service
from desktop.store.types import ConnectionSettings, RecordKind
from tests.integration import wsdls
from tests.integration.plain_server import PlainServer, http

_TAG = 'ETag: "v1"'
_IMPORT = '<xsd:import namespace="http://www.siebel.com/xml/Household%20Interface"'
_XSD = 'xmlns:xsd="http://www.w3.org/2001/XMLSchema"'


class Site:
    """A server that gives documents by path, with a mark by which to ask whether they have changed."""

    def __init__(self, answers: Mapping[str, bytes]) -> None:
        self.answers = dict(answers)
        self.asked: list[tuple[str, int]] = []
        self._server = PlainServer(self._answer)

    def __enter__(self) -> Self:
        self._server.__enter__()
        return self

    def __exit__(self, *problem: object) -> None:
        self._server.__exit__(None, None, None)

    def load(self, path: str, cache: Path) -> Service:
        session = open_session(ConnectionSettings("crm"), None)
        self.asked.clear()
        return wsdl.load(f"{self._server.address}{path}", RecordKind.HOUSEHOLD, session, cache).service

    def _answer(self, connection: socket.socket) -> None:
        request = self._server.requests[-1].decode()
        path = request.split(" ")[1]
        known = re.search('If-None-Match: "v1"', request) is not None
        answer = self.answers.get(path, http(b"", status="404 Not Found"))
        answer = http(b"", _TAG, status="304 Not Modified") if known and _TAG.encode() in answer else answer
        self.asked.append((path, int(answer.split(b" ")[1])))
        connection.sendall(answer)


def parts(location: str = "types.xsd") -> tuple[str, str]:
    """The WSDL without its record types, which it imports, and the schema of these without a namespace."""
    text = wsdls.packaged()
    start = text.index(" <xsd:schema elementFormDefault")
    end = text.index("</xsd:schema>", start) + len("</xsd:schema>")
    schema = text[start:end].strip()
    attribute = re.search(r' targetNamespace="[^"]*Household%20Interface"', schema)
    assert attribute
    chameleon = schema.replace(attribute[0], "", 1).replace('type="io:', 'type="')
    frame = (
        f"<xsd:schema {_XSD}{attribute[0]} elementFormDefault='qualified'>"
        '<xsd:include schemaLocation="../common/records.xsd"/></xsd:schema>'
    )
    rest = (text[:start] + text[end:]).replace(f"{_IMPORT}/>", f'{_IMPORT} schemaLocation="{location}"/>', 1)
    return rest, f"{chameleon.replace('<xsd:schema ', f'<xsd:schema {_XSD} ', 1)}|{frame}"


def spread() -> dict[str, bytes]:
    """The same over a site: it has moved, is packed, goes round in circles, and includes a schema twice."""
    rest, schemas = parts("xsd/types.xsd")
    chameleon, frame = schemas.split("|")
    other = f'<xsd:schema {_XSD} targetNamespace="urn:o"><xsd:include schemaLocation="common/records.xsd"/>'
    other += '<xsd:import schemaLocation="other.xsd"/></xsd:schema>'
    circle = '<import namespace="urn:c" location="main.wsdl"/>'
    also = '<xsd:import namespace="urn:o" schemaLocation="other.xsd"/>'
    rest = rest.replace("<types>", f"{circle}<types>").replace(_IMPORT, f"{also}{_IMPORT}", 1)
    return {
        "/crm?wsdl": http(b"", "Location: /soap/v2/main.wsdl", status="302 Found"),
        "/soap/v2/main.wsdl": http(gzip.compress(rest.encode()), _TAG, "Content-Encoding: gzip"),
        "/soap/v2/other.xsd": http(other.encode(), _TAG),
        "/soap/v2/xsd/types.xsd": http(frame.encode(), _TAG),
        "/soap/v2/common/records.xsd": http(chameleon.encode(), _TAG),
    }


def test_a_wsdl_in_parts_is_followed_to_where_it_lies_and_fetched_again_only_if_it_has_changed(
    tmp_path: Path,
) -> None:
    site = Site(spread())
    with site:
        first = site.load("/crm?wsdl", tmp_path)
        assert first.types is not None
        assert {"household_name", "segment"} <= first.shape.fields.keys()
        assert [status for _, status in site.asked].count(200) == len(site.answers) - 1
        again = site.load("/crm?wsdl", tmp_path)
        assert {status for _, status in site.asked} == {302, 304}
        main = site.answers["/soap/v2/main.wsdl"]
        site.answers["/soap/v2/main.wsdl"] = main.replace(_TAG.encode(), b'ETag: "v2"')
        assert site.load("/crm?wsdl", tmp_path).shape.fields.keys() == first.shape.fields.keys()
        assert ("/soap/v2/main.wsdl", 200) in site.asked
        location = f"{site._server.address}/crm?wsdl"
    session = open_session(ConnectionSettings("crm"), None)
    down = wsdl.load(location, RecordKind.HOUSEHOLD, session, tmp_path).service
    assert again.shape == first.shape == down.shape
    documents.forget(tmp_path, location)
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == []


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("401 Unauthorized", "It wants to know who asks: give --auth basic"),
        ("403 Forbidden", "It wants to know who asks: give --auth basic"),
        ("404 Not Found", "Look at the address"),
        ("500 Error", "Look at the address"),
        ("302 Found", "answers with status 302"),
    ],
)
def test_what_comes_instead_of_a_wsdl_is_said_with_the_way_out(
    status: str, said: str, tmp_path: Path
) -> None:
    with (
        Site({"/x": http(b"", "Location: http://elsewhere.invalid/x", status=status)}) as site,
        pytest.raises(WsdlProblem) as problem,
    ):
        site.load("/x", tmp_path)
    assert said in str(problem.value)
    assert status.partition(" ")[0] in problem.value.what


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("http://[bad/x.wsdl", "http://[bad/x.wsdl, which is no address"),
        ("ftp://h/x.wsdl", "ftp://h/x.wsdl, which is not fetched: only http and https are"),
        ("urn:x:y", "urn:x:y, which is not fetched: only http and https are"),
        ("file:///etc/hostname", "file:///etc/hostname, which is a file of this machine"),
    ],
)
def test_an_import_that_leads_nowhere_is_named_with_the_way_out(
    place: str, said: str, tmp_path: Path
) -> None:
    text = wsdls.packaged().replace("<types>", f'<import location="{place}"/><types>')
    with Site({"/x": http(text.encode())}) as site, pytest.raises(WsdlProblem) as problem:
        site.load("/x", tmp_path)
    assert said in problem.value.what
    assert "Save the WSDL with what it imports in a folder" in problem.value.way_out
