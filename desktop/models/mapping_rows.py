"""The lines of a mapping as a table that an administrator changes: field, element, direction, findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import IntEnum
from typing import Final, Protocol

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from desktop import language
from desktop.models import mapping_changes
from desktop.models.mapping_changes import Change, MappingChanges

Index = QModelIndex | QPersistentModelIndex
Options = tuple[tuple[str, str], ...]
_NOWHERE: Final = QModelIndex()
_DIRECTIONS: Final = ("both", "out", "in")
_FORMS: Final = ("", "text", "date", "dateTime", "boolean", "number")
_CODES_SHOWN: Final = 3
_ERROR: Final = "error"


class Finding(Protocol):
    """What is to be said of a line, and how bad it is."""

    @property
    def weight(self) -> str: ...
    @property
    def about(self) -> str: ...
    @property
    def text(self) -> str: ...


class Row(Protocol):
    """One line as it comes: a field, or a list whose rows lie somewhere."""

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def element(self) -> str: ...
    @property
    def direction(self) -> str: ...
    @property
    def chosen_form(self) -> str: ...
    @property
    def there(self) -> str: ...
    @property
    def length(self) -> int: ...
    @property
    def codes(self) -> Mapping[str, str]: ...
    @property
    def pick_list(self) -> str: ...
    @property
    def ours(self) -> tuple[str, ...]: ...
    @property
    def theirs(self) -> tuple[str, ...]: ...
    @property
    def sample(self) -> str: ...
    @property
    def findings(self) -> Sequence[Finding]: ...


class Column(IntEnum):
    """The columns, in order."""

    FIELD = 0
    ELEMENT = 1
    DIRECTION = 2
    TYPE = 3
    FORM = 4
    LENGTH = 5
    VALUES = 6
    SAMPLE = 7
    FINDINGS = 8


class Choice(IntEnum):
    """``OPTIONS`` are what a cell may be changed to: pairs of a value and its words.

    ``IS_WRONG`` tells whether a line keeps records from being sent.
    """

    OPTIONS = Qt.ItemDataRole.UserRole + 1
    IS_WRONG = Qt.ItemDataRole.UserRole + 2


class MappingRows(QAbstractTableModel):
    """Holds the lines and what was changed in them; a filter leaves those that have its words.

    ``edited`` tells that something was changed that is not saved yet.
    """

    edited = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []
        self._shown: list[Row] = []
        self._lists: frozenset[str] = frozenset()
        self._elements: Options = ()
        self._words = ""
        self.changes = MappingChanges()

    def take(self, fields: Sequence[Row], lists: Sequence[Row], elements: Options) -> None:
        """Show these lines, each list before its fields; what was changed stays changed."""
        self._lists = frozenset(each.name for each in lists)
        self._elements = elements
        own = [each for each in fields if "." not in each.name]
        for each in lists:
            own += [each, *(field for field in fields if field.name.startswith(f"{each.name}."))]
        if [each.name for each in own] == [each.name for each in self._rows]:
            # The same lines: whoever reads or edits them stays where they are.
            # A field may have two lines, one for each direction, so that its name alone says too little.
            now = {id(before): each for before, each in zip(self._rows, own, strict=True)}
            self._rows, self._shown = own, [now[id(each)] for each in self._shown]
            self._redraw(0, len(self._shown) - 1)
        else:
            self._rows = own
            self.filter(self._words)

    def filter(self, words: str) -> None:
        """Show the lines that have all these words in field, label or element."""
        self._words = words
        wanted = words.casefold().split()
        self.beginResetModel()
        self._shown = [each for each in self._rows if all(word in self._spoken(each) for word in wanted)]
        self.endResetModel()

    def row(self, at: int) -> Row | None:
        """Return the line that is shown there."""
        return self._shown[at] if 0 <= at < len(self._shown) else None

    def codes(self, row: Row) -> dict[str, str]:
        """Return what our values are called there, as changed."""
        told = {**row.codes, **self.changes.codes(row.name)}
        return {ours: theirs for ours, theirs in told.items() if theirs}

    def has_values(self, row: Row | None) -> bool:
        """Tell whether a line has values that may be called otherwise there."""
        return row is not None and bool(self._element(row)) and bool(row.ours or row.theirs or row.codes)

    def put_all(self, changes: Iterable[Change]) -> None:
        """Change some things of the mapping."""
        for what, name, value in changes:
            self.changes.put(what, name, value)
        self._redraw(0, len(self._shown) - 1)
        if self.changes:
            self.edited.emit()

    def forget_changes(self) -> None:
        """Let all be as it was saved."""
        self.changes.forget()
        self._redraw(0, len(self._shown) - 1)

    # --- What Qt asks -------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _aligned(None, Column(section))
        return _headings()[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        answers: dict[int, Callable[[Row, Column], object]] = {
            Qt.ItemDataRole.DisplayRole: self._text,
            Qt.ItemDataRole.EditRole: self._kept,
            Qt.ItemDataRole.ToolTipRole: self._tip,
            Qt.ItemDataRole.AccessibleTextRole: self._spoken_cell,
            Qt.ItemDataRole.TextAlignmentRole: _aligned,
            Choice.OPTIONS: self._options,
            Choice.IS_WRONG: _is_wrong,
        }
        if not index.isValid() or role not in answers:
            return None
        return answers[role](self._shown[index.row()], Column(index.column()))

    def flags(self, index: Index) -> Qt.ItemFlag:
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        row = self.row(index.row())
        editable = row is not None and self._editable(row, Column(index.column()))
        return usual | Qt.ItemFlag.ItemIsEditable if editable else usual

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        row, column = self.row(index.row()), Column(index.column())
        text = str(value).strip()
        if role != Qt.ItemDataRole.EditRole or row is None or text == self._kept(row, column):
            return False
        self.put_all([(self._what(row, column), row.name, text)])
        return True

    # --- Lines --------------------------------------------------------------------------------------------

    def _editable(self, row: Row, column: Column) -> bool:
        if column is Column.ELEMENT:
            return True
        mapped = bool(self._element(row))
        return mapped and (
            column is Column.DIRECTION or (column is Column.FORM and row.name not in self._lists)
        )

    def _what(self, row: Row, column: Column) -> str:
        if column is Column.ELEMENT:
            return mapping_changes.LIST if row.name in self._lists else mapping_changes.ELEMENT
        return mapping_changes.DIRECTION if column is Column.DIRECTION else mapping_changes.FORM

    def _element(self, row: Row) -> str:
        return self.changes.said(self._what(row, Column.ELEMENT), row.name, row.element)

    def _kept(self, row: Row, column: Column) -> str:
        """Return what a cell holds, as the mapping keeps it."""
        if column is Column.ELEMENT:
            return self._element(row)
        if column is Column.DIRECTION:
            before = row.direction if row.element else _DIRECTIONS[0]
            return self.changes.said(mapping_changes.DIRECTION, row.name, str(before))
        if column is Column.FORM:
            return self.changes.said(mapping_changes.FORM, row.name, row.chosen_form)
        return self._text(row, column)

    def _text(self, row: Row, column: Column) -> str:
        mapped = bool(self._element(row))
        if column is Column.FIELD:
            inside = "." in row.name
            told = label(row)
            return f"    {told}" if inside else told
        if column is Column.ELEMENT:
            return self._element(row)
        if column is Column.FINDINGS:
            return " ".join(language.sentence(each.text) for each in row.findings)
        if not mapped and column is not Column.LENGTH:
            return ""
        texts = {
            Column.DIRECTION: _directions().get(self._kept(row, Column.DIRECTION), ""),
            Column.TYPE: row.there,
            Column.FORM: _forms()[self._kept(row, Column.FORM)] if row.name not in self._lists else "",
            Column.LENGTH: str(row.length) if row.length else "",
            Column.VALUES: _some(self.codes(row)),
            Column.SAMPLE: row.sample,
        }
        return texts[column]

    def _tip(self, row: Row, column: Column) -> str:
        return row.name if column is Column.FIELD else self._text(row, column)

    def _spoken_cell(self, row: Row, column: Column) -> str:
        return f"{_headings()[column]}: {self._text(row, column)}"

    def _options(self, row: Row, column: Column) -> Options:
        if column is Column.DIRECTION:
            return tuple(_directions().items())
        if column is Column.FORM:
            return tuple(_forms().items())
        return self._elements_for(row) if column is Column.ELEMENT else ()

    def _elements_for(self, row: Row) -> Options:
        """Return the elements a line may go to: of a list's field those inside the list's own element."""
        inside, dot, _ = row.name.partition(".")
        if not dot:
            return self._elements
        element = next((self._element(each) for each in self._rows if each.name == inside), "")
        begins = f"{element}/"
        return tuple((path[len(begins) :], told) for path, told in self._elements if path.startswith(begins))

    def _spoken(self, row: Row) -> str:
        return f"{row.name} {label(row)} {self._element(row)}".casefold()

    def _redraw(self, first: int, last: int) -> None:
        if first <= last:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(Column) - 1))


def _is_wrong(row: Row, _column: Column) -> bool:
    return any(str(each.weight) == _ERROR for each in row.findings)


def _aligned(_row: Row | None, column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignTrailing if column is Column.LENGTH else Qt.AlignmentFlag.AlignLeading
    return side | Qt.AlignmentFlag.AlignVCenter


def label(row: Row) -> str:
    """Return what a person calls a line."""
    return QCoreApplication.translate("Field", row.label)


def _some(codes: Mapping[str, str]) -> str:
    told = [f"{ours} → {theirs}" for ours, theirs in codes.items()]
    return ", ".join([*told[:_CODES_SHOWN], *(["…"] if len(told) > _CODES_SHOWN else [])])


def _directions() -> dict[str, str]:
    translate = QCoreApplication.translate
    words = (
        translate("MappingRows", "Both ways"),
        translate("MappingRows", "Out"),
        translate("MappingRows", "In"),
    )
    return dict(zip(_DIRECTIONS, words, strict=True))


def _forms() -> dict[str, str]:
    translate = QCoreApplication.translate
    words = (
        translate("MappingRows", "As the type says"),
        translate("MappingRows", "Text"),
        translate("MappingRows", "Date"),
        translate("MappingRows", "Date and time"),
        translate("MappingRows", "true or false"),
        translate("MappingRows", "Number"),
    )
    return dict(zip(_FORMS, words, strict=True))


def _headings() -> tuple[str, ...]:
    translate = QCoreApplication.translate
    return (
        translate("MappingRows", "Field"),
        translate("MappingRows", "Element"),
        translate("MappingRows", "Direction"),
        translate("MappingRows", "Type there"),
        translate("MappingRows", "Written as"),
        translate("MappingRows", "Length here"),
        translate("MappingRows", "Values there"),
        translate("MappingRows", "Sample"),
        translate("MappingRows", "Findings"),
    )
