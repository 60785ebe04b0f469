"""The field declarations: complete, unique, and held against the WSDLs that travel with the program."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from lxml import etree

from desktop import resources
from desktop.errors import InvalidValue, UnknownField
from desktop.fields import CATALOGUES, CONTACT, HOUSEHOLD, RECORDS, Component, Link, Role, snake_case

XSD = "{http://www.w3.org/2001/XMLSchema}"


def components() -> Iterator[Component]:
    for record in RECORDS.values():
        yield record
        yield from record.children


def elements_of(type_name: str, kind: str) -> list[str]:
    """Return the scalar elements that the WSDL gives a component, in its order."""
    wsdl = etree.parse(resources.path(f"wsdl/external-{kind}.wsdl"))
    (found,) = [each for each in wsdl.iter(f"{XSD}complexType") if each.get("name") == type_name]
    names = [str(each.get("name")) for each in found.iter(f"{XSD}element")]
    return [name for name in names if not name.startswith("ListOf")]


@pytest.mark.parametrize("record", RECORDS.values(), ids=list(RECORDS))
def test_every_element_of_the_contract_has_a_field(record: Component) -> None:
    for component in (record, *record.children):
        if component.tag:
            tags = [each.tag for each in component if each.tag]
            assert sorted(tags) == sorted(elements_of(component.tag, record.name)), component.name


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("HouseholdName", "household_name"),
        ("CellularPhone", "cellular_phone"),
        ("Id", "id"),
        ("HHName", "hh_name"),
        ("PersonUId", "person_u_id"),
        ("PersonalStreetAddress2", "personal_street_address2"),
    ],
)
def test_names_are_tags_in_snake_case(tag: str, name: str) -> None:
    assert snake_case(tag) == name


def test_every_travelling_field_is_called_after_its_tag() -> None:
    assert all(each.name == snake_case(each.tag) for of in components() for each in of if each.tag)


def test_names_are_unique_in_their_component() -> None:
    for of in (*components(), *CATALOGUES.values()):
        names = [each.name for each in of]
        assert len(names) == len(set(names)), of.name


def test_user_keys_name_fields_that_exist() -> None:
    assert all(name in of for of in components() for key in of.user_keys for name in key)


def test_mirrors_repeat_a_field_of_what_is_picked() -> None:
    picked = {**RECORDS, **CATALOGUES}
    for of in components():
        for each in of:
            if each.role is Role.MIRROR:
                assert of.link is Link.PICKED
                assert each.mirrors == "integration_id" or each.mirrors in picked[of.picks], each.name


def test_every_list_of_values_travels_with_the_program() -> None:
    lists = json.loads(resources.text("pick_lists.json"))
    named = {each.pick_list for of in components() for each in of if each.pick_list}
    assert named <= set(lists)


def test_every_default_is_a_value_of_its_list() -> None:
    lists = json.loads(resources.text("pick_lists.json"))
    for of in components():
        for each in of:
            if each.default is not None and each.pick_list:
                assert each.default in lists[each.pick_list]["values"]


def test_the_lists_of_the_screen_have_its_values() -> None:
    lists = json.loads(resources.text("pick_lists.json"))
    assert lists["HOUSEHOLD_CATEGORY"] == {
        "bounded": True,
        "values": ["Platinum", "Gold", "Silver", "Standard"],
    }
    assert "Family - Senior Citizen" in lists["HOUSEHOLD_TYPE"]["values"]


def test_a_value_too_long_is_told_its_limit() -> None:
    with pytest.raises(InvalidValue, match=re.escape("may have at most 50 characters, not 51")) as refused:
        HOUSEHOLD["household_name"].clean("x" * 51)
    assert (refused.value.field, refused.value.rule) == ("household_name", "length")


def test_a_long_value_is_shortened_in_the_message() -> None:
    with pytest.raises(InvalidValue) as refused:
        HOUSEHOLD["household_name"].clean("x" * 500)
    assert len(str(refused.value)) < 200


def test_an_unknown_component_is_named_with_those_there_are() -> None:
    with pytest.raises(UnknownField, match="personal_address"):
        CONTACT.child("shoes")
