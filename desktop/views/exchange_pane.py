"""The Exchange tab: each attempt to send one record, and word for word what was said."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QDateTime, Qt, Signal
from PySide6.QtWidgets import QSplitter, QWidget

from desktop.errors import HearthError
from desktop.models import exchange
from desktop.models.child_list import ChildListModel, ChildRow
from desktop.models.exchange import ExchangeSight
from desktop.store.types import Ref
from desktop.views import layouts
from desktop.views.actions import Act
from desktop.views.desk import Desk
from desktop.views.drop_down import DropDown
from desktop.views.envelope_view import EnvelopeView
from desktop.views.list import ListApplet
from desktop.views.message_bar import MessageKind
from desktop.views.parts import column, frame, row
from desktop.views.stack import Stack
from desktop.views.support_dialog import SupportDialog
from desktop.views.tabs import Tabs
from desktop.views.tokens import SPACE_M

REQUEST, REPLY = "request", "reply"
_ALONE = ""
_HALF = 10_000


class ExchangePane(QWidget):
    """The attempts of one record, newest first; ``send_requested`` asks to send it again."""

    send_requested = Signal()

    def __init__(self, name: str, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}_exchange_pane")
        self._desk = desk
        self._ref: Ref | None = None
        self._shown: ExchangeSight | None = None
        columns = layouts.attempt_columns()
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        acts = (Act.UPDATE, Act.COMPARE, Act.SUPPORT_FILE)
        self.list = ListApplet(f"{name}_attempts", columns, self._splitter, acts=acts, buttons=acts)
        self.model = ChildListModel(columns, self)
        self.list.set_model(self.model)
        self._reading = frame("applet", f"{name}_envelopes", self._splitter)
        self.parts = Tabs(f"{name}_envelopes.parts", self.tr("What was said"), self._reading)
        self.against = DropDown(f"{name}_envelopes.against", self.tr("Compare with"), self._reading)
        self._stack = Stack(self._reading)
        self.request = EnvelopeView(f"{name}_envelopes.request", self.tr("Request"), self._stack)
        self.reply = EnvelopeView(f"{name}_envelopes.reply", self.tr("Reply"), self._stack)
        self._lay_out()
        self._connect()

    # --- What the page asks ---------------------------------------------------------------------------------

    def read(self, ref: Ref) -> None:
        """Read the attempts of a record; the row that is current stays."""
        if ref != self._ref:
            self._ref, self._shown = ref, None
            self.model.show([])
            self._show_envelopes((), ())
        self._desk.operations.read(partial(exchange.listed, ref=ref), partial(self._show, ref))

    def current(self) -> ChildRow | None:
        """Return the attempt that is current."""
        return self.model.row(self.list.current_row())

    # --- The list -------------------------------------------------------------------------------------------

    def _show(self, ref: Ref, rows: list[ChildRow]) -> None:
        if ref != self._ref:
            return
        newest_was_current = self.list.current_row() <= 0
        self.model.show(rows)
        for act in (Act.COMPARE, Act.SUPPORT_FILE):
            self.list.actions_of_record[act].setEnabled(len(rows) > (1 if act is Act.COMPARE else 0))
        if rows and newest_was_current:
            self.list.table.go_to(0)
        self._offer_comparisons()

    def _follow_row(self, at: int) -> None:
        if self.model.row(at) is not None:
            self._offer_comparisons()
            self._read_envelopes()

    # --- Comparing ------------------------------------------------------------------------------------------

    def _offer_comparisons(self) -> None:
        """Offer every other attempt to compare with; what was chosen stays while it is there."""
        current, before = self.current(), self.against.current()
        choices = {_ALONE: self.tr("Shown alone")}
        text = self.tr("Compared with {when}, {outcome}")
        for each in self.model.rows:
            if current is not None and each.id != current.id:
                told = {"when": each.values["at"], "outcome": each.values["outcome"]}
                choices[each.id] = text.format(**told)
        self.against.set_choices(choices)
        self.against.set_current(before if before in choices else _ALONE)
        self._mark_comparing()

    def _toggle_comparing(self) -> None:
        """Compare the attempt with the one before it, or with none."""
        at = self.list.current_row()
        earlier = self.model.row(at + 1) or self.model.row(at - 1)
        wanted = _ALONE if self.against.current() or earlier is None else earlier.id
        self.against.set_current(wanted)
        self._compare()

    def _compare(self) -> None:
        self._mark_comparing()
        self._read_envelopes()

    def _mark_comparing(self) -> None:
        self.list.actions_of_record[Act.COMPARE].setChecked(bool(self.against.current()))

    # --- The envelopes --------------------------------------------------------------------------------------

    def _read_envelopes(self) -> None:
        current = self.current()
        if current is None:
            return
        against = self.against.current()
        other = int(against) if against else None
        if self._shown and (self._shown.number, self._shown.against) == (int(current.id), other):
            return
        wanted = partial(exchange.read, number=int(current.id), against=other)
        self._desk.operations.read(wanted, self._take, self._refuse)

    def _take(self, sight: ExchangeSight) -> None:
        current = self.current()
        if current is not None and int(current.id) == sight.number:
            self._shown = sight
            self._show_envelopes(sight.request, sight.reply)

    def _show_envelopes(self, request: tuple[exchange.Line, ...], reply: tuple[exchange.Line, ...]) -> None:
        self.request.show_lines(request, self.tr("Nothing was sent."))
        self.reply.show_lines(reply, self.tr("No reply came back."))

    def _show_part(self, key: str) -> None:
        self._stack.setCurrentWidget(self.request if key == REQUEST else self.reply)

    # --- The support file -----------------------------------------------------------------------------------

    def ask_for_support_file(self) -> None:
        """Ask where to write which attempts."""
        if self.current() is None:
            return
        now = QDateTime.currentDateTime().toString("yyyyMMdd-HHmm")
        dialog = SupportDialog(f"hearth-support-{now}.txt", self)
        dialog.wanted.connect(self._save_support_file)
        dialog.open()

    def _save_support_file(self, file: str, every: bool, personal: bool) -> None:
        current = self.current()
        chosen = self.model.rows if every or current is None else (current,)
        write = partial(
            exchange.save_support_file,
            numbers=[int(each.id) for each in chosen],
            file=file,
            with_personal_data=personal,
        )
        self._desk.operations.read(write, self._tell_saved, self._refuse)

    def _tell_saved(self, file: str) -> None:
        self.list.message_bar.show_message(MessageKind.GOOD, self.tr("Saved as {file}.").format(file=file))

    def _refuse(self, error: HearthError) -> None:
        self.list.message_bar.show_message(MessageKind.ERROR, str(error))

    # --- Making ---------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.list.set_title(self.tr("Exchange"))
        send = self.list.actions_of_record[Act.UPDATE]
        # What was never sent is not sent again.
        self.list.set_empty_state("send", self.tr("This record was never sent."), send)
        send.setText(self.tr("Send Again"))
        send.setIconText(self.tr("Send Again"))
        self.list.button(Act.UPDATE).setAccessibleName(self.tr("Send Again"))
        self.parts.add(REQUEST, self.tr("Request"), "forward")
        self.parts.add(REPLY, self.tr("Reply"), "back")
        head = row(self.parts, None, self.against, margins=(SPACE_M, 0, SPACE_M, 0))
        self._reading.setLayout(column(head, self._stack, spacing=0, margins=(1, 1, 1, 1)))
        self._stack.addWidget(self.request)
        self._stack.addWidget(self.reply)
        self._splitter.setObjectName(f"{self.objectName()}.split")
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setSizes([_HALF, _HALF])
        self.setLayout(column(self._splitter, margins=(0, 0, 0, 0)))
        self._offer_comparisons()

    def _connect(self) -> None:
        acts = self.list.actions_of_record
        acts[Act.UPDATE].triggered.connect(self.send_requested)
        acts[Act.COMPARE].triggered.connect(self._toggle_comparing)
        acts[Act.SUPPORT_FILE].triggered.connect(self.ask_for_support_file)
        self.list.current_changed.connect(self._follow_row)
        self.against.chosen.connect(self._compare)
        self.parts.chosen.connect(self._show_part)
