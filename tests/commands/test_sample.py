"""`hearth sample`: invented households that keep every rule, the same for the same seed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.commands.conftest import Hearth


def everything(hearth: Hearth) -> list[dict[str, Any]]:
    kinds = ("household", "contact")
    return [
        each for kind in kinds for each in hearth.answer("record", "list", kind, "--limit", "1000")["records"]
    ]


def test_it_says_how_many_it_added(hearth: Hearth) -> None:
    added = hearth.answer("sample", "--households", "20")
    assert added["households"] == 20
    assert 30 <= added["contacts"] <= 80
    assert hearth.answer("store", "info")["counts"]["contacts"] == added["contacts"]
    assert hearth.answer("store", "check")["ok"] is True


def test_the_same_seed_gives_the_same_records_in_any_store(
    sqlite_url: str, postgresql_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    stores = [Hearth(url, capsys) for url in (sqlite_url, postgresql_url)]
    for hearth in stores:
        hearth.answer("sample", "--households", "12", "--seed", "7")
    one, other = (sorted(everything(hearth), key=lambda each: each["id"]) for hearth in stores)
    assert one == other


def test_another_seed_gives_others(local_hearth: Hearth) -> None:
    local_hearth.answer("sample", "--households", "5", "--seed", "1")
    first = {each["id"] for each in everything(local_hearth)}
    local_hearth.answer("sample", "--households", "5", "--seed", "2")
    households = local_hearth.answer("record", "list", "household")["records"]
    assert len({each["fields"]["household_id"] for each in households}) == 10
    assert len({each["fields"]["household_id"].partition("-")[0] for each in households}) == 2
    assert first < {each["id"] for each in everything(local_hearth)}


def test_a_second_call_goes_on_where_the_first_ended(
    local_hearth: Hearth, postgresql_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        local_hearth.answer("sample", "--households", "6")
    at_once = Hearth(postgresql_url, capsys)
    at_once.answer("sample", "--households", "12")
    assert {each["id"] for each in everything(local_hearth)} == {each["id"] for each in everything(at_once)}


def test_every_household_has_a_head_a_primary_and_an_address(local_hearth: Hearth) -> None:
    local_hearth.answer("sample", "--households", "30")
    for home in local_hearth.answer("record", "list", "household")["records"]:
        primary = [each["contact_id"] for each in home["members"] if each["primary"]]
        assert primary == [home["fields"]["head_of_household"]]
        assert home["fields"]["city"]


@pytest.mark.parametrize("count", ["0", "-5", "some"])
def test_nothing_is_no_number_of_households(local_hearth: Hearth, count: str) -> None:
    assert "is not a number from 1 on" in local_hearth.refusal("sample", "--households", count)
