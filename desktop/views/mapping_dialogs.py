"""What is asked about a mapping in dialogs: values, constants, questions, and a rehearsal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QWidget

from desktop.fields import Component
from desktop.models import mapping_changes, words
from desktop.models.mapping_rows import MappingRows, Row
from desktop.views.codes_dialog import CodesDialog
from desktop.views.constants_dialog import ConstantsDialog
from desktop.views.mapping_sight import Laid, demanded
from desktop.views.questions_dialog import QuestionsDialog
from desktop.views.rehearsal_dialog import RehearsalDialog

Play = Callable[[str, str], object]


class MappingDialogs(QObject):
    """Opens them over the page; what is changed in them goes into the lines' changes."""

    def __init__(self, rows: MappingRows, page: QWidget) -> None:
        super().__init__(page)
        self._rows = rows
        self._page = page
        self.rehearsal: RehearsalDialog | None = None

    def edit_codes(self, line: Row) -> None:
        """Ask what the values of a line are called there."""
        dialog = CodesDialog(line, self._rows.codes(line), self._page)
        dialog.wanted.connect(partial(self._take_codes, line.name))
        dialog.open()

    def _take_codes(self, field: str, codes: Mapping[str, str]) -> None:
        named = {f"{field}:{ours}": theirs for ours, theirs in codes.items()}
        self._rows.put_all((mapping_changes.CODE, name, value) for name, value in named.items())

    def edit_constants(self, laid: Laid) -> None:
        """Ask which elements always say the same; those that are demanded and empty stand there already."""
        told = {**laid.mapping.constants, **self._rows.changes.constants()}
        constants = {path: text for path, text in told.items() if text}
        elements = (*laid.elements, *laid.beside)
        dialog = ConstantsDialog(constants, demanded(laid), elements, self._page)
        dialog.wanted.connect(self._take_constants)
        dialog.open()

    def _take_constants(self, constants: Mapping[str, str]) -> None:
        self._rows.put_all((mapping_changes.CONSTANT, path, text) for path, text in constants.items())

    def edit_questions(self, laid: Laid, of: Component) -> None:
        """Ask how replies name the record, and what the external system is asked by."""
        names = dict.fromkeys(["id", *(name for key in of.user_keys for name in key)])
        keys = [(name, words.label(of[name], QCoreApplication.translate)) for name in names]
        dialog = QuestionsDialog(laid.mapping, laid.operations, keys, self._page)
        dialog.wanted.connect(self._take_answers)
        dialog.open()

    def _take_answers(self, answers: Mapping[str, str]) -> None:
        self._rows.put_all((what, "", value) for what, value in answers.items())

    def rehearse(self, of: Component, play: Play) -> None:
        """Open what plays a sending; ``play`` is given the record and the file of a reply."""
        self.rehearsal = RehearsalDialog(of, self._page)
        self.rehearsal.wanted.connect(play)
        self.rehearsal.finished.connect(self._end_rehearsal)
        self.rehearsal.open()

    def _end_rehearsal(self) -> None:
        self.rehearsal = None
