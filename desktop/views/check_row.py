"""Shows one step of a test: what was looked at, whether it is well, and what was found."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel, QWidget

from desktop import language
from desktop.views import theme
from desktop.views.desk import Check
from desktop.views.icons import pixmap
from desktop.views.parts import label, row
from desktop.views.tokens import ICON, SPACE_M


def check_row(check: Check, ratio: float) -> QWidget:
    """Return the row of one step."""
    part = QWidget()
    mark = QLabel(part)
    tokens = theme.tokens()
    name, colour = ("check", tokens.good) if check.ok else ("error", tokens.bad)
    mark.setPixmap(pixmap(name, colour, ICON, ratio))
    said, called = language.sentence(check.text), language.sentence(check.name)
    text = label(said, parent=part)
    text.setWordWrap(True)
    step = label(called, "strong", part)
    step.setMinimumWidth(140)
    line = row(mark, step, text, spacing=SPACE_M)
    line.setStretch(2, 1)
    part.setLayout(line)
    passed = QCoreApplication.translate("ConnectionPage", "passed")
    failed = QCoreApplication.translate("ConnectionPage", "failed")
    part.setAccessibleName(f"{called}, {passed if check.ok else failed}: {said}")
    return part
