"""Writes the gallery of the documents: a few of the pictures that were taken, small, with what they show."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from tests.support.album import FOLDER

DOCUMENTS = Path(__file__).parents[2] / "docs"
_WIDTH = 1100
_QUALITY = 62
_CHOSEN = (
    ("small-light-1366x768/households", "The list of households over the form of the current one."),
    ("large-light-1366x768/households-query", "A query by example, in the row under the headings."),
    ("small-light-1366x768/household-contacts", "A household: its form, its views, its contacts."),
    ("small-dark-1366x768/household-summary", "The summary of a household, dark."),
    ("small-light-1366x768/household-hierarchy", "Who belongs to whom, drawn."),
    ("small-light-1366x768/contact-offline", "A contact whose update waits for the line."),
    ("small-contrast-1366x768/household-activities", "Activities of a household, in high contrast."),
    ("small-light-1366x768/outbox", "The outbox: what waits, for what, until when."),
    ("extreme-light-1366x768/household-contacts", "Names as long as a field allows."),
    ("empty-light-1366x768/household-notes", "An empty view says what to do first."),
    ("small-light-1366x768/keys", "The sheet of keys, on F1."),
    ("small-light-1366x768/search", "Search everything, on Ctrl+K."),
)
_OPENING = """\
# How it looks

Real pictures of the window, written by `./dev screens`, which takes many more of them into `build/screens`:
every view, with an empty, a small, a large and an extreme store, light, dark and in high contrast, at 1366 by
768 and 1920 by 1080, and at 200 %."""


def write() -> None:
    """Writes docs/screens.md and the pictures it shows."""
    folder = DOCUMENTS / "screens"
    folder.mkdir(exist_ok=True)
    lines = [_OPENING]
    for source, words in _CHOSEN:
        name = source.replace("/", "-").replace("-1366x768", "")
        _shrink(FOLDER / f"{source}.png", folder / f"{name}.webp")
        lines += ["", f"**{words}**", "", f"![{words}](screens/{name}.webp)"]
    (DOCUMENTS / "screens.md").write_text("\n".join(lines) + "\n", "utf-8")


def _shrink(source: Path, target: Path) -> None:
    picture = QImage(str(source))
    if picture.width() > _WIDTH:
        picture = picture.scaledToWidth(_WIDTH, Qt.TransformationMode.SmoothTransformation)
    assert picture.save(str(target), quality=_QUALITY), f"{source} cannot be shrunk."


if __name__ == "__main__":
    write()
