"""The seven steps of Update External System in the real window, by mouse and by keyboard alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.store.types import SyncState
from desktop.views.hands import Hands, KeyboardHands, MouseHands
from desktop.views.tour import Player
from tests.support.offices import Office


@pytest.mark.parametrize("hands", [MouseHands(), KeyboardHands()], ids=["mouse", "keyboard"])
def test_the_seven_steps(office: Office, hands: Hands, screenshots: Path) -> None:
    """Each step ends as the domain page says, and both ends hold the same in the end."""
    folder = screenshots / f"walk-{type(hands).__name__}"
    folder.mkdir(exist_ok=True)
    player = Player(office.window, office.program.operations, office.store, office.system, hands)
    report = player.play("Okafor-Lindqvist", folder)
    assert [(each.step, each.why) for each in report.steps] == [(number, "") for number in range(1, 8)]
    # The contact of step 5; in step 7 the two members that were never sent, then the household.
    members = ["ExternalContactSynchronize"] * len(office.people())
    assert office.arrived() == [*members, "ExternalHouseholdSynchronize"]
    assert office.read(office.home).values["category"] == "Gold"
    assert office.read(office.people()[0]).sync.state is SyncState.SYNCHRONIZED
