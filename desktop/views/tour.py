"""Plays the seven steps of Update External System in the real window and checks each against the world."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, Protocol, TypeVar

from desktop.models import sights
from desktop.models.operations import Operations
from desktop.models.sights import Sight
from desktop.store import records
from desktop.store.store import Store
from desktop.store.types import Record, RecordKind, Ref, SyncState
from desktop.views.actions import Act
from desktop.views.contact_page import ContactPage
from desktop.views.hands import Hands, wait_until
from desktop.views.household_page import HouseholdPage
from desktop.views.main_window import MainWindow
from desktop.views.record_list_page import RecordListPage, screen_title
from desktop.views.tour_report import Step, Tour

_PATIENCE: Final = 20.0
P = TypeVar("P")


class Message(Protocol):
    """One message that arrived at the external system."""

    @property
    def operation(self) -> str: ...

    @property
    def kind(self) -> str: ...

    @property
    def request(self) -> str: ...


class Kept(Protocol):
    """One record that the external system keeps."""

    @property
    def fields(self) -> Mapping[str, str]: ...


class ExternalSystem(Protocol):
    """The built-in external system, as far as the tour looks into it."""

    def journal(self, after: int = 0) -> Sequence[Message]: ...

    def records(self, kind: str = "") -> Sequence[Kept]: ...


class NotSo(Exception):
    """Something that must be true after a step is not."""


class Player:
    """One walk through the window with one pair of hands, for one household and its first contact."""

    def __init__(
        self, window: MainWindow, operations: Operations, store: Store, system: ExternalSystem, hands: Hands
    ) -> None:
        self._window = window
        self._operations = operations
        self._store = store
        self._system = system
        self._hands = hands
        self._name = ""
        self._last_name = ""
        self._row = 0

    def play(self, household: str, screenshots: Path | None = None, row: int = 0) -> Tour:
        """Play the steps for the household of that name and the contact in ``row``, ending at a failure."""
        self._name, self._row = household, row
        taken: list[Step] = []
        pictures: list[Path] = []
        for number, (what, act) in enumerate(self._steps(), start=1):
            step = self._taken(number, what, act)
            taken.append(step)
            if screenshots is not None:
                pictures.append(self._picture(screenshots, number))
            if not step.ok:
                break
        return Tour(tuple(taken), tuple(pictures))

    def _steps(self) -> list[tuple[str, Callable[[], None]]]:
        return [
            ("The Households screen shows its list over the form of the current row.", self._open_screen),
            ("A household's name leads to its detail view.", self._open_household),
            ("The Contacts tab lists the contacts of this household alone.", self._select_contact),
            ("A contact's last name leads to the contact, over its activities.", self._open_contact),
            ("Update External System sends that contact, and the reply is stored.", self._update_contact),
            ("The thread leads back to the household and the same contact row.", self._go_back),
            (
                "Update External System sends the household with all that belongs to it.",
                self._update_household,
            ),
        ]

    def _taken(self, number: int, what: str, act: Callable[[], None]) -> Step:
        try:
            act()
        except NotSo as problem:
            return Step(number, what, ok=False, why=str(problem))
        return Step(number, what, ok=True)

    def _picture(self, folder: Path, number: int) -> Path:
        wait_until(lambda: self._operations.idle, 2.0)
        wait_until(lambda: False, 0.2)  # what slides in has arrived
        path = folder / f"step-{number}.png"
        self._window.grab().save(str(path))
        return path

    # --- The steps --------------------------------------------------------------------------------------

    def _open_screen(self) -> None:
        self._hands.go_to_screen(self._window, 0)
        page = self._page(RecordListPage)
        self._must(lambda: page.model.rowCount() > 0, "The list has no rows.")
        self._hands.find_row(page.find_box, page.list.table, self._name)
        self._must(
            lambda: self._shown_name(page) == self._name, "The form does not show the household found."
        )
        self._must_thread()

    def _open_household(self) -> None:
        page = self._page(RecordListPage)
        self._hands.follow_link(page.list.table, page.list.current_row())
        opened = self._page(HouseholdPage)
        self._must(lambda: opened.record.sight is not None, "The household is not shown.")
        self._must_thread(self._name)
        self._must(lambda: opened.tabs.count() > 1, "There are no view tabs.")

    def _select_contact(self) -> None:
        page = self._page(HouseholdPage)
        self._hands.choose_tab(page.tabs, 1)
        self._must(lambda: page.tabs.current() == "contacts", "The Contacts tab is not shown.")
        self._must(lambda: page.members.count() > self._row, "The household has no such contact.")
        self._hands.select_row(page.members.list.table, self._row)
        self._must(lambda: page.members.list.current_row() == self._row, "The row is not the current one.")
        kept = {child.id for child in self._record(page).children["related_contact"]}
        self._must(lambda: {each.id for each in page.members.model.rows} == kept, "The list shows others.")
        self._must_thread(self._name)

    def _open_contact(self) -> None:
        page = self._page(HouseholdPage)
        member = page.members.model.rows[self._row]
        self._last_name = str(member.values["last_name"])
        self._hands.follow_link(page.members.list.table, self._row)
        opened = self._page(ContactPage)
        self._must(lambda: opened.record.ref == member.target, "Another contact is shown.")
        self._must(lambda: opened.record.sight is not None, "The contact is not shown.")
        self._must(lambda: opened.tabs.current() == "activities", "The activities are not under the form.")
        self._must_thread(self._name, self._last_name)

    def _update_contact(self) -> None:
        page = self._page(ContactPage)
        self._hands.type_into(page.form.editor("job_title").as_widget(), "Midwife")
        self._update(page, "ExternalContactSynchronize", "contact")
        record = self._record(page)
        self._must(lambda: record.values["job_title"] == "Midwife", "The edit was not saved before sending.")
        there = self._held("contact", str(record.values["integration_id"]))
        self._must(lambda: there.get("JobTitle") == "Midwife", "The external system did not get the edit.")

    def _go_back(self) -> None:
        self._hands.back_in_thread(self._window)
        page = self._page(HouseholdPage)
        self._must_thread(self._name)
        self._must(lambda: page.tabs.current() == "contacts", "Another tab is shown.")
        self._must(lambda: page.members.list.current_row() == self._row, "Another contact row is current.")

    def _update_household(self) -> None:
        page = self._page(HouseholdPage)
        self._update(page, "ExternalHouseholdSynchronize", "household")
        record = self._record(page)
        there = self._held("household", str(record.values["integration_id"]))
        self._must(lambda: there.get("HouseholdName") == self._name, "Another household arrived.")
        self._must(
            lambda: there.get("Category") == record.values["category"], "The reply's category is not stored."
        )
        sent = self._system.journal()[-1].request
        members = page.members.model.rows
        self._must(
            lambda: all(str(each.values["first_name"]) in sent for each in members),
            "A contact did not travel.",
        )

    # --- Sending ----------------------------------------------------------------------------------------

    def _update(self, page: HouseholdPage | ContactPage, operation: str, kind: str) -> None:
        """Choose Update External System, and see what arrived there and came back."""
        before = len(self._system.journal())
        self._hands.use_menu(page.form, Act.UPDATE)
        self._must(lambda: self._state(page) is SyncState.SYNCHRONIZED, "It was not synchronized.")
        new = self._system.journal()[before:]
        # The members that the external system lacks go before their household.
        members, own = [each.operation for each in new[:-1]], [each.operation for each in new[-1:]]
        self._must(
            lambda: own == [operation] and operation not in members, "Not exactly one such message arrived."
        )
        self._must(lambda: kind == "household" or not members, "More than the contact arrived.")
        integration_id = self._record(page).values["integration_id"]
        self._must(lambda: bool(integration_id), "The reply's key is not stored.")
        self._must(
            lambda: bool(self._held(kind, str(integration_id))), "The external system does not hold it."
        )
        shown = page.form.editor("integration_id")
        self._must(lambda: shown.value() == integration_id, "The form was not brought up to date.")

    def _held(self, kind: str, integration_id: str) -> Mapping[str, str]:
        for each in self._system.records(kind):
            if each.fields.get("IntegrationId") == integration_id:
                return each.fields
        return {}

    def _state(self, page: HouseholdPage | ContactPage) -> SyncState | None:
        return page.record.sight.record.sync.state if page.record.sight else None

    # --- Looking ----------------------------------------------------------------------------------------

    def _page(self, kind: type[P]) -> P:
        self._must(lambda: isinstance(self._window.current_page(), kind), f"This is no {kind.__name__}.")
        self._must(lambda: self._operations.idle, "The store does not come to rest.")
        page = self._window.current_page()
        if not isinstance(page, kind):
            raise NotSo(f"This is no {kind.__name__}.")
        return page

    def _record(self, page: HouseholdPage | ContactPage) -> Record:
        """Read the page's record from the store, past everything the window believes."""
        ref = page.record.ref
        if ref is None:
            raise NotSo("No record is shown.")
        with self._store.read() as view:
            return records.read(view, Ref(RecordKind(ref.kind), ref.id))

    def _shown_name(self, page: RecordListPage) -> str:
        sight: Sight | None = page.record.sight
        return sights.name_of(sight.record) if sight else ""

    def _must_thread(self, *names: str) -> None:
        """See that the thread names the household and then the contact, or is at the screen of households."""
        household = screen_title(RecordKind.HOUSEHOLD)
        titles = (household, screen_title(RecordKind.CONTACT))
        texts = tuple(f"{title}: {name}" for title, name in zip(titles, names, strict=False)) or (household,)
        bar = self._window.thread_bar
        self._must(lambda: bar.texts() == texts, f"The thread is not {' > '.join(texts)}.")

    def _must(self, condition: Callable[[], bool], otherwise: str) -> None:
        if not wait_until(condition, _PATIENCE):
            raise NotSo(otherwise)
