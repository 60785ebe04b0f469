"""Which way one reads: where a line begins, and which drawings turn with it."""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication

# Drawings that point along the way one reads.
POINTING: Final = frozenset({"back", "chevron-right", "forward", "open", "send", "undo"})
# Qt turns layouts and the parts of controls by itself, but no paddings of a style sheet.
_SIDE: Final = re.compile(r"\b(padding-)(left|right)\b|(; )(left|right)(: \d+px)")
_FOUR: Final = re.compile(r"(padding: [^\s;]+) ([^\s;]+) ([^\s;]+) ([^\s;]+)(?=;)")
_OTHER: Final = {"left": "right", "right": "left"}


def mirrored() -> bool:
    """Tell whether one reads from right to left."""
    return QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft


def begin(rect: QRect, width: int) -> int:
    """Return the left edge of what is ``width`` wide and stands where the line begins."""
    return rect.right() + 1 - width if mirrored() else rect.left()


def after(rect: QRect, width: int) -> QRect:
    """Return what is left of a line after something ``width`` wide at its beginning."""
    return rect.adjusted(0, 0, -width, 0) if mirrored() else rect.adjusted(width, 0, 0, 0)


def margins(begin: int, top: int, end: int, bottom: int) -> tuple[int, int, int, int]:
    """Return margins as Qt takes them, of those before and after what one reads."""
    return (end, top, begin, bottom) if mirrored() else (begin, top, end, bottom)


def turned(sheet: str) -> str:
    """Return a style sheet with its sides exchanged, where one reads from right to left."""
    if not mirrored():
        return sheet
    return _FOUR.sub(r"\1 \4 \3 \2", _SIDE.sub(_exchanged, sheet))


def _exchanged(found: re.Match[str]) -> str:
    before, side, semicolon, own, amount = found.groups()
    return f"{before}{_OTHER[side]}" if before else f"{semicolon}{_OTHER[own]}{amount}"
