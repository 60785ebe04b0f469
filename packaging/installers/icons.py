"""Draws the program's icon in all sizes from its one drawing."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from installers.release import PACKAGING

DRAWING: Final = PACKAGING / "share" / "hearth.svg"
SIZES: Final = (16, 22, 24, 32, 48, 64, 128, 256, 512)


def picture(size: int, target: Path) -> None:
    """Write the icon as a PNG with ``size`` pixels a side."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    # Loaded here: everything else of a build runs where Qt cannot.
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    _application = QGuiApplication.instance() or QGuiApplication([])
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(DRAWING)).render(painter)
    painter.end()
    target.parent.mkdir(parents=True, exist_ok=True)
    image.save(str(target))
