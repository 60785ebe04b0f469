"""Two workstations and an external system: everything happens at random, and the laws hold all the same."""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from desktop.errors import RecordInUse, RecordNotFound
from desktop.fields import component
from desktop.integration.external_system.kept import Record as KeptThere
from desktop.integration.external_system.system import ExternalSystem, Setup
from desktop.store import attempts, children, conflicts, members, outbox, records
from desktop.store.types import FINISHED, Delivery, DeliveryState, Origin, RecordKind, Ref, SyncState
from desktop.store.unit import View
from desktop.values import Value
from tests.support import promise
from tests.support.promise import CONNECTION, put_right
from tests.support.workstations import Clock, Workstation

# Which fields are edited: two that the external system takes as they are, and one that it puts right.
FIELDS = {
    RecordKind.HOUSEHOLD: ("currency_code", "household_size", "phone_number"),
    RecordKind.CONTACT: ("alias", "job_title", "home_phone"),
}
TROUBLES: Sequence[dict[str, Any]] = (
    {"mode": "reply-lost"},
    {"mode": "reply-lost", "partial": True},
    {"mode": "cut-before"},
    {"mode": "garbage"},
    {"mode": "busy"},
    {"mode": "soap-fault"},
    {"mode": "login-page"},
    {"mode": "wrong-record"},
    {"mode": "keys-only"},
    {"mode": "offline"},
)
NORMAL: dict[str, Any] = {"mode": "normal"}
troubles = st.sampled_from(
    [
        *TROUBLES,
        *({**each, "times": 1} for each in TROUBLES if each["mode"] != "offline"),
        *({**each, "operation": "Synchronize"} for each in TROUBLES if each["mode"] != "offline"),
    ]
)
places = st.integers(0, 1)
numbers = st.integers(0, 999)


@dataclass
class Expected:
    """What an agent was shown as saved of one record."""

    ref: Ref
    place: int
    values: dict[str, Value]
    deleted: bool = False
    versions: set[tuple[str, ...]] = field(default_factory=set)

    def remember(self) -> None:
        self.versions.add(self.seen(self.values))

    def seen(self, values: Any) -> tuple[str, ...]:  # noqa: ANN401 -- values of a record or of the wire
        of = component(self.ref.kind)
        texts = [(of[name].kind, values.get(name)) for name in FIELDS[self.ref.kind]]
        return tuple("" if value is None else put_right(kind, str(value)) for kind, value in texts)

    def seen_there(self, kept: KeptThere) -> tuple[str, ...]:
        of = component(self.ref.kind)
        return self.seen({name: kept.fields.get(of[name].tag) or None for name in FIELDS[self.ref.kind]})


