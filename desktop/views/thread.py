"""Where the agent is and how they came there: the entries of the thread, with the way back and forward."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from desktop.store.types import Ref


class PageName(StrEnum):
    """The pages of the window."""

    HOUSEHOLDS = "households"
    HOUSEHOLD = "household"
    CONTACTS = "contacts"
    CONTACT = "contact"
    HOUSEHOLD_PAST = "household_past"
    CONTACT_PAST = "contact_past"
    OUTBOX = "outbox"
    ADMINISTRATION = "administration"
    FIRST_STEPS = "first_steps"


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the thread: a page, the record it shows, its tab and the current row in it.

    ``title`` and ``value`` are what the entry says, as in ``Household: Okafor``.
    """

    page: PageName
    ref: Ref | None = None
    tab: str = ""
    row: str = ""
    title: str = ""
    value: str = ""

    @property
    def text(self) -> str:
        """Return what the entry says."""
        return f"{self.title}: {self.value}" if self.value else self.title


Entries = tuple[Place, ...]


class Thread:
    """The entries from the screen to where the agent is now, and those of before and after."""

    def __init__(self) -> None:
        self._entries: Entries = ()
        self._before: list[Entries] = []
        self._after: list[Entries] = []

    @property
    def entries(self) -> Entries:
        """Return the entries, the place of now last."""
        return self._entries

    @property
    def here(self) -> Place | None:
        """Return where the agent is."""
        return self._entries[-1] if self._entries else None

    @property
    def can_go_back(self) -> bool:
        """Tell whether there is a place from before."""
        return bool(self._before)

    @property
    def can_go_forward(self) -> bool:
        """Tell whether the agent went back from somewhere."""
        return bool(self._after)

    def to_screen(self, place: Place) -> None:
        """Go to another screen: the whole thread is replaced."""
        self._go((place,))

    def drill(self, place: Place, *, same_screen: bool = False) -> None:
        """Follow a link: one entry is appended; inside a screen the last one is replaced."""
        kept = self._entries[:-1] if same_screen else self._entries
        self._go((*kept, place))

    def back_to(self, index: int) -> Place:
        """Go to an earlier entry: those after it are dropped."""
        self._go(self._entries[: index + 1])
        return self._entries[-1]

    def amend(self, place: Place) -> None:
        """Describe the place of now anew: another tab, another row, another name. No step in the history."""
        self._entries = (*self._entries[:-1], place)

    def rename(self, ref: Ref, value: str) -> None:
        """Write a record's new name into every entry that shows it."""
        self._entries = tuple(
            replace(each, value=value) if each.ref == ref and each.value else each for each in self._entries
        )

    def back(self) -> Place:
        """Go to where the agent was before."""
        self._after.append(self._entries)
        self._entries = self._before.pop()
        return self._entries[-1]

    def forward(self) -> Place:
        """Go to where the agent went back from."""
        self._before.append(self._entries)
        self._entries = self._after.pop()
        return self._entries[-1]

    def _go(self, entries: Entries) -> None:
        if self._entries:
            self._before.append(self._entries)
        self._after.clear()
        self._entries = entries
