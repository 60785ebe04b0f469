"""Runs every figure, prints the table of goals, and writes docs/performance.md after each script."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO

from benchmarks import kept, sheet, stores
from benchmarks.company import Watch
from benchmarks.frame import QUICK, WHOLE
from benchmarks.kept import Measured

_HERE = Path(__file__).parent
# Everything in this folder that is no figure.
_FRAME = {"company", "frame", "kept", "listing", "run", "sheet", "stores"}
_PAGE = Path("docs/performance.md")
_PATIENCE = 5400


def main() -> int:
    parser = argparse.ArgumentParser(prog="./dev bench")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK:,} contacts instead of {WHOLE:,}")
    parser.add_argument("--only", metavar="NAME", help="one script alone; the page is left as it is")
    parser.add_argument("--resume", action="store_true", help="keep what a run that was cut has measured")
    chosen = parser.parse_args()
    contacts = QUICK if chosen.quick else WHOLE
    stores.path(contacts)
    if chosen.only is not None:
        print(sheet.table([measured(chosen.only, contacts)]))
        return 0
    found = kept.read(contacts) if chosen.resume else {}
    for script in scripts():
        if script not in found or found[script].failed:
            found[script] = measured(script, contacts)
            kept.write(contacts, found)
            _PAGE.write_text(sheet.document(list(found.values()), contacts), "utf-8")
    print(sheet.table(list(found.values())))
    return 0


def scripts() -> list[str]:
    """Return the names of the scripts with figures, in order."""
    return sorted(file.stem for file in _HERE.glob("*.py") if file.stem not in _FRAME)


def measured(script: str, contacts: int) -> Measured:
    """Run one script and return its figures; one that fails keeps those that it had told by then."""
    print(f"{script} …", file=sys.stderr, flush=True)
    watch, begun = Watch(), time.monotonic()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        failed = _ran(script, contacts, said)
        said.seek(0)
        lines = [json.loads(line) for line in said if line.startswith("{")]
    return Measured(script, lines, failed, time.monotonic() - begun, watch.end())


def _ran(script: str, contacts: int, said: IO[str]) -> str:
    """Run a script to its end and return what went wrong, if anything did."""
    command = [sys.executable, "-m", f"benchmarks.{script}", "--contacts", str(contacts)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "LC_ALL": "C.UTF-8"}
    # A group of its own, so that what a script started ends with it.
    with subprocess.Popen(command, stdout=said, env=environment, start_new_session=True) as running:  # noqa: S603 -- ours
        try:
            code = running.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            return f"it was stopped after {_PATIENCE:,} seconds"
        finally:
            _ended(running)
    return f"exit code {code}" if code else ""


def _ended(running: subprocess.Popen[bytes]) -> None:
    if running.poll() is None:
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()


if __name__ == "__main__":
    sys.exit(main())
