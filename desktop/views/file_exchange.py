"""Import and Export of a list: files are chosen, and work on them tells how far it is and can be stopped."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QDir, QObject, Qt
from PySide6.QtWidgets import QFileDialog, QProgressDialog

from desktop.errors import HearthError
from desktop.models import formats
from desktop.models.errand import Errand
from desktop.models.record_list import RecordListModel
from desktop.store.types import RecordKind
from desktop.views.actions import Act
from desktop.views.desk import Desk
from desktop.views.import_dialog import ImportDialog
from desktop.views.list import ListApplet
from desktop.views.message_bar import MessageKind
from desktop.views.page import Then

FILE_ACTS: Final = (Act.IMPORT, Act.EXPORT_LIST)
_PATIENCE_MS: Final = 700
_WHOLE: Final = 1000


class FileExchange(QObject):
    """Serves one list; what is exported is what the list shows."""

    def __init__(
        self,
        applet: ListApplet,
        model: RecordListModel,
        desk: Desk,
        leave: Callable[[Then], object],
        renew: Callable[[], object],
    ) -> None:
        super().__init__(applet)
        self._list = applet
        self._model = model
        self._desk = desk
        self._renew = renew
        self._leave = leave
        acts = applet.actions_of_record
        acts[Act.IMPORT].triggered.connect(partial(self._leave_for, self._choose_import))
        acts[Act.EXPORT_LIST].triggered.connect(partial(self._leave_for, self._choose_export))

    def _leave_for(self, then: Then, _checked: bool = False) -> None:
        self._leave(then)

    # --- Import -----------------------------------------------------------------------------------------

    def take_in(self, file: str) -> None:
        """Open the dialog for a file."""
        dialog = ImportDialog(file, self._desk, self._list)
        dialog.filled.connect(self._renew)
        dialog.open()

    def _choose_import(self) -> None:
        dialog = self._file_dialog(self.tr("Import a File"))
        dialog.setNameFilters(
            [self.tr("Households, contacts and members (*.csv *.vcf *.vcard)"), self.tr("All files (*)")]
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.take_in)
        dialog.open()

    # --- Export -----------------------------------------------------------------------------------------

    def put_out(self, file: str) -> None:
        """Write what the list shows to a file."""
        errand = self._desk.files.put_out(Path(file), self._model.query)
        progress = self._made_progress(errand)
        errand.advanced.connect(partial(_advance, progress))
        errand.done.connect(partial(self._say_written, progress, file))
        errand.failed.connect(partial(self._refuse, progress))
        errand.start()

    def _choose_export(self) -> None:
        dialog = self._file_dialog(self.tr("Export What the List Shows"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        filters = [self.tr("Table (*.csv)")]
        if self._model.query.kind is RecordKind.CONTACT:
            filters.append(self.tr("vCards (*.vcf)"))
        dialog.setNameFilters(filters)
        dialog.filterSelected.connect(partial(_name_after, dialog))
        dialog.fileSelected.connect(self.put_out)
        dialog.open()

    def _say_written(self, progress: QProgressDialog, file: str, count: int | None) -> None:
        progress.close()
        if count is None:
            kind, text = MessageKind.INFO, self.tr("Stopped; no file was written.")
        else:
            kind, text = MessageKind.GOOD, self.tr("Records exported to {file}: {count}")
        shown = QDir.toNativeSeparators(file)
        self._list.message_bar.show_message(kind, text.format(file=shown, count=formats.number(count or 0)))

    def _refuse(self, progress: QProgressDialog, error: HearthError) -> None:
        progress.close()
        self._list.message_bar.show_message(MessageKind.ERROR, str(error))

    # --- Making -----------------------------------------------------------------------------------------

    def _file_dialog(self, title: str) -> QFileDialog:
        dialog = QFileDialog(self._list, title)
        dialog.setObjectName("file_dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog

    def _made_progress(self, errand: Errand) -> QProgressDialog:
        progress = QProgressDialog(self.tr("Exporting…"), self.tr("Cancel"), 0, _WHOLE, self._list)
        progress.setObjectName("export_progress")
        progress.setWindowTitle(self.tr("Export"))
        progress.setAccessibleName(progress.windowTitle())
        progress.setWindowModality(Qt.WindowModality.WindowModal)
        progress.setMinimumDuration(_PATIENCE_MS)
        progress.setAutoReset(False)
        progress.canceled.connect(errand.stop)
        progress.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return progress


def _name_after(dialog: QFileDialog, form: str) -> None:
    """Let a file without an ending get that of the form that is chosen."""
    dialog.setDefaultSuffix("vcf" if "*.vcf" in form else "csv")


def _advance(progress: QProgressDialog, done: int, total: int) -> None:
    progress.setValue(_WHOLE * done // max(total, 1))
