"""The page of figures: the table of goals with what was measured, and the details beside it."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Sequence

from benchmarks.company import QUIET_CORES
from benchmarks.frame import QUICK, WHOLE
from benchmarks.kept import Line, Measured


def table(scripts: Sequence[Measured]) -> str:
    """Return the figures as a table of Markdown."""
    head = "| figure | goal | measured (min–max) | clock | others kept busy | |"
    return "\n".join([head, "|---|---|---|---|---|---|", *(row for each in scripts for row in _rows(each))])


def _rows(measured: Measured) -> Iterator[str]:
    yield from (_row(line, measured) for line in measured.lines)
    if measured.failed:
        yield f"| `benchmarks/{measured.script}.py` did not finish | | | | | {measured.failed} |"


def _row(line: Line, measured: Measured) -> str:
    unit = f" {line['unit']}" if line["unit"] else ""
    sign = "≥ " if line["at_least"] else ""
    value = f"**{line['ratio']:g}**{unit} ({line['low']:g}–{line['high']:g})"
    verdict = "met" if line["met"] else f"not met: {line['missed'] or 'see the script'}"
    loud = line["clock"] == "wall" and not measured.company.is_quiet
    clock = f"{line['clock']}, not quiet" if loud else line["clock"]
    goal = f"{sign}{line['goal']:g}{unit}"
    return f"| {line['what']} | {goal} | {value} | {clock} | {measured.company} | {verdict} |"


def document(scripts: Sequence[Measured], contacts: int) -> str:
    """Return the page that the figures are kept in."""
    return _PAGE.format(
        quick=QUICK,
        whole=WHOLE,
        contacts=contacts,
        python=f"{platform.python_implementation()} {platform.python_version()}",
        cores=os.cpu_count(),
        took=sum(each.seconds for each in scripts),
        quiet=QUIET_CORES,
        table=table(scripts),
        details="\n".join(_details(scripts)),
    )


def _details(scripts: Sequence[Measured]) -> Iterator[str]:
    for line in (line for each in scripts for line in each.lines):
        if details := line.get("details"):
            told = ", ".join(f"{name} {value}" for name, value in dict(details).items())  # type: ignore[call-overload]
            yield f"- {line['what']}: {told}"


_PAGE = """# How fast Hearth is

Written by `./dev bench`, which sets the product and its floor (the raw parts: sqlite3, FTS5, a bare Qt
window, a bare HTTP connection) side by side in one run. A ratio is the median of some rounds, with the
least and the greatest beside it. CPU ratios hold on any machine; wall-clock figures only where the machine
had nothing else to do. Beside each figure stands how many cores other programs kept busy in the half
second before it and on average while it was taken; beyond {quiet:g} a wall-clock figure
is marked as not quiet.

`./dev bench --quick` takes {quick:,} contacts, `./dev bench` {whole:,}; each figure is a script of its own
under `benchmarks/`. The page is written after each script; a run that was cut goes on with `--resume`.

This run: {contacts:,} contacts, {python}, {cores} cores, in {took:.0f} seconds.

{table}

## Not measured here

Search at 10,000,000 contacts, whose store takes longer to make than the whole run: give its figures with
`python -m benchmarks.search --contacts 10000000`. The gap in the window's event loop is measured with 2,000
deliveries in the quick run and with 10,000 in the whole one, import with 20,000 rows and with 1,000,000.

## Beside the ratios

{details}
"""
