"""The page of a fresh workstation, from which an agent gets to work: sign in, sample data, a file, a line."""

from __future__ import annotations

from typing import Final, Protocol

from PySide6.QtCore import QDir, Qt, SignalInstance
from PySide6.QtWidgets import QFileDialog, QFrame, QLabel, QProgressBar, QPushButton, QScrollArea, QWidget

from desktop.errors import HearthError
from desktop.findings import Finding
from desktop.models import formats
from desktop.models.beginnings import Beginning, Filled
from desktop.store.types import ConnectionSettings
from desktop.views import theme
from desktop.views.desk import Desk
from desktop.views.icons import pixmap
from desktop.views.message_bar import MessageBar, MessageKind, WayOut
from desktop.views.page import Page, Then
from desktop.views.parts import column, frame, label, push_button, row
from desktop.views.sign_in_card import SignInCard
from desktop.views.thread import PageName, Place
from desktop.views.tokens import SPACE_L, SPACE_M, SPACE_XL
from desktop.views.trouble_rows import TroubleRows

_WIDEST: Final = 1000
_CARD_ICON: Final = 28
_WHOLE: Final = 1000


class Guide(Protocol):
    """What the page asks for, and what it hears of it.

    ``found`` carries the Beginning, ``looked`` the findings about this machine and its keychain's name,
    ``advanced`` how much of how much is done, ``filled`` what was put into the store, ``failed`` why nothing.
    """

    beginning: Beginning

    @property
    def found(self) -> SignalInstance: ...

    @property
    def looked(self) -> SignalInstance: ...

    @property
    def advanced(self) -> SignalInstance: ...

    @property
    def filled(self) -> SignalInstance: ...

    @property
    def failed(self) -> SignalInstance: ...

    def look(self) -> None:
        """Look at the store and the machine anew."""
        ...

    def add_sample(self) -> None:
        """Put invented households into the store."""
        ...

    def take_in(self, file: str) -> None:
        """Import a file."""
        ...

    def stop(self) -> None:
        """End what was begun after the step that it is at."""
        ...

    def sign_in(self, settings: ConnectionSettings, password: str) -> None:
        """Keep a password that was given, and the user it is for."""
        ...

    def begin(self, screen: PageName) -> None:
        """Leave the page for good."""
        ...


