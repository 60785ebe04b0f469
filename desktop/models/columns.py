"""What a list shows: its columns, and the roles in which a model answers for a cell."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final

from PySide6.QtCore import Qt

from desktop.fields import Field
from desktop.values import Kind


class Role(IntEnum):
    """What a model is asked beyond Qt's own roles.

    ``CELL`` is all that a row is drawn from, one question a cell: the text as shown, a ``bool`` for a check
    box or the primary star, a ``Sync`` for the sync column, ``None`` while the row is still being fetched.
    ``Qt.EditRole`` is the kept value, for editors; ``Qt.DisplayRole`` words for who cannot see the cell.
    """

    CELL = Qt.ItemDataRole.UserRole + 1


class Look(StrEnum):
    """How a column's cells are drawn and what a click on one does."""

    TEXT = "text"
    NUMBER = "number"  # right aligned
    LINK = "link"  # a click or Enter drills down
    CHECK = "check"  # a click or the space bar turns it, through setData with Qt.EditRole
    STAR = "star"  # the primary's star; the same
    SYNC = "sync"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list; ``width`` is its first width in device-independent pixels.

    ``field`` gives an ``editable`` column its editor.
    """

    name: str
    title: str
    look: Look = Look.TEXT
    width: int = 120
    field: Field | None = None
    editable: bool = False
    sortable: bool = True

    @property
    def queryable(self) -> bool:
        """Tell whether a query can ask for it: how a record stands changes while one looks."""
        return self.look is not Look.SYNC


_LOOKS: Final = {Kind.INTEGER: Look.NUMBER, Kind.CURRENCY: Look.NUMBER, Kind.FLAG: Look.CHECK}
_WIDTHS: Final = {
    Kind.DATE: 100,
    Kind.DATETIME: 150,
    Kind.INTEGER: 72,
    Kind.CURRENCY: 110,
    Kind.PHONE: 140,
    Kind.EMAIL: 200,
    Kind.URL: 200,
    Kind.FLAG: 80,
    Kind.NOTE: 240,
}


def column(
    field: Field, *, look: Look | None = None, width: int = 0, editable: bool = False, title: str = ""
) -> Column:
    """Return the column that shows ``field`` as its kind asks; ``title`` is the translated label."""
    return Column(
        name=field.name,
        title=title or field.label,
        look=look or _LOOKS.get(field.kind, Look.TEXT),
        width=width or _WIDTHS.get(field.kind, min(220, 80 + 2 * field.length)),
        field=field,
        editable=editable and field.editable,
    )
