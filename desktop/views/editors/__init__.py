"""Field editors, one class per kind of value, made from the declaration of the field."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QWidget

from desktop.fields import Field
from desktop.values import Kind
from desktop.views.editors.choices import FlagEditor, ListEditor, OpenListEditor
from desktop.views.editors.dates import DateEditor, DateTimeEditor
from desktop.views.editors.editor import Choices
from desktop.views.editors.line import LineEditor, ReadOnlyEditor
from desktop.views.editors.note import NoteEditor
from desktop.views.editors.picks import PickEditor, SeveralEditor
from desktop.views.editors.reach import REACHING, ReachEditor

# Each of them keeps the promises of ``editor.Editing``.
Editor = LineEditor | NoteEditor | ListEditor | FlagEditor

EDITORS: Final = (LineEditor, NoteEditor, ListEditor, FlagEditor)

__all__ = ["EDITORS", "Choices", "Editor", "PickEditor", "SeveralEditor", "make_editor"]

_EDITORS: Final[dict[Kind, type[FlagEditor | DateEditor | NoteEditor | ReachEditor]]] = {
    **dict.fromkeys(REACHING, ReachEditor),
    Kind.FLAG: FlagEditor,
    Kind.DATE: DateEditor,
    Kind.DATETIME: DateTimeEditor,
    Kind.NOTE: NoteEditor,
}


def make_editor(
    field: Field,
    parent: QWidget | None = None,
    *,
    choices: Choices | None = None,
    picked: bool = False,
    editable: bool = True,
) -> Editor:
    """Return the editor that suits ``field``.

    ``choices`` are the values of its pick list; ``picked`` says that its value is another record's id.
    """
    if picked and editable:
        return PickEditor(field, parent)
    if field.kind is Kind.FLAG:
        return _locked_if(FlagEditor(field, parent), locked=not (editable and field.editable))
    if not (editable and field.editable):
        return ReadOnlyEditor(field, parent)
    if choices is not None:
        return (ListEditor if choices.bounded else OpenListEditor)(field, choices, parent)
    return _EDITORS.get(field.kind, LineEditor)(field, parent)


def _locked_if(editor: FlagEditor, *, locked: bool) -> FlagEditor:
    if locked:
        editor.set_read_only(True)
    return editor
