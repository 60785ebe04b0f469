"""A WSDL of a CRM that knows nothing of Siebel: other words and nesting, lists without a container."""

from __future__ import annotations

from pathlib import Path

TEXT = Path(__file__).with_name("people.wsdl").read_text(encoding="utf-8")


def saved(folder: Path, text: str = TEXT) -> str:
    """Write the WSDL into a folder and return where it is."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "people.wsdl"
    file.write_text(text, encoding="utf-8")
    return str(file)
