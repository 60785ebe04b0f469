"""Takes what the program hands to the platform's own programs: addresses, files, pages."""

from __future__ import annotations

from PySide6.QtCore import QObject, QUrl, Slot


class Platform(QObject):
    """Keeps what was opened."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toString())
