"""Who a new record may be that is here already, shown under its form while it is typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QWidget

from desktop.models import formats
from desktop.store.likeness import Likely, Reason
from desktop.values import Kind
from desktop.views import direction, theme
from desktop.views.icons import pixmap
from desktop.views.parts import ElidedLabel, column, icon_button, label, push_button, row
from desktop.views.tokens import ICON, SPACE_L, SPACE_M, SPACE_S, SPACE_XL


class LikelyMatches(QFrame):
    """Lists the records; ``chosen`` carries the one that the agent says it is, ``closed`` that it is none."""

    chosen = Signal(object)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("likely_matches")
        self.setProperty("role", "card")
        self._mark = QLabel(self)
        self._title = label(self.tr("This may be here already"), "strong", self)
        close = icon_button("likely_matches.close", "close", self.tr("It is none of these"), self)
        close.clicked.connect(self.close_card)
        self._matches: tuple[Likely, ...] = ()
        self._rows = QWidget(self)
        head = row(self._mark, self._title, None, close, margins=(SPACE_L, SPACE_S, SPACE_S, 0))
        self._body = column(head, self._rows, spacing=0, margins=(0, 0, 0, SPACE_S))
        self.setLayout(self._body)
        self.setAccessibleName(self._title.text())
        theme.current().changed.connect(self._draw)
        self.hide()

    def show_matches(self, matches: Sequence[Likely]) -> None:
        """Show these; without any the card goes away."""
        if tuple(matches) == self._matches:
            return
        self._matches = tuple(matches)
        self._draw()
        self.setVisible(bool(self._matches))
        if self._matches:
            names = ", ".join(each.name for each in self._matches)
            theme.announce(self, f"{self._title.text()}: {names}")

    def matches(self) -> tuple[Likely, ...]:
        """Return the records that are shown."""
        return self._matches

    def button(self, at: int) -> QPushButton:
        """Return the button that says that the new record is this one."""
        found = self.findChild(QPushButton, f"likely_matches.{at}.open")
        if found is None:
            raise LookupError(f"The card has no row {at}.")
        return found

    def close_card(self) -> None:
        """Take the card away because the new record is none of these."""
        self.show_matches(())
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_card()
        else:
            super().keyPressEvent(event)

    def _draw(self) -> None:
        tokens = theme.tokens()
        self._mark.setPixmap(pixmap("person-add", tokens.attention, ICON, self.devicePixelRatioF()))
        drawn = QWidget(self)
        grid = QGridLayout(drawn)
        grid.setContentsMargins(*direction.margins(SPACE_L + ICON + SPACE_M, 0, SPACE_L, 0))
        grid.setHorizontalSpacing(SPACE_XL)
        grid.setVerticalSpacing(SPACE_S)
        grid.setColumnStretch(2, 1)
        for at, each in enumerate(self._matches):
            self._add_row(grid, at, each)
        self._body.replaceWidget(self._rows, drawn)
        self._rows.deleteLater()
        self._rows = drawn

    def _add_row(self, grid: QGridLayout, at: int, match: Likely) -> None:
        known = [match.city, formats.shown(Kind.PHONE, match.phone or None)]
        grid.addWidget(label(match.name, "strong", self), at, 0)
        grid.addWidget(label(" · ".join(each for each in known if each), "muted", self), at, 1)
        grid.addWidget(ElidedLabel(_because(match.reasons), "muted", self), at, 2)
        opens = push_button(f"likely_matches.{at}.open", self.tr("It Is This One"), "quiet", self)
        opens.setAccessibleName(self.tr("Open {name} instead").format(name=match.name))
        opens.clicked.connect(partial(self.chosen.emit, match.ref))
        grid.addWidget(opens, at, 3)


def _because(reasons: Sequence[Reason]) -> str:
    words = _words()
    return ", ".join(words[each] for each in reasons)


def _words() -> Mapping[Reason, str]:
    translate = QCoreApplication.translate
    return {
        Reason.NAME: translate("LikelyMatches", "the same name"),
        Reason.SPELLING: translate("LikelyMatches", "a name that sounds or is spelt alike"),
        Reason.PHONE: translate("LikelyMatches", "the same telephone number"),
        Reason.EMAIL: translate("LikelyMatches", "the same e-mail address"),
        Reason.BIRTH_DATE: translate("LikelyMatches", "the same date of birth"),
    }
