"""Keeps rows of a form in sight, whatever slides in under them."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QScrollArea, QWidget

from desktop.views.form import FormApplet

_THREE_ROWS: Final = 204
_ONE_ROW: Final = 72
# A page that is lower, as on a small screen at 200 %, has no room for three rows and a list.
_ROOM: Final = 500


class RowsInSight(QObject):
    """Three rows on a page that has room for them, else one; the others are scrolled to."""

    def __init__(self, form: FormApplet, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._fields = form.findChild(QScrollArea, f"{form.objectName()}.fields")
        page.installEventFilter(self)
        self._keep()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Follow the height of the page."""
        if event.type() == QEvent.Type.Resize:
            self._keep()
        return False

    def _keep(self) -> None:
        if self._fields is not None:
            self._fields.setMinimumHeight(_THREE_ROWS if self._page.height() >= _ROOM else _ONE_ROW)
