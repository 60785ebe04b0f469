"""`hearth queue`: what waits and why, cancelling, sending one, pausing and resuming a line."""

from __future__ import annotations

from desktop.integration.external_system.system import ExternalSystem
from tests.commands.conftest import Hearth


def test_a_delivery_that_waits_is_cancelled_by_the_record_it_is_for(
    connected: Hearth, system: ExternalSystem
) -> None:
    made = connected.household()
    system.set_conduct({"mode": "offline"})
    connected.answer("send", "household", made["id"], code=3)
    (waiting,) = connected.answer("queue")["deliveries"]
    assert (waiting["waits"]["for"], waiting["waits"]["until"]) == ("time", waiting["next_attempt"])
    assert waiting["waits"]["sentence"].startswith("Tried again ")
    done = connected.answer("queue", "cancel", made["fields"]["household_id"])
    assert (done["id"], done["state"]) == (waiting["id"], "cancelled")
    assert connected.answer("record", "show", "household", made["id"])["sync"]["state"] == "never_sent"
    assert "Nothing waits for this household" in connected.refusal("queue", "cancel", made["id"])


def test_one_that_may_have_arrived_asks_before_it_is_cancelled(
    connected: Hearth, system: ExternalSystem
) -> None:
    made = connected.contact()
    system.set_conduct({"mode": "reply-lost"})
    connected.answer("send", "contact", made["id"], code=5)
    assert "may have arrived" in connected.refusal("queue", "cancel", made["id"], code=5)
    done = connected.answer("queue", "cancel", made["id"], "--may-have-arrived")
    assert (done["state"], done["in_doubt"]) == ("cancelled", True)
    assert connected.answer("record", "show", "contact", made["id"])["sync"]["state"] == "pending"
    system.set_conduct({"mode": "normal"})
    connected.answer("send", "contact", made["id"])
    assert len(system.records("contact")) == 1
    assert [each.operation for each in system.journal(0)].count("ExternalContactSynchronize") == 1


def test_sync_leaves_a_paused_system_alone_and_says_so(connected: Hearth, system: ExternalSystem) -> None:
    made = connected.contact()
    assert connected.answer("queue", "pause")["paused"] is True
    assert connected.answer("send", "contact", made["id"], code=3)["attempts"] == 0
    left = connected.answer("sync", code=3)
    assert (left["waiting"], [each["connection"] for each in left["lines"]]) == (1, ["crm"])
    assert "paused by" in connected.run("sync").out
    assert connected.answer("queue", "lines")["lines"] == left["lines"]
    assert connected.answer("queue", "resume", "crm")["paused"] is False
    (waiting,) = connected.answer("queue")["deliveries"]
    assert connected.answer("queue", "send", waiting["id"])["state"] == "delivered"
    assert len(system.records("contact")) == 1


def test_what_is_not_there_is_named(connected: Hearth) -> None:
    assert "no delivery and no record 'X'" in connected.refusal("queue", "cancel", "X")
    assert "no external system 'elsewhere'" in connected.refusal("queue", "pause", "elsewhere")
