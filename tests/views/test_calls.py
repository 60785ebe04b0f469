"""Calls from outside reach the running window: the caller's record, a choice, or a new contact."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from desktop import calls
from desktop.calls import Answer, Call
from desktop.errors import HearthError
from desktop.store import records
from desktop.store.types import RecordKind, Ref
from desktop.views.contact_page import ContactPage
from desktop.views.doorbell import Doorbell
from desktop.views.household_page import HouseholdPage
from desktop.views.record_list_page import RecordListPage
from tests.support.offices import Office

NUMBER = "+46851234567"


class Telephone:
    """A telephony program beside the window, which waits for the window's answer on a thread of its own."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def ring(self, call: Call) -> Answer:
        said: list[Answer | HearthError] = []
        thread = threading.Thread(target=self._ring, args=(call, said))
        thread.start()
        self._office.until(lambda: bool(said), "Nobody answered.")
        thread.join()
        self._office.settle()
        if isinstance(said[0], HearthError):
            raise said[0]
        return said[0]

    def _ring(self, call: Call, said: list[Answer | HearthError]) -> None:
        try:
            said.append(calls.ring(self._office.program.settings.home, call))
        except HearthError as problem:
            said.append(problem)


@pytest.fixture
def telephone(office: Office) -> Iterator[Telephone]:
    doorbell = Doorbell(office.program.settings.home)
    doorbell.rung.connect(office.program.receive)
    assert doorbell.listen()
    yield Telephone(office)
    doorbell.close()


def give_number(office: Office, *rows: int) -> list[Ref]:
    people = [office.people()[row] for row in rows]
    with office.store.write() as unit:
        for each in people:
            records.update(unit, each, {"home_phone": NUMBER})
    return people


def test_the_window_goes_to_the_caller(office: Office, telephone: Telephone, screenshots: Path) -> None:
    (person,) = give_number(office, 1)
    answer = telephone.ring(Call(phone="08-512 345 67"))
    assert answer == {"shown": "record", "kind": "contact", "id": person.id}
    assert office.page(ContactPage).record.ref == person
    assert office.window.thread_bar.texts() == ("Contact: Lindqvist",)


def test_a_family_with_one_number_is_shown_as_the_household(office: Office, telephone: Telephone) -> None:
    give_number(office, 0, 1, 2)
    assert telephone.ring(Call(phone=NUMBER))["id"] == office.home.id
    assert office.page(HouseholdPage).record.ref == office.home


def test_strangers_with_one_number_are_offered(
    office: Office, telephone: Telephone, screenshots: Path
) -> None:
    give_number(office, 0)
    with office.store.write() as unit:
        other = records.create(
            unit, "contact", {"first_name": "Ada", "last_name": "Bauer", "work_phone": NUMBER}
        )
    assert telephone.ring(Call(phone=NUMBER))["shown"] == "choice"
    office.shot(screenshots, "call-choice")
    buttons = {each.text(): each for each in office.window.message_bar.findChildren(QPushButton)}
    buttons["Ada Bauer"].click()
    assert office.page(ContactPage).record.ref == other


def test_a_stranger_becomes_a_new_contact_with_the_number(
    office: Office, telephone: Telephone, screenshots: Path
) -> None:
    assert telephone.ring(Call(phone="+46701234567")) == {"shown": "new"}
    page = office.page(RecordListPage)
    assert page.kind is RecordKind.CONTACT
    assert page.form.is_new()
    office.shot(screenshots, "call-stranger")
    office.type_into(page.form.editor("last_name").as_widget(), "Bauer")
    office.type_into(page.form.editor("first_name").as_widget(), "Ada")
    page.record.save()
    office.settle()
    assert page.record.ref is not None
    assert office.read(page.record.ref).values["cellular_phone"] == "+46701234567"


def test_a_record_is_called_by_any_of_its_names(office: Office, telephone: Telephone) -> None:
    number = str(office.read(office.home).values["household_id"])
    assert telephone.ring(Call(household=number))["id"] == office.home.id
    assert office.page(HouseholdPage).record.ref == office.home
    with pytest.raises(HearthError, match="There is no contact"):
        telephone.ring(Call(contact="nobody"))


def test_what_is_being_typed_is_saved_before_the_caller_is_shown(
    office: Office, telephone: Telephone
) -> None:
    (person,) = give_number(office, 1)
    page = office.contact(0)
    office.type_into(page.form.editor("job_title").as_widget(), "Midwife")
    telephone.ring(Call(phone=NUMBER))
    assert office.page(ContactPage).record.ref == person
    assert office.read(office.people()[0]).values["job_title"] == "Midwife"


def test_a_record_that_cannot_be_left_keeps_the_caller_waiting(office: Office, telephone: Telephone) -> None:
    (person,) = give_number(office, 1)
    page = office.contact(0)
    office.type_into(page.form.editor("email_address").as_widget(), "nonsense")
    assert telephone.ring(Call(phone=NUMBER)) == {"shown": "waits"}
    assert office.page(ContactPage).record.ref == office.people()[0]
    office.type_into(page.form.editor("email_address").as_widget(), "ngozi@example.com")
    office.window.message_bar.findChildren(QPushButton)[0].click()
    office.settle()
    assert office.page(ContactPage).record.ref == person


def test_nonsense_on_the_socket_does_no_harm(office: Office, telephone: Telephone) -> None:
    with pytest.raises(HearthError, match="phone"):
        telephone.ring(Call(phone="who?"))
    assert telephone.ring(Call()) == {"shown": "window"}
