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
    Component,
)
from desktop.models import sights
from desktop.models.child_list import ChildRow
from desktop.store.types import RecordKind
from desktop.views.desk import Desk
from desktop.views.detail_page import MORE_INFO, DetailPage
from desktop.views.link_pane import LinkPane
from desktop.views.owned_pane import OwnedPane
from desktop.views.record_list_page import screen_title
from desktop.views.thread import PageName, Place

ACTIVITIES = "activities"


class ContactPage(DetailPage):
    """One contact."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(RecordKind.CONTACT, desk, sights.of, "last_name", parent)
        self._add_owned(ACTIVITIES, self.tr("Activities"), "activity", ACTIVITY)
        self._add_owned("addresses", self.tr("Addresses"), "address", PERSONAL_ADDRESS)
        self._add_owned("phones", self.tr("Alternate Phones"), "phone", ALTERNATE_PHONE)
        self._add_owned("e_mails", self.tr("E-mails"), "email", COMMUNICATION_ADDRESS)
        self._add_links("households", self.tr("Households"), "household", RELATED_HOUSEHOLDS)
        others = (RELATED_ACCOUNT, CONTACT_ORGANIZATION, CONTACT_SALES_REP)
        self._add_links("links", self.tr("Accounts and Team"), "link", *others)
        self.add_tab(MORE_INFO, self.tr("More Info"), "info", None)
        self.add_reading_tabs()

    def _add_owned(self, key: str, title: str, icon: str, component: Component) -> None:
        self.take_panes(key, OwnedPane(component, self._desk, icon, self.add_split_tab(key, title, icon)))

    def _add_links(self, key: str, title: str, icon: str, *components: Component) -> None:
        beside = self.add_split_tab(key, title, icon)
        self.take_panes(key, *(LinkPane(each, self._desk, icon, beside) for each in components))

    def first_tab(self) -> str:
        return ACTIVITIES

    def follow_link(self, row: object) -> None:
        if isinstance(row, ChildRow) and row.target is not None:
            name = str(row.values.get("hh_name") or "")
            place = Place(PageName.HOUSEHOLD, row.target, title=screen_title(row.target.kind), value=name)
            self.leave(partial(self.drilled.emit, place, False))
