"""The records that were looked at last, kept from one start to the next."""

from __future__ import annotations

import json
from typing import Any, Final, cast

from PySide6.QtCore import QSettings

from desktop.store.types import RecordKind, Ref
from desktop.views.thread import PageName, Place

_KEY: Final = "window/recent"
_MOST: Final = 12
_PAGES: Final = {PageName.HOUSEHOLD: RecordKind.HOUSEHOLD, PageName.CONTACT: RecordKind.CONTACT}


class Recent:
    """Some places with a record, the last one first."""

    def __init__(self, state: QSettings) -> None:
        self._state = state

    def note(self, place: Place) -> None:
        """Remember that a record was looked at."""
        if place.page not in _PAGES or place.ref is None or not place.value:
            return
        others = [each for each in self.places() if each.ref != place.ref]
        kept = [_kept(each) for each in (place, *others)[:_MOST]]
        self._state.setValue(_KEY, json.dumps(kept))

    def places(self) -> tuple[Place, ...]:
        """Return the places."""
        try:
            kept = cast("list[dict[str, Any]]", json.loads(str(self._state.value(_KEY) or "[]")))
            return tuple(_place(each) for each in kept)
        except (ValueError, KeyError, TypeError):
            return ()


def _kept(place: Place) -> dict[str, str]:
    row_id = place.ref.id if place.ref else ""
    return {"page": place.page, "id": row_id, "title": place.title, "value": place.value}


def _place(kept: dict[str, Any]) -> Place:
    page = PageName(kept["page"])
    return Place(page, Ref(_PAGES[page], str(kept["id"])), title=str(kept["title"]), value=str(kept["value"]))
