"""Writes docs/wire-variants.md from runs against every variant: ``python -m tests.support.variants_page``."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

from tests.support.sources import ROOT
from tests.support.variant_runs import Run, play
from tests.support.variants import VARIANTS, Variant

PAGE: Final = ROOT / "docs" / "wire-variants.md"
_HEAD: Final = """# WSDLs that Hearth has spoken with

Each line is a run: the built-in external system is given a WSDL that neither side has seen before,
`hearth connection set` is given that WSDL and nothing else, and then come `hearth connection test`,
`hearth send` of a contact and of a household with two members, and both once more after a change.
What arrives there and what comes back is compared value by value, and every message of both sides is checked
against the WSDL's own types. `./dev variants` writes this page anew; a test holds it to what the runs bring.

| variant | style | SOAP of its ports | values | operation found | messages | invalid |
|---|---|---|---|---|---|---|
"""


def row(variant: Variant, run: Run) -> str:
    """Return the line of the table for a variant that was played to its end."""
    values = "typed" if variant.typed else "text"
    cells = (variant.name, variant.style, ", ".join(variant.ports), values, f"`{run.operation}`")
    return f"| {' | '.join(cells)} | {run.messages} | {run.invalid} |"


def main() -> None:
    """Play all variants and write the page."""
    rows: list[str] = []
    for variant in VARIANTS:
        with tempfile.TemporaryDirectory() as folder:
            rows.append(row(variant, play(variant, Path(folder))))
    PAGE.write_text(_HEAD + "\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
