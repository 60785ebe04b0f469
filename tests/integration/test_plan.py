"""What a reply changes here: three ways for each field and row, and never another record."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import pytest

from desktop.errors import InapplicableReply
from desktop.fields import Component
from desktop.integration import plan
from desktop.integration.reply import read
from desktop.store.types import (
    Child,
    ChildChange,
    Decision,
    FieldConflict,
    Question,
    Record,
    RecordKind,
    Ref,
    Snapshot,
)
from desktop.values import Value
from tests.integration import soap

CONTACT = Ref(RecordKind.CONTACT, "C-1")
KEYS = "<Id>C-1</Id>"


def nobody(of: Component, key: Mapping[str, Value]) -> None:
    """There is nobody that a link could pick."""


def contact(**values: Value) -> Record:
    return Record(CONTACT, {"last_name": "Okafor", **values}, {}, 1)


def with_rows(record: Record, name: str, *rows: Child) -> Record:
    return replace(record, children={**record.children, name: rows})


def decide(inner: str, sent: Record, mine: Record | None = None, attributes: str = "") -> Decision:
    base = Snapshot(sent.ref, sent.values, sent.children, sent.version)
    raw = soap.contact(inner, attributes)
    return plan.decide(base, mine or sent, read(raw, "contact"), nobody)


def refused(inner: str, sent: Record, attributes: str = "") -> str:
    with pytest.raises(InapplicableReply) as why:
        decide(inner, sent, attributes=attributes)
    return why.value.what


def phone(row_id: str, number: str, more: Mapping[str, Value] = {}, *, primary: bool = False) -> Child:
    return Child(row_id, {"id": row_id, "alternate_phone": number, **more}, primary)


def phones(*rows: str) -> str:
    inner = "".join(rows)
    return f"{KEYS}<ListOfAlternatePhone>{inner}</ListOfAlternatePhone>"


def told(row_id: str, number: str = "", attributes: str = "") -> str:
    inner = f"<Id>{row_id}</Id><AlternatePhone>{number}</AlternatePhone>"
    return f"<AlternatePhone {attributes}>{inner}</AlternatePhone>"


# Fields


def test_what_the_reply_does_not_name_stays() -> None:
    assert decide(KEYS, contact(job_title="Judge")) == Decision()


def test_a_corrected_value_is_taken_over() -> None:
    inner = f"{KEYS}<HomePhone>+4685</HomePhone>"
    assert decide(inner, contact(home_phone="085")).values == {"home_phone": "+4685"}


def test_an_empty_element_clears() -> None:
    assert decide(f"{KEYS}<JobTitle/>", contact(job_title="Judge")).values == {"job_title": None}


def test_an_echo_changes_nothing_and_leaves_a_newer_edit_alone() -> None:
    inner = f"{KEYS}<JobTitle>Judge</JobTitle>"
    mine = contact(job_title="Chief Judge")
    assert decide(inner, contact(job_title="Judge"), mine) == Decision()


def test_both_sides_changed_the_same_way_is_no_conflict() -> None:
    inner = f"{KEYS}<Income>1.50</Income>"
    assert decide(inner, contact(income="1"), contact(income="1.5")) == Decision()


def test_both_sides_changed_differently_is_a_conflict_with_all_three_values() -> None:
    inner = f"{KEYS}<JobTitle>Lawyer</JobTitle><Alias>Nana</Alias>"
    decision = decide(inner, contact(job_title="Judge"), contact(job_title="Clerk"))
    assert decision.conflicts == (FieldConflict("job_title", "Judge", "Clerk", "Lawyer"),)
    assert decision.values == {"alias": "Nana"}


def test_what_is_worked_out_here_is_never_taken_from_a_reply() -> None:
    inner = f"{KEYS}<PrimaryOrganization>Elsewhere</PrimaryOrganization>"
    assert decide(inner, contact()) == Decision()


# Keys


@pytest.mark.parametrize(
    ("inner", "values"),
    [
        ("<Id>C-1</Id><IntegrationId>X-1</IntegrationId>", {}),
        ("<IntegrationId>X-1</IntegrationId>", {}),
        ("<PersonUId>P-1</PersonUId><IntegrationId>X-1</IntegrationId>", {"person_u_id": "P-1"}),
    ],
)
def test_an_integration_id_that_is_new_is_being_assigned(inner: str, values: dict[str, Value]) -> None:
    assert decide(inner, contact(**values)).integration_id == "X-1"


def test_an_integration_id_may_change_where_our_own_key_decides() -> None:
    inner = f"{KEYS}<IntegrationId>X-2</IntegrationId>"
    assert decide(inner, contact(integration_id="X-1")).integration_id == "X-2"


@pytest.mark.parametrize("inner", [f"{KEYS}<IntegrationId/>", f"{KEYS}<IntegrationId>X-1</IntegrationId>"])
def test_an_integration_id_is_never_cleared_or_repeated(inner: str) -> None:
    assert decide(inner, contact(integration_id="X-1")).integration_id is None


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        ("<Id>C-2</Id>", "another contact: its Id is 'C-2', ours is 'C-1'"),
        ("<Id>C-2</Id><IntegrationId>X-1</IntegrationId>", "its Id is 'C-2'"),
        ("<Id/><IntegrationId>X-2</IntegrationId>", "its IntegrationId is 'X-2', ours is 'X-1'"),
        ("<PersonUId>P-2</PersonUId>", "its PersonUId is 'P-2', ours is None"),
        ("<LastName>Okafor</LastName>", "without a key to know it by (Id or IntegrationId or PersonUId)"),
        ("<Id/><IntegrationId/>", "without a key"),
    ],
)
def test_another_record_is_refused(inner: str, said: str) -> None:
    assert said in refused(inner, contact(integration_id="X-1"))


def test_a_row_id_that_contradicts_is_refused_even_where_another_key_decides() -> None:
    home = Record(Ref(RecordKind.HOUSEHOLD, "R-1"), {"household_id": "H-1"}, {}, 1)
    raw = soap.household("<HouseholdId>H-1</HouseholdId><Id>R-2</Id>")
    with pytest.raises(InapplicableReply, match="its Id is 'R-2', ours is 'R-1'"):
        plan.decide(Snapshot(home.ref, home.values, {}, 1), home, read(raw, "household"), nobody)


def test_our_row_id_alone_tells_the_household() -> None:
    home = Record(Ref(RecordKind.HOUSEHOLD, "R-1"), {"household_id": "H-1"}, {}, 1)
    raw = soap.household("<Id>R-1</Id><Category>Gold</Category>")
    decision = plan.decide(Snapshot(home.ref, home.values, {}, 1), home, read(raw, "household"), nobody)
    assert decision.values == {"category": "Gold"}


@pytest.mark.parametrize("operation", ["", "insert", "update", "sync", "upsert", "none", "insertsync"])
def test_the_operation_of_a_record_tells_what_was_done_there(operation: str) -> None:
    attributes = f'operation="{operation}"'
    assert decide(f"{KEYS}<Alias>N</Alias>", contact(), attributes=attributes).values == {"alias": "N"}


def test_skipnode_and_skiptree_skip() -> None:
    inner = phones().replace(KEYS, f"{KEYS}<Alias>N</Alias>")
    sent = with_rows(contact(), "alternate_phone", phone("1", "5"))
    assert decide(inner, sent, attributes='operation="skiptree"') == Decision()
    skipped = decide(inner, sent, attributes='operation="skipnode"')
    assert (skipped.values, skipped.children) == ({}, (ChildChange("remove", "alternate_phone", "1"),))


@pytest.mark.parametrize("operation", ["query", "querypage"])
def test_what_is_not_for_a_reply_to_say_is_refused(operation: str) -> None:
    assert operation in refused(KEYS, contact(), f'operation="{operation}"')


# Rows of a list


ONE = with_rows(contact(), "alternate_phone", phone("1", "5", primary=True))
TWO = with_rows(contact(), "alternate_phone", phone("1", "5", primary=True), phone("2", "6"))


def test_an_absent_list_leaves_the_rows_and_an_empty_one_removes_them() -> None:
    assert decide(KEYS, TWO).children == ()
    assert [(each.action, each.child_id) for each in decide(phones(), TWO).children] == [
        ("remove", "1"),
        ("remove", "2"),
    ]


def test_rows_are_updated_added_and_removed_by_key() -> None:
    decision = decide(phones(told("1", "55"), told("9", "7")), TWO)
    assert decision.children == (
        ChildChange("update", "alternate_phone", "1", values={"alternate_phone": "55"}),
        ChildChange("add", "alternate_phone", values={"alternate_phone": "7"}),
        ChildChange("remove", "alternate_phone", "2"),
    )


def test_a_row_that_was_added_here_meanwhile_stays() -> None:
    assert decide(phones(told("1", "5")), ONE, TWO).children == ()


@pytest.mark.parametrize("attributes", ["", 'operation="delete"'])
def test_a_row_that_was_removed_here_meanwhile_stays_removed(attributes: str) -> None:
    assert decide(phones(told("1", "5"), told("2", "6", attributes)), TWO, ONE) == Decision()


def test_a_row_removed_here_and_changed_there_is_a_question() -> None:
    decision = decide(phones(told("1", "5"), told("2", "66")), TWO, ONE)
    assert decision.children == ()
    (asked,) = decision.conflicts
    assert (asked.question, asked.child_id) == (Question.REMOVED_HERE, "2")
    assert (asked.base, asked.mine, asked.theirs) == ("6", None, "66")
    assert asked.restores is not None
    assert asked.restores.values["alternate_phone"] == "66"


def test_a_row_edited_here_and_removed_there_is_a_question() -> None:
    mine = with_rows(contact(), "alternate_phone", phone("1", "55"))
    decision = decide(phones(), ONE, mine)
    assert decision.children == ()
    asked = FieldConflict("", "5", "55", None, "alternate_phone", "1", Question.REMOVED_THERE)
    assert decision.conflicts == (asked,)


def test_a_row_that_was_removed_and_made_again_meanwhile_is_the_new_one() -> None:
    named = {"alternate_phone_medium_type": "Phone", "alternate_phone_name": "Desk"}
    sent, again = (with_rows(contact(), "alternate_phone", phone(row, "5", named)) for row in ("1", "7"))
    tags = (
        "<AlternatePhoneMediumType>Phone</AlternatePhoneMediumType>"
        "<AlternatePhoneName>Desk</AlternatePhoneName>"
    )
    row = f"<AlternatePhone><AlternatePhone>5</AlternatePhone>{tags}</AlternatePhone>"
    assert decide(phones(row), sent, again) == Decision()


def test_a_record_that_was_removed_there_is_a_question() -> None:
    decision = decide(KEYS, contact(alias="Nana"), attributes='operation="delete"')
    (asked,) = decision.conflicts
    assert (asked.question, asked.mine, asked.theirs) == (Question.REMOVED_THERE, "Okafor", None)
    assert asked.is_about_record


def test_upsert_never_removes() -> None:
    assert decide(phones(told("1", "5")), TWO, attributes='operation="upsert"').children == ()


def test_a_row_can_be_deleted_by_its_own_operation() -> None:
    inner = phones(told("1", "5"), told("2", "6", 'operation="delete"'), told("9", "", 'operation="delete"'))
    assert decide(inner, TWO).children == (ChildChange("remove", "alternate_phone", "2"),)


def test_a_row_that_is_passed_by_is_neither_changed_nor_removed() -> None:
    inner = phones(told("1", "77", 'operation="skipnode"'), told("2", "6"))
    assert decide(inner, TWO).children == ()


def test_the_integration_id_of_a_row_is_kept() -> None:
    row = "<AlternatePhone><Id>1</Id><IntegrationId>X-9</IntegrationId></AlternatePhone>"
    (change,) = decide(phones(row), ONE).children
    assert (change.action, change.child_id, change.integration_id) == ("update", "1", "X-9")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([told("1", "5", 'operation="insert"')], "says 'insert' of AlternatePhone, which exists here"),
        ([told("9", "5", 'operation="update"')], "says 'update' of AlternatePhone, which does not exist"),
        ([told("1"), told("1")], "names the same AlternatePhone twice"),
        ([told("1"), "<AlternatePhone><IntegrationId>X</IntegrationId></AlternatePhone>"], "number 2"),
        ([told("1"), told("")], "number 2 of the reply lacks Id, by which the first one is known"),
        (["<AlternatePhone/>"], "first AlternatePhone of the reply has no key"),
        ([told("1", "", 'IsPrimaryMVG="Y"'), told("2", "", 'IsPrimaryMVG="Y"')], "marks 2 rows"),
    ],
)
def test_a_list_whose_rows_cannot_be_told_apart_is_refused(rows: list[str], said: str) -> None:
    assert said in refused(phones(*rows), TWO)


def test_a_key_that_fits_two_rows_here_is_refused() -> None:
    same: dict[str, Value] = {"alternate_phone_medium_type": "Phone", "alternate_phone_name": "Home"}
    sent = with_rows(contact(), "alternate_phone", phone("1", "5", same), phone("2", "5", same))
    row = (
        "<AlternatePhone><AlternatePhone>5</AlternatePhone><AlternatePhoneMediumType>Phone"
        "</AlternatePhoneMediumType><AlternatePhoneName>Home</AlternatePhoneName></AlternatePhone>"
    )
    assert "fits 2 rows of Alternate Phones here" in refused(phones(row), sent)


def test_the_third_key_decides_where_the_first_row_has_no_other() -> None:
    values: dict[str, Value] = {"alternate_phone_medium_type": "Phone", "alternate_phone_name": "Home"}
    sent = with_rows(contact(), "alternate_phone", phone("1", "5", values))
    row = (
        "<AlternatePhone><AlternatePhone>5</AlternatePhone><AlternatePhoneMediumType>Phone</AlternatePhoneMediumType>"
        "<AlternatePhoneName>Home</AlternatePhoneName></AlternatePhone>"
    )
    assert decide(phones(row), sent).children == ()


@pytest.mark.parametrize(
    ("mine", "expected"),
    [(TWO, "2"), (with_rows(contact(), "alternate_phone", phone("1", "5"), phone("2", "6")), None)],
)
def test_the_primary_mark_moves_unless_it_was_moved_here(mine: Record, expected: str | None) -> None:
    inner = phones(told("1", "5", 'IsPrimaryMVG="N"'), told("2", "6", 'IsPrimaryMVG="Y"'))
    moved = [each.child_id for each in decide(inner, TWO, mine).children if each.primary]
    assert moved == ([expected] if expected else [])


def test_effective_dated_links_of_one_key_count_as_the_one_that_holds_today() -> None:
    rows = (
        told("1", "4", 'EDStartDate="01/01/2001" EDEndDate="12/31/2001"'),
        told("1", "55", 'EDStartDate="01/01/2002" EDEndDate=""'),
    )
    assert decide(phones(*rows), ONE).children[0].values == {"alternate_phone": "55"}


# Members: they are picked, never made


HOME = Record(
    Ref(RecordKind.HOUSEHOLD, "R-1"),
    {"household_id": "H-1"},
    {
        "related_contact": (
            Child("M-1", {"contact_id": "C-1", "date_entered_household": "2021-02-14"}, True, "C-1"),
        )
    },
    1,
)


def members(*rows: str) -> bytes:
    inner = "".join(f"<RelatedContact>{row}</RelatedContact>" for row in rows)
    return soap.household(
        f"<HouseholdId>H-1</HouseholdId><ListOfRelatedContact>{inner}</ListOfRelatedContact>"
    )


def decide_members(raw: bytes, found: str | None = None) -> Decision:
    base = Snapshot(HOME.ref, HOME.values, HOME.children, 1)
    return plan.decide(base, HOME, read(raw, "household"), lambda _of, _key: found)


def test_a_member_who_exists_here_is_linked() -> None:
    raw = members(
        "<ContactId>C-1</ContactId>", "<ContactId>C-2</ContactId><Relationship>Child</Relationship>"
    )
    assert decide_members(raw, "C-2").children == (
        ChildChange("add", "related_contact", picked_id="C-2", values={"relationship": "Child"}),
    )


def test_a_member_who_does_not_exist_here_makes_the_reply_inapplicable() -> None:
    with pytest.raises(InapplicableReply, match=re.escape("(ContactId 'C-2'), and a reply creates none")):
        decide_members(members("<ContactId>C-1</ContactId>", "<ContactId>C-2</ContactId>"))


def test_a_member_found_by_another_key_is_the_member_that_is_linked_already() -> None:
    raw = members("<ContactIntegrationId>X-1</ContactIntegrationId><Relationship>Head</Relationship>")
    (change,) = decide_members(raw, "C-1").children
    assert (change.action, change.child_id, change.values) == ("update", "M-1", {"relationship": "Head"})


def test_names_of_members_are_no_news() -> None:
    assert decide_members(members("<ContactId>C-1</ContactId><LastName>Other</LastName>")) == Decision()


def test_a_member_cannot_leave_before_entering() -> None:
    raw = members("<ContactId>C-1</ContactId><DateExitedHousehold>01/01/2020</DateExitedHousehold>")
    with pytest.raises(InapplicableReply, match="exits on 2020-01-01, before it enters on 2021-02-14"):
        decide_members(raw)
