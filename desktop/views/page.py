"""What every page of the window offers the frame: it is visited at a place and left from it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.views.applet import Applet
from desktop.views.thread import Place

Then = Callable[[], object]


class Page(QWidget):
    """One page.

    ``drilled`` carries the Place a link leads to and whether it lies in the same screen, ``amended`` the own
    place when its tab, its row or its record's name changed; ``closed`` tells that the record is gone, and
    ``stepped_back`` that Esc found nothing nearer to leave, ``query_asked`` that a query is to be written in
    the list of the screen, ``renewed`` that the store was filled behind the other pages.
    """

    drilled = Signal(object, bool)
    amended = Signal(object)
    closed = Signal()
    stepped_back = Signal()
    query_asked = Signal()
    renewed = Signal()

    def visit(self, place: Place) -> None:
        """Show the place; whatever was shown before has been left."""
        raise NotImplementedError

    def leave(self, then: Then) -> None:
        """Save what is to be saved, then call ``then``; it is not called when something cannot be saved."""
        then()

    def main_applet(self) -> Applet | None:
        """Return the applet whose actions stand in the menu bar while the focus is in none."""
        return None

    def begin_query(self) -> None:
        """Let a query be written, where the page has a list for it."""

    def save_state(self) -> None:
        """Keep widths and splits until the next start."""
