"""A language that nobody speaks: accented, in brackets, longer by a third."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAction, QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QTabBar,
    QTableView,
    QToolButton,
    QTreeWidget,
    QWidget,
)

from desktop.views.parts import ElidedLabel
from tests.support import catalogue

_ACCENTS: Final = str.maketrans("aeiouncsyAEIOUNCSY", "åéïöüñçšÿÅÉÏÖÜÑÇŠÝ")
_PLACE: Final = re.compile(r"(\{\w*\})")
_LONGER: Final = 0.35
_BRACKETED: Final = re.compile(r"⟦[^⟦⟧]*⟧")
_WORD: Final = re.compile(r"[A-Za-z]{3,}")
# Numbers of records, and codes such as SEK and ACTIVITY_TYPE.
_CODE: Final = re.compile(r"\b(\w*\d[\w-]*|[A-Z]+(_[A-Z]+)*)\b")
# A mapping speaks of the operations, elements and values of a WSDL.
_OF_THE_WSDL: Final = re.compile(
    r"mapping\.(table|operation|record)|constants\.\d+\.element|questions\.by_\w+|codes\.\w+"
)
# Keys are called in English by Qt, whose own words have their own catalogue.
_KEYS: Final = re.compile(
    r"\(?\b(Ctrl|Alt|Shift|Meta|Return|Enter|Esc|Space|Del|Ins|Home|End|Backspace|F\d+|Up|Down|"
    r"Left|Right|PgUp|PgDown|Menu|Tab)\b(\+[\w,;.]+)*\)?"
)


def pseudo(text: str) -> str:
    """Returns a text as the language has it; places in braces stay."""
    parts = _PLACE.split(text.removesuffix("…"))
    said = "".join(part if _PLACE.fullmatch(part) else part.translate(_ACCENTS) for part in parts)
    # In words of the usual length, so that a line can be broken between them.
    longer = re.sub("(ø{7})(?=ø)", r"\1 ", "ø" * round(len(_PLACE.sub("", text)) * _LONGER))
    # The mark lets it be written from right to left, whatever its letters.
    return f"\u200f⟦{said}{longer}⟧{'…' if text.endswith('…') else ''}"


def words(language: str) -> Catalog:
    """Returns the whole catalogue in the pseudo-language."""
    catalog = catalogue.gather(language)
    for message in catalogue.words(catalog):
        said = tuple(map(pseudo, catalogue.forms(message.id)))
        message.string = said if message.pluralizable else said[0]
    return catalog


def put_into(folder: Path, language: str) -> Path:
    """Writes the language where a program with this folder of catalogues finds it."""
    folder.mkdir(exist_ok=True)
    (folder / f"{language}.mo").write_bytes(catalogue.compiled(words(language)))
    return folder


def untranslated(widget: QWidget, data: set[str]) -> list[str]:
    """Returns the visible texts that hold words of no catalogue and of no record."""
    return sorted({text for text in texts(widget) if _strange(text, data)})


def texts(widget: QWidget) -> Iterator[str]:
    """Gives every text that a person sees or hears of a widget that is shown."""
    for part in (widget, *widget.findChildren(QWidget)):
        if part.isVisible() and not part.objectName().startswith("qt_"):
            yield from (part.accessibleName(), part.accessibleDescription(), part.toolTip())
            yield from _of_its_kind(part)
    for action in widget.findChildren(QAction):
        of = action.parent()
        if of is None or not of.objectName().startswith("qt_"):
            yield from (action.text(), action.toolTip())


def _of_its_kind(part: QWidget) -> Iterator[str]:
    if isinstance(part, QLabel | QAbstractButton):
        yield part.text()
    elif isinstance(part, QGroupBox):
        yield part.title()
    elif isinstance(part, QTabBar):
        yield from (part.tabText(number) for number in range(part.count()))
    elif any(_OF_THE_WSDL.fullmatch(each.objectName()) for each in (part, part.parentWidget()) if each):
        return
    elif isinstance(part, QComboBox):
        yield from (part.itemText(number) for number in range(part.count()))
    elif isinstance(part, QLineEdit):
        yield part.placeholderText()
    elif isinstance(part, QTableView | QTreeWidget):
        yield from _of_table(part)


def _of_table(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    across = Qt.Orientation.Horizontal
    for column in range(model.columnCount(QModelIndex())):
        yield str(model.headerData(column, across) or "")
        for row in range(min(5, model.rowCount(QModelIndex()))):
            yield str(model.index(row, column).data() or "")


def _strange(text: str, data: set[str]) -> bool:
    while (fewer := _BRACKETED.sub("", text)) != text:
        text = fewer
    return any(word.casefold() not in data for word in _WORD.findall(_CODE.sub("", _KEYS.sub("", text))))


def clipped(widget: QWidget) -> list[str]:
    """Returns the visible texts that have less room than they need, each with both in pixels."""
    return [
        f"{part.objectName() or type(part).__name__}: {text!r} needs {needed}, has {room}"
        for part in widget.findChildren(QWidget)
        if part.isVisible() and not part.visibleRegion().isEmpty()
        for text, needed, room in _rooms(part)
        if needed > room
    ]


def overlapping(widget: QWidget) -> list[str]:
    """Returns the pairs of neighbours in a layout that stand over each other."""
    found: list[str] = []
    for part in widget.findChildren(QWidget):
        layout = part.layout()
        if layout is None or not part.isVisible():
            continue
        items = [layout.itemAt(number) for number in range(layout.count())]
        beside = [item.widget() for item in items if item is not None]
        shown = [each for each in beside if each is not None and each.isVisible()]
        found += [
            f"{one.objectName() or one} and {other.objectName() or other}"
            for one, other in combinations(shown, 2)
            if one.geometry().intersects(other.geometry())
        ]
    return found


def _rooms(part: QWidget) -> Iterator[tuple[str, int, int]]:
    if isinstance(part, QLabel) and part.text() and part.hasHeightForWidth():
        yield part.text(), part.heightForWidth(part.width()), part.height()
    elif isinstance(part, QLabel) and part.text() and not isinstance(part, ElidedLabel):
        yield part.text(), part.sizeHint().width(), part.width()
    elif isinstance(part, QAbstractButton) and part.text() and not _shows_icon_alone(part):
        yield (
            part.text(),
            QFontMetrics(part.font()).horizontalAdvance(part.text().replace("&", "")),
            part.width(),
        )


def _shows_icon_alone(part: QAbstractButton) -> bool:
    return isinstance(part, QToolButton) and part.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly
