"""Values on the wire: read in every known form, written as the WSDL's type says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from desktop.errors import InvalidValue
from desktop.fields import CONTACT, HOUSEHOLD, RELATED_CONTACT, Field
from desktop.integration.wire_values import Form, from_wire, to_wire
from desktop.values import Kind, Value


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        (CONTACT["birth_date"], "02/14/1980", "1980-02-14"),
        (CONTACT["birth_date"], "2/4/2010", "2010-02-04"),
        (CONTACT["birth_date"], "02/14/1980 00:00:00", "1980-02-14"),
        (CONTACT["birth_date"], "1980-02-14", "1980-02-14"),
        (CONTACT["birth_date"], "1980-02-14Z", "1980-02-14"),
        (CONTACT["birth_date"], "1980-02-14T00:00:00", "1980-02-14"),
        (CONTACT["income_exchange_date"], "03/12/2016 07:05:09", "2016-03-12T07:05:09"),
        (CONTACT["income_exchange_date"], "3/2/2016 7:05", "2016-03-02T07:05:00"),
        (CONTACT["income_exchange_date"], "03/12/2016", "2016-03-12T00:00:00"),
        (CONTACT["income_exchange_date"], "2016-03-12T07:05:09.000", "2016-03-12T07:05:09"),
        (CONTACT["suppress_all_calls"], "Y", True),
        (CONTACT["suppress_all_calls"], "false", False),
        (CONTACT["home_phone"], "+46 (8) 51-23", "+4685123"),
        (HOUSEHOLD["income"], "068250.50", "68250.50"),
        (HOUSEHOLD["household_size"], " 3 ", 3),
        (HOUSEHOLD["category"], "  ", None),
        (RELATED_CONTACT["first_name"], "x" * 80, "x" * 80),
    ],
)
def test_what_arrives_is_kept_in_one_form(field: Field, text: str, value: Value) -> None:
    assert from_wire(field, text) == value


@pytest.mark.parametrize(
    ("field", "text"),
    [
        (CONTACT["birth_date"], "02/30/2021"),
        (CONTACT["birth_date"], "14.02.1980"),
        (CONTACT["birth_date"], "2/2/10"),
        (CONTACT["birth_date"], "02/14/1980 13:30:00"),
        (CONTACT["income_exchange_date"], "03/12/2016 25:00:00"),
        (CONTACT["suppress_all_calls"], "maybe"),
        (HOUSEHOLD["income"], "68,250.50"),
        (HOUSEHOLD["household_size"], "3.5"),
        (HOUSEHOLD["household_size"], "99999999999"),
        (HOUSEHOLD["household_name"], "x" * 51),
        (HOUSEHOLD["household_name"], ""),
    ],
)
def test_what_is_not_of_its_kind_is_refused(field: Field, text: str) -> None:
    with pytest.raises(InvalidValue):
        from_wire(field, text)


@pytest.mark.parametrize(
    ("kind", "value", "form", "text"),
    [
        (Kind.DATE, "1980-02-04", Form.TEXT, "02/04/1980"),
        (Kind.DATE, "1980-02-04", Form.DATE, "1980-02-04"),
        (Kind.DATE, "1980-02-04", Form.DATETIME, "1980-02-04T00:00:00"),
        (Kind.DATETIME, "2016-03-12T07:05:09", Form.TEXT, "03/12/2016 07:05:09"),
        (Kind.DATETIME, "2016-03-12T07:05:09", Form.DATETIME, "2016-03-12T07:05:09"),
        (Kind.DATETIME, "2016-03-12T07:05:09", Form.DATE, "2016-03-12"),
        (Kind.FLAG, True, Form.TEXT, "Y"),
        (Kind.FLAG, False, Form.TEXT, "N"),
        (Kind.FLAG, False, Form.BOOLEAN, "false"),
        (Kind.FLAG, True, Form.NUMBER, "1"),
        (Kind.CURRENCY, "68250.50", Form.NUMBER, "68250.50"),
        (Kind.INTEGER, 3, Form.TEXT, "3"),
        (Kind.PHONE, "+4685123", Form.TEXT, "+4685123"),
    ],
)
def test_what_is_sent_has_the_form_of_its_type(kind: Kind, value: str | int, form: Form, text: str) -> None:
    assert to_wire(kind, value, form) == text


@given(some.dates(), some.sampled_from([Form.TEXT, Form.DATE, Form.DATETIME]))
def test_a_date_comes_back_as_it_left(day: object, form: Form) -> None:
    field = RELATED_CONTACT["date_entered_household"]
    assert from_wire(field, to_wire(Kind.DATE, str(day), form)) == str(day)
