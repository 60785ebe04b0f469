"""What an administrator sets for a machine reaches its stores, and what is locked stays as it was set."""

from __future__ import annotations

import json
import logging
import re
from pathlib import Path
from typing import Any

import pytest

from desktop import defaults
from desktop.defaults import DefaultsProblem
from desktop.settings import Settings
from desktop.store import connections, mappings, pick_lists, preferences, saved_queries
from desktop.store.locks import SetByAdministrator
from desktop.store.opening import open_own
from desktop.store.query import QueryProblem
from desktop.store.saved_queries import SavedQuery
from desktop.store.store import Store
from desktop.store.types import ConnectionSettings, RecordKind
from tests.support.sources import ROOT

CRM = {"name": "crm", "address": "https://crm.example.com/soap", "household_wsdl": "household.wsdl"}


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HEARTH_DEFAULTS", str(tmp_path / "defaults.json"))
    return tmp_path / "defaults.json"


def opened(file: Path, **told: object) -> Store:
    file.write_text(json.dumps(told))
    return open_own(Settings.gather())


def address(store: Store) -> str:
    with store.read() as view:
        return connections.read(view, "crm").address


def redefine(store: Store, address: str) -> None:
    with store.write() as unit:
        connections.save(unit, ConnectionSettings("crm", address=address))


def test_external_systems_are_defined_with_files_beside_it_and_their_mappings(file: Path) -> None:
    (file.parent / "mapping.json").write_text('{"fields": []}')
    with (
        opened(file, connections=[CRM | {"mappings": {"household": "mapping.json"}}]) as store,
        store.read() as view,
    ):
        kept = connections.read(view)
        assert (kept.name, kept.household_wsdl) == ("crm", str(file.parent / "household.wsdl"))
        assert mappings.read(view, "crm", RecordKind.HOUSEHOLD).document == '{"fields": []}'


def test_a_users_own_definition_stays_until_it_is_locked(file: Path) -> None:
    with opened(file, connections=[CRM]) as store:
        redefine(store, "http://mine.example.com")
    with opened(file, connections=[CRM], language="en") as store:
        assert address(store) == "http://mine.example.com"
    with opened(file, connections=[CRM | {"locked": True}]) as store:
        assert address(store) == CRM["address"]
        with pytest.raises(SetByAdministrator, match=r"crm is set by the administrator.*defaults\.json"):
            redefine(store, "http://mine.example.com")


def test_a_definition_that_nobody_changed_follows_the_file(file: Path) -> None:
    opened(file, connections=[CRM]).close()
    with opened(file, connections=[CRM | {"address": "https://new.example.com"}]) as store:
        assert address(store) == "https://new.example.com"


def test_settings_are_suggested_or_locked(file: Path) -> None:
    crm = CRM | {"settings": {"sending": "by_hand"}}
    with opened(file, connections=[crm], settings={"back_ups_kept": {"value": 3, "locked": True}}) as store:
        with store.write() as unit:
            assert preferences.find(unit, "sending", "crm").source == "administrator"
            assert preferences.put(unit, "sending", "automatic", "crm").source == "connection"
        with store.write() as unit, pytest.raises(SetByAdministrator, match="back_ups_kept"):
            preferences.put(unit, "back_ups_kept", "20")
        with store.read() as view:
            found = preferences.find(view, "back_ups_kept")
    assert (found.value, found.source, found.locked, found.file) == (3, "administrator", True, str(file))


def test_a_locked_list_has_its_values_and_no_others(file: Path) -> None:
    with opened(
        file, pick_lists={"HOUSEHOLD_CATEGORY": {"values": ["Zinc", "Gold"], "locked": True}}
    ) as store:
        with store.read() as view:
            assert pick_lists.values(view, "HOUSEHOLD_CATEGORY") == ("Zinc", "Gold")
        with store.write() as unit, pytest.raises(SetByAdministrator):
            pick_lists.add(unit, "HOUSEHOLD_CATEGORY", "Silver")


