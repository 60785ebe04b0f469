"""The start: the frame painted, the list usable, and the memory of both, against bare Qt and SQLAlchemy."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile

from benchmarks import stores
from benchmarks.frame import Figure, arguments, grown, ratios, spread
from benchmarks.listing import SMALL

COUNTING = "the number of rows is counted by the store, some 20 ms for a million"
MEMORY = """
def memory():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmRSS"))
"""
BARE = """
import json, sys, time
{first}
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class Painted(QObject):
    def eventFilter(self, _watched, event):
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, tell)
        return False
def tell():
    print(json.dumps({{"painted": time.process_time(), "memory": memory()}}), flush=True)
    application.quit()
application = QApplication(sys.argv)
window = QMainWindow()
window.resize(1366, 768)
painted = Painted()
window.installEventFilter(painted)
window.show()
application.exec()
"""
PRODUCT = """
import json, sys, time
from PySide6.QtCore import QEvent, QObject, QTimer
from desktop import app
from desktop.settings import Settings
told = {}
class Painted(QObject):
    def eventFilter(self, _watched, event):
        if event.type() == QEvent.Type.Paint and "painted" not in told:
            told["painted"] = time.process_time()
            told["early"] = "sqlalchemy" not in sys.modules and "zeep" not in sys.modules
        return False
def look():
    page = program.window.current_page()
    model = getattr(page, "model", None)
    if model is None or not model.rowCount() or model.index(0, 0).data() is None:
        return
    told["usable"] = time.process_time()
    told["memory"] = memory()
    timer.stop()
    if model.number(model.rowCount() - 1) is not None:
        finish()
    else:
        model.counted.connect(finish)
def finish(*_):
    told["settled"] = memory()
    print(json.dumps(told), flush=True)
    program.close()
    app.QApplication.quit()
application = app.make_application()
program = app.Program(Settings.gather(sys.argv[1], sys.argv[2]))
painted = Painted()
program.window.installEventFilter(painted)
program.window.resize(1366, 768)
program.start()
timer = QTimer()
timer.timeout.connect(look)
timer.start(2)
application.exec()
"""


def main() -> None:
    chosen = arguments()
    bare, behind = [], []
    small: list[dict[str, float]] = []
    large: list[dict[str, float]] = []
    rounds = min(5, chosen.rounds)
    for _ in range(rounds):
        bare.append(ran(BARE.format(first="")))
        behind.append(ran(BARE.format(first="import sqlalchemy, sqlalchemy.dialects.sqlite")))
        small.append(product(SMALL))
        large.append(product(chosen.contacts))
    early = all(each["early"] for each in large)
    told(
        "frame",
        "frame painted ÷ bare Qt window painted",
        1.2,
        (bare, large, "painted"),
        chosen.contacts,
        missed="Qt's own names, that every widget needs (a fifth), and the modules of the frame itself;"
        " SQLAlchemy and zeep are " + ("not loaded yet" if early else "loaded by then"),
    )
    for contacts, runs in ((SMALL, small), (chosen.contacts, large)):
        Figure(
            f"usable_{contacts}",
            f"list usable at {contacts:,} ÷ (SQLAlchemy imported, then an empty Qt window)",
            1.2,
            **spread(ratios([each["painted"] for each in behind], [each["usable"] for each in runs])),
            contacts=contacts,
            missed="the widgets of the screen and its form are made before its rows are shown",
        ).tell()
    told(
        "memory_growth",
        f"memory at {chosen.contacts:,} ÷ at {SMALL:,}",
        1.15,
        (small, large, "settled"),
        chosen.contacts,
        clock="memory",
    )
    told(
        "memory",
        f"memory, window open at {SMALL:,} ÷ (SQLAlchemy, then empty Qt window)",
        1.4,
        (behind, small, "memory"),
        SMALL,
        clock="memory",
        missed="the modules and widgets of all screens, and the caches of a page of the store",
    )
    if chosen.contacts > SMALL:
        before, now = ([each["usable"] for each in runs] for runs in (small, large))
        grown("usable", "list usable", 0.05, (SMALL, before), (chosen.contacts, now), missed=COUNTING).tell()


def told(
    name: str,
    what: str,
    goal: float,
    compared: tuple[list[dict[str, float]], list[dict[str, float]], str],
    contacts: int,
    *,
    clock: str = "CPU",
    missed: str = "",
) -> None:
    """Tell how one thing that both measured compares."""
    floor, product_runs, key = compared
    of_floor = [each.get(key, each["memory"]) if clock == "memory" else each[key] for each in floor]
    values = ratios(of_floor, [each[key] for each in product_runs])
    Figure(name, what, goal, **spread(values), contacts=contacts, clock=clock, missed=missed).tell()


def product(contacts: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as home:
        return ran(PRODUCT, home, stores.url(stores.path(contacts)))


def ran(program: str, *words: str) -> dict[str, float]:
    """Run a program of its own and return what it told of itself."""
    environment = {**os.environ, "PYTHONPATH": "."}
    said = subprocess.run(  # noqa: S603 -- our own programs
        [sys.executable, "-c", MEMORY + program, *words],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        timeout=120,
        check=True,
    )
    return json.loads(said.stdout)


if __name__ == "__main__":
    main()
