"""WSDLs as other sites have them, made from the ones that travel with Hearth."""

from __future__ import annotations

import re
from pathlib import Path

from desktop import resources

INTERFACES = "http://www.siebel.com/xml/"
_TYPES = {
    "BirthDate": "date",
    "IncomeExchangeDate": "dateTime",
    "Income": "decimal",
    "Revenue": "decimal",
    "HouseholdSize": "int",
    "PersonalContact": "boolean",
    "SuppressAllCalls": "boolean",
    "DateEnteredHousehold": "dateTime",
}


def packaged(kind: str = "household") -> str:
    return resources.text(f"wsdl/external-{kind}.wsdl")


def typed(text: str, attributes: str = "") -> str:
    """The same with dates, numbers and flags typed; ``attributes`` such as nillable go to each of them."""
    for name, xsd_type in _TYPES.items():
        text = text.replace(
            f'name="{name}" type="xsd:string"', f'name="{name}" type="xsd:{xsd_type}" {attributes}'
        )
    return text


def soap_12(text: str) -> str:
    return re.sub(r"<soap:", "<soap12:", text)


def renamed(text: str, prefix: str = "AcmeCRM", suffix: str = "_1") -> str:
    """The same with the names of the operations changed, as customers and newer releases do."""
    return re.sub(r"External(Household|Contact)(\w+?)(?=[\"_])", rf"{prefix}\1\2{suffix}", text)


def rpc(text: str) -> str:
    """The same in rpc style: parameters without namespace, the payload of type ListOf…TopElmt."""
    payload = r'name="SiebelMessage" type="io:ListOf\1InterfaceTopElmt"'
    text = re.sub(r'name="External(Household|Contact)\w+" element="[^"]*(?<!QueryById_Input)"', payload, text)
    text = re.sub(
        r'name="External\w+QueryById_Input" element="[^"]*"', 'name="PrimaryRowId" type="xsd:string"', text
    )
    text = text.replace('style="document"', 'style="rpc"')
    return text.replace('use="literal"', 'use="literal" namespace="http://siebel.com/asi/"')


def without_address(text: str) -> str:
    return re.sub(r"<soap:address [^>]*/>", "", text)


def without_queries(text: str) -> str:
    """The same with Synchronize as its only operation."""
    return re.sub(r"\s*<operation name=\"External\w+(?<!Synchronize)\">.*?</operation>", "", text)


def saved(folder: Path, text: str, name: str = "service.wsdl") -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)
