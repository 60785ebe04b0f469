"""A request written by its plan says letter for letter what zeep would write."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from lxml import etree

from desktop.errors import HearthError, WsdlProblem
from desktop.fields import Component, Field, component
from desktop.integration import request, wsdl
from desktop.integration.client import Client, Message
from desktop.integration.connection import open_session
from desktop.integration.credentials import Secret
from desktop.integration.markup import child
from desktop.integration.service import Operation
from desktop.integration.session import Session
from desktop.integration.validity import require
from desktop.integration.wsdl import Wsdl
from desktop.store.types import Auth, Child, ConnectionSettings, RecordKind, Ref, Snapshot
from desktop.values import Kind, Value
from tests.integration import wsdls
from tests.support.variants import VARIANTS, Variant, write
from tests.support.zeep_writer import ZeepWriter

WHERE = ConnectionSettings("crm", address="http://127.0.0.1/x")
# Letters that markup must escape, that a parser would fold, and from beyond the first plane.
LETTERS = some.sampled_from("aZ9 é漢🏡&<>\"'\t\n\r\u0085\u2028]")
WORDS = some.one_of(some.text(LETTERS, min_size=1, max_size=12), some.just("]]>&amp;"))
VALUES: Mapping[Kind, some.SearchStrategy[Value]] = {
    Kind.FLAG: some.booleans(),
    Kind.INTEGER: some.integers(0, 99),
    Kind.CURRENCY: some.decimals(0, 9999, places=2).map(str),
    Kind.DATE: some.dates().map(str),
    Kind.DATETIME: some.datetimes().map(lambda each: each.isoformat(timespec="seconds")),
}


def value(field: Field) -> some.SearchStrategy[Value]:
    return some.none() | VALUES.get(field.kind, WORDS)


def values(of: Component) -> some.SearchStrategy[dict[str, Value]]:
    return some.fixed_dictionaries({each.name: value(each) for each in of})


def rows(of: Component) -> some.SearchStrategy[tuple[Child, ...]]:
    keys = some.text("ABC123", min_size=1, max_size=6)
    row = some.builds(Child, keys, values(of), some.booleans(), some.none() | keys)
    return some.lists(row, max_size=2).map(tuple)


@some.composite
def snapshots(draw: some.DrawFn, kind: RecordKind) -> Snapshot:
    of = component(kind)
    children = {each.name: draw(rows(each)) for each in of.children}
    names = [each.name for each in (*of, *of.children)]
    names += [f"{each.name}.{field.name}" for each in of.children for field in each]
    known = draw(some.frozensets(some.sampled_from(names)))
    return Snapshot(Ref(kind, "R-1"), draw(values(of)), children, 1, known)


def whole(kind: RecordKind, children: int, told: Mapping[str, Value], *, known: bool) -> Snapshot:
    """A record whose fields all hold what ``told`` has for their kind, with rows that do, too."""
    of = component(kind)

    def of_kind(each: Component) -> dict[str, Value]:
        return {field.name: told.get(field.kind, told["other"]) for field in each}

    made = {
        each.name: tuple(
            Child(f"K{n}", of_kind(each) | {"id": f"K{n}"}, n == 0, f"P{n}") for n in range(children)
        )
        for each in of.children
    }
    names = {each.name for each in (*of, *of.children)} if known else set[str]()
    names |= {f"{each.name}.{field.name}" for each in of.children for field in each} if known else set()
    return Snapshot(Ref(kind, "R-1"), of_kind(of), made, 1, frozenset(names))


FILLED: Mapping[str, Value] = {
    Kind.FLAG: True,
    Kind.INTEGER: 3,
    Kind.CURRENCY: "68250.50",
    Kind.DATE: "1980-02-14",
    Kind.DATETIME: "2026-01-02T03:04:05",
    "other": "]]> é漢🏡 & <b>\"'\t\n\r",
}
FULL = {kind: whole(kind, 2, FILLED, known=True) for kind in RecordKind}
EMPTIED = {kind: whole(kind, 0, {"other": None}, known=True) for kind in RecordKind}
FEW = {kind: whole(kind, 1, {**FILLED, Kind.FLAG: False, "other": "x"}, known=False) for kind in RecordKind}


def loaded(location: Path | str, kind: RecordKind, folder: Path) -> Wsdl:
    return wsdl.load(str(location), kind, open_session(WHERE, None), folder)


class ZeepClient(Client):
    """One that lets zeep write, checks what it wrote as ours is checked, and signs it."""

    def __init__(
        self, found: Wsdl, where: ConnectionSettings, session: Session, secret: Secret | None
    ) -> None:
        super().__init__(found, where, session, secret)
        self._zeep = ZeepWriter(found.left, found.service, found.source.shown)

    def write(self, operation: Operation, arguments: request.Arguments) -> Message:
        envelope = self._zeep.write(operation, arguments, self._credentials())
        if operation == self.service.synchronize:
            require(child(envelope, "Body"), self.service)
        self._sign(envelope)
        return Message({}, etree.tostring(envelope))


def writers(found: Wsdl, where: ConnectionSettings = WHERE) -> tuple[Client, Client]:
    """One that goes by the plans, and one that is zeep."""
    secret = Secret("s3cr&t") if where.auth is not Auth.NONE else None
    session = open_session(where, secret)
    return Client(found, where, session, secret), ZeepClient(found, where, session, secret)


def written(client: Client, ask: Callable[[], tuple[str, request.Arguments]]) -> str:
    """The message without regard to how it is spelt, or the sentence that says why there is none."""
    try:
        name, arguments = ask()
        service = client.service
        known = (service.synchronize, service.query_by_id, service.query_by_example)
        operation = next(each for each in known if each is not None and each.name == name)
        return ET.canonicalize(client.write(operation, arguments).body, rewrite_prefixes=True)
    except HearthError as problem:
        return str(problem)


def told(client: Client, snapshot: Snapshot) -> str:
    service = client.service
    return written(client, lambda: (service.synchronize.name, request.build(snapshot, service)))


def questions(client: Client, kind: RecordKind) -> Iterator[Callable[[], tuple[str, request.Arguments]]]:
    service, name = client.service, "household_id" if kind is RecordKind.HOUSEHOLD else "person_u_id"
    assert service.query_by_id is not None
    assert service.query_by_example is not None
    by_id, by_example = service.query_by_id, service.query_by_example
    yield lambda: (by_id.name, request.by_id(by_id, "<K&1>"))
    yield lambda: (by_example.name, request.by_example(by_example, service.shape, {name: "K"}))


def both_kinds(variant: Variant, folder: Path) -> Iterator[tuple[RecordKind, Wsdl]]:
    nowhere = {str(kind): "http://127.0.0.1:1/asi" for kind in RecordKind}
    for kind, place in write(variant, folder, nowhere).items():
        yield RecordKind(kind), loaded(place, RecordKind(kind), folder)


# zeep does not say the types of an encoded message.
LITERAL = [each for each in VARIANTS if not each.encoded]


@pytest.mark.parametrize("variant", LITERAL, ids=lambda each: each.name.replace(" ", "-"))
def test_both_write_the_same_by_each_variant_of_a_wsdl(variant: Variant, tmp_path: Path) -> None:
    for kind, found in both_kinds(variant, tmp_path):
        by_plan, by_zeep = writers(found)
        for snapshot in (FULL[kind], EMPTIED[kind], FEW[kind]):
            assert told(by_plan, snapshot) == told(by_zeep, snapshot)
        assert variant.limited or told(by_plan, FULL[kind]).startswith("<")
        for ask in questions(by_plan, kind):
            assert written(by_plan, ask) == written(by_zeep, ask)


@pytest.mark.parametrize("kind", RecordKind)
def test_both_write_the_same_of_any_record(kind: RecordKind, tmp_path: Path) -> None:
    by_plan, by_zeep = writers(loaded("", kind, tmp_path))

    @settings(max_examples=20)
    @given(snapshots(kind))
    def same(snapshot: Snapshot) -> None:
        assert told(by_plan, snapshot) == told(by_zeep, snapshot)

    same()


@pytest.mark.parametrize("auth", [Auth.SIEBEL, Auth.WSSE])
@pytest.mark.parametrize("soap", [str, wsdls.soap_12], ids=["1.1", "1.2"])
def test_both_sign_in_the_same_way(auth: Auth, soap: Callable[[str], str], tmp_path: Path) -> None:
    place = wsdls.saved(tmp_path, soap(wsdls.packaged()))
    where = replace(WHERE, auth=auth, user="ad<a>")
    by_plan, by_zeep = writers(loaded(place, RecordKind.HOUSEHOLD, tmp_path), where)
    message = told(by_plan, FULL[RecordKind.HOUSEHOLD])
    assert "s3cr&amp;t" in message
    assert message == told(by_zeep, FULL[RecordKind.HOUSEHOLD])


def test_a_digest_is_of_this_message_alone(tmp_path: Path) -> None:
    where = replace(WHERE, auth=Auth.WSSE_DIGEST, user="ada")
    by_plan, _ = writers(loaded("", RecordKind.HOUSEHOLD, tmp_path), where)
    snapshot = FULL[RecordKind.HOUSEHOLD]
    bodies = [told(by_plan, snapshot) for _ in "ab"]
    assert all("PasswordDigest" in each and "s3cr" not in each for each in bodies)
    assert bodies[0] != bodies[1]


@pytest.mark.parametrize("xsd_type", ["float", "anyType", "token", "gYear"])
def test_the_text_of_a_value_is_written_as_it_is_whatever_its_type(xsd_type: str, tmp_path: Path) -> None:
    odd = wsdls.packaged().replace(
        'name="FaxNumber" type="xsd:string"', f'name="FaxNumber" type="xsd:{xsd_type}"'
    )
    by_plan, _ = writers(loaded(wsdls.saved(tmp_path, odd), RecordKind.HOUSEHOLD, tmp_path))
    snapshot = replace(FULL[RecordKind.HOUSEHOLD], values={"household_id": "1", "fax_number": "2026"})
    assert "FaxNumber>2026</" in told(by_plan, snapshot)


def test_alternatives_that_may_repeat_are_written_one_after_the_other(tmp_path: Path) -> None:
    text = wsdls.packaged()
    choice = text.replace("<xsd:sequence>", '<xsd:choice maxOccurs="unbounded">')
    choice = choice.replace("</xsd:sequence>", "</xsd:choice>")
    by_plan, _ = writers(loaded(wsdls.saved(tmp_path, choice), RecordKind.HOUSEHOLD, tmp_path))
    plain, _ = writers(loaded("", RecordKind.HOUSEHOLD, tmp_path))
    assert told(by_plan, FULL[RecordKind.HOUSEHOLD]) == told(plain, FULL[RecordKind.HOUSEHOLD])


def test_what_cannot_be_written_is_said_when_the_wsdl_is_read(tmp_path: Path) -> None:
    text = wsdls.packaged().replace(
        '<xsd:complexType name="Household"', '<xsd:complexType abstract="true" name="Household"'
    )
    place = wsdls.saved(tmp_path, text)
    with pytest.raises(WsdlProblem, match="<Household> is of the abstract type Household"):
        loaded(place, RecordKind.HOUSEHOLD, tmp_path)


def test_an_action_of_ws_addressing_is_said_as_zeep_says_it(tmp_path: Path) -> None:
    text = wsdls.packaged().replace(
        "<input message",
        '<input xmlns:wsaw="http://www.w3.org/2006/05/addressing/wsdl" wsaw:Action="urn:do" message',
    )
    found = loaded(wsdls.saved(tmp_path, text), RecordKind.HOUSEHOLD, tmp_path)
    by_plan, by_zeep = (
        re.sub("urn:uuid:[^<]*|hearth.invalid/|127.0.0.1/x", "", told(each, FULL[RecordKind.HOUSEHOLD]))
        for each in writers(found)
    )
    assert "urn:do" in by_plan
    blocks = "<[^/][^>]*addressing[^>]*>[^<]*"
    assert len(re.findall(blocks, by_plan)) == 3
    assert sorted(re.findall(blocks, by_plan)) == sorted(re.findall(blocks, by_zeep))
