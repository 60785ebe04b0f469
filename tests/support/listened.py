"""What those need of a window who listen, or touch no mouse: names, roles, states, the order of Tab."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QKeySequenceEdit,
    QLineEdit,
    QMenu,
    QMessageBox,
    QWidget,
)

from desktop.views.dialog import Dialog
from desktop.views.editors.dates import CalendarPopup
from desktop.views.main_window import MainWindow
from desktop.views.opening_pane import OpeningPane
from desktop.views.reading_order import stops

_ROLE = QAccessible.Role
# Their rows are many, and spoken from the model.
_SPOKEN_BY_ROWS = (_ROLE.Table, _ROLE.Tree, _ROLE.List)
# Qt says of a field for keys no more than its name; what is inside it says that it is a line.
_KNOWN_TO_QT = (QAbstractScrollArea, QKeySequenceEdit)
# What says nothing about what can be done here.
_SAYS_NOTHING = (_ROLE.NoRole, _ROLE.Client, _ROLE.Pane, _ROLE.Grouping, _ROLE.Window)


def unspoken(root: QWidget) -> list[str]:
    """Returns what the platform's accessibility tree says wrongly, or not at all, of what takes the focus."""
    interface = QAccessible.queryAccessibleInterface(root)
    return [f"{_called(each)} {wrong}" for each in _focusable(interface) for wrong in _wrong(each)]


def out_of_order(root: QWidget) -> list[str]:
    """Returns where Tab leads up again: it goes through a window as one reads it."""
    if isinstance(root, QMessageBox | QMenu | CalendarPopup):
        return []  # Qt's own
    if not isinstance(root, Dialog | MainWindow | OpeningPane):
        return [f"{type(root).__name__} is no Dialog"]
    met = [each for each in stops(root) if each.isEnabled() and not each.visibleRegion().isEmpty()]
    return [
        f"{one.objectName()} before {other.objectName()}"
        for one, other in pairwise(met)
        if _is_above(_place(other, root), _place(one, root))
    ]


def _place(part: QWidget, root: QWidget) -> QRect:
    return QRect(part.mapTo(root, QPoint()), part.size())


def _is_above(one: QRect, other: QRect) -> bool:
    """Tells whether one stands wholly over another, and is not the begin of a column beside it."""
    return one.bottom() <= other.top() and one.left() < other.right()


def _focusable(interface: QAccessibleInterface | None) -> Iterator[QAccessibleInterface]:
    if interface is None or interface.state().invisible:
        return
    if interface.state().focusable and not _hands_on(interface.object()):
        yield interface
    if interface.role() not in _SPOKEN_BY_ROWS:
        for number in range(interface.childCount()):
            yield from _focusable(interface.child(number))


def _hands_on(part: QObject | None) -> bool:
    """Tells whether a part hands the focus on to one inside, which is then looked at."""
    return isinstance(part, QWidget) and part.focusProxy() is not None


def _called(interface: QAccessibleInterface) -> str:
    widget = interface.object()
    return f"{interface.role().name} {widget.objectName() if widget else ''}"


def _wrong(interface: QAccessibleInterface) -> Iterator[str]:
    if not interface.text(QAccessible.Text.Name).strip():
        yield "has no name"
    if interface.role() in _SAYS_NOTHING and not isinstance(interface.object(), _KNOWN_TO_QT):
        yield "does not say what it is"
    yield from _wrong_state(interface)


def _wrong_state(interface: QAccessibleInterface) -> Iterator[str]:
    widget, state = interface.object(), interface.state()
    if isinstance(widget, QWidget) and bool(state.disabled) == widget.isEnabled():
        yield "does not say whether it can be used"
    if isinstance(widget, QAbstractButton) and bool(state.checked) != widget.isChecked():
        yield "does not say whether it is on"
    if isinstance(widget, QLineEdit) and bool(state.readOnly) != widget.isReadOnly():
        yield "does not say whether it can be written"
