"""Messages are held against the WSDL's own types, and a breach is said without the value that broke them."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from desktop.integration import definition, schema
from desktop.integration.markup import NotXml, parse
from desktop.integration.schema import Types
from tests.support.variants import ASI, INTERFACES, Variant, write

NOWHERE: dict[str, str] = dict.fromkeys(("household", "contact"), "http://127.0.0.1:1/x")
DOCUMENT = Variant("document", typed=True, limited=True)
RPC = Variant("rpc", style="rpc", payload="top", typed=True)


def types_of(variant: Variant, folder: Path) -> Types:
    path = write(variant, folder, NOWHERE)["household"]
    return schema.compiled(definition.gather(str(path), lambda place: Path(place).read_bytes()))


def said(types: Types, wrapper: str) -> list[str]:
    return [str(each) for each in types.breaches(parse(wrapper.encode()))]


def document(record: str) -> str:
    return (
        f'<a:ExternalHouseholdSynchronize_Input xmlns:a="{ASI}"><ListOfHouseholdInterface '
        f'xmlns="{INTERFACES}Household%20Interface"><Household>{record}</Household>'
        "</ListOfHouseholdInterface></a:ExternalHouseholdSynchronize_Input>"
    )


def rpc(record: str) -> str:
    return (
        f'<a:ExternalHouseholdSynchronizeResponse xmlns:a="{ASI}"><SiebelMessage><ListOfHouseholdInterface '
        f'xmlns="{INTERFACES}Household%20Interface"><Household>{record}</Household>'
        "</ListOfHouseholdInterface></SiebelMessage></a:ExternalHouseholdSynchronizeResponse>"
    )


@pytest.mark.parametrize(
    ("record", "breach"),
    [
        ("<Category>Diamond</Category>", "<Category> of Household must be one of: Platinum, Gold"),
        (f"<Type>{'x' * 99}</Type>", "<Type> of Household must have at most 30 characters"),
        ("<HouseholdSize>three</HouseholdSize>", "<HouseholdSize> of Household must be a valid int"),
        ("<Income></Income>", "<Income> of Household must be a valid decimal"),
        ("<Foo/>", "<Foo> of Household must not stand there (but one of: Category, CurrencyCode, FaxNumber"),
        ("<Status>Active</Status><Id>1</Id>", "<Id> of Household must not stand there (but one of: Type"),
    ],
)  # fmt: skip
def test_a_breach_names_element_and_rule(record: str, breach: str, tmp_path: Path) -> None:
    (found,) = said(types_of(DOCUMENT, tmp_path), document(record))
    assert found.startswith(breach)


def test_a_pattern_is_told_apart_from_a_value_with_quotes(tmp_path: Path) -> None:
    path = write(DOCUMENT, tmp_path, NOWHERE)["household"]
    pattern = '<xsd:pattern value="[A-Z]{2}"/>'
    path.write_text(path.read_text("utf-8").replace('<xsd:maxLength value="30"/>', pattern), "utf-8")
    types = schema.compiled(definition.gather(str(path), lambda place: Path(place).read_bytes()))
    (found,) = said(types, document("<Type>O'Brien's</Type>"))
    assert found == "<Type> of Household must look like [A-Z]{2}"


def test_no_value_is_repeated(tmp_path: Path) -> None:
    types = types_of(DOCUMENT, tmp_path)
    for record in (
        "<Category>s3cret</Category>",
        "<Income>s3cret</Income>",
        "<HouseholdSize>s3cret</HouseholdSize>",
    ):
        assert "s3cret" not in "".join(said(types, document(record)))


def test_what_is_valid_breaks_nothing(tmp_path: Path) -> None:
    record = "<Category>Gold</Category><HouseholdSize>3</HouseholdSize><Income>68250.50</Income>"
    assert said(types_of(DOCUMENT, tmp_path), document(record)) == []


def test_an_rpc_message_has_its_wrapper_from_the_binding(tmp_path: Path) -> None:
    types = types_of(RPC, tmp_path)
    assert said(types, rpc("<HouseholdSize>3</HouseholdSize>")) == []
    assert said(types, rpc("<HouseholdSize>x</HouseholdSize>")) == [
        "<HouseholdSize> of Household must be a valid int"
    ]
    qualified = rpc("").replace("SiebelMessage>", "a:SiebelMessage>")
    assert said(types, qualified)[0].startswith(
        "<SiebelMessage> of ExternalHouseholdSynchronizeResponse must not"
    )


def test_a_wrapper_that_is_not_in_the_wsdl_is_said_to_be_so(tmp_path: Path) -> None:
    assert said(types_of(DOCUMENT, tmp_path), "<Whatever/>") == ["<Whatever> is not in the WSDL"]


def test_schemas_with_one_namespace_in_several_files_count_as_one(tmp_path: Path) -> None:
    xsd, wsdl = definition.XSD, "http://schemas.xmlsoap.org/wsdl/"
    (tmp_path / "b.xsd").write_text(
        f'<s:schema xmlns:s="{xsd}"><s:element name="b" type="s:int"/></s:schema>'
    )
    (tmp_path / "a.wsdl").write_text(
        f'<definitions xmlns="{wsdl}"><types><s:schema xmlns:s="{xsd}" targetNamespace="urn:a">'
        '<s:include schemaLocation="b.xsd"/></s:schema></types></definitions>'
    )
    found = definition.gather(str(tmp_path / "a.wsdl"), lambda place: Path(place).read_bytes())
    assert said(schema.compiled(found), '<b xmlns="urn:a">x</b>') == ["<b> must be a valid int"]


def test_schemas_that_contradict_themselves_are_an_error(tmp_path: Path) -> None:
    path = write(DOCUMENT, tmp_path, NOWHERE)["household"]
    path.write_text(path.read_text("utf-8").replace('type="xsd:int"', 'type="io:Nobody"'), "utf-8")
    found = definition.gather(str(path), lambda place: Path(place).read_bytes())
    with pytest.raises(etree.LxmlError):
        schema.compiled(found)


def test_a_wsdl_that_is_no_xml_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NotXml):
        definition.gather("x", lambda _: b"<html>")
