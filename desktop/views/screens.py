"""Makes the pages of the window from what every page is given."""

from __future__ import annotations

from functools import partial

from desktop.store.types import RecordKind
from desktop.views.administration_page import AdministrationPage
from desktop.views.contact_page import ContactPage
from desktop.views.desk import Desk
from desktop.views.first_page import FirstPage, Guide
from desktop.views.household_page import HouseholdPage
from desktop.views.main_window import Makers
from desktop.views.outbox_page import OutboxPage
from desktop.views.past_page import PastPage
from desktop.views.record_list_page import RecordListPage
from desktop.views.thread import PageName


def makers(desk: Desk, guide: Guide) -> Makers:
    """Return what makes each page at its first visit."""
    return {
        PageName.HOUSEHOLDS: partial(RecordListPage, RecordKind.HOUSEHOLD, desk),
        PageName.HOUSEHOLD: partial(HouseholdPage, desk),
        PageName.CONTACTS: partial(RecordListPage, RecordKind.CONTACT, desk),
        PageName.CONTACT: partial(ContactPage, desk),
        PageName.HOUSEHOLD_PAST: partial(PastPage, RecordKind.HOUSEHOLD, desk),
        PageName.CONTACT_PAST: partial(PastPage, RecordKind.CONTACT, desk),
        PageName.OUTBOX: partial(OutboxPage, desk),
        PageName.ADMINISTRATION: partial(AdministrationPage, desk),
        PageName.FIRST_STEPS: partial(FirstPage, desk, guide),
    }
