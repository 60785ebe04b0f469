"""How long the window's event loop is kept from turning while deliveries run in bulk."""

from __future__ import annotations

import tempfile
import time

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer

from benchmarks.delivery.desk import CONNECTION, desk
from benchmarks.frame import QUICK, Figure, arguments, percentile
from benchmarks.painted import waited
from desktop import app
from desktop.settings import Settings
from desktop.store import lines, outbox
from desktop.store.store import Store
from desktop.views.thread import PageName

TICK = 0.005
IDLE_SECONDS = 4.0
MOST_SECONDS = 240.0
DELIVERIES = 10_000
FEWER = 2_000


class Gaps(QObject):
    """Notes by how much each tick of a timer comes late."""

    def __init__(self) -> None:
        super().__init__()
        self.late: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start(int(TICK * 1000))

    def begin(self) -> None:
        self.late, self._last = [], time.perf_counter()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.late.append(max(0.0, now - self._last - TICK))
        self._last = now


def main() -> None:
    chosen = arguments()
    count = DELIVERIES if chosen.contacts > QUICK else FEWER
    with desk(chosen.contacts, 0, count) as here, tempfile.TemporaryDirectory() as home:
        here.queue(here.slice(count))
        with here.store.write() as unit:
            lines.pause(unit, CONNECTION)
        url = here.store.database.url.render_as_string(hide_password=False)
        app.make_application()
        program = app.Program(Settings.gather(home, url))
        program.window.resize(1366, 768)
        try:
            idle, busy, seconds = measured(program, here.store)
        finally:
            program.close()
    late = [percentile(each, 0.99) * 1e3 for each in (idle, busy)]
    details: dict[str, object] = {
        "idle p99": f"{late[0]:.1f} ms",
        "busy p99": f"{late[1]:.1f} ms",
        "records a second": round(count / seconds, 1),
    }
    gap = f"gap in the window's event loop while {count:,} deliveries run"
    for name, what, goal, value in (
        ("gap_p99", f"{gap}: p99, beyond idle", 16.0, late[1] - late[0]),
        ("gap_longest", f"{gap}: longest", 50.0, max(busy) * 1e3),
    ):
        Figure(
            name,
            what,
            goal,
            *(value, value, value),
            contacts=chosen.contacts,
            unit="ms",
            clock="wall",
            missed="the Outbox is read anew twice a second, and three processes share the machine's cores",
            details=details,
        ).tell()


def measured(program: app.Program, store: Store) -> tuple[list[float], list[float], float]:
    """Return the gaps without and with deliveries, and how long these took."""
    program.start()
    waited(lambda: program.window.current_page() is not None)
    program.window.go_to_screen(PageName.OUTBOX)
    waited_for(2.0)
    gaps = Gaps()
    waited_for(IDLE_SECONDS)
    idle = gaps.late
    with store.write() as unit:
        lines.resume(unit, CONNECTION)
    gaps.begin()
    begun = time.monotonic()
    if program.worker is None:
        raise SystemExit("the window has no courier")
    program.worker.send_all()
    while waits(store) and time.monotonic() - begun < MOST_SECONDS:
        waited_for(1.0)
    return idle, gaps.late, time.monotonic() - begun


def waits(store: Store) -> bool:
    with store.read() as view:
        return bool(outbox.counts(view))


def waited_for(seconds: float) -> None:
    """Let the window work for so long, as its own event loop would."""
    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()


if __name__ == "__main__":
    main()
