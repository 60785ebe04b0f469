"""The page on which an external system is defined and tested: WSDLs, address, credentials, limits."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from desktop import language
from desktop.errors import ConnectionProblem, HearthError, InvalidValue
from desktop.fields import Component, Field
from desktop.store import connections, locks
from desktop.store.types import Auth, ConnectionSettings, RecordKind, Values
from desktop.store.unit import View
from desktop.values import Kind, Value
from desktop.views import theme
from desktop.views.actions import Act
from desktop.views.check_row import check_row
from desktop.views.desk import Check, Desk
from desktop.views.editors import Choices
from desktop.views.form import FormApplet, FormLayout
from desktop.views.icons import icon
from desktop.views.message_bar import MessageKind, WayOut
from desktop.views.page import Then
from desktop.views.parts import column, frame, label, push_button, row
from desktop.views.passwords import Passwords
from desktop.views.reading_bar import ReadingBar
from desktop.views.rows_in_sight import RowsInSight
from desktop.views.tokens import SPACE_L, SPACE_M, SPACE_S, Tone

_AUTHS: Final = "AUTH"
_BUILT_IN: Final = "built-in"
CONNECTION: Final = Component(
    "connection",
    "",
    "External System",
    "External Systems",
    fields=(
        Field("name", "", "Connection Name", length=50, required=True, default="main"),
        Field("address", "", "Service Address", length=500),
        Field("household_wsdl", "", "WSDL for Households", length=500),
        Field("contact_wsdl", "", "WSDL for Contacts", length=500),
        Field("auth", "", "Sign In", length=20, required=True, pick_list=_AUTHS, default=Auth.NONE.value),
        Field("user", "", "User", length=100),
        Field("timeout", "", "Longest Wait (s)", Kind.INTEGER, 6, required=True, minimum=1, default=60),
        Field("ca", "", "Certificate Authority", length=500),
        Field("certificate", "", "Client Certificate", length=500),
        Field("proxy", "", "Proxy", length=200),
    ),
)
_FILES: Final = ("household_wsdl", "contact_wsdl", "ca", "certificate")
_SIGN_IN, _PROXY, _CERTIFICATE = "sign-in", "proxy", "certificate"
_KNOW: Final = "know"


class ConnectionPage(QWidget):
    """One external system: its definition, its passwords, and the test of both.

    ``mapping_asked`` tells that a person wants to see what its records are mapped to.
    """

    mapping_asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("connection_page")
        self._desk = desk
        self._kept = ConnectionSettings("main")
        self._defined: dict[str, ConnectionSettings] = {}
        self._found: list[tuple[bool, QWidget]] = []
        self._testing = False
        layout = FormLayout(shown=tuple(each.name for each in CONNECTION), title=("name",))
        acts = (Act.SAVE, Act.UNDO)
        self.form = FormApplet(CONNECTION, layout, _choices, acts=acts, buttons=acts)
        self.passwords = Passwords(self)
        self.password = self.passwords.lines[_SIGN_IN]
        self.test_button = push_button("connection.test", self.tr("Test"), "primary", self)
        self.choice = QComboBox(self)
        self.choice.setObjectName("connection.choice")
        self.choice.setAccessibleName(self.tr("External System"))
        self.new_button = push_button("connection.new", self.tr("Define Another"), "", self)
        self.remove_button = push_button("connection.remove", self.tr("Remove"), "", self)
        self.results = QVBoxLayout()
        self._verdict = label("", "strong", self)
        self.reading = ReadingBar("connection.reading", desk.bench, self)
        self._then: Then | None = None
        self._reads = 0
        self._lay_out()
        self._add_browsing()
        self.form.actions_of_record[Act.SAVE].triggered.connect(self.save)
        self.form.actions_of_record[Act.UNDO].triggered.connect(self.read)
        self.form.edited.connect(self._show_passwords)
        self.form.edited.connect(self._clear_results)
        self.passwords.edited.connect(self._after_password)
        self.test_button.clicked.connect(self.test)
        self.choice.activated.connect(self._choose)
        self.new_button.clicked.connect(self._begin_another)
        self.remove_button.clicked.connect(self._remove)
        desk.bench.checked.connect(self._show_check)
        desk.bench.tested.connect(self._finish_test)
        desk.bench.defined.connect(self._after_save)
        desk.bench.not_defined.connect(self._refuse_definition)
        desk.bench.mapped.connect(self._note_known)
        desk.bench.not_mapped.connect(self._warn_of_wsdl)
        self.read()

    def leave(self, then: Then) -> None:
        """Save the definition, then call ``then``."""
        if self.form.is_dirty() or self.passwords.given():
            self._save(then)
        else:
            then()

    def read(self) -> None:
        """Show the definition that is kept, or the defaults."""
        self.passwords.clear()
        self._desk.operations.read(_defined, self._take)
        self._desk.operations.read(_locked_by, self._tell_lock)

    def save(self) -> None:
        """Save the definition and, if one was typed, the password."""
        self._save(None)

    def test(self) -> None:
        """Check that the external system can be worked with as the page now defines it."""
        settings = self._settings()
        if settings is not None:
            self._clear_results()
            self._testing = True
            self.test_button.setEnabled(False)
            self._verdict.setText(self.tr("Testing…"))
            self._desk.bench.test(settings, self.passwords.given())

    # --- The definition ---------------------------------------------------------------------------------

    def _tell_lock(self, file: str) -> None:
        if file:
            text = self.tr(
                "The administrator of this machine has set this in {file}; it cannot be changed here."
            )
            self.form.message_bar.show_message(MessageKind.INFO, text.format(file=file))

    def _take(self, defined: tuple[ConnectionSettings, ...]) -> None:
        """Offer all that are defined, the default one first, and show the one that was shown before."""
        self._offer(defined)
        self._show(self._defined.get(self._kept.name) or next(iter(defined), None))
        self.choice.setCurrentText(self._kept.name)

    def _offer(self, defined: tuple[ConnectionSettings, ...]) -> None:
        self._defined = {each.name: each for each in defined}
        self.choice.clear()
        self.choice.addItems(list(self._defined))
        self.choice.setVisible(len(defined) > 1)
        self.new_button.setVisible(bool(defined))
        self.remove_button.setVisible(len(defined) > 1)
        self.choice.setCurrentText(self._kept.name)

    def _choose(self, _place: int) -> None:
        chosen = self._defined.get(self.choice.currentText())
        self.choice.setCurrentText(self._kept.name)
        self.leave(partial(self._show_other, chosen))

    def _show_other(self, chosen: ConnectionSettings | None) -> None:
        self._clear_results()
        self.choice.setCurrentText(chosen.name if chosen else "")
        self._show(chosen)

    def _begin_another(self) -> None:
        self.leave(self._show_blank)

    def _show_blank(self) -> None:
        self._show_other(None)
        self.form.set_record(_values(ConnectionSettings("")))
        self.form.editor("name").as_widget().setFocus()

    def _remove(self) -> None:
        """Forget the one that is shown, unless deliveries to it wait."""
        forget = partial(connections.remove, name=self._kept.name)
        self._desk.operations.change(forget, self._after_removing, self._refuse)

    def _after_removing(self, _result: None) -> None:
        self.form.message_bar.clear()
        self.read()

    def _show(self, kept: ConnectionSettings | None) -> None:
        self._kept = kept or ConnectionSettings("main")
        self.form.set_record(_values(self._kept))
        self._show_passwords()
        self.form.set_title(
            self.tr("External System"), self._kept.name if kept else self.tr("Not defined yet")
        )

    def _settings(self) -> ConnectionSettings | None:
        try:
            changed = self.form.changed_values()
        except InvalidValue:
            return None
        return _changed(self._kept, changed)

    def _save(self, then: Then | None) -> None:
        settings = self._settings()
        if settings is not None:
            self._then = then
            self._desk.bench.define(settings, self.passwords.given())

    @Slot(object, str)
    def _after_save(self, settings: ConnectionSettings, where: str) -> None:
        before, self._kept = self._kept, settings
        self.passwords.clear()
        self._show(settings)
        self._desk.operations.read(_defined, self._offer)
        self._say_saved(settings, where)
        self._read_wsdls(before, settings)
        then, self._then = self._then, None
        if then is not None:
            then()

    def _say_saved(self, settings: ConnectionSettings, where: str) -> None:
        told = [self.tr("The definition is saved.")]
        if where == "keychain":
            told.append(self.tr("The password of {name} is kept in the keychain of this computer."))
        elif where:
            text = self.tr("This computer has no keychain: the password of {name} is kept until Hearth ends.")
            told.append(text)
        sentence = " ".join(told).format(name=settings.name)
        self.form.message_bar.show_message(MessageKind.GOOD, sentence)

    @Slot(object)
    def _refuse_definition(self, error: HearthError) -> None:
        """Say beside its field what is wrong with the definition."""
        self._then = None
        name = error.concerns.removeprefix("--").replace("-", "_").casefold()
        if isinstance(error, ConnectionProblem) and name in CONNECTION:
            self.form.show_errors(InvalidValue(name, "connection", language.sentence(error.what)))
        else:
            self._refuse(error)

    def _refuse(self, error: HearthError) -> None:
        self.form.message_bar.show_message(MessageKind.ERROR, str(error))

    def _after_password(self) -> None:
        self._clear_results()
        self.form.actions_of_record.enable(save=True, undo=True)

    def _show_passwords(self) -> None:
        """Ask for the passwords of a proxy and of a certificate where there is one."""
        for purpose in (_PROXY, _CERTIFICATE):
            self.passwords.show_line(purpose, shown=bool(self.form.editor(purpose).typed()))

    # --- Its WSDLs --------------------------------------------------------------------------------------

    def _read_wsdls(self, before: ConnectionSettings, now: ConnectionSettings) -> None:
        """Read the WSDLs that were named just now, so that they are at hand when something is sent."""
        for kind in RecordKind:
            if now.wsdl(kind) and (now.wsdl(kind) != before.wsdl(kind) or now.name != before.name):
                self._reads += 1
                self.reading.begin()
                self._desk.bench.map(now.name, kind.value, _KNOW)

    @Slot(str, object)
    def _note_known(self, errand: str, _result: object) -> None:
        if errand == _KNOW:
            self._reads -= 1
            if self._reads == 0:
                self.reading.end()

    @Slot(str, object)
    def _warn_of_wsdl(self, errand: str, problem: HearthError) -> None:
        if errand == _KNOW:
            self._note_known(errand, None)
            told = self.tr("The definition is saved, but nothing can be sent by its WSDL yet: {reason}")
            way_out = WayOut(self.tr("Open the Mapping"), self.mapping_asked.emit)
            reason = language.sentence(problem.what)
            self.form.message_bar.show_message(MessageKind.WARNING, told.format(reason=reason), way_out)

    # --- The test ---------------------------------------------------------------------------------------

    def check_texts(self) -> list[tuple[bool, str]]:
        """Return what the test has found so far."""
        return [(ok, part.accessibleName()) for ok, part in self._found]

    def _show_check(self, check: Check) -> None:
        if not self._testing:
            return
        part = check_row(check, self.devicePixelRatioF())
        self._found.append((check.ok, part))
        self.results.addWidget(part)

    def _finish_test(self) -> None:
        self.test_button.setEnabled(True)
        if not self._testing:
            return
        self._testing = False
        good = bool(self._found) and all(ok for ok, _ in self._found)
        self._verdict.setText(
            self.tr("The external system can be worked with.") if good else self.tr("This does not work yet.")
        )
        theme.announce(self, self._verdict.text())

    def _clear_results(self) -> None:
        """Take away what was found, which says nothing of what the page defines now."""
        self._testing = False
        for _, part in self._found:
            self.results.removeWidget(part)
            part.deleteLater()
        self._found.clear()
        self._verdict.clear()

    # --- Making -----------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        box = frame("applet", "connection.password_box", self)
        line = row(self.passwords, None, self.reading, self._verdict, self.test_button, spacing=SPACE_L)
        self.results.setSpacing(SPACE_S)
        margins = (SPACE_L, SPACE_M, SPACE_L, SPACE_M)
        box.setLayout(column(line, self.results, spacing=SPACE_M, margins=margins))
        RowsInSight(self.form, self)
        self.form.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        others = row(self.choice, self.new_button, self.remove_button, None)
        self.setLayout(column(others, self.form, box, None, spacing=SPACE_M))

    def _add_browsing(self) -> None:
        for name in _FILES:
            line = self.form.editor(name).as_widget()
            if isinstance(line, QLineEdit):
                browse = line.addAction(icon("pick", Tone.MUTED), QLineEdit.ActionPosition.TrailingPosition)
                browse.setToolTip(self.tr("Choose a file"))
                browse.triggered.connect(partial(self._browse, name))
                if name.endswith("wsdl"):
                    line.setPlaceholderText(self.tr("The one that travels with Hearth"))

    def _browse(self, name: str, _checked: bool = False) -> None:
        dialog = QFileDialog(self, self.tr("Choose a file"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(partial(self._take_file, name))
        dialog.open()

    def _take_file(self, name: str, path: str) -> None:
        line = self.form.editor(name).as_widget()
        if isinstance(line, QLineEdit):
            line.setText(path)
            line.textEdited.emit(path)


def _choices(name: str) -> Choices:
    return Choices(tuple(each.value for each in Auth), bounded=True) if name == _AUTHS else Choices()


def _values(settings: ConnectionSettings) -> Values:
    kept: dict[str, Value] = {each.name: getattr(settings, each.name) or None for each in CONNECTION}
    return kept | {"auth": settings.auth.value, "timeout": int(settings.timeout)}


def _changed(kept: ConnectionSettings, values: Values) -> ConnectionSettings:
    changes: dict[str, object] = {name: value or "" for name, value in values.items()}
    if "auth" in values:
        changes["auth"] = Auth(str(values["auth"]))
    if "timeout" in values:
        changes["timeout"] = float(str(values["timeout"]))
    return replace(kept, **changes)


def _defined(view: View) -> tuple[ConnectionSettings, ...]:
    return connections.everyone(view)


def _locked_by(view: View) -> str:
    """Return the administrator's file that locks the external system, empty if it can be changed."""
    known = locks.taken(view)
    return known.file if view.default_connection in known.locked_connections else ""
