"""Undo and Redo of what was changed in the window: in the Edit menu, by key, and as a notice below."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAction

from desktop.errors import HearthError
from desktop.models import undo
from desktop.models.changes import Broadcast
from desktop.models.operations import Operations
from desktop.models.undo import Step
from desktop.store import undoing
from desktop.store.types import Changes, Origin
from desktop.store.undoing import ChangedSince, SentSince
from desktop.views import theme
from desktop.views.main_window import MainWindow
from desktop.views.parts import action_button

_DEEPEST: Final = 200
# While many are sent one after the other, it is enough to look now and then whether this one was.
_LOOK_AGAIN_MS: Final = 500


class Undoing(QObject):
    """Remembers the change sets of this window, and takes them back one by one.

    What others change, the external system among them, is not undone from here, and what was sent is offered
    no more.
    """

    def __init__(self, window: MainWindow, operations: Operations, broadcast: Broadcast) -> None:
        super().__init__(window)
        self._window = window
        self._operations = operations
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._own: set[int] = set()
        self._busy = False
        self._sent_soon = QTimer(self, singleShot=True, interval=_LOOK_AGAIN_MS)
        self._sent_soon.timeout.connect(self._look_whether_sent)
        self.notice = action_button(window.undo_action, window.statusBar())
        self.notice.setObjectName("notice.undo")
        self.notice.setProperty("look", "link")
        window.statusBar().addPermanentWidget(self.notice)
        operations.changed.connect(self._note)
        broadcast.told.connect(self._follow)
        window.undo_action.triggered.connect(self.undo)
        window.redo_action.triggered.connect(self.redo)
        self._look()

    def undo(self) -> None:
        """Take the latest change back; what is being edited is saved first, and is then the latest."""
        self._window.leave_for(partial(self._soon, True))

    def redo(self) -> None:
        """Do again what was taken back last."""
        self._window.leave_for(partial(self._soon, False))

    # --- What was changed -----------------------------------------------------------------------------------

    def _note(self, changes: Changes) -> None:
        number = changes.change_set
        if number is None or number in self._own:
            return
        step = Step(number)
        self._done.append(step)
        del self._done[:-_DEEPEST]
        self._undone.clear()
        describe = partial(undo.describe, change_set=number)
        self._operations.read(describe, partial(self._take_words, step))

    def _take_words(self, step: Step, words: str) -> None:
        step.words = words
        if not words:
            # A change set that changed nothing which the journal keeps.
            self._done[:] = [each for each in self._done if each is not step]
        self._look()

    # --- What was sent --------------------------------------------------------------------------------------

    def _follow(self, changes: Changes) -> None:
        if changes.deliveries and (self._done or self._undone) and not self._sent_soon.isActive():
            self._sent_soon.start()

    def _look_whether_sent(self) -> None:
        for steps in (self._done, self._undone):
            if steps:
                sent = partial(undoing.is_sent, change_set=steps[-1].change_set)
                self._operations.read(sent, partial(self._forget_sent, steps, steps[-1]))

    def _forget_sent(self, steps: list[Step], step: Step, sent: bool) -> None:
        """Offer what came before instead of what was sent, if that was not sent as well."""
        if sent and step in steps and not self._busy:
            steps.remove(step)
            self._look()
            self._look_whether_sent()

    # --- Taking back ----------------------------------------------------------------------------------------

    def _soon(self, is_undo: bool) -> None:
        # What leaving the record saved is told right after this.
        QTimer.singleShot(0, self, partial(self._take_back, is_undo))

    def _take_back(self, is_undo: bool) -> None:
        steps = self._done if is_undo else self._undone
        if self._busy or not steps:
            return
        self._busy = True
        step = steps[-1]
        self._operations.change(
            partial(undoing.undo, change_set=step.change_set),
            partial(self._after, is_undo, step),
            partial(self._refuse, is_undo, step),
            Origin.REVERT,
        )

    def _after(self, is_undo: bool, step: Step, change_set: int | None) -> None:
        self._busy = False
        steps, others = (self._done, self._undone) if is_undo else (self._undone, self._done)
        steps.remove(step)
        if change_set is not None:
            self._own.add(change_set)
            others.append(Step(change_set, step.words))
        text = self.tr("Undone: {what}") if is_undo else self.tr("Done again: {what}")
        self._say(text.format(what=step.words))
        self._look()

    def _refuse(self, is_undo: bool, step: Step, error: HearthError) -> None:
        """Say why it stays; what can never be taken back stands in the way of what came before it no more."""
        self._busy = False
        if isinstance(error, SentSince | ChangedSince):
            (self._done if is_undo else self._undone).remove(step)
        self._window.show_problem(f"{step.words}: {error}" if step.words else str(error))
        self._look()

    def _say(self, sentence: str) -> None:
        self._window.say(sentence)
        theme.announce(self.notice, sentence)

    # --- What is offered ------------------------------------------------------------------------------------

    def _look(self) -> None:
        undo_words = self._done[-1].words if self._done else ""
        redo_words = self._undone[-1].words if self._undone else ""
        self._offer(self._window.undo_action, self.tr("Undo"), self.tr("Undo: {what}"), undo_words)
        self._offer(self._window.redo_action, self.tr("Redo"), self.tr("Redo: {what}"), redo_words)
        self.notice.setVisible(bool(undo_words))

    def _offer(self, action: QAction, plain: str, with_words: str, words: str) -> None:
        action.setEnabled(bool(words))
        action.setText(with_words.format(what=words.replace("&", "&&")) if words else plain)
        action.setIconText(action.text())
