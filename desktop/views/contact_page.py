"""The detail view of a contact: the form over activities, addresses, phones, households and links."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.fields import (
    ACTIVITY,
    ALTERNATE_PHONE,
    COMMUNICATION_ADDRESS,
    CONTACT_ORGANIZATION,
    CONTACT_SALES_REP,
    PERSONAL_ADDRESS,
    RELATED_ACCOUNT,
    RELATED_HOUSEHOLDS,
)
from desktop.models import sights
from desktop.models.child_list import ChildRow
from desktop.store.types import RecordKind
from desktop.views.desk import Desk
from desktop.views.detail_page import HISTORY, MORE_INFO, DetailPage
from desktop.views.link_pane import LinkPane
from desktop.views.owned_pane import OwnedPane
from desktop.views.record_list_page import screen_title
from desktop.views.thread import PageName, Place

ACTIVITIES = "activities"


class ContactPage(DetailPage):
    """One contact."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(RecordKind.CONTACT, desk, sights.of, "last_name", parent)
        phones = OwnedPane(ALTERNATE_PHONE, desk, "phone")
        e_mails = OwnedPane(COMMUNICATION_ADDRESS, desk, "email")
        links = [
            LinkPane(RELATED_ACCOUNT, desk, "link"),
            LinkPane(CONTACT_ORGANIZATION, desk, "link"),
            LinkPane(CONTACT_SALES_REP, desk, "person-add"),
        ]
        self.add_panes(ACTIVITIES, self.tr("Activities"), "activity", OwnedPane(ACTIVITY, desk, "activity"))
        addresses = OwnedPane(PERSONAL_ADDRESS, desk, "address")
        self.add_panes("addresses", self.tr("Addresses"), "address", addresses)
        self.add_panes("phones", self.tr("Alternate Phones"), "phone", phones)
        self.add_panes("e_mails", self.tr("E-mails"), "email", e_mails)
        households = LinkPane(RELATED_HOUSEHOLDS, desk, "household")
        self.add_panes("households", self.tr("Households"), "household", households)
        self.add_panes("links", self.tr("Accounts and Team"), "link", *links)
        self.add_tab(MORE_INFO, self.tr("More Info"), "info", None)
        self.add_tab(HISTORY, self.tr("History"), "history", self.history)

    def first_tab(self) -> str:
        return ACTIVITIES

    def follow_link(self, row: object) -> None:
        if isinstance(row, ChildRow) and row.target is not None:
            name = str(row.values.get("hh_name") or "")
            place = Place(PageName.HOUSEHOLD, row.target, title=screen_title(row.target.kind), value=name)
            self.leave(partial(self.drilled.emit, place, False))
