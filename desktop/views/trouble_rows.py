"""What is wrong with a workstation as rows of a page: a mark, what was found, and the cure."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from desktop import language
from desktop.findings import Finding, Standing
from desktop.views import theme
from desktop.views.icons import pixmap
from desktop.views.parts import column, frame, label, row
from desktop.views.tokens import ICON, SPACE_L, SPACE_M, SPACE_S

_KINDS = {Standing.PROBLEM: ("error", "error"), Standing.NOTE: ("warning", "info")}


class TroubleRows(QWidget):
    """Shows the findings that somebody should know of; hidden while there are none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("troubles")
        self.setAccessibleName(QCoreApplication.translate("TroubleRows", "What stands in the way"))
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(SPACE_M)
        self.findings: list[Finding] = []
        theme.current().changed.connect(self._draw)
        self.hide()

    def show_findings(self, findings: Iterable[Finding]) -> None:
        """Show these in the place of those before; what is well is left out."""
        self.findings = [each for each in findings if each.standing is not Standing.GOOD]
        self._draw()
        self.setVisible(bool(self.findings))

    def texts(self) -> list[str]:
        """Return what is said, with the cures."""
        return [f"{each.text} {each.cure}".strip() for each in self.findings]

    def _draw(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (part := item.widget()) is not None:
                part.hide()
                part.deleteLater()
        for each in self.findings:
            self._rows.addWidget(self._row(each))

    def _row(self, finding: Finding) -> QFrame:
        kind, name = _KINDS[finding.standing]
        part = frame("message", f"troubles.{finding.subject}", self)
        part.setProperty("kind", kind)
        colours = {Standing.PROBLEM: theme.tokens().bad, Standing.NOTE: theme.tokens().attention}
        mark = QLabel(part)
        mark.setPixmap(pixmap(name, colours[finding.standing], ICON, self.devicePixelRatioF()))
        said, cure = language.sentence(finding.text), language.sentence(finding.cure)
        texts = [label(said, "", part), label(cure, "muted", part)]
        for each in texts:
            each.setWordWrap(True)
        texts[1].setVisible(bool(finding.cure))
        line = row(mark, column(*texts, spacing=SPACE_S), margins=(SPACE_L, SPACE_M, SPACE_L, SPACE_M))
        line.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
        line.setStretch(1, 1)
        part.setLayout(line)
        part.setAccessibleName(f"{said} {cure}".strip())
        return part
