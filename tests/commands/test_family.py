"""`hearth send household`: the family as one unit with one result, stopped half way and resumed."""

from __future__ import annotations

from desktop.integration.external_system.system import ExternalSystem
from tests.commands.conftest import Hearth


def family(hearth: Hearth) -> tuple[str, list[str]]:
    home = hearth.household()["id"]
    people = [hearth.contact(first)["id"] for first in ("Ngozi", "Emeka")]
    for each in people:
        hearth.answer("member", "add", home, each)
    return home, people


def synchronized(system: ExternalSystem) -> list[str]:
    return [each.kind for each in system.journal(0) if each.operation.endswith("Synchronize")]


def test_members_and_household_are_one_answer(connected: Hearth, system: ExternalSystem) -> None:
    home, people = family(connected)
    sent = connected.answer("send", "household", home)
    assert (sent["state"], sent["result"], sent["family"]) == ("delivered", "delivered", sent["id"])
    assert [each["record"]["id"] for each in sent["members"]] == people
    assert synchronized(system) == ["contact", "contact", "household"]
    again = connected.answer("send", "household", home)
    assert (again["members"], synchronized(system)[3:]) == ([], ["household"])


def test_a_refused_member_is_the_result_and_the_household_waits(
    connected: Hearth, system: ExternalSystem
) -> None:
    home, people = family(connected)
    system.set_conduct({"mode": "soap-fault", "code": "SBL-DAT-00498", "message": "No", "times": 1})
    sent = connected.answer("send", "household", home, code=4)
    assert (sent["state"], sent["result"]) == ("queued", "refused")
    assert connected.answer("queue")["deliveries"][0]["waits"]["for"] == "members"
    connected.answer("send", "contact", people[0])
    assert connected.answer("sync")["delivered"] == 1
    assert synchronized(system)[-1] == "household"


def test_offline_half_way_it_resumes_without_doubles(connected: Hearth, system: ExternalSystem) -> None:
    home, _ = family(connected)
    system.set_conduct({"mode": "busy", "status": 503, "times": 2, "operation": "ExternalContactSynchronize"})
    assert connected.answer("send", "household", home, code=3)["result"] == "queued"
    while connected.answer("queue")["deliveries"]:
        for each in connected.answer("queue")["deliveries"]:
            connected.run("queue", "send", each["id"])
    assert (len(system.records("contact")), len(system.records("household"))) == (2, 1)
    assert synchronized(system)[-1] == "household"
    assert connected.answer("record", "show", "household", home)["sync"]["state"] == "synchronized"


def test_alone_is_the_classic_command(connected: Hearth, system: ExternalSystem) -> None:
    home, _ = family(connected)
    connected.answer("send", "household", home, "--alone")
    assert synchronized(system) == ["household"]
