"""Sample people and rows to furnish the parts of the window with, from ordinary to extreme."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from desktop.fields import HOUSEHOLD, RELATED_CONTACT
from desktop.models.columns import Column, Look, Role, column
from desktop.store.types import Sync, SyncState
from desktop.values import Value
from desktop.views.editors import Choices
from desktop.views.form import FormLayout

LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff-Featherstone-X"

OKAFOR: dict[str, Value] = {
    "household_name": "Okafor-Lindqvist",
    "household_id": "7-4QX2M",
    "type": "Family - Children",
    "category": "Gold",
    "status": "Active",
    "segment": "Own Residence",
    "head_of_household": "1-2AB",
    "household_size": 4,
    "phone_number": "+46181234567",
    "income": "68250.50",
    "revenue": "1204",
    "currency_code": "SEK",
    "address": "Kungsgatan 12",
    "city": "Uppsala",
    "postal_code": "753 18",
    "country": "Sweden",
}
EXTREME: dict[str, Value] = {
    **OKAFOR,
    "household_name": LONG_NAME,
    "income": "99999999999999999.99",
    "address": "Flat 12, Second Staircase on the Left, Old Customs House, 1 Upper Harbour Embankment",
}
HEAD = {"head_of_household": "Okafor, Amara"}

LAYOUT = FormLayout(
    shown=(
        "household_name", "type", "category", "status", "head_of_household", "household_size", "segment",
        "phone_number", "income", "revenue", "currency_code", "address", "city", "postal_code", "country",
    ),
    title=("household_name",),
    number="household_id",
    picks=frozenset({"head_of_household"}),
    currency="currency_code",
    left_out=frozenset({"household_id"}),
)  # fmt: skip

LISTS = {
    "HOUSEHOLD_TYPE": Choices(("Family - Children", "Family - No children", "Single"), bounded=True),
    "HOUSEHOLD_CATEGORY": Choices(("Platinum", "Gold", "Silver", "Standard"), bounded=True),
    "HOUSEHOLD_STATUS": Choices(("Active", "Inactive"), bounded=True),
    "HOUSEHOLD_SEGMENT": Choices(("Own Residence", "Renter", "Rural"), bounded=False),
    "HOUSEHOLD_RELATIONSHIP": Choices(("Head", "Spouse", "Child"), bounded=False),
    "CURRENCY": Choices(("EUR", "SEK"), bounded=True),
}


def pick_lists(name: str) -> Choices:
    """Returns the sample values of a pick list."""
    return LISTS.get(name, Choices())


HOUSEHOLD_COLUMNS = (
    column(HOUSEHOLD["household_name"], look=Look.LINK, width=220),
    column(HOUSEHOLD["type"], width=160),
    column(HOUSEHOLD["category"], width=100),
    column(HOUSEHOLD["status"], width=90),
    column(HOUSEHOLD["city"], width=140),
    column(HOUSEHOLD["income"], width=130),
    Column("head", "Head", width=180),
    Column("sync", "Sync", Look.SYNC, 150),
)

MEMBER_COLUMNS = (
    column(RELATED_CONTACT["last_name"], look=Look.LINK, width=220),
    column(RELATED_CONTACT["first_name"], width=140),
    Column("primary", "Primary", Look.STAR, 80, editable=True, sortable=False),
    column(RELATED_CONTACT["relationship"], width=140, editable=True),
    column(RELATED_CONTACT["date_entered_household"], width=120, editable=True),
    column(RELATED_CONTACT["date_exited_household"], width=120, editable=True),
    column(RELATED_CONTACT["personal_contact"], width=120, editable=True),
    Column("sync", "Sync", Look.SYNC, 150),
)

_CITIES = (
    "Uppsala",
    "Göteborg",
    "Malmö",
    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
    "Åre",
)
_NAMES = ("Okafor-Lindqvist", "Ng", "Andersson", LONG_NAME, "Ó Briain", "Нгуен", "Ibsen & Søn")
_STATES = tuple(SyncState)

_SEEN = 200

Row = list[Any]


def households(count: int) -> list[Row]:
    """Returns that many household rows, different enough to look at as far as anybody scrolls."""
    if count > _SEEN:
        return households(_SEEN) + households(1) * (count - _SEEN)
    return [
        [
            _NAMES[number % 7] if number < 7 else f"{_NAMES[number % 3]} {number}",
            "Family - Children",
            ("Gold", "Silver")[number % 2],
            "Active",
            _CITIES[number % 5],
            f"{(number * 7919) % 900_000:,}.00",
            "Okafor, Amara",
            Sync(_STATES[number % 8], last_sent="2025-02-14T09:30:00"),
        ]
        for number in range(count)
    ]


def members() -> list[Row]:
    """Returns the members of a household of three."""
    synchronized, changed = Sync(SyncState.SYNCHRONIZED), Sync(SyncState.PENDING)
    return [
        ["Okafor", "Amara", True, "Head", "2019-06-01", "", True, synchronized],
        ["Lindqvist", "Jonas", False, "Spouse", "2019-06-01", "", False, changed],
        [LONG_NAME, "Maximiliana Theodora", False, "Child", "2021-02-14", "2024-08-30", False, synchronized],
    ]


Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class SampleRows(QAbstractTableModel):
    """Rows of a list, all there, but for those that are said to be still on their way."""

    def __init__(self, columns: tuple[Column, ...], rows: list[Row], fetched: int | None = None) -> None:
        super().__init__()
        self.columns = columns
        self.rows = rows
        self._fetched = len(rows) if fetched is None else fetched

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= self._fetched:
            return None
        value = self.rows[index.row()][index.column()]
        if role in (Role.CELL, Qt.ItemDataRole.EditRole):
            return value
        return str(value) if role == Qt.ItemDataRole.DisplayRole else None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole:
            return False
        if self.columns[index.column()].look is Look.STAR:
            for row in self.rows:
                row[index.column()] = False
        self.rows[index.row()][index.column()] = value
        self.dataChanged.emit(index, index)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        editable = index.isValid() and self.columns[index.column()].editable
        return flags | Qt.ItemFlag.ItemIsEditable if editable else flags

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        return None
