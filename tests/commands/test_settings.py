"""`hearth settings`: what is set, from where, and changing it all or not at all."""

from __future__ import annotations

from tests.commands.conftest import Hearth


def values(answer: dict[str, list[dict[str, object]]]) -> dict[object, object]:
    return {each["name"]: each["value"] for each in answer["settings"]}


def test_settings_are_shown_set_and_reset(connected: Hearth) -> None:
    set_now = connected.answer("settings", "set", "sending=by_hand", "back_ups_kept=5")
    assert values(set_now) == {"sending": "by_hand", "back_ups_kept": 5}
    (shown,) = connected.answer("settings", "show", "sending", "--connection", "crm")["settings"]
    assert (shown["value"], shown["from"], shown["default"]) == ("by_hand", "store", "automatic")
    connected.answer("settings", "set", "sending=")
    assert values(connected.answer("settings", "show"))["sending"] == "automatic"
    assert "conflict." not in connected.run("settings", "show").out


def test_one_wrong_value_leaves_all_as_it_was(connected: Hearth) -> None:
    said = connected.refusal("settings", "set", "sending=by_hand", "back_ups_kept=none")
    assert "back_ups_kept: must be a number from 1 to 1000 (was none)" in said
    assert values(connected.answer("settings", "show", "sending")) == {"sending": "automatic"}
    assert "'sending' is not NAME=VALUE" in connected.refusal("settings", "set", "sending")
