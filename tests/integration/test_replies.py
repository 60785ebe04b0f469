"""Every kind of reply through the whole engine: a real socket, a real store, and nothing changed by half."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from desktop.store.types import Child, Record, RecordKind, Ref
from tests.integration.replies import CHAPTERS, PAGE, Case, page
from tests.support import reply_counter
from tests.support.reply_counter import Counter, Family, own

CASES = {
    f"{chapter}-{each.id}".replace(" ", "-"): each for chapter, cases in CHAPTERS.items() for each in cases
}


@pytest.fixture(scope="module")
def counter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    with reply_counter.counter(tmp_path_factory.mktemp("counter")) as opened:
        yield opened


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_reply_does_what_the_page_says_and_nothing_else(counter: Counter, case: Case) -> None:
    family = counter.family()
    home = family.home
    before = counter.read(home)
    counter.server.answer_with(_answer(counter, case, family))
    delivery = counter.send(home)
    after = counter.read(home)
    said = f"{delivery.error.message if delivery.error else ''} {counter.notes(home)}"
    assert delivery.state is case.state, said
    assert case.why in said
    mine = own(before)
    assert {name: value for name, value in own(after).items() if value != mine[name]} == case.changed
    assert _members(counter, after) == case.members
    assert _dates(after) == {each: day for each, day in _dates(before).items() if each in _dates(after)}


def test_the_page_has_these_lines_and_no_others() -> None:
    assert PAGE.read_text(encoding="utf-8").splitlines() == list(page())


def _answer(counter: Counter, case: Case, family: Family) -> bytes:
    """The bytes with the keys in them; a length that was right is right again."""
    if case.line is not None:
        return case.line(counter.with_keys(case.raw, family))
    head, found, body = case.raw.partition(b"\r\n\r\n")
    told = counter.with_keys(body, family)
    return head.replace(b"Length: %d" % len(body), b"Length: %d" % len(told)) + found + told


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
