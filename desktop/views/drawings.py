"""The program's line drawings, recoloured: every drawing names its one colour ``currentColor``."""

from __future__ import annotations

from functools import cache

from desktop import resources


@cache
def drawing(name: str, colour: str) -> bytes:
    """Return the SVG of ``resources/icons/<name>.svg`` drawn in ``colour``, such as ``#1c2129``."""
    return resources.text(f"icons/{name}.svg").replace("currentColor", colour).encode()
