"""Editors of dates and times: typed in the locale's short form, or picked from a calendar."""

from __future__ import annotations

import datetime as dt
from typing import Final

from PySide6.QtCore import QDate, QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QTableView, QVBoxLayout, QWidget

from desktop.errors import InvalidValue
from desktop.fields import Field
from desktop.models import formats
from desktop.values import Kind
from desktop.views import theme
from desktop.views.editors.editor import opens
from desktop.views.editors.line import LineEditor
from desktop.views.icons import icon
from desktop.views.tokens import Tone

_CALENDAR: Final = QSize(272, 232)


class DateEditor(LineEditor):
    """Edits a date; Alt+Down, F4 or the button at its end open the calendar."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self.setPlaceholderText(formats.date_hint())
        self._calendar: CalendarPopup | None = None
        action = self.addAction(icon("calendar", Tone.MUTED), QLineEdit.ActionPosition.TrailingPosition)
        action.setToolTip(self.tr("Open the calendar (Alt+Down)"))
        action.triggered.connect(self.open_calendar)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if opens(event) and not self.isReadOnly():
            self.open_calendar()
        else:
            super().keyPressEvent(event)

    def open_calendar(self) -> None:
        """Show the calendar under the field, at the field's date or today's."""
        if self.isReadOnly():
            return
        if self._calendar is None:
            self._calendar = CalendarPopup(self)
            self._calendar.picked.connect(self._pick)
        self._calendar.open_at(self.mapToGlobal(QPoint(0, self.height())), self._day())

    def _day(self) -> QDate:
        try:
            kept = self.value()
        except InvalidValue:
            kept = None
        day = QDate.fromString(str(kept)[:10], "yyyy-MM-dd")
        return day if day.isValid() else QDate.currentDate()

    def _pick(self, day: QDate) -> None:
        picked = day.toString("yyyy-MM-dd")
        if self.field.kind is Kind.DATETIME:
            picked += self._time()
        self.write_by_hand(picked)
        self.setFocus()

    def _time(self) -> str:
        try:
            kept = self.value()
        except InvalidValue:
            kept = None
        return str(kept)[10:] if kept else "T00:00:00"


class DateTimeEditor(DateEditor):
    """Edits a date and time; the calendar changes the date and leaves the time."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self.setPlaceholderText(f"{formats.date_hint()} HH:MM")


class CalendarPopup(QWidget):
    """A calendar that hangs below a field until a day is picked or Esc is pressed."""

    picked = Signal(QDate)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("calendar")
        self.setAccessibleName(self.tr("Calendar"))
        self._anchor = parent
        self._days = _Days(self)
        self._days.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self._days.setGridVisible(False)
        self._days.activated.connect(self._pick)
        self._days.clicked.connect(self._pick)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        self._days.setMinimumSize(_CALENDAR)
        layout.addWidget(self._days)
        for part in self._days.findChildren(QWidget):
            part.installEventFilter(self)
        for days in self._days.findChildren(QTableView):  # which is where screen readers look
            days.setAccessibleName(self.accessibleName())

    def open_at(self, corner: QPoint, day: QDate) -> None:
        """Show the calendar with its upper left corner at ``corner``, if the screen has room, at ``day``."""
        self._wear_theme()
        self._days.setSelectedDate(day)
        size, screen = self.sizeHint(), self.screen().availableGeometry()
        x = max(screen.left(), min(corner.x(), screen.right() - size.width()))
        below = corner.y() + size.height() <= screen.bottom()
        self.move(x, corner.y() if below else corner.y() - size.height() - self._anchor.height())
        self.show()
        self._days.setFocus()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Move by a year with Alt+Page Up and Alt+Page Down, which Qt's calendar does not know."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            years = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}.get(Qt.Key(event.key()), 0)
            if years and event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self._days.setSelectedDate(self._days.selectedDate().addYears(years))
                return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _pick(self, day: QDate) -> None:
        self.close()
        self.picked.emit(day)

    def _wear_theme(self) -> None:
        """Colour week-ends and names of days, which Qt paints red on any ground."""
        tokens = theme.tokens()
        named, ordinary = QTextCharFormat(), QTextCharFormat()
        named.setForeground(QColor(tokens.muted))
        named.setBackground(QColor(tokens.surface))
        ordinary.setForeground(QColor(tokens.text))
        self._days.setHeaderTextFormat(named)
        for weekday in Qt.DayOfWeek:
            self._days.setWeekdayTextFormat(weekday, ordinary)


class _Days(QCalendarWidget):
    """A month, in which the days of its neighbours are set back."""

    def paintCell(self, painter: QPainter, rect: QRect, date: QDate | dt.date) -> None:
        day = QDate(date.year, date.month, date.day) if isinstance(date, dt.date) else date
        if day.month() == self.monthShown() or day == self.selectedDate():
            super().paintCell(painter, rect, day)
            return
        tokens = theme.tokens()
        painter.fillRect(rect, QColor(tokens.sunken))
        painter.setPen(QColor(tokens.disabled))
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), str(day.day()))