class PromiseMachine(RuleBasedStateMachine):
    """Holds after every step what the page on deliveries promises."""

    folder: ClassVar[Path]
    # Makes the address of a new, empty store in a folder; each place has Household numbers of its own.
    new_store: ClassVar[Callable[[Path, int], str]]
    known = Bundle("known")

    @initialize(shared=st.booleans())
    def begin(self, *, shared: bool) -> None:
        self.home = Path(tempfile.mkdtemp(dir=self.folder))
        self.clock, self.shared = Clock(), shared
        self.system = ExternalSystem(Setup(self.home / "external.sqlite"))
        self.system.start()
        urls = [self._url(0)] * 2 if shared else [self._url(0), self._url(1)]
        self.desks = [
            Workstation(url, self.home / f"home-{place}", self.clock, f"agent0{place}")
            for place, url in enumerate(urls)
        ]
        address = self.system.addresses()["household"].removesuffix("/asi/household")
        for desk in self.desks[: 1 if shared else 2]:
            desk.connect(address)
        self.expected: list[Expected] = []
        self.finished: dict[str, Delivery] = {}
        self.quiet: dict[str, KeptThere | None] = {}
        self.removed: set[str] = set()
        self.commanded: set[str] = set()
        self.sound = True

    def _url(self, place: int) -> str:
        folder = self.home / str(place)
        folder.mkdir()
        return type(self).new_store(folder, place)

    # --- What an agent does ------------------------------------------------------------------------------

    @rule(target=known, place=places, kind=st.sampled_from(RecordKind), number=numbers)
    def create(self, place: int, kind: RecordKind, number: int) -> int:
        name = {"household_name": f"Okafor {number}"}
        second: str | int = number
        if kind is RecordKind.CONTACT:
            name = {"first_name": "Ngozi", "last_name": f"Okafor {number}"}
            second = f"Judge {number}"
        values: dict[str, Value] = dict(
            zip(FIELDS[kind], (f"C{number}", second, f"0851{number:04}"), strict=True)
        )
        with self.desks[place].store.write() as unit:
            ref = records.create(unit, kind, {**name, **values})
        made = Expected(ref, place, values)
        made.remember()
        self.expected.append(made)
        return len(self.expected) - 1

    @rule(which=known, place=places, name=st.integers(0, 2), number=numbers, clear=st.booleans())
    def edit(self, which: int, place: int, name: int, number: int, *, clear: bool) -> None:
        if not (one := self.expected[which]).deleted:
            self._edit(one, place, FIELDS[one.ref.kind][name], None if clear else number)

    def _edit(self, one: Expected, place: int, name: str, number: int | None) -> None:
        value: Value = number
        if number is not None and name != "household_size":
            value = f"0852{number:04}" if name.endswith(("phone", "number")) else f"E{number}"
        with self._desk(one, place).store.write() as unit:
            records.update(unit, one.ref, {name: value})
        one.values[name] = value
        one.remember()

    @rule(which=known, place=places)
    def delete(self, which: int, place: int) -> None:
        one = self.expected[which]
        if not one.deleted:
            with suppress(RecordInUse), self._desk(one, place).store.write() as unit:
                records.delete(unit, one.ref)
                one.deleted = True

    @rule(home=known, person=known, cut=st.booleans())
    def change_members(self, home: int, person: int, *, cut: bool) -> None:
        household, contact = self.expected[home], self.expected[person]
        kinds = household.ref.kind, contact.ref.kind
        together = self.shared or household.place == contact.place
        if kinds != (RecordKind.HOUSEHOLD, RecordKind.CONTACT) or not together:
            return
        if household.deleted or contact.deleted:
            return
        with self._desk(household, 0).store.write() as unit:
            rows = records.read(unit, household.ref).children["related_contact"]
            is_member = contact.ref.id in [row.picked_id for row in rows]
            if is_member and cut:
                members.remove(unit, household.ref, contact.ref)
            elif not is_member:
                members.add(unit, household.ref, contact.ref)

    @rule(which=known, number=numbers)
    def add_phone(self, which: int, number: int) -> None:
        one = self.expected[which]
        if one.ref.kind is RecordKind.CONTACT and not one.deleted:
            with self._desk(one, 0).store.write() as unit:
                children.add(unit, one.ref, "alternate_phone", {"alternate_phone": f"0461{number:04}"})

    @rule(which=known, place=places)
    def queue(self, which: int, place: int) -> None:
        self._queue(self.expected[which], place)

    @rule(which=known, place=places)
    def send(self, which: int, place: int) -> None:
        self.send_in_trouble(which, place, NORMAL)

    @rule(which=known, place=places, trouble=troubles)
    def send_in_trouble(self, which: int, place: int, trouble: dict[str, Any]) -> None:
        one = self.expected[which]
        if (delivery_id := self._queue(one, place)) is not None:
            with Trouble(self.system, trouble):
                self._desk(one, place).courier.deliver(delivery_id)

    @rule(which=known, place=places, name=st.sampled_from([0, 1, 2, 2, 2]), number=numbers)
    def send_and_edit_meanwhile(self, which: int, place: int, name: int, number: int) -> None:
        one = self.expected[which]
        if not one.deleted:
            # The external system puts phone numbers right: what is edited meanwhile meets its correction.
            self._edit(one, place, FIELDS[one.ref.kind][2], number + 1000)
        if (delivery_id := self._queue(one, place)) is None:
            return
        arrived = len(self.system.journal(0))
        desk = self._desk(one, place)
        with Trouble(self.system, {"mode": "slow", "delay": 30}):
            sending = threading.Thread(target=desk.courier.deliver, args=[delivery_id])
            sending.start()
            while sending.is_alive() and len(self.system.journal(0)) == arrived:
                time.sleep(0.002)
            self._edit(one, place, FIELDS[one.ref.kind][name], number)
        sending.join()

    @rule(place=places, due_only=st.booleans(), workers=st.sampled_from([1, 3]))
    def sync(self, place: int, workers: int, *, due_only: bool) -> None:
        self.desks[place].courier.deliver_all(due_only=due_only, workers=workers)

    @rule(place=places, trouble=troubles)
    def sync_in_trouble(self, place: int, trouble: dict[str, Any]) -> None:
        with Trouble(self.system, trouble):
            self.desks[place].courier.deliver_all()

    @rule(which=known, choice=st.sampled_from([conflicts.MINE, conflicts.THEIRS]))
    def resolve(self, which: int, choice: str) -> None:
        one = self.expected[which]
        with self._desk(one, 0).store.write(Origin.RESOLVE) as unit:
            waiting = conflicts.waiting(unit, one.ref) if not one.deleted else []
            if waiting:
                conflicts.resolve(unit, one.ref, {each.key: choice for each in waiting})
        one.deleted |= choice == conflicts.THEIRS and any(each.is_about_record for each in waiting)
        for each in waiting:
            if choice == conflicts.THEIRS and each.field in one.values:
                one.values[each.field] = each.theirs
                one.remember()

    # --- What happens to the machine ---------------------------------------------------------------------

    @rule(which=known, place=places, dies_in=st.integers(1, 4), committed=st.booleans())
    def be_killed_while_syncing(self, which: int, place: int, dies_in: int, *, committed: bool) -> None:
        one = self.expected[which]
        self._queue(one, place)
        self._desk(one, place).sync_and_be_killed(dies_in, committed=committed)

    @rule(which=known, place=places, dies_in=st.integers(1, 4), trouble=troubles)
    def be_killed_in_trouble(self, which: int, place: int, dies_in: int, trouble: dict[str, Any]) -> None:
        with Trouble(self.system, trouble):
            self.be_killed_while_syncing(which, place, dies_in, committed=True)

    @rule(place=places)
    def restart(self, place: int) -> None:
        self.desks[place].restart()

    @rule(minutes=st.sampled_from([1, 6, 60]))
    def let_time_pass(self, minutes: int) -> None:
        self.clock.pass_by(minutes=minutes)

    # --- What holds after every step ---------------------------------------------------------------------

    @invariant()
    def holds(self) -> None:
        self.sound = False
        there = {each.fields.get("Id"): each for each in self.system.records("")}
        self.removed -= there.keys()
        assert promise.twice(self.system) == []
        for one in self.expected:
            self._holds_there(one, there.get(one.ref.id))
            if not one.deleted:
                self._holds_here(one, there.get(one.ref.id))
        waiting = self._hold_states()
        self.quiet = {one.ref.id: there.get(one.ref.id) for one in self.expected if one.ref.id not in waiting}
        self.commanded = set()
        self.sound = True

    def _holds_here(self, one: Expected, kept: KeptThere | None) -> None:
        """No confirmed edit is missing, and who is called synchronized holds there what it holds here."""
        with self._desk(one, 0).store.read() as view:
            record = records.read(view, one.ref, connection=CONNECTION)
        assert one.seen(record.values) == one.seen(one.values)
        of = component(one.ref.kind)
        for name, value in one.values.items():
            assert record.values[name] == value or of[name].kind == "phone"
        # That somebody removed it there is learnt when it is next spoken of.
        if record.sync.state is SyncState.SYNCHRONIZED and one.ref.id not in self.removed:
            assert kept is not None
            assert promise.different_fields(record, kept) == []

    def _holds_there(self, one: Expected, kept: KeptThere | None) -> None:
        """What is there was once here, as a whole; and it changes only when an agent said so."""
        if kept is not None and not kept.by_name_only:
            assert one.seen_there(kept) in one.versions
        if one.ref.id in self.quiet and one.ref.id not in self.commanded:
            before = self.quiet[one.ref.id]
            was = None if before is None or before.by_name_only else one.seen_there(before)
            assert (None if kept is None or kept.by_name_only else one.seen_there(kept)) == was

    def _hold_states(self) -> set[str]:
        """One delivery of a record is in flight at a time, what is finished stays so; return who waits."""
        waiting: set[str] = set()
        for desk in self.desks:
            with desk.store.read() as view:
                unfinished = outbox.waiting(view)
                seen = {each.delivery_id for each in attempts.log(view, limit=10_000)}
                done = [each for name in seen if (each := find_delivery(view, name)) is not None]
            for each in done:
                assert self.finished.get(each.id, each) == each
            self.finished |= {each.id: each for each in done if each.state in FINISHED}
            in_flight = [each.ref for each in unfinished if each.state is DeliveryState.SENDING]
            assert len(in_flight) == len(set(in_flight))
            assert all((each.finished_at is not None) == (each.state in FINISHED) for each in done)
            waiting |= {each.ref.id for each in unfinished}
        return waiting

    # --- The end -----------------------------------------------------------------------------------------

    def teardown(self) -> None:
        if not hasattr(self, "sound"):
            return
        try:
            if self.sound:
                self._come_to_rest()
                found = [told for desk in self.desks for told in promise.broken(desk.store, self.system)]
                assert found == [], found
                self.holds()
        finally:
            for desk in self.desks:
                desk.close()
            self.system.stop()
            shutil.rmtree(self.home)

    def _come_to_rest(self) -> None:
        """The line is good; agents settle what waits for them and send everything until nothing waits."""
        for desk in self.desks:
            desk.restart()
        for _ in range(2):
            for one in self.expected:
                self.resolve(self.expected.index(one), conflicts.MINE)
                self._queue(one, 0)
            for desk in self.desks * 2:
                self.clock.pass_by(minutes=6)
                desk.courier.deliver_all()

    def _desk(self, one: Expected, place: int) -> Workstation:
        return self.desks[place if self.shared else one.place]

    def _queue(self, one: Expected, place: int) -> str | None:
        if one.deleted:
            return None
        self.commanded.add(one.ref.id)
        with self._desk(one, place).store.write() as unit:
            return outbox.add(unit, one.ref, CONNECTION)


def find_delivery(view: View, delivery_id: str) -> Delivery | None:
    """Return a delivery unless it went with its record."""
    try:
        return outbox.delivery(view, delivery_id)
    except RecordNotFound:
        return None


class Trouble:
    """Lets something go wrong at the external system while the block runs."""

    def __init__(self, system: ExternalSystem, trouble: dict[str, Any]) -> None:
        self._system, self._trouble = system, trouble

    def __enter__(self) -> None:
        self._system.set_conduct(self._trouble)

    def __exit__(self, *_: object) -> None:
        self._system.set_conduct(NORMAL)
