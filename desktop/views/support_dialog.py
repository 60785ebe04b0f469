"""Asks where a support file is to be written, of which attempts, and whether personal data may be in it."""

from __future__ import annotations

from PySide6.QtCore import QDir, QStandardPaths, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLineEdit, QWidget

from desktop.views.dialog import Dialog
from desktop.views.parts import column, label, push_button, row
from desktop.views.tokens import SPACE_L, SPACE_M, SPACE_XL

_WIDTH = 560


class SupportDialog(Dialog):
    """``wanted`` carries the file's name, whether all attempts of the record go in, and personal data too.

    Open it with ``open()``: it never blocks its caller.
    """

    wanted = Signal(str, bool, bool)

    def __init__(self, file_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("support_file")
        self.setWindowTitle(self.tr("Save as Support File"))
        self.setAccessibleName(self.windowTitle())
        self.setModal(True)
        self.file = QLineEdit(QDir.toNativeSeparators(f"{_documents()}/{file_name}"), self)
        self.file.setObjectName("support_file.file")
        self.file.setAccessibleName(self.tr("File"))
        self.all_attempts = QCheckBox(self.tr("All attempts of this record"), self)
        self.all_attempts.setObjectName("support_file.all")
        self.personal = QCheckBox(self.tr("Leave names, numbers and addresses in it"), self)
        self.personal.setObjectName("support_file.personal")
        self.browse = push_button("support_file.browse", self.tr("Browse…"), parent=self)
        self.save = push_button("support_file.save", self.tr("Save"), "primary", self)
        self.cancel = push_button("support_file.cancel", self.tr("Cancel"), parent=self)
        self.save.setDefault(True)
        self._lay_out()
        self.browse.clicked.connect(self._browse)
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.reject)
        self.file.textChanged.connect(self._look)
        self.finished.connect(self.deleteLater)

    def _lay_out(self) -> None:
        file = label(self.tr("&File"), "label", self)
        file.setBuddy(self.file)
        told = self.tr(
            "Passwords are never in it. Personal values are hidden: their form stays, so that whoever helps"
            " can still tell a date from a name, and equal values from others."
        )
        hint = label(told, "muted", self)
        hint.setWordWrap(True)
        buttons = row(None, self.save, self.cancel, spacing=SPACE_M)
        whole = column(
            file,
            row(self.file, self.browse),
            self.all_attempts,
            self.personal,
            hint,
            buttons,
            spacing=SPACE_L,
            margins=(SPACE_XL, SPACE_XL, SPACE_XL, SPACE_L),
        )
        self.setLayout(whole)
        self.setMinimumWidth(_WIDTH)

    def _browse(self) -> None:
        dialog = QFileDialog(self, self.windowTitle(), self.file.text())
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.fileSelected.connect(self.file.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _save(self) -> None:
        self.accept()
        self.wanted.emit(self.file.text().strip(), self.all_attempts.isChecked(), self.personal.isChecked())

    def _look(self, text: str) -> None:
        self.save.setEnabled(bool(text.strip()))


def _documents() -> str:
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return folder or QDir.homePath()
