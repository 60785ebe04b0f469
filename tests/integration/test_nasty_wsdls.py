"""WSDLs that are broken, unusual or hostile: each works, or is refused in a sentence that says why."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest

from desktop.errors import WsdlProblem
from desktop.fields import RECORDS
from desktop.integration import wsdl
from desktop.integration.connection import open_session
from desktop.integration.service import Service
from desktop.store.types import ConnectionSettings, RecordKind
from tests.integration import wsdls

_NAME = '<xsd:element name="HouseholdName"[^>]*/>'
_TEXT = '<xsd:element name="HouseholdName" type="xsd:string" minOccurs="0"/>'


def named(declaration: str, *globally: str) -> str:
    """The WSDL with another declaration in the place of HouseholdName, and more beside the record's type."""
    text, count = re.subn(_NAME, lambda _: declaration, wsdls.packaged(), count=1)
    assert count == 1
    end = text.index("</xsd:schema>", text.index(declaration))
    return text[:end] + "".join(globally) + text[end:]


def of_type(*globally: str) -> str:
    return named('<xsd:element name="HouseholdName" type="io:T" minOccurs="0"/>', *globally)


def simple(inside: str, name: str = "T") -> str:
    return f'<xsd:simpleType name="{name}">{inside}</xsd:simpleType>'


def restricted(base: str, facets: str = "", name: str = "T") -> str:
    return simple(f'<xsd:restriction base="{base}">{facets}</xsd:restriction>', name)


def extended(base: str, name: str = "T") -> str:
    extension = f'<xsd:complexContent><xsd:extension base="io:{base}"/></xsd:complexContent>'
    return f'<xsd:complexType name="{name}">{extension}</xsd:complexType>'


def group(kind: str, inside: str = "") -> str:
    return f'<xsd:{kind} name="G">{inside}</xsd:{kind}>'


def without(what: str) -> str:
    text, count = re.subn(what, "", wsdls.packaged(), flags=re.DOTALL)
    assert count
    return text


