"""What the external system holds, fetched: a record merged, others found and taken over once."""

from __future__ import annotations

from desktop.integration.external_system.system import ExternalSystem
from tests.commands.conftest import Hearth
from tests.support import elsewhere


def sent(hearth: Hearth) -> str:
    """A contact that both sides know."""
    ref = hearth.contact("Ngozi", "Okafor", job_title="Nurse")["id"]
    hearth.answer("send", "contact", ref)
    return str(ref)


def test_refresh_takes_what_was_changed_there(connected: Hearth, system: ExternalSystem) -> None:
    ref = sent(connected)
    elsewhere.change(system, "contact", Id=ref, JobTitle="Doctor", LastName="Okafor")
    done = connected.answer("refresh", "contact", ref)
    assert done["applied"] == {"job_title": ["Nurse", "Doctor"]}
    shown = connected.answer("record", "show", "contact", ref)
    assert (shown["fields"]["job_title"], shown["sync"]["state"]) == ("Doctor", "synchronized")


def test_what_was_changed_on_both_sides_stays_and_is_asked_about(
    connected_locally: Hearth, system: ExternalSystem
) -> None:
    ref = sent(connected_locally)
    elsewhere.change(system, "contact", Id=ref, JobTitle="Doctor", LastName="Okafor")
    connected_locally.answer("record", "set", "contact", ref, "job_title=Midwife")
    done = connected_locally.answer("refresh", "contact", ref, code=5)
    assert [(each["mine"], each["theirs"]) for each in done["kept"]] == [("Midwife", "Doctor")]
    shown = connected_locally.answer("record", "show", "contact", ref)
    assert (shown["fields"]["job_title"], shown["sync"]["state"]) == ("Midwife", "conflict")
    settled = connected_locally.answer("conflict", "resolve", ref, "--field", "job_title=mine")
    assert (settled["fields"]["job_title"], settled["sync"]["state"]) == ("Midwife", "pending")
    assert connected_locally.answer("send", "contact", ref)["state"] == "delivered"


def test_a_record_that_is_not_known_there_is_said_to_be_so(connected_locally: Hearth) -> None:
    ref = connected_locally.contact()["id"]
    assert "does not know this record" in connected_locally.refusal("refresh", "contact", ref, code=4)
    assert len(connected_locally.answer("log", "--record", ref)["attempts"]) > 0


def test_what_is_found_there_is_taken_over_once(connected: Hearth, system: ExternalSystem) -> None:
    elsewhere.change(
        system, "contact", Id="ELSEWHERE-1", FirstName="Ada", JobTitle="Smith", LastName="Lindqvist"
    )
    words = ("find", "contact", "last_name=Lind*")
    found = connected.answer(*words)["found"]
    assert [(each["fields"]["first_name"], each["id"]) for each in found] == [("Ada", None)]
    created = connected.answer(*words, "--create", "1")["created"]
    assert connected.answer(*words, "--create", "1")["created"] == created
    shown = connected.answer("record", "show", "contact", created)["fields"]
    assert (shown["job_title"], shown["integration_id"]) == ("Smith", found[0]["integration_id"])


def test_a_look_into_the_external_system_needs_something_to_look_for(connected_locally: Hearth) -> None:
    assert "nothing to look for" in connected_locally.refusal("find", "contact")
    assert connected_locally.answer("find", "contact", "last_name=Nobody")["found"] == []
