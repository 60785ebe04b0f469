"""What everyone needs of a window: nothing cut off, nothing out of sight, nothing without a name."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from desktop.views.parts import ElidedLabel

# Bounded by what they stand in, and they say the whole in their tooltip.
MAY_BE_CUT = (ElidedLabel,)
_SPOKEN_BY_ROWS = (QAccessible.Role.Table, QAccessible.Role.Tree, QAccessible.Role.List)


def parts(root: QWidget) -> Iterator[QWidget]:
    """Gives the widgets that can be seen, a calendar's and a combo box's own parts aside."""
    if not root.objectName().startswith("qt_"):
        yield root
    for part in root.children():
        if isinstance(part, QWidget) and not part.isHidden() and not part.isWindow():
            yield from parts(part)


def cut_off(root: QWidget) -> list[str]:
    """Returns the words of labels and buttons for which there is too little room."""
    return [part.text() for part in _worded(root) if part.sizeHint().width() > part.width() + 1]


def out_of_sight(root: QWidget) -> list[str]:
    """Returns the words of labels and buttons that reach beyond the window's edge."""
    right = root.width()
    return [
        part.text() for part in _worded(root) if part.mapTo(root, QPoint(part.width(), 0)).x() > right + 1
    ]


def nameless(root: QWidget) -> list[str]:
    """Returns what can take the focus but has no name in the accessibility tree of the platform."""
    interface = QAccessible.queryAccessibleInterface(root)
    return list(_nameless(interface)) if interface else []


def _worded(root: QWidget) -> Iterator[QLabel | QAbstractButton]:
    for part in parts(root):
        if not isinstance(part, QLabel | QAbstractButton) or isinstance(part, MAY_BE_CUT) or not part.text():
            continue
        if not (isinstance(part, QLabel) and part.wordWrap()):
            yield part


def _nameless(interface: QAccessibleInterface) -> Iterator[str]:
    state = interface.state()
    if state.invisible:
        return
    if state.focusable and not interface.text(QAccessible.Text.Name).strip():
        widget = interface.object()
        yield f"{interface.role().name} {widget.objectName() if widget else ''}"
    if interface.role() in _SPOKEN_BY_ROWS:
        return  # their rows are many, and spoken from the model
    for number in range(interface.childCount()):
        child = interface.child(number)
        if child is not None:
            yield from _nameless(child)
