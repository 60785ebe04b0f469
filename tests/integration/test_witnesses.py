"""Update External System against SOAP stacks of others: node's, and Java's, which checks by schema."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.soap import envelope
from tests.integration.wire import send
from tests.support.variant_runs import Desk
from tests.support.variants import Variant, write
from tests.support.witnesses import STACKS, Witness, place_of

VARIANTS = [
    Variant("document, all text"),
    Variant("document, typed", typed=True),
    Variant("document, SOAP 1.2", typed=True, ports=("1.2",)),
    Variant("document, SiebelMessage around the list", payload="top", suffix="_1"),
    Variant("rpc, all text", style="rpc", payload="top"),
    Variant("rpc, typed", style="rpc", payload="top", typed=True, prefix="Acme"),
    Variant("rpc, SOAP 1.2", style="rpc", payload="top", ports=("1.2",)),
]


@pytest.fixture(params=STACKS)
def witness(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Witness]:
    with Witness(str(request.param), VARIANTS, tmp_path) as started:
        yield started


def test_a_stack_that_is_not_ours_understands_and_is_understood(witness: Witness, tmp_path: Path) -> None:
    """One process of each stack serves all variants, because starting it takes the longest."""
    for number, variant in enumerate(VARIANTS):
        play(witness, number, variant, tmp_path / f"desk-{number}")
    # Or it would be no witness that what it took was valid.
    assert witness.stack != "jaxws" or refuses(witness, 1)


def play(witness: Witness, number: int, variant: Variant, folder: Path) -> None:
    desk = Desk(folder)
    addresses = {kind: f"{witness.address}{place_of(number, kind)}" for kind in ("household", "contact")}
    desk.define(variant, addresses, write(variant, folder / "ours", addresses))
    desk.run("connection", "test", "crm")
    ngozi = desk.new("contact", "last_name=Okafor", "first_name=Ngozi & <Ada>", "birth_date=1980-02-14",
                     "suppress_all_calls=Y")  # fmt: skip
    home = desk.new("household", "household_name=Åkerlund–Lindqvist", "income=68250.50")
    desk.run("member", "add", home, ngozi, "--primary", "--entered", "2021-02-14")
    desk.run("send", "contact", ngozi)
    desk.run("send", "household", home)
    contact = witness.seen(place_of(number, "contact"))[-1]
    household = witness.seen(place_of(number, "household"))[-1]
    assert "Okafor" in contact.text, variant.name
    for each in ("Åkerlund–Lindqvist", "68250.5", ngozi):
        assert each in household.text, variant.name
    shown = {kind: desk.run("record", "show", kind, each)["fields"]
             for kind, each in (("contact", ngozi), ("household", home))}  # fmt: skip
    assert shown["contact"]["integration_id"] == "CRM-88120", variant.name
    assert shown["household"]["integration_id"] == "HH-000417", variant.name


def refuses(witness: Witness, number: int) -> bool:
    """Tell whether a message that the WSDL does not allow is refused."""
    wrong = envelope('<a:ExternalContactSynchronize_Input xmlns:a="http://siebel.com/asi/"><x/>'
                     "</a:ExternalContactSynchronize_Input>")  # fmt: skip
    answer = send(f"{witness.address}{place_of(number, 'contact')}", message=wrong)
    return answer.status == 500 and b"SBL-EAI-04127" in answer.body
