"""The outbox: what waits, who may take it, in which order, and what an outcome writes."""

from __future__ import annotations

import itertools
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest

from desktop.errors import ConnectionProblem, InvalidValue, UsageError
from desktop.store import attempts, connections, journal, members, outbox, precedence, records, transitions
from desktop.store.store import Store
from desktop.store.types import (
    ChildChange,
    Claim,
    ConnectionSettings,
    Decision,
    Delivery,
    DeliveryError,
    DeliveryState,
    Exchange,
    FieldConflict,
    Origin,
    Outcome,
    Ref,
    SyncState,
)
from desktop.store.unit import iso
from tests.support.records import contact, family, household, read
from tests.support.sources import ROOT

LEASE = 60.0


def queue(store: Store, ref: Ref) -> str:
    with store.write() as unit:
        return outbox.add(unit, ref)


def claim(
    store: Store, worker: str = "one", lease: float = LEASE, delivery_id: str | None = None
) -> Claim | None:
    with store.write() as unit:
        return outbox.claim(unit, worker=worker, lease_seconds=lease, delivery_id=delivery_id)


def must_claim(store: Store, worker: str = "one", lease: float = LEASE) -> Claim:
    held = claim(store, worker, lease)
    assert held is not None
    return held


def settle(store: Store, held: Claim, outcome: Outcome) -> Delivery:
    with store.write(Origin.REPLY, "crm") as unit:
        return outbox.settle(unit, held, outcome)


def delivered(held: Claim, decision: Decision | None = None) -> Outcome:
    return Outcome(DeliveryState.DELIVERED, confirmed=held.snapshot, decision=decision)


def one_contact(store: Store, **values: str) -> Ref:
    with store.write() as unit:
        return contact(unit, **values)


def state(store: Store, ref: Ref) -> SyncState:
    return read(store, ref).sync.state


@pytest.mark.parametrize(("before", "after"), list(itertools.product(DeliveryState, DeliveryState)))
def test_the_table_of_transitions_is_the_one_in_the_docs(before: DeliveryState, after: DeliveryState) -> None:
    page = (ROOT / "docs" / "delivery.md").read_text(encoding="utf-8")
    told = {(row[0], row[1]) for row in re.findall(r"^\| `(\w+)` \| `(\w+)` \| .+ \|$", page, re.MULTILINE)}
    if (before, after) in told:
        transitions.check(before, after)
    else:
        with pytest.raises(UsageError, match=f"{before} cannot become {after}"):
            transitions.check(before, after)


def test_one_that_is_taken_while_the_command_is_given_again_stays_on_its_way(store: Store) -> None:
    ref = one_contact(store)
    first = queue(store, ref)
    with ThreadPoolExecutor(1) as agent:
        with store.write() as unit:
            assert outbox.claim(unit, worker="one", lease_seconds=LEASE)
            given = agent.submit(queue, store, ref)
            # By now the agent waits for what the courier has not committed yet.
            with suppress(TimeoutError):
                given.result(0.3)
        second = given.result()
    with store.read() as view:
        states = {each.id: each.state for each in outbox.waiting(view)}
    assert list(states.items()) == [(first, DeliveryState.SENDING), (second, DeliveryState.QUEUED)]


def test_two_couriers_never_take_two_deliveries_of_one_record_at_once(store: Store) -> None:
    ref = one_contact(store)
    first = queue(store, ref)
    held = must_claim(store)
    second = queue(store, ref)
    settle(store, held, Outcome(DeliveryState.QUEUED))
    with ThreadPoolExecutor(1) as other:
        with store.write() as unit:
            assert outbox.claim(unit, worker="one", lease_seconds=LEASE, delivery_id=first)
            taken = other.submit(claim, store, "two", LEASE, second)
            # By now the other has looked, or waits until it may.
            with suppress(TimeoutError):
                taken.result(0.3)
        assert taken.result() is None


def test_the_record_shows_where_its_delivery_stands(store: Store) -> None:
    ref = one_contact(store)
    seen = [state(store, ref)]
    queue(store, ref)
    seen.append(state(store, ref))
    held = must_claim(store)
    seen.append(state(store, ref))
    settle(store, held, delivered(held))
    seen.append(state(store, ref))
    with store.write() as unit:
        records.update(unit, ref, {"alias": "Nana"})
    assert [*seen, state(store, ref)] == ["never_sent", "queued", "sending", "synchronized", "pending"]


def test_an_edit_while_in_flight_leaves_the_record_pending(store: Store) -> None:
    ref = one_contact(store)
    queue(store, ref)
    held = must_claim(store)
    with store.write() as unit:
        records.update(unit, ref, {"alias": "Nana"})
    settle(store, held, delivered(held, Decision({"job_title": "Judge"})))
    assert state(store, ref) is SyncState.PENDING
    assert read(store, ref).values["alias"] == "Nana"


def test_a_reply_alone_does_not_make_a_record_pending(store: Store) -> None:
    ref = one_contact(store)
    queue(store, ref)
    held = must_claim(store)
    settle(store, held, delivered(held, Decision({"alias": "Nana"}, integration_id="CRM-1")))
    assert state(store, ref) is SyncState.SYNCHRONIZED


