"""Where the files that travel with the program lie, in a checkout and in an installed copy."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent
_ROOTS = (_PACKAGE / "_resources", _PACKAGE.parent / "resources")


def path(name: str) -> Path:
    """Return the path of the resource ``name``, such as ``wsdl/external-contact.wsdl``."""
    for root in _ROOTS:
        if (candidate := root / name).exists():
            return candidate
    raise FileNotFoundError(f"The program's file {name} is missing; install Hearth again.")


def text(name: str) -> str:
    """Return the resource ``name`` read as UTF-8."""
    return path(name).read_text(encoding="utf-8")
