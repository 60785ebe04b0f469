"""Preferences: declared once, set for the store or for one external system, the nearest one holds."""

from __future__ import annotations

import pytest

from desktop.errors import InvalidValue, UsageError
from desktop.store import preferences
from desktop.store.preferences import Family, Resolution, Sending, Setting
from desktop.store.store import Store


def put(store: Store, name: str, text: str, connection: str | None = None) -> None:
    with store.write() as unit:
        preferences.put(unit, name, text, connection)


def value(store: Store, name: str, connection: str | None = None) -> Setting:
    with store.read() as view:
        return preferences.value(view, name, connection)


def test_what_nobody_set_has_its_default(store: Store) -> None:
    with store.read() as view:
        found = preferences.everything(view, "crm")
    assert {each.source for each in found} == {"default"}
    assert value(store, preferences.FAMILY_COMMAND) == Family.FAMILY


def test_an_external_systems_own_value_stands_before_the_stores(store: Store) -> None:
    put(store, preferences.SENDING, "by_hand")
    put(store, preferences.SENDING, "automatic", "crm")
    assert value(store, preferences.SENDING) == Sending.BY_HAND
    assert value(store, preferences.SENDING, "crm") == Sending.AUTOMATIC
    put(store, preferences.SENDING, "", "crm")
    assert value(store, preferences.SENDING, "crm") == Sending.BY_HAND


def test_each_kind_comes_back_as_it_was_set(store: Store) -> None:
    put(store, preferences.UPDATE_ON_SAVE, "Yes")
    put(store, preferences.BACK_UPS_KEPT, "30")
    put(store, preferences.conflict_name("contact", "personal_address.personal_city"), "theirs")
    assert value(store, preferences.UPDATE_ON_SAVE, "crm") is True
    assert value(store, preferences.BACK_UPS_KEPT) == 30
    assert value(store, "conflict.contact.personal_address.personal_city") == Resolution.THEIRS
    assert value(store, "conflict.contact.alias") == Resolution.ASK


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("sending", "sometimes", "must be one of automatic, at_intervals, by_hand"),
        ("back_ups_kept", "0", "must be a number from 1 to 1000"),
        ("update_on_save", "perhaps", "must be true or false"),
        ("conflict.contact.alias", "both", "must be one of ask, mine, theirs"),
    ],
)
def test_what_is_not_allowed_changes_nothing(store: Store, name: str, text: str, said: str) -> None:
    before = value(store, name)
    with pytest.raises(InvalidValue, match=said):
        put(store, name, text)
    assert value(store, name) == before


def test_what_is_not_declared_is_refused(store: Store) -> None:
    with pytest.raises(UsageError, match="no setting 'colour'"):
        put(store, "colour", "blue")
    with pytest.raises(UsageError, match="holds for the whole store"):
        put(store, preferences.FAMILY_COMMAND, "alone", "crm")
