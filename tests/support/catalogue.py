"""Gathers every word of the window that wants translating: those of the code and the labels of the fields."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from desktop.fields import CATALOGUES, RECORDS, Component

ROOT = Path(__file__).parents[2]
TOOLS = Path(sys.executable).parent


def gather(catalogue: Path) -> None:
    """Writes the source texts into a ``.ts`` file, keeping the translations that are in it already."""
    with tempfile.TemporaryDirectory() as folder:
        labels = Path(folder) / "labels.py"
        labels.write_text("\n".join(_label_lines()), encoding="utf-8")
        sources = [
            str(path) for floor in ("models", "views") for path in ROOT.glob(f"desktop/{floor}/**/*.py")
        ]
        _run("lupdate", *sorted(sources), str(labels), "-ts", str(catalogue))


def release(catalogue: Path) -> Path:
    """Makes the ``.qm`` file that the program loads out of a ``.ts`` file, and returns its path."""
    _run("lrelease", str(catalogue))
    return catalogue.with_suffix(".qm")


def components() -> Iterator[Component]:
    """Gives every component of every record and catalogue."""
    for record in (*RECORDS.values(), *CATALOGUES.values()):
        yield record
        yield from record.children


def _label_lines() -> Iterator[str]:
    labels = {("Field", field.label) for component in components() for field in component}
    labels |= {("Component", word) for each in components() for word in (each.label, each.plural)}
    for context, text in sorted(labels):
        yield f"translate({context!r}, {text!r})"


def _run(tool: str, *arguments: str) -> None:
    subprocess.run([TOOLS / f"pyside6-{tool}", *arguments], check=True, capture_output=True)


if __name__ == "__main__":
    gather(Path(sys.argv[1]))
