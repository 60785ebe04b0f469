"""Runs every figure, prints the table of goals, and writes docs/performance.md."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import stores
from benchmarks.frame import QUICK, WHOLE, is_quiet

_HERE = Path(__file__).parent
# Everything in this folder that is no figure.
_FRAME = {"frame", "stores", "run", "listing"}
_PAGE = Path("docs/performance.md")
_PATIENCE = 900


def main() -> int:
    parser = argparse.ArgumentParser(prog="./dev bench")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK:,} contacts instead of {WHOLE:,}")
    parser.add_argument("--only", metavar="NAME", help="one script alone; the page is left as it is")
    chosen = parser.parse_args()
    contacts = QUICK if chosen.quick else WHOLE
    began, quiet = time.monotonic(), is_quiet()
    stores.path(contacts)
    lines: list[dict[str, object]] = []
    for script in scripts():
        if chosen.only in (None, script):
            lines += figures(script, contacts)
    page = table(lines)
    print(page)
    if chosen.only is None:
        _PAGE.write_text(document(page, lines, contacts, quiet=quiet, took=time.monotonic() - began), "utf-8")
    return 0


def scripts() -> list[str]:
    """Return the names of the scripts with figures, in order."""
    return sorted(file.stem for file in _HERE.glob("*.py") if file.stem not in _FRAME)


def figures(script: str, contacts: int) -> Iterator[dict[str, object]]:
    """Run one script and yield its figures; one that fails is a line that says so."""
    print(f"{script} …", file=sys.stderr, flush=True)
    command = [sys.executable, "-m", f"benchmarks.{script}", "--contacts", str(contacts)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "LC_ALL": "C.UTF-8"}
    try:
        ran = subprocess.run(  # noqa: S603 -- one of our own scripts
            command, stdout=subprocess.PIPE, text=True, env=environment, timeout=_PATIENCE, check=False
        )
        said, code = ran.stdout, ran.returncode
    except subprocess.TimeoutExpired as late:
        said, code = str(late.stdout or ""), -1
    yield from (json.loads(line) for line in said.splitlines() if line.startswith("{"))
    if code:
        yield {
            "name": script,
            "what": f"`benchmarks/{script}.py` did not finish",
            "missed": f"exit code {code}",
        }


def table(lines: list[dict[str, object]]) -> str:
    """Return the figures as a table of Markdown."""
    rows = ["| figure | goal | measured (min–max) | clock | |", "|---|---|---|---|---|"]
    return "\n".join([*rows, *(_row(each) for each in lines)])


def _row(line: dict[str, object]) -> str:
    if "ratio" not in line:
        return f"| {line['what']} | | | | {line['missed']} |"
    unit = f" {line['unit']}" if line["unit"] else ""
    sign = "≥ " if line["at_least"] else ""
    measured = f"**{line['ratio']:g}**{unit} ({line['low']:g}–{line['high']:g})"
    clock = str(line["clock"]) + ("" if line["quiet"] or line["clock"] == "CPU" else ", not quiet")
    verdict = "met" if line["met"] else f"not met: {line['missed'] or 'see the script'}"
    return f"| {line['what']} | {sign}{line['goal']:g}{unit} | {measured} | {clock} | {verdict} |"


def document(page: str, lines: list[dict[str, object]], contacts: int, *, quiet: bool, took: float) -> str:
    """Return the page that the figures are kept in."""
    state = "with nothing else to do" if quiet else "that had other work meanwhile"
    details = "\n".join(
        f"- {line['what']}: " + ", ".join(f"{name} {value}" for name, value in dict(line["details"]).items())
        for line in lines
        if line.get("details")
    )
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return _PAGE_TEXT.format(
        quick=QUICK,
        whole=WHOLE,
        contacts=contacts,
        python=python,
        cores=os.cpu_count(),
        state=state,
        took=took,
        table=page,
        details=details,
    )


_PAGE_TEXT = """# How fast Hearth is

Written by `./dev bench`, which sets the product and its floor (the raw parts: sqlite3, FTS5, a bare Qt
window, a bare HTTP connection) side by side in one run. A ratio is the median of some rounds, with the
least and the greatest beside it. CPU ratios hold on any machine; wall-clock figures only where the machine
had nothing else to do. `./dev bench --quick` takes {quick:,} contacts, `./dev bench` {whole:,}; each figure
is a script of its own under `benchmarks/`.

This run: {contacts:,} contacts, {python}, {cores} cores, on a machine {state}, in {took:.0f} seconds.

{table}

## Not measured here

Search at 10,000,000 contacts, whose store takes longer to make than the whole run: give its figures with
`python -m benchmarks.search --contacts 10000000`. The gap in the window's event loop is measured with 2,000
deliveries in the quick run and with 10,000 in the whole one.

## Beside the ratios

{details}
"""


if __name__ == "__main__":
    sys.exit(main())