class FirstPage(Page):
    """Offers what gets an agent to work, and says what stands in the way of it."""

    def __init__(self, desk: Desk, guide: Guide, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("first_page")
        self._guide = guide
        self._title = label("", "title", self)
        self._sentence = label("", "muted", self)
        self._sentence.setWordWrap(True)
        self.message_bar = MessageBar(self)
        self.troubles = TroubleRows(self)
        self.sign_in = SignInCard(desk.bench, self)
        self._marks: list[tuple[QLabel, str]] = []
        self.sample = self._button("first.sample", self.tr("Add &Sample Data"))
        self.file = self._button("first.file", self.tr("Choose a &File…"))
        self.connect_button = self._button("first.connect", self.tr("&Connect…"))
        self.cards = self._cards()
        self.later = push_button("first.later", "", parent=self)
        self.later.setAutoDefault(True)
        self.progress = QProgressBar(self)
        self.progress.setObjectName("first.progress")
        self.progress.setAccessibleName(self.tr("Progress"))
        self.stop = push_button("first.stop", self.tr("Stop"), parent=self)
        self._lay_out()
        self._connect()
        self._show_working(working=False)

    def visit(self, place: Place) -> None:
        self._take(self._guide.beginning)
        self._guide.look()
        self.take_focus()

    def leave(self, then: Then) -> None:
        # What is on its way goes on in the meantime; its end is told where the agent is then.
        then()

    def take_focus(self) -> None:
        """Let the keyboard begin at the first thing to do."""
        if self.sign_in.isHidden():
            self.sample.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.sign_in.take_focus()

    # --- What is found ----------------------------------------------------------------------------------

    def _take(self, beginning: Beginning) -> None:
        settings = beginning.connection
        signs_in = settings is not None and beginning.asks_something
        self.sign_in.setVisible(signs_in)
        self.cards.setVisible(not signs_in)
        self.later.setText(self.tr("&Later") if signs_in else self.tr("&Begin without"))
        if settings is not None and signs_in:
            self._title.setText(self.tr("Welcome to Hearth"))
            self._sentence.setText(self.tr("Everything is set up. What is missing is your password."))
            words = self._words_of(beginning, settings)
            self.sign_in.show_settings(settings, words, user_is_fixed=beginning.locked)
        else:
            self._title.setText(self.tr("Welcome to Hearth") if beginning.empty else self.tr("First Steps"))
            self._sentence.setText(
                self.tr("Nothing is in here yet. Choose how to begin; the rest can be done at any time.")
                if beginning.empty
                else self.tr("All of this can be done at any time.")
            )

    def _words_of(self, beginning: Beginning, settings: ConnectionSettings) -> str:
        words = (
            self.tr("The administrator of this computer has set up the external system {name}.")
            if beginning.administrator
            else self.tr("The external system {name} is set up.")
        ).format(name=settings.name)
        if settings.user:
            words += " " + self.tr("You sign in to it as {user}.").format(user=settings.user)
        return words

    def _look(self, findings: list[Finding], keychain: str) -> None:
        # Where a password is asked for, the card says itself that there is no keychain.
        self.troubles.show_findings(
            each for each in findings if self.sign_in.isHidden() or each.subject != "keychain"
        )
        self.sign_in.show_place(keychain)

    # --- What is chosen ---------------------------------------------------------------------------------

    def choose_file(self) -> None:
        """Ask for a file and import it."""
        dialog = QFileDialog(self, self.tr("Import a File"))
        dialog.setNameFilters(
            [self.tr("Households and contacts (*.csv *.vcf *.vcard)"), self.tr("All files (*)")]
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.take_in)
        dialog.open()

    def take_in(self, file: str) -> None:
        """Import a file."""
        self._begin(self.tr("Importing {file}…").format(file=QDir.toNativeSeparators(file)))
        self._guide.take_in(file)

    def _add_sample(self) -> None:
        self._begin(self.tr("Inventing households…"))
        self._guide.add_sample()

    def _begin(self, sentence: str) -> None:
        self.message_bar.show_message(MessageKind.INFO, sentence)
        self._show_working(working=True)

    def _go_to_connection(self) -> None:
        self.drilled.emit(Place(PageName.ADMINISTRATION, title=self.tr("Administration")), False)

    def _show_working(self, *, working: bool) -> None:
        self.progress.setRange(0, 0)
        self.progress.setVisible(working)
        self.stop.setVisible(working)
        for each in (self.sample, self.file, self.connect_button):
            each.setEnabled(not working)
        if working:
            self.stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def _advance(self, done: int, total: int) -> None:
        self.progress.setRange(0, _WHOLE)
        self.progress.setValue(_WHOLE * done // max(total, 1))

    def _finish(self, filled: Filled) -> None:
        self._show_working(working=False)
        texts = [self._added(filled.kind).format(count=formats.number(filled.created))]
        if filled.updated:
            texts.append(self.tr("Changed: {count}.").format(count=formats.number(filled.updated)))
        if filled.rejected:
            rejected = self.tr("Not taken: {count}; each line and the reason are in {file}.")
            file = QDir.toNativeSeparators(filled.rejects)
            texts.append(rejected.format(count=formats.number(filled.rejected), file=file))
        if filled.stopped:
            texts.append(self.tr("It was stopped; choose the same file again to go on."))
        kind = MessageKind.WARNING if filled.rejected or filled.stopped else MessageKind.GOOD
        self.message_bar.show_message(kind, " ".join(texts), self._way_on(filled))
        self.message_bar.buttons()[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _added(self, kind: str) -> str:
        if kind == "household":
            return self.tr("Households added: {count}.")
        return (
            self.tr("Contacts added: {count}.") if kind == "contact" else self.tr("Members added: {count}.")
        )

    def _way_on(self, filled: Filled) -> WayOut:
        if filled.kind == "contact":
            return WayOut(self.tr("Show Contacts"), lambda: self._guide.begin(PageName.CONTACTS))
        return WayOut(self.tr("Show Households"), lambda: self._guide.begin(PageName.HOUSEHOLDS))

    def _fail(self, problem: HearthError) -> None:
        self._show_working(working=False)
        self.message_bar.show_message(MessageKind.ERROR, str(problem))
        self.take_focus()

    def _connect(self) -> None:
        self.sample.clicked.connect(self._add_sample)
        self.file.clicked.connect(self.choose_file)
        self.connect_button.clicked.connect(self._go_to_connection)
        self.later.clicked.connect(lambda: self._guide.begin(PageName.HOUSEHOLDS))
        self.stop.clicked.connect(self._guide.stop)
        self.sign_in.accepted.connect(self._guide.sign_in)
        self._guide.found.connect(self._take)
        self._guide.looked.connect(self._look)
        self._guide.advanced.connect(self._advance)
        self._guide.filled.connect(self._finish)
        self._guide.failed.connect(self._fail)
        theme.current().changed.connect(self._draw)

    # --- Making -----------------------------------------------------------------------------------------

    def _button(self, name: str, text: str) -> QPushButton:
        made = push_button(name, text, "primary", self)
        # Outside a dialog, too, Return presses what has the focus.
        made.setAutoDefault(True)
        return made

    def _cards(self) -> QWidget:
        whole = QWidget(self)
        sample = self.tr(
            "Two hundred invented households with their people, to look around and to try everything."
            " They stay until they are deleted; nothing is sent anywhere."
        )
        file = self.tr(
            "Households or contacts from a CSV file whose first line names the fields, or contacts from"
            " vCards (.vcf). What cannot be taken is named line by line."
        )
        connect = self.tr(
            "Name the WSDL and the address of an external system. What is saved here is then sent there"
            " when you say so."
        )
        cards = (
            self._card("household", self.tr("Look around"), sample, self.sample),
            self._card("contact", self.tr("Bring your own"), file, self.file),
            self._card("link", self.tr("Connect"), connect, self.connect_button),
        )
        line = row(*cards, spacing=SPACE_L)
        for number in range(len(cards)):
            line.setStretch(number, 1)
        whole.setLayout(line)
        return whole

    def _card(self, icon_name: str, title: str, text: str, button: QPushButton) -> QFrame:
        part = frame("applet", f"{button.objectName()}.card", self)
        mark = QLabel(part)
        self._marks.append((mark, icon_name))
        words = label(text, "muted", part)
        words.setWordWrap(True)
        words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        button.setAccessibleDescription(text)
        heading = row(mark, label(title, "strong", part), None)
        margins = (SPACE_XL, SPACE_XL, SPACE_XL, SPACE_XL)
        layout = column(heading, words, row(button, None), spacing=SPACE_L, margins=margins)
        layout.setStretch(1, 1)
        part.setLayout(layout)
        return part

    def _lay_out(self) -> None:
        inside = QWidget(self)
        inside.setMaximumWidth(_WIDEST)
        working = row(self.progress, self.stop)
        working.setStretch(0, 1)
        parts = (
            self._title, self._sentence, self.troubles, self.message_bar, working,
            self.sign_in, self.cards, row(self.later, None),
        )  # fmt: skip
        inside.setLayout(column(None, *parts, None, None, spacing=SPACE_L))
        holder = QWidget(self)
        margins = (SPACE_XL, SPACE_M, SPACE_XL, SPACE_M)
        line = row(None, inside, None, margins=margins)
        line.setStretch(1, 1000)
        holder.setLayout(line)
        area = QScrollArea(self)
        area.setObjectName("first.area")
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setWidget(holder)
        self.setLayout(column(area))
        self._draw()

    def _draw(self) -> None:
        for mark, name in self._marks:
            mark.setPixmap(pixmap(name, theme.tokens().accent, _CARD_ICON, self.devicePixelRatioF()))
