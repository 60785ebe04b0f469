"""Writes what was found into one file to give away: without secrets, names of people, or records."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Final

from desktop import installed
from desktop.findings import Finding
from desktop.settings import Settings

_FRAME: Final = re.compile(r'^\s*File "[^"]*?((?:desktop|site-packages)/[^"]+)", line (\d+), in (\S+)')
_MOMENT: Final = re.compile(r"^\d{4}-\d\d-\d\dT\S+$")
_ERROR: Final = re.compile(r"^([A-Za-z_][\w.]*(?:Error|Exception|Problem|Interrupt|Unavailable))\b")
# Nobody knows what of a query lets somebody in, or what an external system says of whom.
_QUERY: Final = re.compile(r"(\w+://[^\s?]*)\?\S*")
_QUOTED: Final = re.compile(r"(?<= It says: ).*", re.DOTALL)
_SIGNED_IN: Final = re.compile(r'(?<=user ")[^"]*')
_HIDDEN: Final = "•••"
_LINES: Final = 400


def write(file: Path, settings: Settings, findings: Iterable[Finding]) -> None:
    """Write the support file; raise OSError when that cannot be done."""
    document = {
        "build": asdict(installed.running()),
        "packaged": installed.is_package(),
        "findings": [
            {name: _without_person(text, settings) for name, text in asdict(each).items()}
            for each in findings
        ],
        "errors": errors(settings.log_folder / "errors.log"),
    }
    file.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def errors(log: Path) -> list[str]:
    """Return when what kind of mistake happened where in the program; its words may hold a record's."""
    try:
        lines = log.read_text("utf-8", "replace").splitlines()[-_LINES:]
    except OSError:
        return []
    return [kept for line in lines if (kept := _kept(line))]


def _kept(line: str) -> str:
    if found := _FRAME.match(line):
        return f"  {found[1]}:{found[2]} {found[3]}"
    if found := _ERROR.match(line):
        return f"  {found[1]}"
    return line if _MOMENT.match(line) else ""


def _without_person(text: str, settings: Settings) -> str:
    """Return a text without the name of whoever uses the machine, which stands in paths, too."""
    text = _SIGNED_IN.sub(_HIDDEN, _QUOTED.sub(_HIDDEN, _QUERY.sub(rf"\1?{_HIDDEN}", text)))
    home = str(Path.home())
    shown = text.replace(home, "~") if len(home) > 1 else text
    return re.sub(rf"(?<!\w){re.escape(settings.who)}(?!\w)", _HIDDEN, shown) if settings.who else shown