def test_without_the_file_nothing_is_locked_any_more(file: Path) -> None:
    opened(file, connections=[CRM | {"locked": True}]).close()
    file.unlink()
    with open_own(Settings.gather()) as store:
        redefine(store, "http://mine.example.com")
        assert address(store) == "http://mine.example.com"


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"colour": "red"}, "colour is not known"),
        ({"connections": [{"address": "x"}]}, "connections each needs a name"),
        ({"connections": [CRM | {"adress": "x"}]}, "no option 'adress'"),
        ({"connections": [CRM | {"auth": "magic"}]}, "'magic' is no way to sign in"),
        ({"connections": [CRM | {"mappings": {"household": "nowhere.json"}}]}, "cannot be read"),
        ({"settings": {"back_ups_kept": 0}}, "must be a number"),
        ({"settings": {"colour": "red"}}, "There is no setting 'colour'"),
        ({"pick_lists": {"NONE": ["x"]}}, "There is no list NONE"),
        ({"pick_lists": {"HOUSEHOLD_CATEGORY": "Gold"}}, "must be a list"),
        ({"language": 7}, "language must be a text"),
    ],
)
def test_a_file_that_cannot_be_used_stops_nobody_and_changes_nothing(
    file: Path, told: dict[str, Any], said: str, caplog: pytest.LogCaptureFixture
) -> None:
    opened(file, connections=[CRM | {"locked": True}]).close()
    with caplog.at_level(logging.WARNING), opened(file, **told) as store:
        assert address(store) == CRM["address"]
    assert said in caplog.text
    with pytest.raises(SetByAdministrator), open_own_quietly(caplog) as store:
        redefine(store, "http://mine.example.com")


def open_own_quietly(caplog: pytest.LogCaptureFixture) -> Store:
    with caplog.at_level(logging.WARNING):
        return open_own(Settings.gather())


def documented() -> str:
    """Returns the example that the page for administrators shows."""
    page = (ROOT / "docs" / "installing.md").read_text("utf-8")
    return re.findall(r"^    \{\n.*?^    \}$", page, re.MULTILINE | re.DOTALL)[0]


@pytest.mark.parametrize("example", ["package", "page"])
def test_the_examples_that_administrators_are_given_can_be_used(file: Path, example: str) -> None:
    given = (ROOT / "packaging" / "share" / "defaults.json").read_text("utf-8")
    told = json.loads(given if example == "package" else documented())
    for each in told["connections"]:
        each.pop("mappings", None)  # files beside it, which are not there
    with opened(file, **told) as store, store.read() as view:
        assert connections.read(view).name == "siebel"
        assert preferences.find(view, "back_ups_kept").locked


def test_what_is_no_json_is_said_so(file: Path) -> None:
    file.write_text("{")
    with pytest.raises(DefaultsProblem, match="it is no JSON"):
        defaults.read()
    assert defaults.language() == defaults.Language()


def test_the_language_can_be_locked(file: Path) -> None:
    file.write_text('{"language": "de"}')
    assert defaults.language() == defaults.Language("de")
    file.write_text('{"language": {"value": "de", "locked": true}}')
    assert defaults.language() == defaults.Language("de", locked=True)


def test_queries_for_everyone_stand_beside_an_agents_own_and_are_checked(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    gold = {"Gold in Uppsala": "category = Gold AND city = Upp*"}
    kind = RecordKind.HOUSEHOLD
    with opened(file, queries={"household": gold}) as store:
        with store.write() as unit:
            saved_queries.save(unit, SavedQuery(kind, "  my   Own ", "status = Active", (("income", True),)))
            with pytest.raises(SetByAdministrator):
                saved_queries.save(unit, SavedQuery(kind, "gold in uppsala", "status = Active"))
            with pytest.raises(SetByAdministrator):
                saved_queries.rename(unit, kind, "Gold in Uppsala", "Ours")
            with pytest.raises(QueryProblem, match="Character 1"):
                saved_queries.save(unit, SavedQuery(kind, "Bad", "categori = Gold"))
            saved_queries.rename(unit, kind, "MY OWN", "Mine")
        with store.read() as view:
            kept = [(each.name, each.by_administrator) for each in saved_queries.everyone(view, kind)]
            assert kept == [("Gold in Uppsala", True), ("Mine", False)]
            assert saved_queries.find(view, kind, "mine").order == (("income", True),)
        with store.write(who="another") as unit:
            assert [each.name for each in saved_queries.everyone(unit, kind)] == ["Gold in Uppsala"]
    with (
        caplog.at_level(logging.WARNING),
        opened(file, queries={"household": {"Bad": "shoes = 4"}}) as store,
        store.read() as view,
    ):
        assert [each.name for each in saved_queries.everyone(view, kind)] == ["Gold in Uppsala", "Mine"]
        assert "no field 'shoes'" in caplog.text
