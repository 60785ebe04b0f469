"""Tab goes through a window as one reads it: in the order of its layouts, whenever its parts were made.

Qt goes in the order in which parts were made, which a message or a line that came later is not in.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QGridLayout,
    QLayout,
    QSplitter,
    QWidget,
)

_Position = tuple[int, int, int, int]  # row, column, and how many of each


def put_in_order(window: QWidget) -> None:
    """Let Tab come to what a window shows in the order of its layouts."""
    for one, other in pairwise(stops(window)):
        QWidget.setTabOrder(one, other)


def stops(part: QWidget) -> Iterator[QWidget]:
    """Give what takes the keyboard in a part of a window, in the order in which it is read."""
    if part.isHidden():
        return
    above, inside = _parts(part)
    for each in above:
        yield from stops(each)
    if part.focusPolicy().value & Qt.FocusPolicy.TabFocus.value and part.focusProxy() is None:
        yield part
    for each in inside:
        yield from stops(each)


def _parts(part: QWidget) -> tuple[list[QWidget], list[QWidget]]:
    """Return what stands over a part's own content, as the header of a list, and that content."""
    within = [each for each in part.children() if isinstance(each, QWidget) and not each.isWindow()]
    placed = _placed(part)
    loose = sorted((each for each in within if each not in placed), key=_place)
    if isinstance(part, QAbstractScrollArea):
        view = part.viewport()
        return [each for each in loose if each is not view], [view]
    return [], placed + loose


def _placed(part: QWidget) -> list[QWidget]:
    if isinstance(part, QSplitter):
        return [each for number in range(part.count()) if (each := part.widget(number)) is not None]
    layout = part.layout()
    return list(_of_layout(layout)) if layout is not None else []


def _of_layout(layout: QLayout) -> Iterator[QWidget]:
    numbers: list[int] = list(range(layout.count()))
    if isinstance(layout, QGridLayout):
        numbers.sort(key=lambda number: cast("_Position", layout.getItemPosition(number)))
    for number in numbers:
        item = layout.itemAt(number)
        widget, inner = (item.widget(), item.layout()) if item is not None else (None, None)
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _of_layout(inner)


def _place(part: QWidget) -> tuple[int, int]:
    across = part.x() if part.layoutDirection() is Qt.LayoutDirection.LeftToRight else -part.x()
    return part.y(), across
