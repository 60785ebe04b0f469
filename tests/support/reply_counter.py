"""One store and one server for many replies, with records for each of them; and what no reply may do."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from desktop.fields import RECORDS, Link, Role
from desktop.integration.courier import Courier
from desktop.integration.markup import Element, NotXml, attribute, local_name, parse, text_of
from desktop.settings import Settings
from desktop.store import attempts, children, condition, connections, members, outbox, records
from desktop.store.store import Store, open_store
from desktop.store.types import (
    Auth,
    ConnectionSettings,
    Delivery,
    DeliveryState,
    Record,
    RecordKind,
    Ref,
    Values,
)
from desktop.values import Value
from tests.integration.plain_server import PlainServer
from tests.support import records as make

HOUSEHOLD = {"category": "Silver", "segment": "Own Residence", "income": "100", "fax_number": "+46850000000"}
ADDRESS = {"personal_street_address": "Kvarngatan 12", "personal_city": "Uppsala"}
# Nothing of the reply may have been taken over in these.
UNTOUCHED = frozenset({DeliveryState.DOUBTFUL, DeliveryState.QUEUED, DeliveryState.REFUSED})


@dataclass(frozen=True)
class Family:
    """A household of Ada and Bo."""

    home: Ref
    ada: Ref
    bo: Ref


@dataclass(frozen=True)
class Counter:
    """Sends records to a server that answers as it is told."""

    store: Store
    courier: Courier
    server: PlainServer

    def family(self) -> Family:
        """Make a household of two; Ada has an address."""
        with self.store.write() as unit:
            home = make.household(unit, "Okafor", **HOUSEHOLD)
            ada, bo = (make.contact(unit, first_name=name) for name in ("Ada", "Bo"))
            children.add(unit, ada, "personal_address", ADDRESS)
            members.add(unit, home, ada, entered="2021-02-04")
            members.add(unit, home, bo, entered="2021-02-14")
        return Family(home, ada, bo)

    def send(self, ref: Ref) -> Delivery:
        with self.store.write() as unit:
            delivery = outbox.add(unit, ref, "crm")
        return self.courier.deliver(delivery)

    def read(self, ref: Ref) -> Record:
        with self.store.read() as view:
            return records.read(view, ref, connection="crm")

    def notes(self, ref: Ref) -> str:
        with self.store.read() as view:
            return " ".join(each.exchange.note for each in attempts.log(view, ref))

    def with_keys(self, content: bytes, of: Family) -> bytes:
        """Return the bytes with the keys in them, in whatever encoding they are."""
        (address,) = self.read(of.ada).children["personal_address"]
        keys = {
            "@H": str(self.read(of.home).values["household_id"]),
            "@R": of.home.id,
            "@A": of.ada.id,
            "@B": of.bo.id,
            "@P": address.id,
        }
        for mark, key in keys.items():
            for encoding in ("utf-16-le", "utf-16-be", "utf-8"):
                content = content.replace(mark.encode(encoding), key.encode(encoding))
        return content

    def wrongs(self, kind: str, raw: bytes, answer: bytes) -> list[str]:
        """Send a record that is answered so, and return what was done that no reply may do, if anything."""
        made = self.family()
        ref = made.ada if kind == "contact" else made.home
        everyone = (made.home, made.ada, made.bo)
        before = {each: self.read(each) for each in everyone}
        head, found, body = answer.partition(b"\r\n\r\n")
        told = body if b"Encoding: gzip" in head else self.with_keys(body, made)
        self.server.answer_with(
            head.replace(b"Length: %d" % len(body), b"Length: %d" % len(told)) + found + told
        )
        said = _said(self.with_keys(raw, made))
        delivery = self.send(ref)
        after = {each: self.read(each) for each in everyone}
        wrong = ["an error of our own"] if delivery.error and delivery.error.code == "program" else []
        for each in everyone:
            same = _kept(before[each]) == _kept(after[each])
            if not same and (each is not ref or delivery.state in UNTOUCHED):
                wrong.append(f"{each.kind} {each.id} changed by a delivery that is {delivery.state}")
        wrong += _blanked(before[ref], after[ref], said)
        return [f"{each}: {delivery.error}" for each in wrong]


def own(record: Record) -> dict[str, Value]:
    """Return the values that are the record's own, and not worked out from others."""
    of = RECORDS[record.ref.kind]
    return {each.name: record.values[each.name] for each in of if each.role is not Role.DERIVED}


def _kept(record: Record) -> tuple[dict[str, Value], dict[str, list[Values]]]:
    """Return what is the record's own, without what it merely shows of others."""
    of = RECORDS[record.ref.kind]
    values = {each.name: record.values[each.name] for each in of if each.kept}
    owned = [each.name for each in of.children if each.link is Link.OWNED]
    return values, {name: [row.values for row in record.children.get(name, ())] for name in owned}


def _said(raw: bytes) -> list[Element]:
    try:
        return list(parse(raw).iter("*"))
    except (NotXml, etree.LxmlError):
        return []


def _blanked(before: Record, after: Record, said: list[Element]) -> Iterator[str]:
    """Yield each field that lost its value and each row that went, though nothing in the reply said so."""
    empty = {local_name(each).casefold() for each in said if not text_of(each) or attribute(each, "nil")}
    of = RECORDS[before.ref.kind]
    for each in of:
        lost = before.values.get(each.name) is not None and after.values.get(each.name) is None
        if lost and each.kept and each.tag and each.tag.casefold() not in empty:
            yield f"{each.name} was blanked"
    lists = {local_name(each).casefold() for each in said}
    for name, rows in before.children.items():
        kept = {row.id for row in after.children.get(name, ())}
        child = of.child(name)
        if any(row.id not in kept for row in rows) and child.container.casefold() not in lists:
            yield f"a row of {name} went"


@contextmanager
def counter(folder: Path) -> Generator[Counter]:
    """Open one, and find the store sound in the end."""
    url = f"sqlite:///{folder / 'store.db'}"
    with PlainServer(b"") as server, open_store(url, who="agent07") as store:
        with store.write() as unit:
            made = ConnectionSettings("crm", address=f"{server.address}/x", auth=Auth.NONE, timeout=10)
            connections.save(unit, made)
        with Courier(store, Settings.gather(str(folder), url, environment={})) as courier:
            yield Counter(store, courier, server)
        assert condition.check(store) == []


def kind_of(name: str) -> RecordKind:
    """Return the kind of record that a valid reply is about."""
    return RecordKind.CONTACT if name == "contact" else RecordKind.HOUSEHOLD
