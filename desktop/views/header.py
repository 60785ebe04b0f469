"""The headings of a list: over numbers they stand at the right, and below them there may be a query row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHeaderView, QStyleOptionHeader, QWidget

from desktop.models.columns import Column, Look

_ARROWS: Final = {False: "↑", True: "↓"}


class Headed(Protocol):
    """What the headings ask of their table."""

    columns: tuple[Column, ...]


class ListHeader(QHeaderView):
    """The headings of a table.

    ``placed`` tells that the sections, or the room below them, lie elsewhere now; ``room_made`` that there is
    room below them, or none any more; ``ranked`` carries what ``rank`` was given.
    """

    placed = Signal()
    room_made = Signal()
    ranked = Signal(object)

    def __init__(self, table: QWidget, headed: Headed) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._headed = headed
        self._ranks: dict[int, tuple[int, bool]] = {}
        self._room = 0
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setStretchLastSection(True)
        self.setMinimumSectionSize(40)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.sectionResized.connect(self.placed)
        self.sectionMoved.connect(self.placed)

    def rank(self, sections: Sequence[tuple[int, bool]]) -> None:
        """Mark by which columns the rows are sorted, and whether downwards, where they are several."""
        several = sections if len(sections) > 1 else ()
        self._ranks = {number: (rank, down) for rank, (number, down) in enumerate(several, start=1)}
        self.viewport().update()
        self.ranked.emit(sections)

    def make_room(self, height: int) -> None:
        """Keep room of this height below the headings, for a row of fields."""
        self._room = height
        self.updateGeometry()
        self.updateGeometries()
        self.geometriesChanged.emit()
        self.room_made.emit()

    def has_room(self) -> bool:
        """Tell whether a row of fields stands below the headings."""
        return self._room > 0

    def sections(self) -> Sequence[int]:
        """Return the columns that are shown, in the order in which they stand."""
        order = (self.logicalIndex(place) for place in range(self.count()))
        return [each for each in order if not self.isSectionHidden(each)]

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width(), hint.height() + self._room)

    def updateGeometries(self) -> None:
        self.setViewportMargins(0, 0, 0, self._room)
        super().updateGeometries()
        self.placed.emit()

    def initStyleOptionForIndex(self, option: QStyleOptionHeader, number: int) -> None:
        super().initStyleOptionForIndex(option, number)
        if number in self._ranks:
            rank, down = self._ranks[number]
            option.text = f"{option.text} {rank}" if rank == 1 else f"{option.text} {_ARROWS[down]}{rank}"
        if self._headed.columns[number].look is Look.NUMBER:
            option.textAlignment = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
