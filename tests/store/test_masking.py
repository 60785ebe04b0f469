"""What is given away keeps its form and holds nothing about anybody."""

from __future__ import annotations

import pytest

from desktop.store.masking import Mask

SENT = (
    '<S:Envelope xmlns:S="urn:s" xmlns:xsi="urn:x"><S:Body><Household operation="upsert" Owner="Maja">'
    '<HouseholdName xsi:type="string">Okafor-Lindqvist</HouseholdName><Income>68250.50</Income>'
    "<Head>Okafor-Lindqvist</Head><Password>***</Password><Empty/></Household></S:Body></S:Envelope>"
)
FAULT = (
    "<Fault><faultcode>S:Client</faultcode><faultstring>Value '{}' is bad (SBL-EAI-04376): okafor-lindqvist"
    "</faultstring><detail><Error><ErrorCode>SBL-DAT-00215</ErrorCode></Error></detail></Fault>"
)


def test_values_keep_their_form_and_equal_ones_their_number() -> None:
    hidden = Mask([SENT]).envelope(SENT)
    assert '<HouseholdName xsi:type="string">Xxxxxx-Xxxxxxxxx (1)</HouseholdName>' in hidden
    assert "<Income>99999.99 (2)</Income><Head>Xxxxxx-Xxxxxxxxx (1)</Head>" in hidden
    assert 'operation="upsert" Owner="Xxxx (' in hidden
    assert "<Password>***</Password><Empty/>" in hidden


@pytest.mark.parametrize("value", ["Okafor", "Maja", "68250", "18-44", "Lindqvist"])
def test_no_value_is_left(value: str) -> None:
    assert value not in Mask([SENT]).envelope(SENT)


def test_a_fault_stays_readable_but_repeats_nobody() -> None:
    hidden = Mask([SENT, FAULT]).envelope(FAULT.format("Ngozi"))
    assert "<faultstring>Value 'Xxxxx (" in hidden
    assert "is bad (SBL-EAI-04376): xxxxxx-xxxxxxxxx (" in hidden
    assert "<ErrorCode>SBL-DAT-00215</ErrorCode>" in hidden


def test_a_sentence_loses_addresses_and_numbers_too() -> None:
    said = Mask([SENT]).sentence("Call +46 18 123 45 67 or ngozi@example.com (status 503).")
    assert "18" not in said
    assert "ngozi" not in said
    assert "(status 503)" in said


def test_a_page_that_is_no_envelope_is_hidden_as_a_whole() -> None:
    page = "<html><!-- Maja --><body title='Maja'>Welcome Maja <![CDATA[Maja]]></body></html>"
    assert "Maja" not in Mask([page]).envelope(page)


def test_a_value_that_looks_hidden_is_hidden_all_the_same() -> None:
    assert "Max 9 (3)" not in Mask(["<A>Max 9 (3)</A>"]).envelope("<A>Max 9 (3)</A>")
