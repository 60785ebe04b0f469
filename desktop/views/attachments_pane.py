"""The files attached to a contact: attached by choosing or dropping them, opened, saved elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTemporaryDir, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.errors import StoreUnavailable, UsageError
from desktop.fields import ATTACHMENT
from desktop.models import saving
from desktop.models.child_list import ChildRow
from desktop.models.columns import Column, Look
from desktop.store import files
from desktop.views import layouts
from desktop.views.actions import Act
from desktop.views.desk import Desk
from desktop.views.message_bar import MessageKind
from desktop.views.owned_pane import OwnedPane


class AttachmentsPane(OwnedPane):
    """A list of files beside the form with the description of the current one."""

    types_new = False

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        acts = (Act.NEW, Act.OPEN, Act.EXPORT, Act.DELETE)
        buttons = (Act.NEW, Act.OPEN, Act.EXPORT)
        super().__init__(
            ATTACHMENT, desk, "attachment", parent, columns=_columns(), acts=acts, buttons=buttons
        )
        self._opened = QTemporaryDir()
        self.setAcceptDrops(True)
        of = self.list.actions_of_record
        of[Act.NEW].setText(self.tr("Attach Files…"))
        of[Act.NEW].setIconText(self.tr("Attach"))
        of[Act.OPEN].triggered.connect(self.open)
        of[Act.EXPORT].triggered.connect(self.save_as)
        self.list.set_empty_state("attachment", self.tr("No files yet: attach or drop some."), of[Act.NEW])

    def new(self) -> None:
        """Open the dialog in which files are chosen."""
        self.leave(self._choose_files)

    def attach(self, paths: Sequence[str]) -> None:
        """Attach files of this machine."""
        if self._ref is not None and paths:
            command = partial(saving.attach, ref=self._ref, paths=[Path(each) for each in paths])
            self.change(command, self.go_to)

    def open(self) -> None:
        """Open the current file in the program that the platform has for it."""
        row = self.current()
        if row is None:
            return
        if not files.may_open(str(row.values["file_name"])):
            self.refuse(
                UsageError(
                    self.tr("This file runs a program."), way_out=self.tr("Save it, and ask who sent it.")
                )
            )
            return
        lay_out = partial(files.lay_out, attachment_id=row.id, folder=Path(self._opened.path()))
        self._desk.operations.read(lay_out, self._show_file, self.refuse)

    def save_as(self) -> None:
        """Ask where the current file is to be written."""
        row = self.current()
        if row is None:
            return
        dialog = QFileDialog(self, self.tr("Save File As"), str(row.values["file_name"]))
        dialog.setObjectName("save_file")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.fileSelected.connect(partial(self._save_to, row))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(each.isLocalFile() for each in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        paths = [each.toLocalFile() for each in event.mimeData().urls() if each.isLocalFile()]
        self.leave(partial(self.attach, paths))

    def _choose_files(self) -> None:
        dialog = QFileDialog(self, self.tr("Attach Files"))
        dialog.setObjectName("attach_files")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self.attach)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _save_to(self, row: ChildRow, path: str) -> None:
        write = partial(files.save_as, attachment_id=row.id, path=Path(path))
        self._desk.operations.read(write, self._say_saved, self.refuse)

    def _say_saved(self, path: Path) -> None:
        self.list.message_bar.show_message(MessageKind.INFO, self.tr("Saved as {path}.").format(path=path))

    def _show_file(self, path: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self.refuse(
                StoreUnavailable(
                    self.tr("This machine has no program for {name}.").format(name=path.name),
                    way_out=self.tr("Save it elsewhere instead."),
                )
            )

    def _drill(self, at: int, _column: int) -> None:
        self.list.table.go_to(at)
        self.open()

    def _new(self) -> None:
        self._choose_files()


def _columns() -> tuple[Column, ...]:
    shown = layouts.child_columns(ATTACHMENT)
    return tuple(replace(each, look=Look.LINK) if each.name == "file_name" else each for each in shown)
