"""Checks this workstation as `hearth doctor` does, and says of all that is found how to put it right."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QDir, QProcess, QProcessEnvironment, QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop import language
from desktop.findings import Finding, Standing
from desktop.views import theme
from desktop.views.dialog import Dialog
from desktop.views.icons import pixmap
from desktop.views.parts import column, label, push_button, row
from desktop.views.tokens import ICON, SPACE_L, SPACE_M, SPACE_S, SPACE_XL

_SIZE: Final = (760, 600)
_SUBJECT_WIDTH: Final = 150
_PATIENCE_MS: Final = 2000


class WorkstationDialog(Dialog):
    """Runs the doctor as a program of its own, so that nothing it waits for can hold up the window.

    ``program`` is how Hearth is started; ``environment`` says where its home and its store are.
    Open it with ``open()``: it never blocks its caller.
    """

    def __init__(
        self, program: Sequence[str], environment: Mapping[str, str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("workstation")
        self.setWindowTitle(self.tr("Check This Workstation"))
        self.setAccessibleName(self.windowTitle())
        self.setModal(True)
        self.resize(*_SIZE)
        self.findings: list[Finding] = []
        self._program, self._environment = list(program), environment
        self._running: QProcess | None = None
        self._support_file = ""
        self.verdict = label("", "strong", self)
        self.verdict.setObjectName("workstation.verdict")
        self.verdict.setWordWrap(True)
        self._rows = QVBoxLayout()
        self.again = push_button("workstation.again", self.tr("Check Again"), parent=self)
        self.support = push_button("workstation.support", self.tr("Save Support File…"), parent=self)
        self.close_button = push_button("workstation.close", self.tr("Close"), "primary", self)
        self._lay_out()
        self.again.clicked.connect(self.check)
        self.support.clicked.connect(self._ask_where)
        self.close_button.clicked.connect(self.reject)
        self.finished.connect(self._stop)
        self.check()

    def check(self) -> None:
        """Look at the workstation anew; what is found is shown when all has been looked at."""
        if self._running is not None:
            return
        self._offer(checking=True)
        self.verdict.setText(self.tr("Looking at the machine, the store and the line…"))
        self._running = QProcess(self)
        surrounding = QProcessEnvironment.systemEnvironment()
        for name, value in self._environment.items():
            surrounding.insert(name, value)
        self._running.setProcessEnvironment(surrounding)
        self._running.finished.connect(self._finish)
        self._running.errorOccurred.connect(self._finish)
        words = ["--support-file", self._support_file] if self._support_file else []
        self._running.start(self._program[0], [*self._program[1:], "doctor", "--json", *words])

    def save_support_file(self, name: str) -> None:
        """Check again, and write what is found into a file to give away."""
        self._support_file = name
        self.check()

    # --- What came of it --------------------------------------------------------------------------------

    def _finish(self) -> None:
        ended, self._running = self._running, None
        if ended is None:
            return
        said = bytes(ended.readAllStandardOutput().data())
        complained = bytes(ended.readAllStandardError().data()).decode("utf-8", "replace").strip()
        ended.deleteLater()
        written, self._support_file = self._support_file, ""
        self.findings = _findings(said)
        self._show_findings()
        self.verdict.setText(self._words(complained, written))
        self._offer(checking=False)
        theme.announce(self, self.verdict.text())

    def _words(self, complained: str, written: str) -> str:
        if not self.findings:
            return language.sentence(complained) or self.tr(
                "The workstation could not be looked at. Start Hearth again."
            )
        wrong = sum(each.standing is Standing.PROBLEM for each in self.findings)
        text = (
            self.tr("All is well.") if not wrong else self.tr("To be put right: {count}").format(count=wrong)
        )
        if written:
            kept = self.tr("The support file is {file}; no passwords and no records are in it.")
            return f"{text} {kept.format(file=QDir.toNativeSeparators(written))}"
        return text

    def _show_findings(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (part := item.widget()) is not None:
                part.deleteLater()
        # What is wrong stands first: it is what somebody is here for.
        order = [Standing.PROBLEM, Standing.NOTE, Standing.GOOD]
        for each in sorted(self.findings, key=lambda finding: order.index(finding.standing)):
            self._rows.addWidget(self._row_of(each))
        self._rows.addStretch(1)

    def _row_of(self, finding: Finding) -> QWidget:
        part = QWidget(self)
        part.setObjectName(f"workstation.{finding.subject}")
        mark = QLabel(part)
        subject_word, text, cure = map(language.sentence, (finding.subject, finding.text, finding.cure))
        name, colour, standing = self._look(finding.standing)
        mark.setPixmap(pixmap(name, colour, ICON, self.devicePixelRatioF()))
        subject = label(subject_word[:1].upper() + subject_word[1:], "strong", part)
        subject.setFixedWidth(_SUBJECT_WIDTH)
        subject.setWordWrap(True)
        texts = [
            _wrapped(text, "", part),
            *([_wrapped(cure, "muted", part)] if cure else []),
        ]
        line = row(mark, subject, column(*texts, spacing=SPACE_S), spacing=SPACE_M)
        line.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
        line.setAlignment(subject, Qt.AlignmentFlag.AlignTop)
        line.setStretch(2, 1)
        part.setLayout(line)
        part.setAccessibleName(f"{subject_word}, {standing}: {text} {cure}".strip())
        return part

    def _look(self, standing: Standing) -> tuple[str, str, str]:
        tokens = theme.tokens()
        return {
            Standing.GOOD: ("check", tokens.good, self.tr("well")),
            Standing.NOTE: ("info", tokens.busy, self.tr("to be known")),
            Standing.PROBLEM: ("error", tokens.bad, self.tr("wrong")),
        }[standing]

    # --- The rest ---------------------------------------------------------------------------------------

    def _offer(self, *, checking: bool) -> None:
        self.again.setEnabled(not checking)
        self.support.setEnabled(not checking)

    def _ask_where(self) -> None:
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self, self.tr("Save Support File"), f"{documents}/hearth-support.json")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.fileSelected.connect(self.save_support_file)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _stop(self) -> None:
        if self._running is not None:
            running, self._running = self._running, None
            running.kill()
            running.waitForFinished(_PATIENCE_MS)
        self.deleteLater()

    def _lay_out(self) -> None:
        inside = QWidget(self)
        self._rows.setSpacing(SPACE_L)
        inside.setLayout(self._rows)
        area = QScrollArea(self)
        area.setObjectName("workstation.findings")
        area.setAccessibleName(self.tr("What was found"))
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(inside)
        buttons = row(self.again, self.support, None, self.close_button, spacing=SPACE_M)
        margins = (SPACE_XL, SPACE_XL, SPACE_XL, SPACE_L)
        whole = column(self.verdict, area, buttons, spacing=SPACE_L, margins=margins)
        whole.setStretch(1, 1)
        self.setLayout(whole)


def _wrapped(text: str, role: str, parent: QWidget) -> QLabel:
    part = label(text, role, parent)
    part.setWordWrap(True)
    part.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return part


def _findings(said: bytes) -> list[Finding]:
    try:
        told = json.loads(said)["findings"]
        return [
            Finding(each["subject"], Standing(each["standing"]), each["text"], each["cure"], each["about"])
            for each in told
        ]
    except (ValueError, KeyError):
        return []
