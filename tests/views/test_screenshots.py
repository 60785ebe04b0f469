"""Pictures of every screen, light and dark, to be looked at by a person; taken with long names in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from desktop.store import records
from desktop.views import theme
from desktop.views.administration_page import AdministrationPage
from desktop.views.detail_page import DetailPage
from desktop.views.outbox_page import OutboxPage
from desktop.views.owned_pane import OwnedPane
from desktop.views.thread import PageName
from desktop.views.tokens import Scheme
from tests.support.offices import Office
from tests.support.records import furnish

LONG = "Wolfeschlegelsteinhausenbergerdorff-Featherstoneh"


def tabs(office: Office, page: DetailPage, folder: Path, name: str) -> None:
    for number in range(page.tabs.count()):
        page.tabs.setCurrentIndex(number)
        office.shot(folder, f"{name}-{page.tabs.current()}")


@pytest.mark.parametrize(
    ("scheme", "size"), [(Scheme.LIGHT, (1366, 768)), (Scheme.DARK, (1920, 1080))], ids=["light", "dark"]
)
def test_every_screen(office: Office, screenshots: Path, scheme: Scheme, size: tuple[int, int]) -> None:
    with office.store.write() as unit:
        records.update(unit, office.home, {"household_name": LONG})
        records.update(unit, office.people()[0], {"last_name": LONG, "first_name": LONG})
        furnish(unit, office.home, office.people())
    theme.current().wear(scheme)
    office.window.resize(*size)
    folder = screenshots / f"screens-{scheme}-{size[0]}"
    folder.mkdir(exist_ok=True)
    office.households()
    office.shot(folder, "households")
    tabs(office, office.household(), folder, "household")
    page = office.contact()
    activities = page.panes("activities")[0]
    assert isinstance(activities, OwnedPane)
    activities.new()
    office.shot(folder, "contact-new-activity")
    activities.undo()
    tabs(office, page, folder, "contact")
    office.system.set_fault("offline")
    page.record.update_external_system()
    office.until(page.form.message_bar.isVisible)
    office.shot(folder, "contact-offline")
    office.window.go_to_screen(PageName.CONTACTS)
    office.shot(folder, "contacts")
    office.window.go_to_screen(PageName.OUTBOX)
    office.page(OutboxPage)
    office.shot(folder, "outbox")
    office.window.go_to_screen(PageName.ADMINISTRATION)
    administration = office.page(AdministrationPage)
    office.shot(folder, "administration")
    administration.tabs.setCurrentIndex(1)
    office.shot(folder, "lists")
    pictures = list(folder.glob("*.png"))
    assert len(pictures) >= 34
    assert {(QImage(str(each)).width(), QImage(str(each)).height()) for each in pictures} == {size}
