"""`hearth send`, `queue`, `sync` and `log` against the built-in external system, over its socket."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.integration.external_system.system import ExternalSystem
from tests.commands.conftest import Hearth


def test_send_waits_for_the_outcome_and_applies_the_reply(connected: Hearth, system: ExternalSystem) -> None:
    made = connected.household(category="Silver", income="68250.50")
    sent = connected.answer("send", "household", made["id"])
    assert (sent["record"], sent["state"], sent["attempts"]) == (
        {"kind": "household", "id": made["id"]}, "delivered", 1,
    )  # fmt: skip
    assert sent["applied"] == {"category": ["Silver", "Gold"], "integration_id": [None, "HH-000417"]}
    assert (sent["error"], sent["next_attempt"]) == (None, None)
    now = connected.answer("record", "show", "household", made["id"])
    assert (now["fields"]["category"], now["sync"]["state"]) == ("Gold", "synchronized")
    (kept,) = system.records("household")
    assert (kept.fields["HouseholdId"], kept.fields["Income"]) == (made["fields"]["household_id"], "68250.50")


def test_sync_sends_members_before_their_household(connected: Hearth, system: ExternalSystem) -> None:
    home, person = connected.household()["id"], connected.contact()["id"]
    connected.answer("member", "add", home, person)
    system.set_conduct({"mode": "offline"})
    for kind, row_id in (("household", home), ("contact", person)):
        assert connected.answer("send", kind, row_id, code=3)["state"] == "queued"
    waiting = connected.answer("queue")["deliveries"]
    assert [each["record"]["kind"] for each in waiting] == ["contact", "household"]
    system.set_conduct({"mode": "normal"})
    done = connected.answer("sync")
    counted = [done[name] for name in ("delivered", "refused", "waiting", "conflicts")]
    assert counted == [2, 0, 0, 0]
    assert [each.kind for each in system.journal(0)] == ["contact", "household"]
    assert connected.answer("queue") == {"deliveries": []}


def test_offline_keeps_the_delivery_and_ends_in_three(connected: Hearth, system: ExternalSystem) -> None:
    made = connected.contact()
    system.set_conduct({"mode": "offline"})
    kept = connected.answer("send", "contact", made["id"], code=3)
    assert (kept["state"], kept["applied"]) == ("queued", {})
    assert kept["error"]["message"]
    assert kept["next_attempt"] > kept["created_at"]
    waiting = connected.answer("sync", code=3)
    assert (waiting["waiting"], waiting["deliveries"][0]["id"]) == (1, kept["id"])
    assert connected.answer("record", "show", "contact", made["id"])["fields"] == made["fields"]


def test_a_refusal_ends_in_four_and_changes_nothing(connected: Hearth, system: ExternalSystem) -> None:
    made = connected.contact()
    system.set_conduct({"mode": "soap-fault", "code": "SBL-DAT-00498", "message": "Last Name is required"})
    refused = connected.answer("send", "contact", made["id"], code=4)
    assert refused["state"] == "refused"
    assert "SBL-DAT-00498" in refused["error"]["code"] + refused["error"]["detail"]
    assert connected.answer("record", "show", "contact", made["id"])["fields"] == made["fields"]
    assert connected.answer("queue")["deliveries"] == []


def test_a_reply_that_cannot_be_applied_ends_in_five(connected: Hearth, system: ExternalSystem) -> None:
    made = connected.household()
    system.set_conduct({"mode": "wrong-record"})
    doubtful = connected.answer("send", "household", made["id"], code=5)
    assert (doubtful["state"], doubtful["applied"]) == ("doubtful", {})
    now = connected.answer("record", "show", "household", made["id"])
    assert (now["fields"], now["sync"]["state"]) == (made["fields"], "doubtful")
    assert connected.answer("sync", code=5)["waiting"] == 1


def test_a_missing_password_ends_in_five(connected: Hearth) -> None:
    connected.answer("connection", "set", "crm", "--auth", "basic", "--user", "agent07")
    made = connected.contact()
    waits = connected.answer("send", "contact", made["id"], code=5)
    assert (waits["state"], waits["error"]["code"]) == ("queued", "credentials")
    assert "HEARTH_PASSWORD_CRM" in waits["error"]["message"]


def test_several_workers_deliver_everything_once(connected: Hearth, system: ExternalSystem) -> None:
    connected.answer("sample", "--households", "4")
    system.set_conduct({"mode": "offline"})
    people = connected.answer("record", "list", "contact")["records"]
    for each in people:
        connected.answer("send", "contact", each["id"], code=3)
    system.set_conduct({"mode": "normal"})
    assert connected.answer("sync", "--workers", "3")["delivered"] == len(people)
    assert sorted(each.fields["Id"] for each in system.records("contact")) == sorted(
        each["id"] for each in people
    )


def test_sync_speaks_of_the_default_connection_unless_told_otherwise(
    connected_locally: Hearth, system: ExternalSystem
) -> None:
    hearth = connected_locally
    hearth.answer("connection", "set", "billing", "--address", "http://127.0.0.1:1")
    made = hearth.contact()
    hearth.answer("send", "contact", made["id"], "--connection", "billing", code=3)
    assert hearth.answer("sync")["deliveries"] == []
    hearth.answer("connection", "set", "billing", "--address", system.addresses()["contact"])
    assert hearth.answer("sync", "--connection", "billing")["delivered"] == 1
    states = [
        hearth.answer("record", "show", "contact", made["id"], *words)["sync"]["state"]
        for words in ((), ("--connection", "billing"))
    ]
    assert states == ["never_sent", "synchronized"]


def test_the_log_holds_every_attempt_with_its_envelopes(connected: Hearth) -> None:
    person, home = connected.contact(), connected.household()
    for kind, record in (("contact", person), ("household", home)):
        connected.answer("send", kind, record["id"])
    attempts = connected.answer("log")["attempts"]
    assert [each["record"]["id"] for each in attempts] == [home["id"], person["id"]]
    assert attempts[0]["started_at"] <= attempts[0]["finished_at"]
    assert (attempts[0]["outcome"], attempts[0]["http_status"]) == ("delivered", 200)
    assert "<" in attempts[0]["request"]
    assert "HH-000417" in attempts[0]["reply"]
    for key in (home["id"], home["fields"]["household_id"], "HH-000417"):
        assert connected.answer("log", "--record", key)["attempts"] == attempts[:1]
    assert connected.answer("log", "--record", person["id"])["attempts"] == attempts[1:]


def test_the_log_outlives_its_record(connected: Hearth) -> None:
    made = connected.household()
    connected.answer("send", "household", made["id"])
    connected.answer("record", "delete", "household", made["id"])
    assert len(connected.answer("log", "--record", made["id"])["attempts"]) == 1


def test_no_secret_is_in_the_log(connected_locally: Hearth, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARTH_PASSWORD_CRM", "open-sesame")
    connected_locally.answer("connection", "set", "crm", "--auth", "siebel", "--user", "agent07")
    made = connected_locally.contact()
    connected_locally.answer("send", "contact", made["id"])
    ran = connected_locally.run("log", "--json", "--verbose")
    assert "<" in ran.out
    assert "open-sesame" not in ran.out + ran.err


def test_the_log_of_nobody_is_wrong_usage(local_hearth: Hearth) -> None:
    assert "no household or contact 'nobody'" in local_hearth.refusal("log", "--record", "nobody")
    assert local_hearth.answer("log") == {"attempts": []}


def test_without_an_external_system_send_says_how_to_define_one(local_hearth: Hearth) -> None:
    made = local_hearth.contact()
    assert "hearth connection set" in local_hearth.refusal("send", "contact", made["id"])
    assert local_hearth.answer("queue") == {"deliveries": []}
    assert local_hearth.answer("sync")["deliveries"] == []


def test_a_person_reads_what_came_back(connected_locally: Hearth) -> None:
    made = connected_locally.household(category="Silver", income="70000")
    shown = connected_locally.run("send", "household", made["id"]).out
    assert shown.splitlines()[0] == f"household {made['id']}: delivered"
    assert "  category: Silver -> Gold" in shown
    assert connected_locally.run("queue").out == "Nothing waits.\n"
    assert connected_locally.run("sync").out == "Nothing waits.\n"


def test_a_person_reads_why_something_waits(connected_locally: Hearth, system: ExternalSystem) -> None:
    system.set_conduct({"mode": "offline"})
    made = connected_locally.contact()
    ran = connected_locally.run("send", "contact", made["id"])
    assert ran.out.splitlines()[0] == f"contact {made['id']}: queued"
    assert "next attempt: " in ran.out
    assert ran.err == ""
    assert connected_locally.run("sync").out.startswith("delivered 0, refused 0, conflicts 0, waiting 1\n")
    assert "WHY" in connected_locally.run("queue").out


def test_a_working_connection_passes_its_test(connected: Hearth) -> None:
    tested = connected.answer("connection", "test", "crm")
    assert tested["ok"] is True
    assert {each["name"] for each in tested["checks"]} > {"household WSDL", "contact mapping"}
    assert all(each["ok"] for each in tested["checks"])
    assert connected.answer("log") == {"attempts": []}


def test_a_test_tells_a_dead_line_from_a_wrong_definition(
    connected_locally: Hearth, system: ExternalSystem, tmp_path: Path
) -> None:
    system.set_conduct({"mode": "offline"})
    assert connected_locally.answer("connection", "test", code=3)["ok"] is False
    system.set_conduct({"mode": "normal"})
    letter = tmp_path / "letter.wsdl"
    letter.write_text("Dear all")
    connected_locally.answer("connection", "set", "crm", "--contact-wsdl", str(letter))
    assert "NO  contact WSDL" in connected_locally.run("connection", "test").out
    assert connected_locally.run("connection", "test").code == 2
    connected_locally.answer("connection", "set", "crm", "--auth", "basic", "--user", "u")
    assert connected_locally.run("connection", "test").code == 5


def test_a_preview_sends_nothing(connected_locally: Hearth, system: ExternalSystem) -> None:
    person = connected_locally.contact("Ngozi")["id"]
    found = connected_locally.answer("send", "contact", person, "--preview")
    assert not found["known"]
    assert {"field": "first_name", "here": "Ngozi"}.items() <= next(
        each for each in found["differences"] if each["field"] == "first_name"
    ).items()
    connected_locally.answer("send", "contact", person)
    connected_locally.answer("record", "set", "contact", person, "first_name=Amara")
    (changed,) = connected_locally.answer("send", "contact", person, "--preview")["differences"]
    assert (changed["there"], changed["here"]) == ("Ngozi", "Amara")
    assert "first_name" in connected_locally.run("send", "contact", person, "--preview").out
    assert len(system.journal(0)) == 1