_WITHIN = '<xsd:group ref="io:G"/>'
WORKS = {
    "union": of_type(simple('<xsd:union memberTypes="xsd:string xsd:int"/>')),
    "list": of_type(simple('<xsd:list itemType="xsd:string"/>')),
    "pattern": of_type(restricted("xsd:string", '<xsd:pattern value="[A-Z]+"/>')),
    "length without end": of_type(restricted("xsd:string", f'<xsd:maxLength value="{"9" * 6000}"/>')),
    "default": named(_TEXT.replace("/>", ' default="x"/>')),
    "choice": named(f'<xsd:choice>{_TEXT}<xsd:element name="Other" type="xsd:string"/></xsd:choice>'),
    "any": named(f'{_TEXT}<xsd:any minOccurs="0" processContents="lax" namespace="##other"/>'),
    "other letters": named(f'{_TEXT}<xsd:element name="Größe" type="xsd:string" minOccurs="0"/>'),
    "combining letters": named(f'{_TEXT}<xsd:element name="हिन्दी" type="xsd:string" minOccurs="0"/>'),
    "group": named('<xsd:group ref="io:G"/>', group("group", f"<xsd:sequence>{_TEXT}</xsd:sequence>")),
    "a row that holds its like": named(
        f'{_TEXT}<xsd:element name="Tree" type="io:T" minOccurs="0"/>',
        '<xsd:complexType name="T"><xsd:sequence><xsd:element name="Tree" type="io:T" minOccurs="0"/>'
        "</xsd:sequence></xsd:complexType>",
    ),
    "flaws that no message of ours needs": named(
        _TEXT,
        restricted("io:T"),
        extended("U", "U"),
        '<xsd:element name="Unused"><xsd:complexType><xsd:sequence><xsd:element name="a" minOccurs="-1"/>'
        '<xsd:element type="xsd:string"/></xsd:sequence></xsd:complexType></xsd:element>',
    ),
    "import of itself": wsdls.packaged().replace("<types>", '<import location="service.wsdl"/><types>'),
    "XInclude": wsdls.packaged().replace(
        "<types>", '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/hostname"/><types>'
    ),
}
UNCHECKED = {
    "pattern that is none": of_type(restricted("xsd:string", '<xsd:pattern value="[A-"/>')),
    "length that is none": of_type(restricted("xsd:string", '<xsd:maxLength value="x"/>')),
}
REFUSED = {
    "type from itself": (of_type(restricted("io:T")), "the type T is made from itself"),
    "two types from each other": (
        of_type(restricted("io:U"), restricted("io:T", name="U")),
        "is made from itself",
    ),
    "record type from itself": (of_type(extended("U"), extended("T", "U")), "is made from itself"),
    "group of itself": (
        named(_WITHIN + _TEXT, group("group", f"<xsd:sequence>{_WITHIN}</xsd:sequence>")),
        "the group G is made from itself",
    ),
    "attributes of themselves": (
        of_type(
            group("attributeGroup", '<xsd:attributeGroup ref="io:G"/>'),
            '<xsd:complexType name="T"><xsd:attributeGroup ref="io:G"/></xsd:complexType>',
        ),
        "the group of attributes G is made from itself",
    ),
    "chain of types": (
        of_type(
            restricted("io:C0"),
            *(restricted(f"io:C{each + 1}", name=f"C{each}") for each in range(2000)),
            restricted("xsd:string", name="C2000"),
        ),
        "is made from 64 others",
    ),
    "no name": (named('<xsd:element type="xsd:string"/>'), "has an element or attribute without a name"),
    "impossible name": (named('<xsd:element name="a b" type="xsd:string"/>'), "“a b” cannot be the name"),
    "impossible number": (named(_TEXT.replace('"0"', '"²"')), "HouseholdName has minOccurs “²”"),
    "number without end": (named(_TEXT.replace('"0"', f'"{"9" * 6000}"')), "which is no number of times"),
    "type that is missing": (of_type(), "it refers to T, which it defines nowhere"),
    "group that is missing": (named(_WITHIN + _TEXT), "it refers to G, which it defines nowhere"),
    "unknown element demanded": (named(f'{_TEXT}<xsd:any namespace="##other"/>'), "demands an element"),
    "abstract type": (
        wsdls.packaged().replace('Type name="Household"', 'Type abstract="true" name="Household"'),
        "of the abstract type Household",
    ),
    "no messages": (without(r"<message .*?</message>"), "ExternalHouseholdSynchronize_Input"),
    "no port type": (without(r"<portType.*</portType>"), "External_spcHousehold, which it defines nowhere"),
    "no types": (without(r"<types>.*</types>"), "offers no Synchronize operation"),
    "no service": (without(r"<service.*</service>"), "it describes no service"),
    "one way": (without(r"<output .*?/>|<output>.*?</output>"), "offers no Synchronize operation"),
    "import that is missing": (
        wsdls.packaged().replace("<types>", '<import location="gone.wsdl"/><types>'),
        "gone.wsdl cannot be read: No such file",
    ),
    "half": (wsdls.packaged()[:3000], "is not well-formed"),
}  # fmt: skip


def load(text: str, folder: Path) -> Service:
    session = open_session(ConnectionSettings("crm"), None)
    place = wsdls.saved(folder, text)
    return wsdl.load(place, RecordKind.HOUSEHOLD, session, folder / "cache").service


@pytest.mark.parametrize("name", WORKS)
def test_it_works(name: str, tmp_path: Path) -> None:
    found = set(load(WORKS[name], tmp_path).shape.fields)
    assert found == {each.name for each in RECORDS[RecordKind.HOUSEHOLD] if each.tag}


@pytest.mark.parametrize("name", UNCHECKED)
def test_it_works_though_its_messages_cannot_be_checked(
    name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        service = load(UNCHECKED[name], tmp_path)
    assert service.types is None
    assert "household_name" in service.shape.fields
    assert "cannot be used to check messages" in caplog.text


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_for_what_is_wrong_with_it(name: str, tmp_path: Path) -> None:
    text, why = REFUSED[name]
    with pytest.raises(WsdlProblem) as problem:
        load(text, tmp_path)
    assert why in problem.value.what
    assert "Error" not in problem.value.what
