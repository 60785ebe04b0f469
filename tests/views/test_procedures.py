"""The procedures of the Households screen and the walk through it, each by mouse and by keyboard alone.

Each test is one procedure as an agent knows it. All of one pair of hands work in one window, one after the
other in any order, each with a household of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest
from PySide6.QtWidgets import QApplication

from desktop.store import catalogues, children
from desktop.store.types import Ref, SyncState
from desktop.views import theme
from desktop.views.actions import Act
from desktop.views.applet import Applet
from desktop.views.children_pane import ChildrenPane
from desktop.views.contact_page import ContactPage
from desktop.views.detail_page import DetailPage
from desktop.views.hands import come_back
from desktop.views.household_page import HouseholdPage
from desktop.views.owned_pane import OwnedPane
from desktop.views.pick_dialog import PickDialog
from desktop.views.record_list_page import RecordListPage
from desktop.views.shuttle import ShuttleDialog
from desktop.views.tour import Player
from tests.support.agents import Agent, KeyboardAgent, MouseAgent
from tests.support.offices import Office, lasting_office, make_home
from tests.support.records import contact, furnish

_COUNT = iter(range(101, 1000))


@pytest.fixture(scope="class")
def place(
    qapp: QApplication, tmp_path_factory: pytest.TempPathFactory, sqlite_model: Path
) -> Iterator[Office]:
    """The office in which all procedures of one pair of hands are done."""
    with lasting_office(tmp_path_factory.mktemp("office"), sqlite_model) as office:
        yield office


class Procedures:
    """Everything an agent does, with the hands that the class under this one has."""

    hands: ClassVar[Agent]
    office: Office

    @pytest.fixture(autouse=True)
    def _begin(self, place: Office) -> None:
        """Lets each procedure begin with a household of its own, in the list."""
        self.office = place
        self.name = f"Okafor-Lindqvist {next(_COUNT)}"
        place.home = make_home(place.store, self.name)
        page = place.households()
        page.model.ask(page.model.query)
        place.settle()

    # --- The procedures ---------------------------------------------------------------------------------

    def test_5_1_add_a_household(self) -> None:
        """New, the fields, and leaving the record saves it: with a number, and active."""
        page = self.households()
        self.do(page.list, Act.NEW)
        name = f"Zetterberg {next(_COUNT)}"
        self.type_into(page, household_name=name)
        self.choose(page, type="Family - Children", category="Gold", segment="Rural")
        self.type_into(page, income="412000", household_size="4")
        self.hands.select_row(page.list.table, 0)
        self.office.settle()
        self.find(page, name)
        kept = self.record_in(page)
        assert (kept["status"], kept["category"], kept["income"]) == ("Active", "Gold", "412000")
        assert page.form.subtitle.text() == kept["household_id"]

    def test_5_2_add_contacts(self) -> None:
        """Add takes someone who is here, New makes someone; role, income, alias are set in the list."""
        last_name = f"Bergman{next(_COUNT)}"
        with self.office.store.write() as unit:
            contact(unit, last_name, "Signe")
        page = self.household()
        table = page.members.list.table
        self.do(page.members.list, Act.ADD)
        dialog = self.dialog("add_contacts")
        self.hands.type_into(dialog.text_box, last_name)
        self.hands.push(dialog.go_button)
        self.office.settle()
        self.hands.pick(dialog, 0)
        self.office.settle()
        assert self.rows(page.members, "last_name")[-1] == last_name
        self.do(page.members.list, Act.NEW)
        for name, text in (("last_name", "Okafor"), ("first_name", "Ada")):
            self.hands.type_into(page.members.form.editor(name).as_widget(), text)
        self.do(page.members.form, Act.SAVE)
        assert self.rows(page.members, "first_name") == ["Ngozi", "Emil", "Maja", "Signe", "Ada"]
        self.hands.turn(table, 1, "primary")
        self.office.settle()
        for column, text in (("relationship", "Aunt"), ("income", "1500"), ("alias", "Addie")):
            self.hands.edit(table, 4, column, text)
            self.office.settle()
        ada = page.members.model.rows[4].values
        assert (ada["relationship"], ada["income"], ada["alias"]) == ("Aunt", "1500", "Addie")
        assert self.rows(page.members, "primary") == [False, True, False, False, False]

    def test_5_3_head_and_primary(self) -> None:
        """The star moves, the address block follows it, and the head is picked among the members."""
        with self.office.store.write() as unit:
            emil = self.office.people()[1]
            where = {"personal_street_address": "Hamngatan 3", "personal_city": "Malmö"}
            children.set_primary(
                unit, emil, "personal_address", children.add(unit, emil, "personal_address", where)
            )
        page = self.household()
        self.hands.turn(page.members.list.table, 1, "primary")
        self.office.settle()
        assert page.form.editor("city").value() == "Malmö"
        self.hands.ask_for(page.form.editor("head_of_household"))
        self.hands.pick(self.dialog("pick_head"), 1)
        self.do(page.form, Act.SAVE)
        assert self.office.read(self.office.home).values["head_of_household"] == emil.id

    def test_5_4_activities(self) -> None:
        """An activity is added on the household, and one on the contact; the household shows both."""
        page = self.household()
        self.add_row(page, "activities", description="Yearly review")
        self.open_contact(page, 0)
        self.add_row(self.office.page(ContactPage), "activities", description="Asked for a new card")
        home = self.back_to_household()
        pane = self.view(home, "activities")
        assert set(self.rows(pane, "description")) == {"Yearly review", "Asked for a new card"}
        assert set(self.rows(pane, "whose")) == {self.name, "Ngozi Okafor"}

    def test_5_5_the_address_of_a_member(self) -> None:
        """Contacts, the member, the last name, Addresses, New."""
        self.open_contact(self.household(), 1)
        page = self.office.page(ContactPage)
        self.add_row(
            page, "addresses", personal_street_address="Storgatan 1", personal_city="Lund",
            personal_postal_code="222 20",
        )  # fmt: skip
        rows = self.office.read(self.office.people()[1]).children["personal_address"]
        assert [row.values["personal_city"] for row in rows] == ["Uppsala", "Lund"]

    @pytest.mark.parametrize(
        ("view", "field"),
        [("notes", "note"), ("opportunities", "name"), ("service_requests", "summary"),
         ("agreements", "name"), ("assets", "product")],
    )  # fmt: skip
    def test_5_6_store_related_information(self, view: str, field: str) -> None:
        """The contact's tab, New; the household shows it, with whose it is."""
        self.open_contact(self.household(), 0)
        self.add_row(self.office.page(ContactPage), view, **{field: "Something"})
        pane = self.view(self.back_to_household(), view)
        assert (self.rows(pane, field), self.rows(pane, "whose")) == (["Something"], ["Ngozi Okafor"])

    def test_5_7_view_related_information(self) -> None:
        """Each tab shows the rows of all members; a row leads to its contact, and to itself there."""
        with self.office.store.write() as unit:
            furnish(unit, self.office.home, self.office.people())
        page = self.household()
        for view, count in VIEWS.items():
            assert len(self.rows(self.view(page, view), "whose")) == count, view
        pane = self.view(page, "service_requests")
        self.hands.follow_link(pane.list.table, self.rows(pane, "whose").index("Emil Lindqvist"))
        opened = self.office.page(ContactPage)
        assert self.office.window.thread_bar.texts()[-1] == "Contact: Lindqvist"
        current = opened.panes("service_requests")[0].current()
        assert current is not None
        assert current.values["summary"] == "Statement in English"

    def test_5_8_a_member_leaves(self) -> None:
        """With a date of exit the row stays; the star goes to someone who is still there."""
        page = self.household()
        self.hands.edit(page.members.list.table, 0, "date_exited_household", "31/10/2025")
        self.office.settle()
        rows = self.office.read(self.office.home).children["related_contact"]
        assert [row.values["date_exited_household"] for row in rows] == ["2025-10-31", None, None]
        assert [row.primary for row in rows] == [False, True, False]
        assert self.rows(page.members, "first_name") == ["Ngozi", "Emil", "Maja"]

    def test_a_team_is_chosen_in_the_shuttle(self) -> None:
        """Available ones are taken over, one is made primary, one taken back; the form shows the primary."""
        some = [f"Agent {next(_COUNT)}" for _ in range(3)]
        with self.office.store.write() as unit:
            for each in some:
                catalogues.add(unit, "position", {"position": each})
        page = self.household()
        self.do(page.form, Act.MORE)
        self.hands.ask_for(page.form.editor("related_sales_rep"))
        dialog = self.dialog("shuttle_position")
        assert isinstance(dialog, ShuttleDialog)
        for each in some:
            self.hands.type_into(dialog.text_box, each)
            self.hands.push(dialog.go_button)
            self.office.settle()
            self.hands.select_row(dialog.table, 0)
            self.hands.push(dialog.add_button)
        self.hands.turn(dialog.linked_table, 1, "primary")
        self.hands.select_row(dialog.linked_table, 0)
        self.hands.push(dialog.remove_button)
        self.hands.push(dialog.ok_button)
        come_back(page)
        self.office.settle()
        team = self.office.read(self.office.home).children["related_sales_rep"]
        assert [(row.values["position"], row.primary) for row in team] == [(some[1], True), (some[2], False)]
        assert page.form.editor("related_sales_rep").typed().strip() == f"{some[1]} +1"

    def test_5_9_privacy(self) -> None:
        """The form is scrolled to Privacy Option, and it is picked."""
        page = self.household()
        self.do(page.form, Act.MORE)
        self.choose(page, privacy_option="Opt-Out - All Parties")
        self.do(page.form, Act.SAVE)
        assert self.office.read(self.office.home).values["privacy_option"] == "Opt-Out - All Parties"

    def test_5_10_a_relationship(self) -> None:
        """Relationship Hierarchy, Party Relationships, New; its type is Contact, and the tree shows it."""
        last_name = f"Sundqvist{next(_COUNT)}"
        with self.office.store.write() as unit:
            contact(unit, last_name, "Nils")
        page = self.household()
        pane = self.view(page, "hierarchy")
        self.do(pane.list, Act.NEW)
        dialog = self.dialog("pick_contact")
        self.hands.type_into(dialog.text_box, last_name)
        self.hands.push(dialog.go_button)
        self.office.settle()
        self.hands.pick(dialog, 0)
        self.office.settle()
        self.hands.edit(pane.list.table, 0, "relationship", "Lawyer")
        self.office.settle()
        row = pane.model.rows[0].values
        assert (row["relationship"], row["type"], row["last_name"]) == ("Lawyer", "Contact", last_name)

    def test_5_11_and_6_the_walk_of_update_external_system(self, screenshots: Path) -> None:
        """The seven steps; each ends as it must, and both ends hold the same in the end."""
        folder = screenshots / f"walk-{type(self).__name__}"
        folder.mkdir(exist_ok=True)
        office, before = self.office, len(self.office.arrived())
        player = Player(office.window, office.program.operations, office.store, office.system, self.hands)
        report = player.play(self.name, folder)
        assert [(each.step, each.why) for each in report.steps] == [(number, "") for number in range(1, 8)]
        # The contact of step 5; in step 7 the two members that were never sent, then the household.
        members = ["ExternalContactSynchronize"] * len(office.people())
        assert office.arrived()[before:] == [*members, "ExternalHouseholdSynchronize"]
        assert office.read(office.home).values["category"] == "Gold"

    # --- Update External System from each of its four places ----------------------------------------------

    def test_a_household_is_sent_from_the_list(self) -> None:
        page = self.households()
        self.find(page, self.name)
        self.sends(self.office.home, page, Act.UPDATE)

    def test_a_household_is_sent_from_its_form(self) -> None:
        self.sends(self.office.home, self.household(), Act.UPDATE)

    def test_a_contact_is_sent_from_the_list(self) -> None:
        page = self.household()
        self.hands.select_row(page.members.list.table, 1)
        self.hands.use_menu(page.members.list, Act.UPDATE)
        self.office.until_state(self.office.people()[1], SyncState.SYNCHRONIZED)

    def test_a_contact_is_sent_from_its_form(self) -> None:
        """Each outcome is told to those who listen instead of looking."""
        said: list[str] = []
        theme.current().announced.connect(said.append)
        self.open_contact(self.household(), 2)
        page = self.office.page(ContactPage)
        self.sends(self.office.people()[2], page, Act.UPDATE)
        self.office.until(lambda: "Integration Id" in said[-1:][0] if said else False)
        self.hands.type_into(page.form.editor("alias").as_widget(), "Maj")
        self.hands.use_menu(page.form, Act.UPDATE)
        self.office.until(lambda: said[-1] == "Sent; nothing was changed there.")
        self.office.system.set_fault("offline", delay=60)
        self.hands.use_menu(page.form, Act.UPDATE)
        self.office.until(lambda: said[-1].startswith("Kept in the outbox"))
        theme.current().announced.disconnect(said.append)
        self.office.system.set_fault("normal")
        self.hands.use_menu(page.form, Act.UPDATE)
        self.office.until(lambda: not self.office.waiting(), "What was kept has not gone out.")
        self.office.settle()

    # --- What the procedures are made of ------------------------------------------------------------------

    def sends(self, ref: Ref, page: RecordListPage | DetailPage, act: Act) -> None:
        self.hands.use_menu(page.list if isinstance(page, RecordListPage) else page.form, act)
        self.office.until_state(ref, SyncState.SYNCHRONIZED)
        self.office.until(lambda: page.form.sync_mark.text().startswith("Synchronized"))

    def households(self) -> RecordListPage:
        self.hands.go_to_screen(self.office.window, 0)
        return self.office.page(RecordListPage)

    def find(self, page: RecordListPage, name: str) -> None:
        self.hands.find_row(page.find_box, page.list.table, name)
        self.office.until(lambda: page.form.title.text() == name, f"{name} is not found.")
        self.office.settle()

    def household(self) -> HouseholdPage:
        """Finds the household in the list and follows its name."""
        page = self.households()
        self.find(page, self.name)
        self.hands.follow_link(page.list.table, page.list.current_row())
        return self.office.page(HouseholdPage)

    def open_contact(self, page: HouseholdPage, row: int) -> None:
        self.view(page, "contacts")
        self.hands.follow_link(page.members.list.table, row)
        self.office.page(ContactPage)

    def back_to_household(self) -> HouseholdPage:
        self.hands.back_in_thread(self.office.window)
        return self.office.page(HouseholdPage)

    def view(self, page: DetailPage, key: str) -> ChildrenPane:
        """Goes to a view by its tab."""
        self.hands.choose_tab(page.tabs, page.tabs.keys().index(key))
        self.office.settle()
        return page.panes(key)[0]

    def add_row(self, page: DetailPage, view: str, **values: str) -> None:
        pane = self.view(page, view)
        assert isinstance(pane, OwnedPane)
        self.do(pane.list, Act.NEW)
        for name, text in values.items():
            self.hands.type_into(pane.form.editor(name).as_widget(), text)
        self.do(pane.form, Act.SAVE)

    def type_into(self, page: RecordListPage, **values: str) -> None:
        for name, text in values.items():
            self.hands.type_into(page.form.editor(name).as_widget(), text)

    def choose(self, page: RecordListPage | DetailPage, **values: str) -> None:
        for name, text in values.items():
            self.hands.choose(page.form.editor(name), text)

    def dialog(self, name: str) -> PickDialog:
        found = self.office.window.findChild(PickDialog, name)
        assert found is not None
        self.office.settle()
        return found

    def do(self, applet: Applet, act: Act) -> None:
        self.hands.do(applet, act)
        self.office.settle()

    def rows(self, pane: ChildrenPane, column: str) -> list[object]:
        return [row.values[column] for row in pane.model.rows]

    def record_in(self, page: RecordListPage) -> dict[str, object]:
        assert page.record.sight is not None
        return dict(page.record.sight.record.values)


VIEWS = {
    "activities": 3, "addresses": 3, "notes": 2, "attachments": 1, "opportunities": 2, "service_requests": 2,
    "agreements": 1, "assets": 1,
}  # fmt: skip


class TestByMouse(Procedures):
    """Points and clicks."""

    hands = MouseAgent()


class TestByKeyboard(Procedures):
    """Never touches the mouse."""

    hands = KeyboardAgent()
