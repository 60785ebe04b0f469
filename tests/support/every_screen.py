"""The screens beside those of the records: Outbox, Administration with its dialogs, and First Steps."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

from desktop.errors import StoreDamaged
from desktop.findings import good, note, problem
from desktop.models.beginnings import Beginning
from desktop.store.types import Auth, ConnectionSettings
from desktop.views.administration_page import MAPPING, AdministrationPage
from desktop.views.first_page import FirstPage
from desktop.views.mapping_page import MappingPage
from desktop.views.outbox_page import OutboxPage
from desktop.views.thread import PageName
from tests.support.offices import Office
from tests.support.walking import View, over_it

DAMAGED = StoreDamaged("The store is damaged (crm).", way_out="Check the disk.")
_OPEN_LINE = note("certificates", "crm is spoken to without encryption: anybody on the way can read it.",
                  "Use its https address.", "crm")  # fmt: skip
_TROUBLES = (good("clock", "It agrees with the external system's.", "crm"), _OPEN_LINE,
             problem("store", str(DAMAGED), "Check the disk.", "crm"))  # fmt: skip
SAID = json.dumps({"findings": [asdict(each) for each in _TROUBLES]})
_SIGNED_IN = ConnectionSettings("siebel", auth=Auth.BASIC)


def screens(office: Office) -> Iterator[View]:
    office.window.go_to_screen(PageName.OUTBOX)
    office.page(OutboxPage)
    yield "outbox", office.window
    office.window.go_to_screen(PageName.ADMINISTRATION)
    administration = office.page(AdministrationPage)
    for number in range(administration.tabs.count()):
        administration.tabs.setCurrentIndex(number)
        if administration.tabs.current() == MAPPING:
            _lay_out(office, administration.mapping)
        yield f"administration-{administration.tabs.current()}", office.window
        if administration.tabs.current() == MAPPING:
            yield from _of_mapping(office, administration.mapping)
    administration.tabs.setCurrentIndex(0)
    yield from _first_steps(office)


def _lay_out(office: Office, page: MappingPage) -> None:
    """Waits for the mapping, and goes to a line whose values have names there."""
    office.until(lambda: page.table.isEnabled() and page.rows.rowCount() > 0)
    for row in range(page.rows.rowCount()):
        page.table.setCurrentIndex(page.rows.index(row, 0))
        if page.codes_button.isEnabled():
            return


def _of_mapping(office: Office, page: MappingPage) -> Iterator[View]:
    buttons = {
        "codes": page.codes_button,
        "constants": page.constants_button,
        "questions": page.questions_button,
        "rehearsal": page.rehearse_button,
    }
    for name, button in buttons.items():
        button.click()
        yield from over_it(office, f"mapping-{name}")
    page.reading.begin()
    office.until(page.reading.isVisible)
    yield "mapping-reading", office.window
    page.reading.end()


def _first_steps(office: Office) -> Iterator[View]:
    guide = office.program.guide
    assert guide is not None
    looked: list[object] = []
    guide.looked.connect(lambda findings, _keychain: looked.append(findings))
    office.window.go_to_screen(PageName.FIRST_STEPS)
    page = office.page(FirstPage)
    office.until(lambda: looked != [])
    yield "first-steps", office.window
    guide.found.emit(Beginning(connection=_SIGNED_IN, administrator="defaults.json"))
    guide.looked.emit(list(_TROUBLES), "")
    page.sign_in.anyway.show()
    yield "first-steps-password", office.window
    guide.look()
