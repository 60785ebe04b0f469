"""Every kind of reply through the whole engine: a real socket, a real store, and nothing changed by half."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from desktop.integration.courier import Courier
from desktop.settings import Settings
from desktop.store import attempts, condition, connections, members, outbox, records
from desktop.store.store import Store, open_store
from desktop.store.types import Auth, Child, ConnectionSettings, Delivery, Record, RecordKind, Ref
from tests.integration.plain_server import PlainServer
from tests.integration.replies import CHAPTERS, PAGE, Case, page
from tests.support import records as make

CASES = {
    f"{chapter}-{each.id}".replace(" ", "-"): each for chapter, cases in CHAPTERS.items() for each in cases
}


@dataclass(frozen=True)
class Counter:
    """One store and one server for all replies, each of which gets a household of its own."""

    store: Store
    courier: Courier
    server: PlainServer

    def household(self) -> tuple[Ref, Ref, Ref]:
        with self.store.write() as unit:
            home = make.household(unit, "Okafor", category="Silver", segment="Own Residence", income="100")
            people = [make.contact(unit, first_name=name) for name in ("Ada", "Bo")]
            for person in people:
                members.add(unit, home, person, entered="2021-02-14" if person is people[1] else "2021-02-04")
        return home, people[0], people[1]

    def send(self, home: Ref) -> Delivery:
        with self.store.write() as unit:
            delivery = outbox.add(unit, home, "crm")
        return self.courier.deliver(delivery)

    def read(self, ref: Ref) -> Record:
        with self.store.read() as view:
            return records.read(view, ref, connection="crm")

    def notes(self, home: Ref) -> str:
        with self.store.read() as view:
            return " ".join(each.exchange.note for each in attempts.log(view, home))


@pytest.fixture(scope="module")
def counter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    folder = tmp_path_factory.mktemp("counter")
    url = f"sqlite:///{folder / 'store.db'}"
    with PlainServer(b"") as server, open_store(url, who="agent07") as store:
        with store.write() as unit:
            made = ConnectionSettings("crm", address=f"{server.address}/x", auth=Auth.NONE, timeout=10)
            connections.save(unit, made)
        with Courier(store, Settings.gather(str(folder), url, environment={})) as courier:
            yield Counter(store, courier, server)
        assert condition.check(store) == []


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_reply_does_what_the_page_says_and_nothing_else(counter: Counter, case: Case) -> None:
    home, ada, bo = counter.household()
    before = counter.read(home)
    counter.server.answer_with(_answer(case, before, ada, bo))
    delivery = counter.send(home)
    after = counter.read(home)
    said = f"{delivery.error.message if delivery.error else ''} {counter.notes(home)}"
    assert delivery.state is case.state, said
    assert case.why in said
    assert {
        name: value for name, value in after.values.items() if value != before.values[name]
    } == case.changed
    assert _members(counter, after) == case.members
    assert _dates(after) == {each: day for each, day in _dates(before).items() if each in _dates(after)}


def test_the_page_has_these_lines_and_no_others() -> None:
    assert PAGE.read_text(encoding="utf-8").splitlines() == list(page())


def _answer(case: Case, home: Record, ada: Ref, bo: Ref) -> bytes:
    """The bytes with the keys in them, in whatever encoding; a length that was right is right again."""
    keys = {"@H": str(home.values["household_id"]), "@A": ada.id, "@B": bo.id}
    if case.line is not None:
        return case.line(_with_keys(case.raw, keys))
    head, found, body = case.raw.partition(b"\r\n\r\n")
    told = _with_keys(body, keys)
    return head.replace(b"Length: %d" % len(body), b"Length: %d" % len(told)) + found + told


def _with_keys(content: bytes, keys: dict[str, str]) -> bytes:
    for mark, key in keys.items():
        for encoding in ("utf-16-le", "utf-16-be", "utf-8"):
            content = content.replace(mark.encode(encoding), key.encode(encoding))
    return content


def _members(counter: Counter, home: Record) -> tuple[tuple[object, bool], ...]:
    names = [
        (counter.read(Ref(RecordKind.CONTACT, str(each.picked_id))).values["first_name"], each)
        for each in _rows(home)
    ]
    return tuple((name, each.primary) for name, each in sorted(names, key=lambda pair: str(pair[0])))


def _rows(home: Record) -> tuple[Child, ...]:
    return home.children["related_contact"]


def _dates(home: Record) -> dict[object, object]:
    return {each.picked_id: each.values["date_entered_household"] for each in _rows(home)}