def test_the_same_command_given_twice_is_one_delivery(store: Store) -> None:
    ref = one_contact(store)
    assert queue(store, ref) == queue(store, ref)


def test_a_command_given_while_in_flight_is_another_delivery(store: Store) -> None:
    ref = one_contact(store)
    first = queue(store, ref)
    held = must_claim(store)
    second = queue(store, ref)
    assert first != second
    assert claim(store) is None
    settle(store, held, delivered(held))
    assert state(store, ref) is SyncState.QUEUED
    assert must_claim(store).delivery.id == second


def test_without_an_external_system_the_command_says_so(store: Store) -> None:
    ref = one_contact(store)
    with store.write() as unit:
        connections.remove(unit, "crm")
    with pytest.raises(ConnectionProblem, match="No external system"):
        queue(store, ref)


def test_first_in_first_out(store: Store) -> None:
    refs = [one_contact(store) for _ in range(3)]
    for ref in refs:
        queue(store, ref)
    assert [must_claim(store).delivery.ref for _ in refs] == refs


def test_members_go_before_their_household(store: Store) -> None:
    with store.write() as unit:
        home, people = family(unit, "Ngozi", "Emeka")
    for ref in (home, *people):
        queue(store, ref)
    with store.read() as view:
        assert [each.ref for each in outbox.waiting(view)] == [*people, home]
    held = [must_claim(store) for _ in people]
    assert claim(store) is None
    for each in held:
        settle(store, each, delivered(each))
    assert must_claim(store).delivery.ref == home


def test_a_delivery_waits_until_it_is_due_unless_it_is_named(store: Store) -> None:
    ref = one_contact(store)
    delivery_id = queue(store, ref)
    held = must_claim(store)
    soon = iso(store.clock() + timedelta(hours=1))
    settle(store, held, Outcome(DeliveryState.QUEUED, next_attempt=soon))
    assert claim(store) is None
    assert claim(store, delivery_id=delivery_id) is not None


def test_a_delivery_whose_worker_died_is_taken_over_and_asked_about(store: Store) -> None:
    ref = one_contact(store, alias="Nana")
    queue(store, ref)
    must_claim(store, "dead", lease=-1)
    with store.write() as unit:
        records.update(unit, ref, {"alias": "Nan"})
    held = must_claim(store, "heir")
    assert held.delivery.in_doubt
    assert held.sent is not None
    assert (held.sent.values["alias"], held.snapshot.values["alias"]) == ("Nana", "Nan")


def test_a_worker_that_lost_its_claim_writes_nothing(store: Store) -> None:
    ref = one_contact(store)
    queue(store, ref)
    late = must_claim(store, "late", lease=-1)
    must_claim(store, "heir")
    with pytest.raises(outbox.LostClaim):
        settle(store, late, delivered(late, Decision({"alias": "Nana"})))
    assert read(store, ref).values["alias"] is None


def test_an_unknown_outcome_is_taken_up_again_but_an_unusable_reply_waits(store: Store) -> None:
    ref = one_contact(store)
    queue(store, ref)
    held = must_claim(store)
    settle(store, held, Outcome(DeliveryState.DOUBTFUL, in_doubt=True))
    held = must_claim(store)
    settle(store, held, Outcome(DeliveryState.DOUBTFUL, in_doubt=False))
    assert claim(store) is None
    assert state(store, ref) is SyncState.DOUBTFUL


def test_sending_a_doubtful_record_again_is_the_same_delivery(store: Store) -> None:
    ref = one_contact(store)
    delivery_id = queue(store, ref)
    held = must_claim(store)
    settle(store, held, Outcome(DeliveryState.DOUBTFUL))
    assert queue(store, ref) == delivery_id
    assert must_claim(store).delivery.id == delivery_id


def test_a_resend_is_what_is_asked_about_next(store: Store) -> None:
    ref = one_contact(store)
    queue(store, ref)
    must_claim(store, "dead", lease=-1)
    with store.write() as unit:
        records.update(unit, ref, {"alias": "Nan"})
    held = must_claim(store, "heir", lease=-1)
    with store.write() as unit:
        outbox.resend(unit, held)
    sent = must_claim(store, "next").sent
    assert sent is not None
    assert sent.values["alias"] == "Nan"


def test_an_outcome_says_what_it_applied(store: Store) -> None:
    ref = one_contact(store, alias="Nana")
    queue(store, ref)
    held = must_claim(store)
    decision = Decision(
        {"alias": "Nan"},
        integration_id="CRM-1",
        children=(
            ChildChange("add", "personal_address", values={"personal_city": "Lund"}, integration_id="A-1"),
        ),
    )
    done = settle(store, held, delivered(held, decision))
    assert done.applied == {
        "alias": ("Nana", "Nan"),
        "integration_id": (None, "CRM-1"),
        "personal_address": (None, "* Lund"),
    }
    assert read(store, ref).children["personal_address"][0].values["integration_id"] == "A-1"


