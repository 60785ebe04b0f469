"""Whatever a reply has become on its way: reading and deciding end in an answer or in our own refusal."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

from desktop.errors import InapplicableReply
from desktop.integration import plan
from desktop.integration.reply import Reply, read
from desktop.store.types import Child, Decision, Record, RecordKind, Ref, Snapshot
from tests.integration import soap
from tests.support import reply_counter, reply_mutations
from tests.support.reply_counter import Counter

WHOLE = soap.household(
    "<Category>Gold</Category><HouseholdId>H-1</HouseholdId><Income>1.50</Income><FaxNumber/>"
    '<ListOfRelatedContact><RelatedContact IsPrimaryMVG="Y" operation="sync"><ContactId>C-1</ContactId>'
    "<DateEnteredHousehold>02/14/2021</DateEnteredHousehold></RelatedContact></ListOfRelatedContact>"
    "<EDListOfStatus><Status EDStartDate='01/01/2020'>Active</Status></EDListOfStatus>",
    'operation="update"',
)
WORDS = [
    *(b"<", b">", b"</", b"/>", b"", b"\x00", b"&", b"&lt;", b"<!--", b"\xff", b"<!DOCTYPE a>", b"<?x?>"),
    *(b"Household", b"RelatedContact", b"<Household>", b"ListOfRelatedContact", b"Category", b"operation"),
    *(
        b"<ContactId>C-2</ContactId>",
        b"delete",
        b"insert",
        b"Y",
        b"02/30/2021",
        b"9" * 400,
        b"xsi:nil='true'",
    ),
]


@some.composite
def mutated(draw: some.DrawFn) -> bytes:
    raw = WHOLE
    for _ in range(draw(some.integers(1, 4))):
        start = draw(some.integers(0, len(raw)))
        end = draw(some.integers(start, min(len(raw), start + 60)))
        raw = raw[:start] + draw(some.sampled_from(WORDS)) + raw[end:]
    return raw


def decided(told: Reply) -> Decision | None:
    ref = Ref(RecordKind.HOUSEHOLD, "R-1")
    member = Child("M-1", {"contact_id": "C-1", "date_entered_household": "2021-02-14"}, True, "C-1")
    values = {"household_id": "H-1", "household_name": "Okafor", "category": "Silver"}
    children = {"related_contact": (member,)}
    mine = Record(ref, values, children, 1)
    try:
        return plan.decide(Snapshot(ref, values, children, 1), mine, told, lambda _of, _key: None)
    except InapplicableReply:
        return None


@given(mutated())
@example(WHOLE)
@settings(max_examples=400)
def test_no_mutated_reply_raises(raw: bytes) -> None:
    told = read(raw, "household")
    assert isinstance(told, Reply)
    decision = decided(told)
    # A reply that was not read whole changes nothing at all.
    assert decision is None or not told.problems


@given(some.binary(max_size=300))
def test_no_bytes_raise(raw: bytes) -> None:
    assert read(raw, "contact").record is None


@pytest.fixture(scope="module")
def counter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    with reply_counter.counter(tmp_path_factory.mktemp("counter")) as opened:
        yield opened


@pytest.mark.parametrize("name", reply_mutations.WHOLE)
def test_no_mutated_reply_does_half_of_anything(name: str, counter: Counter) -> None:
    """The whole engine: a socket, a store. ``benchmarks/soak/replies.py`` has the long version."""

    @settings(max_examples=40)
    @given(reply_mutations.mutated(reply_mutations.WHOLE[name]))
    def played(reply: tuple[bytes, bytes]) -> None:
        assert counter.wrongs(name, *reply) == []

    played()
