"""The detail view of a contact: the form over activities, addresses, notes, what was sold, and links."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.fields import (
    ACTIVITY,
    AGREEMENT,
    ALTERNATE_PHONE,
    ASSET,
    ATTACHMENT,
    COMMUNICATION_ADDRESS,
    CONTACT_ORGANIZATION,
    CONTACT_SALES_REP,
    NOTE,
    OPPORTUNITY,
    PERSONAL_ADDRESS,
    RELATED_ACCOUNT,
    RELATED_HOUSEHOLDS,
    SERVICE_REQUEST,
    Component,
)
from desktop.models import sights
from desktop.models.child_list import ChildRow
from desktop.store.types import RecordKind
from desktop.views.attachments_pane import AttachmentsPane
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
        self._add_owned("notes", self.tr("Notes"), "note", NOTE)
        attachments = partial(AttachmentsPane, self._desk)
        self.add_panes("attachments", self.tr("Attachments"), "attachment", attachments, of=(ATTACHMENT,))
        self._add_owned("opportunities", self.tr("Opportunities"), "opportunity", OPPORTUNITY)
        self._add_owned("service_requests", self.tr("Service Requests"), "service-request", SERVICE_REQUEST)
        self._add_owned("agreements", self.tr("Agreements"), "agreement", AGREEMENT)
        self._add_owned("assets", self.tr("Assets"), "asset", ASSET)
        reached_by = (ALTERNATE_PHONE, COMMUNICATION_ADDRESS)
        self._add_owned("reach", self.tr("Phones and E-mails"), "phone", *reached_by)
        self._add_links("households", self.tr("Households"), "household", RELATED_HOUSEHOLDS)
        others = (RELATED_ACCOUNT, CONTACT_ORGANIZATION, CONTACT_SALES_REP)
        self._add_links("links", self.tr("Accounts and Team"), "link", *others)
        self.add_tab(MORE_INFO, self.tr("More Info"), "info")
        self.add_reading_tabs()

    def _add_owned(self, key: str, title: str, icon: str, *components: Component) -> None:
        makes = (partial(OwnedPane, each, self._desk, icon) for each in components)
        self.add_panes(key, title, icon, *makes, of=components)

    def _add_links(self, key: str, title: str, icon: str, *components: Component) -> None:
        makes = (partial(LinkPane, each, self._desk, icon) for each in components)
        self.add_panes(key, title, icon, *makes, of=components)

    def first_tab(self) -> str:
        return ACTIVITIES

    def follow_link(self, component: Component, row: object) -> None:
        if component is RELATED_HOUSEHOLDS and isinstance(row, ChildRow) and row.target is not None:
            name = str(row.values.get("hh_name") or "")
            place = Place(PageName.HOUSEHOLD, row.target, title=screen_title(row.target.kind), value=name)
            self.leave(partial(self.drilled.emit, place, False))
