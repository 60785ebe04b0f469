"""What a person waits for: a jump until its rows are painted, and a key until the hits are."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication

from benchmarks import stores
from benchmarks.frame import Figure, arguments, percentile
from desktop import app
from desktop.settings import Settings
from desktop.views.palette import Palette
from desktop.views.record_list_page import RecordListPage
from desktop.views.thread import PageName

JUMPS = 60
BEGINNINGS = ("an", "mar", "lind", "o", "berg", "e", "jo", "kar", "s", "ma")
PATIENCE = 60.0
HEARTBEAT_MS = 50


def main() -> None:
    chosen = arguments()
    app.make_application()
    with tempfile.TemporaryDirectory() as home:
        program = app.Program(Settings.gather(home, stores.url(stores.path(chosen.contacts))))
        program.window.resize(1366, 768)
        program.start()
        try:
            page = contacts(program)
            for name, what, goal, taken in (
                ("painted_jump", "jump to a random row, painted, p95", 16.0, jumps(page)),
                ("key_to_hits", "key pressed to fifty hits painted, p95", 25.0, keys(program)),
            ):
                told(name, what, goal, taken, contacts=chosen.contacts)
        finally:
            program.close()


def contacts(program: app.Program) -> RecordListPage:
    """Go to the list of contacts and wait until its whole order is there."""
    waited(lambda: program.window.current_page() is not None)
    program.window.go_to_screen(PageName.CONTACTS)
    page = program.window.current_page()
    if not isinstance(page, RecordListPage):
        raise SystemExit("the window does not show the list of contacts")
    waited(lambda: page.model.is_filled and page.model.rowCount() > 0)
    return page


def jumps(page: RecordListPage) -> list[float]:
    """Return how long each jump takes until all rows in sight are painted."""
    table, model = page.list.table, page.model
    taken: list[float] = []
    for row in random.Random(3).sample(range(model.rowCount()), JUMPS):
        begun = time.perf_counter()
        table.scrollTo(model.index(row, 0), QAbstractItemView.ScrollHint.PositionAtTop)
        table.viewport().repaint()
        waited(lambda row=row: model.ref(row) is not None)
        table.viewport().repaint()
        taken.append(time.perf_counter() - begun)
    return taken


def keys(program: app.Program) -> list[float]:
    """Return how long each key takes, while a word is typed letter by letter, until its hits are painted."""
    palette = Palette(program.window, program.operations)
    palette.show()
    taken: list[float] = []
    for word in BEGINNINGS * 4:
        palette.box.clear()
        QApplication.processEvents()
        for letter in word:
            before, begun = palette.entries(), time.perf_counter()
            QTest.keyClick(palette.box, letter)
            waited(lambda before=before: palette.entries() is not before)
            palette.list.viewport().repaint()
            taken.append(time.perf_counter() - begun)
    palette.close()
    return taken


def waited(condition: Callable[[], bool]) -> None:
    """Let the window work until the condition holds, asleep between its events as in its own loop."""
    end = time.monotonic() + PATIENCE
    heart = QTimer()
    heart.start(HEARTBEAT_MS)
    while not condition():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        if time.monotonic() > end:
            raise SystemExit("the window did not come to what was waited for")


def told(name: str, what: str, goal: float, taken: list[float], contacts: int) -> None:
    shares = [percentile(taken, share) * 1e3 for share in (0.95, 0.5, 1.0)]
    Figure(
        name, what, goal, shares[0], shares[1], shares[2], contacts, unit="ms", clock="wall",
        missed="the cells in sight are painted twice, and the store's thread and the window's take turns",
        details={"median": f"{shares[1]:.1f} ms", "longest": f"{shares[2]:.1f} ms"},
    ).tell()  # fmt: skip


if __name__ == "__main__":
    main()
