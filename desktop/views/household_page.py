"""The detail view of a household: its form over its contacts and all that they have."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import cast

from PySide6.QtWidgets import QWidget

from desktop.fields import (
    ACTIVITY,
    AGREEMENT,
    ASSET,
    ATTACHMENT,
    HOUSEHOLD_ORGANIZATION,
    HOUSEHOLD_SALES_REP,
    NOTE,
    OPPORTUNITY,
    PERSONAL_ADDRESS,
    RELATED_CONTACT,
    SERVICE_REQUEST,
    Component,
)
from desktop.models import roll_ups, sights
from desktop.models.child_list import ChildRow
from desktop.store.types import RecordKind, Ref
from desktop.views.desk import Desk
from desktop.views.detail_page import MORE_INFO, DetailPage, MakePane
from desktop.views.hierarchy_pane import HierarchyPane
from desktop.views.link_pane import LinkPane
from desktop.views.members_pane import MembersPane
from desktop.views.record_list_page import screen_title
from desktop.views.roll_up_pane import RollUpPane, SharedPane
from desktop.views.summary_pane import SummaryPane
from desktop.views.thread import PageName, Place

CONTACTS = "contacts"


class HouseholdPage(DetailPage):
    """One household."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(RecordKind.HOUSEHOLD, desk, sights.household, "household_name", parent)
        self.add_tab(MORE_INFO, self.tr("More Info"), "info")
        members = partial(MembersPane, desk)
        self.add_panes(CONTACTS, self.tr("Contacts"), "contact", members, of=(RELATED_CONTACT,))
        self._add_shared("activities", self.tr("Activities"), "activity", ACTIVITY)
        self._add_roll_up("addresses", self.tr("Addresses"), "address", PERSONAL_ADDRESS)
        self._add_shared("notes", self.tr("Notes"), "note", NOTE)
        self._add_roll_up("attachments", self.tr("Attachments"), "attachment", ATTACHMENT)
        self._add_roll_up("opportunities", self.tr("Opportunities"), "opportunity", OPPORTUNITY)
        title = self.tr("Service Requests")
        self._add_roll_up("service_requests", title, "service-request", SERVICE_REQUEST)
        self._add_roll_up("agreements", self.tr("Agreements"), "agreement", AGREEMENT)
        self._add_roll_up("assets", self.tr("Assets"), "asset", ASSET)
        self.add_tab("summary", self.tr("Summary"), "summary", self._make_summary)
        title = self.tr("Relationship Hierarchy")
        self.add_tab("hierarchy", title, "hierarchy", self._make_hierarchy)
        self._add_links()
        self.add_reading_tabs()

    @property
    def members(self) -> MembersPane:
        """Return the list of contacts."""
        return cast(MembersPane, self.panes(CONTACTS)[0])

    def first_tab(self) -> str:
        return CONTACTS

    def follow_link(self, component: Component, row: object) -> None:
        if not isinstance(row, ChildRow) or row.target is None:
            return
        name = str(row.values.get("last_name") or self._last_name(row.target))
        place = Place(PageName.CONTACT, row.target, title=screen_title(row.target.kind), value=name)
        if component.name in roll_ups.VIEWS:
            place = replace(place, tab=roll_ups.VIEWS[component.name], row=row.id)
        self.leave(partial(self.drilled.emit, place, False))

    def _last_name(self, contact: Ref) -> str:
        sight = self.record.sight
        member = sight.members.get(contact.id) if sight else None
        return str(member.values["last_name"]) if member else ""

    def _add_shared(self, key: str, title: str, icon: str, component: Component) -> None:
        self._add_rows(key, title, icon, component, partial(SharedPane, component, self._desk, icon))

    def _add_roll_up(self, key: str, title: str, icon: str, component: Component) -> None:
        self._add_rows(key, title, icon, component, partial(RollUpPane, component, self._desk, icon))

    def _add_rows(self, key: str, title: str, icon: str, component: Component, make: MakePane) -> None:
        shown = partial(self.make_panes, key, (make,))
        self.add_tab(key, title, icon, shown, roll_ups.counter(component.name), (component,))

    def _add_links(self) -> None:
        of = (HOUSEHOLD_SALES_REP, HOUSEHOLD_ORGANIZATION)
        icons = ("person-add", "household")
        makes = (partial(LinkPane, each, self._desk, icon) for each, icon in zip(of, icons, strict=True))
        self.add_panes("team", self.tr("Team and Organizations"), "person-add", *makes, of=of)

    def _make_summary(self, parent: QWidget) -> QWidget:
        summary = SummaryPane(self._desk, parent)
        self.take_panes("summary", *summary.panes)
        return summary

    def _make_hierarchy(self, parent: QWidget) -> QWidget:
        hierarchy = HierarchyPane(self._desk, parent)
        self.take_panes("hierarchy", hierarchy.parties)
        hierarchy.tree.chosen.connect(self._go_to_party)
        return hierarchy

    def _go_to_party(self, ref: Ref, name: str) -> None:
        page = PageName.HOUSEHOLD if ref.kind is RecordKind.HOUSEHOLD else PageName.CONTACT
        if self.record.ref != ref:
            place = Place(page, ref, title=screen_title(ref.kind), value=name)
            self.leave(partial(self.drilled.emit, place, False))
