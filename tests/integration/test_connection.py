"""The definition of an external system: what is wrong with it, and where requests go."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desktop.errors import ConnectionProblem
from desktop.integration import wsdl
from desktop.integration.connection import address_of, check, open_session, route, with_password
from desktop.integration.credentials import Secret
from desktop.store.addresses import carries_password, without_password
from desktop.store.types import Auth, ConnectionSettings, RecordKind

CRM = ConnectionSettings("crm")
OWN = "http://127.0.0.1:8077/asi/"


@pytest.mark.parametrize(
    ("changes", "option"),
    [
        ({"auth": Auth.BASIC}, "--user"),
        ({"auth": Auth.CERTIFICATE}, "--certificate"),
        ({"timeout": 0}, "--timeout"),
        ({"timeout": 1e9}, "--timeout"),
        ({"ca": "/nowhere.pem"}, "--ca"),
        ({"certificate": "/nowhere.pem"}, "--certificate"),
        ({"address": "crm.example.com/soap"}, "--address"),
        ({"address": "ftp://crm.example.com"}, "--address"),
        ({"address": "https://u:p@crm.example.com"}, "--address"),
        ({"address": "https://crm.example.com/x?Password=p"}, "--address"),
        ({"address": "http://crm:99999/"}, "--address"),
        ({"address": "https://crm.example.com/start.swe?SWEExtCmd=X&SWEPwd=p"}, "--address"),
        ({"proxy": "http://proxy:3128/?password=p"}, "--proxy"),
        ({"proxy": "proxy:3128"}, "--proxy"),
        ({"household_wsdl": "https://u:p@crm.example.com/x?wsdl"}, "--household-wsdl"),
    ],
)
def test_what_is_wrong_names_its_option(changes: dict[str, object], option: str) -> None:
    with pytest.raises(ConnectionProblem) as problem:
        check(replace(CRM, **changes))
    assert problem.value.concerns == option


def test_a_complete_definition_is_well() -> None:
    check(replace(CRM, address="https://crm.example.com:8443/eai/start.swe?SWEExtSource=WebService&WSSOAP=1"))
    check(replace(CRM, auth=Auth.SIEBEL, user="agent07", proxy="http://proxy.example.com:3128"))


@pytest.mark.parametrize(
    ("given", "household", "contact"),
    [
        ("", f"{OWN}household", f"{OWN}contact"),
        ("http://crm:9000", "http://crm:9000/asi/household", "http://crm:9000/asi/contact"),
        ("https://crm/", "https://crm/asi/household", "https://crm/asi/contact"),
        ("http://crm/asi", "http://crm/asi/household", "http://crm/asi/contact"),
        ("http://crm/asi/household", "http://crm/asi/household", "http://crm/asi/contact"),
        ("http://crm/asi/contact", "http://crm/asi/household", "http://crm/asi/contact"),
        ("http://crm/start.swe?A=1", "http://crm/start.swe?A=1", "http://crm/start.swe?A=1"),
        ("http://crm/other/household", "http://crm/other/household", "http://crm/other/household"),
    ],
)
def test_one_address_serves_both_services(given: str, household: str, contact: str, tmp_path: Path) -> None:
    found = {
        kind: address_of(
            replace(CRM, address=given), wsdl.load("", kind, open_session(CRM, None), tmp_path).service
        )
        for kind in RecordKind
    }
    assert found == {RecordKind.HOUSEHOLD: household, RecordKind.CONTACT: contact}


def test_without_any_address_the_way_out_is_named(tmp_path: Path) -> None:
    service = wsdl.load("", RecordKind.CONTACT, open_session(CRM, None), tmp_path).service
    with pytest.raises(ConnectionProblem, match="names no address") as problem:
        address_of(CRM, replace(service, address=""))
    assert problem.value.way_out == "Give one with --address."


def test_the_password_joins_the_query_only_when_a_request_leaves() -> None:
    signed = replace(CRM, auth=Auth.QUERY, user="agent 07")
    address = "https://crm/start.swe?SWEExtCmd=Execute&WSSOAP=1"
    full = with_password(address, signed, Secret("a&b=c"))
    assert full == f"{address}&UserName=agent%2007&Password=a%26b%3Dc"
    assert without_password(full) == address
    assert (carries_password(full), carries_password(address)) == (True, False)
    assert with_password(address, CRM, Secret("x")) == address


def test_a_session_trusts_nothing_but_its_definition() -> None:
    way = route(replace(CRM, proxy="http://p:1"))
    assert (way.ca, way.certificate, way.proxy) == ("", "", "http://p:1")


@pytest.mark.parametrize("option", ["ca", "certificate"])
def test_a_file_without_a_certificate_is_named(option: str, tmp_path: Path) -> None:
    file = tmp_path / "empty.pem"
    file.write_text("nothing")
    with pytest.raises(ConnectionProblem, match="holds no certificate"):
        open_session(replace(CRM, **{option: str(file)}), None)