def test_an_outcome_is_applied_whole_or_not_at_all(store: Store) -> None:
    ref = one_contact(store)
    queue(store, ref)
    held = must_claim(store)
    before = read(store, ref)
    broken = Decision(
        {"alias": "Nan"},
        children=(ChildChange("add", "personal_address", values={"personal_state": "x" * 11}),),
    )
    with pytest.raises(InvalidValue):
        settle(store, held, delivered(held, broken))
    assert read(store, ref) == before


def test_a_refused_delivery_is_over_and_says_why(store: Store) -> None:
    ref = one_contact(store)
    queue(store, ref)
    held = must_claim(store)
    error = DeliveryError("SBL-DAT-00225", "Segment is not in its list", field="segment")
    done = settle(store, held, Outcome(DeliveryState.REFUSED, error=error))
    assert (done.error, done.finished_at is not None) == (error, True)
    sync = read(store, ref).sync
    assert (sync.state, sync.last_error) == (SyncState.REFUSED, error.message)


def test_a_refused_record_is_pending_once_it_was_mended(store: Store) -> None:
    ref = one_contact(store)
    queue(store, ref)
    held = must_claim(store)
    settle(store, held, Outcome(DeliveryState.REFUSED))
    with store.write() as unit:
        records.update(unit, ref, {"alias": "Nana"})
    assert state(store, ref) is SyncState.PENDING


def test_a_conflict_keeps_ours_and_remembers_theirs(store: Store) -> None:
    ref = one_contact(store, alias="Nana")
    queue(store, ref)
    held = must_claim(store)
    clash = FieldConflict("alias", "Nana", "Nan", "Nanette")
    settle(
        store,
        held,
        Outcome(DeliveryState.CONFLICT, confirmed=held.snapshot, decision=Decision(conflicts=(clash,))),
    )
    assert state(store, ref) is SyncState.CONFLICT
    assert read(store, ref).values["alias"] == "Nana"


def test_every_exchange_is_in_the_delivery_log(store: Store) -> None:
    ref = one_contact(store)
    queue(store, ref)
    held = must_claim(store)
    exchange = Exchange(
        "2026-01-01T00:00:00.000Z", "2026-01-01T00:00:01.000Z", "replied", 200, "", "<a/>", "<b/>"
    )
    settle(store, held, Outcome(DeliveryState.DELIVERED, exchanges=(exchange,)))
    with store.read() as view:
        (attempt,) = attempts.log(view, ref)
    assert (attempt.exchange, attempt.ref) == (exchange, ref)


def test_what_was_never_known_here_is_not_known_to_the_snapshot(store: Store) -> None:
    ref = one_contact(store, alias="Nana")
    with store.write() as unit:
        records.update(unit, ref, {"alias": ""})
    queue(store, ref)
    known = must_claim(store).snapshot.known
    assert "alias" in known
    assert "assistant" not in known
    assert "personal_address" not in known


def test_what_is_known_there_is_what_was_sent_and_corrected(store: Store) -> None:
    ref = one_contact(store, alias="Nana")
    queue(store, ref)
    held = must_claim(store)
    settle(store, held, delivered(held, Decision({"alias": "Nan"})))
    queue(store, ref)
    known = must_claim(store).last_known
    assert known is not None
    assert (known.values["alias"], known.values["last_name"]) == ("Nan", "Okafor")


def test_the_journal_ties_a_write_back_to_its_delivery(store: Store) -> None:
    ref = one_contact(store)
    delivery_id = queue(store, ref)
    held = must_claim(store)
    done = settle(store, held, delivered(held, Decision({"alias": "Nana"})))
    with store.read() as view:
        entry = journal.entries(view, ref)[0]
    assert (entry.change_set, entry.origin, done.id) == (done.change_set, Origin.REPLY, delivery_id)


def test_each_external_system_has_its_own_keys_and_standing(store: Store) -> None:
    with store.write() as unit:
        connections.save(unit, ConnectionSettings("billing"))
        ref = contact(unit)
        outbox.add(unit, ref, "billing")
    held = must_claim(store)
    settle(store, held, delivered(held, Decision(integration_id="B-1")))
    with store.read() as view:
        there = records.read(view, ref, connection="billing")
        here = records.read(view, ref)
    assert (there.values["integration_id"], there.sync.state) == ("B-1", SyncState.SYNCHRONIZED)
    assert (here.values["integration_id"], here.sync.state) == (None, SyncState.NEVER_SENT)


def test_the_default_external_system_is_the_first_defined(store: Store) -> None:
    with store.write() as unit:
        connections.save(unit, ConnectionSettings("billing"))
        connections.save(unit, ConnectionSettings("crm", address="http://127.0.0.1:1/asi"))
    with store.read() as view:
        assert connections.read(view).address == "http://127.0.0.1:1/asi"
        assert [each.name for each in connections.everyone(view)] == ["crm", "billing"]


def test_members_that_wait_are_named_before_their_household(store: Store) -> None:
    with store.write() as unit:
        home, (first, second) = family(unit, "Ngozi", "Emeka")
        members.add(unit, household(unit, "Berg"), first)
        of_household = outbox.add(unit, home)
        of_member = outbox.add(unit, second)
    with store.read() as view:
        assert precedence.waiting_members(view, of_household) == [of_member]
